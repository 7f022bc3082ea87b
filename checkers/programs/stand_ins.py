"""What a program meets instead of whatever reaches beyond its run: streams, finders of modules, functions."""

import _codecs
import _signal  # type: ignore[import-not-found]  # what `signal` stands on has no stub
import _thread
import atexit
import codecs
import importlib
import importlib.machinery
import io
import os
import signal
import sys
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

from .originals import BUILTINS, plain_text

# The functions of this module look their builtins up in a copy: they have to work while those of all others
# are patched.
__builtins__ = dict(BUILTINS)  # type: ignore[assignment]  # a dict serves as well as a module

FILENAME = "<program>"
OUTPUT_KEPT = 10_000  # characters of printed text that are shown; the rest is only counted

STANDARD = frozenset(sys.stdlib_module_names) | {"__main__"}
_REFUSED = frozenset({"js", "pyodide", "pyodide_js", "micropip", "checkers", "hooks"})
offered: set[str] = set()


def admit(root: str) -> None:
    """Let programs import a package that is not part of the standard library."""
    offered.add(root)


def is_refused(root: str) -> bool:
    """Return whether a module is one that programs may never import, in the browser or elsewhere."""
    return root in _REFUSED or root.startswith("_pyodide")


def admitted(root: str) -> bool:
    """Return whether programs may import a module."""
    return root in STANDARD or root in offered or root.startswith("_sysconfigdata")


class NoInputError(EOFError):
    """Raised where a program wants to read input: nobody is there to type it."""


def listen(listener: Callable[[str], None] | None) -> None:
    """Tell what programs print as they print it, as far as it is kept; `None` ends that.

    A host needs this where it stops a program: nothing else then tells what was printed.
    """
    global _listener
    _listener = listener


_listener: Callable[[str], None] | None = None


class Output(io.RawIOBase):
    """Keeps the beginning of what is written and counts the rest.

    The text layer above gathers small writes, in C, so that millions of lines cost little.
    """

    _gathered = 1 << 16  # bytes
    _continuation = bytes(range(0x80, 0xC0))  # bytes of UTF-8 that begin no character

    def __init__(self) -> None:
        self._kept = bytearray()
        self._characters = 0
        self._listener = _listener
        # Whoever listens hears at once: the program may be stopped before it prints more.
        buffer: Any = io.BufferedWriter(self, self._gathered) if _listener is None else self
        self.stream = io.TextIOWrapper(
            buffer, "utf-8", errors="backslashreplace", newline="\n", write_through=_listener is not None
        )

    def writable(self) -> bool:
        """Return that bytes may be written."""
        return True

    def write(self, data: Any) -> int:
        """Take some bytes; return how many."""
        data = bytes(data)
        room = 4 * OUTPUT_KEPT - len(self._kept)  # a character takes four bytes at most
        if room > 0:
            self._kept += data[:room]
            if self._listener is not None:
                self._listener(data[:room].decode("utf-8", "replace"))
        elif self._listener is not None:  # nobody shows any more of it, so that it may be gathered
            self._listener = None
            self.stream.reconfigure(write_through=False)
        self._characters += len(data.translate(None, self._continuation))
        return len(data)

    def text(self) -> tuple[str, int]:
        """Return the beginning of the text, and how many characters follow it."""
        kept, characters = self._kept, self._characters
        if type(kept) is not bytearray or type(characters) is not int:  # the program has replaced them
            return "", 0
        text = kept.decode("utf-8", "replace")[:OUTPUT_KEPT]
        return plain_text(text, OUTPUT_KEPT), min(max(0, characters - len(text)), sys.maxsize)


class Input(io.TextIOBase):
    """Standard input with nobody behind it."""

    def readable(self) -> bool:
        """Return that reading may be tried."""
        return True

    def read(self, size: int | None = -1, /) -> str:
        """Raise: there is no input."""
        raise NoInputError("nobody is here to answer input()")

    def readline(self, size: int = -1, /) -> str:  # type: ignore[override]  # a text stream reads text
        """Raise: there is no input."""
        return self.read()


class Gate:
    """Stands first among the finders: the standard library may pass, NumPy where it is offered, nothing else.

    So a program meets the same modules in the browser and on the command line, whatever is installed there.
    """

    @staticmethod
    def find_spec(name: str, path: Any = None, target: Any = None) -> None:
        """Leave an admitted module to the finders that follow; raise for any other."""
        root = name.partition(".")[0]
        if admitted(root):
            return
        if is_refused(root):
            raise ImportError(f"{root} is not for programs", name=root)
        raise ModuleNotFoundError(f"No module named {root!r}", name=root)


FINDERS = (
    importlib.machinery.BuiltinImporter,
    importlib.machinery.FrozenImporter,
    importlib.machinery.PathFinder,
)


def _leave(status: Any = None) -> None:
    raise SystemExit(status)


def _print_warning(
    message: Any, category: type, filename: str, line: int, file: Any = None, text: str | None = None
) -> None:
    if filename != FILENAME:  # about a line of ours, or of the library's: the learner can mend neither
        return
    print(f"{filename}:{line}: {category.__name__}: {message}", file=file or sys.stderr)


def start_no_thread(*arguments: Any, **options: Any) -> None:
    """Raise what Python raises where no thread can start."""
    raise RuntimeError("can't start new thread")


def _returning(result: Any) -> Callable[..., Any]:
    return lambda *arguments, **options: result


# What reaches beyond a run, and what stands in for it meanwhile. In the browser no thread can start, so none
# does here.
THREAD_STARTERS = (
    *("start_new_thread", "start_joinable_thread"),
    *("_start_new_thread", "_start_joinable_thread"),  # as `threading` calls them
)
_CODEC_CHANGERS = ("register", "unregister", "register_error")
_platform = importlib.import_module(os.name)
STAND_INS: tuple[tuple[ModuleType, str, Any], ...] = (
    (sys, "setrecursionlimit", _returning(None)),  # deep recursion kills the browser's interpreter
    (sys, "settrace", _returning(None)),
    (sys, "setprofile", _returning(None)),
    (sys, "breakpointhook", _returning(None)),
    (sys, "dont_write_bytecode", True),
    *((_thread, name, start_no_thread) for name in ("start_new", *THREAD_STARTERS)),
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
SHOWN = ("default", None, Warning, None, 0)  # a filter that prints every warning, whatever the host's do
