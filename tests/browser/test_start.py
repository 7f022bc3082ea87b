"""Python starts when the page is idle or an answer needs it, with little; a long page costs only what is in sight."""

import pytest
from learner import (
    CALCULATED,
    Held,
    answer,
    ask,
    chapter_path,
    follow,
    host_of,
    open_chapter,
    open_page,
    pythons,
    verdict,
    wait_for_idle,
    wait_for_layout,
    wait_for_python,
    wait_until,
    wait_until_still,
)
from playwright.sync_api import expect

STATISTICS = """from statistics import NormalDist
from math import sqrt
def forward_process(x0, a, e): return NormalDist(sqrt(a) * x0, 1).mean + sqrt(1 - a) * e"""


def asked_for(page, name):
    """Note the requests for a file from now on."""
    asked = []

    def note(request):
        address = request.url.partition("?")[0]
        if address.endswith(name):
            asked.append(request.url)

    page.on("request", note)
    return asked


def test_an_answer_that_needs_python_starts_it_once(page, address, number):
    workers, wasm = asked_for(page, "workbook/worker.js"), asked_for(page, ".wasm")
    host = open_page(page, address, number)
    answer(host, "derive", CALCULATED)
    wait_for_python(page)
    verdict(host, "right")
    # The second request is for the copy that later workers start from; only the first one loads Python.
    assert len(wasm) == 1
    assert len([one for one in page.workers if "workbook/worker.js" in one.url]) == 1
    assert len(workers) <= 2


@pytest.mark.parametrize(
    "costly",
    [
        "navigator.connection, 'saveData', { get: () => true }",
        "navigator.connection, 'effectiveType', { get: () => '3g' }",
        "navigator.connection, 'type', { get: () => 'cellular' }",
        "navigator, 'deviceMemory', { get: () => 1 }",
    ],
)
def test_where_it_costs_the_reader_something_python_waits_for_an_answer_that_needs_it(
    page, address, number, costly
):
    wasm = asked_for(page, ".wasm")
    page.add_init_script(f"Object.defineProperty({costly});")
    host = open_page(page, address, number)
    answer(host, "derive", "0.0793")
    verdict(host, "right")
    wait_for_idle(page)
    assert (wasm, pythons(page)) == ([], [])
    assert ask(host, "derive", CALCULATED).status == "right"
    assert len(wasm) == 1


def test_a_button_that_was_pressed_before_the_scripts_came_does_what_it_says(page, address, book, number):
    scripts = Held(page, "**/workbook/main.js")
    page.goto(address + chapter_path(number), wait_until="commit")
    host = host_of(page, number)
    host.get_by_role("button", name="Another like this").click()
    scripts.let_go()
    expect(host).to_have_attribute("data-variant", "1")


def test_one_python_serves_all_chapters_on_a_way_through_the_dashboard(page, address, number):
    wasm = asked_for(page, ".wasm")
    open_chapter(page, address, number)
    page.evaluate("() => { window.sameVisit = true; }")
    for _ in range(2):
        follow(page, address)
        expect(page.locator("wb-exercise")).to_have_count(0)
        follow(page, address + chapter_path(number))
        expect(host_of(page, number)).to_be_attached()
        wait_for_python(page)
    assert page.evaluate("window.sameVisit"), "a link reloaded the page"
    assert len(wasm) == 1


def test_pages_without_exercises_start_no_python(page, address):
    workers = asked_for(page, "workbook/worker.js")
    page.goto(address)
    expect(page.locator("html")).to_have_attribute("data-python", "idle")
    assert workers == []


def test_the_rest_of_the_library_comes_with_the_first_program_that_could_need_it(page, address, program):
    rest = asked_for(page, "library.zip")
    host = open_chapter(page, address, program)
    plain = "from math import sqrt\ndef forward_process(x0, a, e): return sqrt(a) * x0 + sqrt(1 - a) * e"
    assert ask(host, "build", plain).status == "right"
    assert rest == []
    assert ask(host, "build", STATISTICS).status == "right"
    assert ask(host, "build", STATISTICS).status == "right"
    assert len(rest) == 1


def test_a_link_to_a_place_far_down_leads_there(page, address, book):
    last = book.chapters[0].exercises[-1]
    host = open_page(page, address, last, query="?from=elsewhere#" + last.identifier)
    heading = host.get_by_role("heading").first
    wait_for_layout(page)
    wait_until_still(heading)
    assert 0 <= heading.bounding_box()["y"] < page.viewport_size["height"] / 2


def laid_out(page):
    """Return whether the last part of the page has been laid out although nobody sees it."""
    last = page.locator(".md-content__inner > p").last
    return last.evaluate("(part) => getComputedStyle(part).contentVisibility") == "visible"


def test_what_nobody_sees_is_laid_out_when_python_is_there(page, address, number):
    wasm = Held(page, "**/*.wasm*")
    open_page(page, address, number)
    page.wait_for_function("() => document.documentElement.dataset.python === 'loading'")
    wait_for_idle(page)
    assert not laid_out(page)
    wasm.let_go()
    wait_for_layout(page)


def test_who_scrolls_is_not_kept_waiting_by_python(page, address, number):
    Held(page, "**/*.wasm*")
    host = open_page(page, address, number)
    expect(host).to_have_attribute("data-state", "new")
    page.mouse.wheel(0, 300)
    wait_for_layout(page)


def test_the_contents_lead_to_their_headings_while_python_is_still_on_its_way(page, address, number):
    Held(page, "**/*.wasm*")
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page, address, number)
    page.wait_for_function("() => document.documentElement.dataset.python === 'loading'")
    wait_for_idle(page)
    link = page.locator(".md-nav--secondary .md-nav__link").last
    target = page.locator(f'[id="{link.get_attribute("href").partition("#")[2]}"]')
    link.click()
    wait_until(page, lambda: laid_out(page))
    wait_until_still(target)
    assert 0 <= target.bounding_box()["y"] < 900


def test_the_contents_lead_to_their_headings(page, address, number):
    page.set_viewport_size({"width": 1440, "height": 900})
    open_page(page, address, number)
    wait_for_layout(page)
    links = page.locator(".md-nav--secondary .md-nav__link")
    last = links.last
    target = last.get_attribute("href").partition("#")[2]
    last.click()
    place = page.locator(f'[id="{target}"]')
    expect(place).to_be_in_viewport()
    wait_until_still(place)
    assert 0 <= place.bounding_box()["y"] < 900
