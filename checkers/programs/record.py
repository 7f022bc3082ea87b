"""What the modules hold before a program runs, to be put back after it."""

import sys
from collections.abc import Iterator
from itertools import chain
from operator import is_, methodcaller
from types import ModuleType
from typing import Any

from .originals import BUILTINS, Sealed, attributes_of
from .stand_ins import admitted

# The functions of this module look their builtins up in a copy: they have to work while those of all others
# are patched.
__builtins__ = dict(BUILTINS)  # type: ignore[assignment]  # a dict serves as well as a module

_HOME = __name__.partition(".")[0]
_HEAP_TYPE, _IMMUTABLE_TYPE = 1 << 9, 1 << 8  # Py_TPFLAGS_HEAPTYPE, Py_TPFLAGS_IMMUTABLETYPE
# Filled by ordinary use of a module or class: put back, but no sign of mischief.
_HARMLESS = frozenset({"__annotations__", "__annotations_cache__", "__warningregistry__"})
_values = methodcaller("values")


class Record(metaclass=Sealed):
    """What the modules hold that a program can reach: names, attributes of classes, lists, sets and dicts.

    All is compared by identity, because `==` may be the learner's, and in one pass that never leaves C. Only
    values are compared: one would have to mean it to change names and leave values, order and number.
    """

    _surface, _all = 1, 20  # how many containers deep a module is noted: any, and our own
    _table = 100  # entries from which a container of others is a table rather than a state

    def __init__(self, aside: object, *, with_contents: bool = True) -> None:
        """Note what there is.

        Args:
            aside: What is left out, since it changes with a run.
            with_contents: Whether more is noted than which modules there are.
        """
        self.modules = sys.modules
        self.loaded = dict(sys.modules)
        self.hidden = [name for name in self.loaded if not admitted(name.partition(".")[0])]
        hidden = {*self.hidden, "__main__", "builtins"}
        self.visible = {name: module for name, module in self.loaded.items() if name not in hidden}
        if not with_contents:
            return
        self.globals: set[int] = set()
        self._mappings: list[Any] = []
        self._owners: list[type | None] = []  # the class whose attributes a mapping shows
        self._telling: list[bool] = []  # whether a change is a sign of mischief
        self._sequences: list[list[Any] | set[Any]] = []
        self._seen = {id(self.modules), id(aside)}
        for value in BUILTINS.values():
            if isinstance(value, type):  # cannot be put back, but only mischief changes it
                self._add(attributes_of(value), value, True)
        for name, module in self.loaded.items():
            home = name.partition(".")[0] == _HOME
            reached = home or name in self.visible or name == "builtins"
            if reached and issubclass(type(module), ModuleType):
                names = object.__getattribute__(module, "__dict__")
                if self._add_globals(names):
                    for value in list(names.values()):
                        self._walk(value, self._all if home else self._surface, home)
        for frame in _callers():  # the names of the host, which need not be those of a module
            self._add_globals(frame.f_globals)
        self._lengths = list(map(len, self._mappings))
        self._keys = tuple(chain.from_iterable(self._mappings))
        self._values = tuple(chain.from_iterable(map(_values, self._mappings)))
        self._sizes = list(map(len, self._sequences))
        self._items = tuple(chain.from_iterable(self._sequences))

    def _add_globals(self, names: dict[str, Any]) -> bool:
        if id(names) in self.globals:
            return False
        self.globals.add(id(names))
        self._seen.add(id(names))
        self._add(names, None, True)
        return True

    def _add(self, mapping: Any, owner: type | None, telling: bool) -> None:
        self._mappings.append(mapping)
        self._owners.append(owner)
        self._telling.append(telling)

    def _walk(self, value: Any, depth: int, home: bool) -> None:
        if depth == 0 or id(value) in self._seen:
            return
        kind = type(value)
        if kind in (dict, list, set) and len(value) > self._table and not home:
            return
        items: Any = ()
        if kind is dict:
            self._add(value, None, home)
            items = value.values()
        elif kind is list or kind is set:
            self._sequences.append(value)
            items = value
        elif kind is tuple:
            items = value
        elif issubclass(kind, type):
            if _changeable(value):
                attributes = attributes_of(value)
                self._add(attributes, value, True)
                if str(attributes.get("__module__")).partition(".")[0] == _HOME:
                    items = attributes.values()
        elif kind.__dictoffset__ and _changeable(kind):
            try:
                items = (object.__getattribute__(value, "__dict__"),)
            except AttributeError:  # an object of another language behind a proxy
                return
            depth += 1
        else:
            return
        self._seen.add(id(value))
        for item in list(items):
            self._walk(item, depth - 1, home)

    def same_modules(self, modules: dict[str, Any]) -> bool:
        """Return whether `sys.modules` is the dict it was and holds just these."""
        return (
            sys.modules is self.modules
            and len(self.modules) == len(modules)
            and all(map(is_, self.modules, modules))
            and all(map(is_, self.modules.values(), modules.values()))
        )

    def same_callers(self) -> bool:
        """Return whether the names of all callers have been noted."""
        return all(id(frame.f_globals) in self.globals for frame in _callers())

    def same_contents(self) -> bool:
        """Return whether everything noted still holds what it held."""
        return (
            list(map(len, self._mappings)) == self._lengths
            and all(map(is_, chain.from_iterable(map(_values, self._mappings)), self._values))
            and list(map(len, self._sequences)) == self._sizes
            and all(map(is_, chain.from_iterable(self._sequences), self._items))
        )

    def put_back(self, ashes: list[Any]) -> bool:
        """Put back whatever differs.

        Args:
            ashes: Takes what is thrown out, so that its finalisers run when everything is whole again.

        Returns:
            Whether something differed in a way that is a sign of mischief.
        """
        mischief = False
        start = 0
        parts = zip(self._mappings, self._owners, self._telling, self._lengths, strict=True)
        for mapping, owner, telling, length in parts:
            keys, values = self._keys[start : start + length], self._values[start : start + length]
            start += length
            if _holds(mapping, keys) and _holds(mapping.values(), values):
                continue
            before = dict(zip(keys, values, strict=True))
            ashes.append(list(mapping.items()))
            mischief |= telling and _differs(mapping, before)
            if owner is None:
                mapping.clear()
                mapping.update(before)
            else:
                mischief |= not _put_back_class(owner, mapping, before)
        start = 0
        for sequence, size in zip(self._sequences, self._sizes, strict=True):
            items = self._items[start : start + size]
            start += size
            if not _holds(sequence, items):
                ashes.append(list(sequence))
                sequence.clear()
                if isinstance(sequence, list):
                    sequence.extend(items)
                else:
                    sequence.update(items)
        return mischief


def _callers() -> Iterator[Any]:
    frame = sys._getframe().f_back
    while frame:
        yield frame
        frame = frame.f_back


def _changeable(kind: type) -> bool:
    return bool(kind.__flags__ & _HEAP_TYPE) and not kind.__flags__ & _IMMUTABLE_TYPE


def _holds(container: Any, items: tuple[Any, ...]) -> bool:
    return len(container) == len(items) and all(map(is_, container, items))


def _differs(mapping: Any, before: dict[str, Any]) -> bool:
    """Return whether names stand for something else than before, imported submodules and caches apart."""
    now = {}
    for key, value in mapping.items():
        if type(key) is not str:
            return True
        if key in before or type(value) is not ModuleType:
            now[key] = value
    return any(
        now.get(key, before) is not before.get(key, before)
        for key in (now.keys() | before.keys()) - _HARMLESS
    )


def _put_back_class(owner: type, attributes: Any, before: dict[str, Any]) -> bool:
    try:
        for key in [key for key in attributes if key not in before]:
            type.__delattr__(owner, key)
        for key, value in before.items():
            if attributes.get(key) is not value:
                type.__setattr__(owner, key, value)
    except (AttributeError, TypeError):
        return False
    return True
