"""The kinds of exercise, one file each: how a block is read, joined with its checker, rendered, begun and tried.

They are found by looking through the package: no other file names a kind.
"""

import pkgutil
from collections.abc import Iterator, Mapping
from importlib import import_module

from .base import Kind


def _found() -> Iterator[Kind]:
    for module in pkgutil.iter_modules(__path__):
        for value in vars(import_module(f"{__name__}.{module.name}")).values():
            if isinstance(value, type) and issubclass(value, Kind) and "name" in vars(value):
                yield value()


KINDS: Mapping[str, Kind] = {kind.name: kind for kind in sorted(_found(), key=lambda kind: kind.rank)}
