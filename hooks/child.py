"""Runs learners' programs for the command line, in a child process that can be stopped and replaced.

The page does the same with a worker. Requests and replies are lines of JSON over pipes that the child moves
away from its standard streams before any program runs; a reply carries the token of its request, so that
whatever else a program manages to write there is ignored.

Where the system can copy a process, each program runs in a copy of the child that ends with it, out of reach
of those pipes. So even a program that takes the fence around it apart changes no verdict but its own.
"""

import contextlib
import faulthandler
import json
import os
import secrets
import select
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, get_args

import checkers
from checkers import sandbox
from checkers.verdict import Status

LIMIT = 5.0  # seconds for one program
START_LIMIT = 60.0  # seconds for the child to start
GRACE = 2.0  # seconds after the limit until a child whose parent is gone ends itself
LONGEST_REPLY = 1 << 20  # bytes
MEMORY = 1 << 30  # bytes of address space, where the system can limit it
FILE_SIZE = 1 << 26  # bytes that a program may write to one file

ROOT = Path(__file__).resolve().parent.parent
READY = "ready"
CAN_COPY = hasattr(os, "fork")

Verdict = dict[str, Any]

_encode_text = json.JSONEncoder(allow_nan=False).encode


def _encode(answer: dict[str, Any]) -> bytes:
    return _encode_text(answer).encode()


class Child:
    """A child process that judges programs, used as a context manager.

    It starts with the first program. It is killed when a program exceeds the limit or leaves marks on the
    interpreter, and then replaced before the next; it never outlives the `with` block.

    Args:
        limit: Seconds from the start of a program until it is stopped.
        command: What to start instead of this module.
    """

    def __init__(self, limit: float = LIMIT, command: Sequence[str] = ()) -> None:
        self.limit = limit
        self._command = command or (sys.executable, "-m", "hooks.child")
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._token = READY
        self._directory: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> "Child":
        """Return the child itself; the process starts with the first program."""
        return self

    def __exit__(self, *_: object) -> None:
        """End the process."""
        self.close()

    def grade(self, exercise: str, variant: int, answer: str) -> Verdict:
        """Judge a program as `checkers.grade` does, within the limit.

        Returns:
            The verdict of the door, or `unreadable` with the code `time-limit` or `crashed`; `failed` if the
            child cannot be started.
        """
        try:
            if not self._start():
                self.close()
                facts = {"error": "the process that runs programs did not start"}
                return {"status": "failed", "code": "defect", "facts": facts}
            request = {"exercise": exercise, "variant": variant, "answer": answer, "limit": self.limit}
            reply = self._ask(request)
        except BaseException:  # an interrupt, most likely: nothing may be left running
            self.close()
            raise
        if reply.get("healthy") is not True:
            self.close()
        verdict = reply.get("verdict")
        # A program that goes to lengths can write its own verdict, but nothing else than a verdict.
        return verdict if _is_verdict(verdict) else _not_judged("crashed")

    def close(self) -> None:
        """Kill the process and whatever it started."""
        process, self._process = self._process, None
        if process is not None:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL) if os.name == "posix" else process.kill()
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with contextlib.suppress(OSError):
                    pipe.close()
        if self._directory is not None:
            self._directory.cleanup()
            self._directory = None

    def _start(self) -> bool:
        if self._process is not None and self._process.poll() is None:
            return True
        self.close()
        # A directory of its own for each process: a file in it must not reach the next program.
        self._directory = tempfile.TemporaryDirectory(prefix="workbook-", ignore_cleanup_errors=True)
        paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
        environment = {
            **os.environ,
            "PYTHONPATH": os.pathsep.join(paths),
            "PYTHONSAFEPATH": "1",  # the directory is no place to import from
            "PYTHONHASHSEED": "0",  # the same program gets the same verdict
            "PYTHONUTF8": "1",
        }
        # A group of its own: an interrupt at the terminal is for the parent, which then ends the child.
        group: dict[str, Any] = (
            {"start_new_session": True}
            if os.name == "posix"
            else {"creationflags": subprocess.CREATE_NEW_PROCESS_GROUP}
        )
        self._replies, self._token = SimpleQueue(), READY
        self._process = subprocess.Popen(
            self._command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=self._directory.name,
            env=environment,
            **group,
        )
        pipe = (self._process.stdout, self._replies)
        threading.Thread(target=self._listen, args=pipe, daemon=True).start()
        try:
            return self._replies.get(timeout=START_LIMIT) is not None
        except Empty:
            return False

    def _listen(self, stream: BinaryIO, replies: SimpleQueue[dict[str, Any] | None]) -> None:
        """Pass on the replies that are expected; ignore everything else."""
        with contextlib.suppress(OSError, ValueError):  # the pipe was closed on our side
            while line := stream.readline(LONGEST_REPLY):
                with contextlib.suppress(ValueError, RecursionError):
                    reply = json.loads(line)
                    if isinstance(reply, dict) and reply.get("token") == self._token:
                        replies.put(reply)
        replies.put(None)

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        self._token = secrets.token_hex(8)
        line = json.dumps({**request, "token": self._token}).encode() + b"\n"
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
            reply = self._replies.get(timeout=self.limit)
        except Empty:
            return {"verdict": _not_judged("time-limit", seconds=self.limit)}
        except OSError:
            reply = None
        return reply or {}


def _not_judged(code: str, **facts: Any) -> Verdict:
    return {"status": "unreadable", "code": code, "facts": facts}


def _is_verdict(found: Any) -> bool:
    return (
        isinstance(found, dict)
        and found.keys() == {"status", "code", "facts"}
        and found["status"] in get_args(Status)
        and isinstance(found["code"], str)
        and isinstance(found["facts"], dict)
    )


def serve(grade: Callable[[str, int, str], Verdict] = checkers.grade) -> None:
    """Judge the programs that arrive on standard input until it ends; this is what the child runs."""
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = Path(os.devnull).open("r+b", buffering=0)  # noqa: SIM115  open as long as the process
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    _limit_resources()

    def reply(answer: dict[str, Any]) -> None:
        replies.write(b"\n" + _encode(answer) + b"\n")
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
            return {"token": request["token"], "verdict": verdict, "healthy": sandbox.healthy()}

        judged = _by_a_copy(judge, request, (requests, replies)) if CAN_COPY else judge()
        reply({**judged, "healthy": judged.get("healthy") is True and _is_tidy()})


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
                stream.write(b"\n" + _encode(judge()) + b"\n")
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
