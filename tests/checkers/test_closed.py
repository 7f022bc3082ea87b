"""Closed exercises survive the way through JSON to the browser."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import checkers
from checkers import registry
from checkers.closed import from_data, open_book, to_data
from checkers.kinds.debug import Debug
from checkers.kinds.design import Design
from checkers.kinds.trace import Trace

STEPS = 6
steps = st.integers(1, STEPS)
designs = st.builds(
    Design,
    st.just(STEPS),
    st.dictionaries(steps, st.lists(steps, unique=True).map(tuple)),
    st.lists(st.tuples(steps, steps)).map(tuple),
)
exercises = st.one_of(st.builds(Trace, steps, steps), st.builds(Debug, steps, steps), designs)


@settings(deadline=None)
@given(exercises)
def test_an_exercise_is_the_same_after_the_way_through_json(exercise):
    assert from_data(json.loads(json.dumps(to_data(exercise)))) == exercise


def test_every_closed_exercise_of_the_book_grades_the_same_after_the_way_through_json(book):
    closed = {
        one.identifier: one.checker for one in book.exercises if one.kind in ("trace", "debug", "design")
    }
    assert closed
    with registry.restored():
        open_book(book.closed_json())
        assert {identifier: registry.find(identifier) for identifier in closed} == closed


def test_a_book_replaces_the_one_before():
    with registry.restored():
        open_book('{"old": {"kind": "trace", "right": 1, "choices": 4}}')
        open_book('{"new": {"kind": "debug", "right": 2, "lines": 3}}')
        assert checkers.grade("old", 0, "1")["code"] == "unknown-exercise"
        assert checkers.grade("new", 0, "2") == {"status": "right", "code": "line-2", "facts": {"line": 2}}


def test_a_kind_that_is_computed_is_refused():
    with pytest.raises(ValueError, match="`derive` is not a closed kind"):
        from_data({"kind": "derive"})
