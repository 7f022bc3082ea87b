"""`workbook serve`: shows the site and follows edits. A slip is shown on the last good pages, and never ends the server.

This process imports nothing that an author edits. What builds is another one, `builder`, which may fail.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from hooks.node import ROOT

from . import server
from .watch import edits

WATCHED = [ROOT / name for name in ("docs", "checkers", "hooks", "mkdocs.yml")]
PAGES = ROOT / "checkers" / "pages"
PATIENCE = 5  # seconds for a builder to end by itself


def serve(address: str) -> int:
    """Show the site at an address, such as `127.0.0.1:8000`, until the process is told to end.

    Returns:
        The exit code.
    """
    host, _, port = address.rpartition(":")
    if not port.isdecimal():
        print(
            f"workbook: --address takes a host and a port, such as 127.0.0.1:8000, not `{address}`",
            file=sys.stderr,
        )
        return 2
    shown = server.Shown()
    try:
        end = server.start(host.strip("[]"), int(port), shown)
    except OSError as error:
        print(f"workbook: nothing can be served at {address}: {error.strerror}", file=sys.stderr)
        return 2
    signal.signal(signal.SIGTERM, _interrupt)
    print(f"Serving on http://{address}/. Ctrl-C ends it.", flush=True)
    with tempfile.TemporaryDirectory(prefix="workbook-", ignore_cleanup_errors=True) as folder:
        building = _Building(Path(folder), f"http://{address}/", shown)
        try:
            # Looked at before the first build, so that no edit during it is missed.
            seen = edits(WATCHED)
            building.build(())
            for edited in seen:
                building.build(edited)
        except KeyboardInterrupt:
            return 0
        finally:
            signal.signal(signal.SIGTERM, signal.SIG_IGN)  # so that nothing cuts this short
            building.end()
            end()
    return 0


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


class _Building:
    """Has the site built again and again, each time into a new folder, and shows it when it is whole."""

    def __init__(self, folder: Path, address: str, shown: server.Shown) -> None:
        self.folder = folder
        self.address = address
        self.shown = shown
        self.builder: subprocess.Popen[str] | None = None
        self.modules: set[Path] = set()
        self.pages: Path | None = None
        self.count = 0

    def build(self, edited: Iterable[Path]) -> None:
        """Build after an edit of some files, and show what has come of it."""
        start = time.monotonic()
        python = {file for file in edited if file.suffix == ".py" and not file.is_relative_to(ROOT / "docs")}
        if not all(file in self.modules and file.exists() for file in python):
            self.end()
        slip = self._ask([file.stem for file in python])
        if slip is not None:
            print(slip, file=sys.stderr, flush=True)
            self.shown.show(None, slip)
            return
        # Those that the builder has imported without a slip, and can import anew.
        self.modules = self.modules or set(PAGES.glob("*.py"))
        self.count += 1
        before, self.pages = self.pages, self.folder / f"site-{self.count}"
        (self.folder / "site").rename(self.pages)
        self.shown.show(self.pages, None)
        if before:
            shutil.rmtree(before, ignore_errors=True)
        print(f"Built in {time.monotonic() - start:.1f} s.", flush=True)

    def _ask(self, changed: list[str]) -> str | None:
        """Have the site built, and return what is wrong, if anything is."""
        if self.builder is None or self.builder.poll() is not None:
            command = [
                sys.executable,
                "-m",
                "hooks.command.serve.builder",
                str(self.folder / "site"),
                self.address,
            ]
            # In a group of its own, which can be ended as a whole.
            self.builder = subprocess.Popen(
                command,
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                start_new_session=True,
            )
            changed = []
        assert self.builder.stdin
        assert self.builder.stdout
        try:
            self.builder.stdin.write(json.dumps(changed) + "\n")
            self.builder.stdin.flush()
            return json.loads(self.builder.stdout.readline())["slip"]
        except (OSError, ValueError):
            code = self.builder.wait()
            return f"What builds the site has ended with code {code}; see the terminal. Save any file to have it start again."

    def end(self) -> None:
        """End what builds, and all that it has started."""
        if self.builder is None:
            return
        self.builder.terminate()
        with suppress(subprocess.TimeoutExpired):
            self.builder.wait(PATIENCE)
        if hasattr(os, "killpg"):
            with suppress(ProcessLookupError):
                os.killpg(self.builder.pid, signal.SIGKILL)
        self.builder.kill()
        self.builder.wait()
        for pipe in filter(None, (self.builder.stdin, self.builder.stdout)):
            pipe.close()
        self.builder, self.modules = None, set()
