"""What stands around a learner's program while it runs, and puts everything back afterwards.

A run has three parts: note what every module and class holds; let the program run, with stand-ins for
whatever reaches beyond it; put everything back. None of these functions is active while the program runs, so
that it does not find them among its callers.

The fence is no prison: a program that goes to lengths can deceive its own author, and that is nobody's loss.
What counts is the next verdict. Where a process can be copied, each program has one to itself (`copies.py`) and nothing
is put back. Elsewhere, whatever looks as if it might outlast the repair makes `trusted()` say no, and the host, such as
a worker of the page, then starts a fresh interpreter: the one repair that cannot fail.
"""

import _random
import _tracemalloc
import abc
import builtins
import decimal
import errno
import gc
import io
import os
import random
import sys
import warnings
from collections.abc import Callable
from types import FunctionType, ModuleType
from typing import Any

from .originals import BUILTINS, Sealed, descends
from .record import Record
from .stand_ins import (
    FILENAME,
    FINDERS,
    SHOWN,
    STAND_INS,
    THREAD_STARTERS,
    Gate,
    Input,
    Output,
    offered,
    start_no_thread,
)

# The functions of this module look their builtins up in a copy: they have to work while those of all others
# are patched.
__builtins__ = dict(BUILTINS)  # type: ignore[assignment]  # a dict serves as well as a module


def trusted() -> bool:
    """Return whether no program has done anything that might outlast the repair."""
    return (
        not _ledger.suspect
        and len(sys._current_frames()) <= _ledger.threads
        and all(vars(builtins).get(name) is value for name, value in BUILTINS.items())
    )


def distrust() -> None:
    """Make `trusted()` say no from now on: judging a program has failed, and the reason may outlast it."""
    _ledger.suspect = True


class _Ledger(metaclass=Sealed):
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
        self.record: Record | None = None

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

    def hook(event: str, arguments: tuple[Any, ...]) -> None:
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


class Fence(metaclass=Sealed):
    """What one run replaces, from `enter` to `leave`.

    Attributes:
        namespace: The names of the program, as `__main__` has them.
    """

    _rounds = 4  # of putting back, until the finalisers of what is thrown out have nothing more to change

    def __init__(self) -> None:
        self._output = Output()
        program, copy = ModuleType("__main__"), ModuleType("builtins")
        vars(copy).update(BUILTINS)
        self.namespace = vars(program)
        self.namespace["__builtins__"] = copy
        self._substitutes = {"__main__": program, "builtins": copy}
        self._replaced: list[
            tuple[dict[str, Any], str, Any, Any]
        ] = []  # where, which name, by what, what was there
        self._ashes: list[Any] = []
        self._entered = False

    def enter(self, *, for_good: bool = False) -> None:
        """Note what there is, and raise the fence.

        Args:
            for_good: Whether nothing will be put back: the process ends with the program.
        """
        record = _ledger.record
        if for_good:
            record = Record(_ledger, with_contents=False)
        elif record is None or not (
            record.same_modules(record.loaded) and record.same_callers() and record.same_contents()
        ):
            record = _ledger.record = Record(_ledger)
        self._record = record
        self._random = _random.Random.getstate(_generator), vars(_generator)["gauss_next"]
        self._settings = [get() for get, _ in _SETTINGS]
        self._telltales = _telltales()
        self._watchers = [get() for get, _ in _WATCHERS]
        _ledger.threads = len(sys._current_frames())
        # What exists now is set aside, so that collecting the program's own garbage takes microseconds.
        self._entered = True
        gc.freeze()
        stream, source = self._output.stream, Input()
        replacements = [
            *STAND_INS,
            *((record.visible.get("threading"), name, start_no_thread) for name in THREAD_STARTERS),
            *((sys, name, stream) for name in ("stdout", "stderr", "__stdout__", "__stderr__")),
            *((sys, name, source) for name in ("stdin", "__stdin__")),
            (sys, "argv", [FILENAME]),
            (sys, "path", [entry for entry in sys.path if entry]),  # not the current directory
            (sys, "meta_path", [Gate, *FINDERS]),
            (warnings, "filters", [SHOWN]),
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
        kept = {name: module for name, module in new.items() if name.partition(".")[0] in offered}
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


_generator: random.Random = random._inst
_WATCHERS: tuple[tuple[Callable[[], Any], Callable[[Any], Any]], ...] = (
    (sys.gettrace, sys.settrace),
    (sys.getprofile, sys.setprofile),
)
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
