"""Tells which files have been edited."""

import os
import time
from collections.abc import Iterable, Iterator
from pathlib import Path

# Seconds: between two looks, and without a further edit until editors have written all that belongs together.
PAUSE = 0.2
QUIET = 0.1

State = dict[Path, tuple[int, int]]


def edits(watched: Iterable[Path]) -> Iterator[set[Path]]:
    """Yield, from now on and whenever something has been edited, the files that are new, other than before, or gone.

    Args:
        watched: Files and folders; caches and what editors keep beside a file are left out.
    """
    watched = list(watched)
    return _edits_after(_state(watched), watched)


def _edits_after(before: State, watched: list[Path]) -> Iterator[set[Path]]:
    while True:
        time.sleep(PAUSE)
        now = _state(watched)
        if now == before:
            continue
        moving = True
        while moving:
            time.sleep(QUIET)
            latest = _state(watched)
            moving, now = latest != now, latest
        yield {file for file, _ in before.items() ^ now.items()}
        before = now


def _state(watched: Iterable[Path]) -> State:
    """Return when each file was written last, and its size."""
    found: State = {}
    for place in watched:
        for file in _files(place):
            try:
                seen = file.stat()
            except FileNotFoundError:  # gone since it was listed
                continue
            found[file] = seen.st_mtime_ns, seen.st_size
    return found


def _files(place: Path) -> Iterator[Path]:
    if place.is_file():
        yield place
    for folder, folders, names in os.walk(place):
        folders[:] = [one for one in folders if not one.startswith((".", "__"))]
        yield from (
            Path(folder, name) for name in names if not name.startswith((".", "#")) and not name.endswith("~")
        )
