"""Debug: the one wrong line of a listing."""

from dataclasses import dataclass

from checkers.reading.position import read_position
from checkers.verdict import Unreadable, Verdict

from .base import ClosedExercise


@dataclass(frozen=True)
class Debug(ClosedExercise):
    """A listing with one bug.

    Attributes:
        right: The line that carries the bug, from 1.
        lines: How many lines the listing has.
    """

    right: int
    lines: int

    kind = "debug"

    def parse(self, variant: int, text: str) -> int | Unreadable:
        """Return the line chosen, from 1."""
        return read_position(text, self.lines)

    def grade(self, variant: int, answer: int) -> Verdict:
        """Judge the line; its code, `line-N`, names the sentence for whoever chooses it."""
        return Verdict("right" if answer == self.right else "wrong", f"line-{answer}", {"line": answer})
