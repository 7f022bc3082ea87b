"""What happens around an answer: what comes into view, what steps back, what is offered, and what is still there later."""

import re

import pytest
from learner import answers, ask, open_reveal, wait_until_still
from playwright.sync_api import expect

from hooks.kinds import KINDS


@pytest.fixture
def small_screen(desk):
    """The desk on a telephone held upright, with a keyboard in the lower half."""
    before = desk.viewport_size
    desk.set_viewport_size({"width": 390, "height": 420})
    yield desk
    desk.set_viewport_size(before)


def test_a_verdict_and_a_moved_step_come_into_view(small_screen, turn_to, book):
    host = turn_to(book.find("flow-training-pipeline"))
    first = host.locator("li[data-step]").first
    step = host.locator(f"li[data-step='{first.get_attribute('data-step')}']")
    count = host.locator("li[data-step]").count()
    step.get_by_role("button", name="Move down").focus()
    for _ in range(count - 1):
        small_screen.keyboard.press("Alt+ArrowDown")
        wait_until_still(step)
        expect(step).to_be_in_viewport(ratio=0.99)
    check = host.get_by_role("button", name="Check", exact=True)
    # Just at the lower edge of the screen.
    check.evaluate("(button) => button.scrollIntoView({ block: 'end', behavior: 'instant' })")
    check.focus()
    small_screen.keyboard.press("Enter")
    output = host.locator("output.wb-verdict")
    expect(output).to_have_attribute("data-status", "wrong")
    expect(output).to_be_in_viewport(ratio=0.99)


def test_help_is_offered_only_while_there_is_some_left_to_open(turn_to, book):
    host = turn_to(book.find("signal-fraction"))
    hints = host.locator("details[data-hint] > summary")
    offer = host.get_by_role("button", name="Open a hint")
    for typed in ("0.5", "0.6", "0.7"):
        ask(host, "derive", typed)
    hints.first.click()
    offer.click()
    expect(hints.nth(1)).to_be_focused()
    ask(host, "derive", "0.8")
    expect(offer).to_have_count(0 if hints.count() == 2 else 1)
    for place in range(2, hints.count()):
        hints.nth(place).click()
    expect(host.get_by_text("Would some help be welcome?")).to_have_count(0)
    # The reveal holds all that hints could tell.
    hints.first.click()
    ask(host, "derive", "0.9")
    expect(offer).to_be_visible()
    open_reveal(host)
    expect(host.get_by_text("Would some help be welcome?")).to_have_count(0)


def test_another_like_this_closes_all_help_and_says_the_new_numbers(turn_to, book):
    exercise = book.find("signal-fraction")
    host = turn_to(exercise)
    hints = host.locator("details[data-hint]")
    for place in range(hints.count()):
        hints.nth(place).locator("summary").click()
    said = host.locator("[aria-live=polite]:has(a.wb-variant)")
    before = exercise.checker.variants[0]["alpha_bar"]
    assert str(before) not in said.inner_text()
    host.get_by_role("button", name="Another like this").click()
    assert str(exercise.checker.variants[1]["alpha_bar"]) in said.text_content()
    expect(host.locator("details[data-hint][open]")).to_have_count(0)
    expect(hints.first).to_be_visible()
    expect(hints.nth(1)).to_be_hidden()


# For each kind, a second answer to the exercise, which is given and not handed in.
CHANGE = {
    "derive": lambda host: host.locator("input[name=answer]").press_sequentially("0"),
    "trace": lambda host: host.locator("input[name=answer]:not(:checked)").first.check(),
    "debug": lambda host: host.locator("input[name=answer]:not(:checked)").first.check(),
    "build": lambda host: host.get_by_role("button", name="Reset", exact=True).click(),
    "design": lambda host: (
        host.locator("li[data-step]").first.get_by_role("button", name="Move down").click()
    ),
}

# And the way back to the one before.
BACK = {
    "derive": lambda host: host.locator("input[name=answer]").press("Backspace"),
    "trace": lambda host: host.locator("[data-judged] input[name=answer]").check(),
    "debug": lambda host: host.locator("[data-judged] input[name=answer]").check(),
    "build": lambda host: host.get_by_role("button", name="Undo reset").click(),
    "design": lambda host: host.get_by_role("button", name="Undo", exact=True).click(),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_verdict_steps_back_as_soon_as_the_answer_changes(turn_to, book, kind):
    exercise = next(one for one in book.exercises if one.kind == kind)
    host = turn_to(exercise)
    note = host.get_by_text("About your last answer")
    right, wrong = answers(exercise)
    for given, status in ((wrong, "wrong"), (right, "right")):
        assert ask(host, kind, given).status == status
        expect(note).to_have_count(0)
        expect(host).not_to_have_attribute("data-outdated", "")
        CHANGE[kind](host)
        expect(note).to_be_visible()
        expect(host).to_have_attribute("data-outdated", "")
        expect(host.locator("output.wb-verdict")).to_have_attribute("data-status", status)
    # The answer that the verdict is about brings it back.
    BACK[kind](host)
    expect(note).to_have_count(0)
    expect(host).not_to_have_attribute("data-outdated", "")


def test_success_is_followed_by_an_insight_and_the_derivation_then_costs_nothing(turn_to, book):
    exercise = book.find("alpha-bar-final")
    host = turn_to(exercise)
    reveal = host.locator("details[data-reveal] > summary")
    right, wrong = answers(exercise)
    expect(reveal).to_have_text(re.compile("^Show the derivation.*counts as solved with help"))
    assert "amplitude" not in ask(host, "derive", wrong).text
    judged = ask(host, "derive", right)
    assert judged.status == "right"
    assert "In amplitude" in judged.text
    expect(reveal).to_have_text("Compare with ours")
    reveal.click()
    ask(host, "derive", right)
    expect(host).to_have_attribute("data-state", "right")
