"""What `workbook check` finds: everything that a build would stop at, and what is still to be written.

It needs no Node.js: formulas are read by `tex`, and only a build sets them. Spelling, which does need it, is read by `rules.spelling`.
"""

import inspect
import os
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import unquote, urlsplit

from hooks.book.book import Book, load_book
from hooks.book.checks import (
    check_uncited_references,
    check_unlisted_formulas,
    check_unused_classes,
    check_unused_figures,
)
from hooks.book.modules import slips_of_modules
from hooks.book.typed_numbers import typed_numbers, typed_numbers_of_a_lab
from hooks.kinds import KINDS
from hooks.render.convert import render
from hooks.source.errors import AuthorError, did_you_mean, shown
from hooks.source.lines import CODE_SPAN
from hooks.source.page import Page

from .rules import RULES

MARK = re.compile(r"\bTODO:\s*")
LINK = re.compile(r'<(?:a|img)\b[^>]*?\s(?:href|src)="([^"]+)"')
ANCHOR = re.compile(r'\s(?:id|name)="([^"]+)"')


def faults(docs: Path) -> Iterator[AuthorError]:
    """Yield every slip in a book, as far as one does not hide the others.

    Args:
        docs: The folder with the book's pages.
    """
    if slips := list(slips_of_modules()):
        yield from slips
        return
    try:
        book = load_book(docs)
    except AuthorError as error:
        yield error
        return
    for look in (
        check_unused_classes,
        check_unused_figures,
        check_uncited_references,
        check_unlisted_formulas,
    ):
        try:
            look(book)
        except AuthorError as error:
            yield error
    rendered: dict[Path, str] = {}
    for page in book.pages:
        try:
            rendered[Path(page.path).resolve()] = render(page, docs, set_formulas=False)
        except AuthorError as error:
            yield error
    for page in book.pages:
        yield from typed_numbers(page)
        yield from _dead_links(page, rendered)
    for lab in book.labs:
        yield from _faults_of_a_lab(lab, docs, rendered)
    for exercise in book.exercises:
        yield from KINDS[exercise.kind].faults(exercise)
    for rule in RULES:
        yield from rule(book, docs.parent)
    yield from _unwritten(book)


def _faults_of_a_lab(lab: Page, docs: Path, rendered: dict[Path, str]) -> Iterator[AuthorError]:
    try:
        rendered[Path(lab.path).resolve()] = render(lab, docs, set_formulas=False)
    except AuthorError as error:
        yield error
        return
    yield from typed_numbers_of_a_lab(lab)
    yield from _dead_links(lab, rendered)


def _dead_links(page: Page, rendered: dict[Path, str]) -> Iterator[AuthorError]:
    """Yield the links of a page that lead to no file beside it, or to no place on another page."""
    here = Path(page.path).resolve()
    for target in dict.fromkeys(unescape(found) for found in LINK.findall(rendered.get(here, ""))):
        scheme, host, path, _, fragment = urlsplit(target)
        if scheme or host or path.startswith("/"):
            continue
        there = (here.parent / unquote(path)).resolve() if path else here
        where = page.path, _line_with(page, target)
        if not there.exists():
            near = [_relative(other, here) for other in rendered]
            yield AuthorError(*where, f"the link `{target}` leads to no file", did_you_mean(path, near))
        elif fragment and there in rendered:
            anchors = ANCHOR.findall(rendered[there])
            if unquote(fragment) not in anchors:
                what = f"the link `{target}` leads to no place on that page"
                yield AuthorError(*where, what, did_you_mean(fragment, anchors))


def _relative(path: Path, page: Path) -> str:
    return Path(os.path.relpath(path, page.parent)).as_posix()


def _line_with(page: Page, target: str) -> int:
    lines = page.body.split("\n")
    return next(
        (number for number, line in enumerate(lines, page.first_line) if target in line), page.first_line
    )


def _unwritten(book: Book) -> Iterator[AuthorError]:
    """Yield the places that `workbook new` has left for the author."""
    for page in book.pages:
        yield from _marks(page.path, page.body, page.first_line)
    classes = [type(exercise.checker) for exercise in book.exercises if KINDS[exercise.kind].computed]
    for file in dict.fromkeys(Path(inspect.getfile(one)) for one in classes):
        yield from _marks(shown(file), file.read_text(encoding="utf-8"), 1)


def _marks(path: Path | str, text: str, first: int) -> Iterator[AuthorError]:
    for number, line in enumerate(text.split("\n"), first):
        # A code span may speak of marks.
        found = MARK.search(CODE_SPAN.sub(lambda code: " " * len(code[0]), line))
        if found:
            what = line[found.end() :].rstrip(" .\"')")
            yield AuthorError(path, number, f"still to be written: {what}", "Put it in the place of the TODO")
