"""Trace: one of several choices, each answered by its own sentence."""

from dataclasses import dataclass

from checkers.reading.position import read_position
from checkers.verdict import Unreadable, Verdict

from .base import ClosedExercise


@dataclass(frozen=True)
class Trace(ClosedExercise):
    """A question with printed choices.

    Attributes:
        right: Position of the right choice in the Markdown source, from 1.
        choices: How many choices there are.
    """

    right: int
    choices: int

    kind = "trace"

    def parse(self, variant: int, text: str) -> int | Unreadable:
        """Return the position chosen, from 1."""
        return read_position(text, self.choices)

    def grade(self, variant: int, answer: int) -> Verdict:
        """Judge the choice; its code, `choice-N`, names the sentence for whoever makes it."""
        return Verdict("right" if answer == self.right else "wrong", f"choice-{answer}")
