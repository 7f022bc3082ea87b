"""What becomes of an exercise, day by day, and whether the browser keeps it: tabs, clocks, broken and full storage, files."""

import json

import pytest
from conftest import BASE
from learner import (
    answer,
    ask,
    chapter_path,
    editor_of,
    export_progress,
    follow,
    host_of,
    import_progress,
    on_page,
    open_chapter,
    open_page,
    open_reveal,
    progress_document,
    verdict,
    wait_for_python,
    write,
)
from playwright.sync_api import expect

# What a browser does whose owner has blocked all data of sites.
BLOCKED = """
for (const name of ["localStorage", "sessionStorage"])
    Object.defineProperty(window, name, {
        get() { throw new DOMException("Access is denied for this document.", "SecurityError"); },
        configurable: true,
    });
"""


@pytest.fixture
def number(book):
    return book.find("signal-fraction")


@pytest.fixture
def host(turn_to, number):
    return turn_to(number)


def key(exercise, variant=0):
    return repr(exercise.checker.answer(**exercise.checker.variants[variant]))


def another(host):
    host.get_by_role("button", name="Another like this").click()


def expect_state(host, state):
    expect(host).to_have_attribute("data-state", state)
    return host


# --- new, tried, assisted, right ---


def test_a_wrong_answer_makes_it_tried_and_a_right_one_right(host, number):
    expect_state(host, "new")
    ask(host, "derive", "0.5")
    expect_state(host, "tried")
    ask(host, "derive", key(number))
    expect_state(host, "right")
    expect(host.get_by_text("Solved", exact=True)).to_be_visible()


def test_a_state_never_goes_down(host, number):
    ask(host, "derive", key(number))
    ask(host, "derive", "0.5")
    expect_state(host, "right")
    another(host)
    open_reveal(host)
    ask(host, "derive", "0.5")
    ask(host, "derive", key(number, 1))
    expect_state(host, "right")


@pytest.mark.parametrize("how", ["click", "Enter", "Space"])
def test_the_reveal_opened_on_purpose_before_solving_makes_it_assisted(host, number, how):
    summary = host.locator("details[data-reveal] > summary")
    summary.click() if how == "click" else summary.press(how)
    expect_state(host, "new")
    summary.click()  # closing it does not make it unread
    ask(host, "derive", key(number))
    expect_state(host, "assisted")
    expect(host.get_by_text("Solved with help")).to_be_visible()
    ask(host, "derive", "0.5")
    expect_state(host, "assisted")


def test_the_reveal_opened_after_solving_takes_nothing_away(host, number):
    ask(host, "derive", key(number))
    open_reveal(host)
    ask(host, "derive", key(number))
    expect_state(host, "right")


def test_the_reveal_opened_by_find_in_page_is_no_help_asked_for(page, address, number):
    # A link to a text opens what holds it just as find-in-page does.
    host = open_page(page, address, number, "#:~:text=Squaring%20the%20two%20amplitudes")
    expect(host.locator("details[data-reveal]")).to_have_attribute("open", "")
    wait_for_python(page)
    ask(host, "derive", key(number))
    expect_state(host, "right")


def test_the_reveal_opened_for_printing_is_no_help_asked_for(desk, host, number):
    desk.emulate_media(media="print")
    host.locator("details[data-reveal]").evaluate("(reveal) => { reveal.open = true; }")
    desk.emulate_media(media="screen")
    ask(host, "derive", key(number))
    expect_state(host, "right")


def test_choices_tried_in_turn_are_assisted_until_the_first_one_is_right_on_another_day(page, address, book):
    traces = [one for one in book.exercises if one.kind == "trace"]
    debug, trace = next(
        (one, other)
        for one in book.exercises
        for other in traces
        if one.kind == "debug" and one.chapter == other.chapter
    )
    page.clock.set_fixed_time("2026-11-23T12:00:00")
    open_chapter(page, address, trace)
    for exercise in (trace, debug):
        host, kind, right = host_of(page, exercise), exercise.kind, str(exercise.checker.right)
        page.clock.set_fixed_time("2026-11-23T12:00:00")
        choices = host.locator("input[name=answer]").evaluate_all(
            "(inputs) => inputs.map(({ value }) => value)"
        )
        first, second, third, *_ = [one for one in choices if one != right]
        warning = host.get_by_text("From the second wrong choice")
        ask(host, kind, first)
        ask(host, kind, first)
        expect(warning).to_have_count(0)
        ask(host, kind, second)
        expect(warning).to_be_visible()
        ask(host, kind, right)
        expect_state(host, "assisted")
        page.clock.set_fixed_time("2026-11-24T12:00:00")
        ask(host, kind, third)
        ask(host, kind, right)
        expect_state(host, "assisted")
        page.clock.set_fixed_time("2026-11-25T12:00:00")
        ask(host, kind, right)
        expect_state(host, "right")


def test_one_wrong_choice_is_an_attempt_as_everywhere(turn_to, book):
    exercise = book.find("snr-halfway")
    host = turn_to(exercise)
    right = exercise.checker.right
    ask(host, "trace", str(right % 2 + 1))
    ask(host, "trace", str(right))
    expect_state(host, "right")


def test_assisted_becomes_right_by_another_variant_solved_unaided(host, number):
    open_reveal(host)
    ask(host, "derive", key(number))
    expect_state(host, "assisted")
    another(host)
    open_reveal(host)
    ask(host, "derive", key(number, 1))
    expect_state(host, "assisted")
    another(host)
    ask(host, "derive", "0.5")
    expect_state(host, "assisted")
    ask(host, "derive", key(number, 2))
    expect_state(host, "right")


def test_the_same_variant_solved_again_stays_assisted(host, number):
    open_reveal(host)
    ask(host, "derive", key(number))
    for _ in number.checker.variants:
        another(host)
    ask(host, "derive", key(number))
    expect_state(host, "assisted")


def test_help_with_one_variant_is_no_help_with_another(host, number):
    open_reveal(host)
    another(host)
    ask(host, "derive", key(number, 1))
    expect_state(host, "right")


def test_another_kind_becomes_right_on_a_later_day_with_the_reveal_closed(page, address, book):
    exercise = book.find("snr-halfway")
    right = str(exercise.checker.right)
    page.clock.set_fixed_time("2026-11-23T12:00:00")
    host = open_chapter(page, address, exercise)
    open_reveal(host)
    ask(host, "trace", right)
    expect_state(host, "assisted")
    host.locator("details[data-reveal] > summary").click()
    ask(host, "trace", right)
    expect_state(host, "assisted")
    page.clock.set_fixed_time("2026-11-24T00:10:00")
    ask(host, "trace", right)
    expect_state(host, "right")


def test_on_a_later_day_an_open_reveal_still_counts_as_help(page, address, book):
    exercise = book.find("snr-halfway")
    page.clock.set_fixed_time("2026-11-23T12:00:00")
    host = open_chapter(page, address, exercise)
    open_reveal(host)
    ask(host, "trace", str(exercise.checker.right))
    page.clock.set_fixed_time("2026-11-24T12:00:00")
    ask(host, "trace", str(exercise.checker.right))
    expect_state(host, "assisted")


# --- days ---


def expect_streak(dashboard, current, best):
    dashboard.reload()
    expect(dashboard.locator("[data-streak=current]")).to_have_text(str(current))
    expect(dashboard.locator("[data-streak=best]")).to_have_text(str(best))


@pytest.fixture
def diary(new_profile, address, number):
    """A learner in Berlin, with the dashboard in a second tab."""
    context = new_profile(timezone_id="Europe/Berlin")
    context.clock.set_fixed_time("2026-10-24T12:00:00Z")
    chapter, dashboard = context.new_page(), context.new_page()
    dashboard.goto(address)
    return Diary(context, open_chapter(chapter, address, number), dashboard, number)


class Diary:
    def __init__(self, context, host, dashboard, exercise):
        self.context, self.host, self.dashboard, self.exercise = context, host, dashboard, exercise

    def wait_until(self, moment):
        self.context.clock.set_fixed_time(moment)

    def practise(self):
        variant = int(self.host.get_attribute("data-variant"))
        assert ask(self.host, "derive", key(self.exercise, variant)).status == "right"
        another(self.host)

    def days(self):
        return progress_document(self.dashboard)["days"]


def test_a_streak_grows_day_by_day_lasts_a_day_and_breaks(diary):
    expect_streak(diary.dashboard, 0, 0)
    diary.practise()
    diary.practise()
    expect_streak(diary.dashboard, 1, 1)
    # The 25th has 25 hours in Berlin; half past midnight there is the evening before in Greenwich.
    diary.wait_until("2026-10-25T22:30:00Z")
    expect_streak(diary.dashboard, 1, 1)
    diary.practise()
    diary.wait_until("2026-10-25T23:30:00Z")
    diary.practise()
    expect_streak(diary.dashboard, 3, 3)
    assert diary.days() == ["2026-10-24", "2026-10-25", "2026-10-26"]
    diary.wait_until("2026-10-28T11:00:00Z")
    expect_streak(diary.dashboard, 0, 3)
    diary.practise()
    expect_streak(diary.dashboard, 1, 3)


def test_a_clock_set_back_hides_later_days_and_loses_none(diary):
    diary.practise()
    diary.wait_until("2026-10-25T12:00:00Z")
    diary.practise()
    diary.wait_until("2026-10-20T12:00:00Z")
    expect_streak(diary.dashboard, 0, 0)
    diary.practise()
    expect_streak(diary.dashboard, 1, 1)
    assert diary.days() == ["2026-10-20", "2026-10-24", "2026-10-25"]
    diary.wait_until("2026-10-25T12:00:00Z")
    expect_streak(diary.dashboard, 2, 2)


def test_travelling_west_over_the_date_line_neither_adds_nor_loses_a_day(new_profile, address, number):
    def travel(zone, moment, luggage):
        context = new_profile(timezone_id=zone, storage_state=luggage)
        context.clock.set_fixed_time(moment)
        chapter, dashboard = context.new_page(), context.new_page()
        dashboard.goto(address)
        return Diary(context, open_chapter(chapter, address, number), dashboard, number)

    auckland = travel("Pacific/Auckland", "2026-11-23T20:00:00Z", None)
    auckland.practise()
    assert auckland.days() == ["2026-11-24"]
    honolulu = travel("Pacific/Honolulu", "2026-11-24T06:00:00Z", auckland.context.storage_state())
    # Here it is the 23rd still: the 24th lies ahead.
    expect_streak(honolulu.dashboard, 0, 0)
    honolulu.practise()
    expect_streak(honolulu.dashboard, 1, 1)
    honolulu.wait_until("2026-11-25T06:00:00Z")
    expect_streak(honolulu.dashboard, 2, 2)
    assert honolulu.days() == ["2026-11-23", "2026-11-24"]


# --- storage ---

RECORD = {"attempts": 2, "opened": "", "right": True}
SOLVED = {
    "version": 1,
    "days": ["2026-11-20"],
    "exercises": {"signal-fraction": {"state": "right", "variants": {"0": RECORD}}},
}


def stored(page):
    """Return the page's keys with their texts, as far as they are the workbook's."""
    return page.evaluate(
        "() => Object.fromEntries(Object.entries(localStorage).filter(([key]) => key.startsWith('workbook:')))"
    )


def spoil(page, change):
    """Replace the progress document by what a function makes of its text; return the new text."""
    name, text = next((name, text) for name, text in stored(page).items() if '"version"' in text)
    page.evaluate("([name, text]) => localStorage.setItem(name, text)", [name, change(text)])
    return change(text)


def changed(**changes):
    return lambda text: json.dumps({**json.loads(text), **changes})


@pytest.mark.parametrize(
    "change",
    [
        lambda text: text[: len(text) // 2],
        changed(version=99),
        changed(version="1"),
        changed(exercises=None),
        lambda text: "null",
    ],
    ids=["cut", "later-version", "version-as-text", "no-exercises", "null"],
)
@pytest.mark.usefixtures("without_python")
def test_what_cannot_be_read_is_kept_aside_and_the_page_goes_on(page, address, number, change):
    page.goto(address)
    import_progress(page, SOLVED)
    expect(page.get_by_text("merged into your progress")).to_be_visible()
    broken = spoil(page, change)
    expect_state(open_page(page, address, number), "new")
    expect(page.get_by_text("could not be read in full")).to_be_visible()
    assert broken in stored(page).values()
    page.goto(address)
    import_progress(page, SOLVED)
    expect(page.get_by_text("merged into your progress")).to_be_visible()
    expect_state(open_page(page, address, number), "right")
    expect(page.get_by_text("could not be read in full")).to_have_count(0)
    assert broken in stored(page).values()


@pytest.mark.usefixtures("without_python")
def test_one_broken_record_takes_no_other_with_it(page, address, number):
    page.goto(address)
    import_progress(page, SOLVED)
    expect(page.get_by_text("merged into your progress")).to_be_visible()
    spoil(page, changed(exercises={**SOLVED["exercises"], "first-step-alpha": {"state": "splendid"}}))
    expect_state(open_page(page, address, number), "right")
    expect(page.get_by_text("could not be read in full")).to_be_visible()


def test_where_all_site_data_are_blocked_search_and_colours_work_and_it_is_said(new_profile, address, number):
    page = new_profile(color_scheme="dark").new_page()
    page.add_init_script(BLOCKED)
    host = open_chapter(page, address, number)
    body = page.locator("body")
    expect(body).to_have_attribute("data-md-color-scheme", "slate")
    page.locator("label[for^=__palette_]:visible").first.click()
    expect(body).not_to_have_attribute("data-md-color-scheme", "slate")
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type("velocity")
    expect(page.locator("a.md-search-result__link").first).to_be_visible()
    page.keyboard.press("Escape")
    ask(host, "derive", key(number))
    expect_state(host, "right")
    expect(page.get_by_text("does not let the page keep anything")).to_be_visible()


def test_a_full_storage_is_said_and_what_it_holds_is_not_lost(page, address, number, book):
    host = open_chapter(page, address, number)
    ask(host, "derive", key(number))
    # Another page of this origin has taken all the room.
    page.evaluate(
        """() => {
            let text = "";
            for (let size = 2 ** 22; size >= 1; size = Math.floor(size / 2))
                try {
                    localStorage.setItem("greedy", text + "x".repeat(size));
                    text += "x".repeat(size);
                } catch {}
        }"""
    )
    other_exercise = book.find("first-step-alpha")
    other = host_of(page, other_exercise)
    assert ask(other, "derive", key(other_exercise)).status == "right"
    expect_state(other, "right")
    expect(page.get_by_text("will be forgotten when you leave")).to_be_visible()
    page.reload()
    expect_state(host_of(page, number), "right")
    expect_state(host_of(page, other_exercise), "new")


def test_without_storage_everything_works_until_the_tab_is_closed(page, address, book, number):
    page.add_init_script(
        """for (const name of ["getItem", "setItem"]) {
            const original = Storage.prototype[name];
            Storage.prototype[name] = function (key, ...rest) {
                if (key.startsWith("workbook:")) throw new DOMException("The operation is insecure.", "SecurityError");
                return original.call(this, key, ...rest);
            };
        }"""
    )
    host = open_chapter(page, address, number)
    assert ask(host, "derive", key(number)).status == "right"
    expect_state(host, "right")
    expect(page.get_by_text("will be forgotten when you leave")).to_be_visible()
    box = host_of(page, book.find("first-step-alpha")).locator("input[name=answer]")
    box.fill("0.5")
    follow(page, address)
    expect(page.locator("[data-progress=solved]")).to_have_text("1")
    follow(page, address + chapter_path(number))
    expect(box).to_have_value("0.5")


# Counts how often the stored document is taken apart.
COUNT = """
window.timesRead = 0;
const { parse } = JSON;
JSON.parse = (text, ...rest) => {
    if (String(text).startsWith('{"version"')) window.timesRead += 1;
    return parse(text, ...rest);
};
"""


def test_what_is_stored_is_read_once_for_all_exercises_keystrokes_and_events(page, context, address, number):
    page.goto(address)
    import_progress(page, SOLVED)
    expect(page.get_by_text("merged into your progress")).to_be_visible()
    page.add_init_script(COUNT)
    host = expect_state(open_page(page, address, number), "right")
    host.locator("input[name=answer]").press_sequentially("0.123456")
    follow(page, address)
    expect(page.locator("[data-progress=solved]")).to_have_text("1")
    assert progress_document(page)["exercises"][number.identifier]["draft"] == "0.123456"
    assert page.evaluate("() => window.timesRead") == 1
    # What another tab writes is read, and read once.
    dashboard = context.new_page()
    dashboard.goto(address)
    more = {"first-step-alpha": {"state": "right", "variants": {"0": RECORD}}}
    import_progress(dashboard, {**SOLVED, "exercises": more})
    expect(page.locator("[data-progress=solved]")).to_have_text("2")
    assert page.evaluate("() => window.timesRead") == 2


def test_keys_carry_the_path_of_the_site(desk, host, number):
    ask(host, "derive", key(number))
    names = desk.evaluate("() => Object.keys(localStorage)")
    ours = [name for name in names if name.startswith("workbook:")]
    assert ours
    assert all(name.startswith(f"workbook:{BASE}") for name in ours)


# --- two tabs ---


def test_a_draft_in_one_tab_and_an_answer_in_another_are_both_kept(page, context, address, book, number):
    program = book.find("forward-process")
    first = open_page(page, address, program)
    write(first, "# one")
    second = open_chapter(context.new_page(), address, number)
    ask(second, "derive", key(number))
    page.bring_to_front()
    write(first, "# two")
    page.reload()
    expect_state(host_of(page, number), "right")
    expect(editor_of(host_of(page, program))).to_contain_text("# two")


def test_attempts_of_two_tabs_add_up(page, context, address, number):
    hosts = [open_chapter(tab, address, number) for tab in (page, context.new_page())]
    for typed, host in zip(("0.5", "0.6", "0.7"), (*hosts, hosts[0]), strict=True):
        answer(host, "derive", typed)
        verdict(host, "wrong")
    expect(hosts[0].get_by_role("button", name="Open a hint")).to_be_visible()
    assert progress_document(page)["exercises"][number.identifier]["variants"]["0"]["attempts"] == 3


# --- files ---


def test_a_file_carries_everything_to_another_browser(page, new_profile, address, book, number):
    host = open_chapter(page, address, number)
    ask(host, "derive", "0.5")
    open_reveal(host)
    ask(host, "derive", key(number))
    program = book.find("forward-process")
    write(on_page(page, program), "# a draft")
    page.goto(address)
    exported = export_progress(page)
    assert exported["version"] == progress_document(page)["version"]
    elsewhere = new_profile().new_page()
    elsewhere.goto(address)
    import_progress(elsewhere, exported)
    expect(elsewhere.get_by_text("merged into your progress")).to_be_visible()
    assert export_progress(elsewhere) == exported
    expect_state(open_page(elsewhere, address, number), "assisted")
    expect(editor_of(host_of(elsewhere, program))).to_contain_text("# a draft")


def test_merging_keeps_the_better_of_both_and_all_days(page, address):
    page.goto(address)
    one = {
        "version": 1,
        "days": ["2026-11-20", "2026-11-22"],
        "exercises": {
            "signal-fraction": {"state": "right", "variants": {"0": RECORD}, "draft": "mine"},
            "first-step-alpha": {"state": "tried", "variants": {"0": {**RECORD, "right": False}}},
        },
    }
    other = {
        "version": 1,
        "days": ["2026-11-21", "2026-11-22"],
        "exercises": {
            "signal-fraction": {
                "state": "tried",
                "variants": {"1": {**RECORD, "attempts": 5}},
                "draft": "theirs",
            },
            "first-step-alpha": {"state": "assisted", "variants": {"0": {**RECORD, "attempts": 1}}},
            # Of a later edition of the book.
            "not-written-yet": {"state": "right", "variants": {"0": RECORD}},
        },
    }
    for document in (one, other, other):
        import_progress(page, document)
    expect(page.locator("[data-progress=solved]")).to_have_text("1")
    merged = export_progress(page)
    assert merged["days"] == ["2026-11-20", "2026-11-21", "2026-11-22"]
    exercises = merged["exercises"]
    assert exercises["signal-fraction"]["state"] == "right"
    assert exercises["signal-fraction"]["draft"] == "mine"
    assert {n: found["attempts"] for n, found in exercises["signal-fraction"]["variants"].items()} == {
        "0": 2,
        "1": 5,
    }
    assert exercises["first-step-alpha"]["state"] == "assisted"
    assert exercises["first-step-alpha"]["variants"]["0"] == RECORD
    assert exercises["not-written-yet"] == other["exercises"]["not-written-yet"]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"version": 99, "exercises": {}, "days": []}', "<html>"])
def test_a_file_that_is_no_progress_changes_nothing_and_says_so(desk, address, text):
    follow(desk, address)
    desk.locator("wb-exercise").first.wait_for(state="detached")
    import_progress(desk, SOLVED)
    expect(desk.get_by_text("merged into your progress")).to_be_visible()
    before = progress_document(desk)
    import_progress(desk, text)
    expect(desk.get_by_text("nothing has changed")).to_be_visible()
    assert progress_document(desk) == before
