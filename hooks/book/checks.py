"""What has to be used in a whole book: classes, functions of figures, formulas, papers."""

from pathlib import Path

from checkers import formulas, registry
from hooks.figures import registry as figures
from hooks.source.classes import place_of
from hooks.source.errors import AuthorError, shown

from .book import Book
from .entries import line_of, unlisted_formula


def check_unused_classes(book: Book) -> None:
    """Complain about a class that no block of the book uses.

    Raises:
        AuthorError: At the first such class.
    """
    for identifier, checker in registry.computed().items():
        if book.find(identifier) is None:
            mend = f"Write `/// {checker.kind} | {identifier}` in its chapter, or remove the class"
            raise AuthorError(*place_of(checker), f"no page has an exercise `{identifier}`", mend)


def check_unused_figures(book: Book) -> None:
    """Complain about a function whose figure no page of the book shows.

    Raises:
        AuthorError: At the first such function.
    """
    drawn = {figure.block.name for figure in book.figures}
    for name in figures.names():
        if name not in drawn:
            file, line = figures.source_of(name)
            mend = f"Write `/// figure | {name}` in its chapter, or remove the function"
            raise AuthorError(shown(Path(file)), line, f"no page shows the figure `{name}`", mend)


def check_unlisted_formulas(book: Book) -> None:
    """Complain about a formula of `checkers/formulas.py` that has no entry in the index.

    Raises:
        AuthorError: At the first such formula.
    """
    name = unlisted_formula(book.entries)
    if name is not None:
        mend = f"Write `/// formula | {name}` in docs/formulas.md, in the order of this file"
        path = shown(Path(formulas.__file__))
        raise AuthorError(path, line_of(name), f"no page lists the formula `{name}`", mend)


def check_uncited_references(book: Book) -> None:
    """Complain about a paper that no page of the book cites.

    Raises:
        AuthorError: At the first such paper.
    """
    cited = {citation.key for citation in book.citations}
    for reference in book.references.values():
        if reference.key not in cited:
            what = f"no page cites `{reference.key}`"
            mend = f"Write `[@{reference.key}]` where a page leans on it, or remove it"
            raise AuthorError(reference.path, reference.line, what, mend)
