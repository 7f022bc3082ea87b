"""Slips that an author can make, reported as `file:line: what. What to do.`"""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path

MOST_NAMES = 12


class AuthorError(Exception):
    """A slip in Markdown or in an exercise's class, with its place and the way to mend it."""

    def __init__(self, path: Path | str, line: int, what: str, mend: str) -> None:
        """Say where, what is wrong and what to do; neither sentence carries its full stop."""
        super().__init__(f"{path}:{line}: {what}. {mend}" + ("" if mend.endswith(("?", "\n")) else "."))
        self.path = path
        self.line = line
        self.what = what
        self.mend = mend


def shown(file: Path) -> str:
    """Return how messages name a file: as seen from where the command was called, if that is possible."""
    try:
        return file.resolve().relative_to(Path.cwd()).as_posix()
    except ValueError:
        return file.as_posix()


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """Return advice that names the nearest known name, or else some of them."""
    known = sorted(known)
    nearest = get_close_matches(name, known, n=1)
    if nearest:
        return f"Did you mean `{nearest[0]}`?"
    shown = ", ".join(f"`{one}`" for one in known[:MOST_NAMES])
    if len(known) <= 1:
        return f"The only one known is {shown}" if known else "None is known here"
    return f"Known are {shown}" + (" and others" if len(known) > MOST_NAMES else "")


class OptionError(ValueError):
    """An option whose value is not of its type; `{name}` in the advice stands for the option's name."""

    def __init__(self, what: str, mend: str) -> None:
        """Say what is wrong, as a sentence that begins with the option, and what to do."""
        super().__init__(what)
        self.what = what
        self.mend = mend
