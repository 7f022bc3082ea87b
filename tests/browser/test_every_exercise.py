"""Every exercise and every variant, answered as a learner answers, in a real browser by real Python."""

import inspect
import math
import textwrap
from pathlib import Path

import pytest
from conftest import profile
from learner import answer, ask, attempts, chapter_path, on_page
from playwright.sync_api import expect

from checkers.derive import NotHere
from hooks.specs import load_book

BOOK = load_book(Path(__file__).parent.parent.parent / "docs")


def of_kind(kind):
    """Parametrise over all exercises of a kind; those of a chapter share its page, on which each has its own place."""
    found = [
        pytest.param(chapter_path(one), one, id=one.identifier) for one in BOOK.exercises if one.kind == kind
    ]
    return pytest.mark.parametrize(("chapter", "exercise"), found, indirect=["chapter"], scope="module")


@pytest.fixture(scope="module")
def chapter(request, browser, address):
    with profile(browser, address) as context:
        page = context.new_page()
        page.goto(address + request.param)
        yield page


@of_kind("derive")
def test_derive_tells_the_key_each_mistake_and_the_unreadable_apart_in_every_variant(chapter, exercise):
    host = on_page(chapter, exercise)
    for variant, givens in enumerate(exercise.checker.variants):
        expect(host).to_have_attribute("data-variant", str(variant))
        assert ask(host, "derive", "2 apples").status == "unreadable"
        assert attempts(chapter, exercise, variant) == 0
        for code, values in exercise.checker.misconceptions(**givens).items():
            if isinstance(values, NotHere):
                continue
            for value in values if isinstance(values, tuple) else (values,):
                judged = ask(host, "derive", repr(value))
                assert judged[:2] == ("wrong", code), (variant, value)
                assert judged.text
        assert ask(host, "derive", repr(exercise.checker.answer(**givens))).status == "right", variant
        expect(host).to_have_attribute("data-state", "right")
        host.locator("button[data-another]").click()


@of_kind("trace")
def test_trace_answers_every_choice_with_its_own_sentence(chapter, exercise):
    judge_closed(chapter, exercise, "choice", exercise.checker.choices)


@of_kind("debug")
def test_debug_answers_every_line_with_its_own_sentence(chapter, exercise):
    judge_closed(chapter, exercise, "line", exercise.checker.lines)


def judge_closed(page, exercise, word, count):
    host = on_page(page, exercise)
    right = exercise.checker.right
    said = set()
    for position in [*(one for one in range(1, count + 1) if one != right), right]:
        judged = ask(host, exercise.kind, str(position))
        assert judged[:2] == ("right" if position == right else "wrong", f"{word}-{position}")
        said.add(judged.text)
    assert len(said) == count
    expect(host).to_have_attribute("data-state", "right")


@of_kind("design")
def test_design_names_each_broken_precedence_and_accepts_the_right_order(chapter, exercise):
    host = on_page(chapter, exercise)
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
            order = " ".join(map(str, [*before, step, needed, *rest]))
            judged = ask(host, "design", order)
            assert judged[:2] == ("wrong", f"{step}-before-{needed}")
            assert judged.text
    assert ask(host, "design", " ".join(map(str, steps))).status == "right"
    expect(host).to_have_attribute("data-state", "right")


@of_kind("build")
def test_build_tells_the_stub_each_mistake_hostile_programs_and_the_model_answer_apart(chapter, exercise):
    host = on_page(chapter, exercise)
    entry, mistakes = exercise.checker.entry, exercise.checker.mistakes
    for program, code in {
        exercise.block.listing.code: "returned-none",
        "def broken(:": "syntax-error",
        f"import numpy\ndef {entry}(*values): return numpy.zeros(1)": "no-numpy",
    }.items():
        assert ask(host, "build", program)[:2] == ("unreadable", code)
    assert attempts(chapter, exercise) == 0
    for code, function in mistakes.items():
        judged = ask(host, "build", program_of(function, entry))
        assert judged[:2] == ("wrong", code)
        assert judged.text
    endless = f"def {entry}(*values): return {entry}(*values)"
    assert ask(host, "build", endless)[:2] == ("wrong", "raised")
    assert ask(host, "build", exercise.block.model.code).status == "right"
    expect(host).to_have_attribute("data-state", "right")


def program_of(function, entry):
    """Return a known wrong version as a program of its own, with whatever it uses of its module."""
    wanted, parts = [(entry, function)], {}
    while wanted:
        name, value = wanted.pop()
        if name in parts:
            continue
        if inspect.isfunction(value):
            parts[name] = source_of(value, name)
            wanted += [
                (used, value.__globals__[used]) for used in names_in(value.__code__) if used in value.__globals__
            ]
        else:
            parts[name] = f"import {name}" if inspect.ismodule(value) else f"{name} = {value!r}"
    return "\n".join(["from __future__ import annotations", "from math import *", *reversed(parts.values())])


def source_of(function, name):
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith("def "))
    return "\n".join([lines[begin].replace(function.__name__, name, 1), *lines[begin + 1 :]])


def names_in(code):
    """Return the names that a function looks up outside of itself, as far as `math` does not have them."""
    inner = [constant for constant in code.co_consts if inspect.iscode(constant)]
    return {name for name in code.co_names if not hasattr(math, name)}.union(*map(names_in, inner))
