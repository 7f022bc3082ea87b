"""Every exercise by its id: computed ones register themselves, closed ones are read from Markdown."""

from collections.abc import Callable, Mapping
from typing import Any, Protocol, TypeVar

from .verdict import Unreadable, Verdict


class Exercise(Protocol):
    """What the door asks of an exercise of any kind."""

    kind: str
    variants: tuple[Mapping[str, Any], ...]

    def parse(self, variant: int, text: str) -> Any | Unreadable:
        """Return the answer that the text stands for, or why it cannot be read; never raise."""

    def grade(self, variant: int, answer: Any) -> Verdict:
        """Judge an answer that `parse` returned."""


_Class = TypeVar("_Class", bound=type)
_computed: dict[str, Exercise] = {}
_closed: dict[str, Exercise] = {}


def exercise(identifier: str) -> Callable[[_Class], _Class]:
    """Register the decorated class as the computed exercise with this id.

    Args:
        identifier: The stable slug that the Markdown block of the exercise carries.

    Raises:
        ValueError: If the id is taken.
    """

    def register(cls: _Class) -> _Class:
        if identifier in _computed:
            raise ValueError(f"two exercise classes have the id `{identifier}`")
        _computed[identifier] = cls()
        return cls

    return register


def set_closed(exercises: Mapping[str, Exercise]) -> None:
    """Replace the exercises whose answers are marked in Markdown; a site is read anew after each edit."""
    _closed.clear()
    _closed.update(exercises)


def find(identifier: str) -> Exercise | None:
    """Return the exercise with this id, or `None`."""
    return _computed.get(identifier) or _closed.get(identifier)


def computed() -> dict[str, Exercise]:
    """Return the computed exercises by id, in the order of registration."""
    return dict(_computed)
