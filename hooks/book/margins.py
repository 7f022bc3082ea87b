"""Lines that Markdown counts to another paragraph or list than their author means."""

import re

from hooks.source.blocks import Block
from hooks.source.lines import BULLET, DEFINITION, FOUR_SPACES, HEADING, STEP

NEITHER_MARGIN_NOR_FOUR = re.compile(r"^ {1,3}(?:[-*+]|\d+\.|:|#{1,6})[ \t]")


def check_margins(block: Block, own: list[tuple[int, str]], code_free: dict[int, str]) -> None:
    """Complain about a line that Markdown counts to another paragraph or list than its author means.

    Raises:
        AuthorError: At the first such line.
    """
    inside = ""  # `item` or `sentence` while the lines belong to one
    paragraphs = 0  # how many empty lines have been met since it began
    above, previous = "", 0
    for number, line in own:
        if number != previous + 1:
            inside, above = "", ""
        margin = bool(line.strip()) and not line.startswith(" ")
        if number not in code_free:
            inside = "" if margin else inside
        elif line.strip():
            begins = "sentence" if DEFINITION.match(line) else ""
            begins = "item" if BULLET.match(line) or STEP.match(line) else begins
            what, mend = _misread(line, above, inside, begins, paragraphs)
            if what:
                raise block.error(what, mend, number)
            inside = begins or ("" if margin else inside)
            paragraphs = 0 if begins else paragraphs
        else:
            paragraphs += 1
        above, previous = line, number


def _misread(line: str, above: str, inside: str, begins: str, paragraphs: int) -> tuple[str, str]:
    """Return how Markdown misreads a line and what mends it, or two empty texts."""
    follows = bool(above.strip())
    next_item = begins == inside == "item"
    if NEITHER_MARGIN_NOR_FOUR.match(line):
        mend = "Begin it at the left margin, or indent it by four spaces"
        return "this line is indented by one to three spaces", mend
    if not line.startswith(" "):
        if next_item and follows and paragraphs:
            return (
                "this item follows right below a paragraph of the one before",
                "Leave an empty line above it",
            )
        if inside and follows and not next_item:
            mend = "Indent it by four spaces if it continues what stands above, or else leave an empty line above it"
            return "this line is not indented", mend
        if begins == "item" and not inside and follows and not HEADING.match(above):
            return "this list begins in the middle of a paragraph", "Leave an empty line above it"
    elif not line.startswith(FOUR_SPACES) and (inside == "sentence" or (inside == "item" and not follows)):
        return "this line is indented by one to three spaces", "Indent it by four spaces"
    return "", ""
