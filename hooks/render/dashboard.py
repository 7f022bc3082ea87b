"""The dashboard's HTML: tiles, and cards of chapters and lessons, true before any script has run."""

from xml.etree import ElementTree as etree

from hooks.book.book import Book
from hooks.book.parts import Chapter, Lesson
from hooks.kinds import KINDS

from .base import WorkbookBlock


def add_dashboard(parent: etree.Element, book: Book) -> None:
    """Append the tiles, the way back to where the reader left, and a card for each chapter."""
    _add_tiles(parent, book)
    onward = etree.SubElement(parent, "p", {"class": "wb-continue", "hidden": "hidden"})
    etree.SubElement(onward, "a", {"href": ""})
    cards = etree.SubElement(parent, "ol", {"class": "wb-chapters", "start": "0"})
    for chapter in book.chapters:
        _add_card(cards, chapter)


def add_lessons(parent: etree.Element, book: Book) -> None:
    """Append a card for each lesson, and how many exercises beyond the book are solved; these do not count for its mastery."""
    cards = etree.SubElement(parent, "ol", {"class": "wb-chapters", "data-beyond": ""})
    for lesson in book.lessons:
        _add_card(cards, lesson)
    count = etree.SubElement(parent, "p", {"class": "wb-beyond"})
    count.text = "Beyond the book: "
    solved = etree.SubElement(count, "span", {"data-progress": "beyond"})
    solved.text, solved.tail = "0", f" of {len(book.beyond)} solved"


def _add_tiles(parent: etree.Element, book: Book) -> None:
    tiles = etree.SubElement(parent, "div", {"class": "wb-tiles"})
    _add_tile(tiles, "Chapters", [(str(len(book.chapters)), {})])
    _add_tile(tiles, "Exercises", [(str(book.total), {})])
    _add_tile(tiles, "Kinds of exercise", [(str(len(KINDS)), {})])
    mastery = [("0", {"data-progress": "solved"}), (" / ", {}), (str(book.total), {"data-progress": "total"})]
    tile = _add_tile(tiles, "Mastery", mastery)
    note = etree.SubElement(tile, "span", {"class": "wb-tile-note"})
    etree.SubElement(note, "span", {"data-progress": "percent"}).text = "0 %"
    assisted = etree.SubElement(note, "span", {"hidden": "hidden"})
    assisted.text = " · "
    etree.SubElement(assisted, "span", {"data-progress": "assisted"}).text = "0"
    etree.SubElement(assisted, "span").text = " assisted"
    streak = _add_tile(tiles, "Day streak", [("0", {"data-streak": "current"})])
    best = etree.SubElement(streak, "span", {"class": "wb-tile-note"})
    best.text = "best "
    etree.SubElement(best, "span", {"data-streak": "best"}).text = "0"


def _add_tile(tiles: etree.Element, label: str, parts: list[tuple[str, dict[str, str]]]) -> etree.Element:
    tile = etree.SubElement(tiles, "div", {"class": "wb-tile"})
    value = etree.SubElement(tile, "span", {"class": "wb-tile-value"})
    for text, attributes in parts:
        etree.SubElement(value, "span", attributes).text = text
    etree.SubElement(tile, "span", {"class": "wb-tile-label"}).text = label
    return tile


def _add_card(cards: etree.Element, part: Chapter | Lesson) -> None:
    what, sign = part.name
    identifiers = " ".join(exercise.identifier for exercise in part.counted)
    attributes = {"class": "wb-card", "data-exercises": identifiers, "data-planned": str(part.planned)}
    uncounted = [one.identifier for one in part.exercises if one not in part.counted]
    if uncounted:
        attributes["data-uncounted"] = " ".join(uncounted)
    card = etree.SubElement(cards, "li", attributes)
    link = etree.SubElement(card, "a", {"href": part.file})
    etree.SubElement(link, "span", {"class": "wb-card-number"}).text = sign
    etree.SubElement(link, "span", {"class": "wb-card-title"}).text = part.title
    etree.SubElement(card, "p").text = part.summary
    bar = {
        "class": "wb-bar",
        "role": "progressbar",
        "aria-label": f"Solved in {what} {sign}",
        "aria-valuemin": "0",
        "aria-valuemax": str(part.planned),
        "aria-valuenow": "0",
    }
    etree.SubElement(etree.SubElement(card, "div", bar), "span")
    count = etree.SubElement(card, "span", {"class": "wb-card-count", "data-card": "count"})
    count.text = f"0 / {part.planned}" if part.exercises else f"{part.planned} exercises to come"
    if uncounted:
        more = etree.SubElement(card, "span", {"class": "wb-card-beyond"})
        more.text = f"and {len(uncounted)} beyond the book"


class DashboardBlock(WorkbookBlock):
    """Tiles and chapter cards, made from the whole book."""

    NAME = "dashboard"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        return etree.SubElement(parent, "div", {"class": "wb-dashboard", "data-dashboard": ""})

    def on_end(self, block: etree.Element) -> None:
        """Arrange what Markdown has made of the block."""
        add_dashboard(block, self.page.book)


class LessonsBlock(WorkbookBlock):
    """Cards of the related lessons, made from the whole book."""

    NAME = "lessons"

    def on_create(self, parent: etree.Element) -> etree.Element:
        """Return the element that holds what stands in the block."""
        return etree.SubElement(parent, "div", {"class": "wb-lessons"})

    def on_end(self, block: etree.Element) -> None:
        """Arrange what Markdown has made of the block."""
        add_lessons(block, self.page.book)
