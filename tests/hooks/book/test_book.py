"""Words and checkers are joined into a book; slips are in test_sites.py."""

import json
import os
from pathlib import Path

import pytest

from checkers import registry
from checkers.kinds.derive import Derive
from checkers.registry import facts
from hooks.book.book import load_book
from hooks.book.checks import check_unused_classes, check_unused_figures
from hooks.book.join import join
from hooks.figures import registry as figures
from hooks.source.classes import line_of
from hooks.source.errors import AuthorError
from hooks.source.page import Page

WHOLE = Path(__file__).parents[2] / "sites" / "whole"


@pytest.fixture
def tiny(tiny_exercises):
    return load_book(WHOLE)


def verdict(status, code="", **facts):
    return {"status": status, "code": code, "facts": facts}


# The book


def test_exercises_are_in_reading_order_with_those_outside_of_chapters_last(tiny):
    assert [(one.number, one.identifier, one.kind, one.chapter, one.beyond) for one in tiny.exercises] == [
        ("0.1", "tiny-share", "derive", 0, False),
        ("0.2", "tiny-choice", "trace", 0, False),
        ("0.3", "tiny-double", "build", 0, False),
        ("0.4", "tiny-bug", "debug", 0, False),
        ("0.5", "tiny-order", "design", 0, False),
        ("A.1", "tiny-lesson", "trace", None, True),
        ("1", "tiny-extra", "trace", None, True),
    ]


def test_chapters_are_in_order_and_count_what_is_planned(tiny):
    assert [(one.number, one.title, one.summary, one.planned, one.file) for one in tiny.chapters] == [
        (0, "Tiny & small", "One of each kind, where $a < b$.", 5, "chapters/00-tiny.md"),
        (1, "Later", "To come: soon.", 3, "chapters/01-later.md"),
    ]
    assert tiny.total == 8


def test_lessons_have_letters_and_exercises_that_do_not_count(tiny):
    assert [(one.letter, one.title, one.summary, one.planned, one.file) for one in tiny.lessons] == [
        ("A", "Tiny lesson", "For whom $a < b$ is new.", 1, "lessons/a-tiny.md"),
    ]
    assert not {one.identifier for one in tiny.lessons[0].exercises} & {
        one.identifier for chapter in tiny.chapters for one in chapter.exercises
    }


def test_a_class_that_is_missing_belongs_into_the_module_of_its_lesson(tiny_exercises, tmp_path):
    page = tmp_path / "lessons" / "b-other.md"
    page.parent.mkdir()
    text = (WHOLE / "chapters" / "00-tiny.md").read_text(encoding="utf-8").replace("tiny-share", "of-nobody")
    page.write_text(text, encoding="utf-8")
    with pytest.raises(AuthorError, match=r"it has no class in checkers/pages/lesson_b\.py"):
        load_book(tmp_path)


def test_an_exercise_is_found_by_its_number_and_by_its_id(tiny):
    assert tiny.find("0.4") is tiny.find("tiny-bug") is tiny.exercises[3]
    assert tiny.find("A.1") is tiny.find("a.1") is tiny.find("tiny-lesson")
    assert tiny.find("0.6") is tiny.find("") is tiny.find("tiny") is None


@pytest.mark.parametrize(
    ("name", "near"), [("tiny-choise", "tiny-choice"), ("0.55", "0.5"), ("Tiny-Bug", "tiny-bug")]
)
def test_a_name_that_names_nothing_has_near_ones(tiny, name, near):
    assert near in tiny.nearest(name)


def test_a_name_unlike_any_has_some_near_ones_too(tiny):
    assert len(tiny.nearest("?")) == 3


def test_a_page_is_recognised_by_its_text(tiny):
    for page in tiny.pages:
        assert tiny.page_with(page.body) is page
        assert tiny.page_with("\n\n" + page.body.replace("\n", "\r\n") + "\n") is page
    assert tiny.page_with("Another text.") is None


def test_each_page_has_its_own_exercises(tiny):
    on_pages = {Path(page.path).name: [one.identifier for one in tiny.on_page(page)] for page in tiny.pages}
    assert on_pages["extra.md"] == ["tiny-extra"]
    assert on_pages["index.md"] == on_pages["01-later.md"] == []
    assert len(on_pages["00-tiny.md"]) == 5


def test_titles_are_plain_text_with_the_numbers_of_the_first_variant(tiny):
    assert [one.title for one in tiny.exercises] == [
        "Share of 3 < 9 & more",
        "Choice",
        "Double",
        "Bug",
        "Order",
        "Beyond",
        "Beyond",
    ]


def test_messages_name_files_as_seen_from_where_one_stands(tiny_exercises, tmp_path, monkeypatch):
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "page.md").write_text("/// deriv\n///\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(AuthorError, match=r"^docs/page\.md:1: "):
        load_book(Path("docs"))
    monkeypatch.chdir(tmp_path / "docs")
    with pytest.raises(AuthorError, match=r"^page\.md:1: "):
        load_book(tmp_path / "docs")


def test_a_book_is_read_anew_after_an_edit_and_only_then(tiny_exercises, tmp_path):
    page = tmp_path / "page.md"
    page.write_text("One.\n", encoding="utf-8")
    first = load_book(tmp_path)
    assert load_book(tmp_path) is first
    page.write_text("Two.\n", encoding="utf-8")
    os.utime(page, ns=(1, 1))
    assert load_book(tmp_path).pages[0].body == "Two.\n"
    (tmp_path / "another.md").write_text("Three.\n", encoding="utf-8")
    assert len(load_book(tmp_path).pages) == 2


def test_a_broken_book_leaves_the_closed_exercises_of_the_one_before(tiny, tmp_path):
    (tmp_path / "page.md").write_text("/// deriv\n///\n", encoding="utf-8")
    with pytest.raises(AuthorError):
        load_book(tmp_path)
    assert registry.find("tiny-choice") is tiny.find("tiny-choice").checker


# Checkers


def test_closed_exercises_are_graded_as_they_are_marked(tiny):
    checkers = {one.identifier: one.checker for one in tiny.exercises}
    assert (checkers["tiny-choice"].right, checkers["tiny-choice"].choices) == (2, 4)
    assert (checkers["tiny-extra"].right, checkers["tiny-extra"].choices) == (4, 4)
    assert (checkers["tiny-bug"].right, checkers["tiny-bug"].lines) == (6, 7)
    order = checkers["tiny-order"]
    assert (order.steps, order.after, order.remarks) == (3, {3: (1, 2)}, ((2, 1),))
    for identifier in ("tiny-choice", "tiny-extra", "tiny-bug", "tiny-order"):
        assert registry.find(identifier) is checkers[identifier]


def test_a_design_without_option_is_strict(tiny_exercises):
    text = (WHOLE / "chapters" / "00-tiny.md").read_text(encoding="utf-8")
    text = (
        text[text.index("/// design") :]
        .replace("    after: {3: [1, 2]}\n", "")
        .replace("2-before-1\n:   Fine.", "2-before-1\n:   No.")
    )
    (exercise,) = join(Page.parse(text, "page.md"), None)
    assert exercise.checker.after == {2: (1,), 3: (1, 2)}
    assert exercise.checker.remarks == ()


def test_closed_exercises_leave_for_the_browser_and_computed_ones_do_not(tiny):
    assert json.loads(tiny.closed_json()) == {
        "tiny-bug": {"kind": "debug", "lines": 7, "right": 6},
        "tiny-choice": {"choices": 4, "kind": "trace", "right": 2},
        "tiny-extra": {"choices": 4, "kind": "trace", "right": 4},
        "tiny-lesson": {"choices": 4, "kind": "trace", "right": 1},
        "tiny-order": {"after": {"3": [1, 2]}, "kind": "design", "remarks": [[2, 1]], "steps": 3},
    }


def test_a_class_that_no_page_uses_is_reported_with_its_place(tiny):
    check_unused_classes(tiny)

    @registry.exercise("tiny-forgotten")
    class Forgotten(Derive):
        variants = ({},)

    line = line_of(Forgotten)
    with pytest.raises(AuthorError) as caught:
        check_unused_classes(tiny)
    wanted = "no page has an exercise `tiny-forgotten`. Write `/// derive | tiny-forgotten` in its chapter, or remove the class."
    assert str(caught.value).endswith(f"test_book.py:{line}: {wanted}")


def test_figures_are_not_drawn_where_answers_are_only_judged(tiny):
    assert [one.block.name for one in tiny.figures] == ["tiny-slope"]
    assert figures._pictures == {}


def test_a_figure_that_no_page_shows_is_reported_with_its_place(tiny):
    check_unused_figures(tiny)

    @figures.figure("tiny-forgotten")
    def forgotten():
        """Never drawn."""

    line = line_of(forgotten)
    with pytest.raises(AuthorError) as caught:
        check_unused_figures(tiny)
    wanted = "no page shows the figure `tiny-forgotten`. Write `/// figure | tiny-forgotten` in its chapter, or remove the function."
    assert str(caught.value).endswith(f"test_book.py:{line}: {wanted}")


def test_numbers_that_cannot_be_told_apart_are_reported_with_the_place_of_their_class(
    tiny_exercises, monkeypatch, tmp_path
):
    share = registry.find("tiny-share")
    monkeypatch.setattr(share, "misconceptions", lambda whole: {"inverted": whole / 2})
    monkeypatch.setattr(share, "_keys", {})
    (tmp_path / "page.md").write_text(
        (WHOLE / "chapters" / "00-tiny.md").read_text(encoding="utf-8"), encoding="utf-8"
    )
    with pytest.raises(AuthorError) as caught:
        load_book(tmp_path)
    line = line_of(type(share))
    place, _, what = str(caught.value).partition(f"conftest.py:{line}: derive `tiny-share`: variant 0: ")
    assert place.endswith("tests/hooks/")
    assert (
        what == "`inverted` leads to 1.5, which is accepted. Change the givens, the tolerance or the mistake."
    )


# Slots


def test_every_variant_has_its_values(tiny):
    values = tiny.find("tiny-share").values
    assert [one["answer"] for one in values] == [1.5, 2, -2.5, 0.25]
    assert [one["whole"] for one in values] == [3, 4, -5, 0.5]
    assert tiny.find("tiny-bug").values == [{}]


def test_the_facts_of_all_chapters_are_known_by_module_and_name(tiny):
    assert facts() == {"chapter_99.gap": 0.25}


def test_a_text_is_filled_with_the_numbers_of_a_variant(tiny):
    exercise = tiny.find("tiny-share")
    text = "[[whole]], [[answer:.2f]], [[small:.1e]], [[chapter_99.gap]] and [[fact:line]] or [[unknown]]"
    assert exercise.fill(text) == "3, 1.50, 3.0\u00a0×\u00a010⁻⁵, 0.25 and [[fact:line]] or [[unknown]]"
    assert exercise.fill(text, 2) == "−5, −2.50, −5.0\u00a0×\u00a010⁻⁵, 0.25 and [[fact:line]] or [[unknown]]"


# Messages


def test_the_exercise_s_own_sentence_comes_first(tiny):
    message = tiny.message(tiny.find("tiny-share"), 2, verdict("wrong", "inverted"))
    assert message == "You turned −5 over & over. Did you mean −5? Then x = 1 × −5."


def test_a_choice_s_sentence_is_found_by_its_position(tiny):
    exercise = tiny.find("tiny-choice")
    assert tiny.message(exercise, 0, verdict("wrong", "choice-1")) == "First. Second paragraph with x."
    assert tiny.message(exercise, 0, verdict("right", "choice-2")) == "Right."


def test_the_shared_sentence_of_the_kind_comes_before_that_of_all_kinds(tiny):
    assert tiny.message(tiny.find("tiny-share"), 0, verdict("wrong")) == "Not that number."
    assert tiny.message(tiny.find("tiny-bug"), 0, verdict("wrong")) == "Not yet: is a < b & so on?"
    assert tiny.message(tiny.find("tiny-share"), 0, verdict("right")) == "Right."


def test_a_code_without_sentence_gets_that_of_its_status(tiny):
    assert tiny.message(tiny.find("tiny-bug"), 0, verdict("wrong", "line-3")) == "Not yet: is a < b & so on?"
    assert tiny.message(tiny.find("tiny-bug"), 0, verdict("failed", "defect")) == "Our fault."
    assert tiny.message(tiny.find("tiny-bug"), 0, verdict("unreadable", "no-such")) == ""


@pytest.mark.parametrize("word", ["1,234", "*", "a_b_c", "$x$", "`", "\\", "[[answer]]", "<b>"])
def test_facts_are_filled_in_as_they_were_typed(tiny, word):
    message = tiny.message(tiny.find("tiny-share"), 0, verdict("unreadable", "comma", word=word))
    assert message == f"Is “{word}” one number or two? It continues."


def test_a_fact_that_is_missing_leaves_a_gap(tiny):
    message = tiny.message(tiny.find("tiny-share"), 0, verdict("unreadable", "comma"))
    assert message == "Is “” one number or two? It continues."
    assert tiny.message(tiny.find("tiny-bug"), 0, verdict("right", "line-6", line=6)) == "Yes: line 6."


def test_a_book_without_shared_sentences_has_none(tiny_exercises, tmp_path):
    (tmp_path / "page.md").write_text("Text.\n", encoding="utf-8")
    book = load_book(tmp_path)
    assert (book.feedback, book.shared_sentences, book.exercises, book.total) == (None, {}, (), 0)
