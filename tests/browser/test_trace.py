"""Trace: one choice out of several, each answered by its own sentence."""

import re

import pytest
from learner import ask, attempts, open_page, submit, verdict
from playwright.sync_api import expect

from hooks.book.plain_text import plain_text


@pytest.fixture
def exercise(book):
    return book.find("snr-halfway")


@pytest.fixture
def host(turn_to, exercise):
    return turn_to(exercise)


def values(host):
    return host.get_by_role("radio").evaluate_all("(choices) => choices.map((choice) => choice.value)")


def test_choices_are_one_group_of_radio_buttons_with_names(host, exercise):
    group = host.get_by_role("group", name="Your choice")
    expect(group.get_by_role("radio")).to_have_count(len(exercise.block.choices))
    for choice in exercise.block.choices:
        number = plain_text(exercise.fill(choice.text.markdown)).removeprefix("About ")
        spoken = number.replace("−", "minus ").replace("-", "minus ")
        expect(
            group.get_by_role("radio", name=re.compile(rf"^About (\$)?{re.escape(spoken)}$"))
        ).to_have_count(1)
    expect(group.get_by_role("radio", checked=True)).to_have_count(0)


@pytest.mark.usefixtures("without_python")
def test_a_choice_made_of_a_formula_is_named_in_words(page, address, book):
    host = open_page(page, address, book.find("loss-equivalence"))
    radios = host.get_by_role("radio", name=re.compile(r"the fraction 1 minus α bar sub t over α bar sub t"))
    expect(radios).to_have_count(2)
    expect(radios.and_(host.get_by_role("radio", name=re.compile("root of")))).to_have_count(1)


def test_arrows_choose_and_enter_checks(host, exercise):
    first = host.get_by_role("radio").first
    first.focus()
    order = values(host)
    for _ in range(order.index(str(exercise.checker.right))):
        host.page.keyboard.press("ArrowDown")
    host.page.keyboard.press("Space")
    host.page.keyboard.press("Enter")
    verdict(host, "right", f"choice-{exercise.checker.right}")


def test_the_sentence_belongs_to_the_choice(host, exercise):
    for position in range(1, len(exercise.block.choices) + 1):
        sentence = exercise.block.sentences[f"choice-{position}"]
        said = ask(host, "trace", str(position)).text
        assert " ".join(plain_text(exercise.fill(sentence.markdown)).split()) in " ".join(said.split())


def test_checking_nothing_costs_nothing_and_says_so(desk, host, exercise):
    submit(host, "trace")
    expect(verdict(host, "unreadable", "nothing-chosen")).to_contain_text("Nothing is chosen")
    assert attempts(desk, exercise) == 0


def test_the_same_wrong_choice_twice_is_one_attempt(desk, host, exercise):
    wrong, other = [
        str(one) for one in range(1, exercise.checker.choices + 1) if one != exercise.checker.right
    ][:2]
    for position in (wrong, wrong, other):
        ask(host, "trace", position)
    assert attempts(desk, exercise) == 2
    expect(host).to_have_attribute("data-state", "tried")


def test_help_is_offered_after_three_misses(host, exercise):
    wrong = [str(one) for one in range(1, exercise.checker.choices + 1) if one != exercise.checker.right]
    for position in wrong:
        expect(host.get_by_role("button", name="Open a hint")).to_have_count(0)
        ask(host, "trace", position)
    expect(host.get_by_role("button", name="Open a hint")).to_be_visible()
    ask(host, "trace", str(exercise.checker.right))
    expect(host.get_by_role("button", name="Open a hint")).to_have_count(0)


@pytest.mark.usefixtures("without_python")
def test_choices_stand_in_an_order_of_their_own_that_stays_the_same(page, address, book):
    traces = [one for one in book.exercises if one.kind == "trace" and one.chapter == 2]
    seen = []
    for _ in range(2):
        seen.append([values(open_page(page, address, one)) for one in traces])
        page.reload()
    assert seen[0] == seen[1]
    assert any(order != sorted(order) for order in seen[0])
    for exercise, order in zip(traces, seen[0], strict=True):
        assert sorted(order) == [str(one) for one in range(1, exercise.checker.choices + 1)]


def test_there_is_no_other_variant_to_ask_for(host):
    expect(host.get_by_role("button", name="Another like this")).to_have_count(0)
