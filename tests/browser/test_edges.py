"""Lines that are slow or break, files that arrive damaged, too little memory, pages that come back: nothing typed is lost."""

import json
import threading
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from chromium import SHORT_LIVED, find_chromium
from conftest import Handler, profile, serve, watched
from learner import (
    BOOT,
    CALCULATED,
    ENDLESS,
    MISCALCULATED,
    RIGHT,
    WITHOUT_PYTHON,
    WITNESS,
    Held,
    answer,
    ask,
    attempts,
    chapter_path,
    host_of,
    open_chapter,
    open_page,
    program_in,
    python,
    pythons,
    submit,
    verdict,
    wait_for_python,
    wait_until,
    write,
)
from playwright.sync_api import expect

MISSING = "could not be loaded"

# While `cramped` is set, the browser has no memory for the worker's WebAssembly.
LITTLE_MEMORY = """
window.cramped = true;
window.Worker = class extends Worker {
    constructor(address, options) {
        const cramped = `import ${JSON.stringify(String(address))};
            WebAssembly.instantiate = async () => { throw new RangeError("Out of memory: Cannot allocate Wasm memory"); };`;
        const script = URL.createObjectURL(new Blob([cramped], { type: "text/javascript" }));
        super(window.cramped && !String(address).includes("search") ? script : address, options);
    }
};
"""


# --- files that arrive damaged ---


def missing(handler, content):
    handler.send_error(404)


def cut_short(handler, content):
    send(handler, content[: len(content) // 2])


def altered(handler, content):
    middle = len(content) // 2
    send(handler, content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :])


def send(handler, content, in_pieces=None):
    """Send a file as GitHub Pages does, which lets browsers keep it for ten minutes; or in pieces, each when it is due."""
    handler.send_response(200)
    handler.send_header("Content-Type", handler.guess_type(handler.path.partition("?")[0]))
    handler.send_header("Content-Length", str(len(content)))
    handler.send_header("Cache-Control", "max-age=600")
    handler.end_headers()
    due, size = in_pieces or (None, len(content))
    for start in range(0, len(content), size):
        if due:
            due.acquire()
        handler.wfile.write(content[start : start + size])


class Line:
    """A server whose answers a test decides: by the name of a file, what is done to each of its next answers.

    Attributes:
        planned: Functions that answer the next requests for a file; afterwards it arrives as it is.
        asked: For each request its file, and whether it would not take a copy from the browser's cache.
    """

    def __init__(self, site):
        self.planned = {}
        self.asked = []
        line = self

        class Planned(Handler):
            def do_GET(self):  # noqa: N802
                path = Path(self.translate_path(self.path))
                content = path.read_bytes() if path.is_file() else b""
                afresh = "again=" in self.path or self.headers.get("Cache-Control") == "no-cache"
                line.asked.append((path.name, afresh))
                plan = line.planned.get(path.name)
                if plan:
                    plan.pop(0)(self, content)
                elif "/assets/" in self.path:
                    send(self, content)
                else:
                    super().do_GET()

        self.server, self.address = serve(site, Planned)

    def requests(self, name):
        return [afresh for asked, afresh in self.asked if asked == name]


@pytest.fixture
def line(site):
    line = Line(site)
    yield line
    line.server.shutdown()
    line.server.server_close()


@pytest.fixture
def visitor(browser, line):
    with profile(browser, line.address) as context:
        yield context.new_page()


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        ("worker.js", missing),
        ("worker.js", cut_short),
        ("pyodide-lock.json", missing),
        ("pyodide-lock.json", cut_short),
        ("pyodide.asm.wasm", missing),
        ("pyodide.asm.wasm", cut_short),
        ("pyodide.asm.wasm", altered),
        ("python_stdlib.zip", cut_short),
        ("checkers.zip", altered),
        ("pyodide.asm.mjs", altered),
        ("pyodide.mjs", missing),
    ],
)
def test_a_file_that_arrives_damaged_is_fetched_once_more_without_a_word(visitor, line, number, name, damage):
    line.planned[name] = [damage]
    visitor.add_init_script(WITNESS)
    host = open_page(visitor, line.address, number)
    answer(host, "derive", CALCULATED)
    verdict(host, "right")
    assert line.requests(name)[:2] == [False, True]
    assert "unavailable" not in visitor.evaluate("() => window.states")
    # What had arrived whole was not asked for again.
    again = {asked for asked, afresh in line.asked if afresh}
    assert again - {name, "pyodide-lock.json"} == set()


@pytest.mark.parametrize("name", ["worker.js", "pyodide-lock.json", "pyodide.asm.wasm", "checkers.zip"])
def test_a_file_that_stays_damaged_is_told_in_a_sentence_and_another_try_judges_what_waits(
    visitor, line, number, book, name
):
    line.planned[name] = [cut_short, cut_short]
    host = open_page(visitor, line.address, number)
    other = host_of(visitor, book.find("first-step-alpha"))
    answer(host, "derive", CALCULATED)
    answer(other, "derive", MISCALCULATED)
    expect(python(visitor)).to_have_attribute("data-python", "unavailable", timeout=BOOT)
    for waiting in (host, other):
        expect(waiting).to_contain_text(MISSING)
        expect(waiting.get_by_role("button", name="Try again")).to_be_visible()
    expect(host.locator("input[name=answer]")).to_have_value(CALCULATED)
    host.get_by_role("button", name="Try again").click()
    verdict(host, "right")
    verdict(other, "wrong")


def test_parts_of_two_releases_are_told_apart_by_the_newest_list(visitor, line, number):
    """As after a release, when a cache still has the list of the one before."""

    def stale(handler, content):
        lock = json.loads(content)
        lock["parts"]["checkers.zip"] = {"size": 1, "sha256": "0" * 64}
        send(handler, json.dumps(lock).encode())

    line.planned["pyodide-lock.json"] = [stale]
    host = open_page(visitor, line.address, number)
    answer(host, "derive", CALCULATED)
    verdict(host, "right")
    assert line.requests("pyodide-lock.json") == [False, True]
    assert line.requests("pyodide.asm.wasm") == [False]


# --- a slow line ---


def test_on_a_slow_line_the_bar_moves_and_every_answer_is_judged_in_the_end(
    visitor, line, number, program, book
):
    choice = book.find("snr-halfway")
    due = threading.Semaphore(0)
    line.planned["pyodide.asm.wasm"] = [
        lambda handler, content: send(handler, content, in_pieces=(due, len(content) // 4 + 1))
    ]
    host = open_page(visitor, line.address, number)
    coding, choosing = host_of(visitor, program), host_of(visitor, choice)
    answer(host, "derive", CALCULATED)
    bar = host.get_by_role("progressbar")
    shown = 0.0
    for act in (
        lambda: answer(coding, "build", RIGHT),
        lambda: answer(choosing, "trace", str(choice.checker.right)),
        lambda: answer(host, "derive", f" {CALCULATED}"),
    ):
        due.release()
        visitor.wait_for_function("([bar, shown]) => bar.position > shown", arg=[bar.element_handle(), shown])
        shown = bar.evaluate("(bar) => bar.position")
        act()
    assert 0.5 < shown < 1
    due.release()
    for waiting in (host, coding, choosing):
        verdict(waiting, "right")


def test_an_answer_given_before_the_scripts_have_come_is_judged_too(page, address, number):
    scripts = Held(page, "**/assets/workbook/main.js")
    page.goto(address + chapter_path(number), wait_until="commit")
    host = host_of(page, number)
    answer(host, "derive", CALCULATED)
    scripts.let_go()
    verdict(host, "right")
    assert "answer=" not in page.url


@pytest.mark.usefixtures("without_python")
def test_a_program_typed_before_the_scripts_have_come_is_kept(page, address, program):
    scripts = Held(page, "**/assets/workbook/main.js")
    page.goto(address + chapter_path(program), wait_until="commit")
    host = host_of(page, program)
    host.locator("textarea").fill("early = 1")
    scripts.let_go()
    assert program_in(host) == "early = 1"


# --- a worker that dies, and too little memory ---


def test_too_little_memory_is_told_and_another_try_judges_the_answer(page, address, number):
    page.add_init_script(LITTLE_MEMORY)
    host = open_page(page, address, number)
    answer(host, "derive", CALCULATED)
    expect(python(page)).to_have_attribute("data-python", "unavailable", timeout=BOOT)
    expect(host).to_contain_text("too little free memory")
    page.evaluate("() => { window.cramped = false; }")
    host.get_by_role("button", name="Try again").click()
    verdict(host, "right")


def test_a_worker_that_dies_while_it_starts_is_told_and_another_try_judges_the_answer(page, address, number):
    line = Held(page, "**/*.wasm*")
    host = open_page(page, address, number)
    answer(host, "derive", CALCULATED)
    expect(host.get_by_role("progressbar")).to_be_visible()
    page.wait_for_function("() => document.querySelector('wb-exercise progress')?.position > 0")
    pythons(page)[0].evaluate("() => { setTimeout(() => { throw new Error('gone'); }); }")
    expect(host).to_contain_text(MISSING)
    line.let_go()
    host.get_by_role("button", name="Try again").click()
    verdict(host, "right")


def test_a_number_at_which_the_worker_vanishes_is_judged_by_the_next_one(page, address, number):
    page.clock.install()
    host = open_chapter(page, address, number)
    pythons(page)[0].evaluate("() => self.close()")
    # Whoever types may be asking what the box reads, which is not waited for as long.
    host.get_by_role("textbox").evaluate("(box, text) => { box.value = text; }", CALCULATED)
    host.get_by_role("button", name="Check").click()
    expect(python(page)).to_have_attribute("data-python", "busy")
    page.clock.fast_forward(60_000)
    verdict(host, "right")
    assert attempts(page, number) == 0


def test_a_program_is_stopped_and_the_next_one_judged_although_the_network_has_gone(page, address, program):
    page.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { get: () => 1 });")
    host = open_page(page, address, program)
    host.scroll_into_view_if_needed()
    host.locator(".cm-content").wait_for()
    assert ask(host, "build", RIGHT).status == "right"
    page.context.set_offline(True)
    page.route("**/*", lambda route: route.abort())
    write(host, ENDLESS)
    submit(host, "build")
    host.get_by_role("button", name="Stop").click()
    verdict(host, "unreadable", "stopped")
    assert ask(host, "build", RIGHT).status == "right"


# --- pages that come back ---


def test_a_page_from_the_back_forward_cache_judges_on(playwright, address, number, tmp_path):
    opened = playwright.chromium.launch_persistent_context(
        tmp_path,
        executable_path=find_chromium(playwright),
        args=list(SHORT_LIVED),
        ignore_default_args=["--disable-back-forward-cache"],
        reduced_motion="reduce",
        # One that starts meanwhile takes the pages over, and Chromium drops those that wait.
        service_workers="block",
    )
    with watched(opened, address.partition("/diffusion")[0]) as context:
        page = context.pages[0]
        page.add_init_script(
            """addEventListener("pageshow", (event) => { window.persisted = event.persisted; });
            addEventListener("pagehide", () => { delete window.persisted; });"""
        )

        def kept() -> bool:
            """Leave with an unfinished answer and come back; a browser that is busy may drop a page all the same."""
            host = open_chapter(page, address, number)
            assert ask(host, "derive", MISCALCULATED).status == "wrong"
            host.locator("input[name=answer]").fill(CALCULATED)
            page.goto(address + "answers/")
            # A page that comes back is not loaded again.
            page.go_back(wait_until="commit")
            page.wait_for_function("() => window.persisted !== undefined")
            return page.evaluate("() => window.persisted")

        assert any(kept() for _ in range(5))
        host = host_of(page, number)
        expect(host.locator("input[name=answer]")).to_have_value(CALCULATED)
        submit(host, "derive")
        verdict(host, "right")


def test_a_worker_lost_in_the_back_forward_cache_is_replaced(page, address, number):
    page.clock.install()
    host = open_chapter(page, address, number)
    [lost] = pythons(page)
    lost.evaluate("() => self.close()")
    page.evaluate("() => dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    page.clock.fast_forward(10_000)
    wait_until(page, lambda: pythons(page) not in ([], [lost]))
    assert ask(host, "derive", CALCULATED).status == "right"


@contextmanager
def tab(playwright, folder, address):
    """A browser of its own, which ends; its profile stays."""
    opened = playwright.chromium.launch_persistent_context(
        folder, executable_path=find_chromium(playwright), args=list(SHORT_LIVED), reduced_motion="reduce"
    )
    with watched(opened, address.partition("/diffusion")[0]) as context:
        yield context.pages[0]


def test_a_tab_restored_after_a_day_has_its_states_its_draft_and_no_verdict(
    playwright, address, number, program, book, tmp_path
):
    today = datetime(2026, 11, 25, 21, 0)
    with tab(playwright, tmp_path, address) as page:
        page.clock.set_fixed_time(today)
        host = open_chapter(page, address, number)
        assert ask(host, "derive", CALCULATED).status == "right"
        write(host_of(page, program), "half = 1")
        expect(host_of(page, program).locator(".cm-content")).to_contain_text("half = 1")
        page.add_init_script(WITHOUT_PYTHON)
        page.reload()
        other = host_of(page, book.find("first-step-alpha"))
        answer(other, "derive", MISCALCULATED)
        expect(other).to_contain_text("still loading")
    with tab(playwright, tmp_path, address) as page:
        page.clock.set_fixed_time(today + timedelta(days=1))
        host = open_page(page, address, number)
        expect(host).to_have_attribute("data-state", "right")
        assert program_in(host_of(page, program)) == "half = 1"
        wait_for_python(page)
        # The answer that waited was never judged: it counts for nothing, and nothing waits.
        other = host_of(page, book.find("first-step-alpha"))
        expect(other).to_have_attribute("data-state", "new")
        expect(other.locator("output.wb-verdict")).to_be_empty()
        expect(other).not_to_contain_text("still loading")
        assert ask(other, "derive", "0.9999").status == "right"
        page.goto(address)
        expect(page.locator("[data-progress=solved]")).to_have_text("2")
        expect(page.locator("[data-streak=current]")).to_have_text("2")


# --- paper ---


def test_on_paper_no_bar_no_button_and_no_opened_answer_while_python_loads(page, address, number):
    line = Held(page, "**/*.wasm*")
    host = open_page(page, address, number)
    answer(host, "derive", CALCULATED)
    expect(host.get_by_role("progressbar")).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_role("progressbar")).to_have_count(0)
    exercises = page.locator("wb-exercise")
    expect(exercises.get_by_role("button").and_(page.locator(":visible"))).to_have_count(0)
    for place in range(exercises.count()):
        expect(exercises.nth(place).locator("h3")).to_be_visible()
        expect(exercises.nth(place).locator(".wb-prompt")).to_be_visible()
    expect(page.locator("details[data-reveal][open]")).to_have_count(0)
    assert page.pdf().startswith(b"%PDF")
    page.emulate_media(media="screen")
    expect(host.get_by_role("progressbar")).to_be_visible()
    line.let_go()
    verdict(host, "right")
    expect(host).to_have_attribute("data-state", "right")
