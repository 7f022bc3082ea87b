"""Page and command line look for a verdict's sentence in one and the same order."""

from pathlib import Path

import pytest

from hooks.book.book import load_book
from hooks.book.sentences import names

ROOT = Path(__file__).parents[3]
BOOK = load_book(ROOT / "docs")


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ("comma", ["trace-comma", "comma", "trace-wrong", "wrong"]),
        ("", ["trace-", "", "trace-wrong", "wrong"]),
    ],
)
def test_what_is_said_of_a_kind_comes_before_what_is_said_of_all_and_the_status_comes_last(code, found):
    assert names("trace", code, "wrong") == found


def test_no_exercise_has_a_sentence_of_its_own_where_all_have_one():
    """Otherwise its own would be shown to whoever made the general mistake, or never; what follows a right number is meant so."""
    shared = BOOK.shared_sentences
    taken = [
        (exercise.identifier, code)
        for exercise in BOOK.exercises
        for code in exercise.block.sentences
        if code != "right" and {code, f"{exercise.kind}-{code}"} & shared.keys()
    ]
    assert taken == []
