"""A Markdown file, its front matter taken off."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from .errors import AuthorError

FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?\n)??(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
BARE_PAIR = re.compile(r"[A-Za-z0-9_-]+:(?:\s|\Z)")


@dataclass(frozen=True, eq=False)
class Page:
    """A Markdown file: its front matter, its text, and where its text begins; each reading is a page of its own."""

    path: Path | str
    meta: dict[str, Any]
    body: str
    first_line: int

    @classmethod
    def read(cls, path: Path, shown_as: Path | str | None = None) -> "Page":
        """Read a file.

        Args:
            path: The file.
            shown_as: How messages name it; the path itself by default.

        Raises:
            AuthorError: If the file is not UTF-8, or its front matter is not a mapping in valid YAML.
        """
        shown_as = shown_as or path
        try:
            text = path.read_text(encoding="utf-8-sig")
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            raise AuthorError(
                shown_as, line, "this line is not UTF-8", "Save the file with the encoding UTF-8"
            ) from error
        page = cls.parse(text, shown_as)
        if page.first_line == 1 and text.startswith("---"):
            raise AuthorError(
                shown_as, 1, "the front matter is never closed", "Write `---` on a line of its own below it"
            )
        # Site generators take such a line for front matter of an older kind and do not print it.
        if page.first_line == 1 and BARE_PAIR.match(text):
            raise AuthorError(
                shown_as,
                1,
                "the front matter is not set apart",
                "Write `---` on a line above it and on one below",
            )
        return page

    @classmethod
    def parse(cls, text: str, shown_as: Path | str) -> "Page":
        """Take the front matter off a text; raises as `read` does."""
        text = text.replace("\r\n", "\n")
        found = FRONT_MATTER.match(text)
        if not found:
            return cls(shown_as, {}, text, 1)
        try:
            meta = yaml.safe_load(found[1] or "") or {}
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            line = mark.line + 2 if mark else 1
            raise AuthorError(
                shown_as,
                line,
                "the front matter is not valid YAML",
                "Quote values that contain a colon or look like a date",
            ) from error
        if not isinstance(meta, dict):
            raise AuthorError(
                shown_as, 2, "the front matter is not a list of `key: value` lines", "Write one pair a line"
            )
        return cls(shown_as, meta, text[found.end() :], text[: found.end()].count("\n") + 1)
