"""A program is read, run on every case, and judged by what it returns."""

import inspect
import json
import math
import sys
from pathlib import Path
from textwrap import dedent
from typing import ClassVar

import pytest

from checkers.kinds.build import Build, Case, mistake
from checkers.programs import stand_ins
from checkers.programs.program import LINE_LIMIT, TEXT_LIMIT
from checkers.programs.sandbox import Outcome
from checkers.verdict import Unreadable


class ForwardProcess(Build):
    entry = "forward_process"
    cases = (
        Case(1.0, 1.0, 5.0),
        Case(3.0, 0.0, -2.0),
        Case(1.0, 0.64, 0.5),
        Case(2.0, 0.25, 1.0),
        Case(0.0, 0.64, 1.0),
        Case(-1.5, 0.0793, 0.2),
        Case(4.0, 0.5, 0.0),
        Case(1.0, 0.5, -1.0),
    )
    expected = "1 -2 1.1 1.86602540378 0.6 -0.230497608109 2.82842712475 0"
    failing: ClassVar = {
        "noise-as-signal": {1, 2, 3, 4, 5, 6},
        "no-roots": {3, 4, 5, 6, 7},
        "amplitudes-add-up": {3, 4, 5, 6, 8},
        "swapped": {1, 2, 3, 4, 5, 6},
        "subtracted": {2, 3, 4, 5, 6, 8},
    }

    @staticmethod
    def reference(x0, alpha_bar_t, eps):
        return math.sqrt(alpha_bar_t) * x0 + math.sqrt(1 - alpha_bar_t) * eps

    @staticmethod
    def random_case(random):
        return random.uniform(-3, 3), random.random(), random.gauss(0, 1)

    @mistake
    def noise_as_signal(x0, alpha_bar_t, eps):
        return math.sqrt(alpha_bar_t) * x0 + math.sqrt(alpha_bar_t) * eps

    @mistake
    def no_roots(x0, alpha_bar_t, eps):
        return alpha_bar_t * x0 + (1 - alpha_bar_t) * eps

    @mistake
    def amplitudes_add_up(x0, alpha_bar_t, eps):
        return math.sqrt(alpha_bar_t) * x0 + (1 - math.sqrt(alpha_bar_t)) * eps

    @mistake
    def swapped(x0, alpha_bar_t, eps):
        return math.sqrt(1 - alpha_bar_t) * x0 + math.sqrt(alpha_bar_t) * eps

    @mistake
    def subtracted(x0, alpha_bar_t, eps):
        return math.sqrt(alpha_bar_t) * x0 - math.sqrt(1 - alpha_bar_t) * eps


class CosineSchedule(Build):
    entry = "cosine_alpha_bar"
    relative_tolerance = 1e-7
    cases = (
        Case(0, 1000),
        Case(250, 1000),
        Case(500, 1000),
        Case(750, 1000),
        Case(1000, 1000, absolute=1e-12),
        Case(25, 100),
        Case(1, 1000),
        Case(999, 1000, relative=1e-4),
        Case(250, 1000, 0.0),
    )
    expected = (
        "1 0.847012161327 0.493843590441 0.144272102386 3.74998223764e-33 0.847012161327 0.999958715775"
        " 2.42876690703e-06 0.853553390593"
    )
    failing: ClassVar = {
        "not-normalised": {1, 2, 3, 4, 6, 7, 8},
        "not-squared": {2, 3, 4, 6, 7, 8, 9},
        "no-offset": {2, 3, 4, 6, 7, 8},
        "no-division": {2, 3, 4, 5, 6, 7, 8},
        "whole-division": {2, 3, 4, 6, 7, 8, 9},
        "degrees": {2, 3, 4, 5, 6, 7, 8, 9},
        "fixed-length": {6},
    }

    @staticmethod
    def reference(t, T, s=0.008):  # noqa: N803
        def f(u):
            return math.cos((u / T + s) / (1 + s) * math.pi / 2) ** 2

        return f(t) / f(0)

    @staticmethod
    def random_case(random):
        length = random.choice((50, 100, 500, 4000))
        return random.randint(0, length - 1), length

    @mistake
    def not_normalised(t, T, s=0.008):  # noqa: N803
        return math.cos((t / T + s) / (1 + s) * math.pi / 2) ** 2

    @mistake
    def not_squared(t, T, s=0.008):  # noqa: N803
        return math.cos((t / T + s) / (1 + s) * math.pi / 2) / math.cos(s / (1 + s) * math.pi / 2)

    @mistake
    def no_offset(t, T, s=0.008):  # noqa: N803
        return math.cos(t / T * math.pi / 2) ** 2

    @mistake
    def no_division(t, T, s=0.008):  # noqa: N803
        return math.cos((t / T + s) * math.pi / 2) ** 2 / math.cos(s * math.pi / 2) ** 2

    @mistake
    def whole_division(t, T, s=0.008):  # noqa: N803
        def f(u):
            return math.cos((u // T + s) / (1 + s) * math.pi / 2) ** 2

        return f(t) / f(0)

    @mistake
    def degrees(t, T, s=0.008):  # noqa: N803
        return math.cos((t / T + s) / (1 + s) * 90) ** 2 / math.cos(s / (1 + s) * 90) ** 2

    @mistake
    def fixed_length(t, T, s=0.008):  # noqa: N803
        def f(u):
            return math.cos((u / 1000 + s) / (1 + s) * math.pi / 2) ** 2

        return f(t) / f(0)


class GaussianScore(Build):
    entry = "gaussian_score"
    cases = (
        Case(2.0, 0.0, 1.0),
        Case(2.0, 0.0, 4.0),
        Case(3.0, 3.0, 7.0),
        Case(-1.0, 2.0, 0.5),
        Case(0.0, 1.5, 9.0),
        Case(1.0, 0.0, 0.25),
        Case(3.0, 1.0, 2.0),
    )
    expected = "-2 -0.5 0 6 0.166666666667 -4 -1"
    failing: ClassVar = {
        "sign-flipped": {1, 2, 4, 5, 6, 7},
        "squared-again": {2, 4, 5, 6, 7},
        "by-sigma": {2, 4, 5, 6, 7},
        "exponent": {4, 5, 6},
        "of-the-density": {1, 2, 4, 5, 6, 7},
    }

    @staticmethod
    def reference(x, mu, sigma_sq):
        return -(x - mu) / sigma_sq

    @staticmethod
    def random_case(random):
        return random.uniform(-3, 3), random.uniform(-3, 3), random.uniform(0.1, 5)

    @mistake
    def sign_flipped(x, mu, sigma_sq):
        return (x - mu) / sigma_sq

    @mistake
    def squared_again(x, mu, sigma_sq):
        return -(x - mu) / sigma_sq**2

    @mistake
    def by_sigma(x, mu, sigma_sq):
        return -(x - mu) / math.sqrt(sigma_sq)

    @mistake
    def exponent(x, mu, sigma_sq):
        return -((x - mu) ** 2) / (2 * sigma_sq)

    @mistake
    def of_the_density(x, mu, sigma_sq):
        density = math.exp(-((x - mu) ** 2) / (2 * sigma_sq)) / math.sqrt(2 * math.pi * sigma_sq)
        return -(x - mu) / sigma_sq * density


class EulerStep(Build):
    entry = "flow_match_step"
    cases = (
        Case(3.0, -3.0, 0.1),
        Case(2.7, -2.7, 0.1),
        Case(5.0, 4.0, -1.0),
        Case(5.0, 4.0, -0.7),
        Case(0.0, 1.0, 0.25),
        Case(1.5, 2.0, 0.0),
        Case(-2.0, -3.0, 0.5),
    )
    expected = "2.7 2.43 1 2.2 0.25 1.5 -3.5"
    failing: ClassVar = {
        "forgotten": {1, 2, 3, 4, 5, 6, 7},
        "built-in-sign": {1, 2, 3, 4, 5, 7},
        "state-dropped": {1, 2, 3, 4, 6, 7},
        "multiplied": {1, 2, 3, 4, 5, 7},
        "size-only": {3, 4},
        "divided": {1, 2, 4, 5, 6, 7},
    }

    @staticmethod
    def reference(x, v, dt):
        return x + v * dt

    @staticmethod
    def random_case(random):
        return random.uniform(-3, 3), random.uniform(-3, 3), random.uniform(-1, 1)

    @mistake
    def forgotten(x, v, dt):
        return x + v

    @mistake
    def built_in_sign(x, v, dt):
        return x - v * dt

    @mistake
    def state_dropped(x, v, dt):
        return v * dt

    @mistake
    def multiplied(x, v, dt):
        return x * (1 + v * dt)

    @mistake
    def size_only(x, v, dt):
        return x + v * abs(dt)

    @mistake
    def divided(x, v, dt):
        return x + v / dt


EXERCISES = (ForwardProcess, CosineSchedule, GaussianScore, EulerStep)
MISTAKES = [(exercise, code) for exercise in EXERCISES for code in exercise.mistakes]
RIGHT = "def flow_match_step(x, v, dt):\n    return x + v * dt\n"


def program_of(exercise, function):
    """The function as a learner would write it."""
    source = dedent(inspect.getsource(function))
    source = source[source.index("def ") :]
    return "import math\n\n" + source.replace(f"def {function.__name__}(", f"def {exercise.entry}(")


def grade(text, exercise=EulerStep):
    one = exercise()
    program = one.parse(0, text)
    verdict = program.as_verdict() if isinstance(program, Unreadable) else one.grade(0, program)
    json.dumps(verdict.as_dict(), allow_nan=False)
    return verdict


def judged(text, exercise=EulerStep):
    verdict = grade(text, exercise)
    return verdict.status, verdict.code


def returning(expression, before=""):
    return f"{before}\ndef flow_match_step(x, v, dt):\n    return {expression}\n"


@pytest.mark.parametrize("exercise", EXERCISES)
def test_the_reference_is_right(exercise):
    verdict = grade(program_of(exercise, exercise.reference), exercise)
    assert (verdict.status, verdict.code) == ("right", "")
    assert [row["expected"] for row in verdict.facts["cases"]] == exercise.expected.split()
    assert verdict.facts["passed"] == verdict.facts["total"] == len(exercise.cases) + 10


@pytest.mark.parametrize(("exercise", "code"), MISTAKES)
def test_a_known_mistake_is_named(exercise, code):
    verdict = grade(program_of(exercise, exercise.mistakes[code]), exercise)
    assert (verdict.status, verdict.code) == ("wrong", code)
    rows = verdict.facts["cases"][: len(exercise.cases)]
    assert {number for number, row in enumerate(rows, 1) if not row["ok"]} == exercise.failing[code]


@pytest.mark.parametrize("exercise", EXERCISES)
def test_a_sound_class_has_no_problems(exercise):
    assert exercise().problems() == []


def test_the_problems_of_a_class_are_told():
    class Unsound(EulerStep):
        @mistake
        def like_another(x, v, dt):
            return v + x

        @mistake
        def like_the_right_one(x, v, dt):
            return v * dt + x

    assert Unsound().problems() == [
        "the mistake `like-another` is judged wrong `forgotten`",
        "the mistake `like-the-right-one` is judged right ``",
    ]


def test_a_mistake_that_shows_in_some_cases_only_is_told_from_a_half_right_program():
    assert judged(returning("x + v * (dt if dt > -0.5 else -dt)")) == ("wrong", "")


def test_a_mistake_that_raises_is_named_though_it_raises():
    verdict = grade(returning("x + v / dt"))
    assert (verdict.status, verdict.code) == ("wrong", "divided")
    assert verdict.facts["cases"][5]["note"] == "raised ZeroDivisionError"
    assert judged(returning("x + v / dt if dt else 1 / []")) == ("wrong", "raised")


def test_an_unknown_mistake_has_no_code():
    verdict = grade(returning("x + v * dt + 1e-6"))
    assert (verdict.status, verdict.code) == ("wrong", "")
    assert verdict.facts["passed"] == 0
    assert verdict.facts["call"] == "flow_match_step(3.0, -3.0, 0.1)"


def test_a_program_that_knows_the_listed_cases_is_found_out_by_the_random_ones():
    table = {case.arguments: EulerStep.reference(*case.arguments) for case in EulerStep.cases}
    verdict = grade(returning(f"{table!r}.get((x, v, dt), 0.0)"))
    assert verdict.status == "wrong"
    rows = verdict.facts["cases"]
    assert [row["ok"] for row in rows] == [True] * 7 + [False]
    assert eval(rows[7]["call"], {"flow_match_step": EulerStep.reference}) == pytest.approx(
        float(rows[7]["expected"])
    )


def test_random_cases_are_the_same_every_time():
    first, second = (EulerStep().all_cases() for _ in range(2))
    assert [case.arguments for case in first] == [case.arguments for case in second]
    assert len({case.arguments for case in first}) == 17


def test_the_untouched_stub_is_not_judged():
    verdict = grade('def flow_match_step(x, v, dt):\n    """Make one Euler step."""\n    ...\n')
    assert (verdict.status, verdict.code) == ("unreadable", "returned-none")
    assert {row["got"] for row in verdict.facts["cases"]} == {"None"}


# --- what can be returned ---


@pytest.mark.parametrize(
    "expression",
    [
        "float(x + v * dt)",
        "Fraction(x) + Fraction(v) * Fraction(dt)",
        "Decimal(x + v * dt)",
        "Real(x + v * dt)",
        "Silent(x + v * dt)",
        "sum([x, v * dt])",
    ],
)
def test_every_real_number_is_taken(expression):
    before = """
from fractions import Fraction
from decimal import Decimal

class Real(float):
    pass

class Silent(float):
    def __pos__(self): raise ValueError
    __float__ = __repr__ = __eq__ = __ne__ = __sub__ = __rsub__ = __abs__ = __hash__ = __bool__ = __pos__
    __class__ = property(__pos__)
"""
    assert judged(returning(expression, before)) == ("right", "")


@pytest.mark.parametrize(
    ("expression", "verdict"),
    [
        ("None", ("unreadable", "returned-none")),
        ("'2.7'", ("unreadable", "returned-text")),
        ("f'{x + v * dt}'", ("unreadable", "returned-text")),
        (
            "type('S', (str,), {'__str__': lambda s: 1 / 0, '__repr__': lambda s: 1 / 0})('x')",
            ("unreadable", "returned-text"),
        ),
        ("True", ("unreadable", "returned-other")),
        ("[x + v * dt]", ("unreadable", "returned-other")),
        ("x + v * dt,", ("unreadable", "returned-other")),
        ("b'1'", ("unreadable", "returned-other")),
        ("print", ("unreadable", "returned-other")),
        ("float", ("unreadable", "returned-other")),
        ("(x for x in [1])", ("unreadable", "returned-other")),
        ("object()", ("unreadable", "returned-other")),
        ("Hostile()", ("unreadable", "returned-other")),
        ("Pretender()", ("unreadable", "returned-other")),
        ("Meta('M', (), {})()", ("unreadable", "returned-other")),
        ("(-1) ** 0.5", ("wrong", "returned-complex")),
        ("complex(x + v * dt)", ("wrong", "returned-complex")),
        ("float('nan')", ("wrong", "not-finite")),
        ("-float('inf')", ("wrong", "not-finite")),
        ("1e308 * 10", ("wrong", "not-finite")),
        ("10 ** 10**5", ("wrong", "not-finite")),
        ("-(10 ** 400)", ("wrong", "not-finite")),
        ("__import__('decimal').Decimal('NaN')", ("wrong", "not-finite")),
        ("__import__('decimal').Decimal('sNaN')", ("wrong", "not-finite")),
        ("__import__('decimal').Decimal('1e999')", ("wrong", "not-finite")),
        ("__import__('fractions').Fraction(10**999)", ("wrong", "not-finite")),
        ("10 ** 300", ("wrong", "")),
        ("1e308", ("wrong", "")),
        ("Number.ONE", ("wrong", "")),
    ],
)
def test_what_is_no_number_is_said(expression, verdict):
    before = """
import enum

class Number(enum.IntEnum):
    ONE = 1

class Hostile:
    def __getattribute__(self, name): raise SystemExit(name)
    def __eq__(self, other): raise SystemExit
    __repr__ = __str__ = __float__ = __hash__ = __bool__ = __index__ = __eq__

class Pretender:
    __class__ = float
    def __float__(self): return 2.7

class Meta(type):
    def __getattribute__(cls, name): raise KeyError(name)
    def __instancecheck__(cls, one): return True
    def __subclasscheck__(cls, one): return True
    def __eq__(cls, other): return True
    def __hash__(cls): return 0
    __name__ = property(lambda cls: 1 / 0)
    mro = lambda cls: [cls, object]
"""
    assert judged(returning(expression, before)) == verdict


def test_a_type_is_named_in_bounded_form():
    verdict = grade(returning("type('x' * 10**6 + '\\x1b[2J', (), {})()"))
    assert verdict.facts["type"] == "x" * 80


def test_zero_has_no_sign():
    assert judged(returning("-0.0"), type("Zero", (Build,), ZERO)) == ("right", "")
    rows = grade(returning("0"), type("Zero", (Build,), ZERO)).facts["cases"]
    assert [(row["got"], row["expected"]) for row in rows] == [("0", "0")]


ZERO = {
    "entry": "flow_match_step",
    "cases": (Case(1.0, 1.0, 1.0),),
    "reference": staticmethod(lambda x, v, dt: -0.0),
}


def test_values_that_look_alike_are_shown_in_full():
    row = grade(returning("x + v * dt + (1e-8 if x == 5 else 1e-11)"), Strict).facts["cases"][0]
    assert not row["ok"]
    assert row["got"] != row["expected"]


class Strict(EulerStep):
    relative_tolerance = 1e-13


# --- tolerances ---


@pytest.mark.parametrize(
    ("tolerance", "factor", "offset", "status"),
    [
        ({}, 1, 0.9e-9, "right"),
        ({}, 1, 1.1e-9, "wrong"),
        ({"relative": 1e-4}, 1 + 0.9e-4, 0, "right"),
        ({"relative": 1e-4}, 1 + 1.1e-4, 0, "wrong"),
        ({"relative": 1e-4}, 1, 1e-9, "wrong"),
        ({"absolute": 1e-12}, 1, 0.9e-12, "right"),
        ({"absolute": 1e-12}, 1, 1.1e-12, "wrong"),
        ({"absolute": 1e-12, "relative": 1e-4}, 1 + 0.9e-4, 0, "right"),
    ],
)
def test_a_case_has_its_own_tolerance(tolerance, factor, offset, status):
    class Small(Build):
        entry = "small"
        cases = (Case(1e-6, **tolerance),)

        @staticmethod
        def reference(x):
            return x

    assert judged(f"def small(x): return x * {factor!r} + {offset!r}", Small)[0] == status


def test_the_end_of_the_cosine_schedule_is_compared_absolutely():
    exact = program_of(CosineSchedule, CosineSchedule.reference)
    assert judged(exact.replace("return f(t)", "return 0.0 if t == T else f(t)"), CosineSchedule) == (
        "right",
        "",
    )
    off = exact.replace("return f(t)", "return 2.43e-6 if t == 999 else f(t)")
    assert judged(off, CosineSchedule) == ("wrong", "")


def test_an_expected_exception_is_demanded_by_its_type():
    class Domain(Build):
        entry = "root"
        cases = (Case(4.0), Case(-1.0))

        @staticmethod
        def reference(x):
            if x < 0:
                raise ValueError
            return math.sqrt(x)

    assert judged("import math\ndef root(x): return math.sqrt(x)", Domain) == ("right", "")
    assert judged("def root(x): return abs(x) ** 0.5", Domain) == ("wrong", "")
    assert judged("def root(x): return [x ** 0.5][0 if x > 0 else 1]", Domain) == ("wrong", "raised")


def test_arguments_are_copies():
    class Total(Build):
        entry = "total"
        cases = (Case([1.0, 2.0], {"a": (3.0,)}),)

        @staticmethod
        def reference(values, more):
            return sum(values) + sum(more["a"])

    emptying = "def total(values, more):\n    result = sum(values) + sum(more.pop('a'))\n    values.clear()\n    return result"
    for _ in range(2):
        verdict = grade(emptying, Total)
        assert verdict.status == "right"
        assert verdict.facts["cases"][0]["call"] == "total([1.0, 2.0], {'a': (3.0,)})"


def test_a_function_can_be_an_argument():
    class Twice(Build):
        entry = "twice"
        cases = (Case(math.sin, 1.0),)

        @staticmethod
        def reference(f, x):
            return 2 * f(x)

    verdict = grade("def twice(f, x): return f(x) + f(x)", Twice)
    assert verdict.status == "right"
    assert verdict.facts["cases"][0]["call"] == "twice(sin, 1.0)"


# --- how a program can be written ---


@pytest.mark.parametrize(
    "text",
    [
        RIGHT.replace("\n", "\r\n"),
        RIGHT.replace("\n", "\r"),
        RIGHT.replace("    ", "\t"),
        RIGHT.rstrip(),
        "\ufeff" + RIGHT,
        "\f" + RIGHT,
        "# -*- coding: latin-1 -*-\n" + RIGHT,
        "# coding: nonsense\n" + RIGHT,
        "#!/usr/bin/env python3\n" + RIGHT,
        "from __future__ import annotations\n" + RIGHT.replace("dt)", "dt: Undefined) -> Nowhere"),
        "from math import *\nfrom cmath import *\n" + RIGHT,
        "math = print = abs = float = None\n" + RIGHT,
        "flow_match_step = lambda x, v, dt: x + v * dt",
        "flow_match_step = lambda *values: values[0] + values[1] * values[2]",
        "def flow_match_step(x, v, dt=0.1, *, scale=1): return x + v * dt * scale",
        "def flow_match_step(a, b, c, /): return a + b * c",
        "def flow_match_step(x, *rest, **more):\n    return x + rest[0] * rest[1]",
        "if __name__ == '__main__':\n    def flow_match_step(x, v, dt): return x + v * dt",
        "import sys\ndef f(x, v, dt): return x + v * dt\nsys.modules['__main__'].flow_match_step = f",
        "exec('def flow_match_step(x, v, dt): return x + v * dt')",
        "globals()['flow_match_step'] = eval('lambda x, v, dt: x + v * dt')",
        "class Step:\n    def __call__(self, x, v, dt): return x + v * dt\nflow_match_step = Step()",
        "class flow_match_step(float):\n    def __new__(cls, x, v, dt): return super().__new__(cls, x + v * dt)",
        "from functools import partial\nflow_match_step = partial(lambda a, x, v, dt: x + v * dt, None)",
        "from functools import wraps\ndef plain(f):\n    @wraps(f)\n    def g(*a): return f(*a)\n    return g\n@plain\n"
        + RIGHT,
        "from functools import lru_cache\n@lru_cache\n" + RIGHT,
        "class A:\n    @staticmethod\n    def f(x, v, dt): return x + v * dt\nflow_match_step = A.f",
        "class A:\n    def f(self, x, v, dt): return x + v * dt\nflow_match_step = A().f",
        "def flow_match_step(x, v, dt):\n    def inner(n): return 0 if n == 0 else inner(n - 1)\n    return x + v * dt + inner(200)",
        "def flow_match_step(x, v, dt):\n    print(x)\n    return x + v * dt",
        "def flow_match_step(x, v, dt):\n    try: import numpy as np\n    except ImportError: pass\n    return x + v * dt",
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: 'float'\n" + RIGHT,
        "def flow_match_step(x, v, dt):\n    global count\n    count = 1\n    return x + v * dt",
        "def flow_match_step(x, v, dt):\n    match dt:\n        case 0: return x\n        case _: return (y := x) + v * dt",
        RIGHT + "assert abs(flow_match_step(1, 1, 1) - 2) < 1e-9\nprint(flow_match_step(1, 1, 1))",
        "Ω = 1\n" + RIGHT.replace("dt\n", "dt * Ω\n"),
        RIGHT + "x = '\\d'; y = 1 is 1",
        "'''Doc.'''\n" + RIGHT + "\n\n\n   \n\t\n",
    ],
)
def test_a_right_program_is_right_in_any_form(text):
    assert judged(text) == ("right", "")


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("", ("unreadable", "empty")),
        (" \n\t\r\n ", ("unreadable", "empty")),
        ("\ufeff\n", ("unreadable", "empty")),
        ("# only a comment", ("unreadable", "function-missing")),
        ("x" * (TEXT_LIMIT + 1), ("unreadable", "too-long")),
        ("# " + "x" * LINE_LIMIT, ("unreadable", "syntax-error")),
        ("def flow_match_step(x, v, dt): yield x", ("unreadable", "returned-other")),
        ("class flow_match_step:\n    def __init__(self, x, v, dt): pass", ("unreadable", "returned-other")),
        ("flow_match_step = 1", ("unreadable", "function-missing")),
        ("flow_match_step: int", ("unreadable", "function-missing")),
        ("def other(): pass", ("unreadable", "function-missing")),
        (RIGHT + "del flow_match_step", ("unreadable", "function-missing")),
        ("if __name__ != '__main__':\n    flow_match_step = 1", ("unreadable", "function-missing")),
        ("def flow_match_step(): pass", ("unreadable", "wrong-signature")),
        ("def flow_match_step(x, v): pass", ("unreadable", "wrong-signature")),
        ("def flow_match_step(x, v, dt, n): pass", ("unreadable", "wrong-signature")),
        ("def flow_match_step(*, x, v, dt): pass", ("unreadable", "wrong-signature")),
        ("def flow_match_step(x, v, dt, *, n): pass", ("unreadable", "wrong-signature")),
        ("class flow_match_step: pass", ("unreadable", "wrong-signature")),
        ("1 / 0", ("wrong", "raised")),
        (RIGHT + "1 / 0", ("wrong", "raised")),
        ("def flow_match_step(x, v, dt): return y", ("wrong", "undefined-name")),
        ("def flow_match_step(x, v, dt): return x + v * dt if dt > 0 else y", ("wrong", "undefined-name")),
        ("y", ("wrong", "undefined-name")),
        ("def flow_match_step(x, v, dt): raise NameError('y')", ("wrong", "raised")),
        ("def flow_match_step(x, v, dt): return x ^ v", ("wrong", "caret-for-power")),
        ("def flow_match_step(x, v, dt): return x + '2'", ("wrong", "raised")),
        ("def flow_match_step(x, v, dt): print(x + v * dt)", ("unreadable", "printed-not-returned")),
        ("def flow_match_step(x, v, dt): return round(x + v * dt, 3)", ("wrong", "rounded")),
        ("def flow_match_step(x, v, dt): return round(x + v * dt)", ("wrong", "rounded")),
        ("def flow_match_step(x, v, dt): return round(x + v * dt, 3) + 1e-3", ("wrong", "")),
        ("def flow_match_step(x, dt, v): return x * x + v * dt", ("unreadable", "wrong-signature")),
        ("def flow_match_step(a, b, c): return a * a + b * c", ("wrong", "")),
        ("return 1", ("unreadable", "syntax-error")),
        ("x = input()", ("unreadable", "asked-for-input")),
        ("import sys\nsys.stdin.readline()", ("unreadable", "asked-for-input")),
        ("import builtins\nbuiltins.input('x? ')", ("unreadable", "asked-for-input")),
        ("for line in __import__('sys').stdin: pass", ("unreadable", "asked-for-input")),
        ("def flow_match_step(x, v, dt): return float(input())", ("unreadable", "asked-for-input")),
        ("try: input()\nexcept EOFError: pass\n" + RIGHT, ("right", "")),
        ("import numpy", ("unreadable", "no-numpy")),
        ("from numpy.linalg import norm", ("unreadable", "no-numpy")),
        ("def flow_match_step(x, v, dt):\n    import numpy as np\n    return x", ("unreadable", "no-numpy")),
        (
            "import random\ndef flow_match_step(x, v, dt): return x + random.gauss(0, 1) * dt",
            ("wrong", "draws-at-random"),
        ),
        ("import random\nrandom.random()\ndef flow_match_step(x, v, dt): return x * x", ("wrong", "")),
        ("async def flow_match_step(x, v, dt): return x + v * dt", ("unreadable", "async-function")),
        ("async def flow_match_step(x, v, dt): yield x + v * dt", ("unreadable", "async-function")),
        (
            "import cmath\ndef flow_match_step(x, v, dt): return cmath.sqrt(1) * (x + v * dt)",
            ("unreadable", "cmath-for-math"),
        ),
        (
            "def product(n): return 0.99 * product(n - 1) if n else 1\n"
            "def flow_match_step(x, v, dt): return product(1000)",
            ("wrong", "recursion"),
        ),
        ("def flow_match_step(x, v, dt): return flow_match_step(x, v, dt)", ("wrong", "recursion")),
        ("import js", ("unreadable", "module-refused")),
        ("from pyodide.code import run_js", ("unreadable", "module-refused")),
        ("import pyodide_js", ("unreadable", "module-refused")),
        ("import _pyodide_core", ("unreadable", "module-refused")),
        ("import micropip", ("unreadable", "module-refused")),
        ("from checkers import grade", ("unreadable", "module-refused")),
        ("import hooks.command.judge.process", ("unreadable", "module-refused")),
        ("import pytest", ("unreadable", "module-refused")),
        ("import torch", ("unreadable", "no-arrays")),
        ("from jax.numpy import sqrt", ("unreadable", "no-arrays")),
        ("import math.pi", ("wrong", "raised")),
        # Parts of the standard library that no system has on which this is tested, as the browser has not others.
        ("import winreg", ("unreadable", "module-not-shipped")),
        ("import collections.no_such_module", ("unreadable", "module-not-shipped")),
        ("import no_such_module", ("unreadable", "module-refused")),
        ("from math import no_such_name", ("wrong", "raised")),
        ("from . import x", ("wrong", "raised")),
        ("try: import js\nexcept ImportError: pass\n" + RIGHT, ("right", "")),
    ],
)
def test_a_program_that_does_not_get_to_a_number_is_told_why(text, verdict):
    assert judged(text) == verdict


@pytest.mark.parametrize(
    ("line", "instead", "root"),
    [
        ("import numpy as np", "import math", "math.sqrt(…)"),
        ("import torch, math", "import math", "math.sqrt(…)"),
        ("from numpy import sqrt, exp as e", "from math import sqrt, exp as e", "sqrt(…)"),
        ("from torch import nn", "import math", "math.sqrt(…)"),
        ("from torch import cos, pi", "from math import cos, pi", "math.sqrt(…)"),
    ],
)
def test_which_line_to_write_in_the_place_of_an_import_is_said(line, instead, root):
    facts = grade(f"# arrays\n{line}\n{RIGHT}").facts
    assert (facts["line"], facts["instead"], facts["root"]) == (2, instead, root)


def test_help_is_called_by_its_name_where_it_is_not_shipped(monkeypatch):
    for name in [name for name in sys.modules if name == "pydoc" or name.startswith("pydoc.")]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setattr(stand_ins, "STANDARD", stand_ins.STANDARD - {"pydoc"})
    assert judged(f"help(print)\n{RIGHT}") == ("unreadable", "no-help")
    verdict = grade(f"import pydoc\n{RIGHT}")
    assert (verdict.code, verdict.facts["module"]) == ("module-not-shipped", "pydoc")


@pytest.mark.parametrize(
    "text",
    [
        f"async def f(): return 1\n{RIGHT}".replace("return x", "f(); return x"),
        "async def flow_match_step(x, v, dt): return x + v * dt",
        f"import asyncio\nasync def f(): return 1\nprint(asyncio.run(f()))\n{RIGHT}",
        f"import warnings\nwarnings.warn('mine', stacklevel=9)\n{RIGHT}",
        "from random import no_such_name",
        "from math import no_such_name",
        "import json\njson.loads('{')",
    ],
)
def test_no_path_and_no_warning_of_ours_is_shown(text):
    facts = grade(text).facts
    shown = json.dumps(facts, ensure_ascii=False)
    assert "checkers" not in shown
    assert ".py" not in shown
    assert "/lib" not in shown
    assert not any("Warning" in line and "<program>:" not in line for line in facts["stdout"].splitlines())


# --- what cannot be compiled ---


@pytest.mark.parametrize(
    ("text", "line", "column", "position"),
    [
        ("def f(:\n    pass", 1, 7, 6),
        ("x = 1\ny = = 2", 2, 5, 10),
        ("x = 1\r\ny = = 2", 2, 5, 11),
        ("\ufeffx = 1\r\ny = = 2", 2, 5, 12),
        ("x = 'Ω'; y = = 2", 1, 14, 13),
        ("x = 1\n  y = 2", 2, None, None),
        ("x = (1,\n", 1, 5, 4),
        ("x = 1\0", 1, 6, 5),
        ("x = 1\ny = '\ud800'", 2, 6, 11),
        ("if 1:\n\tx = 1\n        y = 2", 3, None, None),
        ("def f():", 1, None, None),
        ("a = 1\nb = '''\n\n\n", 2, None, None),
    ],
)
def test_a_syntax_error_is_placed(text, line, column, position):
    verdict = grade(text)
    assert (verdict.status, verdict.code) == ("unreadable", "syntax-error")
    facts = verdict.facts
    assert facts["line"] == line
    assert facts["column"] == (column or facts["column"])
    assert facts["position"] == (facts["position"] if position is None else position)
    assert 0 <= facts["position"] <= len(text)
    assert facts["error"]


@pytest.mark.parametrize(
    "text",
    [
        "(" * 900,
        "-" * 900 + "1",
        "x = " + "(" * 150 + ")" * 150,
        "x = " + "9" * 900 + "\n" + "x = (\n" + "9" * 900 + "\n" + "*9" * 200 + ")",
        "\n".join(" " * depth + "if 1:" for depth in range(150)),
        "x = (\n" + "not\n" * 2_400 + "1)",
        "x = (\n" + "-\n" * 2_400 + "1)",
        "x = (\n" + "1+\n" * 3_000 + "1)",
        "f\n" + "@f\n" * 3_000,
        "\ud800",
        "\0" * 100,
        "'" * 900,
        "{" * 100 + "}" * 99,
        "def f(" + "a," * 450 + "): pass",
        "\x1a\x00\x7f\x9f\u2028\u202e",
        "import " + "a." * 400,
        "x = 1_000__0",
        "x = 0777",
        "print 'x'",
        "f'{'",
        "nonlocal x",
        "from __future__ import braces",
        "from __future__ import nothing",
        "𝐝𝐞𝐟 f(): pass",
        'x = "\\N{no such name}"',
        "while True: print(",
    ],
)
def test_rubbish_never_raises(text):
    assert judged(text)[0] in ("unreadable", "wrong")


def test_a_line_quoted_in_the_facts_is_bounded():
    facts = grade("x = 1 +" + " " * 900).facts
    assert len(facts["text"]) <= 200


# --- what is reported ---


def test_a_traceback_shows_the_learners_lines():
    text = "import json\n\ndef helper(x):\n    return json.loads(x)\n\ndef flow_match_step(x, v, dt):\n    return helper('[')\n"
    facts = grade(text).facts
    assert facts["traceback"] == [
        {"line": 7, "text": "return helper('[')"},
        {"line": 4, "text": "return json.loads(x)"},
    ]
    assert facts["line"] == 4
    assert facts["error"].startswith("JSONDecodeError: Expecting value")
    assert facts["call"] == "flow_match_step(3.0, -3.0, 0.1)"
    assert facts["cases"][0]["note"] == "raised JSONDecodeError"


def test_the_traceback_of_endless_recursion_is_short():
    facts = grade("def flow_match_step(x, v, dt):\n    return flow_match_step(x, v, dt)").facts
    assert facts["error"].startswith("RecursionError")
    assert facts["traceback"] == [{"line": 2, "text": "return flow_match_step(x, v, dt)"}] * 8


@pytest.mark.parametrize(
    ("raising", "error"),
    [
        ("raise ValueError('x' * 10**6)", "ValueError: " + "x" * 300),
        ("raise ValueError('a\\x1b[2J\\x00\\n\\ud800')", "ValueError: a␛[2J␀\n?"),
        ("raise KeyError", "KeyError"),
        ("raise Bad", "Bad"),
        ("raise type('B' * 500, (Exception,), {})", "B" * 80),
        ("raise 1", "TypeError: exceptions must derive from BaseException"),
        ("raise ExceptionGroup('g', [ValueError(1)])", "ExceptionGroup: g (1 sub-exception)"),
        ("raise Text", "Text: text"),
    ],
)
def test_an_error_is_reported_in_safe_and_bounded_form(raising, error):
    before = """
class Bad(Exception):
    def __str__(self): raise SystemExit
    __repr__ = __getattribute__ = __str__

class Text(Exception):
    def __str__(self): return type('S', (str,), {'__getitem__': None, 'replace': None})('text')
"""
    verdict = grade(before + raising)
    assert (verdict.status, verdict.code) == ("wrong", "raised")
    assert verdict.facts["error"] == error


def test_output_and_errors_are_shown_in_order():
    facts = grade(
        "import sys\nprint('a', end='')\nprint('b', file=sys.stderr)\n" + RIGHT + "print('c\\x1b[2J\\r\\n')"
    ).facts
    assert facts["stdout"] == "ab\nc␛[2J\n\n"
    assert "unshown" not in facts


def test_output_is_kept_to_a_limit_and_the_rest_is_counted():
    facts = grade(RIGHT + "print('é' * 10**7)\nprint('😀' * 5)").facts
    assert facts["stdout"] == "é" * 10_000
    assert facts["unshown"] == 10**7 + 1 + 6 - 10_000


def test_what_the_function_prints_is_shown():
    assert grade(RIGHT.replace("    return", "    print('in')\n    return")).facts["stdout"] == "in\n" * 17


def test_a_warning_is_shown_and_harmless():
    facts = grade("import warnings\nwarnings.warn('mind this')\n" + RIGHT).facts
    assert facts["stdout"] == "<program>:2: UserWarning: mind this\n"


def test_a_missing_function_comes_with_the_nearest_name():
    assert grade("def flow_step(x, v, dt): pass\ndef other(): pass").facts["nearest"] == "flow_step"
    assert grade("def something(x, v, dt): pass").facts["nearest"] == "something"
    assert grade("from math import sqrt\nx = 1").facts["nearest"] == "none"
    assert grade("x = 1").facts["entry"] == "flow_match_step"


def test_a_wrong_signature_shows_both():
    facts = grade("def cosine_alpha_bar(t, *, n=print('x')): pass", CosineSchedule).facts
    assert facts["expected"] == "t, T, s=0.008"
    assert facts["given"] == "t, *, n"
    named = grade("def cosine_alpha_bar(*, t, T, s=0.008): pass", CosineSchedule).facts
    assert named["given"] == "*, t, T, s"
    assert grade("def cosine_alpha_bar(*t, T): pass", CosineSchedule).facts["given"] == "*t, T"


def test_a_case_cannot_be_changed():
    case = Case(1.0, relative=1e-4)
    for name in ("arguments", "relative", "absolute"):
        with pytest.raises(AttributeError):
            setattr(case, name, 9e9)
    assert (case.arguments, case.relative, case.absolute) == ((1.0,), 1e-4, None)


def test_a_default_is_demanded_where_a_case_needs_it():
    assert judged("def cosine_alpha_bar(t, T): pass", CosineSchedule) == ("unreadable", "wrong-signature")
    assert judged("def cosine_alpha_bar(t, T, s): pass", CosineSchedule) == ("unreadable", "wrong-signature")


def test_facts_of_a_hostile_program_are_small():
    text = (
        "def " + "f" * 900 + "(): pass\n"
        "def flow_match_step(x, v, dt):\n    raise type('E' * 10**5, (Exception,), {})('y' * 10**6)\n"
        "print('z' * 10**6)"
    )
    assert len(json.dumps(grade(text).as_dict())) < 20_000


def test_every_code_has_a_sentence():
    feedback = (Path(__file__).parents[3] / "docs" / "feedback.md").read_text(encoding="utf-8")
    terms = {line for line in feedback.splitlines() if line and not line.startswith((" ", ":", "#"))}
    # What is unreadable always has a code.
    codes = Build.own_codes - {"unreadable"}
    assert {code for code in codes if not {f"build-{code}", code} & terms} == set()


@pytest.mark.parametrize(("found", "rounded"), [((0.2, 0.4), True), ((0.0, 0.0), False), ((0.2, 0.3), False)])
def test_only_numbers_that_rounding_keeps_apart_are_called_rounded(found, rounded):
    results = [[Outcome("number", number) for number in numbers] for numbers in (found, (0.21, 0.43))]
    assert Build._are_rounded(*results) is rounded
