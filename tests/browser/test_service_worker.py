"""The site as a web app: after one visit it needs no network, and a new release replaces the old one as a whole."""

import json
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import ThreadingHTTPServer
from pathlib import Path

import pytest
from chromium import ARGUMENTS, find_chromium
from conftest import BASE, Handler, watched
from learner import BOOT, answer, ask, chapter_path, editor_of, follow, on_page, open_chapter, verdict
from playwright.sync_api import BrowserContext, Locator, Page, expect

from checkers.kinds import KINDS
from hooks import runtime
from hooks.release import SERVICE_WORKER, write_release

READY = re.compile(r"^Ready offline \(\d\d MB\)$")
REGISTRATION = "navigator.serviceWorker.getRegistration()"


class Host:
    """A server for built sites that lets one see what was asked of it, and cut the network: then nothing listens any more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.refused: set[str] = set()  # paths that the network breaks off at
        self.port = 0
        self.connect()

    @property
    def origin(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def address(self) -> str:
        return self.origin + BASE

    def connect(self) -> None:
        host = self

        class Noting(Handler):
            def send_head(self):
                path = self.path.removeprefix(BASE).partition("?")[0]
                host.asked.append(path)
                if path not in host.refused:
                    return super().send_head()
                self.close_connection = True
                return None

        self.server = ThreadingHTTPServer(
            ("127.0.0.1", self.port), partial(Noting, directory=str(self.folder))
        )
        self.server.daemon_threads = True
        self.port = self.server.server_port
        threading.Thread(target=self.server.serve_forever, args=[0.05], daemon=True).start()

    def cut(self) -> None:
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def host(site: Path, tmp_path: Path) -> Iterator[Host]:
    """Serve a copy of the site that a test may change."""
    folder = tmp_path / "site"
    shutil.copytree(site, folder)
    host = Host(folder)
    sitemap = folder / "sitemap.xml"
    sitemap.write_text(sitemap.read_text().replace(f"http://127.0.0.1{BASE}", host.address))
    write_release(folder)
    yield host
    host.cut()


@contextmanager
def device(playwright, host: Host, profile: Path) -> Iterator[BrowserContext]:
    """A browser process on a profile that outlives it."""
    opened = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=find_chromium(playwright),
        args=list(ARGUMENTS),
        reduced_motion="reduce",
    )
    with watched(opened, host.origin) as context:
        yield context


@pytest.fixture
def context(playwright, host, tmp_path) -> Iterator[BrowserContext]:
    with device(playwright, host, tmp_path / "profile") as opened:
        yield opened


@pytest.fixture
def page(context) -> Page:
    return context.pages[0]


def mark(page: Page) -> Locator:
    return page.locator(".wb-offline")


def wait_until_ready(page: Page) -> None:
    expect(mark(page)).to_have_text(READY, timeout=BOOT)


def kept(page: Page) -> list[str]:
    """Return the names of the caches of this origin that hold anything."""
    return page.evaluate(
        """async () => {
            const names = await caches.keys();
            const sizes = await Promise.all(names.map(async (name) => (await (await caches.open(name)).keys()).length));
            return names.filter((_, place) => sizes[place]);
        }"""
    )


def of_kind(book, kind):
    return next(one for one in book.exercises if one.kind == kind)


def right_answer(exercise) -> str:
    match exercise.kind:
        case "derive":
            return repr(exercise.checker.answer(**exercise.checker.variants[0]))
        case "trace" | "debug":
            return str(exercise.checker.right)
        case "build":
            return exercise.block.model.code
        case _:
            return " ".join(str(step + 1) for step in range(exercise.checker.steps))


def test_after_one_visit_everything_works_without_a_network_in_a_new_browser(
    playwright, host, book, tmp_path
):
    with device(playwright, host, tmp_path) as context:
        [page] = context.pages
        open_chapter(page, host.address, of_kind(book, "derive"))
        wait_until_ready(page)
    host.cut()
    with device(playwright, host, tmp_path) as context:
        [page] = context.pages
        for name in sorted(path.parent.relative_to(host.folder) for path in host.folder.rglob("index.html")):
            page.goto(f"{host.address}{name.as_posix()}/".replace("/./", "/"))
            expect(page.locator(".md-content article h1")).to_be_visible()
            expect(mark(page)).to_have_text(READY)
        for kind in KINDS:
            exercise = of_kind(book, kind)
            assert (
                ask(open_chapter(page, host.address, exercise), kind, right_answer(exercise)).status
                == "right"
            )
        page.get_by_role("textbox", name="Search").click()
        page.keyboard.type("flow matching")
        page.locator(".md-search-result__link", has_text="Flow matching").first.click()
        expect(page).to_have_url(re.compile(r"/chapters/07-flow-matching/"))
        expect(page.locator(".md-content article h1")).to_contain_text("Flow matching")


def test_addresses_are_understood_as_the_server_understands_them(page, host, book):
    page.goto(host.address)
    wait_until_ready(page)
    host.cut()
    chapter = "chapters/00-forward-process/"
    page.goto(f"{host.address}{chapter}?v=2#signal-fraction")
    expect(page.locator("#signal-fraction")).to_have_attribute("data-variant", "2")
    page.goto(f"{host.address}{chapter}index.html")
    expect(page.locator("#signal-fraction")).to_be_attached()
    page.goto(f"{host.address}{chapter.rstrip('/')}?v=3#signal-fraction")
    expect(page).to_have_url(f"{host.address}{chapter}?v=3#signal-fraction")
    expect(page.locator("#signal-fraction")).to_have_attribute("data-variant", "3")
    assert page.goto(f"{host.address}chapters/no-such-page/").status == 404
    expect(page.locator("h1")).to_contain_text("no page at this address")


def test_the_page_of_the_first_visit_can_do_without_a_network_too(page, host, book):
    open_chapter(page, host.address, of_kind(book, "trace"))
    wait_until_ready(page)
    page.wait_for_function("() => navigator.serviceWorker.controller")
    host.cut()
    page.evaluate("() => { window.sameVisit = true; }")
    exercise = of_kind(book, "build")
    follow(page, host.address + chapter_path(exercise))
    built = on_page(page, exercise)
    expect(editor_of(built)).to_be_visible()
    assert ask(built, "build", right_answer(exercise)).status == "right"
    assert page.evaluate("() => window.sameVisit"), "the link reloaded the page"


def test_python_is_downloaded_before_anything_is_stored_and_only_once(page, host, book):
    open_chapter(page, host.address, of_kind(book, "trace"))
    wait_until_ready(page)
    python = [name for name in host.asked if name.startswith("assets/runtime/")]
    assert sorted(python) == sorted(set(python))
    assert host.asked.index(SERVICE_WORKER) > max(map(host.asked.index, python))


def new_release(host: Host, book, trace) -> str:
    """Deploy a release in which pages have another heading and one exercise another right answer; return that answer."""
    closed = json.loads(book.closed_json())
    other = trace.checker.right % 4 + 1
    closed[trace.identifier]["right"] = other
    runtime.pack(host.folder / "assets" / "runtime", closed=json.dumps(closed))
    for path in host.folder.rglob("*.html"):
        path.write_text(path.read_text("utf-8").replace("<h1", '<h1 data-release="2"'), "utf-8")
    write_release(host.folder)
    return str(other)


def deploy(page: Page, host: Host, book, trace) -> str:
    """Deploy a new release, wait until the open page offers it, and return the answer that is right in it."""
    host.asked.clear()
    after = new_release(host, book, trace)
    # As the browser does by itself, now and then.
    page.evaluate(f"() => {REGISTRATION}.then((found) => found.update()).then(() => null)")
    expect(notice(page)).to_be_visible(timeout=BOOT)
    return after


def notice(page: Page) -> Locator:
    return page.locator(".wb-notice", has_text="new version")


NEW_PAGE = ".md-content article h1[data-release='2']"


def stored(page: Page) -> set[str]:
    """Return the addresses under which files are stored, below the site's own."""
    return set(
        page.evaluate(
            f"""async () => {{
                const keys = await (await caches.open("workbook:{BASE}")).keys();
                return keys.map(({{ url }}) => url.split("{BASE}")[1]);
            }}"""
        )
    )


def test_open_tabs_keep_their_release_until_one_of_them_asks_for_the_new_one(page, context, host, book):
    trace = of_kind(book, "trace")
    before = right_answer(trace)
    page.goto(host.address)
    wait_until_ready(page)
    shown = open_chapter(page, host.address, trace)
    after = deploy(page, host, book, trace)
    assert not [name for name in host.asked if name.endswith((".wasm", ".css", ".woff2", "/main.js"))]
    assert ask(shown, "trace", after).status == "wrong"
    other = context.new_page()
    shown = open_chapter(other, host.address, trace)
    assert other.locator(NEW_PAGE).count() == 0
    assert ask(shown, "trace", before).status == "right"
    notice(page).get_by_role("button", name="Reload").click()
    for tab in (page, other):
        expect(tab.locator(NEW_PAGE)).to_be_attached()
        assert ask(on_page(tab, trace), "trace", after).status == "right"


def test_the_new_release_comes_whole_when_the_only_tab_is_loaded_again(page, host, book):
    trace = of_kind(book, "trace")
    before = right_answer(trace)
    page.goto(host.address)
    wait_until_ready(page)
    shown = open_chapter(page, host.address, trace)
    answer(shown, "trace", before)
    verdict(shown, "right")
    old = stored(page)
    after = deploy(page, host, book, trace)
    page.reload()
    expect(page.locator(NEW_PAGE)).to_be_attached()
    shown = on_page(page, trace)
    expect(shown).to_have_attribute("data-state", "right")
    assert ask(shown, "trace", before).status == "wrong"
    assert ask(shown, "trace", after).status == "right"
    wait_until_ready(page)
    new = stored(page)
    assert len(new) == len(old)
    assert {"", "assets/runtime/checkers.zip"} <= {name.partition("?")[0] for name in old - new}
    host.cut()
    page.goto(host.address)
    expect(page.locator(NEW_PAGE)).to_be_attached()


def test_the_browser_takes_the_site_for_an_app(page, context, host):
    page.goto(host.address)
    wait_until_ready(page)
    devtools = context.new_cdp_session(page)
    found = devtools.send("Page.getAppManifest")
    assert found["errors"] == []
    assert found["url"] == host.address + "manifest.webmanifest"
    assert devtools.send("Page.getInstallabilityErrors")["installabilityErrors"] == []
