"""Every exercise and every variant, answered as a learner answers, in a real browser by real Python."""

import inspect
import math
import re
import textwrap
from pathlib import Path

import pytest
from conftest import profile
from learner import ask, attempts, chapter_path, on_page
from playwright.sync_api import expect

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
    expect(host).to_have_attribute("data-state", "right")


def derive(page, host, exercise):
    """The key and an unreadable text in every variant, each known mistake in the first.

    The mistakes of the other variants are judged by the same Python in `tests/test_every_exercise.py`.
    """
    for variant, givens in enumerate(exercise.checker.variants):
        expect(host).to_have_attribute("data-variant", str(variant))
        assert ask(host, "derive", "2 apples").status == "unreadable"
        assert attempts(page, exercise, variant) == 0
        mistakes = exercise.checker.misconceptions(**givens) if variant == 0 else {}
        for code, values in mistakes.items():
            if isinstance(values, NotHere):
                continue
            for value in values if isinstance(values, tuple) else (values,):
                judged = ask(host, "derive", repr(value))
                assert judged[:2] == ("wrong", code), (variant, value)
                assert judged.text
        assert ask(host, "derive", repr(exercise.checker.answer(**givens))).status == "right", variant
        host.locator("button[data-another]").click()


def closed(host, exercise, word, count):
    """Every choice, or every line, gets a sentence of its own; the right one comes last."""
    right = exercise.checker.right
    said = set()
    for position in [*(one for one in range(1, count + 1) if one != right), right]:
        judged = ask(host, exercise.kind, str(position))
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
    """The stub, each known wrong version, programs that cannot or must not run, and the model answer."""
    entry, mistakes = exercise.checker.entry, exercise.checker.mistakes
    for program, code in {
        exercise.block.listing.code: "returned-none",
        "def broken(:": "syntax-error",
        f"import numpy\ndef {entry}(*values): return numpy.zeros(1)": "no-numpy",
    }.items():
        assert ask(host, "build", program)[:2] == ("unreadable", code)
    assert attempts(page, exercise) == 0
    for code, function in mistakes.items():
        judged = ask(host, "build", program_of(function, entry))
        assert judged[:2] == ("wrong", code)
        assert judged.text
    endless = f"def {entry}(*values): return {entry}(*values)"
    assert ask(host, "build", endless)[:2] == ("wrong", "raised")
    assert ask(host, "build", exercise.block.model.code).status == "right"


def program_of(function, entry):
    """Return a known wrong version as a program of its own, with whatever it uses of its module."""
    wanted, parts = [(entry, function)], {}
    while wanted:
        name, value = wanted.pop()
        if name in parts:
            continue
        if inspect.isfunction(value):
            parts[name] = source_of(value, name, entry)
            wanted += [
                (of_the_book(used, entry), value.__globals__[used])
                for used in names_in(value.__code__)
                if used in value.__globals__
            ]
        elif inspect.isclass(value):
            parts[name] = f"from {value.__module__} import {name}"
        else:
            parts[name] = f"import {name}" if inspect.ismodule(value) else f"{name} = {value!r}"
    return "\n".join(["from __future__ import annotations", "from math import *", *reversed(parts.values())])


def source_of(function, name, entry):
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith("def "))
    body = [re.sub(rf"\b{entry}\b", of_the_book(entry, entry), line) for line in lines[begin + 1 :]]
    return "\n".join([lines[begin].replace(function.__name__, name, 1), *body])


def of_the_book(name, entry):
    """Return another name for a formula that is called like the function to write, lest it call itself."""
    return f"book_{name}" if name == entry else name


def names_in(code):
    """Return the names that a function looks up outside of itself, as far as `math` does not have them."""
    inner = [constant for constant in code.co_consts if inspect.iscode(constant)]
    return {name for name in code.co_names if not hasattr(math, name)}.union(*map(names_in, inner))
