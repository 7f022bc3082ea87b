"""Measures the wait from the opening of a page to the first verdict, for each kind of exercise."""

import tempfile
from collections.abc import Iterator
from pathlib import Path

from answering import Learner, for_python, foreseeable, likely, on_stock
from boot import visit
from line import Line, served
from playwright.sync_api import Playwright
from report import Row
from visits import BASE, PROFILES, open_and_answer

from hooks.book.book import Book
from hooks.kinds import KINDS

TITLE = "The first verdict by kind of exercise"


def learners(book: Book) -> dict[tuple[str, str], Learner]:
    """Return who answers, by the kind and by who judges: the first exercise of each kind in the book."""
    found = {}
    for kind in KINDS:
        exercise = next(one for one in book.exercises if one.kind == kind)
        if likely(exercise):
            found[kind, "foreseen"] = foreseeable(exercise)
        found[kind, "judged by Python"] = for_python(exercise)
    return found


def measure(playwright: Playwright, book: Book, site: Path) -> Iterator[Row]:
    """Measure each kind once a turn, and stock Pyodide with them; every visit is the first in a fresh profile."""
    asked = {("", "stock"): on_stock(), **learners(book)}
    verdicts: dict[tuple[str, str], list[float]] = {who: [] for who in asked}
    with served(site, Line(), BASE) as address:
        for _ in range(PROFILES):
            for who, learner in asked.items():
                with (
                    tempfile.TemporaryDirectory() as profile,
                    visit(playwright, profile, "about:blank", learner.script) as page,
                ):
                    verdicts[who].append(open_and_answer(page, address + learner.path))
    theirs = verdicts.pop(("", "stock"))
    for (kind, judge), ours in verdicts.items():
        goal = 0.25 if judge == "foreseen" else 0.6
        yield Row(f"{kind}, {judge}", "ms", ours, theirs, goal, ratio=True)
