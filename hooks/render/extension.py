"""The Markdown extension: exercises, slots and formulas become HTML that is complete without any script.

It knows no site generator. `pymdownx.blocks` parses what stands inside an exercise as ordinary Markdown; this file arranges the result.
Every slip has been found by `source` and `specs` before the first block is rendered.
"""

import html
import inspect
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.preprocessors import Preprocessor
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import MarkdownLexer, PythonLexer
from pymdownx.blocks import BlocksExtension, BlocksProcessor
from pymdownx.blocks.block import Block

from checkers.registry import facts
from hooks.book.book import load_book
from hooks.book.entries import NAMED, Entry, line_of, signature_of, source_of
from hooks.book.join import check_figure, join, join_figures
from hooks.book.parts import Exercise, Figure
from hooks.book.plain_text import plain_tex
from hooks.book.references import CITATION, PAGE, Reference, key_at, mark_of
from hooks.book.slots import Place, SlotTable, show
from hooks.book.typed_numbers import MARKED
from hooks.kinds import KINDS
from hooks.kinds.forms import template
from hooks.source.blocks import DESCRIPTION, ENTRIES, FORMULA
from hooks.source.classes import place_of
from hooks.source.errors import AuthorError, did_you_mean
from hooks.source.lines import NEWLINE, SLOT, stray_dollar
from hooks.source.page import Page

from .dashboard import add_dashboard, add_lessons
from .forge import edit_address, report_address, source_address
from .maths import FormulaError, fill_stand_ins, mark_slots, read_only, typeset

STASHED = re.compile(r"^\s*\x02wzxhzdk:(\d+)\x03\s*$")
CLOSING_MARK = re.compile(r"[.,;:!?)\]’”]+")
# After a digit, or after a formula or number that stands before this text.
PERCENT = re.compile(r"(?:(?<=\d)|^) (?=%)")
NO_BREAK = "\N{NO-BREAK SPACE}"
# Characters, read as plain text, up to which a formula surely fits a phone's line.
SHORT_FORMULA = 20
HOME = "index.md"
# Sections that repeat what others say; the references describe the papers.
CLOSINGS = ("What you can do now", "Sources", "What comes next")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
VERBATIM = ("code", "pre", "textarea", "script", "style")
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
        self.page = _PageState(
            Path(self.getConfig("docs")), self.getConfig("repository") or "", self.getConfig("set_formulas")
        )
        for block in (
            *(_named(_ExerciseBlock, kind.name, kind.options) for kind in KINDS.values()),
            *(_named(_EntryBlock, name, options) for name, options in ENTRIES.items()),
            _HintBlock,
            _RevealBlock,
            _FigureBlock,
            _DescriptionBlock,
            _DashboardBlock,
            _LessonsBlock,
            _ReferencesBlock,
            _SourceBlock,
            _SharedBlock,
        ):
            block_mgr.register(block, {"page": self.page})
        # Before anything has touched the lines, so that the page can be recognised by its text.
        md.preprocessors.register(_OpenPage(md, self.page), "workbook-page", 1000)
        # Below code spans (190), above links (160).
        md.inlinePatterns.register(_SlotPattern(SLOT.pattern, md), "workbook-slot", 175)
        md.inlinePatterns.register(_ReviewedPattern(MARKED.pattern, md), "workbook-reviewed", 174)
        md.inlinePatterns.register(_CitationPattern(CITATION.pattern, md), "workbook-citation", 173)
        # After inline patterns (20), before the table of contents (5).
        md.treeprocessors.register(_Resolve(md, self.page), "workbook-resolve", 7)

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


class _PageState:
    """What the steps of the extension share while one page is converted."""

    def __init__(self, docs: Path, repository: str, set_formulas: bool) -> None:
        self.docs = docs
        self.repository = repository
        self.judge = typeset if set_formulas else read_only
        self.clear()

    def clear(self) -> None:
        self.source: Page | None = None
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


class _OpenPage(Preprocessor):
    def __init__(self, md: Markdown, page: _PageState) -> None:
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

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:
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

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[str, int, int]:
        return m.group(1), m.start(0), m.end(0)


class _CitationPattern(InlineProcessor):
    """Leaves a mark where a paper is cited; the way to its description depends on the page."""

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[etree.Element, int, int]:
        return mark_of(m), m.start(0), m.end(0)


class _WorkbookBlock(Block):
    """A block that knows the page it stands on."""

    @property
    def page(self) -> _PageState:
        return self.config["page"]

    def on_markdown(self) -> str:
        return "block"


class _ExerciseBlock(_WorkbookBlock):
    """An exercise: its prompt, its form, its help, and its sentences."""

    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        exercise = self.page.exercises[self.argument]
        attributes = {
            "id": exercise.identifier,
            "kind": exercise.kind,
            "data-number": exercise.number,
            "data-state": "new",
            "data-variant": "0",
            "aria-labelledby": f"{exercise.identifier}-title",
        }
        if exercise.beyond:
            attributes["data-beyond"] = ""
        return etree.SubElement(parent, "wb-exercise", attributes)

    def on_end(self, block: etree.Element) -> None:
        exercise = self.page.exercises[self.argument]
        children = list(block)
        block.text = None
        for child in children:
            block.remove(child)
            child.tail = None
        templates = [template for child in children if child.tag == "dl" for template in _templates(child)]
        helps = [child for child in children if child.tag == "details"]
        rest = [child for child in children[1:] if child.tag not in ("dl", "details")]
        for child in [*rest, *(child for part in helps for child in part)]:
            if self._is_listing(child):
                child.attrib["data-listing"] = ""
        # An answer that is given before the scripts have come would reload the page: it is noted, and judged when they have.
        form = etree.Element(
            "form",
            {
                "class": "wb-form",
                "novalidate": "novalidate",
                "onsubmit": "this.dataset.early = ''; return false",
                "data-search-exclude": "",
            },
        )
        templates += KINDS[exercise.kind].form(exercise, rest, form)
        _add_actions(form, exercise)
        block.append(_head(exercise, children[0]))
        # A search finds an exercise by its title; the words of its givens would stand in the way of the section that teaches them.
        prompt = etree.SubElement(block, "div", {"class": "wb-prompt", "data-search-exclude": ""})
        prompt.extend(rest)
        block.append(form)
        etree.SubElement(block, "output", {"class": "wb-verdict", "role": "status"})
        etree.SubElement(block, "div", {"class": "wb-help"}).extend(_numbered(helps, exercise))
        if self.page.repository:
            _add_contact(block, exercise, self.page)
        block.extend(templates)
        for child in block.iter():
            child.attrib.pop("data-listing", None)

    def _is_listing(self, child: etree.Element) -> bool:
        """Return whether a paragraph stands for a listing, and not for raw HTML or a comment."""
        found = STASHED.match(child.text or "") if child.tag == "p" else None
        return bool(found) and 'class="highlight"' in str(self.md.htmlStash.rawHtmlBlocks[int(found[1])])


class _PartBlock(_WorkbookBlock):
    """A part of an exercise that stays folded until it is asked for."""

    def on_create(self, parent: etree.Element) -> etree.Element:
        # A search must not show what the reader has chosen to leave folded.
        part = etree.SubElement(parent, "details", {f"data-{self.NAME}": "", "data-search-exclude": ""})
        etree.SubElement(part, "summary")
        return part


class _HintBlock(_PartBlock):
    NAME = "hint"


class _RevealBlock(_PartBlock):
    NAME = "reveal"


class _FigureBlock(_WorkbookBlock):
    """A figure: its drawing, and its caption below."""

    NAME = "figure"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        figure = self.page.figures[self.argument]
        return etree.SubElement(parent, "figure", {"class": "wb-figure", "id": figure.identifier})

    def on_end(self, block: etree.Element) -> None:
        figure = self.page.figures[self.argument]
        # The section around it says the same at more length, and is what a search should lead to.
        caption = etree.Element("figcaption", {"data-search-exclude": ""})
        for child in list(block):
            block.remove(child)
            if child.attrib.get("class") != DESCRIPTION:
                caption.append(child)
        # Its first paragraph is the one that begins with the title.
        number = etree.Element("span", {"class": "wb-figure-number"})
        number.text, number.tail = f"Figure {figure.number}", f" {caption[0].text or ''}"
        caption[0].text = None
        caption[0].insert(0, number)
        etree.SubElement(block, "div", {"data-html": figure.svg})
        block.append(caption)


class _DescriptionBlock(_WorkbookBlock):
    """What a figure shows, in words; the drawing carries them."""

    NAME = DESCRIPTION

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "div", {"class": DESCRIPTION})


class _EntryBlock(_WorkbookBlock):
    """A formula of the index, or a symbol of the glossary: its words, and below them what code knows about it."""

    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "div", {"class": "wb-entry"})

    def on_end(self, block: etree.Element) -> None:
        entry = self.page.entries[self.argument]
        block[0].attrib["id"] = entry.name
        terms = block.find("dl")
        if entry.block.kind == FORMULA:
            terms = etree.SubElement(block, "dl", {"data-search-exclude": ""})
        else:
            aloud = etree.SubElement(block[0], "span", {"class": "wb-aloud"})
            terms.attrib["data-search-exclude"] = ""
            aloud.text = f" · {entry.block.options['aloud']}"
        self._add_introduced(_row(terms, "Introduced"), entry)
        if entry.block.kind == FORMULA:
            self._add_exercised(terms, entry.name)
            self._add_code(_row(terms, "In code"), entry.name)
            self._add_source(_row(terms, "Source"), entry.name)

    def _add_introduced(self, row: etree.Element, entry: Entry) -> None:
        place = entry.introduced
        link = etree.SubElement(row, "a", {"href": self.page.link(place.page.path, place.anchor)})
        link.text = AtomicString(f"{self.page.book.name_of(place.page)}: {place.title}")

    def _add_exercised(self, terms: etree.Element, name: str) -> None:
        exercises = self.page.book.exercising(name)
        if not exercises:
            return
        row = _row(terms, "Exercised")
        for place, exercise in enumerate(exercises):
            address = self.page.link(exercise.block.path, exercise.identifier)
            link = etree.SubElement(row, "a", {"href": address, "title": exercise.title})
            link.text, link.tail = exercise.number, "" if place == len(exercises) - 1 else ", "

    def _add_code(self, row: etree.Element, name: str) -> None:
        parent = row
        if self.page.repository:
            address = source_address(self.page.repository, "checkers/formulas.py", line_of(name))
            parent = etree.SubElement(row, "a", {"href": address})
        etree.SubElement(parent, "code").text = AtomicString(signature_of(name))

    def _add_source(self, row: etree.Element, name: str) -> None:
        """Write a docstring's source, with its papers as citations and other formulas as links."""
        source = source_of(name)
        end = 0
        for found in NAMED.finditer(source):
            _append(row, source[end : found.start()])
            end = found.end()
            if found["formula"]:
                link = etree.SubElement(row, "a", {"href": f"#{found['formula']}"})
                etree.SubElement(link, "code").text = AtomicString(found["formula"])
            else:
                key = key_at(found["place"], self.page.book.references)
                etree.SubElement(row, "span", {"data-cite": key})
        _append(row, source[end:])


class _DashboardBlock(_WorkbookBlock):
    """Tiles and chapter cards, made from the whole book."""

    NAME = "dashboard"

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "div", {"class": "wb-dashboard", "data-dashboard": ""})

    def on_end(self, block: etree.Element) -> None:
        add_dashboard(block, self.page.book)


class _LessonsBlock(_WorkbookBlock):
    """Cards of the related lessons, made from the whole book."""

    NAME = "lessons"

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "div", {"class": "wb-lessons"})

    def on_end(self, block: etree.Element) -> None:
        add_lessons(block, self.page.book)


class _ReferencesBlock(_WorkbookBlock):
    """All papers of the book, each with the places that cite it."""

    NAME = "references"

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "div", {"class": "wb-references"})

    def on_end(self, block: etree.Element) -> None:
        for reference in self.page.book.references.values():
            etree.SubElement(block, "h3", {"id": reference.key}).text = AtomicString(reference.label)
            described = etree.SubElement(block, "p")
            described.text = AtomicString(f"{', '.join(reference.authors)}: ")
            title = etree.SubElement(described, "cite")
            title.text, title.tail = AtomicString(reference.title), AtomicString(f", {reference.published}, ")
            place = etree.SubElement(described, "a", {"href": reference.address})
            place.text, place.tail = AtomicString(reference.place), "."
            self._add_ways_back(block, reference)

    def _add_ways_back(self, block: etree.Element, reference: Reference) -> None:
        citing = [one for one in self.page.book.citations if one.key == reference.key]
        pages = {citation.page.path: citation for citation in citing}
        back = etree.SubElement(block, "p", {"class": "wb-cited", "data-search-exclude": ""})
        back.text = "Cited in "
        for place, citation in enumerate(pages.values()):
            link = etree.SubElement(back, "a", {"href": self.page.link(citation.page.path, citation.anchor)})
            link.text = AtomicString(self.page.book.name_of(citation.page))
            link.tail = "." if place == len(pages) - 1 else ", "


class _SourceBlock(_WorkbookBlock):
    """What an author wrote for an exercise of this page: its block, and its class if it is computed."""

    NAME = "source"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(parent, "div", {"class": "wb-source", "data-search-exclude": ""})

    def on_end(self, block: etree.Element) -> None:
        exercise = self.page.exercises[self.argument]
        path = self.page.from_root(exercise.block.path)
        _add_listing(block, path, exercise.block.source, MarkdownLexer())
        if KINDS[exercise.kind].computed:
            path = self.page.from_root(place_of(exercise.checker)[0])
            _add_listing(block, path, inspect.getsource(type(exercise.checker)), PythonLexer())


class _SharedBlock(_WorkbookBlock):
    """The sentences that all exercises share; written by the extension, never by an author."""

    NAME = "shared"

    def on_create(self, parent: etree.Element) -> etree.Element:
        return etree.SubElement(
            parent, "div", {"class": "wb-shared", "hidden": "hidden", "data-search-exclude": ""}
        )

    def on_end(self, block: etree.Element) -> None:
        for child in list(block):
            block.remove(child)
            block.extend(_templates(child))


def _row(terms: etree.Element, term: str) -> etree.Element:
    etree.SubElement(terms, "dt").text = term
    return etree.SubElement(terms, "dd")


def _append(parent: etree.Element, text: str) -> None:
    """Add text at the end of an element."""
    if len(parent):
        parent[-1].tail = AtomicString(text)
    else:
        parent.text = AtomicString(text)


def _add_listing(parent: etree.Element, name: str, code: str, lexer: Lexer) -> None:
    listing = etree.SubElement(parent, "div", {"class": "highlight"})
    etree.SubElement(listing, "span", {"class": "filename"}).text = AtomicString(name)
    coloured = highlight(code, lexer, HtmlFormatter(nowrap=True))
    etree.SubElement(listing, "pre", {"data-html": f"<code>{coloured}</code>"})


def _templates(definitions: etree.Element) -> Iterator[etree.Element]:
    """Yield a template for each sentence of a definition list."""
    code = ""
    for item in definitions:
        if item.tag == "dt":
            code = item.text.strip()
        else:
            yield template(code, item)


def _head(exercise: Exercise, heading: etree.Element) -> etree.Element:
    head = etree.Element("div", {"class": "wb-head"})
    beyond = " · beyond the book" if exercise.beyond else ""
    etree.SubElement(head, "span", {"class": "wb-kind"}).text = KINDS[exercise.kind].label + beyond
    etree.SubElement(head, "span", {"class": "wb-mark"})
    heading.attrib["id"] = f"{exercise.identifier}-title"
    number = etree.Element("span", {"class": "wb-number"})
    number.text = exercise.number
    number.tail = f" {heading.text or ''}"
    heading.text = None
    heading.insert(0, number)
    head.append(heading)
    return head


def _numbered(helps: list[etree.Element], exercise: Exercise) -> Iterator[etree.Element]:
    """Yield hints, then the reveal, each with the line one clicks on."""
    hints = [part for part in helps if "data-hint" in part.attrib]
    for place, part in enumerate(hints, 1):
        part[0].text = f"Hint {place}" if len(hints) > 1 else "Hint"
        yield part
    for part in helps:
        if "data-reveal" in part.attrib:
            part[0].text = KINDS[exercise.kind].reveal
            KINDS[exercise.kind].finish_reveal(part)
            yield part


def _add_actions(form: etree.Element, exercise: Exercise) -> None:
    actions = etree.SubElement(form, "div", {"class": "wb-actions"})
    submit = etree.SubElement(actions, "button", {"type": "submit"})
    submit.text = KINDS[exercise.kind].submit
    if len(exercise.checker.variants) > 1:
        another = etree.SubElement(actions, "button", {"type": "button", "data-another": ""})
        another.text = "Another like this"


def _add_contact(host: etree.Element, exercise: Exercise, page: _PageState) -> None:
    """Add the links with which a reader reports a mistake, or mends it."""
    block = exercise.block
    contact = etree.SubElement(host, "p", {"class": "wb-contact", "data-search-exclude": ""})
    report = report_address(page.repository, exercise.number, exercise.identifier)
    etree.SubElement(contact, "a", {"href": report, "data-report": ""}).text = "Report a mistake"
    edit = edit_address(page.repository, page.from_root(block.path), block.line)
    etree.SubElement(contact, "a", {"href": edit}).text = "Edit this exercise"


class _Resolve(Treeprocessor):
    """Fills slots and sets formulas, once the whole tree of the page stands."""

    def __init__(self, md: Markdown, page: _PageState) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: etree.Element) -> None:
        self._check_exercises(root)
        self._check_dollars(root)
        formulas: list[tuple[etree.Element, str, bool, SlotTable | None]] = []
        self._visit(root, None, formulas)
        for element in root.iter():
            if element.tag in HEADINGS:
                _label(element)
        self._cite(root)
        for element in list(root.iter()):
            _keep_marks(element)
            _keep_percent(element)
        self._set(formulas)
        self._name_part(root)
        self._number_figures(root)
        self._leave_out(root)
        for element in root.iter("wb-exercise"):
            texts = self.page.tables[element.attrib["id"]].texts()
            if len(texts) > 1 and texts[0]:
                element.attrib["data-slots"] = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
        for element in root.iter():
            if "data-html" in element.attrib:
                element.text = AtomicString(self.md.htmlStash.store(element.attrib.pop("data-html")))

    def _name_part(self, root: etree.Element) -> None:
        """Write the number of a chapter, or the letter of a lesson, above its title."""
        part = next((one for one in self.page.book.parts if one.page is self.page.source), None)
        if part is not None and len(root) and root[0].tag == "h1":
            what, sign = part.name
            name = etree.Element("p", {"class": "wb-chapter-number"})
            name.text = f"{what.capitalize()} {sign} "
            self._tell_strangers(etree.SubElement(name, "span", {"data-search-exclude": ""}))
            root.insert(0, name)

    def _tell_strangers(self, line: etree.Element) -> None:
        """Say to whoever comes from a search engine what this is a part of, and where it begins."""
        line.text = "of "
        book = etree.SubElement(line, "a", {"href": self.page.link(self.page.docs / HOME)})
        book.text = "a workbook graded in your browser"
        for first in self.page.book.chapters[:1]:
            if self.page.source is not first.page:
                # The dot stays beside the first link where the line breaks.
                book.tail = "\N{NO-BREAK SPACE}· "
                begin = etree.SubElement(line, "a", {"href": self.page.link(first.page.path)})
                begin.text = f"begin with chapter {first.number}"

    def _leave_out(self, root: etree.Element) -> None:
        """Keep from the search what stands elsewhere too: how chapters close, and the headings between entries."""
        for heading in root.iter("h2"):
            if self.page.entries or heading.text in CLOSINGS:
                heading.attrib["data-search-exclude"] = ""

    def _cite(self, root: etree.Element) -> None:
        """Make of each citation a link to the paper's description; the first of each paper on the page can be linked back to."""
        met = set()
        for element in list(root.iter("span")):
            key = element.attrib.pop("data-cite", None)
            if key is None:
                continue
            reference = self.page.book.references.get(key)
            if reference is None:
                what = f"`[@{key}]` cites no paper of this book"
                raise AuthorError(
                    *self._place(f"[@{key}"), what, did_you_mean(key, self.page.book.references)
                )
            if key not in met:
                element.attrib["id"] = f"cite-{key}"
            met.add(key)
            reference.write_out(element, self.page.link(self.page.docs / PAGE, key))

    def _number_figures(self, root: etree.Element) -> None:
        """Complete the links that say `Figure` with the number of the figure they lead to."""
        figures = (*self.page.book.figures, *self.page.figures.values())
        numbers = {figure.identifier: figure.number for figure in figures}
        for link in root.iter("a"):
            identifier = link.attrib.get("href", "").partition("#")[2]
            if link.text == "Figure" and identifier in numbers:
                link.text = f"Figure\u00a0{numbers[identifier]}"

    def _visit(
        self,
        element: etree.Element,
        table: SlotTable | None,
        formulas: list[tuple[etree.Element, str, bool, SlotTable | None]],
    ) -> None:
        if element.tag in ("wb-exercise", "figure"):
            table = self.page.tables.get(element.attrib.get("id"))
        if "data-slot-name" in element.attrib:
            name, spec = element.attrib.pop("data-slot-name"), element.attrib.pop("data-slot-spec")
            found = self._number(table, name, spec, "prose")
            if isinstance(found, int):
                element.attrib["data-slot"] = str(found)
                found = table.text(found)
            element.text = AtomicString(found)
        elif element.attrib.get("class") == "arithmatex":
            tex, display = _tex(element)
            marked = mark_slots(tex, lambda name, spec, place: self._number(table, name, spec, place))
            element.attrib["data-tex"] = mark_slots(
                tex, lambda name, spec, place: self._text(table, name, spec, place)
            )
            formulas.append((element, marked, display, table))
        for child in element:
            self._visit(child, table, formulas)

    def _number(self, table: SlotTable | None, name: str, spec: str, place: Place) -> int | str:
        """Return a slot's number, or its text where it is a fact or the same in all variants."""
        if table and name in table.values[0]:
            if len(table.values) > 1:
                return table.index(name, spec, place)
            return show(table.values[0][name], spec, place)
        if name not in self.page.facts:
            mend = "Write it outside of code, in the exercise that it belongs to"
            raise AuthorError(*self._place(f"[[{name}"), f"the slot `[[{name}]]` names nothing here", mend)
        return show(self.page.facts[name], spec, place)

    def _text(self, table: SlotTable | None, name: str, spec: str, place: Place) -> str:
        found = self._number(table, name, spec, place)
        return table.text(found) if isinstance(found, int) else found

    def _set(self, formulas: list[tuple[etree.Element, str, bool, SlotTable | None]]) -> None:
        done = self.page.judge([(tex, display) for _, tex, display, _ in formulas])
        for (element, _, display, table), result in zip(formulas, done, strict=True):
            if isinstance(result, FormulaError):
                raise self._complaint(element, result)
            del element.attrib["data-tex"]
            set_html = fill_stand_ins(result, table.text) if table else result
            element.text = AtomicString(self.md.htmlStash.store(set_html))
            element.attrib["class"] = "wb-display" if display else "wb-maths"
            if display:
                # Nobody types a whole formula to find it.
                element.attrib["data-search-exclude"] = ""

    def _complaint(self, element: etree.Element, error: FormulaError) -> AuthorError:
        tex = _tex(element)[0].strip()
        # What follows is KaTeX's quotation of the formula, with numbers in the place of slots.
        reason = re.sub(r" at (?:position \d+|end of input):.*", "", str(error), flags=re.DOTALL)
        what = f"the formula `{tex.split(NEWLINE)[0].strip()[:60]}` cannot be set ({reason})"
        return AuthorError(*self._place(tex), what, "Correct its TeX")

    def _check_exercises(self, root: etree.Element) -> None:
        """Complain where Markdown has read an exercise in another way than the scan of its source."""
        found = {element.attrib["id"]: element for element in root.iter("wb-exercise")}
        for exercise in self.page.exercises.values():
            block, element = exercise.block, found.get(exercise.identifier)
            parts = {
                "hints": (len(block.hints), "details[@data-hint]"),
                "reveals": (1, "details[@data-reveal]"),
                **KINDS[exercise.kind].parts(block),
                "sentences": (len(block.sentences), "template"),
            }
            for name, (wanted, path) in parts.items():
                count = 0 if element is None else len(element.findall(f".//{path}"))
                if count != wanted:
                    mend = (
                        "Look for raw HTML, missing empty lines, and lines indented by other than four spaces"
                    )
                    what = f"of its {name} Markdown reads {count}, not {wanted} as they are written"
                    raise block.error(what, mend)

    def _check_dollars(self, element: etree.Element) -> None:
        """Complain about a dollar sign that was meant to begin or to end a formula."""
        if element.tag in VERBATIM or element.attrib.get("class") == "arithmatex":
            return
        texts = [element.text, *(child.tail for child in element)]
        for text in texts:
            line = next((line for line in (text or "").split(NEWLINE) if "$" in line), None)
            if line is not None:
                what = f"a `$` neither begins nor ends a formula in `{line.strip()[:40]}`"
                mend = "Write both dollars, with no space inside them, or `\\$` for the sign itself"
                if "$$" in line:
                    mend = "Write `$$` above and below it, each at the same margin, and leave empty lines around both"
                raise AuthorError(*self._place_of_dollar(line.strip()), what, mend)
        for child in element:
            self._check_dollars(child)

    def _place_of_dollar(self, text: str) -> tuple[Path | str, int]:
        page = self.page.source
        number = stray_dollar(list(enumerate(page.body.split(NEWLINE), page.first_line)))
        return (page.path, number) if number else self._place(text)

    def _place(self, text: str) -> tuple[Path | str, int]:
        """Return the file and the line in which a text begins, as well as it can be found again."""
        wanted = re.compile(r"\n[ \t>]*".join(re.escape(line.strip()) for line in text.split(NEWLINE)))
        for page in filter(None, (self.page.source, self.page.book.feedback)):
            if found := wanted.search(page.body):
                return page.path, page.first_line + page.body.count(NEWLINE, 0, found.start())
        return self.page.source.path, self.page.source.first_line


def _tex(element: etree.Element) -> tuple[str, bool]:
    """Return the TeX that arithmatex wrapped, and whether it is a display of its own."""
    text = html.unescape(element.text)
    return text[2:-2], text.startswith("\\[")


def _keep_marks(parent: etree.Element) -> None:
    """Keep each short formula and the mark that closes it on one line, wherever that may break."""
    for place, child in enumerate(parent):
        mark = CLOSING_MARK.match(child.tail or "")
        if mark and _is_short_formula(child):
            parent[place] = _kept_together(child, mark[0])


def _keep_percent(parent: etree.Element) -> None:
    """Keep a number and its sign of percent on one line."""
    if parent.tag != "code" and parent.text:
        parent.text = PERCENT.sub(NO_BREAK, parent.text)
    for child in parent:
        if child.tail:
            child.tail = PERCENT.sub(NO_BREAK, child.tail)


def _is_short_formula(element: etree.Element) -> bool:
    if element.attrib.get("class") != "arithmatex":
        return False
    return len(plain_tex(element.attrib["data-tex"])) <= SHORT_FORMULA


def _kept_together(formula: etree.Element, mark: str) -> etree.Element:
    """Return a formula and the mark that closes it as one piece, lest a line begin with a comma."""
    piece = etree.Element("span", {"class": "wb-glued"})
    piece.append(formula)
    piece.tail, formula.tail = formula.tail[len(mark) :], mark
    return piece


def _label(heading: etree.Element) -> None:
    """Name a heading with formulas in the table of contents by its plain text."""
    parts = [_label_part(part) for part in _leaves(heading)]
    if any(part.attrib.get("class") == "arithmatex" for part in heading.iter()):
        heading.attrib["data-toc-label"] = " ".join("".join(parts).split())


def _leaves(element: etree.Element) -> Iterator[tuple[etree.Element | None, str]]:
    if element.attrib.get("class") == "arithmatex":
        yield element, element.attrib["data-tex"]
        return
    yield None, element.text or ""
    for child in element:
        yield from _leaves(child)
        yield None, child.tail or ""


def _label_part(leaf: tuple[etree.Element | None, str]) -> str:
    element, text = leaf
    return plain_tex(text) if element is not None else text
