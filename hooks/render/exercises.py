"""Exercises: a form that is complete without any script, hints, a reveal, and sentences that wait for a verdict."""

import inspect
import re
from collections.abc import Iterator
from xml.etree import ElementTree as etree

from markdown.util import AtomicString
from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexer import Lexer
from pygments.lexers import MarkdownLexer, PythonLexer

from hooks.book.parts import Exercise
from hooks.book.sentences import names
from hooks.kinds import KINDS
from hooks.kinds.forms import template
from hooks.source.classes import place_of

from .base import PageState, WorkbookBlock
from .forge import edit_address, report_address

STASHED = re.compile(r"^\s*\x02wzxhzdk:(\d+)\x03\s*$")


class ExerciseBlock(WorkbookBlock):
    """An exercise: its prompt, its form, its help, and its sentences."""

    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        exercise = self.page.exercises[self.argument]
        attributes = {
            "id": exercise.identifier,
            "kind": exercise.kind,
            "data-number": exercise.number,
            "data-state": "new",
            "data-variant": str(exercise.checker.first),
            "data-sentences": " ".join(names(exercise.kind)),
            "aria-labelledby": f"{exercise.identifier}-title",
        }
        if exercise.beyond:
            attributes["data-beyond"] = ""
        return etree.SubElement(parent, "wb-exercise", attributes)

    def on_end(self, block: etree.Element) -> None:
        """Arrange what Markdown has made of the block."""
        exercise = self.page.exercises[self.argument]
        children = list(block)
        block.text = None
        for child in children:
            block.remove(child)
            child.tail = None
        templates = [one for child in children if child.tag == "dl" for one in _templates(child)]
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
                "onsubmit": "this.dataset.submitted = ''; return false",
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
        return found is not None and 'class="highlight"' in str(
            self.md.htmlStash.rawHtmlBlocks[int(found[1])]
        )


class PartBlock(WorkbookBlock):
    """A part of an exercise that stays folded until it is asked for."""

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        # A search must not show what the reader has chosen to leave folded.
        part = etree.SubElement(parent, "details", {f"data-{self.NAME}": "", "data-search-exclude": ""})
        etree.SubElement(part, "summary")
        return part


class HintBlock(PartBlock):
    """A hint."""

    NAME = "hint"


class RevealBlock(PartBlock):
    """The answer, and why it is one."""

    NAME = "reveal"


class SourceBlock(WorkbookBlock):
    """What an author wrote for an exercise of this page: its block, and its class if it is computed."""

    NAME = "source"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        return etree.SubElement(parent, "div", {"class": "wb-source", "data-search-exclude": ""})

    def on_end(self, block: etree.Element) -> None:
        """Arrange what Markdown has made of the block."""
        exercise = self.page.exercises[self.argument]
        path = self.page.from_root(exercise.block.path)
        _add_listing(block, path, exercise.block.source, MarkdownLexer())
        if KINDS[exercise.kind].computed:
            path = self.page.from_root(place_of(exercise.checker)[0])
            _add_listing(block, path, inspect.getsource(type(exercise.checker)), PythonLexer())


class SharedBlock(WorkbookBlock):
    """The sentences that all exercises share; written by the extension, never by an author."""

    NAME = "shared"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        return etree.SubElement(
            parent, "div", {"class": "wb-shared", "hidden": "hidden", "data-search-exclude": ""}
        )

    def on_end(self, block: etree.Element) -> None:
        """Arrange what Markdown has made of the block."""
        for child in list(block):
            block.remove(child)
            block.extend(_templates(child))


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
            code = (item.text or "").strip()
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


def _add_contact(host: etree.Element, exercise: Exercise, page: PageState) -> None:
    """Add the links with which a reader reports a mistake, or mends it."""
    block = exercise.block
    contact = etree.SubElement(host, "p", {"class": "wb-contact", "data-search-exclude": ""})
    report = report_address(page.repository, exercise.number, exercise.identifier)
    etree.SubElement(contact, "a", {"href": report, "data-report": ""}).text = "Report a mistake"
    edit = edit_address(page.repository, page.from_root(block.path), block.line)
    etree.SubElement(contact, "a", {"href": edit}).text = "Edit this exercise"
