"""Derive: a number is typed, read aloud again, judged; other numbers for the same question."""

import re

import pytest
from learner import (
    CALCULATED,
    Held,
    answer,
    ask,
    attempts,
    chapter_path,
    host_of,
    on_page,
    open_page,
    open_reveal,
    verdict,
)
from playwright.sync_api import expect

from checkers.kinds.derive import NotHere


@pytest.fixture
def exercise(book):
    return book.find("signal-fraction")


@pytest.fixture
def host(turn_to, exercise):
    return turn_to(exercise)


@pytest.fixture
def box(host):
    return host.get_by_role("textbox", name="share of the variance")


def caret(box):
    return box.evaluate("(box) => [box.selectionStart, box.selectionEnd]")


def test_what_is_understood_is_echoed_while_typing(host, box):
    box.press_sequentially("sqrt(2)/2")
    expect(host.get_by_text("√2/2 ≈ 0.7071")).to_be_visible()
    box.press_sequentially("*10")
    expect(host.get_by_text("≈ 7.071")).to_be_visible()
    box.fill("")
    expect(host.get_by_text("≈ 7.071")).to_have_count(0)
    expect(host.locator("output")).to_be_empty()


def test_an_expression_and_a_percentage_are_as_right_as_a_decimal(host):
    for typed in ("exp(−2.535)", "7.93 %", "793/10⁴", "0.0793"):
        assert ask(host, "derive", typed).status == "right", typed


def test_the_exact_value_is_told_after_success(host):
    assert "0.0793" in ask(host, "derive", "exp(-2.5345)").text


@pytest.mark.parametrize(
    ("typed", "code", "place", "said"),
    [
        ("0.07#93", "unexpected-character", 4, "#"),
        # JavaScript counts the first digit twice, Python once.
        ("𝟎.5 + §", "unexpected-character", 7, "§"),
        ("1,234", "comma", 1, "comma"),
        ("(1 - 0.9", "missing-bracket", 0, "bracket"),
    ],
)
def test_the_caret_goes_to_what_cannot_be_read(host, box, typed, code, place, said):
    judged = ask(host, "derive", typed)
    assert judged[:2] == ("unreadable", code)
    assert said in judged.text
    assert caret(box) == [place, place]
    expect(box).to_be_focused()
    expect(box).to_have_value(typed)
    expect(box).to_have_attribute("aria-invalid", "true")


def test_typing_on_takes_the_complaint_off_the_box(host, box):
    ask(host, "derive", "0.07#93")
    box.press("Delete")
    expect(box).to_have_value("0.0793")
    expect(box).not_to_have_attribute("aria-invalid", "true")


def test_what_cannot_be_read_costs_no_attempt(desk, host, exercise):
    for typed in ("", "   ", "two", "1,234", "0.07#", "1/0", "0.08"):
        assert ask(host, "derive", typed).status == "unreadable", typed
    assert attempts(desk, exercise) == 0
    expect(host).to_have_attribute("data-state", "new")


def test_the_same_wrong_answer_twice_is_one_attempt(desk, host, exercise):
    for typed in ("0.5", "0.5", " 0.5 ", "0.5#", "0.5"):
        ask(host, "derive", typed)
    assert attempts(desk, exercise) == 1
    expect(host).to_have_attribute("data-state", "tried")
    for typed in ("0.6", "0.5"):
        ask(host, "derive", typed)
    assert attempts(desk, exercise) == 3


def test_help_is_offered_after_the_third_attempt_and_not_before(host):
    offer = host.get_by_role("button", name="Open a hint")
    for typed in ("0.5", "0.6", "0.6#", "0.6"):
        ask(host, "derive", typed)
    expect(offer).to_have_count(0)
    ask(host, "derive", "0.7")
    offer.click()
    expect(host.locator("details[data-hint]").first).to_have_attribute("open", "")
    expect(host.locator("details[data-hint] > summary").first).to_be_focused()
    expect(offer).to_have_count(0)


def test_hints_come_one_after_the_other_and_cost_nothing(host):
    first, second = host.get_by_text("Hint 1", exact=True), host.get_by_text("Hint 2", exact=True)
    expect(second).to_be_hidden()
    first.click()
    second.click()
    expect(host.get_by_text("so all that counts is their factors")).to_be_visible()
    assert ask(host, "derive", "0.0793").status == "right"
    expect(host).to_have_attribute("data-state", "right")


def shown(host):
    """Return every text of an exercise in which a number may stand, by where it stands; sentences are kept in templates."""
    return host.evaluate(
        """(host) => {
            const texts = (root, part) => [...root.querySelectorAll(part)].map((found) => found.textContent).join(" | ");
            return {
                prompt: texts(host, ".wb-prompt"),
                formulas: texts(host, "math"),
                hints: texts(host, "details[data-hint]"),
                reveal: texts(host, "details[data-reveal]"),
            };
        }"""
    )


@pytest.mark.usefixtures("without_python")
def test_another_like_this_changes_the_numbers_everywhere(page, address, book):
    exercise = book.find("alpha-bar-halfway")
    host = open_page(page, address, exercise)
    seen = [shown(host)]
    for variant in range(1, len(exercise.checker.variants)):
        host.get_by_role("button", name="Another like this").click()
        expect(host).to_have_attribute("data-variant", str(variant))
        seen.append(shown(host))
    for place in seen[0]:
        assert len({texts[place] for texts in seen}) == len(seen), f"the same {place} in two variants"
    host.get_by_role("button", name="Another like this").click()
    expect(host).to_have_attribute("data-variant", "0")
    assert shown(host) == seen[0]


@pytest.mark.usefixtures("without_python")
def test_a_formula_shows_the_numbers_of_its_variant(page, address, exercise):
    host = open_page(page, address, exercise)
    for variant, givens in enumerate(exercise.checker.variants):
        expect(host).to_have_attribute("data-variant", str(variant))
        formulas = host.locator("details[data-reveal] math").all_text_contents()
        assert any(str(givens["alpha_bar"]) in formula for formula in formulas), variant
        assert any(f"{1 - givens['alpha_bar']:.4f}" in formula for formula in formulas), variant
        host.get_by_role("button", name="Another like this").click()


def test_a_sentence_speaks_of_the_numbers_that_are_shown(turn_to, book):
    exercise = book.find("interpolate")
    host = turn_to(exercise)
    said = []
    for givens in exercise.checker.variants:
        wrong = exercise.checker.misconceptions(**givens)["midpoint"]
        if not isinstance(wrong, NotHere):
            judged = ask(host, "derive", repr(wrong))
            assert judged[:2] == ("wrong", "midpoint")
            assert str(givens["t"]) in judged.text
            said.append(judged.text)
        host.get_by_role("button", name="Another like this").click()
    assert len(set(said)) > 1


def test_a_sentence_calls_things_by_the_names_of_the_exercise_or_of_all(turn_to, book):
    host = turn_to(book.find("alpha-bar-halfway"))
    step = ask(host, "derive", "0.00507")
    assert step[:2] == ("wrong", "step")
    assert "the mean of the betas" in step.text
    given = ask(host, "derive", "500")
    assert given[:2] == ("wrong", "given")
    assert host.locator("output math").count() == 1  # its own name for t, with a formula
    mixed = ask(host, "derive", "-0.9207")
    assert mixed[:2] == ("wrong", "mistake-and-sign")
    assert "share of the noise" in mixed.text


def test_a_page_may_show_another_variant_than_the_first(turn_to, book):
    exercise = book.find("gaussian-score")
    host = turn_to(exercise)
    expect(host).to_have_attribute("data-variant", "1")
    givens = exercise.checker.variants[1]
    assert ask(host, "derive", repr(-((givens["x"] - givens["mu"]) ** 2) / 2)).status == "wrong"
    assert ask(host, "derive", repr(exercise.checker.answer(**givens))).status == "right"


def test_another_like_this_starts_afresh_and_asks_for_its_own_answer(host, box):
    ask(host, "derive", "0.5")
    open_reveal(host)
    host.get_by_role("button", name="Another like this").click()
    expect(box).to_have_value("")
    expect(host.locator("output")).to_be_empty()
    expect(host.locator("details[data-reveal]")).not_to_have_attribute("open", "")
    assert ask(host, "derive", "0.0793").status == "wrong"
    assert ask(host, "derive", "0.306").status == "right"


@pytest.mark.usefixtures("without_python")
def test_the_link_beside_the_button_leads_to_the_variant_shown(page, new_profile, address, exercise):
    host = open_page(page, address, exercise)
    host.get_by_role("button", name="Another like this").click()
    host.get_by_role("button", name="Another like this").click()
    link = host.get_by_role("link", name=re.compile("variant 3", re.IGNORECASE))
    target = link.evaluate("(link) => link.href")
    assert target == f"{address}{chapter_path(exercise)}?v=2#signal-fraction"
    elsewhere = new_profile().new_page()
    elsewhere.goto(target)
    expect(host_of(elsewhere, exercise)).to_have_attribute("data-variant", "2")
    expect(host_of(elsewhere, exercise).locator(".wb-prompt")).to_contain_text("0.165")


def test_a_verdict_on_the_numbers_before_is_not_shown_beside_new_ones(page, address, exercise):
    python = Held(page, "**/*.wasm*")
    host = open_page(page, address, exercise)
    answer(host, "derive", CALCULATED)
    expect(host).to_contain_text("still loading")
    host.get_by_role("button", name="Another like this").click()
    python.let_go()
    on_page(page, exercise)
    # The next answer is judged after the first one, so by now that verdict would be here.
    answer(host, "derive", CALCULATED)
    verdict(host, "wrong")
    expect(host).to_have_attribute("data-state", "tried")
