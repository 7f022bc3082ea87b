"""Measures what a page costs while it opens and nobody answers yet: chapter 0, beside a bare page on stock Pyodide."""

import tempfile
from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from answering import Learner, readers
from boot import SETTLED, visit
from learner import BOOT, READY, WITHOUT_PYTHON
from line import Line, served, zipped
from playwright.sync_api import Page, Playwright
from report import Row
from visits import BASE, KB, MB, PROFILES, SLOW_PROFILES, SLOWER, first_derive

from hooks.book.book import Book

TITLE = "The opening of a page"
REST = 1000  # ms after Python's start, in which the page comes to rest

# Notes what keeps the page from reacting, and what moves in it.
WATCH = """
window.blocked = window.longestTask = window.shift = 0;
new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) {
        window.blocked += duration - 50;
        window.longestTask = Math.max(window.longestTask, duration);
    }
}).observe({ type: "longtask", buffered: true });
new PerformanceObserver((list) => {
    for (const { value } of list.getEntries()) window.shift += value;
}).observe({ type: "layout-shift", buffered: true });
"""
FIGURES = """() => ({
    paint: performance.getEntriesByName("first-contentful-paint")[0].startTime,
    taken: window.answerTaken,
    blocked: window.blocked,
    longest: window.longestTask,
    shift: window.shift,
    elements: document.querySelectorAll("*").length,
})"""

# By the name that the page gives it: what it is, its unit, and the most that it should be with the processor as it is.
NAMES = {
    "paint": ("first paint of a text or picture", "ms", None),
    "taken": ("the page takes an answer", "ms", None),
    "blocked": ("blocked: what tasks take beyond 50 ms, in all", "ms", None),
    "longest": ("longest task", "ms", 100),
    "shift": ("cumulative layout shift", "", 0.02),
    "elements": ("elements of the page", "", 4000),
}
TIMES = ("paint", "taken", "blocked", "longest")  # depend on the processor


def come_to_rest(page: Page, address: str) -> dict[str, float]:
    """Open a page, wait until Python has started and the page has come to rest, and return its figures."""
    page.goto(address)
    page.wait_for_selector(READY, state="attached", timeout=BOOT)
    page.wait_for_timeout(REST)
    return page.evaluate(FIGURES)


def downloaded(playwright: Playwright, address: str, script: str, line: Line) -> int:
    """Return the bytes that a page asks for while no answer needs Python."""
    line.sent = 0
    with (
        tempfile.TemporaryDirectory() as profile,
        visit(playwright, profile, "about:blank", WITHOUT_PYTHON + script) as page,
    ):
        page.goto(address)
        page.wait_for_timeout(SETTLED)
        return line.sent


def openings(
    playwright: Playwright, address: str, asked: Mapping[str, Learner], line: Line, profiles: int, slower: int
) -> dict[tuple[str, str], list[float]]:
    """Open pages by turns, each in fresh profiles; return their figures by reader and name, with the megabytes that were sent."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for _ in range(profiles):
        for who, reader in asked.items():
            line.sent = 0
            with (
                tempfile.TemporaryDirectory() as profile,
                visit(playwright, profile, "about:blank", WATCH + reader.script, slower) as page,
            ):
                for name, value in come_to_rest(page, address + reader.path).items():
                    found[who, name].append(value)
            found[who, "sent"].append(line.sent / MB)
    return found


def measure(playwright: Playwright, book: Book, site: Path) -> Iterator[Row]:
    """Measure first visits, with the processor as it is and with a slower one."""
    asked, line = readers(first_derive(book)), Line()
    with served(site, line, BASE) as address:
        own = asked["own"]
        needed = downloaded(playwright, address + own.path, own.script, line)
        found = openings(playwright, address, asked, line, PROFILES, 1)
        slow = openings(playwright, address, asked, line, SLOW_PROFILES, SLOWER)
    for name, (what, unit, goal) in NAMES.items():
        yield Row(what, unit, found["own", name], found["stock", name], goal)
    for name in TIMES:
        what, unit, _ = NAMES[name]
        yield Row(f"{what}, slower processor", unit, slow["own", name], slow["stock", name])
    ours, theirs = (site / asked[who].path / "index.html" for who in ("own", "stock"))
    yield Row("HTML", "KB", [ours.stat().st_size / KB], [theirs.stat().st_size / KB])
    yield Row("HTML, gzip", "KB", [len(zipped(ours)) / KB], [len(zipped(theirs)) / KB])
    lead = "Downloaded before an answer needs Python"
    what = lead[0].lower() + lead[1:]
    yield Row(what, "MB", [needed / MB], found["stock", "sent"], 0.25, lead=lead)
