"""What a book is made of: exercises, figures, chapters and lessons, each with its place."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from checkers.kinds.base import Exercise as Checker
from checkers.registry import facts
from hooks.figures import registry as figures
from hooks.kinds import KINDS
from hooks.source.blocks import Block, FigureBlock
from hooks.source.lines import SLOT
from hooks.source.page import Page

from .plain_text import plain_text
from .slots import SlotTable, show


@dataclass(frozen=True)
class Exercise:
    """One exercise of the book: its words, its checker, and its place.

    Attributes:
        block: The words.
        checker: What judges its answers.
        number: Chapter or lesson and position, such as `0.3` or `A.3`; the position alone on other pages.
        part: Number of its chapter or letter of its lesson, or `None` on other pages.
    """

    block: Block
    checker: Checker
    number: str
    part: int | str | None

    @property
    def identifier(self) -> str:
        """The stable id."""
        return self.block.identifier

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self.block.kind

    @property
    def title(self) -> str:
        """The title as plain text, with the numbers of the first variant."""
        return plain_text(self.fill(self.block.title.markdown))

    @property
    def chapter(self) -> int | None:
        """Number of its chapter, or `None` outside of chapters."""
        return self.part if isinstance(self.part, int) else None

    @property
    def beyond(self) -> bool:
        """Whether it does not count among the book's own: those of chapters that no option puts beyond them."""
        return self.chapter is None or self.block.options.get("beyond", False)

    @cached_property
    def values(self) -> list[Mapping[str, Any]]:
        """For each variant, every name that a slot of this exercise may use."""
        return KINDS[self.kind].values(self.checker)

    def slot_table(self) -> SlotTable:
        """Return a new, empty table for the slots of this exercise."""
        return SlotTable(self.values, self.checker.first)

    def fill(self, markdown: str, variant: int = 0) -> str:
        """Return Markdown with its slots replaced by the numbers of one variant; other slots stay."""

        def number(found: re.Match[str]) -> str:
            own = self.values[variant]
            known = own if found[1] in own else facts()
            return show(known[found[1]], found[2] or "", "prose") if found[1] in known else found[0]

        return SLOT.sub(number, markdown)


@dataclass(frozen=True)
class Figure:
    """One figure of the book: its words, and what it draws.

    Attributes:
        block: The words.
        number: Chapter or lesson and position, such as `1.2` or `A.2`; the position alone on other pages.
    """

    block: FigureBlock
    number: str

    @property
    def picture(self) -> figures.Picture:
        """What its function returns."""
        return figures.picture(self.block.name)

    @property
    def identifier(self) -> str:
        """Its id on the page."""
        return f"figure-{self.block.name}"

    @property
    def svg(self) -> str:
        """The drawing, with its title and the description in plain words."""
        known = {**facts(), **self.picture.values}
        title, seen = (
            SLOT.sub(lambda slot: show(known[slot[1]], slot[2] or "", "prose"), words)
            for words in (self.block.title, self.block.description.markdown)
        )
        return self.picture.drawing.svg(
            self.identifier, f"Figure {self.number}: {plain_text(title)}", plain_text(seen)
        )


@dataclass(frozen=True)
class Chapter:
    """One chapter: its place, its words for the dashboard, and its exercises, which may still be to come.

    Attributes:
        planned: How many exercises count, those to come among them.
        exercises: All that are there, in the order of the page; those beyond the book among them.
    """

    number: int
    page: Page
    file: str
    title: str
    summary: str
    planned: int
    exercises: tuple[Exercise, ...]

    @property
    def counted(self) -> tuple[Exercise, ...]:
        """The exercises that its progress counts."""
        return tuple(one for one in self.exercises if not one.beyond)

    @property
    def name(self) -> tuple[str, str]:
        """What it is, and the sign it goes by."""
        return "chapter", str(self.number)

    @property
    def module(self) -> str:
        """The module of `checkers` that holds its classes."""
        return module_of(self.number)


@dataclass(frozen=True)
class Lesson:
    """One related lesson: its letter, its words for the dashboard, and its exercises, which are beyond the book."""

    letter: str
    page: Page
    file: str
    title: str
    summary: str
    exercises: tuple[Exercise, ...]

    @property
    def planned(self) -> int:
        """How many exercises it has."""
        return len(self.exercises)

    @property
    def counted(self) -> tuple[Exercise, ...]:
        """The exercises that its own progress counts: all, though none counts among the book's."""
        return self.exercises

    @property
    def name(self) -> tuple[str, str]:
        """What it is, and the sign it goes by."""
        return "lesson", self.letter

    @property
    def module(self) -> str:
        """The module of `checkers` that holds its classes."""
        return module_of(self.letter)


def module_of(part: int | str) -> str:
    """Return the name of the module that belongs to a chapter, by its number, or to a lesson, by its letter."""
    return f"lesson_{part.lower()}" if isinstance(part, str) else f"chapter_{part:02}"
