"""A page holds Markdown and plain HTML; nothing in it runs, loads or restyles."""

import re
from collections.abc import Iterator
from pathlib import Path

from hooks.book.book import Book
from hooks.source.errors import AuthorError
from hooks.source.lines import CODE_SPAN, outside_fences

ACTIVE = re.compile(
    r"<(?:script|style|iframe|object|embed|link|meta|base|form)\b[^>]*>?|<\w+[^>]*\son\w+\s*=", re.I
)


def active_markup(book: Book, root: Path) -> Iterator[AuthorError]:
    """Yield the tags on pages and in labs that a browser would act on."""
    for page in (*book.pages, *book.labs):
        lines = list(enumerate(page.body.split("\n"), page.first_line))
        for number, line in outside_fences(lines):
            for found in ACTIVE.finditer(CODE_SPAN.sub("", line)):
                what, mend = f"`{found[0]}` would be acted on by browsers", "Write it in Markdown, or as code"
                blocks = [one.block for one in book.on_page(page) if (number, line) in one.block.lines]
                error = blocks[0].error(what, mend, number) if blocks else None
                yield error or AuthorError(page.path, number, what, mend)
