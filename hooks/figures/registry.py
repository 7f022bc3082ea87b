"""Every figure by its name."""

import inspect
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from hooks.source.classes import line_of
from hooks.source.errors import AuthorError, shown
from hooks.source.python_slips import told_as_slips

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


def forget(module: str) -> None:
    """Take back the figures that a module has registered, before it is imported anew."""
    for name, function in list(_functions.items()):
        if function.__module__ == module:
            del _functions[name]
            _pictures.pop(name, None)


@contextmanager
def restored(*, empty: bool = False) -> Iterator[None]:
    """Undo at the end of the block whatever was registered or taken back in it.

    Args:
        empty: Whether there is no figure when the block begins.
    """
    functions, pictures = dict(_functions), dict(_pictures)
    if empty:
        _functions.clear()
        _pictures.clear()
    try:
        yield
    finally:
        _functions.clear()
        _functions.update(functions)
        _pictures.clear()
        _pictures.update(pictures)


def names() -> list[str]:
    """Return the names of all figures, in the order of registration."""
    return list(_functions)


def picture(name: str) -> Picture:
    """Return a figure, drawn when it is first asked for.

    Raises:
        KeyError: If no function draws it.
        AuthorError: If the function fails, or returns something else.
    """
    if name not in _pictures:
        file, line = source_of(name)
        with told_as_slips(f"figure `{name}`: its function fails", Path(file)):
            drawn = _functions[name]()
        if not isinstance(drawn, Picture):
            what = f"figure `{name}`: its function returns {drawn!r:.60}"
            raise AuthorError(shown(Path(file)), line, what, "End it with `return Picture(drawing, {...})`")
        _pictures[name] = drawn
    return _pictures[name]


def source_of(name: str) -> tuple[str, int]:
    """Return the file and the line of the function that draws a figure."""
    function = _functions[name]
    return inspect.getfile(function), line_of(function)
