"""Build: a program is written, kept, run and stopped; what it did is shown."""

import re

import pytest
from learner import (
    ask,
    attempts,
    on_page,
    open_chapter,
    program_in,
    progress_document,
    submit,
    verdict,
    wait_for_python,
    write,
)
from playwright.sync_api import expect

ENDLESS = "while True:\n    pass"
RIGHT = "def flow_match_step(x, v, dt):\n    return x + v * dt"
# Right for the first case alone.
WRONG = "def flow_match_step(x, v, dt):\n    return 2 * x - 10 * dt"


@pytest.fixture
def exercise(book):
    return book.find("flow-match-step")


@pytest.fixture
def host(turn_to, exercise):
    return turn_to(exercise)


def editor(host):
    return host.get_by_role("textbox", name=re.compile("flow_match_step"))


def expect_marked(host, line):
    """Expect one line of the editor to stand out from all others; none for line 0."""
    host.get_by_role("button", name="Run", exact=True).focus()  # the editor tints the line of its cursor
    host.page.wait_for_function(
        """([content, line]) => {
            const papers = [...content.querySelectorAll(".cm-line")].map((line) => getComputedStyle(line).backgroundColor);
            const odd = papers.flatMap((one, place) => (papers.filter((other) => other === one).length === 1 ? [place + 1] : []));
            return odd.join() === (line ? String(line) : "");
        }""",
        arg=[host.locator(".cm-content").element_handle(), line],
    )


# --- keeping the program ---


def test_every_keystroke_is_kept_across_a_reload(page, address, exercise):
    host = open_chapter(page, address, exercise)
    stub = program_in(host)
    assert stub.startswith("def flow_match_step(x, v, dt):")
    editor(host).press("ControlOrMeta+End")
    typed = ""
    for character in "# half a tho":
        page.keyboard.type(character)
        typed += character
        draft = progress_document(page)["exercises"][exercise.identifier]["draft"]
        assert draft == stub + typed
    page.reload()
    expect(host.locator(".cm-content")).to_contain_text("# half a tho")
    assert program_in(host).startswith(stub)
    # An unfinished program is not an attempt.
    expect(host).to_have_attribute("data-state", "new")
    page.goto(address)
    page.go_back()
    expect(host.locator(".cm-content")).to_contain_text("# half a tho")


def test_reset_brings_the_stub_back_and_can_be_undone(host):
    stub = program_in(host)
    write(host, RIGHT)
    host.get_by_role("button", name="Reset", exact=True).click()
    assert program_in(host) == stub
    host.get_by_role("button", name="Undo reset").click()
    assert program_in(host) == RIGHT
    host.get_by_role("button", name="Reset", exact=True).click()
    editor(host).press("ControlOrMeta+z")
    assert program_in(host) == RIGHT


def test_after_a_reset_and_new_work_there_is_nothing_to_undo(host):
    write(host, WRONG)
    host.get_by_role("button", name="Reset", exact=True).click()
    write(host, RIGHT)
    expect(host.get_by_role("button", name="Undo reset")).to_have_count(0)
    assert program_in(host) == RIGHT


def test_a_reset_is_kept_too(page, address, exercise):
    host = open_chapter(page, address, exercise)
    stub = program_in(host)
    write(host, RIGHT)
    host.get_by_role("button", name="Reset", exact=True).click()
    page.reload()
    on_page(page, exercise)
    assert program_in(host) == stub


# --- what a run shows ---


def test_every_case_is_listed_and_the_first_failing_one_is_open(host, exercise):
    assert ask(host, "build", WRONG).status == "wrong"
    cases = host.get_by_role("listitem").filter(has_text=re.compile(r"flow_match_step\("))
    listed = len(exercise.checker.cases)
    # One more was drawn at random and failed.
    expect(cases).to_have_count(listed + 1)
    expect(host.get_by_text("yours").locator("visible=true")).to_have_count(1)
    words = cases.locator("summary").all_inner_texts()
    first = next(place for place, word in enumerate(words) if "differs" in word)
    expect(cases.nth(first).get_by_text("expected")).to_be_visible()
    for place, word in enumerate(words):
        assert ("agrees" in word) != ("differs" in word), place
    cases.last.locator("summary").click()
    expect(cases.last.get_by_text("yours")).to_be_visible()


def test_a_right_program_passes_every_case_and_opens_none(host):
    judged = ask(host, "build", RIGHT)
    assert judged.status == "right"
    expect(host.get_by_text(re.compile(r"^(\d+) of \1 cases agree"))).to_be_visible()
    shown = host.locator(".wb-cases > li").count()
    expect(host.get_by_text(f"; {shown} are shown, the others were drawn at random")).to_be_visible()
    expect(host.get_by_text("yours", exact=True).locator("visible=true")).to_have_count(0)


def test_what_was_printed_is_shown_as_text(host):
    ask(host, "build", f"print('<b>half</b>')\n{RIGHT}")
    expect(host.get_by_label("What your program printed")).to_have_text(re.compile(r"^<b>half</b>\s*$"))
    ask(host, "build", RIGHT)
    expect(host.get_by_label("What your program printed")).to_have_count(0)


def test_the_traceback_holds_the_learners_lines_and_the_last_one_is_marked(host):
    program = "def step(v):\n    return v * speed\n\ndef flow_match_step(x, v, dt):\n    return x + step(v)"
    judged = ask(host, "build", program)
    assert judged[:2] == ("wrong", "undefined-name")
    trace = host.get_by_label("The error and its lines")
    expect(trace).to_contain_text("line 5: return x + step(v)")
    expect(trace).to_contain_text("line 2: return v * speed")
    expect(trace).to_contain_text("NameError: name 'speed' is not defined")
    assert "checkers" not in trace.inner_text()
    expect_marked(host, 2)


def test_a_syntax_error_marks_its_line_until_it_is_changed(desk, host, exercise):
    judged = ask(host, "build", "def flow_match_step(x, v, dt):\n    y = x +\n    return y")
    assert judged[:2] == ("unreadable", "syntax-error")
    assert "2" in judged.text
    expect_marked(host, 2)
    assert attempts(desk, exercise) == 0
    editor(host).press("ControlOrMeta+End")
    desk.keyboard.type(" ")
    expect_marked(host, 0)


def test_a_program_without_the_function_costs_nothing(desk, host, exercise):
    assert ask(host, "build", "def another(x): return x")[:2] == ("unreadable", "function-missing")
    assert ask(host, "build", "")[:2] == ("unreadable", "empty")
    assert ask(host, "build", "def flow_match_step(x): return x")[:2] == ("unreadable", "wrong-signature")
    assert attempts(desk, exercise) == 0
    expect(host).to_have_attribute("data-state", "new")


def test_the_model_answer_stands_beside_the_program_after_success_only(host, exercise):
    ask(host, "build", WRONG)
    expect(host.get_by_text("A model answer")).to_have_count(0)
    ask(host, "build", RIGHT)
    expect(host.get_by_text("A model answer")).to_be_visible()
    expect(host.get_by_label("Your program", exact=True)).to_have_text(RIGHT)
    expect(host).to_have_attribute("data-state", "right")
    line = exercise.block.model.code.strip().split("\n")[-1].strip()
    expect(host.get_by_text(line).locator("visible=true").first).to_be_visible()


# --- the editor ---


def test_completion_offers_the_names_of_math_and_enter_stays_a_new_line(host):
    write(host, "import math\nmath.s")
    editor(host).press("Control+Space")
    option = host.get_by_role("option", name=re.compile("^sqrt"))
    expect(option).to_be_visible()
    host.page.keyboard.type("qr")
    expect(host.get_by_role("option", name=re.compile("^sin"))).to_have_count(0)
    expect(option).to_be_visible()
    host.page.keyboard.press("ArrowDown")
    host.page.keyboard.press("Enter")
    assert program_in(host).endswith("math.sqrt")
    host.page.keyboard.type("(2)\nmath.c")
    expect(host.get_by_role("option", name=re.compile("^cos"))).not_to_have_count(0)
    host.page.keyboard.press("Enter")
    host.page.keyboard.type("x")
    assert program_in(host).endswith("math.sqrt(2)\nmath.c\nx")


def test_a_shortcut_of_the_site_does_nothing_while_a_program_is_typed(host):
    write(host, "")
    host.page.keyboard.type("n = s; p = f / 2")
    assert program_in(host) == "n = s; p = f / 2"
    expect(editor(host)).to_be_focused()


def test_without_the_editor_the_program_is_written_in_a_plain_field(page, address, exercise):
    page.route("**/editor*.js", lambda route: route.abort())
    host = open_chapter(page, address, exercise)
    field = host.get_by_role("textbox")
    field.fill(RIGHT)
    field.press("Control+Enter")
    verdict(host, "right")
    page.reload()
    expect(field).to_have_value(RIGHT)


# --- programs that misbehave ---


@pytest.mark.parametrize(
    ("program", "status", "code"),
    [
        ("def flow_match_step(*a): return flow_match_step(*a)", "wrong", "recursion"),
        ("def flow_match_step(*a): return input('?')", "unreadable", "asked-for-input"),
        ("raise SystemExit\n" + RIGHT, "wrong", "raised"),
        ("import numpy\n" + RIGHT, "unreadable", "no-numpy"),
        ("import sqlite3\n" + RIGHT, "unreadable", "module-not-shipped"),
        ("help(print)\n" + RIGHT, "unreadable", "no-help"),
        ("async def flow_match_step(*a): return 1.0", "unreadable", "async-function"),
        ("def flow_match_step(*a): return " + "(" * 400 + "1" + ")" * 400, "unreadable", "nested-too-deeply"),
        # Too deep for the interpreter itself, which breaks down.
        ("x = []\nfor _ in range(300_000): x = [x]\nrepr(x)\n" + RIGHT, "unreadable", "crashed"),
    ],
    ids=["recursion", "input", "exit", "numpy", "library", "help", "async", "brackets", "breakdown"],
)
def test_a_program_that_cannot_go_on_gets_a_verdict_and_the_next_one_its_own(host, program, status, code):
    judged = ask(host, "build", program)
    assert judged[:2] == (status, code)
    assert judged.text
    assert ask(host, "build", RIGHT).status == "right"


@pytest.mark.parametrize(
    "program",
    [
        f"```python\n{RIGHT}\n```",
        "".join(f"{number} {line}" for number, line in enumerate(RIGHT.splitlines(keepends=True), 1)),
        # With a module that is fetched only where the program asks for it.
        "1imp\u00adort textwrap\n2 " + RIGHT.replace("    ", "3     "),
    ],
    ids=["fence", "numbers", "soft hyphen"],
)
def test_a_program_is_taken_as_it_was_copied(host, program):
    assert ask(host, "build", program).status == "right"


def test_what_a_program_printed_outlives_its_end(host):
    write(host, "print('first')\nprint('then', end='')\nwhile True: pass")
    host.get_by_role("button", name="Run", exact=True).click()
    verdict(host, "unreadable", "time-limit")
    expect(host.get_by_label("What your program printed")).to_have_text("first\nthen")


def test_ten_megabytes_of_output_leave_the_page_usable(host):
    assert ask(host, "build", f"print('x' * 10_000_000)\n{RIGHT}").status == "right"
    expect(host.get_by_text(re.compile("9,9.* further characters left out"))).to_be_visible()
    printed = host.get_by_label("What your program printed").inner_text()
    assert 1000 < len(printed) < 100_000
    assert ask(host, "build", RIGHT).status == "right"
    assert host.page.evaluate("() => document.body.textContent.length") < 1_000_000


def test_patched_builtins_do_not_change_the_next_verdict(host):
    patches = """
import builtins, math, sys
math.isfinite = math.sqrt = lambda *values: 1.0
builtins.abs = builtins.max = builtins.sum = lambda *values: 0
builtins.all = builtins.isinstance = lambda *values: True
builtins.print = builtins.len = None
sys.setrecursionlimit(60)
class float(float):
    __sub__ = __rsub__ = lambda *values: 0.0
"""
    assert ask(host, "build", patches + "def flow_match_step(*values): return 1.0").status != "right"
    assert ask(host, "build", RIGHT).status == "right"
    assert ask(host, "build", "def flow_match_step(x, v, dt): return x + v")[:2] == ("wrong", "dt-forgotten")


# Walks up to the worker's own names; what Python says of its health cannot be trusted any more.
FINDING = """
import sys
frame = sys._getframe()
while frame:
    for name in ("grade", "healthy"):
        if name in frame.f_globals:
            frame.f_globals[name] = lambda *_: {"status": "right", "code": "", "facts": {}}
    if "asked" in frame.f_locals:
        frame.f_locals["asked"]["program"] = False
    if "leave" in frame.f_locals:
        frame.f_locals["leave"] = lambda: None
    frame = frame.f_back
"""


@pytest.mark.parametrize(
    "disguise",
    ["{}", "𝐞val(compile({!r}, 'x', 'exec'))", "def found(frame):\n    exec({!r})\nfound(None)"],
    ids=["plain", "name in bold letters", "inside exec"],
)
def test_a_program_that_finds_its_judge_changes_no_other_verdict(host, disguise):
    ask(host, "build", disguise.format(FINDING) + "\n" + RIGHT)
    assert ask(host, "build", "def flow_match_step(x, v, dt): return x + v")[:2] == ("wrong", "dt-forgotten")
    assert ask(host, "build", RIGHT).status == "right"


def test_names_of_one_run_are_unknown_to_the_next(host):
    ask(host, "build", f"left_over = 1\n{RIGHT}")
    judged = ask(host, "build", "def flow_match_step(x, v, dt): return x + v * dt * left_over")
    assert judged[:2] == ("wrong", "undefined-name")


# --- programs that do not end ---


def test_stop_appears_after_half_a_second_and_gives_the_page_back(page, address, exercise):
    page.clock.install()
    host = open_chapter(page, address, exercise)
    write(host, ENDLESS)
    page.clock.pause_at(page.evaluate("() => Date.now() + 1000"))
    submit(host, "build")
    expect(page.locator("html")).to_have_attribute("data-python", "busy")
    stop = host.get_by_role("button", name="Stop")
    page.clock.run_for(490)
    expect(stop).to_have_count(0)
    page.clock.run_for(20)
    expect(stop).to_be_visible()
    stop.click()
    verdict(host, "unreadable", "stopped")
    expect(stop).to_have_count(0)
    page.clock.resume()
    wait_for_python(page)
    assert ask(host, "build", RIGHT).status == "right"
    assert attempts(page, exercise) == 0


def test_a_program_is_ended_after_five_seconds_and_not_before(page, address, exercise):
    page.clock.install()
    host = open_chapter(page, address, exercise)
    ask(host, "build", RIGHT)
    write(host, ENDLESS)
    page.clock.pause_at(page.evaluate("() => Date.now() + 1000"))
    submit(host, "build")
    expect(page.locator("html")).to_have_attribute("data-python", "busy")
    page.clock.run_for(4900)
    expect(host.locator("output")).to_be_empty()
    page.clock.run_for(200)
    verdict(host, "unreadable", "time-limit")
    page.clock.resume()
    wait_for_python(page)
    assert attempts(page, exercise) == 0


def test_the_limit_holds_in_real_time_and_the_program_is_kept(page, address, exercise):
    host = open_chapter(page, address, exercise)
    begin = page.evaluate("() => performance.now()")
    judged = ask(host, "build", ENDLESS)
    assert judged[:2] == ("unreadable", "time-limit")
    assert 4900 <= page.evaluate("() => performance.now()") - begin < 15_000
    assert program_in(host) == ENDLESS
    wait_for_python(page)
    assert ask(host, "build", RIGHT).status == "right"


def test_a_second_press_on_run_starts_no_second_run(page, address, exercise):
    host = open_chapter(page, address, exercise)
    write(host, ENDLESS)
    for _ in range(3):
        submit(host, "build")
    host.get_by_role("button", name="Stop").click()
    verdict(host, "unreadable", "stopped")
    wait_for_python(page)
    verdict(host, "unreadable", "stopped")
