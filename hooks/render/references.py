"""The list of papers, each with the places that cite it."""

from xml.etree import ElementTree as etree

from markdown.util import AtomicString

from hooks.book.references import Reference

from .base import WorkbookBlock


class ReferencesBlock(WorkbookBlock):
    """All papers of the book, each with the places that cite it."""

    NAME = "references"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        return etree.SubElement(parent, "div", {"class": "wb-references"})

    def on_end(self, block: etree.Element) -> None:
        """Arrange what Markdown has made of the block."""
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
