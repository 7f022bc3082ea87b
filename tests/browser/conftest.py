"""A server for the built site, and a real browser that may talk to nobody else."""

import shutil
import threading
import zipfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import IO, ClassVar

import pytest
from built import BASE, ROOT, SITE_URL, once
from chromium import SHORT_LIVED, find_chromium
from learner import WITHOUT_PYTHON, chapter_path, follow, on_page
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, expect, sync_playwright

from hooks.command.offline import write_offline
from hooks.pack.offline import FOLDER

PATIENCE = 20_000  # ms for anything to appear: a shared machine may be slow, and a sound page never needs it


def _pack(target: Path) -> None:
    assert write_offline(target) == 0


@pytest.fixture(scope="session")
def archive(tmp_path_factory) -> Path:
    """The zip of pages that open by double click."""
    return once(tmp_path_factory, "workbook-offline.zip", _pack)


@pytest.fixture(scope="session")
def folder(archive, tmp_path_factory) -> Path:
    """Where somebody has unpacked the zip: a place with spaces and umlauts in its name."""
    place = tmp_path_factory.mktemp("Eigene Dateien") / "Übungen für März ß"
    with zipfile.ZipFile(archive) as opened:
        opened.extractall(place)
    return place / FOLDER


class Handler(SimpleHTTPRequestHandler):
    """Serves a built site from a folder below the host."""

    extensions_map: ClassVar = {
        **SimpleHTTPRequestHandler.extensions_map,
        ".mjs": "text/javascript",
        ".wasm": "application/wasm",
    }

    def translate_path(self, path: str) -> str:
        return (
            super().translate_path("/" + path.removeprefix(BASE))
            if path.startswith(BASE)
            else str(ROOT / "nowhere")
        )

    def copyfile(self, source: IO[bytes], outputfile: IO[bytes]) -> None:
        """Send a file, unless the browser leaves meanwhile, as at a test's end."""
        with suppress(ConnectionError):
            super().copyfile(source, outputfile)

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Answer what is not there with the site's own page, as GitHub Pages does."""
        body = Path(self.directory, "404.html").read_bytes()
        self.send_response(code, message)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *arguments: object) -> None:
        """Stay silent; a failed request shows in the browser."""


def serve(folder: Path, handler: type[Handler] = Handler) -> tuple[ThreadingHTTPServer, str]:
    """Start a server for a built site; the caller shuts it down."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(handler, directory=str(folder)))
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server, f"http://127.0.0.1:{server.server_port}{BASE}"


@pytest.fixture(scope="session")
def address(site: Path, tmp_path_factory) -> Iterator[str]:
    """The address of the served site; its own address is written into it, since instant navigation compares them."""
    folder = tmp_path_factory.mktemp("served") / "site"
    shutil.copytree(site, folder)
    server, address = serve(folder)
    sitemap = folder / "sitemap.xml"
    sitemap.write_text(sitemap.read_text().replace(SITE_URL, address))
    yield address
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session", autouse=True)
def patience() -> None:
    expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    launched = playwright.chromium.launch(executable_path=find_chromium(playwright), args=list(SHORT_LIVED))
    yield launched
    launched.close()


@contextmanager
def profile(browser: Browser, address: str, **options: object) -> Iterator[BrowserContext]:
    """A fresh profile, in which a request to any other origin or an uncaught error in any script fails the test.

    Nothing is stored for use without a network, unless asked for: it would only add to the load of the machine.
    """
    origin = "/".join(address.split("/")[:3])
    options = {"reduced_motion": "reduce", "service_workers": "block", **options}
    with watched(browser.new_context(**options), origin) as made:
        yield made


@contextmanager
def watched(made: BrowserContext, home: str) -> Iterator[BrowserContext]:
    """Close a profile in the end; a request to anything whose address does not begin with `home` fails, and so does an error."""
    made.set_default_timeout(PATIENCE)
    foreign: list[str] = []
    errors: list[str] = []
    made.on(
        "request",
        lambda request: (
            None if request.url.startswith((home, "data:", "blob:")) else foreign.append(request.url)
        ),
    )
    made.on("weberror", lambda raised: errors.append(str(raised.error)))
    yield made
    made.close()
    assert foreign == [], f"requests to elsewhere: {foreign}"
    assert errors == [], f"errors on the page: {errors}"


@pytest.fixture
def new_profile(browser: Browser, address: str) -> Iterator[Callable[..., BrowserContext]]:
    """Opens further profiles: another device, another time zone."""
    with ExitStack() as opened:
        yield lambda **options: opened.enter_context(profile(browser, address, **options))


@pytest.fixture
def context(browser: Browser, address: str) -> Iterator[BrowserContext]:
    with profile(browser, address) as made:
        yield made


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return context.new_page()


@pytest.fixture
def without_python(context: BrowserContext) -> None:
    """Let no Python start on the pages of a test that asks nothing of it: it would be half of the work."""
    context.add_init_script(WITHOUT_PYTHON)


@pytest.fixture(scope="module")
def desk(browser: Browser, address: str) -> Iterator[Page]:
    """A page on which a file's tests follow one another: to load Python for each would take most of the time."""
    with profile(browser, address) as made:
        page = made.new_page()
        page.goto(address)
        yield page


# Puts every exercise of the open page back as the server sends it, to somebody who has done nothing yet.
BUILD_ANEW = """async () => {
    localStorage.clear();
    const served = new DOMParser().parseFromString(await (await fetch(location.pathname)).text(), "text/html");
    for (const used of document.querySelectorAll("wb-exercise"))
        used.replaceWith(document.importNode(served.getElementById(used.id), true));
}"""


@pytest.fixture
def turn_to(desk: Page, address: str) -> Callable[..., Locator]:
    """Opens an exercise on the desk as somebody who has done nothing yet: exercises are built anew, page and Python stay.

    Where another page is open, or another variant was asked for by the address, the page is left and opened too.
    """

    def turn(exercise) -> Locator:
        page = address + chapter_path(exercise)
        if desk.url.partition("#")[0] == page:
            desk.evaluate(BUILD_ANEW)
        else:
            follow(desk, address)
            desk.locator("wb-exercise").first.wait_for(state="detached")
            desk.evaluate("() => localStorage.clear()")
            follow(desk, page)
        return on_page(desk, exercise)

    return turn


@pytest.fixture
def number(book):
    """A Derive, which is answered by a number."""
    return book.find("signal-fraction")


@pytest.fixture
def program(book):
    """A Build on the same page, which is answered by a program."""
    return book.find("forward-process")
