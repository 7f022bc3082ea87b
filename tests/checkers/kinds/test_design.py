"""Orders of steps: which are right, what is said about the others, and how far they are from right."""

from collections import deque
from itertools import permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.kinds.design import Design
from checkers.verdict import Unreadable

# Three parts that need nothing, what is made of them, and the end that needs it all; one pair is worth a remark.
PIPELINE = Design(5, {3: (1, 2), 4: (2,), 5: (3, 4)}, ((4, 3), (2, 1)))


def judge(design, text):
    parsed = design.parse(0, text)
    return parsed.as_verdict() if isinstance(parsed, Unreadable) else design.grade(0, parsed)


def typed(order):
    return " ".join(str(step) for step in order)


def is_valid(order, after):
    return all(order.index(needed) < order.index(step) for step in after for needed in after[step])


def distances(steps, after):
    """Return for every order the fewest single cards to lift and put elsewhere, found by walking outwards from the valid orders."""
    found = {order: 0 for order in permutations(range(1, steps + 1)) if is_valid(order, after)}
    queue = deque(found)
    while queue:
        order = queue.popleft()
        for place, card in enumerate(order):
            rest = order[:place] + order[place + 1 :]
            for there in range(steps):
                moved = (*rest[:there], card, *rest[there:])
                if moved not in found:
                    found[moved] = found[order] + 1
                    queue.append(moved)
    return found


@st.composite
def partial_orders(draw, most=5):
    """Draw a number of steps and what each of them needs, always something with a lower number."""
    steps = draw(st.integers(3, most))
    after = {step: tuple(draw(st.sets(st.integers(1, step - 1)))) for step in range(2, steps + 1)}
    return steps, after


@pytest.fixture(scope="module")
def seven_cards(book):
    return next(one.checker for one in book.exercises if one.kind == "design" and one.checker.steps == 7)


def test_twenty_of_all_orders_of_the_seven_cards_are_right(seven_cards):
    right = {
        order for order in permutations(range(1, 8)) if seven_cards.grade(0, list(order)).status == "right"
    }
    assert right == {order for order in permutations(range(1, 8)) if is_valid(order, seven_cards.after)}
    assert len(right) == 20


def test_every_wrong_order_of_the_seven_cards_gets_the_first_precedence_it_breaks(seven_cards):
    for order in permutations(range(1, 8)):
        broken = [
            (place, needed, step)
            for place, step in enumerate(order)
            for needed in seven_cards.after.get(step, ())
            if needed in order[place:]
        ]
        verdict = seven_cards.grade(0, list(order))
        if broken:
            place, needed, step = min(broken)
            assert (verdict.status, verdict.code) == ("wrong", f"{step}-before-{needed}"), order
            assert (verdict.facts["step"], verdict.facts["place"], verdict.facts["right_so_far"]) == (
                step,
                place + 1,
                place,
            )


def test_every_order_of_the_seven_cards_is_as_many_moves_from_right_as_it_takes(seven_cards):
    for order, moves in distances(7, seven_cards.after).items():
        verdict = seven_cards.grade(0, list(order))
        assert verdict.facts.get("moves", 0) == moves, order


@settings(deadline=None)
@given(partial_orders())
def test_moves_are_the_true_minimum_for_any_partial_order(drawn):
    steps, after = drawn
    design = Design(steps, after)
    for order, moves in distances(steps, after).items():
        assert design.grade(0, list(order)).facts.get("moves", 0) == moves, order


@settings(deadline=None)
@given(partial_orders(most=6), st.data())
def test_an_order_is_right_exactly_when_it_respects_every_need(drawn, data):
    steps, after = drawn
    order = data.draw(st.permutations(range(1, steps + 1)))
    design = Design(steps, after)
    verdict = judge(design, typed(order))
    assert (verdict.status == "right") == is_valid(order, after)
    if verdict.status == "wrong":
        assert verdict.code in design.codes()
        assert 1 <= verdict.facts["moves"] < steps


@settings(deadline=None)
@given(partial_orders(), st.data())
def test_an_order_that_stops_short_is_right_so_far_or_wrong_like_the_whole(drawn, data):
    steps, after = drawn
    order = data.draw(st.permutations(range(1, steps + 1)))
    placed = data.draw(st.integers(1, steps - 1))
    design = Design(steps, after)
    verdict = judge(design, typed(order[:placed]))
    unmet = [
        step for place, step in enumerate(order[:placed]) if set(after.get(step, ())) - set(order[:place])
    ]
    if unmet:
        assert (verdict.status, verdict.facts["step"]) == ("wrong", unmet[0])
        assert verdict.facts["moves"] <= placed
    else:
        assert (verdict.status, verdict.code) == ("unreadable", "right-so-far")
        assert (verdict.facts["placed"], verdict.facts["count"]) == (placed, steps)


@settings(deadline=None)
@given(partial_orders(most=6))
def test_the_order_of_the_source_is_right(drawn):
    steps, after = drawn
    assert Design(steps, after).grade(0, list(range(1, steps + 1))).status == "right"


@settings(deadline=None)
@given(partial_orders())
def test_what_is_forced_is_what_holds_in_every_valid_order(drawn):
    steps, after = drawn
    design = Design(steps, after)
    valid = [order for order in permutations(range(1, steps + 1)) if is_valid(order, after)]
    for first, second in permutations(range(1, steps + 1), 2):
        always = all(order.index(first) < order.index(second) for order in valid)
        assert design.forces(first, second) == always, (first, second)


def test_a_strict_design_accepts_one_order():
    strict = Design.strict(5)
    right = [order for order in permutations(range(1, 6)) if strict.grade(0, list(order)).status == "right"]
    assert right == [(1, 2, 3, 4, 5)]
    assert strict.codes() == {f"{late}-before-{early}" for late in range(1, 6) for early in range(1, late)}


def test_of_several_broken_precedences_the_lowest_source_position_is_named():
    assert judge(PIPELINE, "3 2 1 4 5").code == "3-before-1"
    assert judge(PIPELINE, "1 5 3 2 4").code == "5-before-3"


@pytest.mark.parametrize(
    ("order", "remark"),
    [
        ("1 2 3 4 5", ""),
        ("2 1 3 4 5", "2-before-1"),
        ("1 2 4 3 5", "4-before-3"),
        ("2 4 1 3 5", "4-before-3"),
    ],
)
def test_a_right_order_gets_the_first_remark_that_fits(order, remark):
    verdict = judge(PIPELINE, order)
    assert (verdict.status, verdict.code, verdict.facts) == ("right", remark, {})


@pytest.mark.parametrize(
    "text",
    [
        "2 1 3 4 5",
        "  2   1 3 4 5 \n",
        "2,1,3,4,5",
        "2, 1, 3, 4, 5",
        "2;1;3;4;5",
        "2-1-3-4-5",
        "2 > 1 > 3 > 4 > 5",
        "2→1→3→4→5",
        "[2, 1, 3, 4, 5]",
        "(2 1 3 4 5)",
        "2\t1\n3\r\n4\v5",
        "２ １ ３ ４ ５",
    ],
)
def test_steps_may_be_set_apart_in_any_usual_way(text):
    assert judge(PIPELINE, text).status == "right"


@pytest.mark.parametrize(
    ("text", "code", "position"),
    [
        ("", "nothing-ordered", 0),
        (" \n", "nothing-ordered", 0),
        (", ;", "nothing-ordered", 0),
        ("0 1 2 3 4", "not-a-step", 0),
        ("1 2 6", "not-a-step", 4),
        ("1 2 x", "not-a-step", 4),
        ("1 2.5", "not-a-step", 2),
        ("1 ²", "not-a-step", 2),
        ("1 🙂", "not-a-step", 2),
        ("12345", "not-a-step", 0),
        ("1 " + "9" * 5000, "not-a-step", 2),
        ("1 2 1", "repeated-step", 4),
        ("1 2 3 4 5 1", "repeated-step", 10),
        ("1 2 3", "right-so-far", 5),
        ("2", "right-so-far", 1),
    ],
)
def test_what_is_no_order_is_not_judged_and_its_place_is_named(text, code, position):
    verdict = judge(PIPELINE, text)
    assert (verdict.status, verdict.code, verdict.facts["position"]) == ("unreadable", code, position)


@settings(deadline=None)
@given(st.text())
def test_no_text_raises(text):
    assert judge(PIPELINE, text).status in ("right", "wrong", "unreadable")
