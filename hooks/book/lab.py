"""Reads a lab, a notebook written as a Python file in `docs/labs/`: its cells, and what is prose in it."""

import re
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from hooks.source.errors import AuthorError, shown
from hooks.source.page import Page

FOLDER = "labs"
MARK = re.compile(r"# %%(?P<text> \[markdown\])?$")


def is_lab(file: str) -> bool:
    """Return whether a file, as seen from the folder with the book's pages, is a lab."""
    return fnmatch(file, f"{FOLDER}/*.py")


@dataclass(frozen=True)
class Cell:
    """A cell of a lab.

    Attributes:
        kind: `text` or `code`.
        line: The line of the file on which its content begins.
        source: Its content; Markdown without the signs of comments.
    """

    kind: str
    line: int
    source: str


def cells(lab: Path) -> list[Cell]:
    """Return the cells of a lab, as the notebook application counts them.

    Raises:
        AuthorError: If the file begins with something else than a cell.
    """
    lines = lab.read_text(encoding="utf-8").split("\n")
    marks = [(number, found) for number, line in enumerate(lines) if (found := MARK.match(line))]
    if not marks or marks[0][0]:
        mend = "Begin with `# %% [markdown]` and, below it, `# # The title`"
        raise AuthorError(shown(lab), 1, "this lab does not begin with a cell", mend)
    ends = [number for number, _ in marks[1:]] + [len(lines)]
    return [
        _cell(lines, number, end, bool(mark["text"])) for (number, mark), end in zip(marks, ends, strict=True)
    ]


def _cell(lines: list[str], mark: int, end: int, is_text: bool) -> Cell:
    content = lines[mark + 1 : end]
    if is_text:
        content = [re.sub("^# ?", "", line) for line in content]
    skipped = next((number for number, line in enumerate(content) if line.strip()), 0)
    return Cell("text" if is_text else "code", mark + 2 + skipped, "\n".join(content).strip("\n"))


def prose_of(lab: Path) -> Page:
    """Return what is prose in a lab as a page, each line where it stands in the file."""
    lines = [""] * len(lab.read_text(encoding="utf-8").split("\n"))
    for cell in cells(lab):
        if cell.kind == "text":
            written = cell.source.split("\n")
            lines[cell.line - 1 : cell.line - 1 + len(written)] = written
    return Page(shown(lab), {}, "\n".join(lines), 1)
