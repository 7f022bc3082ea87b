"""Measures how long learners wait for Python: its start, beside that of stock Pyodide, and its return.

Stock Pyodide and ours take turns, each in a fresh profile of a real browser, over loopback.
"""

import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from chromium import ARGUMENTS, find_chromium
from line import Line, served, zipped
from playwright.sync_api import Page, Playwright
from processor import slowed
from report import Row

from hooks.book.book import Book
from hooks.node import MODULES, ROOT, node
from hooks.pack.runtime import COPIED, LOCK, PYODIDE, STDLIB, pack

TITLE = "Python itself"
PROFILES = 3
STOPS = 5
SETTLED = 2500  # ms until a browser has written its caches, or a spare worker has started
LOOP = 300  # ms that a program runs before it is stopped

STOCK_WORKER = """
self.onmessage = async () => {
  const { loadPyodide } = await import("/stock/pyodide.mjs");
  const pyodide = await loadPyodide();
  pyodide.runPython("1 + 1");
  postMessage({ kind: "ready" });
};
"""

# Both resolve with milliseconds counted from the creation of the worker.
STOCK_BOOT = """() => new Promise((resolve) => {
    const begun = performance.now();
    const worker = new Worker("/stock.js", { type: "module" });
    worker.onmessage = () => resolve({ ready: performance.now() - begun });
    worker.postMessage({});
})"""
OWN_BOOT = """(questions) => new Promise((resolve) => {
    const begun = performance.now();
    const worker = new Worker("/assets/python/worker.js", { type: "module" });
    const times = {};
    worker.onmessage = ({ data }) => {
        if (data.kind === "ready") times.ready = performance.now() - begun;
        if (data.kind === "verdict") {
            times.verdict ??= performance.now() - begun;
            times.heap = data.heap;
        }
        if (data.kind !== "ready" && data.kind !== "verdict") return;
        if (questions.length) worker.postMessage(questions.shift());
        else resolve(times);
    };
    worker.postMessage({ kind: "boot", runtime: new URL("/assets/runtime/", location).href, parts: null });
})"""

# The milliseconds from `stop()` to the verdict on an answer that waited behind the stopped program.
STOP = """async ({ loop, answer, pause }) => {
    const { grade, stop } = await import("/assets/python/python.js");
    const stopped = grade(loop);
    const answered = grade(answer);
    await new Promise((resolve) => setTimeout(resolve, pause));
    const begun = performance.now();
    stop();
    await Promise.all([stopped, answered]);
    return performance.now() - begun;
}"""
GRADE = """async (answer) => (await (await import("/assets/python/python.js")).grade(answer)).status"""


def questions(book: Book) -> list[dict]:
    """Return one right answer to each computed exercise, as the worker is asked; a number comes first."""
    asked = []
    for one in book.exercises:
        question = {"kind": "grade", "exercise": one.identifier, "variant": 0, "program": one.kind == "build"}
        if one.kind == "derive":
            asked.append({**question, "answer": repr(one.checker.answer(**one.checker.variants[0]))})
        elif one.kind == "build":
            asked.append({**question, "answer": one.block.model.code})
    return sorted(asked, key=lambda question: question["program"])


def lay_out(site: Path, book: Book) -> None:
    """Write what the browser asks for: an empty page, our worker and runtime, and stock Pyodide."""
    scripts = ROOT / "docs" / "assets" / "wb" / "python"
    # As deep below `assets` as the built site has its scripts, which look for the runtime beside their folder.
    shutil.copytree(scripts, site / "assets" / "python")
    # In one piece, as in the built site: the page keeps the worker's script, apart from where its parts lie.
    bundler = [
        node(),
        str(MODULES / "esbuild" / "bin" / "esbuild"),
        str(scripts / "worker.js"),
        "--bundle",
        "--format=esm",
    ]
    bundled = subprocess.run(bundler, capture_output=True, check=True).stdout
    (site / "assets" / "python" / "worker.js").write_bytes(bundled)
    pack(site / "assets" / "runtime", closed=book.closed_json())
    shutil.copytree(PYODIDE, site / "stock")
    (site / "stock.js").write_text(STOCK_WORKER)
    (site / "index.html").write_text("<!doctype html><title>Python</title>")


@contextmanager
def visit(
    playwright: Playwright, profile: str, address: str, script: str = "", slower: int = 1
) -> Iterator[Page]:
    """Open the page in a new browser process with this profile, on a processor that is so many times slower."""
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=find_chromium(playwright), args=list(ARGUMENTS)
    )
    page = context.pages[0]
    if script:
        page.add_init_script(script)
    with slowed(profile, slower):
        page.goto(address)
        yield page
    context.close()


def boots(playwright: Playwright, address: str, asked: list[dict]) -> dict[str, list[float]]:
    """Return the times of all starts, by what was started and when."""
    times: dict[str, list[float]] = {}
    for _ in range(PROFILES):
        for name, script in (("stock", STOCK_BOOT), ("own", OWN_BOOT)):
            with tempfile.TemporaryDirectory() as profile:
                for when in ("first", "later"):
                    with visit(playwright, profile, address) as page:
                        for key, value in page.evaluate(script, asked).items():
                            times.setdefault(f"{name} {when} {key}", []).append(value)
                        page.wait_for_timeout(SETTLED)
    return times


def returns(playwright: Playwright, address: str, asked: list[dict], spare: bool) -> list[float]:
    """Return the times from a stop to the next verdict."""
    number = asked[0]
    program = next(question for question in asked if question["program"])
    looping = {**program, "answer": "while True:\n    pass\n"}
    # A device with little memory has no spare worker.
    script = "" if spare else "Object.defineProperty(navigator, 'deviceMemory', { value: 1 })"
    with tempfile.TemporaryDirectory() as profile, visit(playwright, profile, address, script) as page:
        times = []
        for _ in range(STOPS):
            page.evaluate(GRADE, number)
            page.wait_for_timeout(SETTLED)
            times.append(page.evaluate(STOP, {"loop": looping, "answer": number, "pause": LOOP}))
        return times


def weight(folder: Path) -> int:
    """Return the bytes of a runtime as GitHub Pages sends it: all in gzip but for zips."""
    paths = [path for path in folder.iterdir() if path.name in {*COPIED, LOCK, STDLIB, "checkers.zip"}]
    return sum(path.stat().st_size if path.suffix == ".zip" else len(zipped(path)) for path in paths)


def measure(playwright: Playwright, book: Book) -> Iterator[Row]:
    """Measure everything."""
    asked = questions(book)
    with tempfile.TemporaryDirectory() as scratch:
        site = Path(scratch)
        lay_out(site, book)
        with served(site, Line()) as address:
            times = boots(playwright, address, asked)
            again = {spare: returns(playwright, address, asked, spare) for spare in (True, False)}
        stock, own = (weight(folder) for folder in (site / "stock", site / "assets" / "runtime"))
    for when in ("first", "later"):
        ours, theirs = times[f"own {when} ready"], times[f"stock {when} ready"]
        yield Row(f"Python starts, {when} visit", "ms", ours, theirs, 0.45, ratio=True)
    for spare, goal in ((True, 100), (False, 1000)):
        name = f"verdict after a stop, {'a' if spare else 'no'} spare standing by"
        yield Row(name, "ms", again[spare], goal=goal)
    yield Row("Python's files as GitHub Pages sends them", "MB", [own / 1e6], [stock / 1e6], 6)
    heap = [bytes_taken / 2**20 for bytes_taken in times["own first heap"]]
    yield Row(f"Python's memory after {len(asked)} answers", "MiB", heap, goal=64)
