"""Guess: a kind that no other file knows of."""

from collections.abc import Mapping
from typing import Any, ClassVar
from xml.etree import ElementTree as etree

from checkers.kinds.guess import Guess

from checkers.kinds.base import Exercise as Checker
from hooks.source.blocks import Block
from hooks.source.errors import OptionError

from .base import Exercise, Kind, Samples

CODES = ("too-low", "too-high", "not-a-guess")


def number(value: Any) -> int:
    """Return a whole number."""
    if type(value) is int and value > 0:
        return value
    raise OptionError("is not a whole number", "Write it as in `{name}: 7`")


class GuessKind(Kind):
    """A box for the number."""

    name = "guess"
    rank = 6
    label = "Guess"
    answer = "the number"
    options: ClassVar = {"right": number, "most": number}
    submit = "Guess"
    reveal = "Show the number"
    skeleton = """\
/// guess | {identifier}
    right: 7
    most: 10

### TODO: a title

TODO: which number is looked for.

too-low
:   TODO: what is said of a smaller number.

too-high
:   TODO: what is said of a larger number.

not-a-guess
:   Guess a whole number up to [[fact:most]].

//// hint
TODO: where to look.
////

//// reveal
TODO: why it is this number.
////
///
"""

    def scan(self, block: Block, own: list[tuple[int, str]], code_free: dict[int, str]) -> None:
        """Check that the number is one of those that may be guessed."""
        if not block.options.keys() >= {"right", "most"}:
            raise block.error("it does not say which number is right", "Add the options `right` and `most`")
        if block.options["right"] > block.options["most"]:
            raise block.error("the number is larger than `most`", "Change one of them")
        for code in CODES:
            if code not in block.sentences:
                raise block.error(f"no sentence for `{code}`", "Write it below its code")

    def checker(self, block: Block, computed: Checker | None) -> Checker:
        """Return the number to be found."""
        return Guess(block.options["right"], block.options["most"])

    def form(self, exercise: Exercise, rest: list[etree.Element], form: etree.Element) -> list[etree.Element]:
        """Add the box."""
        label = etree.SubElement(form, "label", {"class": "wb-guess"})
        label.text = f"A number from 1 to {exercise.checker.most}"
        etree.SubElement(label, "input", {"name": "answer", "inputmode": "numeric", "autocomplete": "off"})
        return []

    def parts(self, block: Block) -> Mapping[str, tuple[int, str]]:
        """Return that there is one box."""
        return {"boxes": (1, "label[@class='wb-guess']/input")}

    def samples(self, exercise: Exercise, variant: int = 0) -> Samples:
        """Return the number and its neighbours."""
        checker: Guess = exercise.checker
        wrong = ((str(checker.right - 1), "too-low"), (str(checker.right + 1), "too-high"))
        return Samples((str(checker.right),), wrong, (("seven", "not-a-guess"),))
