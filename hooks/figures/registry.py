"""Every figure by its name."""

import inspect
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from .drawing import Drawing


@dataclass(frozen=True)
class Picture:
    """What the function of a figure returns.

    Attributes:
        drawing: What is seen.
        values: The numbers that its caption and its description may use as slots, by name.
    """

    drawing: Drawing
    values: Mapping[str, float]


_functions: dict[str, Callable[[], Picture]] = {}
_pictures: dict[str, Picture] = {}


def figure(name: str) -> Callable[[Callable[[], Picture]], Callable[[], Picture]]:
    """Register the decorated function as what draws `/// figure | name`.

    Args:
        name: A slug, and unlike that of any other figure.

    Raises:
        ValueError: If the name is taken.
    """

    def register(function: Callable[[], Picture]) -> Callable[[], Picture]:
        if name in _functions:
            raise ValueError(f"two functions draw the figure `{name}`")
        _functions[name] = function
        return function

    return register


def names() -> list[str]:
    """Return the names of all figures, in the order of registration."""
    return list(_functions)


def picture(name: str) -> Picture:
    """Return a figure, drawn when it is first asked for.

    Raises:
        KeyError: If no function draws it.
    """
    if name not in _pictures:
        _pictures[name] = _functions[name]()
    return _pictures[name]


def source_of(name: str) -> tuple[str, int]:
    """Return the file and the line of the function that draws a figure."""
    function = _functions[name]
    return inspect.getfile(function), inspect.getsourcelines(function)[1]
