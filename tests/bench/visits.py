"""Measures the wait from the opening of a chapter to the first verdict, in every way in which the workbook can be read."""

import json
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from boot import SETTLED, visit
from learner import WITHOUT_PYTHON
from line import Line, served
from pages import build, key_of
from playwright.sync_api import Page, Playwright
from report import Row

from hooks.book.book import Book
from hooks.command.offline import write_offline
from hooks.pack.offline import FOLDER
from hooks.pack.runtime import PYODIDE

PROFILES = 3
BASE = "/diffusion-flow-math/"
SLOW = {"rate": 20e6 / 8, "round_trip": 0.04}
STORED = 180_000  # ms until the whole site is stored on the device
MB = 1e6

STOCK_PAGE = """<!doctype html><title>Python</title><script type="module">
const worker = new Worker("stock.js", { type: "module" });
worker.onmessage = () => (window.firstVerdict = performance.now());
worker.postMessage({});
</script>"""
STOCK_WORKER = """
self.onmessage = async () => {
  const { loadPyodide } = await import("./pyodide.mjs");
  const pyodide = await loadPyodide();
  postMessage(pyodide.runPython("0.9999"));
};
"""

# Notes long tasks from the beginning. As soon as the page takes an answer, gives it, and notes when the verdict stands there.
LEARNER = """({ id, key }) => {
    window.longestTask = 0;
    new PerformanceObserver((list) => {
        for (const { duration } of list.getEntries()) window.longestTask = Math.max(window.longestTask, duration);
    }).observe({ type: "longtask", buffered: true });
    addEventListener("DOMContentLoaded", async () => {
        const host = document.getElementById(id);
        if (!host) return;
        await customElements.whenDefined("wb-exercise");
        const output = host.querySelector("output.wb-verdict");
        new MutationObserver(() => {
            if (output.dataset.status === "right") window.firstVerdict ??= performance.now();
        }).observe(output, { attributes: true });
        const box = host.querySelector("input[name=answer]");
        box.value = key;
        box.dispatchEvent(new Event("input", { bubbles: true }));
        host.querySelector("form").requestSubmit();
    });
}"""


@dataclass
class Measured:
    """What the visits of one kind gave.

    Attributes:
        verdicts: Milliseconds from the navigation to the first verdict.
        longest: Milliseconds of the longest task of the main thread; 0 where none took 50 or more.
        megabytes: What came over the line.
    """

    verdicts: list[float] = field(default_factory=list)
    longest: list[float] = field(default_factory=list)
    megabytes: list[float] = field(default_factory=list)

    def add(self, verdict: float, longest: float, bytes_sent: int) -> None:
        """Add a visit."""
        self.verdicts.append(verdict)
        self.longest.append(longest)
        self.megabytes.append(bytes_sent / MB)


def open_and_answer(page: Page, address: str) -> tuple[float, float]:
    """Open a page, wait for the first verdict, and return its time and the longest task's, in milliseconds."""
    page.goto(address)
    page.wait_for_function("() => window.firstVerdict")
    return tuple(page.evaluate("() => [window.firstVerdict, window.longestTask ?? 0]"))


def twice(playwright: Playwright, address: str, learner: str, line: Line) -> dict[str, Measured]:
    """Visit a page twice, each time in a new browser process, in several fresh profiles; the second visit finds its cache."""
    found = {"first": Measured(), "second": Measured()}
    for _ in range(PROFILES):
        with tempfile.TemporaryDirectory() as profile:
            for measured in found.values():
                line.sent = 0
                with visit(playwright, profile, "about:blank", learner) as page:
                    measured.add(*open_and_answer(page, address), line.sent)
                    page.wait_for_timeout(SETTLED)
    return found


def without_python(playwright: Playwright, address: str, learner: str) -> list[float]:
    """Visit a page where no Python starts, in fresh profiles; return the longest tasks in milliseconds."""
    longest = []
    for _ in range(PROFILES):
        with (
            tempfile.TemporaryDirectory() as profile,
            visit(playwright, profile, "about:blank", WITHOUT_PYTHON + learner) as page,
        ):
            page.goto(address)
            page.wait_for_timeout(SETTLED)
            longest.append(page.evaluate("() => window.longestTask"))
    return longest


def without_network(playwright: Playwright, address: str, learner: str) -> Measured:
    """Visit a page once with the network, and again without it once the whole site is stored on the device."""
    measured = Measured()
    for _ in range(PROFILES):
        with tempfile.TemporaryDirectory() as profile:
            with visit(playwright, profile, address) as page:
                page.get_by_text("Ready offline").first.wait_for(timeout=STORED)
            with visit(playwright, profile, "about:blank", learner) as page:
                page.context.set_offline(True)
                measured.add(*open_and_answer(page, address), 0)
    return measured


def measure(playwright: Playwright, book: Book) -> Iterator[Row]:
    """Measure everything."""
    exercise = next(one for one in book.exercises if one.kind == "derive")
    path = "chapters/" + Path(book.chapters[0].file).stem
    learner = f"({LEARNER})({json.dumps({'id': exercise.identifier, 'key': key_of(exercise)})})"
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch, "site")
        build(site)
        shutil.copytree(PYODIDE, site / "stock")
        (site / "stock" / "index.html").write_text(STOCK_PAGE)
        (site / "stock" / "stock.js").write_text(STOCK_WORKER)
        for name, line, goals in (
            ("loopback", Line(), (1100, 600)),
            ("slow line", Line(**SLOW), (2700, None)),
        ):
            with served(site, line, BASE) as address:
                stock = twice(playwright, f"{address}stock/", "", line)
                own = twice(playwright, f"{address}{path}/", learner, line)
                alone = without_python(playwright, f"{address}{path}/", learner)
            for (when, ours), goal in zip(own.items(), goals, strict=True):
                yield Row(
                    f"first verdict, {name}, {when} visit", "ms", ours.verdicts, stock[when].verdicts, goal
                )
                yield Row(
                    f"longest task while the page opens, {name}, {when} visit", "ms", ours.longest, goal=50
                )
            yield Row(f"the same without Python, {name}, first visit", "ms", alone)
            yield Row(
                f"downloaded until then, {name}", "MB", own["first"].megabytes, stock["first"].megabytes, 6
            )
        with served(site, Line(), BASE) as address:
            stored = without_network(playwright, f"{address}{path}/", learner)
        yield Row("first verdict, stored on the device, no network", "ms", stored.verdicts)
        archive = Path(scratch, "workbook-offline.zip")
        write_offline(archive)
        yield Row("the zip", "MB", [archive.stat().st_size / MB], goal=14)
        with zipfile.ZipFile(archive) as opened:
            opened.extractall(scratch)
        page = Path(scratch, FOLDER, path).with_suffix(".html").as_uri()
        for when, ours in twice(playwright, page, learner, Line()).items():
            yield Row(f"first verdict, opened as a file, {when} visit", "ms", ours.verdicts)
