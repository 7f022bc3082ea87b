"""Every exercise and every variant, answered as a learner answers, in a real browser by real Python."""

from pathlib import Path

import pytest
from learner import answer, forget_verdict, on_page, open_chapter, verdict
from playwright.sync_api import expect

from checkers.derive import NotHere
from hooks.specs import load_book

BOOK = load_book(Path(__file__).parent.parent.parent / "docs")


def of_kind(kind):
    return [pytest.param(one, id=one.identifier) for one in BOOK.exercises if one.kind == kind]


def submit(host, exercise, text, status, code=None):
    forget_verdict(host)
    answer(host, exercise.kind, text)
    return verdict(host, status, code)


def attempts(page, exercise, variant=0):
    """Return how many attempts the progress document counts."""
    return page.evaluate(
        """([id, variant]) => {
            for (let index = 0; index < localStorage.length; index += 1) {
                const value = localStorage.getItem(localStorage.key(index)) ?? "";
                if (!value.startsWith("{")) continue;
                const record = JSON.parse(value).exercises?.[id]?.variants?.[variant];
                if (record) return record.attempts ?? 0;
            }
            return 0;
        }""",
        [exercise.identifier, str(variant)],
    )


@pytest.mark.parametrize("exercise", of_kind("derive"))
def test_derive_tells_the_key_each_mistake_and_the_unreadable_apart_in_every_variant(page, address, exercise):
    host = open_chapter(page, address, exercise)
    for variant, givens in enumerate(exercise.checker.variants):
        expect(host).to_have_attribute("data-variant", str(variant))
        submit(host, exercise, "2 apples", "unreadable")
        assert attempts(page, exercise, variant) == 0
        for code, values in exercise.checker.misconceptions(**givens).items():
            if isinstance(values, NotHere):
                continue
            for value in values if isinstance(values, tuple) else (values,):
                output = submit(host, exercise, repr(value), "wrong", code)
                assert output.inner_text().strip()
        submit(host, exercise, repr(exercise.checker.answer(**givens)), "right")
        expect(host).to_have_attribute("data-state", "right")
        host.locator("button[data-another]").click()


@pytest.mark.parametrize("exercise", of_kind("trace"))
def test_trace_answers_every_choice_with_its_own_sentence(page, address, exercise):
    host = open_chapter(page, address, exercise)
    right = exercise.checker.right
    said = set()
    for position in [one for one in range(1, exercise.checker.choices + 1) if one != right] + [right]:
        output = submit(
            host, exercise, str(position), "right" if position == right else "wrong", f"choice-{position}"
        )
        said.add(output.inner_text())
    assert len(said) == exercise.checker.choices
    expect(host).to_have_attribute("data-state", "right")


@pytest.mark.parametrize("exercise", of_kind("debug"))
def test_debug_answers_every_line_with_its_own_sentence(page, address, exercise):
    host = open_chapter(page, address, exercise)
    right = exercise.checker.right
    said = set()
    for line in [one for one in range(1, exercise.checker.lines + 1) if one != right] + [right]:
        output = submit(host, exercise, str(line), "right" if line == right else "wrong", f"line-{line}")
        said.add(output.inner_text())
    assert len(said) == exercise.checker.lines
    expect(host).to_have_attribute("data-state", "right")


@pytest.mark.parametrize("exercise", of_kind("design"))
def test_design_names_each_broken_precedence_and_accepts_the_right_order(page, address, exercise):
    host = open_chapter(page, address, exercise)
    steps = range(1, exercise.checker.steps + 1)
    for step, needs in exercise.checker.after.items():
        for needed in needs:
            # The step comes directly before the one it needs; everything else that it needs stands before both.
            before = [
                one
                for one in steps
                if one < step and one != needed and needed not in exercise.checker.after.get(one, ())
            ]
            rest = [one for one in steps if one not in (*before, step, needed)]
            order = [*before, step, needed, *rest]
            expected = exercise.checker.grade(0, order)
            submit(host, exercise, " ".join(map(str, order)), expected.status, expected.code)
            assert expected.code == f"{step}-before-{needed}"
    submit(host, exercise, " ".join(map(str, steps)), "right")
    expect(host).to_have_attribute("data-state", "right")


@pytest.mark.parametrize("exercise", of_kind("build"))
def test_build_runs_the_stub_the_mistakes_hostile_programs_and_the_model_answer(page, address, exercise):
    host = open_chapter(page, address, exercise)
    entry = exercise.checker.entry
    submit(host, exercise, exercise.block.listing.code, "unreadable", "returned-none")
    submit(host, exercise, "def broken(:", "unreadable", "syntax-error")
    submit(
        host, exercise, f"import numpy\ndef {entry}(*values): return numpy.zeros(1)", "unreadable", "no-numpy"
    )
    assert attempts(page, exercise) == 0
    submit(host, exercise, f"def {entry}(a, b, c): return {entry}(a, b, c)", "wrong", "raised")
    submit(host, exercise, "while True: pass", "unreadable", "time-limit")
    on_page(page, exercise)
    submit(host, exercise, exercise.block.model.code, "right")
    expect(host).to_have_attribute("data-state", "right")
