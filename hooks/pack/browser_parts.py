"""Adds to a built site what its pages run: bundled scripts and styles, and Python."""

import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from hooks.book.book import Book
from hooks.kinds import KINDS
from hooks.node import ROOT, run_script

from .fonts import characters_in, trimmed_fonts
from .numpy_wheel import numpy_wheel
from .offline import join_parts
from .release import write_release, write_unregistering
from .runtime import mark_parts, pack

BUNDLE = Path(__file__).with_name("bundle.mjs")
STORAGE_FRAME = ROOT / "docs" / "assets" / "wb" / "progress" / "opened-as-file" / "storage-frame.html"
# Never to be renamed: to Firefox the name of a file is also that of its storage, and a learner may unpack a new release over an old one.
STORAGE_FRAME_NAME = "keeper.html"
SCRIPTS = Path("assets", "workbook")
RUNTIME = Path("assets", "runtime")
SEARCH_WORKER = "assets/javascripts/workers/search.*.min.js"


def add_browser_parts(site: Path, book: Book, opened_as_files: bool = False, edited: bool = False) -> None:
    """Write the browser's parts into a built site.

    Args:
        site: The folder of the built site.
        book: What the site was built from.
        opened_as_files: Whether the pages are opened from a folder and not from a server.
        edited: Whether the pages are served while somebody edits them, so that no browser may keep them.

    Raises:
        NodeError: If Node.js or an npm package is missing, or a script does not bundle.
    """
    fonts = trimmed_fonts(characters_in(site))
    request = {"outdir": str((site / SCRIPTS).resolve()), "fonts": str(fonts), "kinds": list(KINDS)}
    runtime = (site / RUNTIME).resolve()
    # Both start Node.js and wait for it; what is opened as files is bundled from what was packed.
    with ThreadPoolExecutor() as side_by_side:
        packed = side_by_side.submit(pack, runtime, closed=book.closed_json(), wheel=numpy_wheel())
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
        (write_unregistering if edited else write_release)(site)
