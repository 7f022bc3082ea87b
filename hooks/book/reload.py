"""Imports the module of a page anew after an edit, in a process that goes on: what was computed from all other files stays."""

import importlib
import inspect
import re
import sys

import checkers
import hooks.figures
from checkers import pages, registry
from hooks.figures import registry as figures
from hooks.source.page import Page

from . import entries
from .book import Book


def reload_page(page: str) -> None:
    """Import a module of `checkers.pages` anew, and the figures that take something from it.

    Args:
        page: The name of the module, such as `chapter_03`.

    Raises:
        Exception: Whatever the module raises; its exercises are then missing until it is reloaded again without an error.
    """
    name = f"{pages.__name__}.{page}"
    registry.forget(name)
    _import_anew(name, checkers.broken)
    # Those that could not be imported may have lacked what this module had not got either.
    for figure in [*_figures_from(name), *hooks.figures.broken]:
        figures.forget(figure)
        _import_anew(figure, hooks.figures.broken)
    entries.read_classes_anew()


def _import_anew(name: str, broken: dict[str, Exception]) -> None:
    """Import a module that may have been imported before, or could not be."""
    if name in sys.modules:
        importlib.reload(sys.modules[name])
    else:
        importlib.import_module(name)
    broken.pop(name, None)


def code_behind(book: Book, page: Page | None) -> tuple[object, ...]:
    """Return what Python gives to a page; equal to what it was as long as no edit of Python has changed what the page becomes."""
    if page is None:
        return ()
    classes = [type(exercise.checker) for exercise in book.on_page(page) if exercise.checker.computed]
    pictures = [figure.picture for figure in book.figures_on(page)]
    return (*classes, *pictures, registry.facts(), entries.exercised() if book.entries_on(page) else None)


def _figures_from(name: str) -> list[str]:
    """Return the modules of figures that import something from a module."""
    taken = re.compile(rf"^from {re.escape(name)} import ", re.MULTILINE)
    drawn = [one for one in sys.modules if one.startswith("hooks.figures.")]
    return [one for one in drawn if taken.search(inspect.getsource(sys.modules[one]))]
