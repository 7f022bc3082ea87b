"""What every figure of the book has in common, whoever draws it: its width, its envelope, and numbers as short as SVG reads them."""

import html
import re
from collections.abc import Iterable

# Units, about the width of a phone's column in pixels.
WIDTH = 360


def envelope(height: float, content: str, *, identifier: str, title: str, description: str) -> str:
    """Return a drawing as the SVG element of a page.

    Args:
        height: In units of which the width has 360.
        content: Its elements.
        identifier: What the ids in it begin with.
        title: Its short name.
        description: What is to be seen, for whoever does not see it.
    """
    names = f'aria-labelledby="{identifier}-title" aria-describedby="{identifier}-seen"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {number(height)}" role="img" {names} '
        f'data-search-exclude=""><title id="{identifier}-title">{html.escape(title)}</title>'
        f'<desc id="{identifier}-seen">{html.escape(description)}</desc>{content}</svg>'
    )


def number(value: float, digits: int = 1) -> str:
    """Return a number as short as SVG reads it, rounded to some digits, at least one, after the point."""
    text = f"{value:.{digits}f}".rstrip("0").rstrip(".")
    text = re.sub(r"^(-?)0\.", r"\1.", text)
    return "0" if text in ("", "-", "-0") else text


def row(tenths: Iterable[int]) -> str:
    """Return numbers for a path, given in tenths of a unit: a minus sign sets a number apart from the one before."""
    return " ".join(number(one / 10) for one in tenths).replace(" -", "-")
