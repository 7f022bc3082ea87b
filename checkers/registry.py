"""What the pages of the workbook register: their exercises and their facts."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, TypeAlias, TypeVar

from .kinds.base import Exercise

PageFacts: TypeAlias = Callable[[], Mapping[str, Any]]

_Class = TypeVar("_Class", bound=type[Exercise])
_PageFacts = TypeVar("_PageFacts", bound=PageFacts)
_computed: dict[str, Exercise] = {}
_closed: dict[str, Exercise] = {}
_facts: dict[str, PageFacts] = {}


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
        beside = [one for one in _computed.values() if type(one).__module__ == cls.__module__]
        for one in beside:
            one.beside = beside
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


def page_facts(function: _PageFacts) -> _PageFacts:
    """Register the decorated function as the one that returns the facts of its module's page, each by its name.

    Raises:
        ValueError: If the page has its facts from another function already.
    """
    page = function.__module__.rpartition(".")[2]
    if page in _facts:
        raise ValueError(f"two functions give the facts of `{page}`")
    _facts[page] = function
    return function


def functions_of_facts() -> dict[str, PageFacts]:
    """Return the function of each page that has facts, by the name of its module."""
    return dict(_facts)


def forget(module: str) -> None:
    """Take back what a module has registered, before it is imported anew."""
    for identifier, found in computed().items():
        if type(found).__module__ == module:
            del _computed[identifier]
    for page, function in functions_of_facts().items():
        if function.__module__ == module:
            del _facts[page]


@contextmanager
def restored(*, empty: bool = False) -> Iterator[None]:
    """Undo at the end of the block whatever was registered or taken back in it.

    Args:
        empty: Whether nothing is registered when the block begins.
    """
    before = dict(_computed), dict(_closed), dict(_facts)
    if empty:
        _replace({}, {}, {})
    try:
        yield
    finally:
        _replace(*before)


def _replace(computed: dict[str, Exercise], closed: dict[str, Exercise], facts: dict[str, PageFacts]) -> None:
    for registered in (_computed, _closed, _facts):
        registered.clear()
    _computed.update(computed)
    _closed.update(closed)
    _facts.update(facts)


def facts() -> dict[str, Any]:
    """Return the facts of all pages, each as `chapter_01.name`, in the order of registration."""
    return {
        f"{page}.{name}": value for page, function in _facts.items() for name, value in function().items()
    }
