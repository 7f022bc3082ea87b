"""Runs each program in a copy of this process, where the system can copy one.

What a program does ends with its copy, so that not even one that takes the fence around it apart changes another
verdict. Elsewhere, as in the browser, it runs here, and the host keeps the limit.
"""

import contextlib
import importlib
import json
import os
import select
import signal
import sys
import time
import warnings
from collections.abc import Sequence
from types import CodeType
from typing import Any

from . import sandbox
from .sandbox import Run

CAN_COPY = hasattr(os, "fork") and sys.platform != "emscripten"
MEMORY = 1 << 30  # bytes of address space for a program, where the system can limit it
FILE_SIZE = 1 << 26  # bytes that a program may write to one file

limit = 5.0  # seconds for one program; a host may set another
folder = ""  # where the programs of a host run that has set one; else they run where the host does

_GRACE = 1.0  # seconds after the limit until a copy that nobody has stopped ends itself
_LONGEST = 1 << 20  # bytes that a copy may report
_DESCRIPTORS = 1 << 16  # more than a process has


def run(code: CodeType, entry: str, calls: Sequence[Sequence[Any]]) -> Run:
    """Do what `sandbox.run` does, in a copy if there can be one.

    Args:
        code: The program, compiled under the name `sandbox.FILENAME`.
        entry: Name of the function to call.
        calls: The positional arguments of each call.
    """
    if not CAN_COPY:
        return sandbox.run(code, entry, calls)
    # A copy that ends without a word may have been ended by a machine at its limits: it is asked once more.
    return _run_in_copy(code, entry, calls) or _run_in_copy(code, entry, calls) or Run("crashed")


def _run_in_copy(code: CodeType, entry: str, calls: Sequence[Sequence[Any]]) -> Run | None:
    """Return what became of the program in one copy, or `None` if that ended without telling."""
    reading, writing = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # other threads of the host do not matter to a copy
        copy = os.fork()
    if not copy:
        leave = os._exit
        try:
            _report(writing, code, entry, calls)
        finally:
            leave(0)
    os.close(writing)
    try:
        packed, in_time = _read(reading, time.monotonic() + limit)
    finally:
        os.close(reading)
        for kill in (os.killpg, os.kill):  # whatever the copy has started, and a copy that has no group yet
            with contextlib.suppress(OSError):
                kill(copy, signal.SIGKILL)
        status = 0
        with contextlib.suppress(ChildProcessError):  # the host does not care for its children
            _, status = os.waitpid(copy, 0)
    # Where the host is given no time, the copy's own alarm can come before the host has seen the limit pass.
    rang = os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGALRM
    if not in_time or rang:
        return Run("time-limit", stdout=sandbox.shown(_printed(packed)))
    # The program may have found the pipe; what was written last is not the program's.
    return sandbox.unpacked(packed.rpartition(b"\n")[2], len(calls))


def _printed(packed: bytes) -> str:
    """Return what a stopped copy has told of the program's output."""
    printed = []
    for piece in packed.split(b"\n"):
        with contextlib.suppress(Exception):  # cut short, or written by the program itself
            printed.append(str(json.loads(piece)))
    return "".join(printed)


def _read(reading: int, deadline: float) -> tuple[bytes, bool]:
    """Return what a copy has reported, and whether it came to an end."""
    packed = b""
    while len(packed) < _LONGEST:
        ready, _, _ = select.select([reading], [], [], max(0, deadline - time.monotonic()))
        if not ready:
            return packed, False
        piece = os.read(reading, _LONGEST)
        if not piece:
            break
        packed += piece
    return packed, True


def _report(writing: int, code: CodeType, entry: str, calls: Sequence[Sequence[Any]]) -> None:
    """Run the program and write what is kept of it: this is all that a copy does."""
    write = os.write
    os.setsid()  # an interrupt at the terminal is for the host, which then ends the copy
    # A copy whose host is gone is ended by its own alarm.
    signal.signal(signal.SIGALRM, signal.SIG_DFL)
    signal.setitimer(signal.ITIMER_REAL, limit + _GRACE)
    _leave_descriptors(writing)
    _limit_resources()
    if folder:
        os.chdir(folder)
    encoded = json.dumps

    def tell(text: str) -> None:
        write(writing, encoded(text).encode() + b"\n")

    sandbox.listen(tell)
    packed = b"\n" + sandbox.packed_run(code, entry, calls)
    while packed:
        packed = packed[write(writing, packed) :]


def _leave_descriptors(kept: int) -> None:
    """Close what the host has open, all but one."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for descriptor in {0, 1, 2} - {kept}:
        os.dup2(nowhere, descriptor)
    os.closerange(3, kept)
    os.closerange(max(kept + 1, 3), _DESCRIPTORS)


def _limit_resources() -> None:
    resource = importlib.import_module(
        "resource"
    )  # not everywhere, and the browser's Python is packed by what is imported
    try:
        with open("/proc/self/statm") as statistics:  # noqa: PTH123  nothing more to load in the browser
            used = int(statistics.read().split()[0]) * resource.getpagesize()
    except OSError:  # only Linux tells, and only Linux limits
        used = 0
    limits = {"RLIMIT_AS": used + MEMORY, "RLIMIT_FSIZE": FILE_SIZE, "RLIMIT_CORE": 0}
    for name, most in limits.items():
        with contextlib.suppress(AttributeError, OSError, ValueError):  # unknown there, or already lower
            resource.setrlimit(getattr(resource, name), (most, most))
