"""Papers: each is described once, in `docs/references.yml`, and cited on the pages by its key, as in `[@ho2020, equation 4]`."""

import re
import xml.etree.ElementTree as etree
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import yaml

from hooks.source.errors import AuthorError, did_you_mean
from hooks.source.lines import CODE_SPAN, NEWLINE, outside_fences
from hooks.source.page import Page

FILE = "references.yml"
PAGE = "references.md"

CITATION = re.compile(r"\[@([a-z-]+\d{4}[a-z]?)(?:(\s+in\s+full)|,\s+([^\[\]]+?))?\](?!\()")
ALMOST_CITATION = re.compile(r"\[@[^\[\]]*\](?!\()")
KEY = re.compile(r"[a-z]+(?:-[a-z]+)*(?P<year>\d{4})(?P<letter>[a-z]?)")
FAMILY = re.compile(r"(?:\b[a-z]+ )*\S+$")
# Where a paper is to be found: how the field is written, and the address it leads to.
PLACES = {
    "arxiv": (re.compile(r"\d{4}\.\d{4,5}"), "https://arxiv.org/abs/{}"),
    "doi": (re.compile(r"10\.\d{4,}/\S+"), "https://doi.org/{}"),
    "url": (re.compile(r"https://\S+"), "{}"),
}
FIELDS = ("authors", "title", "year", "venue", *PLACES)


@dataclass(frozen=True)
class Reference:
    """A paper.

    Attributes:
        key: How pages cite it.
        authors: Their names in full, in the paper's order.
        title: Its title.
        year: The year it appeared in.
        venue: Where it appeared; empty where that is arXiv alone.
        address: Where it can be read.
        place: What a link to that address says.
        path: The file that describes it.
        line: Where its description begins.
    """

    key: str
    authors: tuple[str, ...]
    title: str
    year: int
    venue: str
    address: str
    place: str
    path: Path | str
    line: int

    @property
    def families(self) -> list[str]:
        """The family names of the authors, with the small words that belong to them."""
        return [_family(name) for name in self.authors]

    @property
    def label(self) -> str:
        """Authors and year, as in `Ho et al. 2020`; a letter tells papers apart that would read alike."""
        first, *others = self.families
        names = f"{first} et al." if len(others) > 1 else " and ".join([first, *others])
        return f"{names} {self.year}" + KEY.sub(r"\g<letter>", self.key)

    def write_out(self, mark: etree.Element, address: str, cited: set[str]) -> None:
        """Complete the mark of a citation: a link to the paper's description, what the mark says already, and the title if it asks for it.

        The first mark of a paper on a page gets the id that the description links back to.

        Args:
            mark: What `mark_of` returned.
            address: Where this paper is described, as seen from the page.
            cited: The keys of the papers that the page has cited before; this one is added.
        """
        if self.key not in cited:
            mark.attrib["id"] = anchor_of(self.key)
            cited.add(self.key)
        label = etree.Element("a", {"href": address})
        label.text, label.tail = self.label, mark.text
        mark.text = None
        mark.insert(0, label)
        if mark.attrib.pop("data-in-full", None) is not None:
            label.tail = ", "
            title = etree.SubElement(mark, "cite")
            title.text, title.tail = self.title, ", "
            etree.SubElement(mark, "a", {"href": self.address}).text = self.place

    @property
    def published(self) -> str:
        """When it appeared, and where, unless `place` says that already."""
        return str(self.year) if self.venue in ("", self.place) else f"{self.venue} {self.year}"


@dataclass(frozen=True)
class Citation:
    """One place that cites a paper."""

    key: str
    page: Page
    line: int

    @property
    def anchor(self) -> str:
        """The id of the first citation of this paper on its page."""
        return anchor_of(self.key)


def anchor_of(key: str) -> str:
    """Return the id of the first citation of a paper on a page."""
    return f"cite-{key}"


def mark_of(citation: re.Match[str]) -> etree.Element:
    """Return what stands in the place of a citation until the page it stands on is known."""
    mark = etree.Element("span", {"data-cite": citation[1]})
    if citation[2]:
        mark.attrib["data-in-full"] = ""
    if citation[3]:
        mark.text = f", {citation[3]}"
    return mark


def read_references(docs: Path, shown_as: str) -> dict[str, Reference]:
    """Return all papers by key, in the order of their labels; none where a book has no such file.

    Args:
        docs: The folder with the book's pages.
        shown_as: How messages name the file.

    Raises:
        AuthorError: If the file is not valid YAML, or a description is not whole.
    """
    file = docs / FILE
    if not file.exists():
        return {}
    try:
        text = file.read_text(encoding="utf-8")
        loader = yaml.SafeLoader(text)
        tree = loader.get_single_node()
        described = loader.construct_document(tree) if tree else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        mend = "Quote values that contain a colon"
        raise AuthorError(shown_as, mark.line + 1 if mark else 1, "this is not valid YAML", mend) from error
    if not isinstance(described, dict) or tree is None:
        raise AuthorError(
            shown_as, 1, "this is not a list of papers by key", "Write `ho2020:` and its fields below"
        )
    found: dict[str, Reference] = {}
    for node, _ in tree.value:
        line = node.start_mark.line + 1
        reference = _reference(str(node.value), described[node.value], shown_as, line)
        for other in found.values():
            _check_apart(reference, other)
        found[reference.key] = reference
    return dict(sorted(found.items(), key=lambda one: one[1].label.casefold()))


def _reference(key: str, fields: object, path: str, line: int) -> Reference:
    def error(what: str, mend: str) -> AuthorError:
        return AuthorError(path, line, f"`{key}`: {what}", mend)

    if not isinstance(fields, dict):
        raise error(
            "its fields are missing", f"Write them indented below it: {', '.join(FIELDS[:3])} and `arxiv`"
        )
    for name in fields:
        if name not in FIELDS:
            raise error(f"unknown field `{name}`", did_you_mean(str(name), FIELDS))
    authors, title, year = (fields.get(name) for name in FIELDS[:3])
    venue = fields.get("venue", "")
    if not (isinstance(authors, list) and authors and all(isinstance(one, str) for one in authors)):
        raise error("it has no `authors`", "Write `authors: [Jonathan Ho, Ajay Jain]`, in the paper's order")
    if not (isinstance(title, str) and title and isinstance(venue, str) and type(year) is int):
        raise error("`title` and `venue` are texts, `year` is a number", "Quote texts that contain a colon")
    named = KEY.fullmatch(key)
    if not named or int(named["year"]) != year:
        mend = f"Name it after the first author and the year, as in `{_key(authors[0], year)}`"
        raise error("this key does not say who and when", mend)
    places = [name for name in PLACES if name in fields]
    if len(places) != 1:
        raise error("it has to have one place", 'Write `arxiv: "2006.11239"`, or else a `doi` or a `url`')
    shape, address = PLACES[places[0]]
    value = fields[places[0]]
    if not (isinstance(value, str) and shape.fullmatch(value)):
        raise error(
            f"`{places[0]}` does not look like one", 'Write it in quotes, as in `arxiv: "2006.11239"`'
        )
    place = f"arXiv {value}" if places == ["arxiv"] else venue or value
    return Reference(key, tuple(authors), title, year, venue, address.format(value), place, path, line)


def _key(author: str, year: int) -> str:
    """Return the key of a paper by this author: the family name without its spaces, and the year."""
    return _family(author).replace(" ", "").lower() + str(year)


def _family(author: str) -> str:
    return FAMILY.search(author)[0]  # type: ignore[index]  # it fits the end of any name


def _check_apart(later: Reference, earlier: Reference) -> None:
    """Complain about a paper that is described twice, or reads like another one."""
    where = f"{earlier.path}:{earlier.line}"
    if later.key == earlier.key or later.address == earlier.address:
        what = f"`{later.key}`: this paper is described at {where} already"
        raise AuthorError(later.path, later.line, what, "Keep one of them")
    if later.label == earlier.label:
        what = f"`{later.key}`: it would read `{later.label}`, like the paper at {where}"
        raise AuthorError(
            later.path, later.line, what, "Add a letter to both keys: a to the first, b to the second"
        )


def key_at(place: str, references: Mapping[str, Reference]) -> str | None:
    """Return the key of the paper with this number of arXiv or this DOI, if it is described."""
    return next((key for key, one in references.items() if one.address.endswith(f"/{place}")), None)


def citations(page: Page, references: Mapping[str, Reference]) -> Iterator[Citation]:
    """Yield what a page cites, in order.

    Raises:
        AuthorError: If a citation names no paper, or cannot be read.
    """
    lines = dict(outside_fences(list(enumerate(page.body.split(NEWLINE), page.first_line))))
    last = page.first_line + page.body.count(NEWLINE)
    prose = NEWLINE.join(
        CODE_SPAN.sub("", lines.get(number, "")) for number in range(page.first_line, last + 1)
    )
    for found in ALMOST_CITATION.finditer(prose):
        line = page.first_line + prose.count(NEWLINE, 0, found.start())
        citation = CITATION.match(prose, found.start())
        if not citation:
            mend = "Write `[@ho2020]`, `[@ho2020, equation 4]` or `[@ho2020 in full]`"
            raise AuthorError(page.path, line, f"`{' '.join(found[0].split())}` is not a citation", mend)
        if citation[1] not in references:
            what = f"`[@{citation[1]}]` cites no paper of {FILE}"
            raise AuthorError(page.path, line, what, did_you_mean(citation[1], references))
        yield Citation(citation[1], page, line)
