"""What the child process of the command line does: it judges the programs that arrive on standard input.

Requests come in and replies go out over pipes that are moved away from the standard streams before any
program runs. Where the system can copy a process, each program runs in a copy that ends with it, out of reach
of those pipes. So even a program that takes the fence around it apart changes no verdict but its own.

Nothing here imports `threading`, which changes in every copy: the fence would have to note all modules anew.
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
    # What the fence notes about the modules is noted now, once, and not by every copy.
    sandbox.run(compile("", sandbox.FILENAME, "exec"), "", [])
    reply({"token": READY})
    for line in requests:
        request = json.loads(line)

        def judge(request: dict[str, Any] = request) -> dict[str, Any]:
            # The parent keeps the limit; this is for the case that it is gone.
            faulthandler.dump_traceback_later(request["limit"] + GRACE, exit=True, file=nowhere)
            verdict = grade(request["exercise"], request["variant"], request["answer"])
            faulthandler.cancel_dump_traceback_later()
            return {"token": request["token"], "verdict": verdict}

        if CAN_COPY:
            # Whatever the program did to its interpreter has ended with the copy.
            reply({**_by_a_copy(judge, request, (requests, replies)), "healthy": _is_tidy()})
        else:
            reply({**judge(), "healthy": sandbox.healthy() and _is_tidy()})


def _is_tidy() -> bool:
    """Return whether no file was left behind, whatever the program did to hide it."""
    try:
        return not any(Path().iterdir())
    except OSError:  # it removed the directory
        return False


def _by_a_copy(
    judge: Callable[[], dict[str, Any]], request: dict[str, Any], private: Sequence[BinaryIO]
) -> dict[str, Any]:
    """Return what a copy of this process judges; only the token if it ends, or its time, before it has judged.

    Args:
        judge: What the copy calls.
        request: Its request.
        private: Streams that the copy must not have.
    """
    reading, writing = os.pipe()
    copy = os.fork()
    if not copy:
        leave = os._exit
        try:
            for descriptor in (reading, *(stream.fileno() for stream in private)):
                os.close(descriptor)
            with os.fdopen(writing, "wb") as stream:
                stream.write(b"\n" + _encoded(judge()).encode() + b"\n")
        finally:
            leave(0)
    os.close(writing)
    written = b""
    deadline = time.monotonic() + request["limit"] + GRACE
    while len(written) < LONGEST_REPLY:
        ready, _, _ = select.select([reading], [], [], max(0, deadline - time.monotonic()))
        piece = os.read(reading, LONGEST_REPLY) if ready else b""
        if not piece:
            break
        written += piece
    os.close(reading)
    os.kill(copy, signal.SIGKILL)
    os.waitpid(copy, 0)
    # The program may have found the pipe, and written anything to it.
    for line in reversed(written.splitlines()):
        with contextlib.suppress(ValueError, RecursionError):
            judged = json.loads(line)
            if isinstance(judged, dict) and judged.get("token") == request["token"]:
                return judged
    return {"token": request["token"]}


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
