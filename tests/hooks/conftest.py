"""A registry with two computed exercises and one chapter's facts, whatever the book holds; and a reader of HTML."""

from html.parser import HTMLParser
from xml.etree.ElementTree import TreeBuilder

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
def closed_exercises_come_back(monkeypatch):
    """Keep the books that these tests load away from the tests that follow."""
    monkeypatch.setattr(registry, "_closed", dict(registry._closed))


def tiny_slope():
    """A straight line."""
    drawing = Drawing(20)
    drawing.line([(0, 20), (360, 0)], "signal")
    return figures.Picture(drawing, {"rise": 20, "nothing": float("nan")})


@pytest.fixture
def tiny_exercises(monkeypatch):
    """Replace all computed exercises by `tiny-share` and `tiny-double`, all facts by `chapter_99.gap`, all figures by `tiny-slope`."""
    monkeypatch.setattr(figures, "_functions", {})
    monkeypatch.setattr(figures, "_pictures", {})
    figures.figure("tiny-slope")(tiny_slope)
    monkeypatch.setattr(registry, "_computed", {})
    registry.exercise("tiny-share")(TinyShare)
    registry.exercise("tiny-double")(TinyDouble)
    monkeypatch.setattr(registry, "_facts", {"chapter_99": lambda: {"gap": 0.25}})


VOID = ("br", "hr", "img", "input")


class _Tree(HTMLParser):
    """Builds an element tree of a page as a browser does, and stops at a tag that is not closed where it was opened."""

    def __init__(self):
        super().__init__()
        self.builder = TreeBuilder()
        self.open = []
        self.builder.start("body", {})

    def handle_starttag(self, tag, attributes):
        self.builder.start(tag, {name: value or "" for name, value in attributes})
        self.open.append(tag)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.builder.end(tag)

    def handle_data(self, data):
        self.builder.data(data)

    def close(self):
        super().close()
        assert self.open == []
        self.builder.end("body")
        return self.builder.close()


@pytest.fixture
def parsed():
    """Return a function from HTML to its element tree."""

    def parse(html):
        tree = _Tree()
        tree.feed(html)
        return tree.close()

    return parse
