"""Derive: a number or a formula is typed, and its class works the answer out."""

from collections.abc import Iterator, Mapping
from typing import Any, ClassVar
from xml.etree import ElementTree as etree

from checkers.kinds.base import Exercise as Checker
from checkers.kinds.derive import Derive, NotHere
from hooks.source.blocks import Block
from hooks.source.classes import ClassSlips, is_number
from hooks.source.errors import AuthorError
from hooks.source.options import text, words

from .base import Exercise, Kind, Samples, check_codes
from .spellings import calculations, fraction, roundings

# So that whoever has seen one answer still has something to work out.
FEWEST_VARIANTS = 4
# Of a right answer that is foreseen.
MOST_DIGITS = 7


class DeriveKind(Kind):
    """A box for the answer; the numbers come in variants."""

    name = "derive"
    rank = 1
    label = "Derive"
    answer = "what the learner types"
    options: ClassVar = {"label": text, "placeholder": words, "unit": text}
    reveal = "Show the derivation"
    skeleton = """\
/// derive | {identifier}
    label: "TODO: the words beside the box"

### TODO: a title

TODO: the question, with what is given, such as $[[given]]$.

right
:   TODO: what the number means, or what follows from it; one sentence, true in every variant.

sign-error
:   TODO: what is said to whoever lost the sign; it names what was done, and asks.

//// hint
TODO: where to look.
////

//// reveal
TODO: the derivation, line by line, up to $[[answer:.3g]]$, and a remark beyond the number.
////
///
"""
    class_skeleton = '''\
@exercise("{identifier}")
class {name}(Derive):
    """TODO: what is asked; paper and equation."""

    # TODO: what is given, by name, in at least four variants
    variants = ({{"given": 1.37}}, {{"given": 2.61}}, {{"given": 3.83}}, {{"given": 4.19}})

    def answer(self, *, given: float) -> float:
        """Return the answer."""
        return given  # TODO: its formula

    def misconceptions(self, *, given: float) -> dict[str, Mistake]:
        """Return the typical wrong results."""
        return {{"sign-error": -given}}  # TODO: the value that each mistake leads to
'''
    imports: ClassVar = {"checkers.kinds.derive": ("Derive", "Mistake"), "checkers.registry": ("exercise",)}

    def checker(self, block: Block, computed: Derive) -> Checker:
        """Return the class's own exercise, if its mistakes have their sentences and its numbers are sound."""
        slips = ClassSlips(block, computed)
        if not computed.variants:
            self.look_through(slips)
        names = frozenset(f"own-name-{name.replace('_', '-')}" for name in computed.names())
        optional = (names & block.sentences.keys()) | {"right"}
        check_codes(slips, block, computed.codes(), optional=optional)
        for problem in computed.problems():
            raise slips.error("", problem, "Change the givens, the tolerance or the mistake")
        return computed

    def look_through(self, slips: ClassSlips) -> None:
        """Ask for the answer, the mistakes and the steps of every variant."""
        checker = slips.checker
        if not isinstance(checker, Derive) or type(checker).answer is Derive.answer:
            mend = "Write `def answer(self, *, ...)`, which takes the givens by name and returns the number"
            raise slips.error("", "its class has no `answer()`", mend)
        slips.check_variants(("answer", "also_valid", "accept", "misconceptions", "steps"))
        for place, givens in enumerate(checker.variants):
            what = f"for variant {place}"
            answer = slips.call("answer", what, **givens)
            if not is_number(answer):
                raise slips.returned("answer", answer, what, "a number")
            valid = slips.call("also_valid", what, **givens)
            if not isinstance(valid, tuple | list) or not all(map(is_number, valid)):
                raise slips.returned("also_valid", valid, what, "a tuple of numbers")
            interval = slips.call("accept", what, **givens)
            if not isinstance(interval, tuple) or len(interval) != 2 or not all(map(is_number, interval)):
                raise slips.returned("accept", interval, what, "the two ends of an interval")
            mistakes = slips.call("misconceptions", what, **givens)
            if not isinstance(mistakes, Mapping):
                raise slips.returned("misconceptions", mistakes, what, "a dictionary of values by code")
            for code, wrong in mistakes.items():
                values = wrong if isinstance(wrong, tuple) else (wrong,)
                if not isinstance(wrong, NotHere) and not all(map(is_number, values)):
                    found = f"`misconceptions()` gives `{code}` the value {wrong!r:.60} {what}"
                    mend = "Give a number, several in brackets, or `NotHere` with the reason"
                    raise slips.error("misconceptions", found, mend)
            steps = slips.call("steps", what, **givens)
            if not isinstance(steps, Mapping):
                raise slips.returned("steps", steps, what, "a dictionary of values by name")

    def values(self, checker: Derive) -> list[Mapping[str, Any]]:
        """Return the givens, the steps and the answer of each variant."""
        return [checker.slot_values(variant) for variant in range(len(checker.variants))]

    def accepted(self, exercise: Exercise, variant: int) -> tuple[float, float]:
        """Return the interval that the class accepts."""
        checker: Derive = exercise.checker
        return checker.accept(**checker.variants[variant])

    def faults(self, exercise: Exercise) -> Iterator[AuthorError]:
        """Yield what no verdict shows: too few variants, settings that no class has, and nothing to say once the number is right."""
        if "right" not in exercise.block.sentences:
            mend = "Add a line `right` and below it `:   ` with one sentence on what the number means"
            yield exercise.block.error("no sentence for `right`, which follows a right answer", mend)
        slips = ClassSlips(exercise.block, exercise.checker)
        yield from slips.misspelt()
        variants = {tuple(sorted(givens.items())) for givens in exercise.checker.variants}
        if len(variants) < FEWEST_VARIANTS:
            what = f"it has {len(variants)} different variants, and at least four are wanted"
            yield slips.error("variants", what, "Add givens that make another number of the answer")

    def form(self, exercise: Exercise, rest: list[etree.Element], form: etree.Element) -> list[etree.Element]:
        """Add the box, with its unit behind it, and below it the place for what has been read."""
        options = exercise.block.options
        field = etree.SubElement(form, "label", {"class": "wb-field"})
        etree.SubElement(field, "span", {"class": "wb-label"}).text = str(options.get("label", "Your answer"))
        attributes = {
            "name": "answer",
            "type": "text",
            "inputmode": "text",
            "autocomplete": "off",
            "autocapitalize": "none",
            "autocorrect": "off",  # which makes "sort" of "sqrt" on some phones
            "spellcheck": "false",
            "enterkeyhint": "go",
            "placeholder": str(options.get("placeholder", "")),
            "aria-describedby": f"{exercise.identifier}-echo",
        }
        etree.SubElement(field, "input", attributes)
        if "unit" in options:
            etree.SubElement(field, "span", {"class": "wb-unit"}).text = str(options["unit"])
        etree.SubElement(form, "p", {"class": "wb-echo", "id": f"{exercise.identifier}-echo"})
        return []

    def likely_answers(self, exercise: Exercise, variant: int) -> Iterator[str]:
        """Yield the answer in the spellings and roundings that people use, then what typical mistakes and simple slips lead to."""
        checker: Derive = exercise.checker
        givens, key = checker.variants[variant], checker.key(variant)
        for value in key.truths:
            yield from roundings(value, range(1, MOST_DIGITS + 1))
            yield from fraction(value)
            yield from calculations(value, givens)
        slipped = (-key.answer, 10 * key.answer, key.answer / 10, 2 * key.answer, key.answer / 2)
        for value in (*(one.value for one in key.diagnosed), *slipped):
            around = range(max(1, checker.digits - 1), checker.digits + 2)
            # One notation for powers of ten has to do.
            yield from (text for text in roundings(value, around) if "*" not in text)

    def samples(self, exercise: Exercise, variant: int = 0) -> Samples:
        """Return the answer in full, and the value of each mistake."""
        checker: Derive = exercise.checker
        givens = checker.variants[variant]
        wrong = [
            (repr(value), code)
            for code, found in checker.misconceptions(**givens).items()
            if not isinstance(found, NotHere)
            for value in (found if isinstance(found, tuple) else (found,))
        ]
        return Samples((repr(checker.answer(**givens)),), tuple(wrong), (("", "nothing-typed"),))
