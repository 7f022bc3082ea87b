"""What the child process of `process.py` does: it judges the programs that arrive on standard input.

Requests come in and replies go out over pipes that are moved away from the standard streams before any
program runs.
"""

import faulthandler
import json
import os
import signal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import checkers
from checkers.programs import copies, sandbox

GRACE = 2.0  # seconds after the limit until a child whose parent is gone ends itself
LONGEST_REPLY = 1 << 20  # bytes
READY = "ready"

Verdict = dict[str, Any]

_encoded = json.JSONEncoder(allow_nan=False).encode


def serve(grade: Callable[[str, int, str], Verdict] = checkers.grade) -> None:
    """Judge the programs that arrive on standard input until it ends; this is all that the child does."""
    copies.CAN_COPY = False  # this process is what stands between a program and the next
    requests, replies = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    nowhere = Path(os.devnull).open("r+b", buffering=0)  # noqa: SIM115  open as long as the process
    signal.signal(signal.SIGINT, signal.SIG_IGN)

    def reply(answer: dict[str, Any]) -> None:
        replies.write(b"\n" + _encoded(answer).encode() + b"\n")
        replies.flush()

    # From here on the standard streams lead nowhere, below Python too.
    for descriptor in range(3):
        os.dup2(nowhere.fileno(), descriptor)
    reply({"token": READY})
    for line in requests:
        request = json.loads(line)
        # The parent keeps the limit; this is for the case that it is gone.
        faulthandler.dump_traceback_later(request["limit"] + GRACE, exit=True, file=nowhere)
        verdict = grade(request["exercise"], request["variant"], request["answer"])
        faulthandler.cancel_dump_traceback_later()
        healthy = sandbox.healthy() and _is_tidy()
        reply({"token": request["token"], "verdict": verdict, "healthy": healthy})


def _is_tidy() -> bool:
    """Return whether no file was left behind, whatever the program did to hide it."""
    try:
        return not any(Path().iterdir())
    except OSError:  # it removed the directory
        return False


if __name__ == "__main__":
    serve()
