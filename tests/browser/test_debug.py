"""Debug: the one wrong line of a listing, chosen among radio buttons."""

import re

import pytest
from learner import ask, attempts, open_reveal, submit, verdict
from playwright.sync_api import expect


@pytest.fixture
def exercise(book):
    return book.find("training-step-bug")


@pytest.fixture
def host(turn_to, exercise):
    return turn_to(exercise)


def test_every_line_is_a_radio_button_named_by_its_number_and_its_code(host, exercise):
    group = host.get_by_role("group", name="The wrong line")
    lines = exercise.block.listing.code.split("\n")
    expect(group.get_by_role("radio")).to_have_count(len([line for line in lines if line.strip()]))
    for number, line in enumerate(lines, 1):
        if line.strip():
            expect(
                group.get_by_role("radio", name=re.compile(rf"^{number}\s*{re.escape(line.strip())}$"))
            ).to_have_value(str(number))


def test_the_listing_is_shown_with_its_indents_and_without_the_answer(host, exercise):
    shown = host.get_by_role("group", name="The wrong line").locator("code").all_text_contents()
    assert [line.rstrip() for line in shown] == exercise.block.listing.code.rstrip("\n").split("\n")
    assert "BUG" not in host.inner_html()
    expect(host.get_by_text(exercise.block.repair.strip())).to_be_hidden()


def test_arrows_walk_through_the_lines_and_enter_checks(host, exercise):
    host.get_by_role("radio").first.focus()
    host.page.keyboard.press("Space")
    for _ in range(exercise.checker.right):
        host.page.keyboard.press("ArrowDown")
    host.page.keyboard.press("ArrowUp")
    host.page.keyboard.press("Enter")
    verdict(host, "right", f"line-{exercise.checker.right}")


def test_a_whole_line_can_be_clicked(host, exercise):
    host.get_by_text("predicted = model").click()
    expect(host.get_by_role("radio", checked=True)).to_have_value("5")


def test_a_sound_line_gets_its_own_sentence_and_the_wrong_one_says_why(host):
    assert "Prediction and target are the right pair" in ask(host, "debug", "6").text
    assert "share of power" in ask(host, "debug", "3").text
    judged = ask(host, "debug", "4")
    assert judged.status == "right"
    assert "the noise never gets its own" in judged.text


def test_choosing_no_line_costs_nothing_and_says_so(desk, host, exercise):
    submit(host, "debug")
    expect(verdict(host, "unreadable", "nothing-chosen")).to_contain_text("Nothing is chosen")
    assert attempts(desk, exercise) == 0


def test_the_same_wrong_line_twice_is_one_attempt(desk, host, exercise):
    for line in ("1", "1", "2"):
        ask(host, "debug", line)
    assert attempts(desk, exercise) == 2
    expect(host.get_by_role("button", name="Open a hint")).to_have_count(0)
    ask(host, "debug", "1")
    assert attempts(desk, exercise) == 3
    expect(host.get_by_role("button", name="Open a hint")).to_be_visible()


def test_the_reveal_shows_the_repaired_line(host, exercise):
    open_reveal(host)
    expect(host.get_by_text(exercise.block.repair.strip())).to_be_visible()
