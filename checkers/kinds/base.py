"""What every kind of exercise has."""

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar, Self

from checkers.verdict import Unreadable, Verdict


class Exercise:
    """Base of all kinds: what the door asks of an exercise.

    Attributes:
        kind: The name of the kind, set in the one class that stands for it.
        computed: Whether a class works the answer out; the answers of other kinds are marked in Markdown.
        runs_programs: Whether an answer is a program, which its host has to time and may have to stop.
        own_codes: The codes of verdicts that the kind gives by itself, beside those of an exercise's mistakes.
        variants: The givens of each variant.
        first: The variant that a page shows first.
        beside: The computed exercises of the same page, this one among them.
    """

    kind: ClassVar[str]
    computed: ClassVar[bool]
    runs_programs: ClassVar[bool] = False
    own_codes: ClassVar[frozenset[str]] = frozenset({"right", "wrong", "unreadable", "failed"})
    variants: tuple[Mapping[str, Any], ...]
    first: int = 0
    beside: "Sequence[Exercise]" = ()

    def parse(self, variant: int, text: str) -> Any | Unreadable:
        """Return the answer that the text stands for, or why it cannot be read; never raise."""
        raise NotImplementedError

    def grade(self, variant: int, answer: Any) -> Verdict:
        """Judge an answer that `parse` returned."""
        raise NotImplementedError

    def understand(self, variant: int, text: str) -> str:
        """Return what is read in a text, as plain Unicode; empty when there is nothing to say."""
        return ""


class ClosedExercise(Exercise):
    """Base of the kinds whose answers are marked in Markdown: classes of data, which reach the browser as JSON."""

    computed = False
    variants = ({},)

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the exercise that `to_data` described."""
        return cls(**data)

    def to_data(self) -> dict[str, Any]:
        """Return the exercise as plain JSON values."""
        return dict(vars(self))
