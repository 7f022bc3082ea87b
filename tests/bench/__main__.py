"""Measures everything, prints it line by line, and writes `docs/performance.md`: `make bench`."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "browser"))

import boot
import pages
import report
import visits
from chromium import ARGUMENTS, find_chromium
from playwright.sync_api import sync_playwright

import checkers  # noqa: F401  the book joins its words with the registered classes
from hooks.book.book import load_book
from hooks.node import ROOT

book = load_book(ROOT / "docs")
rows = []
with sync_playwright() as playwright:
    browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=list(ARGUMENTS))
    version = browser.version
    browser.close()
    for part in (visits, boot, pages):
        for row in part.measure(playwright, book):
            print(*row.cells(), sep=" | ", flush=True)
            rows.append(row)
report.PAGE.write_text(report.as_page(rows, version), encoding="utf-8")
