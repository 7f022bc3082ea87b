"""Measures what a chapter weighs, how soon a verdict follows a click, and how long authors wait for the site."""

import gzip
import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import stock
from answering import key_of, likely
from chromium import ARGUMENTS, find_chromium
from conftest import BASE, ROOT, serve
from learner import BOOT, READY, answer, open_chapter, verdict, write
from playwright.sync_api import Browser, Locator, Page, Playwright
from report import Row

from hooks.book.book import Book
from hooks.book.parts import Exercise
from hooks.kinds import KINDS

TITLE = "Pages, clicks and the making of the site"
RUNS = 40
WARM_UP = 3
EDITOR = re.compile(r"/parts/editor-")

# Wraps a submission: resolves with the milliseconds from the click to the moments in which the verdict stands in the page and is painted.
CLICK_TO_VERDICT = """(host) => new Promise((resolve) => {
    const output = host.querySelector("output.wb-verdict");
    delete output.dataset.status;
    const started = performance.now();
    const observer = new MutationObserver(() => {
        if (!output.dataset.status) return;
        observer.disconnect();
        const stands = performance.now() - started;
        // A frame's callbacks run before it is painted, and messages after it.
        requestAnimationFrame(() => {
            const { port1, port2 } = new MessageChannel();
            port1.onmessage = () => resolve([stands, performance.now() - started]);
            port2.postMessage(null);
        });
    });
    observer.observe(output, { attributes: true, attributeFilter: ["data-status"] });
    host.querySelector("form").requestSubmit();
})"""


def build(folder: Path) -> float:
    """Build the site into a folder and return the seconds it took."""
    environment = {**os.environ, "SITE_URL": f"http://127.0.0.1{BASE}", "NO_MKDOCS_2_WARNING": "1"}
    started = time.perf_counter()
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--quiet", "--site-dir", str(folder)],
        cwd=ROOT,
        env=environment,
        check=True,
    )
    return time.perf_counter() - started


def rebuild_seconds() -> float:
    """Serve a copy of the project, edit a sentence, and return the seconds until the page shows it."""
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "project"
        ignored = shutil.ignore_patterns(".git", "site", "node_modules", ".venv", "dist", "__pycache__")
        shutil.copytree(ROOT, copy, ignore=ignored)
        (copy / "node_modules").symlink_to(ROOT / "node_modules")
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {**os.environ, "PYTHONPATH": str(copy), "NO_MKDOCS_2_WARNING": "1"}
        command = [sys.executable, "-m", "mkdocs", "serve", "--quiet", "--dev-addr", f"127.0.0.1:{port}"]
        server = subprocess.Popen(command, cwd=copy, env=environment, start_new_session=True)
        try:
            wait_for(port, b"Forward process", 120)
            time.sleep(2)
            page = copy / "docs" / "chapters" / "00-forward-process.md"
            page.write_text(
                page.read_text(encoding="utf-8") + "\nA sentence that was not there before.\n",
                encoding="utf-8",
            )
            started = time.perf_counter()
            wait_for(port, b"A sentence that was not there before.", 60)
            return time.perf_counter() - started
        finally:
            os.killpg(server.pid, signal.SIGTERM)
            server.wait(10)


def wait_for(port: int, text: bytes, limit: float) -> None:
    """Ask the served chapter again and again until it holds a text."""
    end = time.perf_counter() + limit
    while time.perf_counter() < end:
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
            connection.request("GET", "/chapters/00-forward-process/")
            if text in connection.getresponse().read():
                return
        except OSError:
            pass
        time.sleep(0.02)
    raise TimeoutError("the served page never changed")


def weigh(browser: Browser, address: str, chapter: str) -> dict[str, int]:
    """Return gzip bytes by type for a first visit to a chapter, without Python and the lazily loaded editor."""
    context = browser.new_context(service_workers="block")
    page = context.new_page()
    weights: dict[str, int] = {}
    seen: set[str] = set()

    def weighed(response) -> None:
        url = response.url
        # Python's modules arrive as blobs. What is asked for again comes from the browser's cache.
        python = "/assets/runtime/" in url or url.startswith("blob:") or url.endswith("worker.js")
        if python or EDITOR.search(url) or url in seen:
            return
        seen.add(url)
        body = response.body()
        kind = "font" if url.endswith(".woff2") else response.request.resource_type
        weights[kind] = weights.get(kind, 0) + (
            len(body) if kind == "font" else len(gzip.compress(body, 6, mtime=0))
        )

    page.on("requestfinished", lambda request: weighed(request.response()))
    page.goto(f"{address}chapters/{chapter}/")
    page.evaluate("() => document.fonts.ready.then(() => null)")
    page.wait_for_timeout(1500)
    context.close()
    return weights


def clicks(page: Page, host: Locator) -> tuple[list[float], list[float]]:
    """Return the milliseconds of many warm submissions of the answer that stands there, to the verdict and to its paint."""
    times = []
    for _ in range(WARM_UP + RUNS):
        page.wait_for_selector(READY, state="attached")
        times.append(host.evaluate(CLICK_TO_VERDICT))
    stands, painted = zip(*times[WARM_UP:], strict=True)
    return stands, painted


def own_clicks(page: Page, address: str, exercise: Exercise) -> tuple[list[float], list[float]]:
    """Return the milliseconds of many answers to an exercise, foreseen if that can be."""
    host = open_chapter(page, address, exercise)
    key = likely(exercise) or key_of(exercise)
    if exercise.kind == "build":
        write(host, key)
        host.get_by_role("button", name="Run", exact=True).click()
    else:
        answer(host, exercise.kind, key)
    verdict(host, "right")
    return clicks(page, host)


def stock_clicks(page: Page, address: str) -> tuple[list[float], list[float]]:
    """Return the milliseconds of many answers on the stock page."""
    page.goto(f"{address}{stock.FOLDER}/")
    page.wait_for_selector(READY, state="attached", timeout=BOOT)
    host = page.locator(f"#{stock.HOST}")
    answer(host, "derive", stock.RIGHT)
    verdict(host, "right")
    return clicks(page, host)


def measure(playwright: Playwright, book: Book, site: Path) -> Iterator[Row]:
    """Measure everything on a built site, beside which the stock page lies."""
    with tempfile.TemporaryDirectory() as scratch:
        yield Row("the site is built, caches warm", "s", [build(Path(scratch))], goal=15)
    yield Row("an edit shows while serving", "s", [rebuild_seconds()], goal=3)
    server, address = serve(site)
    browser = playwright.chromium.launch(executable_path=find_chromium(playwright), args=list(ARGUMENTS))
    weights = [weigh(browser, address, Path(chapter.file).stem) for chapter in book.chapters]
    heaviest = max(sum(weight.values()) for weight in weights)
    yield Row("heaviest chapter, gzip, without Python and the editor", "KB", [heaviest / 1000], goal=250)
    texts = [page.read_bytes() for page in site.rglob("*.html")]
    yield Row("longest page's HTML", "KB", [max(map(len, texts)) / 1000], goal=200)
    longest = max(len(gzip.compress(text, 6, mtime=0)) for text in texts)
    yield Row("longest page's HTML, gzip", "KB", [longest / 1000], goal=35)
    for kind in KINDS:
        exercise = next(one for one in book.exercises if one.kind == kind)
        with browser.new_context(service_workers="block") as context:
            stands, painted = own_clicks(context.new_page(), address, exercise)
        with browser.new_context(service_workers="block") as context:
            stock_stands, stock_painted = stock_clicks(context.new_page(), address)
        yield Row(f"click to verdict, {kind}, half of the clicks", "ms", stands, stock_stands)
        goal = 50 if kind == "build" else 16
        what = f"click to verdict, {kind}, 95 % of the clicks"
        yield Row(what, "ms", stands, stock_stands, goal, share=0.95)
        what, goal = f"click to painted verdict, {kind}, half of the clicks", 1 if likely(exercise) else None
        yield Row(what, "ms", painted, stock_painted, goal, ratio=True)
    browser.close()
    server.shutdown()
    server.server_close()
