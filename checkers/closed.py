"""Closed exercises as plain data: how the marks in Markdown reach the checkers in the browser."""

import json
from collections.abc import Mapping
from typing import Any

from . import kinds
from .kinds.base import ClosedExercise
from .registry import set_closed


def from_data(data: Mapping[str, Any]) -> ClosedExercise:
    """Return the exercise that `to_data` described.

    Raises:
        ValueError: If the kind is not a closed one.
    """
    found = kinds.classes().get(data["kind"])
    if found is None or not issubclass(found, ClosedExercise):
        raise ValueError(f"`{data['kind']}` is not a closed kind")
    return found.from_data({name: value for name, value in data.items() if name != "kind"})


def to_data(exercise: ClosedExercise) -> dict[str, Any]:
    """Return the exercise as plain JSON values."""
    return {"kind": exercise.kind, **exercise.to_data()}


def open_book(text: str) -> None:
    """Register the closed exercises of a book from JSON: an object from id to data."""
    set_closed({identifier: from_data(data) for identifier, data in json.loads(text).items()})
