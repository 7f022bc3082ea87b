"""A registry with two computed exercises and one chapter's facts, whatever the book holds."""

import pytest

from checkers import registry
from checkers.kinds.build import Build, Case, mistake
from checkers.kinds.derive import Derive
from hooks.figures import registry as figures
from hooks.figures.drawing import Drawing


class TinyShare(Derive):
    """One half."""

    variants = ({"whole": 3}, {"whole": 4}, {"whole": -5}, {"whole": 0.5})

    def answer(self, *, whole):
        return whole / 2

    def misconceptions(self, *, whole):
        return {"inverted": 2 / whole}

    def steps(self, *, whole):
        return {"small": whole / 1e5, "nothing": float("nan")}


class TinyDouble(Build):
    """Twice the argument."""

    entry = "double"
    cases = (Case(1.0), Case(3.0))

    @staticmethod
    def reference(x):
        return x + x

    @mistake
    def squared(x):
        return x * x


@pytest.fixture(autouse=True)
def closed_exercises_come_back():
    """Keep the books that these tests load away from the tests that follow."""
    with registry.restored():
        yield


def tiny_slope():
    """A straight line."""
    drawing = Drawing(20)
    drawing.line([(0, 20), (360, 0)], "signal")
    return figures.Picture(drawing, {"rise": 20, "nothing": float("nan")})


def tiny_facts():
    return {"gap": 0.25}


tiny_facts.__module__ = "checkers.pages.chapter_99"


@pytest.fixture
def tiny_exercises():
    """Replace all computed exercises by `tiny-share` and `tiny-double`, all facts by `chapter_99.gap`, all figures by `tiny-slope`."""
    with figures.restored(empty=True), registry.restored(empty=True):
        figures.figure("tiny-slope")(tiny_slope)
        registry.exercise("tiny-share")(TinyShare)
        registry.exercise("tiny-double")(TinyDouble)
        registry.page_facts(tiny_facts)
        yield
