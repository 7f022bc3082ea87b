"""The kinds of exercise: one module for each, found by looking through this package."""

import pkgutil
from importlib import import_module

from .base import Exercise


def classes() -> dict[str, type[Exercise]]:
    """Return the class of each kind by its name."""
    modules = [import_module(f"{__name__}.{found.name}") for found in pkgutil.iter_modules(__path__)]
    values = [value for module in modules for value in vars(module).values() if isinstance(value, type)]
    return {cls.kind: cls for cls in values if issubclass(cls, Exercise) and "kind" in vars(cls)}
