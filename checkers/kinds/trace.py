"""Trace: one of several choices, each answered by its own sentence."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from checkers.verdict import Unreadable, Verdict

from .choice import read_position


@dataclass(frozen=True)
class Trace:
    """A question with printed choices.

    Attributes:
        right: Position of the right choice in the Markdown source, from 1.
        choices: How many choices there are.
    """

    right: int
    choices: int

    kind: ClassVar[str] = "trace"
    variants: ClassVar[tuple[Mapping[str, Any], ...]] = ({},)

    def parse(self, variant: int, text: str) -> int | Unreadable:
        """Return the position chosen, from 1."""
        return read_position(text, self.choices)

    def grade(self, variant: int, answer: int) -> Verdict:
        """Judge the choice; its code, `choice-N`, names the sentence for whoever makes it."""
        return Verdict("right" if answer == self.right else "wrong", f"choice-{answer}")
