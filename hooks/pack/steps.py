"""The steps of a build that need no site generator: before it, the book is read; after it, a built site gets what its pages run."""

from pathlib import Path

from hooks.book.book import Book, load_book
from hooks.book.checks import check_uncited_references, check_unlisted_formulas

from .browser_parts import add_browser_parts


def before(docs: Path) -> Book:
    """Read the whole book, so that a slip stops the build before any page is rendered.

    Args:
        docs: The folder with the book's pages.

    Raises:
        AuthorError: At the first slip.
    """
    book = load_book(docs)
    check_unlisted_formulas(book)
    check_uncited_references(book)
    return book


def after(site: Path, book: Book, *, opened_as_files: bool = False, edited: bool = False) -> None:
    """Add what the browser runs: bundled scripts and styles, Python, fonts, and the list of files for use without a network.

    Args:
        site: The folder of the built site.
        book: What the site was built from.
        opened_as_files: Whether the pages are opened from a folder and not from a server.
        edited: Whether the pages are served while somebody edits them, so that no browser may keep them.

    Raises:
        NodeError: If Node.js or an npm package is missing, or a script does not bundle.
    """
    add_browser_parts(site, book, opened_as_files, edited)
