"""The steps of a build that need no site generator: before it, the book is read; after it, a built site gets what its pages run."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hooks.book.book import Book, load_book
from hooks.book.checks import check_uncited_references, check_unlisted_formulas
from hooks.kinds import KINDS
from hooks.node import ROOT, run_script

from .fonts import characters_in, preload_fonts, trimmed_fonts
from .foreseen import write_tables
from .numpy_wheel import numpy_wheel
from .offline import join_parts
from .release import write_release, write_unregistering
from .runtime import mark_parts, pack
from .sentences import take_shared_sentences

BUNDLE = Path(__file__).with_name("bundle.mjs")
STORAGE_FRAME = ROOT / "docs" / "assets" / "wb" / "progress" / "opened-as-file" / "storage-frame.html"
# Never to be renamed: to Firefox the name of a file is also that of its storage, and a learner may unpack a new release over an old one.
STORAGE_FRAME_NAME = "keeper.html"
SCRIPTS = Path("assets", "workbook")
RUNTIME = Path("assets", "runtime")
SEARCH_WORKER = "assets/javascripts/workers/search.*.min.js"


def before_pages(docs: Path) -> Book:
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


def after_pages(site: Path, book: Book, *, opened_as_files: bool = False, edited: bool = False) -> None:
    """Add what the browser runs: bundled scripts and styles, Python, fonts, and the list of files for use without a network.

    Args:
        site: The folder of the built site.
        book: What the site was built from.
        opened_as_files: Whether the pages are opened from a folder and not from a server.
        edited: Whether the pages are served while somebody edits them, so that no browser may keep them.

    Raises:
        NodeError: If Node.js or an npm package is missing, or a script does not bundle.
        AuthorError: If a shared sentence is not the same on all pages.
    """
    fonts = trimmed_fonts(characters_in(site))
    request = {
        "outdir": str((site / SCRIPTS).resolve()),
        "fonts": str(fonts),
        "kinds": list(KINDS),
        "sentences": take_shared_sentences(site),
    }
    runtime = (site / RUNTIME).resolve()
    # Both start Node.js and wait for it; what is opened as files is bundled from what was packed.
    with ThreadPoolExecutor() as side_by_side:
        packed = side_by_side.submit(pack, runtime, closed=book.closed_json(), wheel=numpy_wheel())
        if not edited:
            write_tables(site, book)
        if not opened_as_files:
            run_script(BUNDLE, request)
        packed.result()
    if opened_as_files:
        [search] = site.resolve().glob(SEARCH_WORKER)
        run_script(BUNDLE, {**request, "runtime": str(runtime), "search": str(search)})
        mark_parts(runtime)
        join_parts(runtime)
        shutil.copyfile(STORAGE_FRAME, site / SCRIPTS / STORAGE_FRAME_NAME)
    else:
        preload_fonts(site)
        (write_unregistering if edited else write_release)(site)
