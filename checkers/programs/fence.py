"""What stands around a learner's program while it runs, and puts everything back afterwards.

A run has three parts: note what every module and class holds; let the program run, with stand-ins for
whatever reaches beyond it; put everything back. None of these functions is active while the program runs, so
that it does not find them among its callers.

The fence is no prison: a program that goes to lengths can deceive its own author, and that is nobody's loss.
What counts is the next verdict. Where a process can be copied, each program has one to itself (`copies.py`) and nothing
is put back. Elsewhere, whatever looks as if it might outlast the repair makes `trusted()` say no, and the host, such as
a worker of the page, then starts a fresh interpreter: the one repair that cannot fail.
"""

import _codecs
import _random
import _signal
import _thread
import _tracemalloc
import abc
import atexit
import builtins
import codecs
import decimal
import errno
import gc
import importlib
import importlib.machinery
import io
import os
import random
import signal
import sys
import warnings
from collections.abc import Callable, Iterator
from itertools import chain
from operator import is_, methodcaller
from types import FunctionType, ModuleType
from typing import Any

# The functions of this module look their builtins up in a copy: they have to work while those of all others
# are patched.
__builtins__ = dict(vars(builtins))

FILENAME = "<program>"
OUTPUT_KEPT = 10_000  # characters of printed text that are shown; the rest is only counted


def trusted() -> bool:
    """Return whether no program has done anything that might outlast the repair."""
    return (
        not _ledger.suspect
        and len(sys._current_frames()) <= _ledger.threads
        and all(vars(builtins).get(name) is value for name, value in _BUILTINS.items())
    )


def distrust() -> None:
    """Make `trusted()` say no from now on: judging a program has failed, and the reason may outlast it."""
    _ledger.suspect = True


def admit(root: str) -> None:
    """Let programs import a package that is not part of the standard library."""
    _offered.add(root)


def is_refused(root: str) -> bool:
    """Return whether a module is one that programs may never import, in the browser or elsewhere."""
    return root in _REFUSED or root.startswith("_pyodide")


def descends(kind: type, base: type) -> bool:
    """Return whether one type is derived from another, whatever it says about itself."""
    return any(ancestor is base for ancestor in _bases_of(kind))


def plain_text(text: str, kept: int) -> str:
    """Return the beginning of a text, safe for JSON, a page and a terminal.

    Control characters become visible ones; halves of characters, which no encoding can carry, become question
    marks.
    """
    text = str.__getitem__(text, slice(0, kept)).replace("\r\n", "\n")
    return text.encode("utf-8", "replace").decode("utf-8").translate(_VISIBLE)


# What a type says about itself can be overridden; what these say cannot.
_bases_of = type.__dict__["__mro__"].__get__
_attributes_of = type.__dict__["__dict__"].__get__
_VISIBLE = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}
_BUILTINS = dict(vars(builtins))
_STANDARD = frozenset(sys.stdlib_module_names) | {"__main__"}
_REFUSED = frozenset({"js", "pyodide", "pyodide_js", "micropip", "checkers", "hooks"})
_offered: set[str] = set()


def _admitted(root: str) -> bool:
    return root in _STANDARD or root in _offered or root.startswith("_sysconfigdata")


class _Sealed(type):
    """The type of classes whose attributes are not set in passing."""

    def __setattr__(cls, name: str, value: Any) -> None:
        raise TypeError("this class is sealed")


class NoInputError(EOFError):
    """Raised where a program wants to read input: nobody is there to type it."""


class _Output(io.RawIOBase):
    """Keeps the beginning of what is written and counts the rest.

    The text layer above gathers small writes, in C, so that millions of lines cost little.
    """

    _gathered = 1 << 16  # bytes
    _continuation = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that begin no character

    def __init__(self) -> None:
        self._kept = bytearray()
        self._characters = 0
        buffer = io.BufferedWriter(self, self._gathered)
        self.stream = io.TextIOWrapper(buffer, "utf-8", errors="backslashreplace", newline="\n")

    def writable(self) -> bool:
        """Return that bytes may be written."""
        return True

    def write(self, data: Any) -> int:
        """Take some bytes; return how many."""
        data = bytes(data)
        room = 4 * OUTPUT_KEPT - len(self._kept)  # a character takes four bytes at most
        if room > 0:
            self._kept += data[:room]
        self._characters += len(data.translate(None, self._continuation))
        return len(data)

    def text(self) -> tuple[str, int]:
        """Return the beginning of the text, and how many characters follow it."""
        kept, characters = self._kept, self._characters
        if type(kept) is not bytearray or type(characters) is not int:  # the program has replaced them
            return "", 0
        text = kept.decode("utf-8", "replace")[:OUTPUT_KEPT]
        return plain_text(text, OUTPUT_KEPT), min(max(0, characters - len(text)), sys.maxsize)


class _Input(io.TextIOBase):
    """Standard input with nobody behind it."""

    def readable(self) -> bool:
        """Return that reading may be tried."""
        return True

    def read(self, size: int | None = -1, /) -> str:
        """Raise: there is no input."""
        raise NoInputError("nobody is here to answer input()")

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]
        """Raise: there is no input."""
        return self.read()


class _Gate:
    """Stands first among the finders: the standard library may pass, NumPy where it is offered, nothing else.

    So a program meets the same modules in the browser and on the command line, whatever is installed there.
    """

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """Leave an admitted module to the finders that follow; raise for any other."""
        root = name.partition(".")[0]
        if _admitted(root):
            return
        if is_refused(root):
            raise ImportError(f"{root} is not for programs", name=root)
        raise ModuleNotFoundError(f"No module named {root!r}", name=root)


_FINDERS = (
    importlib.machinery.BuiltinImporter,
    importlib.machinery.FrozenImporter,
    importlib.machinery.PathFinder,
)


def _leave(status: Any = None) -> None:
    raise SystemExit(status)


def _print_warning(
    message: Any, category: type, filename: str, line: int, file: Any = None, text: str | None = None
) -> None:
    print(f"{filename}:{line}: {category.__name__}: {message}", file=file or sys.stderr)


def _start_no_thread(*arguments: Any, **options: Any) -> None:
    raise RuntimeError("can't start new thread")


def _returning(result: Any) -> Callable[..., Any]:
    return lambda *arguments, **options: result


# What reaches beyond a run, and what stands in for it meanwhile. In the browser no thread can start, so none
# does here.
_THREAD_STARTERS = (
    *("start_new_thread", "start_joinable_thread"),
    *("_start_new_thread", "_start_joinable_thread"),  # as `threading` calls them
)
_CODEC_CHANGERS = ("register", "unregister", "register_error")
_platform = importlib.import_module(os.name)
_STAND_INS: tuple[tuple[ModuleType, str, Any], ...] = (
    (sys, "setrecursionlimit", _returning(None)),  # deep recursion kills the browser's interpreter
    (sys, "settrace", _returning(None)),
    (sys, "setprofile", _returning(None)),
    (sys, "breakpointhook", _returning(None)),
    (sys, "dont_write_bytecode", True),
    *((_thread, name, _start_no_thread) for name in ("start_new", *_THREAD_STARTERS)),
    (sys, "unraisablehook", sys.__unraisablehook__),  # which prints what a finaliser raised
    (warnings, "showwarning", _print_warning),
    *((module, name, _returning(None)) for module in (codecs, _codecs) for name in _CODEC_CHANGERS),
    *((module, name, _leave) for module in (os, _platform) for name in ("_exit", "abort")),
    (atexit, "register", lambda function, *arguments, **options: function),
    *((atexit, name, _returning(None)) for name in ("unregister", "_clear", "_run_exitfuncs")),
    *((module, "signal", _returning(signal.SIG_DFL)) for module in (signal, _signal)),
    *((module, "raise_signal", _returning(None)) for module in (signal, _signal)),
    *((module, "alarm", _returning(0)) for module in (signal, _signal)),
    *((module, "setitimer", _returning((0.0, 0.0))) for module in (signal, _signal)),
    *((module, "set_wakeup_fd", _returning(-1)) for module in (signal, _signal)),
)
_SHOWN = ("default", None, Warning, None, 0)  # a filter that prints every warning, whatever the host's do


# --- what is noted, and put back ---


class _Ledger(metaclass=_Sealed):
    """What the audit hook notes while a program runs, and what was there before it.

    Attributes:
        active: Whether a program is running.
        suspect: Whether something happened that might outlast the repair.
        undo: Special attributes that were set, with what they were; to note them beforehand would cost more.
        environment: The environment before the program changed it, or `None`.
        directory: The current directory before the program changed it, or `None`.
        threads: How many threads there were when the last program started.
        record: What the modules held at that time.
    """

    def __init__(self) -> None:
        self.active = False
        self.suspect = False
        self.undo: dict[tuple[int, str], tuple[Any, str, Any]] = {}
        self.environment: dict[str, str] | None = None
        self.directory: str | None = None
        self.threads = len(sys._current_frames())
        self.record: _Record | None = None

    def note(self, thing: Any, name: str) -> None:
        """Remember a special attribute that is about to be set or deleted."""
        kind = type(thing)
        if kind is FunctionType:
            before = getattr(thing, name)
        elif name == "__class__":
            before = kind
        elif name == "__bases__":
            before = type.__dict__[name].__get__(thing)
        else:
            return
        self.undo.setdefault((id(thing), name), (thing, name, before))


_ledger = _Ledger()

# These would go on beside the judging, or end it. In the browser no process can start, so none does here.
_NO_PROCESS = frozenset(
    {
        *("os.exec", "os.fork", "os.forkpty", "os.kill", "os.killpg", "os.posix_spawn", "os.spawn"),
        *("os.startfile", "os.system", "pty.spawn", "signal.pthread_kill", "subprocess.Popen"),
    }
)
# These would see every later step of the interpreter.
_NO_WATCHER = frozenset(
    {"sys.addaudithook", "sys.monitoring.register_callback", "sys.setprofile", "sys.settrace"}
)
# What these do is not put back.
_SUSPECT = frozenset(
    {
        *("code.__new__", "gc.get_objects", "gc.get_referents", "gc.get_referrers", "mmap.__new__"),
        *("os.chmod", "os.chown", "os.link", "os.mkdir", "os.remove", "os.rename", "os.rmdir", "os.symlink"),
        *("os.truncate", "os.utime", "resource.setrlimit"),
    }
)
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def _install(ledger: _Ledger) -> None:
    """Add the audit hook, which can never be removed and does nothing while no program runs."""

    def hook(event: str, arguments: tuple) -> None:
        if not ledger.active:
            return
        if event in ("object.__setattr__", "object.__delattr__"):
            ledger.note(arguments[0], arguments[1])
        elif event == "open":
            # A file that is left behind could be read, or imported, by the next program.
            ledger.suspect |= type(arguments[2]) is int and bool(arguments[2] & _WRITING)
        elif event in _NO_PROCESS:
            raise OSError(errno.ENOTSUP, "programs cannot start or signal processes here")
        elif event in _NO_WATCHER:
            raise RuntimeError("programs cannot watch the interpreter here")
        elif event in _SUSPECT or event.startswith("ctypes."):
            ledger.suspect = True
        elif event in ("os.putenv", "os.unsetenv") and ledger.environment is None:
            ledger.environment = dict(os.environ)
        elif event == "os.chdir" and ledger.directory is None:
            ledger.directory = os.getcwd()  # noqa: PTH109  a text is all that is needed

    sys.addaudithook(hook)


_install(_ledger)

_HOME = __name__.partition(".")[0]
_HEAP_TYPE, _IMMUTABLE_TYPE = 1 << 9, 1 << 8  # Py_TPFLAGS_HEAPTYPE, Py_TPFLAGS_IMMUTABLETYPE
# Filled by ordinary use of a module or class: put back, but no sign of mischief.
_HARMLESS = frozenset({"__annotations__", "__annotations_cache__", "__warningregistry__"})
_values = methodcaller("values")


class _Record(metaclass=_Sealed):
    """What the modules hold that a program can reach: names, attributes of classes, lists, sets and dicts.

    All is compared by identity, because `==` may be the learner's, and in one pass that never leaves C. Only
    values are compared: one would have to mean it to change names and leave values, order and number.
    """

    _surface, _all = 1, 20  # how many containers deep a module is noted: any, and our own
    _table = 100  # entries from which a container of others is a table rather than a state

    def __init__(self, *, with_contents: bool = True) -> None:
        self.modules = sys.modules
        self.loaded = dict(sys.modules)
        self.hidden = [name for name in self.loaded if not _admitted(name.partition(".")[0])]
        hidden = {*self.hidden, "__main__", "builtins"}
        self.visible = {name: module for name, module in self.loaded.items() if name not in hidden}
        if not with_contents:
            return
        self.globals: set[int] = set()
        self._mappings: list[Any] = []
        self._owners: list[type | None] = []  # the class whose attributes a mapping shows
        self._telling: list[bool] = []  # whether a change is a sign of mischief
        self._sequences: list[list | set] = []
        self._seen = {id(self.modules), id(_ledger)}
        for value in _BUILTINS.values():
            if isinstance(value, type):  # cannot be put back, but only mischief changes it
                self._add(_attributes_of(value), value, True)
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
                attributes = _attributes_of(value)
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
                put = sequence.extend if type(sequence) is list else sequence.update
                put(items)
        return mischief


def _callers() -> Iterator[Any]:
    frame = sys._getframe()
    while frame := frame.f_back:
        yield frame


def _changeable(kind: type) -> bool:
    return bool(kind.__flags__ & _HEAP_TYPE) and not kind.__flags__ & _IMMUTABLE_TYPE


def _holds(container: Any, items: tuple) -> bool:
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


class Fence(metaclass=_Sealed):
    """What one run replaces, from `enter` to `leave`.

    Attributes:
        namespace: The names of the program, as `__main__` has them.
    """

    _rounds = 4  # of putting back, until the finalisers of what is thrown out have nothing more to change

    def __init__(self) -> None:
        self._output = _Output()
        program, copy = ModuleType("__main__"), ModuleType("builtins")
        vars(copy).update(_BUILTINS)
        self.namespace = vars(program)
        self.namespace["__builtins__"] = copy
        self._substitutes = {"__main__": program, "builtins": copy}
        self._replaced: list[tuple[dict, str, Any, Any]] = []  # where, which name, by what, what was there
        self._ashes: list[Any] = []
        self._entered = False

    def enter(self, *, for_good: bool = False) -> None:
        """Note what there is, and raise the fence.

        Args:
            for_good: Whether nothing will be put back: the process ends with the program.
        """
        record = _ledger.record
        if for_good:
            record = _Record(with_contents=False)
        elif record is None or not (
            record.same_modules(record.loaded) and record.same_callers() and record.same_contents()
        ):
            record = _ledger.record = _Record()
        self._record = record
        self._random = _random.Random.getstate(_generator), vars(_generator)["gauss_next"]
        self._settings = [get() for get, _ in _SETTINGS]
        self._telltales = _telltales()
        self._watchers = [get() for get, _ in _WATCHERS]
        _ledger.threads = len(sys._current_frames())
        # What exists now is set aside, so that collecting the program's own garbage takes microseconds.
        self._entered = True
        gc.freeze()
        stream, source = self._output.stream, _Input()
        replacements = [
            *_STAND_INS,
            *((record.visible.get("threading"), name, _start_no_thread) for name in _THREAD_STARTERS),
            *((sys, name, stream) for name in ("stdout", "stderr", "__stdout__", "__stderr__")),
            *((sys, name, source) for name in ("stdin", "__stdin__")),
            (sys, "argv", [FILENAME]),
            (sys, "path", [entry for entry in sys.path if entry]),  # not the current directory
            (sys, "meta_path", [_Gate, *_FINDERS]),
            (warnings, "filters", [_SHOWN]),
        ]
        for module, name, value in replacements:
            names = vars(module) if module is not None else {}
            if name in names:
                self._replaced.append((names, name, value, names[name]))
                names[name] = value
        for name in record.hidden:
            del record.modules[name]
        record.modules.update(self._substitutes)
        _random.Random.seed(_generator, 0)  # the same program gets the same verdict
        _ledger.active = True

    def leave(self) -> None:
        """Take the fence down and put everything back."""
        if not self._entered:
            return
        for _ in range(self._rounds):
            try:
                if not self._restore():
                    break
            except BaseException:  # a watcher, a finaliser or a hostile key of the program
                _ledger.suspect = True
                self._force()
        else:
            _ledger.suspect = True
        _ledger.active = False
        gc.unfreeze()

    def end(self) -> None:
        """Destroy what the program made, and put nothing back: the process is about to end."""
        try:  # noqa: SIM105  `contextlib` would look for builtins that may be patched
            self._throw_away()
        except BaseException:  # a finaliser of the program, or what it did to our own lines
            pass

    def printed(self) -> tuple[str, int]:
        """Return the beginning of what the program printed, and how many characters follow it."""
        return self._output.text()

    def _restore(self) -> bool:
        """Return whether something was thrown out that may have a finaliser: then once more."""
        for names, name, value, _ in self._replaced:
            names[name] = value
        _ledger.active = True
        self._throw_away()
        _ledger.active = False
        for (get, put), before in zip(_WATCHERS, self._watchers, strict=True):
            if get() is not before:
                put(before)
        self._undo()
        for names, name, _, value in self._replaced:
            names[name] = value
        _random.Random.setstate(_generator, self._random[0])
        vars(_generator)["gauss_next"] = self._random[1]
        changed = self._put_back_modules()
        if not self._record.same_contents():
            changed = True
            _ledger.suspect |= self._record.put_back(self._ashes)
        for (_, put), before in zip(_SETTINGS, self._settings, strict=True):
            put(before)
        _ledger.suspect |= _telltales() != self._telltales
        environment, _ledger.environment = _ledger.environment, None
        directory, _ledger.directory = _ledger.directory, None
        if environment is not None:
            os.environ.clear()
            os.environ.update(environment)
        if directory is not None:
            os.chdir(directory)
        return changed

    def _force(self) -> None:
        """Put the modules back in a way that no object of the program can hinder."""
        _ledger.active = False
        self._record.put_back(self._ashes)
        self._put_back_modules()

    def _throw_away(self) -> None:
        """Destroy what the program made; its finalisers run here, behind the fence."""
        try:  # noqa: SIM105  `contextlib` would look for builtins that may be patched
            io.TextIOWrapper.flush(self._output.stream)
        except BaseException:  # closed, taken apart or patched: what was written before may have arrived
            pass
        self._ashes.clear()
        for module in self._substitutes.values():
            vars(module).clear()
        gc.collect()

    def _undo(self) -> None:
        while _ledger.undo:
            _, (thing, name, before) = _ledger.undo.popitem()
            if type(thing) is FunctionType:
                _ledger.suspect |= id(thing.__globals__) in self._record.globals
                setattr(thing, name, before)
            elif name == "__class__":
                _ledger.suspect |= descends(before, ModuleType) or descends(before, type)
                object.__setattr__(thing, name, before)
            else:
                type.__setattr__(thing, name, before)

    def _put_back_modules(self) -> bool:
        """Put `sys.modules` back; what the program was the first to import goes, with what it did to it."""
        modules, loaded = self._record.modules, self._record.loaded
        if self._record.same_modules(loaded):
            return False
        expected = {**self._record.visible, **self._substitutes}
        present = {name: module for name, module in modules.items() if type(name) is str}
        new = {name: module for name, module in present.items() if name not in loaded}
        # Compiled parts of a package cannot always be loaded twice.
        kept = {name: module for name, module in new.items() if name.partition(".")[0] in _offered}
        _ledger.suspect |= (
            sys.modules is not modules
            or len(present) < len(modules)
            or bool(kept)
            or any(present.get(name, loaded) is not module for name, module in expected.items())
        )
        self._ashes.append(list(modules.items()))
        sys.modules = modules
        modules.clear()
        modules.update(loaded)
        modules.update(kept)
        return bool(new)


_generator: random.Random = random._inst  # type: ignore[attr-defined]
_WATCHERS = (sys.gettrace, sys.settrace), (sys.getprofile, sys.setprofile)
# Settings of the interpreter itself: how to read one, how to write it.
_SETTINGS: tuple[tuple[Callable[[], Any], Callable[[Any], Any]], ...] = (
    (sys.getrecursionlimit, sys.setrecursionlimit),
    (sys.getswitchinterval, sys.setswitchinterval),
    (sys.get_int_max_str_digits, sys.set_int_max_str_digits),
    (sys.get_coroutine_origin_tracking_depth, sys.set_coroutine_origin_tracking_depth),
    (sys.get_asyncgen_hooks, lambda hooks: sys.set_asyncgen_hooks(*hooks)),
    (gc.get_threshold, lambda threshold: gc.set_threshold(*threshold)),
    (gc.get_debug, gc.set_debug),
    (gc.isenabled, lambda enabled: gc.enable() if enabled else gc.disable()),
)


def _telltales() -> tuple[Any, ...]:
    """Return what only a fresh interpreter brings back: families of classes, models of decimal contexts, tracing."""
    models = decimal.DefaultContext, decimal.BasicContext, decimal.ExtendedContext
    return abc.get_cache_token(), *map(decimal.Context.__repr__, models), _tracemalloc.is_tracing()
