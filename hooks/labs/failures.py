"""Tells why a lab could not be run, as every other slip is told."""

import re
from pathlib import Path

from hooks.book.lab import cells
from hooks.source.errors import AuthorError, shown

COLOURS = re.compile(r"\x1b\[[0-9;]*m")
PLACE = re.compile(r"Cell In\[\d+\], line (\d+)")


def slip_of_run(lab: Path, said: str) -> AuthorError:
    """Return why a lab could not be run.

    Args:
        lab: Its file.
        said: What ran it says: the code of the cell that failed, its traceback, and the error in the last line.
    """
    plain = COLOURS.sub("", said)
    code = [cell for cell in cells(lab) if cell.kind == "code"]
    # The longest of those whose code is quoted: a short one may stand inside another.
    failed = max(
        (cell for cell in code if cell.source in plain), key=lambda cell: len(cell.source), default=code[0]
    )
    # The frames of the cell itself; deeper ones stand in other cells' functions, or in packages.
    within = PLACE.search(plain)
    error = [line for line in plain.splitlines() if line.strip()][-1].strip().rstrip(".")
    line = failed.line + (int(within[1]) - 1 if within else 0)
    return AuthorError(shown(lab), line, f"this lab could not be run ({error})", "Mend what this line does")
