"""Measures the wait from the opening of a chapter to the first verdict, in every way in which the workbook can be read."""

import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from answering import Learner, first_learners
from boot import SETTLED, visit
from line import Line, served
from playwright.sync_api import Page, Playwright
from report import Row

from hooks.book.book import Book
from hooks.book.parts import Exercise
from hooks.command.offline import write_offline
from hooks.pack.offline import FOLDER

TITLE = "The first verdict"
PROFILES = 5
SLOW_PROFILES = 3  # where a visit takes long
BASE = "/diffusion-flow-math/"
SLOW = {"rate": 20e6 / 8, "round_trip": 0.04}
SLOWER = 4  # times as long as the processor takes
STORED = 180_000  # ms until the whole site is stored on the device
FIRST_VERDICT = 120_000  # ms
KB, MB = 1e3, 1e6

JUDGES = {"foreseen": "foreseen", "python": "judged by Python"}

# How the pages are reached: its name, the line, how many times slower the processor is, in how many profiles, and the goals as ratios to
# stock Pyodide.
WAYS = (
    (
        "loopback",
        Line(),
        1,
        PROFILES,
        {
            ("foreseen", "first"): 0.25,
            ("foreseen", "second"): 0.2,
            ("python", "first"): 0.6,
            ("python", "second"): 0.4,
        },
    ),
    ("slow line", Line(**SLOW), 1, SLOW_PROFILES, {("foreseen", "first"): 0.15}),
    ("slower processor", Line(), SLOWER, SLOW_PROFILES, {}),
)

# The rows that the page leads with, by the judge, the way and the visit, in words for readers.
LEADS = {
    ("foreseen", "loopback", "first"): "First verdict on a likely answer",
    ("python", "loopback", "first"): "First verdict on an answer for Python",
    ("foreseen", "slow line", "first"): "First verdict on a likely answer, on a slow line",
    ("foreseen", "slower processor", "first"): "First verdict on a likely answer, on a slower processor",
}


@dataclass
class Measured:
    """What the visits of one kind gave.

    Attributes:
        verdicts: Milliseconds from the navigation to the first verdict.
        megabytes: What came over the line until then.
    """

    verdicts: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)


def first_derive(book: Book) -> Exercise:
    """Return the exercise that is answered: the first number of chapter 0."""
    return next(one for one in book.exercises if one.kind == "derive")


def open_and_answer(page: Page, address: str) -> float:
    """Open a page, and return the milliseconds until the first verdict stands there."""
    page.goto(address)
    page.wait_for_function("() => window.firstVerdict", timeout=FIRST_VERDICT)
    return page.evaluate("() => window.firstVerdict")


def twice(
    playwright: Playwright,
    address: str,
    learners: Mapping[str, Learner],
    line: Line,
    profiles: int,
    slower: int = 1,
) -> dict[tuple[str, str], Measured]:
    """Have learners visit their pages twice, by turns, each time in a new browser process.

    Args:
        playwright: What drives the browser.
        address: The site's root.
        learners: By their names.
        line: What the visits go over.
        profiles: How many fresh profiles each learner gets.
        slower: How many times slower the processor is.

    Returns:
        What was measured, by the learner's name and by "first" or "second"; the second visit finds the first one's cache.
    """
    found = {(name, when): Measured() for name in learners for when in ("first", "second")}
    for _ in range(profiles):
        for name, learner in learners.items():
            with tempfile.TemporaryDirectory() as profile:
                for when in ("first", "second"):
                    line.sent = 0
                    with visit(playwright, profile, "about:blank", learner.script, slower) as page:
                        found[name, when].verdicts.append(open_and_answer(page, address + learner.path))
                        found[name, when].megabytes.append(line.sent / MB)
                        if when == "first":
                            page.wait_for_timeout(SETTLED)
    return found


def without_network(
    playwright: Playwright, address: str, learners: Mapping[str, Learner]
) -> dict[str, list[float]]:
    """Visit a page once with the network, and without it once the whole site is stored; return milliseconds to the first verdict."""
    verdicts: dict[str, list[float]] = {name: [] for name in learners}
    for _ in range(SLOW_PROFILES):
        for name, learner in learners.items():
            with tempfile.TemporaryDirectory() as profile:
                with visit(playwright, profile, address + learner.path) as page:
                    page.get_by_text("Ready offline").first.wait_for(timeout=STORED)
                with visit(playwright, profile, "about:blank", learner.script) as page:
                    page.context.set_offline(True)
                    verdicts[name].append(open_and_answer(page, address + learner.path))
    return verdicts


def measure(playwright: Playwright, book: Book, site: Path) -> Iterator[Row]:
    """Measure everything on a built site, beside which the stock page lies."""
    learners = first_learners(first_derive(book))
    own = {name: learner for name, learner in learners.items() if name != "stock"}
    with tempfile.TemporaryDirectory() as scratch:
        for name, line, slower, profiles, goals in WAYS:
            with served(site, line, BASE) as address:
                found = twice(playwright, address, learners, line, profiles, slower)
            for judge, said in JUDGES.items():
                for when in ("first", "second"):
                    ours, theirs = found[judge, when], found["stock", when]
                    yield Row(
                        f"{said}, {name}, {when} visit",
                        "ms",
                        ours.verdicts,
                        theirs.verdicts,
                        goals.get((judge, when)),
                        ratio=True,
                        lead=LEADS.get((judge, name, when), ""),
                    )
            if slower == 1:
                ours, theirs = found["python", "first"], found["stock", "first"]
                yield Row(
                    f"downloaded until Python's verdict, {name}", "MB", ours.megabytes, theirs.megabytes, 6
                )
        with served(site, Line(), BASE) as address:
            stored = without_network(playwright, address, own)
        for judge, verdicts in stored.items():
            yield Row(f"{JUDGES[judge]}, stored on the device, no network", "ms", verdicts)
        archive = Path(scratch, "workbook-offline.zip")
        write_offline(archive)
        yield Row("the zip", "MB", [archive.stat().st_size / MB], goal=14)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(scratch)
        files = {
            name: Learner(learner.path.removesuffix("/") + ".html", learner.script)
            for name, learner in own.items()
        }
        root = Path(scratch, FOLDER).as_uri() + "/"
        for (judge, when), ours in twice(playwright, root, files, Line(), SLOW_PROFILES).items():
            yield Row(f"{JUDGES[judge]}, opened as a file, {when} visit", "ms", ours.verdicts)
