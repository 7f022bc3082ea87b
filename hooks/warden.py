"""What the child process of the command line does: it judges the programs that arrive on standard input.

Requests come in and replies go out over pipes that are moved away from the standard streams before any
program runs. Where the system can copy a process, each program runs in a copy that ends with it, and the
process itself judges what the copy says it returned. So even a program that takes the fence around it apart
changes no verdict but its own.

Nothing here imports `threading`, which changes in every copy, against what the fence has noted.
"""

import contextlib
import faulthandler
import json
import os
import select
import signal
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from types import CodeType
from typing import Any, BinaryIO

import checkers
from checkers import sandbox

GRACE = 2.0  # seconds after the limit until a child whose parent is gone ends itself
LONGEST_REPLY = 1 << 20  # bytes
MEMORY = 1 << 30  # bytes of address space, where the system can limit it
FILE_SIZE = 1 << 26  # bytes that a program may write to one file
READY = "ready"
CAN_COPY = hasattr(os, "fork")

Verdict = dict[str, Any]

_encoded = json.JSONEncoder(allow_nan=False).encode


class _CopyCrashedError(BaseException):
    """A copy ended before it said what its program did; no defect of ours, hence nothing the door may catch."""


def serve(grade: Callable[[str, int, str], Verdict] = checkers.grade) -> None:
    """Judge the programs that arrive on standard input until it ends; this is all that the child does."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = Path(os.devnull).open("r+b", buffering=0)  # noqa: SIM115  open as long as the process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_resources()

    def reply(answer: dict[str, Any]) -> None:
        replies.write(b"\n" + _encoded(answer).encode() + b"\n")
        replies.flush()

    # From here on the standard streams lead nowhere, below Python too.
    for descriptor in range(3):
        os.dup2(nowhere.fileno(), descriptor)
    copies = _Copies(requests, replies)
    if CAN_COPY:
        sandbox.run_elsewhere(copies.run)
    reply({"token": READY})
    for line in requests:
        request = json.loads(line)
        answer = {"token": request["token"]}
        # The parent keeps the limit; this is for the case that it is gone.
        copies.seconds = request["limit"] + GRACE
        faulthandler.dump_traceback_later(copies.seconds + GRACE, exit=True, file=nowhere)
        with contextlib.suppress(_CopyCrashedError):
            answer["verdict"] = grade(request["exercise"], request["variant"], request["answer"])
        faulthandler.cancel_dump_traceback_later()
        reply({**answer, "healthy": sandbox.healthy() and _is_tidy()})


def _is_tidy() -> bool:
    """Return whether no file was left behind, whatever the program did to hide it."""
    try:
        return not any(Path().iterdir())
    except OSError:  # it removed the directory
        return False


class _Copies:
    """Runs each program in a copy of this process.

    Attributes:
        seconds: How long a copy may live.

    Args:
        private: Streams that no copy may have.
    """

    def __init__(self, *private: BinaryIO) -> None:
        self.seconds = 0.0
        self._private = private

    def run(self, code: CodeType, entry: str, calls: Sequence[Sequence[Any]]) -> sandbox.Run:
        """Do what `sandbox.run` does.

        Raises:
            _CopyCrashedError: If the program brought the copy down.
        """
        reading, writing = os.pipe()
        copy = os.fork()
        if not copy:
            leave, write = os._exit, os.write
            # A copy that leaves the process group outlives what kills the group; its own alarm ends it.
            signal.setitimer(signal.ITIMER_REAL, self.seconds + GRACE)
            try:
                for descriptor in (reading, *(stream.fileno() for stream in self._private)):
                    os.close(descriptor)
                packed = b"\n" + sandbox.packed_run(code, entry, calls)
                while packed:
                    packed = packed[write(writing, packed) :]
            finally:
                leave(0)
        os.close(writing)
        packed = b""
        deadline = time.monotonic() + self.seconds
        while len(packed) < LONGEST_REPLY:
            ready, _, _ = select.select([reading], [], [], max(0, deadline - time.monotonic()))
            piece = os.read(reading, LONGEST_REPLY) if ready else b""
            if not piece:
                break
            packed += piece
        os.close(reading)
        os.kill(copy, signal.SIGKILL)
        os.waitpid(copy, 0)
        # The program may have found the pipe; what was written last is not the program's.
        found = sandbox.unpacked(packed.rpartition(b"\n")[2], len(calls))
        if found is None:
            raise _CopyCrashedError
        return found


def _limit_resources() -> None:
    try:
        import resource
    except ImportError:  # Windows
        return
    limits = {"RLIMIT_AS": MEMORY, "RLIMIT_FSIZE": FILE_SIZE, "RLIMIT_CORE": 0}
    for name, limit in limits.items():
        with contextlib.suppress(AttributeError, OSError, ValueError):  # unknown there, or already lower
            resource.setrlimit(getattr(resource, name), (limit, limit))


if __name__ == "__main__":
    serve()
