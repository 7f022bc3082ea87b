"""Figures: a drawing, and its caption below."""

from xml.etree import ElementTree as etree

from hooks.source.blocks import DESCRIPTION

from .base import WorkbookBlock


class FigureBlock(WorkbookBlock):
    """A figure: its drawing, and its caption below."""

    NAME = "figure"
    ARGUMENT = True

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        figure = self.page.figures[self.argument]
        return etree.SubElement(parent, "figure", {"class": "wb-figure", "id": figure.identifier})

    def on_end(self, block: etree.Element) -> None:
        """Arrange what Markdown has made of the block."""
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


class DescriptionBlock(WorkbookBlock):
    """What a figure shows, in words; the drawing carries them."""

    NAME = DESCRIPTION

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        return etree.SubElement(parent, "div", {"class": DESCRIPTION})
