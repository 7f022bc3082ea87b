"""Measures everything, prints it line by line, and writes `docs/performance.md`: `make bench`.

`python tests/bench opening boot` measures these parts alone, and writes nothing.
"""

import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "browser"))

import boot
import by_kind
import opening
import pages
import report
import stock
import visits
from chromium import ARGUMENTS, find_chromium
from playwright.sync_api import sync_playwright

import checkers  # noqa: F401  the book joins its words with the registered classes
from hooks.book.book import load_book
from hooks.node import ROOT

asked = sys.argv[1:]
book = load_book(ROOT / "docs")
tables: list[report.Table] = []
with sync_playwright() as playwright, tempfile.TemporaryDirectory() as scratch:
    browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=list(ARGUMENTS))
    version = browser.version
    browser.close()
    site = Path(scratch, "site")
    pages.build(site)
    stock.lay_out(site)
    # Each measures when its rows are taken.
    measured = {
        visits: visits.measure(playwright, book, site),
        by_kind: by_kind.measure(playwright, book, site),
        opening: opening.measure(playwright, book, site),
        boot: boot.measure(playwright, book),
        pages: pages.measure(playwright, book, site),
    }
    for part, rows in measured.items():
        if asked and part.__name__ not in asked:
            continue
        tables.append(report.Table(part.TITLE, []))
        for row in rows:
            print(*row.cells(), sep=" | ", flush=True)
            tables[-1].rows.append(row)
if not asked:
    report.PAGE.write_text(report.as_page(tables, version), encoding="utf-8")
