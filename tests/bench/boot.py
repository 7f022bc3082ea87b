"""Measures how long learners wait for Python: its start, beside that of stock Pyodide, and its return.

Prints tables; asserts nothing, since timings depend on the machine and on what else it does. Ratios of one run
compare best: stock Pyodide and ours take turns, each in a fresh profile of a real browser, over loopback.
"""

import gzip
import shutil
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache, partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent / "browser"))

from chromium import ARGUMENTS, find_chromium
from playwright.sync_api import Page, Playwright, sync_playwright

from hooks.node import ROOT
from hooks.runtime import COPIED, LOCK, PYODIDE, STDLIB, pack
from hooks.specs import Book, load_book

PROFILES = 5
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
    const worker = new Worker("/assets/wb/worker.js", { type: "module" });
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
    worker.postMessage({ kind: "boot", runtime: new URL("/assets/runtime/", location).href, compiled: null });
})"""

# The milliseconds from `stop()` to the verdict on an answer that waited behind the stopped program.
STOP = """async ({ loop, answer, pause }) => {
    const { grade, stop } = await import("/assets/wb/python.js");
    const stopped = grade(loop);
    const answered = grade(answer);
    await new Promise((resolve) => setTimeout(resolve, pause));
    const begun = performance.now();
    stop();
    await Promise.all([stopped, answered]);
    return performance.now() - begun;
}"""
GRADE = """async (answer) => (await (await import("/assets/wb/python.js")).grade(answer)).status"""


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
    shutil.copytree(ROOT / "docs" / "assets" / "wb", site / "assets" / "wb")
    pack(site / "assets" / "runtime", closed=book.closed_json())
    shutil.copytree(PYODIDE, site / "stock")
    (site / "stock.js").write_text(STOCK_WORKER)
    (site / "index.html").write_text("<!doctype html><title>Python</title>")


class _Handler(SimpleHTTPRequestHandler):
    """Serves as GitHub Pages does: scripts and WebAssembly compressed, zips as they are, kept for ten minutes."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        path = Path(self.translate_path(self.path))
        path = path / "index.html" if path.is_dir() else path
        if not path.is_file():
            self.send_error(404)
            return
        compressed = path.suffix != ".zip"
        body = zipped(path) if compressed else path.read_bytes()
        types = {".mjs": "text/javascript", ".js": "text/javascript", ".wasm": "application/wasm"}
        self.send_response(200)
        self.send_header("Content-Type", types.get(path.suffix, self.guess_type(str(path))))
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "max-age=600")
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Stay silent."""


@cache
def zipped(path: Path) -> bytes:
    """Return a file's content as gzip."""
    return gzip.compress(path.read_bytes(), 6, mtime=0)


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a folder and give its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Handler, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@contextmanager
def visit(playwright: Playwright, profile: str, address: str, script: str = "") -> Iterator[Page]:
    """Open the page in a new browser process with this profile."""
    context = playwright.chromium.launch_persistent_context(
        profile, executable_path=find_chromium(playwright), args=list(ARGUMENTS)
    )
    page = context.pages[0]
    if script:
        page.add_init_script(script)
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


def weight(folder: Path) -> tuple[int, int]:
    """Return a runtime's bytes with everything in gzip, and with zips sent as they are."""
    paths = [path for path in folder.iterdir() if path.name in {*COPIED, LOCK, STDLIB, "checkers.zip"}]
    sent = (path.stat().st_size if path.suffix == ".zip" else len(zipped(path)) for path in paths)
    return sum(len(zipped(path)) for path in paths), sum(sent)


def main() -> None:
    """Measure and print everything."""
    book = load_book(ROOT / "docs")
    asked = questions(book)
    with tempfile.TemporaryDirectory() as scratch, sync_playwright() as playwright:
        site = Path(scratch)
        lay_out(site, book)
        with served(site) as address:
            times = boots(playwright, address, asked)
            again = {spare: returns(playwright, address, asked, spare) for spare in (True, False)}
        weights = {"stock": weight(site / "stock"), "own": weight(site / "assets" / "runtime")}
    median = {name: statistics.median(values) for name, values in times.items()}
    print(f"start of Python, ms from the creation of the worker, medians of {PROFILES} fresh profiles")
    print("  visit   stock ready   ours ready   ratio   ours first verdict   ratio")
    for when in ("first", "later"):
        stock, ready = median[f"stock {when} ready"], median[f"own {when} ready"]
        verdict = median[f"own {when} verdict"]
        row = f"{stock:11.0f} {ready:12.0f} {ready / stock:7.2f} {verdict:20.0f} {verdict / stock:7.2f}"
        print(f"  {when} {row}")
    print(f"\nready again after a stop, ms to the verdict on the answer that waited, medians of {STOPS}")
    print(f"  with a spare worker {statistics.median(again[True]):7.1f}   (worst {max(again[True]):.1f})")
    print(f"  without             {statistics.median(again[False]):7.1f}   (worst {max(again[False]):.1f})")
    print("\nruntime on the wire, MB")
    for name, (all_gzip, sent) in weights.items():
        print(f"  {name:<5} gzip {all_gzip / 1e6:.2f}   zips sent as they are {sent / 1e6:.2f}")
    heap = max(times["own first heap"]) / 2**20
    print(f"\nPython's memory after {len(asked)} answers, programs among them: {heap:.0f} MB")


if __name__ == "__main__":
    main()
