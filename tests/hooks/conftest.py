"""A registry with two computed exercises and one chapter's facts, whatever the book holds."""

import sys
from types import ModuleType

import pytest

from checkers import registry
from checkers.build import Build, Case, mistake
from checkers.derive import Derive


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


@pytest.fixture
def tiny_exercises(monkeypatch):
    """Replace all computed exercises by `tiny-share` and `tiny-double`, and all facts by `chapter_99.gap`."""
    monkeypatch.setattr(registry, "_computed", {})
    monkeypatch.setattr(registry, "_closed", {})
    registry.exercise("tiny-share")(TinyShare)
    registry.exercise("tiny-double")(TinyDouble)
    for name in [name for name in sys.modules if name.startswith("checkers.chapter_")]:
        monkeypatch.delitem(sys.modules, name)
    chapter = ModuleType("checkers.chapter_99")
    chapter.facts = {"gap": 0.25}
    monkeypatch.setitem(sys.modules, chapter.__name__, chapter)
