"""What the forms of several kinds are made of."""

import random
from collections.abc import Callable
from typing import Any
from xml.etree import ElementTree as etree


def group(form: etree.Element, name: str, legend: str) -> etree.Element:
    """Add a group of fields with a legend, and return it."""
    added = etree.SubElement(form, "fieldset", {"class": name})
    etree.SubElement(added, "legend").text = legend
    return added


def take(rest: list[etree.Element], wanted: Callable[[etree.Element], Any]) -> etree.Element:
    """Remove and return the first element that is wanted, or an empty one, which is complained about later."""
    place = next((place for place, child in enumerate(rest) if wanted(child)), None)
    return etree.Element("ul") if place is None else rest.pop(place)


def is_listing(element: etree.Element) -> bool:
    """Return whether an element of the prompt or of the reveal is a listing."""
    return "data-listing" in element.attrib


def first_text(item: etree.Element) -> str:
    """Return the raw text of a list item, whether its list is tight or loose."""
    text = item[0].text if len(item) and not (item.text or "").strip() else item.text
    return (text or "").strip()


def template(code: str, content: etree.Element) -> etree.Element:
    """Return the template that holds a sentence until a verdict asks for it."""
    made = etree.Element("template", {"data-code": code, "data-search-exclude": ""})
    if content.text and content.text.strip():
        etree.SubElement(made, "p").text = content.text.strip()
    for child in content:
        child.tail = None
        made.append(child)
    return made


def shuffled(
    items: list[etree.Element], seed: str, unwanted: Callable[[list[int]], bool] = lambda order: False
) -> list[etree.Element]:
    """Return items in an order that depends on the seed alone.

    Args:
        items: What is to be mixed.
        seed: Such as the id of the exercise.
        unwanted: Returns whether an order, given as positions from 1, must not be shown.
    """
    positions = list(range(1, len(items) + 1))
    generator = random.Random(seed)
    generator.shuffle(positions)
    while unwanted(positions):
        generator.shuffle(positions)
    return [items[position - 1] for position in positions]
