"""Builds the site whenever `workbook serve` asks, in a process of its own.

One process builds again and again, so that it keeps what an edit leaves as it is. The module of a page it imports anew by itself; after any
other edit in our Python, `workbook serve` ends it and starts another one. It reads a line of JSON for each build, the list of the modules
of pages that have changed, and answers with another one: `{"slip": null}`, or what is wrong.
"""

import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from queue import SimpleQueue

from hooks.source.python_slips import python_slip


def main(site: Path, address: str) -> None:
    """Answer requests until there are no more."""
    # What anything prints goes to the terminal; only answers go to whoever asks.
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())
    logging.getLogger().addHandler(log := _Log())
    changed: set[str] = set()
    for request in _requests():
        changed.update(json.loads(request))
        log.errors.clear()
        slip = None
        try:
            _build(site, address, changed)
        except SystemExit as ending:  # MkDocs has said why in its log
            slip = "\n".join(log.errors[-1:]) or str(ending)
        except Exception as error:
            slip = str(python_slip(error))
        answers.write(json.dumps({"slip": slip}) + "\n")
        answers.flush()


def _build(site: Path, address: str, changed: set[str]) -> None:
    """Build the site; a module that cannot be imported stays among the changed ones."""
    # Imported first, since the generator would tell of a slip in it without its place.
    import hooks.render.extension  # noqa: F401
    from hooks.book.reload import reload_page
    from hooks.mkdocs.generator import build_for_serving

    for page in sorted(changed):
        reload_page(page)
        changed.discard(page)
    build_for_serving(site, address)


class _Log(logging.Handler):
    """Shows what is logged on the terminal, but for errors, which become the answer."""

    def __init__(self) -> None:
        super().__init__()
        self.errors: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        if record.levelno >= logging.ERROR:
            self.errors.append(record.getMessage())
        else:
            print(record.getMessage(), file=sys.stderr, flush=True)


def _requests() -> Iterator[str]:
    """Yield the lines of standard input; when they end, `workbook serve` is no more, and this process ends too."""
    lines: SimpleQueue[str] = SimpleQueue()

    def read() -> None:
        for line in sys.stdin:
            lines.put(line)
        os.kill(os.getpid(), signal.SIGTERM)

    threading.Thread(target=read, daemon=True).start()
    while True:
        yield lines.get()


def _end(*_: object) -> None:
    """Leave by way of `finally`, so that whatever runs a lab ends with this process."""
    raise KeyboardInterrupt


if __name__ == "__main__":
    signal.signal(signal.SIGTERM, _end)
    try:
        main(Path(sys.argv[1]), sys.argv[2])
    except KeyboardInterrupt:
        sys.exit(1)
