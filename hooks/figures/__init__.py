"""The book's figures: one function each, by chapter and lesson, which computes what is drawn with `checkers.formulas`."""

import pkgutil
from importlib import import_module

# Why a module of figures cannot be imported, by its name. Whoever reads the book tells its author; a command survives it until then.
broken: dict[str, Exception] = {}

# Figures register themselves as their module is imported.
for _module in pkgutil.iter_modules(__path__):
    if _module.name.startswith(("chapter_", "lesson_")):
        _name = f"{__name__}.{_module.name}"
        try:
            import_module(_name)
        except Exception as _error:
            broken[_name] = _error
