"""Python's worker comes late, dies, is ended and replaced; no answer is lost, and none is asked for twice."""

import re

from learner import (
    BOOT,
    CALCULATED,
    ENDLESS,
    MISCALCULATED,
    RIGHT,
    WITNESS,
    Held,
    answer,
    ask,
    attempts,
    follow,
    host_of,
    on_page,
    open_chapter,
    open_page,
    python,
    pythons,
    submit,
    verdict,
    wait_for_python,
    write,
)
from playwright.sync_api import expect


def run_on(host):
    """Start a program that never ends, and wait until it runs."""
    host.locator(".cm-content").wait_for()
    write(host, ENDLESS)
    submit(host, "build")
    expect(host.get_by_role("button", name="Stop")).to_be_visible()


# --- Python comes late ---


def test_answers_given_while_python_loads_are_judged_when_it_is_there(page, address, number, book):
    large, small = Held(page, "**/*.wasm*"), Held(page, "**/python_stdlib.zip")
    host = open_page(page, address, number)
    other = host_of(page, book.find("first-step-alpha"))
    answer(host, "derive", CALCULATED)
    answer(other, "derive", MISCALCULATED)
    for waiting in (host, other):
        expect(waiting).to_contain_text("still loading")
        expect(waiting.get_by_role("progressbar")).to_be_visible()
    expect(python(page)).to_have_attribute("data-python", "loading")
    # What has come so far is shown, and it is not everything.
    small.let_go()
    page.wait_for_function("() => document.querySelector('wb-exercise progress')?.position > 0")
    assert host.get_by_role("progressbar").evaluate("(bar) => bar.position") < 1
    large.let_go()
    verdict(host, "right")
    verdict(other, "wrong")
    for waiting in (host, other):
        expect(waiting.get_by_role("progressbar")).to_have_count(0)
        expect(waiting).not_to_contain_text("still loading")


def test_of_two_answers_given_while_python_loads_the_last_one_counts(page, address, number):
    line = Held(page, "**/*.wasm*")
    host = open_page(page, address, number)
    answer(host, "derive", MISCALCULATED)
    answer(host, "derive", CALCULATED)
    line.let_go()
    verdict(host, "right")
    expect(host).to_have_attribute("data-state", "right")
    assert attempts(page, number) == 0


def test_when_python_could_not_be_loaded_another_try_judges_the_waiting_answer(page, address, number):
    page.route("**/*.wasm*", lambda route: route.abort())
    host = open_page(page, address, number)
    answer(host, "derive", CALCULATED)
    expect(python(page)).to_have_attribute("data-python", "unavailable", timeout=BOOT)
    expect(host).to_contain_text("could not be loaded")
    page.unroute("**/*.wasm*")
    host.get_by_role("button", name="Try again").click()
    verdict(host, "right")
    expect(host.get_by_role("button", name="Try again")).to_have_count(0)


# --- a program is ended ---


def test_answers_to_other_exercises_wait_for_the_program_and_survive_its_end(page, address, program, number):
    host = open_chapter(page, address, program)
    run_on(host)
    other = host_of(page, number)
    answer(other, "derive", CALCULATED)
    expect(other.locator("output")).to_be_empty()
    host.get_by_role("button", name="Stop").click()
    verdict(host, "unreadable", "stopped")
    verdict(other, "right")


def test_an_answer_survives_the_time_limit_of_a_program_before_it(page, address, program, number):
    page.clock.install()
    host = open_chapter(page, address, program)
    run_on(host)
    other = host_of(page, number)
    answer(other, "derive", MISCALCULATED)
    page.clock.fast_forward(5000)
    verdict(host, "unreadable", "time-limit")
    verdict(other, "wrong")
    assert attempts(page, number) == 1


def test_with_a_spare_the_page_answers_on_at_once(page, address, program):
    page.add_init_script(WITNESS)
    host = open_chapter(page, address, program)
    assert ask(host, "build", RIGHT).status == "right"
    expect_started(page, 2)
    run_on(host)
    page.evaluate("() => { window.states.length = 0; }")
    host.get_by_role("button", name="Stop").click()
    verdict(host, "unreadable", "stopped")
    assert ask(host, "build", RIGHT).status == "right"
    assert set(page.evaluate("() => window.states")) == {"ready", "busy"}
    # The next one is prepared meanwhile.
    expect_started(page, 3)


def test_a_device_with_little_memory_gets_no_spare_and_says_that_it_waits(page, address, program):
    page.add_init_script("Object.defineProperty(navigator, 'deviceMemory', { get: () => 2 });")
    page.add_init_script(WITNESS)
    host = open_chapter(page, address, program)
    assert ask(host, "build", RIGHT).status == "right"
    run_on(host)
    assert len(pythons(page)) == 1
    host.get_by_role("button", name="Stop").click()
    verdict(host, "unreadable", "stopped")
    assert ask(host, "build", RIGHT).status == "right"
    assert "stopped" in page.evaluate("() => window.states")
    assert page.evaluate("() => window.started") == 2


# --- a worker dies ---


def test_an_idle_worker_that_dies_is_replaced_before_the_next_answer(page, address, number):
    page.add_init_script(WITNESS)
    host = open_chapter(page, address, number)
    pythons(page)[0].evaluate("() => { setTimeout(() => { throw new Error('out of memory'); }); }")
    expect_started(page, 2)
    wait_for_python(page)
    assert ask(host, "derive", CALCULATED).status == "right"
    assert "stopped" in page.evaluate("() => window.states")


def test_a_worker_that_vanishes_without_a_word_is_noticed_and_the_answer_not_counted(page, address, program):
    page.clock.install()
    host = open_chapter(page, address, program)
    pythons(page)[0].evaluate("() => self.close()")
    host.locator(".cm-content").wait_for()
    answer(host, "build", RIGHT)
    expect(python(page)).to_have_attribute("data-python", "busy")
    page.clock.fast_forward(60_000)
    verdict(host, "unreadable", "crashed")
    wait_for_python(page)
    assert ask(host, "build", RIGHT).status == "right"
    assert attempts(page, program) == 0


def test_a_spare_that_dies_is_not_missed(page, address, number):
    page.add_init_script(WITNESS)
    host = open_chapter(page, address, number)
    assert ask(host, "derive", MISCALCULATED).status == "wrong"
    expect_started(page, 2)
    page.evaluate("() => { window.states.length = 0; }")
    spare = pythons(page)[1]
    with spare.expect_event("close"):
        spare.evaluate("() => { setTimeout(() => { throw new Error('out of memory'); }); }")
    assert ask(host, "derive", CALCULATED).status == "right"
    assert "stopped" not in page.evaluate("() => window.states")


KEPT_AFTER = {
    "right": RIGHT,
    "math": "import math as m\nprint(m.pi)",
    "own names": "def forward_process(x0, a, e):\n    f_0 = a ** 0.5\n    return f_0 * x0 + (1 - a) ** 0.5 * e",
}
ENDED_AFTER = {
    "another module": "import sys",
    "second import": "from math import sqrt; import gc",
    "underscores": "print.__self__",
    "frames": "walk = (one for one in [1]).gi_frame.f_back",
}


def test_a_worker_is_kept_after_programs_that_reach_for_nothing_of_python(page, address, program):
    page.add_init_script(WITNESS)
    host = open_chapter(page, address, program)
    ask(host, "build", RIGHT)
    expect_started(page, 2)
    for text in (*KEPT_AFTER.values(), RIGHT):
        ask(host, "build", text)
    assert page.evaluate("() => window.started") == 2
    # Each of these costs the worker, the spare takes over, and another one gets ready.
    for place, (name, text) in enumerate(ENDED_AFTER.items()):
        ask(host, "build", text)
        expect_started(page, 3 + place)
        assert ask(host, "build", RIGHT).status == "right", name


def expect_started(page, count):
    page.wait_for_function("(count) => window.started === count", arg=count, timeout=BOOT)


# --- leaving the page meanwhile ---


def test_another_page_can_answer_while_a_program_of_the_last_one_still_runs(page, address, program, book):
    page.clock.install()
    host = open_chapter(page, address, program)
    run_on(host)
    elsewhere = book.find("single-pixel-loss")
    follow(page, address + "chapters/02-ddpm-loss/")
    other = host_of(page, elsewhere)
    other.wait_for()
    answer(other, "derive", "2 apples")
    page.clock.fast_forward(5000)
    verdict(other, "unreadable")
    follow(page, address + "chapters/00-forward-process/")
    again = on_page(page, program)
    expect(again.locator("output")).to_be_empty()
    expect(again.get_by_role("button", name=re.compile("Stop"))).to_have_count(0)
    expect(again.locator(".cm-content")).to_contain_text("while True")
