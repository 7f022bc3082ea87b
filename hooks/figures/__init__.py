"""The book's figures: one function each, by chapter, which computes what is drawn with `checkers.formulas`."""

import pkgutil
from importlib import import_module

# Figures register themselves as their chapter is imported.
for _module in pkgutil.iter_modules(__path__):
    if _module.name.startswith("chapter_"):
        import_module(f"{__name__}.{_module.name}")
