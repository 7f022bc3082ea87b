"""A module of a page that is imported anew gives the same as in a new process, and leaves everything else as it is."""

import sys

import pytest

import checkers
import hooks.figures
from checkers import registry
from hooks.book.entries import exercised
from hooks.book.reload import reload_page
from hooks.figures import registry as figures


@pytest.fixture(autouse=True)
def everything_comes_back():
    """Leave the classes to other tests that they have imported."""
    rooms = ("checkers.pages.", "hooks.figures.")
    before = {name: dict(vars(module)) for name, module in sys.modules.items() if name.startswith(rooms)}
    with registry.restored(), figures.restored():
        yield
    for name, content in before.items():
        vars(sys.modules[name]).update(content)


@pytest.mark.parametrize("page", ["chapter_03", "lesson_e", "errata"])
def test_exercises_facts_and_figures_come_back_as_they_were(book, page):
    before = registry.computed(), registry.facts(), set(figures.names()), exercised()
    drawn = {name: figures.picture(name).drawing.svg("a", "b", "c") for name in figures.names()}
    classes = {name: type(one) for name, one in before[0].items()}
    reload_page(page)
    computed, *others = registry.computed(), registry.facts(), set(figures.names()), exercised()
    assert others == list(before[1:])
    assert computed.keys() == classes.keys()
    module = f"checkers.pages.{page}"
    for name, one in computed.items():
        assert (type(one) is classes[name]) is (classes[name].__module__ != module), name
        assert one.variants == before[0][name].variants
    assert {name: figures.picture(name).drawing.svg("a", "b", "c") for name in figures.names()} == drawn


def test_a_figure_that_takes_something_from_the_page_is_drawn_anew():
    facts = sys.modules["hooks.figures.lesson_e"].facts
    reload_page("lesson_e")
    assert sys.modules["hooks.figures.lesson_e"].facts is not facts
    assert sys.modules["hooks.figures.lesson_e"].facts is sys.modules["checkers.pages.lesson_e"].facts


def test_a_module_that_could_not_be_imported_comes_as_soon_as_it_can(monkeypatch, book):
    before, name, figure = registry.computed().keys(), "checkers.pages.lesson_e", "hooks.figures.lesson_e"
    monkeypatch.setattr(checkers, "broken", {name: SyntaxError("a slip")})
    monkeypatch.setattr(hooks.figures, "broken", {figure: ImportError("the same slip")})
    registry.forget(name)
    monkeypatch.delitem(sys.modules, name)
    monkeypatch.delitem(sys.modules, figure)
    reload_page("lesson_e")
    assert registry.computed().keys() == before
    assert "work-per-token" in figures.names()
    assert (checkers.broken, hooks.figures.broken) == ({}, {})


def test_a_module_that_is_not_there_is_named():
    with pytest.raises(ModuleNotFoundError, match=r"'checkers\.pages\.chapter_99'"):
        reload_page("chapter_99")
