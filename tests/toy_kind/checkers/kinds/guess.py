"""Guess: a whole number within bounds, too low or too high."""

from dataclasses import dataclass

from checkers.verdict import Unreadable, Verdict

from .base import ClosedExercise


@dataclass(frozen=True)
class Guess(ClosedExercise):
    """A number to be found.

    Attributes:
        right: The number.
        most: The largest number that may be guessed; the smallest is 1.
    """

    right: int
    most: int

    kind = "guess"

    def parse(self, variant: int, text: str) -> int | Unreadable:
        """Return the number guessed."""
        if not text.strip().isdecimal() or not 1 <= int(text) <= self.most:
            return Unreadable(0, "not-a-guess", {"most": self.most})
        return int(text)

    def grade(self, variant: int, answer: int) -> Verdict:
        """Judge the guess; the code says on which side it lies."""
        if answer == self.right:
            return Verdict("right")
        return Verdict("wrong", "too-low" if answer < self.right else "too-high")
