"""An id is kept for good: learners' progress hangs on it. `tests/ids.txt` remembers every one that was published."""

from collections.abc import Iterator
from pathlib import Path

from hooks.book.book import Book
from hooks.source.errors import AuthorError, shown

IDS = Path("tests", "ids.txt")
RETIRED = "# retired"


def published(root: Path) -> Iterator[tuple[int, str, bool]]:
    """Yield the line, the id, and whether it is retired, of each id that was ever published.

    Args:
        root: The folder of the project.
    """
    for number, line in enumerate((root / IDS).read_text(encoding="utf-8").splitlines(), 1):
        if identifier := line.partition("#")[0].strip():
            yield number, identifier, RETIRED in line


def unlisted_identifiers(book: Book, root: Path) -> Iterator[AuthorError]:
    """Yield the ids that the list lacks, and those in it that no exercise has any more."""
    listed = {identifier: (number, retired) for number, identifier, retired in published(root)}
    path = shown(root / IDS)
    for exercise in book.exercises:
        if exercise.identifier not in listed:
            what = (
                f"the id `{exercise.identifier}` of {exercise.block.path}:{exercise.block.line} is not listed"
            )
            yield AuthorError(path, 1, what, "Add it at the end, on a line of its own")
        elif listed[exercise.identifier][1]:
            number, _ = listed[exercise.identifier]
            mend = f"Give the exercise at line {number} of {path} another id"
            yield exercise.block.error("its id is retired, and may never be used again", mend)
    for identifier, (number, retired) in listed.items():
        if not retired and book.find(identifier) is None:
            what = f"no exercise has the id `{identifier}`"
            yield AuthorError(path, number, what, f"Correct it, or write `{RETIRED}` after it")
