"""Design: cards are put in order with buttons or keys, and every move is spoken."""

import re

import pytest
from learner import arrange, ask, attempts, open_page, order_of, submit, verdict, wait_for_layout
from playwright.sync_api import expect


@pytest.fixture
def exercise(book):
    return book.find("flow-training-pipeline")


@pytest.fixture
def host(turn_to, exercise):
    return turn_to(exercise)


def card(host, step):
    return host.locator(f"li[data-step='{step}']")


def press(host, step, way):
    button = card(host, step).get_by_role("button", name=f"Move {way}", exact=True)
    button.focus()
    host.page.keyboard.press("Enter")
    return button


def swapped(order, place):
    return [*order[:place], order[place + 1], order[place], *order[place + 2 :]]


def test_the_cards_do_not_start_in_a_right_order(host):
    before = order_of(host)
    submit(host, "design")
    verdict(host, "wrong")
    assert order_of(host) == before


@pytest.mark.usefixtures("without_python")
def test_the_cards_start_in_the_same_order_at_every_visit(page, address, exercise):
    seen = [order_of(open_page(page, address, exercise)) for _ in range(2)]
    assert seen[0] == seen[1]


def test_the_focus_stays_on_the_moved_step_and_the_move_is_spoken(host):
    order = order_of(host)
    for _ in range(2):
        button = press(host, order[0], "down")
        expect(button).to_be_focused()
    assert order_of(host) == [order[1], order[2], order[0], *order[3:]]
    expect(host.get_by_text(re.compile(rf"^Step .* moved to 3 of {len(order)}$"))).to_have_attribute(
        "aria-live", "polite"
    )
    button = press(host, order[0], "up")
    expect(button).to_be_focused()
    expect(host.get_by_text(re.compile(rf"^Step .* moved to 2 of {len(order)}$"))).to_have_count(1)


def test_what_is_spoken_names_the_step_with_its_formula_in_words(host):
    if order_of(host)[0] == 5:
        press(host, 5, "down")
    press(host, 5, "up")
    expect(host.get_by_text(re.compile("Compute the target x sub 1 minus x sub 0.* moved to"))).to_have_count(
        1
    )


def test_alt_and_an_arrow_move_the_step_too(host):
    order = order_of(host)
    button = card(host, order[1]).get_by_role("button", name="Move down", exact=True)
    button.focus()
    host.page.keyboard.press("Alt+ArrowUp")
    assert order_of(host) == swapped(order, 0)
    expect(button).to_be_focused()
    host.page.keyboard.press("Alt+ArrowDown")
    assert order_of(host) == order


def test_the_ends_of_the_list_are_said_and_nothing_moves(host):
    order = order_of(host)
    press(host, order[0], "up")
    expect(host.get_by_text(re.compile("already first"))).to_have_count(1)
    button = press(host, order[-1], "down")
    expect(host.get_by_text(re.compile("already last"))).to_have_count(1)
    expect(button).to_be_focused()
    assert order_of(host) == order


def test_moves_can_be_undone_one_by_one(host):
    order = order_of(host)
    undo = host.get_by_role("button", name="Undo")
    expect(undo).to_have_count(0)
    press(host, order[0], "down")
    press(host, order[-1], "up")
    undo.click()
    expect(host.get_by_text(re.compile("undone"))).to_have_count(1)
    assert order_of(host) == swapped(order, 0)
    undo.click()
    assert order_of(host) == order
    expect(undo).to_have_count(0)
    # A keyboard user is not thrown back to the top of the page when the button goes.
    assert host.evaluate("(host) => host.contains(document.activeElement)")


def looks(host):
    """Return how each card looks, from top to bottom."""
    return host.locator("li[data-step]").evaluate_all(
        """(cards) => cards.map((card) => {
            const { backgroundColor, borderColor, boxShadow, outlineColor } = getComputedStyle(card);
            return [backgroundColor, borderColor, boxShadow, outlineColor].join();
        })"""
    )


def test_only_the_first_wrong_step_is_marked_and_the_rest_is_not_given_away(host):
    # Both 6 and 7 stand too early.
    judged = ask(host, "design", "1 2 6 7 3 4 5")
    assert judged[:2] == ("wrong", "6-before-3")
    assert re.search(r"first 2 steps are right", judged.text)
    assert re.search(r"2 moves", judged.text)
    marked = looks(host)
    assert [marked.count(look) for look in marked] == [6, 6, 1, 6, 6, 6, 6]


def test_the_mark_goes_with_the_next_check(host):
    ask(host, "design", "1 2 6 7 3 4 5")
    ask(host, "design", "1 2 3 4 5 6 7")
    assert len(set(looks(host))) == 1


def test_every_order_that_respects_the_needs_is_right_and_may_earn_a_remark(host):
    assert ask(host, "design", "1 2 3 4 5 6 7").status == "right"
    judged = ask(host, "design", "2 1 3 5 4 6 7")
    assert judged.status == "right"
    assert judged.code
    assert "Right" in judged.text


def test_the_same_wrong_order_twice_is_one_attempt(desk, host, exercise):
    for order in ("4 1 2 3 5 6 7", "4 1 2 3 5 6 7", "1 4 2 3 5 6 7"):
        ask(host, "design", order)
    assert attempts(desk, exercise) == 2


def test_after_three_misses_one_step_can_be_put_in_its_place_which_counts_as_help(host):
    offer = host.get_by_role("button", name="Put this step in its place")
    for order in ("7 1 2 3 4 5 6", "1 7 2 3 4 5 6"):
        ask(host, "design", order)
        expect(offer).to_have_count(0)
    judged = ask(host, "design", "4 1 2 3 5 6 7")
    assert judged.code == "4-before-1"
    offer.click()
    order = order_of(host)
    assert order.index(1) < order.index(4)
    assert ask(host, "design", "1 2 3 4 5 6 7").status == "right"
    expect(host).to_have_attribute("data-state", "assisted")


def test_targets_are_large_enough_for_a_finger(new_profile, address, exercise):
    page = new_profile(has_touch=True, is_mobile=True, viewport={"width": 360, "height": 740}).new_page()
    host = open_page(page, address, exercise)
    wait_for_layout(page)
    sizes = host.get_by_role("button", name=re.compile("^Move ")).evaluate_all(
        "(buttons) => buttons.map((button) => button.getBoundingClientRect()).map(({ width, height }) => [width, height])"
    )
    assert len(sizes) == 14
    assert min(min(size) for size in sizes) >= 44


def test_arranged_by_hand_and_checked_with_the_keyboard(host):
    arrange(host, [1, 2, 3, 4, 5, 6, 7])
    host.get_by_role("button", name="Check", exact=True).press("Enter")
    verdict(host, "right")
