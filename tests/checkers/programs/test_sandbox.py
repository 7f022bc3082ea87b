"""One submission never changes how the next is graded, nor how it is graded itself."""

import _abc
import abc
import builtins
import collections.abc
import decimal
import gc
import json
import math
import os
import random
import signal
import sys
import warnings
from pathlib import Path
from types import ModuleType

import pytest
from hostile import EXPECTED, MISTAKEN, PROGRAMS, RIGHT, Root

from checkers.programs import copies, sandbox, stand_ins
from checkers.verdict import Unreadable

# Classes of chapters live in modules of the package; so does this one.
TOY = ModuleType("checkers.toy")
Root.__module__, TOY.Root = TOY.__name__, Root


def grade(text):
    exercise = Root()
    program = exercise.parse(0, text)
    return program.as_verdict() if isinstance(program, Unreadable) else exercise.grade(0, program)


def judged(text):
    verdict = grade(text)
    json.dumps(verdict.as_dict(), allow_nan=False)
    return verdict.status, verdict.code


def world():
    """What a run must leave as it was, besides everything that is graded by it."""
    return {
        "builtins": {name: id(value) for name, value in vars(builtins).items()},
        "math": {name: id(value) for name, value in vars(math).items()},
        "json": {name: id(value) for name, value in vars(json).items()},
        "sandbox": {name: id(value) for name, value in vars(sandbox).items() if name != "_numpy"},
        "modules": {name: id(module) for name, module in sys.modules.items()},
        "sys": [id(sys.modules), id(sys.path), id(sys.meta_path), id(sys.path_hooks), id(sys.argv)],
        "streams": [id(stream) for stream in (sys.stdin, sys.stdout, sys.stderr, sys.__stdout__)],
        "path": list(sys.path),
        "finders": list(map(id, sys.meta_path)),
        "environment": dict(os.environ),
        "directory": str(Path.cwd()),
        "limits": [sys.getrecursionlimit(), sys.get_int_max_str_digits(), sys.getswitchinterval()],
        "watchers": [sys.gettrace(), sys.getprofile()],
        "threads": len(sys._current_frames()),
        "random": random.getstate(),
        "decimal": str(decimal.getcontext()),
        "filters": [id(warnings.filters), list(warnings.filters)],
        "garbage": [gc.isenabled(), gc.get_threshold(), gc.get_debug(), list(gc.callbacks)],
        "signals": [signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)],
    }


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(copies, "CAN_COPY", False)  # as in the browser
    monkeypatch.setitem(sys.modules, TOY.__name__, TOY)
    Root().all_cases()  # some versions of Python load a module for this


@pytest.fixture(autouse=True)
def families():
    """Undo what the fence leaves: a class that a program has registered as a kin of another."""
    abstract = [one for one in vars(collections.abc).values() if isinstance(one, abc.ABCMeta)]
    kin = {one: [known() for known in _abc._get_dump(one)[0]] for one in abstract}
    yield
    for one in abstract:
        one._abc_registry_clear()
        one._abc_caches_clear()
    for one, known in kin.items():
        for each in known:
            one.register(each)


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_program_leaves_no_trace(name):
    text, verdict = PROGRAMS[name]
    before = world()
    first = judged(text)
    assert first == (verdict or first)
    assert {part: value for part, value in world().items() if value != before[part]} == {}
    assert {text: judged(text) for text in EXPECTED} == EXPECTED
    assert judged(text) == first
    assert {part: value for part, value in world().items() if value != before[part]} == {}


@pytest.mark.parametrize(
    "name",
    [
        "patched math",
        "patched true builtins",
        "patched class",
        "patched code of a function",
        "math of another class",
        "cleared modules",
        "finaliser without end",
        "checkers by way of a frame",
        "checkers by way of garbage",
        "bytes to a descriptor",
        "names of the callers",
    ],
)
def test_a_program_that_tampers_costs_the_interpreter_its_trust(name):
    assert sandbox.healthy()
    judged(PROGRAMS[name][0])
    assert not sandbox.healthy()
    judged(RIGHT)
    assert not sandbox.healthy()


ORDINARY = """\
from __future__ import annotations
import cmath, collections, contextlib, copy, dataclasses, datetime, decimal, enum, fractions, functools, io
import itertools, json, logging, math, operator, random, re, statistics, string, sys, textwrap, time, typing
import unittest, warnings, xml.dom.minidom

@dataclasses.dataclass(order=True)
class Point:
    x: float = 0.0

class Colour(enum.Enum):
    RED = 1

class Named(typing.NamedTuple):
    x: int = 1

Pair = collections.namedtuple("Pair", "a b", defaults=(1,))

@functools.lru_cache(maxsize=None)
@functools.wraps(print)
def half_root(x: float) -> float:
    \"\"\"Half a root.\"\"\"
    with decimal.localcontext() as context, contextlib.suppress(ValueError):
        context.prec = 5
    warnings.warn("odd")
    logging.warning("odd")
    random.seed(1)
    random.gauss(0, 1)
    return statistics.fmean([math.sqrt(x), 0.0])

typing.get_type_hints(Point)
json.loads(json.dumps([1, None, "x"]))
re.sub("a+", "b", "caat")
print(Point(), Colour.RED, Named(), Pair(1), string.capwords("a b"), file=sys.stderr)
with contextlib.redirect_stdout(io.StringIO()):
    print("hidden")
"""


def test_an_ordinary_program_keeps_the_trust():
    for text in (
        ORDINARY,
        RIGHT,
        MISTAKEN,
        "1 / 0",
        "def f(:",
        "raise SystemExit",
        "input()",
        "import numpy",
        "import js",
    ):
        judged(text)
        assert sandbox.healthy()
    assert judged(ORDINARY) == ("right", "")


def test_an_interpreter_with_another_thread_is_not_trusted(monkeypatch):
    judged(RIGHT)
    frames = sys._current_frames()
    monkeypatch.setattr(sys, "_current_frames", lambda: {**frames, -1: None})
    assert not sandbox.healthy()


def test_an_interpreter_that_judges_wrongly_is_not_trusted(monkeypatch):
    assert sandbox.healthy()
    monkeypatch.setattr(math, "sqrt", lambda x: x)
    assert not sandbox.healthy()


def test_a_program_that_finds_the_names_of_a_host_without_a_module_changes_none():
    namespace = {"grade": grade, "half": 0.5}
    text = f"import sys\nframe = sys._getframe()\nwhile frame:\n    frame.f_globals.pop('half', 0)\n    frame = frame.f_back\n{RIGHT}"
    exec("def host(text): return grade(text), half", namespace)
    assert namespace["host"](text)[1] == 0.5
    assert not sandbox.healthy()


FAMILIES = "import collections.abc\ncollections.abc.Sequence.register(int)"
MODELS = "import decimal\ndecimal.DefaultContext.prec = 1"


@pytest.mark.parametrize("mark", [FAMILIES, MODELS], ids=["families of classes", "models of contexts"])
def test_what_is_not_put_back_costs_the_interpreter_its_trust(mark):
    precision = decimal.DefaultContext.prec
    assert judged(f"{RIGHT}\n{mark}") == ("right", "")
    decimal.DefaultContext.prec = precision
    assert not sandbox.healthy()


def test_what_the_host_changes_between_runs_stays():
    judged(RIGHT)
    json.left_by_the_host = 1
    sys.path.append("left by the host")
    try:
        judged(RIGHT)
        assert json.left_by_the_host == 1
        assert sys.path.pop() == "left by the host"
    finally:
        del json.left_by_the_host
    judged(RIGHT)
    assert not hasattr(json, "left_by_the_host")
    assert "left by the host" not in sys.path


def test_numpy_is_admitted_once_it_is_offered(monkeypatch):
    numpy = pytest.importorskip("numpy")
    program = "import numpy as np\ndef half_root(x):\n    return {}\n"
    assert judged(program.format("np.sqrt(x) / 2")) == ("unreadable", "no-numpy")
    monkeypatch.setattr(sandbox, "_numpy", None)
    monkeypatch.setattr(stand_ins, "offered", set())
    sandbox.offer_numpy()
    for result, verdict in {
        "np.sqrt(x) / 2": ("right", ""),
        "np.array(np.sqrt(x) / 2)": ("right", ""),
        "np.float32(np.sqrt(x) / 2)": ("wrong", ""),
        "np.longdouble(x) / 2": ("wrong", "no-root"),
        "np.int64(3)": ("wrong", ""),
        "np.array([np.sqrt(x) / 2])": ("unreadable", "returned-other"),
        "np.bool_(True)": ("unreadable", "returned-other"),
        "np.str_('x')": ("unreadable", "returned-text"),
        "np.complex128(1)": ("wrong", "returned-complex"),
        "np.float64('nan')": ("wrong", "not-finite"),
        "np.array(None)": ("unreadable", "returned-other"),
        "np.datetime64('2020-01-01')": ("unreadable", "returned-other"),
    }.items():
        assert (result, judged(program.format(result))) == (result, verdict)
    assert judged(program.format("1") + "np.sqrt = np.float64 = None") == ("wrong", "")
    assert judged(program.format("np.sqrt(x) / 2")) == ("right", "")
    assert numpy.sqrt(4.0) == 2.0


# What a copy reports of a run (`test_copies.py`) arrives as bytes that the program can forge.


@pytest.mark.parametrize(
    "packed",
    [
        b"",
        b"\xff",
        b"[" * 100_000,
        b"()",
        b"1",
        b"__import__('os').abort()",
        b"('called', (), '', (), '', 0)",
        b"('magic', (), '', (), '', 0)",
        b"('called', (('number', 9e999, '', '', (), '', False),), '', (), '', 0)",
        b"('called', (('number', '1', '', '', (), '', False),), '', (), '', 0)",
        b"('called', (('magic', 1.0, '', '', (), '', False),), '', (), '', 0)",
        b"('called', (('number', 1.0, [], '', (), '', False),), '', (), '', 0)",
        b"('called', (('number', 1.0, '', '', ('1',), '', False),), '', (), '', 0)",
        b"('called', (('number', 1.0, '', '', (), '', False),), '', (), 5, 0)",
        b"('called', (('number', 1.0, '', '', (), '', False),), '', (), '', 'x')",
    ],
)
def test_what_a_program_writes_in_place_of_a_run_is_none(packed):
    found = sandbox.unpacked(packed, 1)
    assert found is None or (found.end, found.outcomes[0].name) == ("raised", "SystemError")


def test_the_size_of_a_packed_run_is_bounded():
    outcome = ("number", 1.0, "n" * 10**5, "t" * 10**5, (), "m" * 10**5, False)
    found = sandbox.unpacked(
        repr(("called", (outcome,), "p" * 10**5, ("f" * 10**5,), "s" * 10**6, 0)).encode(), 1
    )
    assert found is not None
    assert len(repr(found)) < 2 * stand_ins.OUTPUT_KEPT
