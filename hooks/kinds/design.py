"""Design: steps are put in order; what each of them needs is marked in Markdown, and what has no need may stand anywhere."""

import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import permutations
from typing import Any, ClassVar
from xml.etree import ElementTree as etree

from checkers.kinds.base import Exercise as Checker
from checkers.kinds.design import Design
from hooks.source.blocks import Block, Text
from hooks.source.errors import OptionError
from hooks.source.lines import BULLET, STEP, indented, lists
from hooks.source.options import names

from .base import Exercise, Kind, Samples
from .forms import first_text, shuffled, take
from .reading import check_one_list

PRECEDENCE = re.compile(r"^(\d+)-before-(\d+)$")
FEWEST_STEPS = 3
# Finding the fewest moves to a right order tries every subset of the cards.
MOST_STEPS = 12
# Of seven steps there are 5,040 orders, of eight 40,320.
MOST_STEPS_FORESEEN = 7


def precedences(value: Any) -> dict[int, tuple[int, ...]]:
    """Return the steps that each step needs, as in `{3: [1, 2], 6: [2, 5]}`."""
    whole = isinstance(value, dict) and all(
        type(step) is int and isinstance(needed, list) and all(type(one) is int for one in needed)
        for step, needed in value.items()
    )
    if not whole:
        raise OptionError("cannot be read", "Write `{name}: {3: [1, 2], 6: [2, 5]}`")
    return {step: tuple(needed) for step, needed in value.items()}


class DesignKind(Kind):
    """Cards to be put in order."""

    name = "design"
    rank = 5
    label = "Design"
    answer = "the steps' positions in the learner's order, such as \"2 1 3\""
    options: ClassVar = {"after": precedences, "formulas": names}
    reveal = "Show the reasoning"
    skeleton = """\
/// design | {identifier}
    after: {{2: [1], 3: [2]}}

### TODO: a title

TODO: what the steps lead to.

1. TODO: the first step
2. TODO: the second step, which needs the first
3. TODO: the third step, which needs the second

2-before-1
:   TODO: what is said when the second step stands before the first.

3-before-2
:   TODO: what is said when the third step stands before the second.

//// hint
TODO: where to look.
////

//// reveal
TODO: what each step needs, and a remark beyond it.
////
///
"""

    def scan(self, block: Block, own: list[tuple[int, str]], code_free: dict[int, str]) -> None:
        """Read the steps, which are written in a right order, and check what `after` and the sentences say of them."""
        found = lists(own, code_free, STEP)
        check_one_list(block, own, found)
        for position, place in enumerate(found[0] if found else (), 1):
            number, line = own[place]
            step = STEP.match(line)
            assert step  # as `lists` has found it
            if int(step[1]) != position:
                raise block.error(
                    f"step {step[1]} stands where step {position} belongs",
                    "Number the steps from 1, without a gap",
                    number,
                )
            rest = indented(own, place)
            if any(not text.strip() or BULLET.match(text) or STEP.match(text) for _, text in rest):
                raise block.error(
                    f"step {position} is more than one paragraph",
                    "Write one sentence; the prompt has room for the rest",
                    number,
                )
            block.steps.append(Text(" ".join([step[2], *(text.strip() for _, text in rest)]), number))
        if not FEWEST_STEPS <= len(block.steps) <= MOST_STEPS:
            mend = f"Write {FEWEST_STEPS} to {MOST_STEPS} as an ordered list, in a right order"
            raise block.error(f"it has {len(block.steps)} steps", mend)
        _check_precedences(block)

    def checker(self, block: Block, computed: Checker | None) -> Checker:
        """Return the order in which the steps may stand; sentences about steps that need not each other are remarks."""
        count = len(block.steps)
        after = block.options.get("after")
        design = Design.strict(count) if after is None else Design(count, after)
        remarks = []
        for code, sentence in block.sentences.items():
            if code in design.codes():
                continue
            first, second = map(int, code.split("-before-"))
            if design.forces(first, second) or design.forces(second, first):
                what = (
                    f"the sentence `{code}` is never used: the order of these two steps is settled by others"
                )
                raise block.error(what, "Name the steps that `after` names together", sentence.line)
            remarks.append((first, second))
        return Design(count, design.after, tuple(remarks))

    def form(self, exercise: Exercise, rest: list[etree.Element], form: etree.Element) -> list[etree.Element]:
        """Add the steps as cards, in an order that is not right."""
        items = take(rest, lambda child: child.tag == "ol")
        steps = etree.SubElement(form, "ol", {"class": "wb-steps"})
        cards = []
        for position, item in enumerate(items, 1):
            card = etree.Element("li", {"data-step": str(position)})
            etree.SubElement(card, "span", {"class": "wb-step"}).text = first_text(item)
            moves = etree.SubElement(card, "span", {"class": "wb-moves"})
            for way in ("up", "down"):
                etree.SubElement(moves, "button", {"type": "button", "data-move": way}).text = f"Move {way}"
            cards.append(card)
        checker: Design = exercise.checker
        steps.extend(
            shuffled(cards, exercise.identifier, lambda order: checker.grade(0, order).status == "right")
        )
        return []

    def parts(self, block: Block) -> Mapping[str, tuple[int, str]]:
        """Return how many steps there are."""
        return {"steps": (len(block.steps), "li[@data-step]")}

    def likely_answers(self, exercise: Exercise, variant: int) -> Iterator[str]:
        """Yield every order in lexicographic order, so that the one of the source comes first, unless there are too many."""
        checker: Design = exercise.checker
        if checker.steps <= MOST_STEPS_FORESEEN:
            yield from map(_written, permutations(range(1, checker.steps + 1)))

    def samples(self, exercise: Exercise, variant: int = 0) -> Samples:
        """Return the order of the source, and for each step that needs others an order that begins with it."""
        checker: Design = exercise.checker
        steps = range(1, checker.steps + 1)
        wrong = []
        for step, needed in checker.after.items():
            if needed:
                order = [step, *(other for other in steps if other != step)]
                wrong.append((_written(order), f"{step}-before-{min(needed)}"))
        unreadable = (
            ("", "nothing-ordered"),
            ("1", "right-so-far"),
            ("1 1", "repeated-step"),
            ("0", "not-a-step"),
        )
        return Samples((_written(steps),), tuple(wrong), unreadable)


def _written(order: Iterable[int]) -> str:
    return " ".join(map(str, order))


def _check_precedences(block: Block) -> None:
    count = len(block.steps)
    after = block.options.get("after")
    option_line = block.line + 1
    if after is not None:
        for step, needed in after.items():
            for one in (step, *needed):
                if not 1 <= one <= count:
                    raise block.error(f"`after` names step {one}", f"There are {count} steps", option_line)
            for one in needed:
                # The steps are written in a right order, so whatever a step needs stands above it; that also rules out cycles.
                if one >= step:
                    raise block.error(
                        f"step {step} needs step {one}, which is not above it",
                        "Write the steps in a right order",
                        option_line,
                    )
        if not any(after.values()):
            raise block.error(
                "`after` makes every order right",
                "Say what a step needs, or remove it for a strict order",
                option_line,
            )
    edges = {f"{step}-before-{one}" for step, needed in (after or {}).items() for one in needed}
    for edge in sorted(edges - block.sentences.keys()):
        raise block.error(
            f"no sentence for `{edge}`", "Write what is said when that step comes too early", option_line
        )
    for code, sentence in block.sentences.items():
        pair = PRECEDENCE.match(code)
        if not pair or not all(1 <= int(one) <= count for one in pair.groups()) or pair[1] == pair[2]:
            mend = "Name a sentence `3-before-1` after the step that comes too early and the step it needs"
            raise block.error(f"the sentence `{code}` is never used", mend, sentence.line)
