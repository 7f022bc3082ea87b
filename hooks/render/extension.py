"""The Markdown extension: exercises, slots and formulas become HTML that is complete without any script.

It knows no site generator. `pymdownx.blocks` parses what stands inside an exercise as ordinary Markdown; the blocks arrange the result.
Every slip that the book can know of has been found before the first block is rendered.
"""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block

from hooks.book.references import CITATION, mark_of
from hooks.book.typed_numbers import MARKED
from hooks.kinds import KINDS
from hooks.source.blocks import ENTRIES
from hooks.source.lines import SLOT

from .base import PageState
from .dashboard import DashboardBlock, LessonsBlock
from .entries import EntryBlock
from .exercises import ExerciseBlock, HintBlock, RevealBlock, SharedBlock, SourceBlock
from .figures import DescriptionBlock, FigureBlock
from .references import ReferencesBlock
from .resolve import Resolve

BLOCK_TAGS = ("wb-exercise", "form", "fieldset", "template", "output", "details", "summary")


class WorkbookExtension(BlocksExtension):
    """Exercises, `[[slots]]` and formulas; the options are told below."""

    def __init__(self, **kwargs: Any) -> None:
        self.config = {
            "docs": ["docs", "The folder with the book's pages"],
            "repository": [
                "",
                "The repository's address; without it exercises have no links for reports and edits",
            ],
            "set_formulas": [True, "Whether Node.js sets the formulas; otherwise they are only read"],
        }
        super().__init__(**kwargs)

    def extendMarkdownBlocks(self, md: Markdown, block_mgr: BlocksProcessor) -> None:
        """Register the blocks and the steps around them."""
        md.registerExtension(self)
        md.block_level_elements.extend(BLOCK_TAGS)
        self.page = PageState(
            Path(self.getConfig("docs")), self.getConfig("repository") or "", self.getConfig("set_formulas")
        )
        for block in (
            *(_named(ExerciseBlock, kind.name, kind.all_options) for kind in KINDS.values()),
            *(_named(EntryBlock, name, options) for name, options in ENTRIES.items()),
            HintBlock,
            RevealBlock,
            FigureBlock,
            DescriptionBlock,
            DashboardBlock,
            LessonsBlock,
            ReferencesBlock,
            SourceBlock,
            SharedBlock,
        ):
            block_mgr.register(block, {"page": self.page})
        # Before anything has touched the lines, so that the page can be recognised by its text.
        md.preprocessors.register(_OpenPage(md, self.page), "workbook-page", 1000)
        # Below code spans (190), above links (160).
        md.inlinePatterns.register(_SlotPattern(SLOT.pattern, md), "workbook-slot", 175)
        md.inlinePatterns.register(_ReviewedPattern(MARKED.pattern, md), "workbook-reviewed", 174)
        md.inlinePatterns.register(_CitationPattern(CITATION.pattern, md), "workbook-citation", 173)
        # After inline patterns (20), before the table of contents (5).
        md.treeprocessors.register(Resolve(md, self.page), "workbook-resolve", 7)

    def reset(self) -> None:
        """Forget the page before."""
        self.page.clear()


def _named(base: type[Block], name: str, options: Mapping[str, Callable[[Any], Any]]) -> type[Block]:
    """Return the class of the blocks with this name and these types of options."""
    spec = {option: ("", kind) for option, kind in options.items()}
    return type(
        f"{name.capitalize()}Block", (base,), {"NAME": name, "OPTIONS": spec, "__doc__": base.__doc__}
    )


def makeExtension(**kwargs: Any) -> WorkbookExtension:
    """Return the extension."""
    return WorkbookExtension(**kwargs)


class _OpenPage(Preprocessor):
    def __init__(self, md: Markdown, page: PageState) -> None:
        super().__init__(md)
        self.page = page

    def run(self, lines: list[str]) -> list[str]:
        self.page.open("\n".join(lines))
        if not self.page.exercises or self.page.book.feedback is None:
            return lines
        sentences = self.page.book.shared_sentences
        shared = [line for code, text in sentences.items() for line in (code, f":   {text}", "")]
        return [*lines, "", "/// shared", "", *shared, "///", ""]


class _SlotPattern(InlineProcessor):
    """Leaves a mark where a slot stands in prose; its exercise is known only when the tree is complete."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]  # as Python-Markdown documents it for InlineProcessor
        name = m.group(1)
        if name.startswith("fact:"):
            return etree.Element("span", {"data-fact": name.removeprefix("fact:")}), m.start(0), m.end(0)
        return (
            etree.Element("span", {"data-slot-name": name, "data-slot-spec": m.group(2) or ""}),
            m.start(0),
            m.end(0),
        )


class _ReviewedPattern(InlineProcessor):
    """Prints a number that is marked as reviewed without its mark; in a formula the mark is a group of TeX, which prints nothing."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:  # type: ignore[override]  # as Python-Markdown documents it for InlineProcessor
        return m.group(1), m.start(0), m.end(0)


class _CitationPattern(InlineProcessor):
    """Leaves a mark where a paper is cited; the way to its description depends on the page."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:  # type: ignore[override]  # as Python-Markdown documents it for InlineProcessor
        return mark_of(m), m.start(0), m.end(0)
