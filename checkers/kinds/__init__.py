"""The kinds of exercise: one module for each, found by looking through this package."""

import pkgutil
from importlib import import_module

from .base import Exercise


def classes() -> dict[str, type[Exercise]]:
    """Return the class of each kind by its name."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return {cls.kind: cls for cls in values if issubclass(cls, Exercise) and "kind" in vars(cls)}


# The options that a block of each kind may carry in Markdown.
OPTIONS: dict[str, frozenset[str]] = {
    "derive": frozenset({"label", "placeholder", "unit"}),
    "trace": frozenset({"formulas"}),
    "build": frozenset({"entry"}),
    "debug": frozenset({"formulas"}),
    "design": frozenset({"after", "formulas"}),
}

KINDS = tuple(OPTIONS)

# Their answer is computed by a class in `chapter_NN.py`; the answer of the others is marked beside the words.
COMPUTED = frozenset(name for name, cls in classes().items() if cls.computed)
