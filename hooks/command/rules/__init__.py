"""What holds for all content, beyond what a build needs: one rule a file, each yields the slips that it finds in a book."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TypeAlias

from hooks.book.book import Book
from hooks.source.errors import AuthorError

from .given_away import answers_given_away
from .identifiers import unlisted_identifiers
from .labs import slips_of_labs
from .markup import active_markup
from .navigation import gaps_in_navigation
from .spelling import unknown_words

Rule: TypeAlias = Callable[[Book, Path], Iterator[AuthorError]]

# Each takes the book and the folder of the project. Spelling stands apart: it needs Node.js.
RULES: tuple[Rule, ...] = (
    unlisted_identifiers,
    gaps_in_navigation,
    answers_given_away,
    active_markup,
    slips_of_labs,
)

__all__ = ["RULES", "Rule", "unknown_words"]
