"""Closed exercises as plain data: how the marks in Markdown reach the checkers in the browser."""

import json
from collections.abc import Mapping
from typing import Any

from checkers.kinds.debug import Debug
from checkers.kinds.design import Design
from checkers.kinds.trace import Trace

from .registry import Exercise, set_closed


def from_data(data: Mapping[str, Any]) -> Exercise:
    """Return the exercise that `to_data` described.

    Raises:
        ValueError: If the kind is not a closed one.
    """
    match data["kind"]:
        case "trace":
            return Trace(data["right"], data["choices"])
        case "debug":
            return Debug(data["right"], data["lines"])
        case "design":
            after = {int(step): tuple(needed) for step, needed in data["after"].items()}
            return Design(data["steps"], after, tuple((first, second) for first, second in data["remarks"]))
        case kind:
            raise ValueError(f"`{kind}` is not a closed kind")


def to_data(exercise: Trace | Debug | Design) -> dict[str, Any]:
    """Return the exercise as plain JSON values."""
    return {"kind": exercise.kind, **vars(exercise)}


def open_book(text: str) -> None:
    """Register the closed exercises of a book from JSON: an object from id to data."""
    set_closed({identifier: from_data(data) for identifier, data in json.loads(text).items()})
