"""Lines: which is the wrong one, and which texts name one."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.kinds.debug import Debug
from checkers.verdict import Unreadable

TWELVE = Debug(right=10, lines=12)


@pytest.mark.parametrize("line", range(1, 13))
def test_each_line_gets_its_own_code_and_only_the_marked_one_is_right(line):
    verdict = TWELVE.grade(0, TWELVE.parse(0, str(line)))
    assert (verdict.status, verdict.code) == ("right" if line == 10 else "wrong", f"line-{line}")
    assert verdict.facts == {"line": line}


@pytest.mark.parametrize("text", ["10", " 10 ", "10\n", "010", "１０"])
def test_a_line_is_read_however_it_is_set(text):
    assert TWELVE.parse(0, text) == 10


def test_no_line_is_not_judged():
    assert TWELVE.parse(0, " ") == Unreadable(0, "nothing-chosen")


@pytest.mark.parametrize("text", ["0", "13", "-1", "10.0", "1 0", "line 10", "1_0", "9" * 5000, "\ud800"])
def test_what_is_no_line_is_not_judged(text):
    assert TWELVE.parse(0, text) == Unreadable(0, "not-a-position", {"count": 12})


@settings(deadline=None)
@given(st.text())
def test_no_text_raises(text):
    read = TWELVE.parse(0, text)
    assert isinstance(read, Unreadable) or 1 <= read <= 12
