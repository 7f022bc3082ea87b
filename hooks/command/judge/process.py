"""A process that judges programs, which its parent stops and replaces; the page does the same with a worker.

What the process itself does is told in `child.py`. Requests and replies are lines of JSON; a reply carries the token of
its request, so that whatever else arrives is ignored.
"""

import contextlib
import json
import os
import secrets
import signal
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from queue import Empty, SimpleQueue
from typing import Any, BinaryIO, get_args

from checkers.verdict import Status
from hooks.node import ROOT

from .child import LONGEST_REPLY, READY, Verdict

LIMIT = 5.0  # seconds for one program
START_LIMIT = 60.0  # seconds for the child to start


class JudgeProcess:
    """A child process that judges programs, seen from its parent; used as a context manager.

    It starts with the first program. It is killed when a program exceeds the limit or leaves something behind,
    and then replaced before the next; it never outlives the `with` block.

    Args:
        limit: Seconds from the start of a program until it is stopped.
        command: What to start instead of `child.py`.
    """

    def __init__(self, limit: float = LIMIT, command: Sequence[str] = ()) -> None:
        self.limit = limit
        self._command = command or (sys.executable, "-m", "hooks.command.judge.child")
        self._process: subprocess.Popen[bytes] | None = None
        self._replies: SimpleQueue[dict[str, Any] | None] = SimpleQueue()
        self._token = READY
        self._directory: tempfile.TemporaryDirectory[str] | None = None

    def __enter__(self) -> "JudgeProcess":
        """Return itself; the process starts with the first program."""
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
        verdict: Verdict | None = reply.get("verdict")
        # A program that goes to lengths can write its own verdict, but nothing else than a verdict.
        return verdict if verdict and _is_verdict(verdict) else _not_judged("crashed")

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
                    pipe.close()  # type: ignore[union-attr]  # both are pipes
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
            else {
                "creationflags": getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)
            }  # known on Windows only
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
        assert self._process
        assert self._process.stdin
        self._token = secrets.token_hex(8)
        line = json.dumps({**request, "token": self._token}).encode() + b"\n"
        try:
            self._process.stdin.write(line)
            self._process.stdin.flush()
            return self._replies.get(timeout=self.limit) or {}
        except Empty:
            return {"verdict": _not_judged("time-limit", seconds=self.limit)}
        except OSError:
            return {}


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
