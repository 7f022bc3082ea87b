"""What a checker answers: a status, a code and facts; never a sentence."""

from dataclasses import dataclass, field
from typing import Any, Literal, TypeAlias

Status: TypeAlias = Literal["right", "wrong", "unreadable", "failed"]
Facts: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Verdict:
    """The judgement of one answer.

    Attributes:
        status: `right`, `wrong`, `unreadable` (not judged, costs nothing) or `failed` (our defect).
        code: Names the sentence to show; empty when there is nothing particular to say.
        facts: Plain JSON values that the sentence may mention, such as a line number.
    """

    status: Status
    code: str = ""
    facts: Facts = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as plain JSON values, as it crosses from Python to the page."""
        return {"status": self.status, "code": self.code, "facts": dict(self.facts)}


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Why a text could not be read, and where.

    Attributes:
        position: Index of the offending character in the text as typed, from 0.
        reason: The code of the sentence to show, such as `comma`.
        facts: What that sentence may mention besides the position.
    """

    position: int
    reason: str
    facts: Facts = field(default_factory=dict)

    def as_verdict(self) -> Verdict:
        """Return the verdict that shows this: `unreadable`, with the position among its facts."""
        return Verdict("unreadable", self.reason, {"position": self.position, **self.facts})
