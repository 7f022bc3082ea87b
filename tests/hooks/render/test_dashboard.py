"""The front page tells the truth before any script has run."""

import shutil
from pathlib import Path

import pytest

from hooks.book.book import load_book
from hooks.render.convert import render

WHOLE = Path(__file__).parents[2] / "sites" / "whole"


def text_of(element):
    return "".join(element.itertext())


def page_of(book, docs, parsed):
    index = next(page for page in book.pages if Path(page.path).name == "index.md")
    return parsed(render(index, docs))


def marked(page, name, value):
    (found,) = [one for one in page.iter() if one.attrib.get(name) == value]
    return text_of(found)


def tiles(page):
    found = [one for one in page.iter() if one.attrib.get("class") == "wb-tile"]
    label, value = "wb-tile-label", "wb-tile-value"
    return {
        text_of(next(one for one in tile.iter() if one.attrib.get("class") == label)): text_of(
            next(one for one in tile.iter() if one.attrib.get("class") == value)
        )
        for tile in found
    }


def cards(page, beyond=False):
    """Return the cards of chapters, or those of lessons."""
    lists = [one for one in page.iter("ol") if ("data-beyond" in one.attrib) == beyond]
    return [one for parent in lists for one in parent.iter("li") if one.attrib.get("class") == "wb-card"]


@pytest.fixture
def tiny_page(tiny_exercises, parsed):
    return page_of(load_book(WHOLE), WHOLE, parsed)


def test_the_tiles_count_chapters_exercises_and_kinds(tiny_page):
    assert tiles(tiny_page) == {
        "Chapters": "2",
        "Exercises": "8",
        "Kinds of exercise": "5",
        "Mastery": "0 / 8",
        "Day streak": "0",
    }


def test_progress_starts_at_nothing(tiny_page):
    assert marked(tiny_page, "data-progress", "solved") == "0"
    assert marked(tiny_page, "data-progress", "total") == "8"
    assert marked(tiny_page, "data-progress", "percent") == "0\u00a0%"
    assert marked(tiny_page, "data-streak", "current") == "0"
    assert marked(tiny_page, "data-streak", "best") == "0"


def test_each_chapter_has_a_card_with_its_words_and_its_exercises(tiny_page):
    tiny, later = cards(tiny_page)
    assert tiny.attrib["data-exercises"].split() == [
        "tiny-share",
        "tiny-choice",
        "tiny-double",
        "tiny-bug",
        "tiny-order",
    ]
    assert later.attrib["data-exercises"] == ""
    assert [text_of(card.find("a")) for card in (tiny, later)] == ["0Tiny & small", "1Later"]
    assert [card.find("a").attrib["href"] for card in (tiny, later)] == [
        "chapters/00-tiny.md",
        "chapters/01-later.md",
    ]
    assert text_of(later.find("p")) == "To come: soon."
    assert next(tiny.find("p").iter("math")) is not None


def test_each_lesson_has_a_card_too_and_its_exercises_are_counted_apart(tiny_page):
    (card,) = cards(tiny_page, beyond=True)
    assert card.attrib["data-exercises"] == "tiny-lesson"
    assert text_of(card.find("a")) == "ATiny lesson"
    assert card.find("a").attrib["href"] == "lessons/a-tiny.md"
    assert next(card.find("p").iter("math")) is not None
    (count,) = [text_of(one) for one in tiny_page.iter("p") if one.attrib.get("class") == "wb-beyond"]
    assert count == "Beyond the book: 0 of 1 solved"


def test_an_exercise_beyond_the_book_is_no_part_of_its_chapter_s_progress(tiny_exercises, parsed, tmp_path):
    shutil.copytree(WHOLE, tmp_path, dirs_exist_ok=True)
    page = tmp_path / "chapters" / "00-tiny.md"
    text = page.read_text(encoding="utf-8").replace(
        "/// trace | tiny-choice\n", "/// trace | tiny-choice\n    beyond: true\n"
    )
    page.write_text(text.replace("planned: 5", "planned: 4"), encoding="utf-8")
    book = load_book(tmp_path)
    assert (book.total, book.find("tiny-choice").number, book.find("tiny-double").number) == (7, "0.5", "0.2")
    shown = page_of(book, tmp_path, parsed)
    card = cards(shown)[0]
    assert card.attrib["data-exercises"].split() == ["tiny-share", "tiny-double", "tiny-bug", "tiny-order"]
    assert (card.attrib["data-planned"], card.attrib["data-uncounted"]) == ("4", "tiny-choice")
    assert "and 1 beyond the book" in text_of(card)
    assert "Beyond the book: 0 of 2 solved" in text_of(shown)


def test_a_card_says_how_much_is_solved_or_to_come(tiny_page):
    counts = [text_of(one) for one in tiny_page.iter("span") if one.attrib.get("data-card") == "count"]
    assert counts == ["0 / 5", "3 exercises to come", "0 / 1"]


def test_a_bar_can_be_read_aloud(tiny_page):
    bars = [one.attrib for one in tiny_page.iter() if one.attrib.get("role") == "progressbar"]
    assert [(one["aria-valuemin"], one["aria-valuenow"], one["aria-valuemax"]) for one in bars] == [
        ("0", "0", "5"),
        ("0", "0", "3"),
        ("0", "0", "1"),
    ]
    assert [one["aria-label"] for one in bars] == [
        "Solved in chapter 0",
        "Solved in chapter 1",
        "Solved in lesson A",
    ]


def test_the_way_back_is_hidden_until_there_is_one(tiny_page):
    (onward,) = [one for one in tiny_page.iter() if one.attrib.get("class") == "wb-continue"]
    assert "hidden" in onward.attrib


def test_the_front_page_of_the_book_counts_fifty_five_exercises_in_ten_chapters(book, parsed):
    page = page_of(book, Path(__file__).parents[3] / "docs", parsed)
    assert (tiles(page)["Chapters"], tiles(page)["Exercises"], tiles(page)["Mastery"]) == (
        "10",
        "55",
        "0 / 55",
    )
    listed = [identifier for card in cards(page) for identifier in card.attrib["data-exercises"].split()]
    assert listed == [one.identifier for one in book.exercises if not one.beyond]
    of_lessons = [one for card in cards(page, beyond=True) for one in card.attrib["data-exercises"].split()]
    assert of_lessons == [one.identifier for lesson in book.lessons for one in lesson.exercises]
