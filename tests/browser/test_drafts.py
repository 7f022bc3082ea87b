"""What was answered and is not right yet is there again when a learner comes back to the page."""

import json

import pytest
from learner import (
    answer,
    answers,
    arrange,
    ask,
    chapter_path,
    follow,
    host_of,
    open_page,
    order_of,
    progress_document,
    verdict,
    wait_for_python,
)
from playwright.sync_api import expect

BOX = "input[name=answer]"
VERDICT = "output.wb-verdict"


@pytest.fixture
def there_and_back(page, address):
    """Leaves for the dashboard, as instant navigation does, and comes back to an exercise."""

    def turn(exercise, query=""):
        follow(page, address)
        page.locator("wb-exercise").first.wait_for(state="detached")
        follow(page, address + chapter_path(exercise) + query)
        host = host_of(page, exercise)
        host.locator("form").wait_for()
        return host

    return turn


def another(host) -> None:
    host.get_by_role("button", name="Another like this").click()


def test_a_number_that_was_typed_comes_back_with_its_echo(page, address, number, there_and_back):
    open_page(page, address, number).locator(BOX).fill("sqrt(0.25")
    host = there_and_back(number)
    expect(host.locator(BOX)).to_have_value("sqrt(0.25")
    host.locator(BOX).press("End")
    host.locator(BOX).press_sequentially(")")
    page.reload()
    expect(host.locator(BOX)).to_have_value("sqrt(0.25)")
    expect(host.locator(".wb-echo")).to_have_text("√0.25 = 0.5")
    expect(host.locator(VERDICT)).to_be_empty()


@pytest.mark.parametrize("kind", ["trace", "debug"])
def test_a_choice_comes_back(page, address, book, there_and_back, kind):
    exercise = next(one for one in book.exercises if one.kind == kind)
    open_page(page, address, exercise).locator(f"{BOX}[value='3']").check()
    host = there_and_back(exercise)
    expect(host.locator(f"{BOX}[value='3']")).to_be_checked()
    expect(host).to_have_attribute("data-state", "new")


def test_an_order_comes_back_also_after_it_was_judged_and_after_an_undo(page, address, book, there_and_back):
    exercise = next(one for one in book.exercises if one.kind == "design")
    backwards = list(range(exercise.checker.steps, 0, -1))
    host = open_page(page, address, exercise)
    arrange(host, backwards)
    host = there_and_back(exercise)
    assert order_of(host) == backwards
    wait_for_python(page)
    assert ask(host, "design", " ".join(map(str, backwards))).status == "wrong"
    host.get_by_role("button", name="Move up", exact=True).last.click()
    host.get_by_role("button", name="Undo", exact=True).click()
    host = there_and_back(exercise)
    assert order_of(host) == backwards


def test_an_order_of_steps_that_are_no_longer_there_is_left_alone(page, address, book):
    exercise = next(one for one in book.exercises if one.kind == "design")
    as_it_came = order_of(open_page(page, address, exercise))
    host_of(page, exercise).get_by_role("button", name="Move down", exact=True).first.click()
    page.evaluate(
        """() => Object.keys(localStorage).filter((key) => key.endsWith(":progress")).forEach((key) =>
            localStorage.setItem(key, localStorage.getItem(key).replace(/"draft":"[^"]*"/, '"draft":"1 2 99"')))"""
    )
    page.reload()
    assert order_of(host_of(page, exercise)) == as_it_came


def test_a_wrong_answer_stays_and_a_right_one_comes_back_with_its_verdict(
    page, address, book, number, there_and_back
):
    right, wrong = answers(number)
    open_page(page, address, number)
    wait_for_python(page)
    host = host_of(page, number)
    assert ask(host, "derive", wrong).status == "wrong"
    host = there_and_back(number)
    expect(host.locator(BOX)).to_have_value(wrong)
    expect(host.locator(VERDICT)).to_be_empty()
    assert ask(host, "derive", right).status == "right"
    said = host.locator(VERDICT).inner_text()
    host = there_and_back(number)
    expect(host).to_have_attribute("data-state", "right")
    expect(host.locator(BOX)).to_have_value(right)
    expect(host.locator(VERDICT)).to_have_text(said, use_inner_text=True)
    # It is nothing new to be read out, unlike the next one.
    expect(host.locator(VERDICT)).to_have_attribute("aria-live", "off")
    assert "draft" not in progress_document(page)["exercises"][number.identifier]
    host.locator(BOX).fill(right + "1")
    expect(host.locator(".wb-outdated")).to_be_visible()
    wait_for_python(page)
    assert ask(host, "derive", wrong).status == "wrong"
    expect(host.locator(VERDICT)).not_to_have_attribute("aria-live", "off")


@pytest.mark.parametrize("kind", ["trace", "build", "debug", "design"])
def test_what_was_solved_stands_there_again(page, address, book, there_and_back, kind):
    exercise = next(one for one in book.exercises if one.kind == kind)
    right, wrong = answers(exercise)
    host = open_page(page, address, exercise)
    wait_for_python(page)
    assert ask(host, kind, right).status == "right"
    host = there_and_back(exercise)
    expect(host.locator(VERDICT)).to_have_attribute("data-status", "right")
    page.reload()
    expect(host.locator(VERDICT)).to_have_attribute("data-status", "right")
    expect(host.locator(".wb-outdated")).to_have_count(0)
    wait_for_python(page)
    assert ask(host, kind, wrong).status == "wrong"


def test_the_variant_that_was_shown_last_is_shown_again_with_what_was_solved_of_it(
    page, address, number, there_and_back
):
    right, _ = answers(number)
    host = open_page(page, address, number)
    wait_for_python(page)
    assert ask(host, "derive", right).status == "right"
    another(host)
    host = there_and_back(number)
    expect(host).to_have_attribute("data-variant", "1")
    expect(host.locator(BOX)).to_have_value("")
    expect(host.locator(VERDICT)).to_be_empty()
    host = there_and_back(number, f"?v=0#{number.identifier}")
    expect(host.locator(BOX)).to_have_value(right)
    expect(host.locator(VERDICT)).to_have_attribute("data-status", "right")


def test_an_answer_comes_back_with_the_numbers_that_it_answers(page, address, number, there_and_back):
    host = open_page(page, address, number)
    host.locator(BOX).fill("0.111")
    another(host)
    another(host)
    expect(host.locator(BOX)).to_have_value("")
    host.locator(BOX).fill("0.222")
    host = there_and_back(number)
    expect(host).to_have_attribute("data-variant", "2")
    expect(host.locator(".wb-variant")).to_have_text("Variant 3 of 5")
    expect(host.locator(BOX)).to_have_value("0.222")
    host.locator(".wb-variant").click()
    expect(host.locator(BOX)).to_have_value("0.222")
    host = there_and_back(number, f"?v=1#{number.identifier}")
    expect(host).to_have_attribute("data-variant", "1")
    expect(host.locator(BOX)).to_have_value("")


def test_an_answer_to_numbers_that_are_no_longer_there_is_left_alone(page, address, number):
    record = {"state": "new", "variants": {}, "draft": "0.5", "drafted": 99}
    document = {"version": 1, "exercises": {number.identifier: record}, "days": []}
    page.goto(address)
    page.evaluate(
        "([path, text]) => localStorage.setItem(`workbook:${path}:progress`, text)",
        ["/" + address.split("/", 3)[3], json.dumps(document)],
    )
    host = open_page(page, address, number)
    expect(host).to_have_attribute("data-variant", "0")
    expect(host.locator(BOX)).to_have_value("")


def test_what_is_typed_while_an_answer_is_judged_is_kept(page, address, number, there_and_back):
    host = open_page(page, address, number)
    answer(host, "derive", answers(number)[0])
    host.locator(BOX).fill("0.25")
    verdict(host, "right")
    host = there_and_back(number)
    expect(host.locator(BOX)).to_have_value("0.25")
