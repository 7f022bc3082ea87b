"""Thousands of texts as people type them: none may be taken for what it is not."""

import re
from pathlib import Path

import pytest
from corpus import STATUS, corpus, judge

PAGE = Path(__file__).parents[3] / "docs" / "answers.md"
FEWEST = 3000


@pytest.fixture(scope="module")
def figures():
    return judge(corpus())


def test_the_corpus_is_large_and_of_every_kind():
    texts = corpus()
    assert len(texts) >= FEWEST
    assert {text.due for text in texts} == set(STATUS)


def test_no_wrong_number_is_accepted(figures):
    assert figures.accepted == []


def test_no_right_answer_is_refused(figures):
    assert figures.refused == []


def test_nothing_unclear_costs_an_attempt(figures):
    assert figures.counted == []


def test_no_wrong_answer_is_asked_about(figures):
    assert figures.missed == []


def test_the_page_about_answers_tells_the_figures(figures):
    rows = re.findall(
        r"^\| (right|wrong|unclear) \| `(\d+)` \| `(\d+)` \|", PAGE.read_text(encoding="utf-8"), re.MULTILINE
    )
    assert [tuple(row) for row in rows] == [
        ("right", str(figures.texts["right"]), str(len(figures.refused))),
        ("wrong", str(figures.texts["wrong"]), str(sum(text.due == "wrong" for text in figures.accepted))),
        (
            "unclear",
            str(figures.texts["asked"]),
            str(len(figures.counted) + sum(text.due == "asked" for text in figures.accepted)),
        ),
    ], "run `python tests/bench/answers.py`, and tell on docs/answers.md what it prints"
