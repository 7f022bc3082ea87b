"""Finds the numbers that an author has typed into the prose, where a slot would have computed them.

A number is a decimal, or a whole number of three digits or more. Code, links and citations may hold any. Every other one is a slot, or
it is marked as reviewed, `{512}`, and the front matter of its page says below `reviewed` why it may be typed.
"""

import re
from calendar import month_name
from collections.abc import Iterator

from hooks.source.errors import AuthorError
from hooks.source.lines import CODE_SPAN, NEWLINE, SLOT, outside_fences
from hooks.source.page import Page

from .references import CITATION

NUMBER = r"(?:\d{1,3}(?:(?:,|\{,\})\d{3})+(?:\.\d+)?|\d*\.\d+|\d{3,})"
MARKED = re.compile(rf"\{{({NUMBER})\}}")
# The digits of `A100` belong to a name; an underscore begins an index, which is a number like any other.
TYPED = re.compile(rf"(?<![^\W_])(?<!\d[.,]){NUMBER}")

MONTHS = tuple(month_name)[1:]
NUMBERED = ("algorithm", "appendix", "chapter", "equation", "exercise", "figure", "section", "table")
REFERENCE = r"\(?(?:[A-Z]\.?)?\d+(?:\.\d+)*\)?"

# What may hold numbers, in the order in which it is taken out, except for the part named `kept`.
FREE = (
    re.compile(r"(?m)^ {4,}(?:placeholder|entry|after)[ \t]*:.*$"),  # options that are no prose
    CODE_SPAN,
    SLOT,
    re.compile(r"(?ms)^## Sources$.*?(?=^##? |\Z)"),
    re.compile(r"\((?:19|20)\d\d\)"),  # the year of a publication
    re.compile(rf"(?i)\b(?:{'|'.join(NUMBERED)})s?\s+{REFERENCE}(?:(?:,|\s+and)\s+{REFERENCE})*"),
    re.compile(rf"\b(?:{'|'.join(MONTHS)})\s+\d{{4}}"),
    re.compile(r"“[^”]*”"),
    re.compile(r"(?m)^\S.*\n(?=:[ \t])"),  # the name above a definition
    re.compile(r"(?P<kept>!\[[^\]]*\])\((?:[^()]|\([^()]*\))*\)"),  # the words for an image are prose
    re.compile(r"\[[^\[\]]*\]\((?:[^()]|\([^()]*\))*\)"),
    CITATION,
    re.compile(r"(?m)^\[[^\]]+\]:.*$"),
    re.compile(r"</?[A-Za-z][^<>]*>"),
    re.compile(r"\{:?[ \t]*[.#][^{}]*\}"),  # attributes
    re.compile(r"[\d.]+(?:em|ex|pt|px)\b"),  # a distance
)


def typed_numbers(page: Page) -> Iterator[AuthorError]:
    """Yield a complaint about each typed number of a page that nobody has reviewed, and about each review without a number."""
    if page.meta.get("written_by"):  # a command wrote the page, and its numbers
        return
    reviewed = page.meta.get("reviewed", {})
    if not isinstance(reviewed, dict) or not all(
        isinstance(reason, str) and reason.strip() for reason in reviewed.values()
    ):
        what = "`reviewed` in the front matter does not give a reason for each number"
        mend = 'Write below it one line a number, as in `"512": the side of the images in the paper`'
        yield AuthorError(page.path, 1, what, mend)
        return
    reasons = {str(number) for number in reviewed}
    marked = set()
    for line, number, is_marked in _numbers(page):
        if not is_marked:
            mend = f"Write a slot that computes it, or mark it as in `{{{number}}}` and say why below `reviewed` in the front matter"
            yield AuthorError(page.path, line, f"the number {number} is typed by hand", mend)
        elif number not in reasons:
            mend = (
                f'Add `"{number}": why it may be typed` below `reviewed` in the front matter, or write a slot'
            )
            yield AuthorError(
                page.path, line, f"the number {number} is marked as reviewed without a reason", mend
            )
        marked.add(number)
    for number in sorted(reasons - marked):
        what = f"the front matter reviews the number {number}, which is not typed on this page"
        yield AuthorError(page.path, 1, what, "Remove its line")


def typed_numbers_of_a_lab(text: Page) -> Iterator[AuthorError]:
    """Yield a complaint about each number in the text of a lab, whose code prints what it finds."""
    for line, number, _ in _numbers(text):
        mend = "Say it without the number, and let the code print it"
        yield AuthorError(text.path, line, f"the number {number} is typed by hand", mend)


def _numbers(page: Page) -> Iterator[tuple[int, str, bool]]:
    """Yield each number of a page that no slot computes: its line, the number, and whether it is marked as reviewed."""
    prose = _prose(page)
    for found in TYPED.finditer(prose):
        line = page.first_line + prose.count(NEWLINE, 0, found.start())
        is_marked = bool(MARKED.match(prose, max(found.start() - 1, 0)))
        yield line, found[0].replace("{,}", ","), is_marked


def _prose(page: Page) -> str:
    """Return the text of a page, on the same lines, without what may hold numbers."""
    lines = dict(outside_fences(list(enumerate(page.body.split(NEWLINE), page.first_line))))
    last = page.first_line + page.body.count(NEWLINE)
    prose = NEWLINE.join(lines.get(number, "") for number in range(page.first_line, last + 1))
    for free in FREE:
        prose = free.sub(_blank, prose)
    return prose


def _blank(found: re.Match[str]) -> str:
    kept = found.groupdict().get("kept") or ""
    return kept + " " + NEWLINE * (found[0].count(NEWLINE) - kept.count(NEWLINE))
