"""Choices: which is right, and which texts name one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.kinds.trace import Trace
from checkers.verdict import Unreadable

FOUR = Trace(right=3, choices=4)


@pytest.mark.parametrize(("choice", "status"), [(1, "wrong"), (2, "wrong"), (3, "right"), (4, "wrong")])
def test_each_choice_gets_its_own_code(choice, status):
    verdict = FOUR.grade(0, FOUR.parse(0, str(choice)))
    assert (verdict.status, verdict.code) == (status, f"choice-{choice}")


@pytest.mark.parametrize("text", ["3", " 3 ", "3\n", "\t3", "03", "３", "٣"])
def test_a_position_is_read_however_it_is_set(text):
    assert FOUR.parse(0, text) == 3


@pytest.mark.parametrize("text", ["", " ", "\n"])
def test_no_choice_is_not_judged(text):
    assert FOUR.parse(0, text) == Unreadable(0, "nothing-chosen")


@pytest.mark.parametrize(
    "text", ["0", "5", "-1", "+3", "3.0", "3 4", "x", "²", "③", "9" * 5000, "0" * 5000 + "3", "\0", "\ud800"]
)
def test_what_is_no_position_is_not_judged(text):
    assert FOUR.parse(0, text) == Unreadable(0, "not-a-position", {"count": 4})


def test_two_digits_reach_the_tenth_choice():
    assert Trace(right=10, choices=10).parse(0, "10") == 10


@settings(deadline=None)
@given(st.text())
def test_no_text_raises(text):
    read = FOUR.parse(0, text)
    assert isinstance(read, Unreadable) or 1 <= read <= 4
