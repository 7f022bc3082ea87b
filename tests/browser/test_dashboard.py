"""The dashboard: what is solved, how long the streak is, where to go on, and starting over."""

import re

import pytest
from learner import (
    answer,
    answers,
    ask,
    chapter_path,
    editor_of,
    host_of,
    import_progress,
    open_chapter,
    open_page,
    progress_document,
    verdict,
    write,
)
from playwright.sync_api import expect

TOTAL = 55


def record(state, variant=None):
    return {"state": state, "variants": {"0": variant} if variant else {}}


@pytest.fixture
def dashboard(page, address):
    page.goto(address)
    return page


def seed(dashboard, exercises, days=()):
    import_progress(dashboard, {"version": 1, "exercises": exercises, "days": list(days)})
    expect(dashboard.get_by_text("merged into your progress")).to_be_visible()


def tile(page, name):
    return page.locator(f"[data-progress={name}]")


def card(page, part):
    """Return the card of a chapter or of a lesson."""
    name = re.compile(rf"^{part.name[1]}\s*{re.escape(part.title)}")
    return page.get_by_role("main").get_by_role("listitem").filter(has=page.get_by_role("link", name=name))


def solved_in(page, chapter):
    return page.get_by_role("progressbar", name=f"Solved in chapter {chapter}", exact=True)


def onward(page):
    return page.get_by_role("link", name=re.compile("^Continue where you left"))


def test_a_newcomer_sees_noughts_and_nothing_to_go_on_with(dashboard, book):
    expect(tile(dashboard, "solved")).to_have_text("0")
    expect(tile(dashboard, "total")).to_have_text(str(TOTAL))
    expect(tile(dashboard, "percent")).to_have_text(re.compile(r"^0\s?%$"))
    expect(tile(dashboard, "assisted")).to_be_hidden()
    expect(dashboard.locator("[data-streak=current]")).to_have_text("0")
    expect(dashboard.locator("[data-streak=best]")).to_have_text("0")
    expect(onward(dashboard)).to_have_count(0)
    for chapter in book.chapters:
        if chapter.exercises:
            expect(solved_in(dashboard, chapter.number)).to_have_attribute("aria-valuenow", "0")
            expect(card(dashboard, chapter)).to_contain_text(f"0 / {chapter.planned}")


def test_only_what_is_right_counts_as_solved_and_assisted_stands_beside_it(dashboard, book):
    seed(
        dashboard,
        {
            "signal-fraction": record("right"),
            "snr-halfway": record("right"),
            "interpolate": record("right"),
            "single-pixel-loss": record("assisted"),
            "first-step-alpha": record("assisted"),
            "recover-x0": record("tried"),
            "an-exercise-of-another-edition": record("right"),
        },
    )
    expect(tile(dashboard, "solved")).to_have_text("3")
    expect(tile(dashboard, "assisted")).to_have_text("2")
    expect(tile(dashboard, "assisted")).to_be_visible()
    expect(tile(dashboard, "percent")).to_have_text(re.compile(rf"^{round(100 * 3 / TOTAL)}\s?%$"))
    for chapter, solved in {0: "2", 1: "0", 2: "0", 7: "1"}.items():
        expect(solved_in(dashboard, chapter)).to_have_attribute("aria-valuenow", solved)
    first, other = book.chapters[0], book.chapters[7]
    expect(card(dashboard, first)).to_contain_text(f"2 / {first.planned}")
    expect(card(dashboard, first)).to_contain_text("1 with help")
    expect(card(dashboard, other)).not_to_contain_text("with help")


def test_a_chapter_can_be_completed(dashboard, book):
    chapter = book.chapters[0]
    seed(dashboard, {one.identifier: record("right") for one in chapter.exercises})
    expect(card(dashboard, chapter)).to_contain_text(f"{chapter.planned} / {chapter.planned}")
    expect(solved_in(dashboard, 0)).to_have_attribute("aria-valuenow", str(chapter.planned))
    expect(solved_in(dashboard, 0)).to_have_attribute("aria-valuemax", str(chapter.planned))


def test_every_card_leads_to_its_chapter(dashboard, address, book):
    for chapter in book.chapters:
        link = card(dashboard, chapter).get_by_role("link")
        expect(link).to_contain_text(chapter.title)
        target = link.evaluate("(link) => link.href")
        assert dashboard.request.get(target).ok
        assert target.startswith(address + "chapters/")


def test_what_is_solved_in_lessons_is_counted_apart(dashboard, address, book):
    lesson = book.lessons[0]
    solved = {one.identifier: record("right") for one in lesson.exercises}
    expect(tile(dashboard, "beyond")).to_have_text("0")
    seed(dashboard, {**solved, "signal-fraction": record("right")})
    expect(tile(dashboard, "solved")).to_have_text("1")
    expect(tile(dashboard, "percent")).to_have_text(re.compile(r"^2\s?%$"))
    expect(tile(dashboard, "beyond")).to_have_text(str(lesson.planned))
    expect(card(dashboard, lesson)).to_contain_text(f"{lesson.planned} / {lesson.planned}")
    target = card(dashboard, lesson).get_by_role("link").evaluate("(link) => link.href")
    assert dashboard.request.get(target).ok
    assert target.startswith(address + "lessons/")


def test_the_way_back_leads_from_a_chapter_to_chapters_and_from_a_lesson_to_lessons_first(
    page, address, book
):
    first, second = book.lessons[0].exercises[:2]
    for exercise, number in ((book.chapters[-1].exercises[-1], "0.1"), (first, second.number)):
        host = open_chapter(page, address, exercise)
        answer(host, exercise.kind, answers(exercise)[0])
        verdict(host, "right")
        page.goto(address)
        expect(onward(page)).to_contain_text(f"exercise {number}")


def test_the_way_back_leads_to_the_next_unsolved_exercise(page, address, book):
    exercise, following = book.find("signal-fraction"), book.find("alpha-bar-final")
    host = open_chapter(page, address, exercise)
    ask(host, "derive", "0.5")
    page.goto(address)
    expect(onward(page)).to_contain_text("0.3")
    page.go_back()
    answer(host_of(page, exercise), "derive", "0.0793")
    verdict(host_of(page, exercise), "right")
    page.goto(address)
    expect(onward(page)).to_contain_text("0.4")
    onward(page).click()
    expect(page).to_have_url(f"{address}{chapter_path(following)}#{following.identifier}")
    expect(host_of(page, following).get_by_role("heading", level=3)).to_be_in_viewport()


def test_the_way_back_is_gone_when_nothing_is_left(page, address, book):
    exercise = book.find("forward-process")
    write(open_page(page, address, exercise), "# a beginning")
    page.goto(address)
    expect(onward(page)).to_contain_text(exercise.number)
    seed(page, {one.identifier: record("right") for one in book.exercises})
    expect(onward(page)).to_have_count(0)


def test_it_changes_while_another_tab_works(dashboard, context, address, book):
    exercise = book.find("signal-fraction")
    host = open_chapter(context.new_page(), address, exercise)
    ask(host, "derive", "0.0793")
    expect(tile(dashboard, "solved")).to_have_text("1")
    expect(dashboard.locator("[data-streak=current]")).to_have_text("1")
    expect(solved_in(dashboard, 0)).to_have_attribute("aria-valuenow", "1")


def test_starting_over_asks_first_and_then_erases_everything(page, address, book):
    program = book.find("forward-process")
    write(open_page(page, address, program), "# a draft")
    page.goto(address)
    seed(page, {"signal-fraction": record("right")}, ["2026-11-20", "2026-11-21"])
    page.get_by_role("button", name="Reset progress").click()
    keep = page.get_by_role("button", name="Keep it")
    expect(keep).to_be_focused()
    expect(page.get_by_text("cannot be undone")).to_be_visible()
    keep.click()
    expect(tile(page, "solved")).to_have_text("1")
    page.get_by_role("button", name="Reset progress").click()
    page.get_by_role("button", name="Erase everything").click()
    expect(tile(page, "solved")).to_have_text("0")
    expect(page.locator("[data-streak=best]")).to_have_text("0")
    expect(onward(page)).to_have_count(0)
    expect(page.get_by_role("button", name="Erase everything")).to_have_count(0)
    assert progress_document(page)["exercises"] == {}
    host = open_page(page, address, program)
    expect(host_of(page, book.find("signal-fraction"))).to_have_attribute("data-state", "new")
    expect(editor_of(host)).to_contain_text("def forward_process")
    expect(editor_of(host)).not_to_contain_text("# a draft")


def test_the_table_of_contents_says_what_is_solved(dashboard, address, book):
    seed(dashboard, {"signal-fraction": record("right"), "first-step-alpha": record("assisted")})
    exercise = book.find("signal-fraction")
    open_page(dashboard, address, exercise)
    contents = dashboard.get_by_role("navigation", name="Table of contents")
    expect(contents.get_by_role("link", name=re.compile(r"0\.3.*\bsolved$"))).to_be_visible()
    expect(contents.get_by_role("link", name=re.compile(r"0\.1.*\bsolved with help$"))).to_be_visible()
    expect(contents.get_by_role("link", name=re.compile(r"0\.2.*solved"))).to_have_count(0)


def test_the_date_of_the_file_is_in_its_name(dashboard):
    dashboard.clock.set_fixed_time("2026-11-23T12:00:00")
    with dashboard.expect_download() as download:
        dashboard.get_by_role("button", name="Export progress").click()
    assert download.value.suggested_filename == "workbook-progress-2026-11-23.json"


def test_without_scripts_it_still_leads_to_every_chapter(browser, address, book):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    expect(tile(page, "total")).to_have_text(str(TOTAL))
    for chapter in book.chapters:
        expect(card(page, chapter).get_by_role("link")).to_have_attribute("href", re.compile(r"chapters/"))
    context.close()
