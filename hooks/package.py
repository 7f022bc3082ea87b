"""Adds to a built site what its pages run: bundled scripts and styles, and Python."""

from pathlib import Path

from .fonts import characters_in, trimmed_fonts
from .node import run_script
from .runtime import pack
from .specs import Book

BUNDLE = Path(__file__).with_name("bundle.mjs")
SCRIPTS = Path("assets", "workbook")
RUNTIME = Path("assets", "runtime")


def add_browser_parts(site: Path, book: Book) -> None:
    """Write the browser's parts into a built site.

    Raises:
        NodeError: If Node.js or an npm package is missing, or a script does not bundle.
    """
    fonts = trimmed_fonts(characters_in(site))
    run_script(BUNDLE, {"outdir": str((site / SCRIPTS).resolve()), "fonts": str(fonts)})
    pack(site / RUNTIME, closed=book.closed_json())
