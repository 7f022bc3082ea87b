"""The blocks of a page as their authors wrote them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from .errors import AuthorError
from .lines import FENCE, join
from .options import text
from .page import Page

TITLE = re.compile(r"\*\*(.+?)\*\*")

FIGURE = "figure"
DESCRIPTION = "description"
FORMULA, SYMBOL = "formula", "symbol"
# The entries of the index of formulas and of the glossary, and the types of the options that each has to have.
ENTRIES = {FORMULA: {"introduced": text}, SYMBOL: {"aloud": text, "introduced": text}}


@dataclass(frozen=True)
class Text:
    """Some Markdown and the line it begins at, counted from 1 in its file."""

    markdown: str
    line: int


@dataclass(frozen=True)
class Choice:
    """One choice of several; the sentence for whoever picks it is `choice-N` among those of its block."""

    text: Text
    right: bool


@dataclass(frozen=True)
class Listing:
    """A fenced listing, its language, and the line of its first line of code."""

    language: str
    code: str
    line: int


@dataclass
class Block:
    """One exercise as its author wrote it."""

    path: Path | str
    line: int
    kind: str
    identifier: str
    options: dict[str, Any]
    title: Text = Text("", 0)
    sentences: dict[str, Text] = field(default_factory=dict)
    hints: list[Text] = field(default_factory=list)
    reveal: Text | None = None
    model: Listing | None = None
    choices: list[Choice] = field(default_factory=list)
    steps: list[Text] = field(default_factory=list)
    listing: Listing | None = None
    bug: int | None = None
    repair: str = ""
    lines: list[tuple[int, str]] = field(default_factory=list)
    source: str = ""

    def error(self, what: str, mend: str, line: int | None = None) -> AuthorError:
        """Return the complaint about this exercise, at one of its lines or at its first."""
        return AuthorError(self.path, line or self.line, f"{self.kind} `{self.identifier}`: {what}", mend)

    @property
    def formulas(self) -> tuple[str, ...]:
        """The formulas that a closed exercise is about, as its author names them; of a computed one its class tells."""
        return tuple(self.options.get("formulas", ()))


@dataclass(frozen=True)
class FigureBlock:
    """The words of a figure as their author wrote them.

    Attributes:
        path: The file.
        line: Where the block begins.
        name: What the function that draws it is registered under.
        description: What is to be seen, for whoever does not see it.
        lines: The caption and the description.
    """

    path: Path | str
    line: int
    name: str
    description: Text
    lines: tuple[tuple[int, str], ...]

    @property
    def title(self) -> str:
        """The words in bold with which the caption begins; nothing if it begins otherwise."""
        found = TITLE.match(join(list(self.lines)).lstrip())
        return found[1] if found else ""

    def error(self, what: str, mend: str, line: int | None = None) -> AuthorError:
        """Return the complaint about this figure, at one of its lines or at its first."""
        return AuthorError(self.path, line or self.line, f"figure `{self.name}`: {what}", mend)


@dataclass
class EntryBlock:
    """A formula or a symbol as its author wrote it.

    Attributes:
        page: Where it stands.
        line: Where the block begins.
        kind: `formula` or `symbol`.
        name: The function of a formula; an id of a symbol.
        options: Where it is introduced, as `page.md#section`, and how a symbol is read aloud.
        title: Its heading.
    """

    page: Page
    line: int
    kind: str
    name: str
    options: dict[str, Any]
    title: Text = Text("", 0)

    @property
    def path(self) -> Path | str:
        """The file."""
        return self.page.path

    @property
    def introduced(self) -> str:
        """The page and the section that introduce it."""
        return str(self.options["introduced"])

    def error(self, what: str, mend: str, line: int | None = None) -> AuthorError:
        """Return the complaint about this entry, at one of its lines or at its first."""
        return AuthorError(self.path, line or self.line, f"{self.kind} `{self.name}`: {what}", mend)


def listings(lines: list[tuple[int, str]]) -> Iterator[Listing]:
    """Yield the fenced listings among some numbered lines."""
    fence, language, start = "", "", 0
    code: list[str] = []
    for number, line in lines:
        found = FENCE.match(line)
        if not fence and found:
            fence, language, start, code = found[1], found[2], number + 1, []
        elif fence and line.rstrip() == fence:
            yield Listing(language, "\n".join(code), start)
            fence = ""
        elif fence:
            code.append(line)
