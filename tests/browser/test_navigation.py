"""Going away and coming back: links, history, reload, deep links, a second tab."""

import re

import pytest
from learner import (
    CALCULATED,
    Held,
    answer,
    on_page,
    open_chapter,
    verdict,
    wait_for_idle,
    wait_for_layout,
    wait_until,
)
from playwright.sync_api import expect

FIRST = "signal-fraction"


def exercise_of(book, identifier=FIRST):
    return book.find(identifier)


def test_who_steps_back_before_the_next_page_has_come_is_shown_the_page_of_the_address(page, address, book):
    exercise = exercise_of(book)
    open_chapter(page, address, exercise)
    page.evaluate("() => { window.sameVisit = true; }")
    line = Held(page, "**/01-noise-schedules/")
    ended = []
    page.on("requestfinished", lambda request: ended.append(request.url))
    page.on("requestfailed", lambda request: ended.append(request.url))
    page.locator(".md-footer a.md-footer__link--next").click()
    expect(page).to_have_url(re.compile("01-noise-schedules"))
    page.go_back()
    expect(page).to_have_url(re.compile("00-forward-process"))
    line.let_go()
    wait_until(page, lambda: any("01-noise-schedules" in url for url in ended))
    wait_for_idle(page)
    expect(page.locator(f"[id='{exercise.identifier}']")).to_be_attached()
    assert page.evaluate("() => window.sameVisit"), "the link reloaded the page"


def test_instant_navigation_keeps_python_and_wakes_exercises_again(page, address, book):
    loads = []
    page.on("request", lambda request: loads.append(request.url) if ".wasm" in request.url else None)
    exercise = exercise_of(book)
    host = open_chapter(page, address, exercise)
    page.evaluate("() => { window.sameVisit = true; }")
    count = len(loads)
    page.locator(".md-footer a.md-footer__link--next").click()
    expect(page).to_have_url(re.compile("01-noise-schedules"))
    page.go_back()
    expect(page).to_have_url(re.compile("00-forward-process"))
    assert page.evaluate("() => window.sameVisit"), "the link reloaded the page"
    host = on_page(page, exercise)
    answer(host, "derive", "0.0793")
    verdict(host, "right")
    assert len(loads) == count, "Python was loaded again"


def test_a_reload_keeps_what_was_solved(page, address, book):
    exercise = exercise_of(book)
    host = open_chapter(page, address, exercise)
    answer(host, "derive", "0.0793")
    verdict(host, "right")
    page.reload()
    expect(page.locator(f"#{FIRST}")).to_have_attribute("data-state", "right")
    page.goto(address)
    expect(page.locator("[data-progress=solved]")).to_have_text("1")
    expect(page.locator("[data-streak=current]")).to_have_text("1")
    expect(page.locator("[data-streak=best]")).to_have_text("1")


def test_a_second_tab_learns_of_it_and_neither_forgets(page, context, address, book):
    here, there = exercise_of(book), exercise_of(book, "first-step-alpha")
    host = open_chapter(page, address, here)
    other_page = context.new_page()
    other = open_chapter(other_page, address, there)
    answer(host, "derive", "0.0793")
    verdict(host, "right")
    expect(other_page.locator(f"#{FIRST}")).to_have_attribute("data-state", "right")
    answer(other, "derive", "0.9999")
    verdict(other, "right")
    expect(page.locator("#first-step-alpha")).to_have_attribute("data-state", "right")
    page.goto(address)
    expect(page.locator("[data-progress=solved]")).to_have_text("2")


@pytest.mark.usefixtures("without_python")
def test_a_deep_link_opens_its_variant(page, address, book):
    exercise = exercise_of(book)
    page.goto(f"{address}chapters/00-forward-process/?v=2#{FIRST}")
    host = page.locator(f"#{FIRST}")
    expect(host).to_have_attribute("data-variant", "2")
    given = exercise.checker.variants[2]["alpha_bar"]
    expect(host.locator(".wb-prompt")).to_contain_text(str(given))
    expect(page.locator("#first-step-alpha")).to_have_attribute("data-variant", "0")


@pytest.mark.usefixtures("without_python")
def test_an_unknown_variant_falls_back_to_the_first_and_says_so(page, address):
    page.goto(f"{address}chapters/00-forward-process/?v=99#{FIRST}")
    host = page.locator(f"#{FIRST}")
    expect(host).to_have_attribute("data-variant", "0")
    expect(host).to_contain_text(re.compile("variant", re.IGNORECASE))


def test_a_missing_runtime_is_said_in_a_sentence_and_the_page_stays_readable(page, address, book):
    page.route("**/*.wasm*", lambda route: route.fulfill(status=404))
    page.goto(f"{address}chapters/00-forward-process/")
    host = page.locator(f"#{FIRST}")
    answer(host, "derive", CALCULATED)
    expect(page.locator("html")).to_have_attribute("data-python", "unavailable", timeout=60_000)
    expect(host).to_contain_text(re.compile("Python"))
    host.locator("details[data-reveal] summary").click()
    expect(host.locator("details[data-reveal] p").first).to_be_visible()


def test_the_page_is_complete_without_scripts(browser, address, book):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}chapters/00-forward-process/")
    for exercise in [one for one in book.exercises if one.chapter == 0]:
        host = page.locator(f"#{exercise.identifier}")
        expect(host.locator("h3")).to_contain_text(exercise.number)
        reveal = host.locator("details[data-reveal]")
        reveal.locator("summary").click()
        expect(reveal.locator("p").first).to_be_visible()
    expect(page.locator("math").first).to_be_visible()
    context.close()


def test_a_link_to_a_place_on_the_page_loses_nothing_typed_and_neither_does_the_way_back(page, address):
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{address}chapters/00-forward-process/")
    box = page.locator(f"#{FIRST} input[name=answer]")
    wait_for_layout(page)
    box.fill("0.28")
    before = page.evaluate("scrollY")
    page.locator(".md-nav--secondary .md-nav__link").last.click()
    expect(box).not_to_be_in_viewport()
    expect(box).to_have_value("0.28")
    page.go_back()
    # To the place, or to the heading above it, which the theme has written into the address meanwhile.
    page.wait_for_function("(before) => Math.abs(scrollY - before) < innerHeight", arg=before)
    expect(box).to_have_value("0.28")


def test_the_address_keeps_its_place_and_no_page_takes_over_another_ones(page, address):
    step = f"{address}chapters/04-sampling/#ddim-stride"
    page.goto(step)
    page.set_viewport_size({"width": 1440, "height": 900})
    expect(page.locator("#ddim-stride")).to_be_in_viewport()
    places = []
    for chapter in ("05-guidance", "06-latent-diffusion", "07-flow-matching"):
        # As a reader does: on through the page, and at once to the next.
        page.mouse.wheel(0, 700)
        wait_for_idle(page)
        places.append((page.url, page.evaluate("() => scrollY")))
        page.locator(".md-footer a.md-footer__link--next").dispatch_event("click")
        expect(page).to_have_url(f"{address}chapters/{chapter}/")
        expect(page.locator("h1")).to_be_attached()
        wait_for_idle(page)
        assert page.url == f"{address}chapters/{chapter}/"
    assert places[0][0] == step
    for url, top in reversed(places):
        page.go_back()
        expect(page).to_have_url(url)
        page.wait_for_function("(top) => Math.abs(scrollY - top) < 200", arg=top)
