"""The last step: fills slots, sets formulas, completes citations and links, once the whole tree of a page stands."""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as etree

from markdown import Markdown
from markdown.treeprocessors import Treeprocessor
from markdown.util import AtomicString

from hooks.book.plain_text import plain_tex
from hooks.book.references import PAGE
from hooks.book.slots import Place, SlotTable, show
from hooks.kinds import KINDS
from hooks.source.errors import AuthorError, did_you_mean
from hooks.source.lines import NEWLINE, stray_dollar

from .base import PageState
from .maths import FormulaError, fill_stand_ins, mark_slots

CLOSING_MARK = re.compile(r"[.,;:!?)\]’”]+")
# After a digit, or after a formula or number that stands before this text.
PERCENT = re.compile(r"(?:(?<=\d)|^) (?=%)")
NO_BREAK = "\N{NO-BREAK SPACE}"
IN_ONE_PIECE = re.compile(r"<math>((?:(?!<math>).)*)</math>", re.DOTALL)
# Characters, read as plain text, up to which a formula surely fits a phone's line.
SHORT_FORMULA = 20
HOME = "index.md"
# Sections that repeat what others say; the references describe the papers.
CLOSINGS = ("What you can do now", "Sources", "What comes next")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
VERBATIM = ("code", "pre", "textarea", "script", "style")


class Resolve(Treeprocessor):
    """Fills slots and sets formulas, once the whole tree of the page stands."""

    def __init__(self, md: Markdown, page: PageState) -> None:
        super().__init__(md)
        self.page = page

    def run(self, root: etree.Element) -> None:
        """Complete the tree of a page."""
        self._check_exercises(root)
        self._check_dollars(root)
        formulas: list[tuple[etree.Element, str, bool, SlotTable | None]] = []
        self._visit(root, None, formulas)
        for element in root.iter():
            if element.tag in HEADINGS:
                _label(element)
        self._cite(root)
        for element in list(root.iter()):
            _keep_marks(element)
            _keep_percent(element)
        self._set(formulas)
        self._name_part(root)
        self._number_figures(root)
        self._leave_out(root)
        for element in root.iter("wb-exercise"):
            texts = self.page.tables[element.attrib["id"]].texts()
            if len(texts) > 1 and texts[0]:
                element.attrib["data-slots"] = json.dumps(texts, ensure_ascii=False, separators=(",", ":"))
        for element in root.iter():
            if "data-html" in element.attrib:
                element.text = AtomicString(self.md.htmlStash.store(element.attrib.pop("data-html")))

    def _name_part(self, root: etree.Element) -> None:
        """Write the number of a chapter, or the letter of a lesson, above its title."""
        part = next((one for one in self.page.book.parts if one.page is self.page.source), None)
        if part is not None and len(root) and root[0].tag == "h1":
            what, sign = part.name
            name = etree.Element("p", {"class": "wb-chapter-number"})
            name.text = f"{what.capitalize()} {sign} "
            self._tell_strangers(etree.SubElement(name, "span", {"data-search-exclude": ""}))
            root.insert(0, name)

    def _tell_strangers(self, line: etree.Element) -> None:
        """Say to whoever comes from a search engine what this is a part of, and where it begins."""
        line.text = "of "
        book = etree.SubElement(line, "a", {"href": self.page.link(self.page.docs / HOME)})
        book.text = "a workbook graded in your browser"
        for first in self.page.book.chapters[:1]:
            if self.page.source is not first.page:
                # The dot stays beside the first link where the line breaks.
                book.tail = "\N{NO-BREAK SPACE}· "
                begin = etree.SubElement(line, "a", {"href": self.page.link(first.page.path)})
                begin.text = f"begin with chapter {first.number}"

    def _leave_out(self, root: etree.Element) -> None:
        """Keep from the search what stands elsewhere too: how chapters close, and the headings between entries."""
        for heading in root.iter("h2"):
            if self.page.entries or heading.text in CLOSINGS:
                heading.attrib["data-search-exclude"] = ""

    def _cite(self, root: etree.Element) -> None:
        """Make of each citation a link to the paper's description; the first of each paper on the page can be linked back to."""
        cited: set[str] = set()
        for element in list(root.iter("span")):
            key = element.attrib.pop("data-cite", None)
            if key is None:
                continue
            reference = self.page.book.references.get(key)
            if reference is None:
                what = f"`[@{key}]` cites no paper of this book"
                raise AuthorError(
                    *self._place(f"[@{key}"), what, did_you_mean(key, self.page.book.references)
                )
            reference.write_out(element, self.page.link(self.page.docs / PAGE, key), cited)

    def _number_figures(self, root: etree.Element) -> None:
        """Complete the links that say `Figure` with the number of the figure they lead to."""
        figures = (*self.page.book.figures, *self.page.figures.values())
        numbers = {figure.identifier: figure.number for figure in figures}
        for link in root.iter("a"):
            identifier = link.attrib.get("href", "").partition("#")[2]
            if link.text == "Figure" and identifier in numbers:
                link.text = f"Figure\u00a0{numbers[identifier]}"

    def _visit(
        self,
        element: etree.Element,
        table: SlotTable | None,
        formulas: list[tuple[etree.Element, str, bool, SlotTable | None]],
    ) -> None:
        if element.tag in ("wb-exercise", "figure"):
            table = self.page.tables.get(element.attrib.get("id", ""))
        if "data-slot-name" in element.attrib:
            name, spec = element.attrib.pop("data-slot-name"), element.attrib.pop("data-slot-spec")
            found = self._number(table, name, spec, "prose")
            if table and isinstance(found, int):
                element.attrib["data-slot"] = str(found)
                found = table.text(found)
            element.text = AtomicString(found)
        elif element.attrib.get("class") == "arithmatex":
            tex, display = _tex(element)
            marked = mark_slots(tex, lambda name, spec, place: self._number(table, name, spec, place))
            element.attrib["data-tex"] = mark_slots(
                tex, lambda name, spec, place: self._text(table, name, spec, place)
            )
            formulas.append((element, marked, display, table))
        for child in element:
            self._visit(child, table, formulas)

    def _number(self, table: SlotTable | None, name: str, spec: str, place: Place) -> int | str:
        """Return a slot's number, or its text where it is a fact or the same in all variants."""
        if table and name in table.values[0]:
            if len(table.values) > 1:
                return table.index(name, spec, place)
            return show(table.values[0][name], spec, place)
        if name not in self.page.facts:
            mend = "Write it outside of code, in the exercise that it belongs to"
            raise AuthorError(*self._place(f"[[{name}"), f"the slot `[[{name}]]` names nothing here", mend)
        return show(self.page.facts[name], spec, place)

    def _text(self, table: SlotTable | None, name: str, spec: str, place: Place) -> str:
        found = self._number(table, name, spec, place)
        return table.text(found) if table and isinstance(found, int) else str(found)

    def _set(self, formulas: list[tuple[etree.Element, str, bool, SlotTable | None]]) -> None:
        done = self.page.set_formulas([(tex, display) for _, tex, display, _ in formulas])
        for (element, _, display, table), result in zip(formulas, done, strict=True):
            if isinstance(result, FormulaError):
                raise self._complaint(element, result)
            del element.attrib["data-tex"]
            set_html = fill_stand_ins(result, table.text) if table else result
            if not display and (whole := IN_ONE_PIECE.fullmatch(set_html)):
                element.tag, set_html = "math", whole[1]
                del element.attrib["class"]
            else:
                element.attrib["class"] = "wb-display" if display else "wb-maths"
            if display:
                # Nobody types a whole formula to find it.
                element.attrib["data-search-exclude"] = ""
            element.text = AtomicString(self.md.htmlStash.store(set_html))

    def _complaint(self, element: etree.Element, error: FormulaError) -> AuthorError:
        tex = _tex(element)[0].strip()
        # What follows is Temml's quotation of the formula, with numbers in the place of slots.
        reason = re.sub(r" at (?:position \d+|end of input):.*", "", str(error), flags=re.DOTALL)
        what = f"the formula `{tex.split(NEWLINE)[0].strip()[:60]}` cannot be set ({reason})"
        return AuthorError(*self._place(tex), what, "Correct its TeX")

    def _check_exercises(self, root: etree.Element) -> None:
        """Complain where Markdown has read an exercise in another way than the scan of its source."""
        found = {element.attrib["id"]: element for element in root.iter("wb-exercise")}
        for exercise in self.page.exercises.values():
            block, element = exercise.block, found.get(exercise.identifier)
            parts = {
                "hints": (len(block.hints), "details[@data-hint]"),
                "reveals": (1, "details[@data-reveal]"),
                **KINDS[exercise.kind].parts(block),
                "sentences": (len(block.sentences), "template"),
            }
            for name, (wanted, path) in parts.items():
                count = 0 if element is None else len(element.findall(f".//{path}"))
                if count != wanted:
                    mend = (
                        "Look for raw HTML, missing empty lines, and lines indented by other than four spaces"
                    )
                    what = f"of its {name} Markdown reads {count}, not {wanted} as they are written"
                    raise block.error(what, mend)

    def _check_dollars(self, element: etree.Element) -> None:
        """Complain about a dollar sign that was meant to begin or to end a formula."""
        if element.tag in VERBATIM or element.attrib.get("class") == "arithmatex":
            return
        texts = [element.text, *(child.tail for child in element)]
        for text in texts:
            line = next((line for line in (text or "").split(NEWLINE) if "$" in line), None)
            if line is not None:
                what = f"a `$` neither begins nor ends a formula in `{line.strip()[:40]}`"
                mend = "Write both dollars, with no space inside them, or `\\$` for the sign itself"
                if "$$" in line:
                    mend = "Write `$$` above and below it, each at the same margin, and leave empty lines around both"
                raise AuthorError(*self._place_of_dollar(line.strip()), what, mend)
        for child in element:
            self._check_dollars(child)

    def _place_of_dollar(self, text: str) -> tuple[Path | str, int]:
        page = self.page.source
        number = stray_dollar(list(enumerate(page.body.split(NEWLINE), page.first_line)))
        return (page.path, number) if number else self._place(text)

    def _place(self, text: str) -> tuple[Path | str, int]:
        """Return the file and the line in which a text begins, as well as it can be found again."""
        wanted = re.compile(r"\n[ \t>]*".join(re.escape(line.strip()) for line in text.split(NEWLINE)))
        for page in filter(None, (self.page.source, self.page.book.feedback)):
            if found := wanted.search(page.body):
                return page.path, page.first_line + page.body.count(NEWLINE, 0, found.start())
        return self.page.source.path, self.page.source.first_line


def _tex(element: etree.Element) -> tuple[str, bool]:
    """Return the TeX that arithmatex wrapped, and whether it is a display of its own."""
    text = html.unescape(element.text or "")
    return text[2:-2], text.startswith("\\[")


def _keep_marks(parent: etree.Element) -> None:
    """Keep each short formula and the mark that closes it on one line, wherever that may break."""
    for place, child in enumerate(parent):
        mark = CLOSING_MARK.match(child.tail or "")
        if mark and _is_short_formula(child):
            parent[place] = _kept_together(child, mark[0])


def _keep_percent(parent: etree.Element) -> None:
    """Keep a number and its sign of percent on one line."""
    if parent.tag != "code" and parent.text:
        parent.text = PERCENT.sub(NO_BREAK, parent.text)
    for child in parent:
        if child.tail:
            child.tail = PERCENT.sub(NO_BREAK, child.tail)


def _is_short_formula(element: etree.Element) -> bool:
    if element.attrib.get("class") != "arithmatex":
        return False
    return len(plain_tex(element.attrib["data-tex"])) <= SHORT_FORMULA


def _kept_together(formula: etree.Element, mark: str) -> etree.Element:
    """Return a formula and the mark that closes it as one piece, lest a line begin with a comma."""
    piece = etree.Element("span", {"class": "wb-glued"})
    piece.append(formula)
    piece.tail, formula.tail = (formula.tail or "").removeprefix(mark), mark
    return piece


def _label(heading: etree.Element) -> None:
    """Name a heading with formulas in the table of contents by its plain text."""
    parts = [_label_part(part) for part in _leaves(heading)]
    if any(part.attrib.get("class") == "arithmatex" for part in heading.iter()):
        heading.attrib["data-toc-label"] = " ".join("".join(parts).split())


def _leaves(element: etree.Element) -> Iterator[tuple[etree.Element | None, str]]:
    if element.attrib.get("class") == "arithmatex":
        yield element, element.attrib["data-tex"]
        return
    yield None, element.text or ""
    for child in element:
        yield from _leaves(child)
        yield None, child.tail or ""


def _label_part(leaf: tuple[etree.Element | None, str]) -> str:
    element, text = leaf
    return plain_tex(text) if element is not None else text
