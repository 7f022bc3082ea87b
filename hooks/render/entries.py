"""The index of formulas and the glossary: what an author wrote about each entry, and what code knows about it."""

from xml.etree import ElementTree as etree

from markdown.util import AtomicString

from hooks.book.entries import NAMED, Entry, line_of, signature_of, source_of
from hooks.book.references import key_at
from hooks.source.blocks import FORMULA

from .base import WorkbookBlock
from .forge import source_address


class EntryBlock(WorkbookBlock):
    """A formula of the index, or a symbol of the glossary: its words, and below them what code knows about it."""

    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        return etree.SubElement(parent, "div", {"class": "wb-entry"})

    def on_end(self, block: etree.Element) -> None:
        """Arrange what Markdown has made of the block."""
        entry = self.page.entries[self.argument]
        block[0].attrib["id"] = entry.name
        if entry.block.kind == FORMULA:
            terms = etree.SubElement(block, "dl", {"data-search-exclude": ""})
        else:
            (terms,) = block.findall("dl")[:1]
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
                etree.SubElement(row, "span", {"data-cite": str(key)})
        _append(row, source[end:])


def _row(terms: etree.Element, term: str) -> etree.Element:
    etree.SubElement(terms, "dt").text = term
    return etree.SubElement(terms, "dd")


def _append(parent: etree.Element, text: str) -> None:
    """Add text at the end of an element."""
    if len(parent):
        parent[-1].tail = AtomicString(text)
    else:
        parent.text = AtomicString(text)
