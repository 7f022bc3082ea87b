"""Whoever has found a number is told what it means."""

from collections.abc import Iterator
from pathlib import Path

from hooks.book.book import Book
from hooks.source.errors import AuthorError


def numbers_without_insight(book: Book, root: Path) -> Iterator[AuthorError]:
    """Yield the exercises that ask for a number and have nothing to say once it is right."""
    for exercise in book.exercises:
        if exercise.kind == "derive" and "right" not in exercise.block.sentences:
            mend = "Add a line `right` and below it `:   ` with one sentence on what the number means"
            yield exercise.block.error("no sentence for `right`, which follows a right answer", mend)
