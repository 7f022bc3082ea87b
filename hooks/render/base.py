"""What the steps of the extension share: the page that is being converted, and blocks that know it."""

import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pymdownx.blocks.block import Block

from checkers.registry import facts
from hooks.book.book import load_book
from hooks.book.entries import Entry
from hooks.book.join import check_figure, join, join_figures
from hooks.book.parts import Exercise, Figure
from hooks.book.slots import SlotTable
from hooks.source.page import Page

from .maths import read_only, typeset


class PageState:
    """What the steps of the extension share while one page is converted."""

    def __init__(self, docs: Path, repository: str, set_formulas: bool) -> None:
        self.docs = docs
        self.repository = repository
        self.set_formulas = typeset if set_formulas else read_only
        self.clear()

    def clear(self) -> None:
        """Forget the page before."""
        self.source = Page.parse("", "<markdown>")
        self.exercises: dict[str, Exercise] = {}
        self.figures: dict[str, Figure] = {}
        self.entries: dict[str, Entry] = {}
        self.tables: dict[str, SlotTable] = {}
        self.facts: Mapping[str, Any] = {}

    def from_root(self, path: Path | str) -> str:
        """Return the path of a file as seen from the folder above the book's, never that of this machine."""
        root = self.docs.resolve().parent
        full = Path(path).resolve()
        return full.relative_to(root).as_posix() if full.is_relative_to(root) else full.name

    def link(self, file: Path | str, anchor: str = "") -> str:
        """Return a link from this page to another page of the book, or to a place on it, as an author would write it."""
        docs, here = self.docs.resolve(), Path(self.source.path).resolve().parent
        path = os.path.relpath(Path(file).resolve(), here if here.is_relative_to(docs) else docs)
        return Path(path).as_posix() + (f"#{anchor}" if anchor else "")

    def open(self, text: str) -> None:
        """Find the page with this text in the book; a text from elsewhere stands for itself."""
        self.book = load_book(self.docs)
        found = self.book.page_with(text)
        self.source = found or Page.parse(text, "<markdown>")
        exercises = self.book.on_page(found) if found else list(join(self.source, None))
        self.exercises = {exercise.identifier: exercise for exercise in exercises}
        self.tables = {exercise.identifier: exercise.slot_table() for exercise in exercises}
        figures = self.book.figures_on(found) if found else list(join_figures(self.source, None))
        for figure in figures:
            check_figure(figure)
        self.figures = {figure.block.name: figure for figure in figures}
        self.tables |= {figure.identifier: SlotTable([figure.picture.values]) for figure in figures}
        self.entries = {entry.name: entry for entry in self.book.entries_on(found)} if found else {}
        self.facts = facts()


class WorkbookBlock(Block):
    """A block that knows the page it stands on."""

    @property
    def page(self) -> PageState:
        """The page it stands on."""
        return self.config["page"]

    def on_markdown(self) -> str:
        """Have what stands in the block read as blocks of Markdown."""
        return "block"
