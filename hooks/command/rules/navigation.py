"""Every chapter, lesson and lab can be reached: `mkdocs.yml` leads to it, and to no page that is not there."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hooks.book.book import Book
from hooks.render.convert import settings_of
from hooks.source.errors import AuthorError, did_you_mean, shown

SETTINGS = "mkdocs.yml"


def gaps_in_navigation(book: Book, root: Path) -> Iterator[AuthorError]:
    """Yield the pages that the navigation leaves out, and its entries that lead to none."""
    file, docs = root / SETTINGS, root / "docs"
    lines = file.read_text(encoding="utf-8").split("\n")
    listed = list(_files(settings_of(file)["nav"]))
    labs = [Path(lab.path).resolve().relative_to(docs).as_posix() for lab in book.labs]
    wanted = [part.file for part in book.parts] + labs
    for name in listed:
        if not (docs / name).exists():
            line = next(number for number, text in enumerate(lines, 1) if name in text)
            missing = [one for one in wanted if one not in listed]
            mend = did_you_mean(name, missing) if missing else "Correct it, or take it out"
            yield AuthorError(shown(file), line, f"`nav` leads to `{name}`, which is not there", mend)
    for name in wanted:
        if name not in listed:
            line = next(number for number, text in enumerate(lines, 1) if text.startswith("nav:"))
            mend = f"Add a line such as `- A few words: {name}` below its group"
            yield AuthorError(shown(file), line, f"`nav` does not lead to `{name}`", mend)


def _files(nav: Any) -> Iterator[str]:
    if isinstance(nav, str):
        yield nav
    elif nav:
        for part in nav.values() if isinstance(nav, dict) else nav:
            yield from _files(part)
