"""Joins the words of each exercise with its checker, and all exercises into a book."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import checkers.pages.errata  # noqa: F401  its facts; no exercise needs them, so that the package leaves it alone
from checkers import formulas, registry
from checkers.closed import to_data
from checkers.kinds.base import Exercise as Checker
from checkers.registry import facts
from hooks.figures import registry as figures
from hooks.kinds import KINDS
from hooks.kinds.base import place_of
from hooks.source.blocks import Block, FigureBlock, Text
from hooks.source.errors import AuthorError, did_you_mean, shown
from hooks.source.lines import ALMOST_SLOT, CODE_SPAN, DEFINITION, SLOT, SLUG, outside_fences, slots
from hooks.source.page import Page

from .entries import (
    Entry,
    check_apart,
    check_formulas,
    exercised,
    join_entries,
    line_of,
    papers_of,
    unlisted_formula,
)
from .lab import FOLDER as LABS
from .lab import prose_of
from .plain_text import first_sentences, plain_text
from .references import FILE as REFERENCES_FILE
from .references import Citation, Reference, citations, key_at, read_references
from .scan import scan, scan_entries, scan_figures
from .slots import FormatError, SlotTable, show

CHAPTER_FILE = re.compile(r"^(\d\d)-[a-z0-9-]+\.md$")
FACT = re.compile(r"\[\[fact:([a-z_]+)\]\]")
LESSON_FILE = re.compile(r"^([a-z])-[a-z0-9-]+\.md$")
HEADING = re.compile(r"(?m)^# +(.+)$")
CHAPTERS = "chapters"
LESSONS = "lessons"
FEEDBACK_FILE = "feedback.md"
# What the front matter of every chapter and every lesson says, with an example.
PART_META = {"title": "Forward process", "summary": "One line."}


@dataclass(frozen=True)
class Exercise:
    """One exercise of the book: its words, its checker, and its place.

    Attributes:
        block: The words.
        checker: What judges its answers.
        number: Chapter or lesson and position, such as `0.3` or `A.3`; the position alone on other pages.
        part: Number of its chapter or letter of its lesson, or `None` on other pages.
    """

    block: Block
    checker: Checker
    number: str
    part: int | str | None

    @property
    def identifier(self) -> str:
        """The stable id."""
        return self.block.identifier

    @property
    def kind(self) -> str:
        """The name of its kind."""
        return self.block.kind

    @property
    def title(self) -> str:
        """The title as plain text, with the numbers of the first variant."""
        return plain_text(self.fill(self.block.title.markdown))

    @property
    def chapter(self) -> int | None:
        """Number of its chapter, or `None` outside of chapters."""
        return self.part if isinstance(self.part, int) else None

    @property
    def beyond(self) -> bool:
        """Whether it does not count among the exercises of the chapters."""
        return self.chapter is None

    @cached_property
    def values(self) -> list[Mapping[str, Any]]:
        """For each variant, every name that a slot of this exercise may use."""
        return KINDS[self.kind].values(self.checker)

    def slot_table(self) -> SlotTable:
        """Return a new, empty table for the slots of this exercise."""
        return SlotTable(self.values)

    def fill(self, markdown: str, variant: int = 0) -> str:
        """Return Markdown with its slots replaced by the numbers of one variant; other slots stay."""

        def number(found: re.Match[str]) -> str:
            own = self.values[variant]
            known = own if found[1] in own else facts()
            return show(known[found[1]], found[2] or "", "prose") if found[1] in known else found[0]

        return SLOT.sub(number, markdown)


@dataclass(frozen=True)
class Figure:
    """One figure of the book: its words, and what it draws.

    Attributes:
        block: The words.
        number: Chapter or lesson and position, such as `1.2` or `A.2`; the position alone on other pages.
    """

    block: FigureBlock
    number: str

    @property
    def picture(self) -> figures.Picture:
        """What its function returns."""
        return figures.picture(self.block.name)

    @property
    def identifier(self) -> str:
        """Its id on the page."""
        return f"figure-{self.block.name}"

    @property
    def svg(self) -> str:
        """The drawing, with its title and the description in plain words."""
        known = {**facts(), **self.picture.values}
        title, seen = (
            SLOT.sub(lambda slot: show(known[slot[1]], slot[2] or "", "prose"), words)
            for words in (self.block.title, self.block.description.markdown)
        )
        return self.picture.drawing.svg(
            self.identifier, f"Figure {self.number}: {plain_text(title)}", plain_text(seen)
        )


@dataclass(frozen=True)
class Chapter:
    """One chapter: its place, its words for the dashboard, and its exercises, which may still be to come."""

    number: int
    page: Page
    file: str
    title: str
    summary: str
    planned: int
    exercises: tuple[Exercise, ...]

    @property
    def name(self) -> tuple[str, str]:
        """What it is, and the sign it goes by."""
        return "chapter", str(self.number)

    @property
    def module(self) -> str:
        """The module of `checkers` that holds its classes."""
        return module_of(self.number)


@dataclass(frozen=True)
class Lesson:
    """One related lesson: its letter, its words for the dashboard, and its exercises, which are beyond the book."""

    letter: str
    page: Page
    file: str
    title: str
    summary: str
    exercises: tuple[Exercise, ...]

    @property
    def planned(self) -> int:
        """How many exercises it has."""
        return len(self.exercises)

    @property
    def name(self) -> tuple[str, str]:
        """What it is, and the sign it goes by."""
        return "lesson", self.letter

    @property
    def module(self) -> str:
        """The module of `checkers` that holds its classes."""
        return module_of(self.letter)


@dataclass(frozen=True)
class Book:
    """Everything a site teaches and asks."""

    chapters: tuple[Chapter, ...]
    lessons: tuple[Lesson, ...]
    others: tuple[Exercise, ...]
    pages: tuple[Page, ...]
    feedback: Page | None
    figures: tuple[Figure, ...] = ()
    references: Mapping[str, Reference] = field(default_factory=dict)
    citations: tuple[Citation, ...] = ()
    entries: tuple[Entry, ...] = ()
    labs: tuple[Page, ...] = ()

    @property
    def parts(self) -> tuple[Chapter | Lesson, ...]:
        """Chapters, then lessons."""
        return (*self.chapters, *self.lessons)

    @cached_property
    def exercises(self) -> tuple[Exercise, ...]:
        """All exercises in reading order: those of chapters, of lessons, and of other pages."""
        return (*(exercise for part in self.parts for exercise in part.exercises), *self.others)

    @property
    def total(self) -> int:
        """How many exercises the chapters have, counting those that are planned."""
        return sum(chapter.planned for chapter in self.chapters)

    def find(self, name: str) -> Exercise | None:
        """Return the exercise with this number or id; the letter of a lesson may be typed small."""
        return next(
            (one for one in self.exercises if name == one.identifier or name.upper() == one.number), None
        )

    def nearest(self, name: str) -> list[str]:
        """Return the numbers and ids most like a name that names nothing."""
        known = [text for one in self.exercises for text in (one.number, one.identifier)]
        return get_close_matches(name, known, n=3, cutoff=0.5) or known[:3]

    def page_with(self, body: str) -> Page | None:
        """Return the page whose text this is, however the front matter was taken off."""
        wanted = body.replace("\r\n", "\n").strip()
        return next((page for page in (*self.pages, *self.labs) if page.body.strip() == wanted), None)

    def on_page(self, page: Page) -> list[Exercise]:
        """Return the exercises of a page in order."""
        return [exercise for exercise in self.exercises if exercise.block.path == page.path]

    def entries_on(self, page: Page) -> list[Entry]:
        """Return the formulas and symbols of a page in order."""
        return [entry for entry in self.entries if entry.block.path == page.path]

    def exercising(self, formula: str) -> list[Exercise]:
        """Return the exercises that compute with a formula, or are about it, in reading order."""
        computing = exercised()[formula]
        return [one for one in self.exercises if one.identifier in computing or formula in one.block.formulas]

    def figures_on(self, page: Page) -> list[Figure]:
        """Return the figures of a page in order."""
        return [figure for figure in self.figures if figure.block.path == page.path]

    def name_of(self, page: Page) -> str:
        """Return how links name a page: a chapter by its number, a lesson by its letter, any other page by its title."""
        part = next((one for one in self.parts if one.page is page), None)
        if part is not None:
            what, sign = part.name
            return f"{what.capitalize()} {sign}"
        heading = HEADING.search(page.body)
        return str(page.meta.get("title") or (heading and plain_text(heading[1])) or Path(page.path).stem)

    def description_of(self, page: Page) -> str:
        """Return what a search engine may say about a page: the summary of a chapter or a lesson, or how any other page begins."""
        part = next((one for one in self.parts if one.page is page), None)
        return plain_text(part.summary) if part is not None else first_sentences(page.body)

    @cached_property
    def outline(self) -> tuple[object, ...]:
        """All that a page may say of another: while it is the same, and the page's own file too, so is what the page becomes."""
        places = [entry.introduced for entry in self.entries]
        return (
            # Its text alone: a page is equal to itself only.
            self.feedback and (self.feedback.first_line, self.feedback.body),
            tuple(self.references.values()),
            tuple((page.path, self.name_of(page)) for page in (*self.pages, *self.labs)),
            tuple((part.name, part.file, part.title, part.summary, part.planned) for part in self.parts),
            tuple(
                (one.number, one.identifier, one.title, one.block.path, *one.block.formulas)
                for one in self.exercises
            ),
            tuple((one.identifier, one.number) for one in self.figures),
            tuple((one.key, one.page.path) for one in self.citations),
            tuple((place.page.path, place.title, place.anchor) for place in places),
        )

    def closed_json(self) -> str:
        """Return the closed exercises as the JSON that `checkers.closed.open_book` reads."""
        closed = {
            one.identifier: to_data(one.checker) for one in self.exercises if not KINDS[one.kind].computed
        }
        return json.dumps(closed, sort_keys=True, indent=1)

    @cached_property
    def shared_sentences(self) -> Mapping[str, str]:
        """The sentences that belong to no exercise, as Markdown by code."""
        return {code: text.markdown for code, text in _definitions(self.feedback)} if self.feedback else {}

    def message(self, exercise: Exercise, variant: int, verdict: Mapping[str, Any]) -> str:
        """Return the sentence the page shows for a verdict, as plain text.

        The exercise's own sentence comes first, then the shared one of its kind, then the one for all kinds; an empty code
        looks for the sentence of the status.
        """
        code = verdict["code"]
        own = {name: text.markdown for name, text in exercise.block.sentences.items()}
        shared = self.shared_sentences
        names = [
            name for word in (code, verdict["status"]) if word for name in (f"{exercise.kind}-{word}", word)
        ]
        found = own.get(code) or next((shared[name] for name in names if name in shared), "")
        plain = plain_text(exercise.fill(found, variant))
        # Last, since a fact may hold what the learner typed, and that is no Markdown.
        return FACT.sub(lambda fact: str(verdict["facts"].get(fact[1], "")), plain)


def load_book(docs: Path) -> Book:
    """Read all pages below a folder and register their closed exercises.

    Raises:
        AuthorError: At the first slip.
    """
    docs = docs.resolve()  # one book, however its folder is named
    files = sorted([*docs.rglob("*.md"), *docs.glob(f"{LABS}/*.py"), *docs.glob(REFERENCES_FILE)])
    book = _load_book(docs, tuple((file, file.stat().st_mtime_ns) for file in files))
    registry.set_closed(
        {one.identifier: one.checker for one in book.exercises if not KINDS[one.kind].computed}
    )
    return book


@lru_cache(maxsize=4)
def _load_book(docs: Path, files: tuple[tuple[Path, int], ...]) -> Book:
    pages = {file: _read_page(file, mtime, shown(file)) for file, mtime in files if file.suffix == ".md"}
    references = read_references(docs, shown(docs / REFERENCES_FILE))
    chapters, lessons, others, drawn, seen = [], [], [], [], {}
    for file, page in pages.items():
        part = _part(file.relative_to(docs), page)
        exercises = tuple(join(page, part))
        drawn.extend(join_figures(page, part))
        if part is None:
            others.extend(exercises)
            continue
        kind, sign = ("lesson", "letter") if isinstance(part, str) else ("chapter", "number")
        if part in seen:
            what = f"{kind} {part} is already {seen[part]}"
            raise AuthorError(page.path, 1, what, f"Give one of the two files another {sign}")
        seen[part] = page.path
        name = file.relative_to(docs).as_posix()
        if isinstance(part, str):
            lessons.append(_lesson(part, page, name, exercises))
        else:
            chapters.append(_chapter(part, page, name, exercises))
    feedback = pages.get(docs / FEEDBACK_FILE)
    labs = tuple(prose_of(file) for file, _ in files if file.suffix == ".py")
    cited = tuple(one for page in (*pages.values(), *labs) for one in citations(page, references))
    by_name = {file.relative_to(docs).as_posix(): page for file, page in pages.items()}
    entries = tuple(one for page in pages.values() for one in join_entries(page, scan_entries(page), by_name))
    check_apart(entries)
    cited += tuple(citation for entry in entries for citation in _cited_by(entry, references))
    book = Book(
        tuple(chapters),
        tuple(lessons),
        tuple(others),
        tuple(pages.values()),
        feedback,
        tuple(drawn),
        references,
        cited,
        entries,
        labs,
    )
    _check_ids(book)
    _check_shared(book)
    return book


@lru_cache(maxsize=256)
def _read_page(file: Path, mtime: int, shown_as: str) -> Page:
    """Return a page, read and scanned anew only when its file has changed."""
    return Page.read(file, shown_as)


def _part(file: Path, page: Page) -> int | str | None:
    """Return the number of a chapter or the letter of a lesson, which begin the names of their files; `None` for other pages."""
    match file.parent.as_posix():
        case folder if folder == CHAPTERS:
            if found := CHAPTER_FILE.match(file.name):
                return int(found[1])
            mend = "Name it as in `03-score-function.md`: two digits, then words in lower case, with hyphens"
            raise AuthorError(page.path, 1, "the name of this file is not that of a chapter", mend)
        case folder if folder == LESSONS:
            if found := LESSON_FILE.match(file.name):
                return found[1].upper()
            mend = (
                "Name it as in `b-flow-matching.md`: one letter, then words, all in lower case, with hyphens"
            )
            raise AuthorError(page.path, 1, "the name of this file is not that of a lesson", mend)
    return None


def _cited_by(entry: Entry, references: Mapping[str, Reference]) -> Iterator[Citation]:
    """Yield the papers that the docstring of a formula names, and its entry shows."""
    for place in papers_of(entry):
        key = key_at(place, references)
        if key is None:
            what = f"the docstring of `{entry.name}` names {place}, which is no paper of {REFERENCES_FILE}"
            path = shown(Path(formulas.__file__))
            raise AuthorError(path, line_of(entry.name), what, "Describe the paper there")
        yield Citation(key, entry.block.page, entry.block.line)


def join(page: Page, part: int | str | None) -> Iterator[Exercise]:
    """Yield the exercises of a page, each with its checker.

    Args:
        page: The page.
        part: Number of the chapter or letter of the lesson, or `None` for other pages.

    Raises:
        AuthorError: If words and checker do not fit together, or a slot names nothing.
    """
    blocks = scan(page)
    for position, block in enumerate(blocks, 1):
        exercise = Exercise(block, _checker(block, part), _number(part, position), part)
        _check_slots(exercise)
        check_formulas(block)
        yield exercise
    own_lines = {number for block in (*blocks, *scan_figures(page)) for number, _ in block.lines}
    numbered = enumerate(page.body.split("\n"), page.first_line)
    lines = [(number, line) for number, line in numbered if number not in own_lines]
    known = [facts()]
    for line, name, spec in slots(lines):
        if not name.startswith("fact:"):
            _check_slot(page.path, line, name, spec, known)
        elif Path(page.path).name != FEEDBACK_FILE:
            raise _fact_elsewhere(page.path, line, name)
    _check_forms(page.path, lines)


def module_of(part: int | str) -> str:
    """Return the name of the module that belongs to a chapter, by its number, or to a lesson, by its letter."""
    return f"lesson_{part.lower()}" if isinstance(part, str) else f"chapter_{part:02}"


def _number(part: int | str | None, position: int) -> str:
    return str(position) if part is None else f"{part}.{position}"


def join_figures(page: Page, part: int | str | None) -> Iterator[Figure]:
    """Yield the figures of a page.

    Args:
        page: The page.
        part: Number of the chapter or letter of the lesson, or `None` for other pages.

    Raises:
        AuthorError: If no function draws a figure.
    """
    for position, block in enumerate(scan_figures(page), 1):
        if block.name not in figures.names():
            advice = did_you_mean(block.name, figures.names())
            raise block.error("no function in hooks/figures has this name", advice)
        yield Figure(block, _number(part, position))


def check_figure(figure: Figure) -> None:
    """Complain about the slots of a figure, which has to be drawn for that; nobody needs this where answers are judged.

    Raises:
        AuthorError: If a slot names nothing, or cannot be shown, or if the caption has no title.
    """
    block, known = figure.block, {**facts(), **figure.picture.values}
    for line, name, spec in slots(list(block.lines)):
        if name.startswith("fact:"):
            raise _fact_elsewhere(block.path, line, name)
        _check_slot(block.path, line, name, spec, [known])
    _check_forms(block.path, list(block.lines))
    if not block.title:
        raise block.error("its caption has no title", "Begin it with what is to be seen: `**A few words.**`")


def _chapter(number: int, page: Page, file: str, exercises: tuple[Exercise, ...]) -> Chapter:
    _check_meta(page, {**PART_META, "planned": "6"})
    planned = page.meta["planned"]
    if exercises and len(exercises) != planned:
        found = f"{len(exercises)} exercise{'s' if len(exercises) > 1 else ''}"
        what = f"the chapter has {found}, but its front matter says `planned: {planned}`"
        raise AuthorError(page.path, 1, what, "Correct the number, or add what is missing")
    return Chapter(number, page, file, page.meta["title"], page.meta["summary"], planned, exercises)


def _lesson(letter: str, page: Page, file: str, exercises: tuple[Exercise, ...]) -> Lesson:
    _check_meta(page, PART_META)
    return Lesson(letter, page, file, page.meta["title"], page.meta["summary"], exercises)


def _check_meta(page: Page, examples: Mapping[str, str]) -> None:
    """Complain about what the front matter of a chapter or a lesson has to say and does not.

    Args:
        page: The page.
        examples: An example of each key; where it is made of digits, the value is a number of exercises.

    Raises:
        AuthorError: If a key is missing, or its value is of another kind.
    """
    for key, example in examples.items():
        kind = int if example.isdigit() else str
        value = page.meta.get(key)
        if value is None:
            raise AuthorError(
                page.path, 1, f"the front matter has no `{key}`", f"Add a line such as `{key}: {example}`"
            )
        if type(value) is not kind or value in ("", 0) or (kind is int and value < 0):
            what = f"`{key}` in the front matter is not a {'text' if kind is str else 'number of exercises'}"
            mend = (
                f'Put it in quotes: `{key}: "{value}"`'
                if value and kind is str
                else f"Write it as in `{key}: {example}`"
            )
            raise AuthorError(page.path, 1, what, mend)


def _checker(block: Block, part: int | str | None) -> Checker:
    computed = registry.computed().get(block.identifier)
    kind = KINDS[block.kind]
    if kind.computed and (computed is None or computed.kind != kind.name):
        raise block.error(*_no_class(block, part, computed))
    if not kind.computed and computed is not None:
        what = f"its answer is marked here and computed by {type(computed).__name__} as well"
        raise block.error(what, "Give one of them another id")
    return kind.checker(block, computed)


def _no_class(block: Block, part: int | str | None, computed: Checker | None) -> tuple[str, str]:
    module = "a chapter module" if part is None else f"checkers/pages/{module_of(part)}.py"
    if computed is not None:
        return (
            f"its class is of kind {computed.kind}",
            f"Write `/// {computed.kind} | {block.identifier}`, or change the class",
        )
    near = get_close_matches(block.identifier, registry.computed(), n=1)
    hint = f"Did you mean `{near[0]}`? Otherwise paste" if near else "Paste"
    code = KINDS[block.kind].new_class(block.identifier, str(block.options.get("entry", "")))
    return f"it has no class in {module}", f"{hint} this there and fill it in:\n\n{code}"


def _check_slots(exercise: Exercise) -> None:
    block = exercise.block
    known = [{**facts(), **values} for values in exercise.values]
    sentences = {
        text.line + place
        for text in block.sentences.values()
        for place in range(text.markdown.count("\n") + 1)
    }
    for line, name, spec in slots(block.lines):
        if not name.startswith("fact:"):
            _check_slot(block.path, line, name, spec, known)
        elif line not in sentences:
            raise _fact_elsewhere(block.path, line, name)
    _check_forms(block.path, block.lines)
    free = dict(outside_fences(block.lines))
    for number, line in block.lines:
        prose = CODE_SPAN.sub("", free.get(number, ""))
        for found in SLOT.finditer(line):
            if found[0] not in prose and found[1] in known[0]:
                mend = "Write it in the prose around the code: code is shown as it stands"
                raise block.error(f"the slot `{found[0]}` stands in code", mend, number)


def _check_slot(path: Path | str, line: int, name: str, spec: str, known: list[Mapping[str, Any]]) -> None:
    for values in known:
        if name not in values:
            raise AuthorError(path, line, f"the slot `[[{name}]]` names nothing", did_you_mean(name, values))
        try:
            show(values[name], spec, "prose")
        except FormatError as error:
            slot = f"[[{name}:{spec}]]" if spec else f"[[{name}]]"
            raise AuthorError(
                path, line, f"the slot `{slot}`: {error}", "Use a format such as `.4f`"
            ) from error


def _check_forms(path: Path | str, lines: list[tuple[int, str]]) -> None:
    """Complain about what looks like a slot and would be printed with its brackets."""
    for number, line in outside_fences(lines):
        for found in ALMOST_SLOT.finditer(CODE_SPAN.sub("", line)):
            if not SLOT.fullmatch(found[0]):
                mend = "Write `[[name]]` or `[[name:.3f]]`, the name in letters, digits and underscores"
                raise AuthorError(path, number, f"`{found[0]}` is not a slot", mend)


def _fact_elsewhere(path: Path | str, line: int, name: str) -> AuthorError:
    what = f"the slot `[[{name}]]` stands outside of a sentence that answers"
    return AuthorError(path, line, what, "Only a verdict fills it: use it in the sentences of codes")


def _check_ids(book: Book) -> None:
    seen: dict[str, Exercise] = {}
    for exercise in book.exercises:
        if exercise.identifier in seen:
            first = seen[exercise.identifier].block
            raise exercise.block.error(f"the id is taken by {first.path}:{first.line}", "Choose another id")
        seen[exercise.identifier] = exercise
    shown: dict[str, FigureBlock] = {}
    for figure in book.figures:
        block = figure.block
        if block.name in shown:
            first = shown[block.name]
            raise block.error(
                f"{first.path}:{first.line} shows it already", "Link to it: `[...](page.md#figure-...)`"
            )
        shown[block.name] = block


def check_unused_classes(book: Book) -> None:
    """Complain about a class that no block of the book uses.

    Raises:
        AuthorError: At the first such class.
    """
    for identifier, checker in registry.computed().items():
        if book.find(identifier) is None:
            mend = f"Write `/// {checker.kind} | {identifier}` in its chapter, or remove the class"
            raise AuthorError(*place_of(checker), f"no page has an exercise `{identifier}`", mend)


def check_unused_figures(book: Book) -> None:
    """Complain about a function whose figure no page of the book shows.

    Raises:
        AuthorError: At the first such function.
    """
    drawn = {figure.block.name for figure in book.figures}
    for name in figures.names():
        if name not in drawn:
            file, line = figures.source_of(name)
            mend = f"Write `/// figure | {name}` in its chapter, or remove the function"
            raise AuthorError(shown(Path(file)), line, f"no page shows the figure `{name}`", mend)


def check_unlisted_formulas(book: Book) -> None:
    """Complain about a formula of `checkers/formulas.py` that has no entry in the index.

    Raises:
        AuthorError: At the first such formula.
    """
    name = unlisted_formula(book.entries)
    if name is not None:
        mend = f"Write `/// formula | {name}` in docs/formulas.md, in the order of this file"
        path = shown(Path(formulas.__file__))
        raise AuthorError(path, line_of(name), f"no page lists the formula `{name}`", mend)


def check_uncited_references(book: Book) -> None:
    """Complain about a paper that no page of the book cites.

    Raises:
        AuthorError: At the first such paper.
    """
    cited = {citation.key for citation in book.citations}
    for reference in book.references.values():
        if reference.key not in cited:
            what = f"no page cites `{reference.key}`"
            mend = f"Write `[@{reference.key}]` where a page leans on it, or remove it"
            raise AuthorError(reference.path, reference.line, what, mend)


def _check_shared(book: Book) -> None:
    if book.feedback is None:
        return
    seen = set()
    for code, sentence in _definitions(book.feedback):
        if not SLUG.match(code):
            what = f"the sentence `{sentence.markdown[:40]}` has no code"
            mend = "Write the code alone on the line directly above, in lower case, digits and hyphens"
            raise AuthorError(book.feedback.path, sentence.line, what, mend)
        if code in seen:
            raise AuthorError(
                book.feedback.path, sentence.line, f"two sentences for `{code}`", "Keep one of them"
            )
        seen.add(code)


def _definitions(page: Page) -> Iterator[tuple[str, Text]]:
    """Yield the sentences of a page outside of exercises, each with the line above it."""
    lines = page.body.expandtabs(4).split("\n")
    for index, line in enumerate(lines):
        found = DEFINITION.match(line)
        if found:
            rest = []
            for text in lines[index + 1 :]:
                if text.strip() and not text.startswith(" "):
                    break
                rest.append(text.strip())
            markdown = " ".join([found[1], *rest]).strip()
            yield lines[index - 1].strip() if index else "", Text(markdown, page.first_line + index)
