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
from chromium import SHORT_LIVED, find_chromium
from conftest import BASE, PATIENCE, Handler, watched
from learner import (
    BOOT,
    WITHOUT_PYTHON,
    answer,
    answers,
    ask,
    chapter_path,
    editor_of,
    follow,
    on_page,
    open_chapter,
    verdict,
)
from playwright.sync_api import BrowserContext, Locator, Page, expect

from hooks.kinds import KINDS
from hooks.pack import runtime
from hooks.pack.release import SERVICE_WORKER, write_release, write_unregistering

CHECKERS = "assets/runtime/checkers.zip"
PYTHON = "assets/runtime/pyodide.asm.wasm"
NEW_PAGE = ".md-content article h1[data-release='2']"
NOTHING_STORED = re.compile("Nothing is stored")
READY = re.compile(r"^Ready offline \(\d\d MB\)$")
REGISTRATION = "navigator.serviceWorker.getRegistration()"


class Host:
    """A server for built sites that lets one see what was asked of it, and cut the network: then nothing listens any more."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.asked: list[str] = []
        self.refused: set[str] = set()  # paths that the network breaks off at
        self.fresh_for = 0  # seconds in which browsers need not ask again
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

            def end_headers(self):
                self.send_header("Cache-Control", f"max-age={host.fresh_for}")
                super().end_headers()

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
    # Releases are told apart by what their Python says.
    for path in folder.rglob("*.html"):
        path.write_text(re.sub(r' data-foreseen="[^"]*"', "", path.read_text("utf-8")), "utf-8")
    write_release(folder)
    yield host
    host.cut()


@contextmanager
def device(playwright, host: Host, profile: Path) -> Iterator[BrowserContext]:
    """A browser process on a profile that outlives it."""
    opened = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=find_chromium(playwright),
        args=list(SHORT_LIVED),
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
    right, _ = answers(exercise)
    return right


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
        tour = context.new_page()
        tour.add_init_script(WITHOUT_PYTHON)
        for name in sorted(path.parent.relative_to(host.folder) for path in host.folder.rglob("index.html")):
            tour.goto(f"{host.address}{name.as_posix()}/".replace("/./", "/"))
            expect(tour.locator(".md-content article h1")).to_be_visible()
            expect(mark(tour)).to_have_text(READY)
        tour.close()
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
    [*_, exercise] = [one for one in book.exercises if one.kind == "build"]
    follow(page, host.address + chapter_path(exercise))
    built = on_page(page, exercise)
    expect(editor_of(built)).to_be_visible()
    assert ask(built, "build", right_answer(exercise)).status == "right"
    assert page.evaluate("() => window.sameVisit"), "the link reloaded the page"


def test_python_is_downloaded_before_anything_is_stored_and_only_once(page, host, book):
    host.fresh_for = 600  # as GitHub Pages has it
    open_chapter(page, host.address, of_kind(book, "trace"))
    wait_until_ready(page)
    python = [name for name in host.asked if name.startswith("assets/runtime/")]
    assert sorted(python) == sorted(set(python))
    started = [name for name in python if not name.endswith("library.zip")]
    assert host.asked.index(SERVICE_WORKER) > max(map(host.asked.index, started))


def test_the_interpreter_is_stored_at_the_address_by_which_browsers_know_what_they_have_compiled(
    page, host, book
):
    host.fresh_for = 600
    trace = of_kind(book, "trace")
    asked = []
    page.on("request", lambda request: asked.append(request.url) if ".wasm" in request.url else None)
    open_chapter(page, host.address, trace)
    wait_until_ready(page)
    kept = page.evaluate(
        f"""async () => {{
            const cache = await caches.open("workbook:{BASE}");
            const [key] = (await cache.keys()).filter(({{ url }}) => url.includes(".wasm"));
            return [key.url, (await cache.match(key)).url];
        }}"""
    )
    assert kept == asked * 2
    host.cut()
    assert ask(open_chapter(page, host.address, trace), "trace", right_answer(trace)).status == "right"


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
        tab.bring_to_front()  # behind another, a tab is drawn once a second
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
    assert {"", CHECKERS} <= {name.partition("?")[0] for name in old - new}
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


def keeping(page: Page) -> Locator:
    """Return what the dashboard says about storing."""
    return page.locator(".wb-stored p")


def press(page: Page, name: str) -> None:
    page.locator(".wb-stored").get_by_role("button", name=name).click()


def wait_until_nothing_is_kept(page: Page) -> None:
    page.wait_for_function(
        f"async () => !(await caches.keys()).length && !(await {REGISTRATION})", timeout=PATIENCE
    )


def test_a_network_cut_half_way_leaves_what_was_stored_and_the_rest_follows(playwright, host, book, tmp_path):
    trace, build = of_kind(book, "trace"), of_kind(book, "build")
    host.refused = {PYTHON}
    with device(playwright, host, tmp_path) as context:
        [page] = context.pages
        page.goto(host.address)
        expect(keeping(page)).to_contain_text("The rest follows", timeout=BOOT)
        expect(mark(page)).to_be_empty()
    host.cut()
    with device(playwright, host, tmp_path) as context:
        [page] = context.pages
        page.goto(host.address + chapter_path(build))
        shown = page.locator(f"#{trace.identifier}")
        answer(shown, "trace", right_answer(trace))
        expect(page.locator("html")).to_have_attribute("data-python", "unavailable", timeout=BOOT)
        host.refused = set()
        host.connect()
        shown.get_by_role("button", name="Try again").click()
        verdict(shown, "right")
        page.reload()
        wait_until_ready(page)


def test_a_page_that_is_not_stored_yet_says_so(playwright, host, tmp_path):
    host.refused = {"chapters/05-guidance/"}
    with device(playwright, host, tmp_path) as context:
        [page] = context.pages
        page.goto(host.address)
        expect(keeping(page)).to_contain_text("The rest follows", timeout=BOOT)
        host.cut()
        assert page.goto(f"{host.address}chapters/05-guidance/").status == 503
        expect(page.locator("h1")).to_have_text("Not stored yet")
        page.get_by_role("link", name="dashboard").click()
        expect(page.locator(".md-content article h1")).to_be_visible()


def test_half_a_release_is_never_completed_with_another(page, context, host, book):
    trace = of_kind(book, "trace")
    before = right_answer(trace)
    host.refused = {CHECKERS}
    page.goto(host.address)
    expect(keeping(page)).to_contain_text("The rest follows", timeout=BOOT)
    host.refused = set()
    after = new_release(host, book, trace)
    # With a second page open, neither changes to the new release by itself.
    other = context.new_page()
    other.goto(host.address + chapter_path(trace))
    shown = other.locator(f"#{trace.identifier}")
    answer(shown, "trace", before)
    # The page is of the old release, whose checkers are no more: no verdict is better than a wrong one.
    expect(other.locator("html")).to_have_attribute("data-python", "unavailable", timeout=BOOT)
    notice(other).get_by_role("button", name="Reload").click(timeout=BOOT)
    expect(other.locator(NEW_PAGE)).to_be_attached()
    assert ask(on_page(other, trace), "trace", after).status == "right"
    wait_until_ready(other)


def test_a_page_that_only_the_next_release_has_comes_from_the_server(page, host, book):
    host.refused = {"chapters/05-guidance/"}
    page.goto(host.address)
    expect(keeping(page)).to_contain_text("The rest follows", timeout=BOOT)
    host.refused = set()
    new_release(host, book, of_kind(book, "trace"))
    page.goto(f"{host.address}chapters/05-guidance/")
    expect(page.locator(NEW_PAGE)).to_be_attached()
    wait_until_ready(page)


def test_a_file_that_is_missing_on_the_server_stops_nothing_but_the_storing(page, host, book):
    icon = host.folder / "assets" / "icon-512.png"
    content = icon.read_bytes()
    icon.unlink()
    trace = of_kind(book, "trace")
    page.goto(host.address)
    expect(keeping(page)).to_contain_text("so far", timeout=BOOT)
    assert ask(open_chapter(page, host.address, trace), "trace", right_answer(trace)).status == "right"
    icon.write_bytes(content)
    page.goto(host.address)
    wait_until_ready(page)


def test_a_device_without_room_is_told_once_and_loses_nothing(page, context, host, book):
    trace = of_kind(book, "trace")
    devtools = context.new_cdp_session(page)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": host.origin, "quotaSize": 4_000_000})
    shown = open_chapter(page, host.address, trace)
    told = page.locator(".wb-notice", has_text="not enough room")
    expect(told).to_be_visible(timeout=BOOT)
    assert ask(shown, "trace", right_answer(trace)).status == "right"
    wait_until_nothing_is_kept(page)
    page.goto(host.address)
    expect(keeping(page)).to_contain_text("not enough room")
    expect(page.locator("[data-progress=solved]")).to_have_text("1")
    expect(told).to_have_count(0)
    devtools.send("Storage.overrideQuotaForOrigin", {"origin": host.origin})
    press(page, "Store on this device")
    wait_until_ready(page)


def test_a_browser_that_saves_data_stores_only_on_request(page, context, host):
    context.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true }, configurable: true });"
    )
    page.goto(host.address)
    expect(keeping(page)).to_contain_text(re.compile(r"asks to save data.*\(\d+ MB\)"))
    assert page.evaluate(f"async () => Boolean(await {REGISTRATION})") is False
    assert SERVICE_WORKER not in host.asked
    press(page, "Store on this device")
    wait_until_ready(page)
    page.goto(f"{host.address}chapters/07-flow-matching/")
    expect(mark(page)).to_have_text(READY)


def test_what_was_removed_stays_removed_until_it_is_asked_for_again(page, host, book):
    trace = of_kind(book, "trace")
    page.goto(host.address)
    wait_until_ready(page)
    press(page, "Remove from this device")
    expect(keeping(page)).to_have_text(NOTHING_STORED)
    expect(mark(page)).to_be_empty()
    wait_until_nothing_is_kept(page)
    shown = open_chapter(page, host.address, trace)
    assert ask(shown, "trace", right_answer(trace)).status == "right"
    page.goto(host.address)
    expect(keeping(page)).to_have_text(NOTHING_STORED)
    wait_until_nothing_is_kept(page)
    press(page, "Store on this device")
    wait_until_ready(page)
    host.cut()
    page.goto(f"{host.address}chapters/07-flow-matching/")
    expect(page.locator(".md-content article h1")).to_be_visible()


def test_copies_on_one_origin_keep_to_themselves(page, host):
    """A fork may even lie below the other's folder."""
    shutil.copytree(host.folder, host.folder / "fork")
    fork = host.address + "fork/"
    page.goto(host.address)
    wait_until_ready(page)
    page.goto(fork)
    wait_until_ready(page)
    assert sorted(kept(page)) == [f"workbook:{BASE}", f"workbook:{BASE}fork/"]
    press(page, "Remove from this device")
    expect(keeping(page)).to_have_text(NOTHING_STORED)
    page.wait_for_function("async () => (await caches.keys()).length === 1")
    page.goto(host.address)
    expect(mark(page)).to_have_text(READY)
    host.cut()
    page.goto(f"{host.address}chapters/07-flow-matching/")
    expect(page.locator(".md-content article h1")).to_be_visible()


def test_a_server_for_editing_ends_what_a_built_site_left_behind(page, host):
    page.goto(host.address)
    wait_until_ready(page)
    for path in host.folder.rglob("*.html"):
        without = re.sub(r'<link rel="manifest"[^>]*>', "", path.read_text("utf-8"))
        path.write_text(without.replace("<h1", '<h1 data-release="2"'), "utf-8")
    write_unregistering(host.folder)
    page.reload()
    expect(page.locator(NEW_PAGE)).to_be_attached(timeout=BOOT)
    wait_until_nothing_is_kept(page)
