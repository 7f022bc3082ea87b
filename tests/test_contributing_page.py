"""The guide for authors shows each kind once, as it is written and as it runs."""

import inspect
from html import unescape
from pathlib import Path

import pytest

import checkers
from hooks.kinds import KINDS
from hooks.render.convert import render

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "contributing.md"


@pytest.fixture
def examples(book):
    return [one for one in book.exercises if Path(one.block.path).name == PAGE.name]


@pytest.fixture
def shown(book, parsed):
    page = next(page for page in book.pages if Path(page.path).name == PAGE.name)
    return [
        ["".join(listing.itertext()) for listing in source.iter("code")]
        for source in parsed(render(page, ROOT / "docs")).iter("div")
        if source.attrib.get("class") == "wb-source"
    ]


def test_there_is_one_example_of_each_kind_and_none_counts(examples, book):
    assert sorted(one.kind for one in examples) == sorted(KINDS)
    assert all(one.beyond for one in examples)
    assert list(book.others) == examples
    assert book.total == sum(len(chapter.exercises) for chapter in book.chapters)


def test_each_listing_is_what_stands_in_the_page_and_in_the_class(examples, shown):
    text = PAGE.read_text(encoding="utf-8")
    assert len(shown) == len(examples)
    for exercise, listings in zip(examples, shown, strict=True):
        block, *classes = (unescape(one) for one in listings)
        assert block.strip() in text
        assert block.startswith(f"/// {exercise.kind} | {exercise.identifier}\n")
        assert block.rstrip().endswith("\n///")
        assert bool(classes) == KINDS[exercise.kind].computed
        for code in classes:
            assert code.strip() == inspect.getsource(type(exercise.checker)).strip()


def test_the_commands_that_the_page_names_do_what_it_says():
    assert checkers.grade("example-derive", 0, "0.0417")["code"] == "root-forgotten"
