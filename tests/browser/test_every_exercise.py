"""Every exercise and every variant, answered as a learner answers, in a real browser by real Python."""

from pathlib import Path

import pytest
from conftest import profile
from learner import ask, ask_all, attempts, chapter_path, on_page
from playwright.sync_api import expect
from wrong_programs import program_of

from checkers.kinds.derive import NotHere
from hooks.book.book import load_book

BOOK = load_book(Path(__file__).parent.parent.parent / "docs")


ALL = [pytest.param(one, id=one.identifier) for one in BOOK.exercises]


@pytest.fixture(scope="module")
def reading(browser, address):
    """One page for all exercises: those of a chapter stand on it together, and each keeps to its own place."""
    with profile(browser, address) as context:
        yield context.new_page()


@pytest.mark.parametrize("exercise", ALL)
def test_answers_are_told_apart_and_the_right_one_solves_it(reading, address, exercise):
    path = address + chapter_path(exercise)
    if reading.url.split("#")[0] != path:
        reading.goto(path)
    host = on_page(reading, exercise)
    match exercise.kind:
        case "derive":
            derive(reading, host, exercise)
        case "trace":
            closed(host, exercise, "choice", exercise.checker.choices)
        case "debug":
            closed(host, exercise, "line", exercise.checker.lines)
        case "design":
            design(host, exercise)
        case "build":
            build(reading, host, exercise)
    # To try every choice in turn is no mastery.
    tried_in_turn = exercise.kind in ("trace", "debug")
    expect(host).to_have_attribute("data-state", "assisted" if tried_in_turn else "right")


def derive(page, host, exercise):
    """The key and an unreadable text in every variant, each known mistake in the one that is shown first.

    The mistakes of the other variants are judged by the same Python in `tests/test_every_exercise.py`.
    """
    checker = exercise.checker
    for place in range(len(checker.variants)):
        variant = (checker.first + place) % len(checker.variants)
        expect(host).to_have_attribute("data-variant", str(variant))
        right = repr(checker.answer(**checker.variants[variant]))
        if variant == checker.first:
            assert ask(host, "derive", "2 apples").status == "unreadable"
            assert attempts(page, exercise, variant) == 0
            expected = [(code, repr(value)) for code, value in mistakes(exercise)]
            for (code, value), judged in zip(
                expected, ask_all(host, "derive", [value for _, value in expected]), strict=True
            ):
                assert judged[:2] == ("wrong", code), value
                assert judged.text
            assert ask(host, "derive", right).status == "right"
        else:
            [unreadable, solved] = ask_all(host, "derive", ["2 apples", right])
            assert unreadable.status == "unreadable"
            assert attempts(page, exercise, variant) == 0
            assert solved.status == "right", variant
        host.locator("button[data-another]").dispatch_event("click")


def mistakes(exercise):
    """Yield code and value of every mistake that a Derive can recognise in the variant shown first."""
    givens = exercise.checker.variants[exercise.checker.first]
    for code, values in exercise.checker.misconceptions(**givens).items():
        if not isinstance(values, NotHere):
            yield from ((code, value) for value in (values if isinstance(values, tuple) else (values,)))


def closed(host, exercise, word, count):
    """Every choice, or every line, gets a sentence of its own; the right one comes last."""
    right = exercise.checker.right
    positions = [*(one for one in range(1, count + 1) if one != right), right]
    said = set()
    for position, judged in zip(
        positions, ask_all(host, exercise.kind, list(map(str, positions))), strict=True
    ):
        assert judged[:2] == ("right" if position == right else "wrong", f"{word}-{position}")
        said.add(judged.text)
    assert len(said) == count


def design(host, exercise):
    """Each broken precedence is named, and the order of the source is right."""
    steps = range(1, exercise.checker.steps + 1)
    for step, needs in exercise.checker.after.items():
        for needed in needs:
            # The step comes directly before the one it needs, after everything that can stand before both.
            before = [
                one
                for one in steps
                if one < step and one != needed and not exercise.checker.forces(needed, one)
            ]
            rest = [one for one in steps if one not in (*before, step, needed)]
            judged = ask(host, "design", " ".join(map(str, [*before, step, needed, *rest])))
            assert judged[:2] == ("wrong", f"{step}-before-{needed}")
            assert judged.text
    assert ask(host, "design", " ".join(map(str, steps))).status == "right"


def build(page, host, exercise):
    """The stub, programs that cannot or must not run, one known wrong version, and the model answer.

    The other wrong versions are judged by the same Python in `tests/test_verdicts.py`: each costs a page its Python.
    """
    entry = exercise.checker.entry
    unreadable = {
        exercise.block.listing.code: "returned-none",
        "def broken(:": "syntax-error",
        f"import numpy\ndef {entry}(*values): return numpy.zeros(1)": "no-numpy",
    }
    for judged, code in zip(ask_all(host, "build", list(unreadable)), unreadable.values(), strict=True):
        assert judged[:2] == ("unreadable", code)
    assert attempts(page, exercise) == 0
    [(code, function), *_] = exercise.checker.mistakes.items()
    wrong = {code: program_of(function, entry), "recursion": f"def {entry}(*values): return {entry}(*values)"}
    for judged, code in zip(ask_all(host, "build", list(wrong.values())), wrong, strict=True):
        assert judged[:2] == ("wrong", code)
        assert judged.text
    assert ask(host, "build", exercise.block.model.code).status == "right"
