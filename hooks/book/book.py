"""Everything a site teaches and asks, read from the folder with its pages."""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

from checkers import formulas, registry
from checkers.closed import to_data
from checkers.kinds.base import ClosedExercise
from hooks.kinds import KINDS
from hooks.source.blocks import FigureBlock
from hooks.source.errors import AuthorError, shown
from hooks.source.lines import HEADING, outside_fences
from hooks.source.page import Page

from .entries import (
    Entry,
    check_apart,
    exercised,
    join_entries,
    line_of,
    papers_of,
)
from .join import FEEDBACK_FILE, chapter_of, join, join_figures, lesson_of
from .lab import FOLDER as LABS
from .lab import prose_of
from .modules import slips_of_modules
from .parts import Chapter, Exercise, Figure, Lesson
from .plain_text import first_sentences, plain_text
from .references import FILE as REFERENCES_FILE
from .references import Citation, Reference, citations, key_at, read_references
from .scan import scan_entries
from .sentences import names as sentence_names
from .sentences import shared_sentences

CHAPTER_FILE = re.compile(r"^(\d\d)-[a-z0-9-]+\.md$")
FACT = re.compile(r"\[\[fact:([a-z_]+)\]\]")
LESSON_FILE = re.compile(r"^([a-z])-[a-z0-9-]+\.md$")
CHAPTERS = "chapters"
LESSONS = "lessons"


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

    @property
    def beyond(self) -> tuple[Exercise, ...]:
        """The exercises of chapters and lessons that do not count among the book's own."""
        return tuple(one for part in self.parts for one in part.exercises if one.beyond)

    def find(self, name: str) -> Exercise | None:
        """Return the exercise with this number or id; the letter of a lesson may be typed small."""
        return next(
            (one for one in self.exercises if name == one.identifier or name.upper() == one.number), None
        )

    def nearest(self, name: str) -> list[str]:
        """Return the numbers and ids most like a name that names nothing."""
        known = [text for one in self.exercises for text in (one.number, one.identifier)]
        return get_close_matches(name, known, n=3, cutoff=0.5) or known[:3]

    @cached_property
    def _pages_by_text(self) -> Mapping[str, Page]:
        return {page.body.strip(): page for page in reversed((*self.pages, *self.labs))}

    def page_with(self, body: str) -> Page | None:
        """Return the page whose text this is, however the front matter was taken off.

        A site generator hands the text alone to the extension. Two pages with the same text hold no exercise and no figure, which
        stand once in a book: it does not matter which of them is found.
        """
        return self._pages_by_text.get(body.replace("\r\n", "\n").strip())

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
        lines = outside_fences(list(enumerate(page.body.split("\n"))))
        found = (heading for _, line in lines if (heading := HEADING.match(line)) and heading["level"] == "#")
        title = next((plain_text(heading["title"]) for heading in found), Path(page.path).stem)
        return str(page.meta.get("title") or title)

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
                (one.number, one.identifier, one.title, one.block.path, one.beyond, *one.block.formulas)
                for one in self.exercises
            ),
            tuple((one.identifier, one.number) for one in self.figures),
            tuple((one.key, one.page.path) for one in self.citations),
            tuple((place.page.path, place.title, place.anchor) for place in places),
        )

    def closed_json(self) -> str:
        """Return the closed exercises as the JSON that `checkers.closed.open_book` reads."""
        closed = {
            one.identifier: to_data(one.checker)
            for one in self.exercises
            if isinstance(one.checker, ClosedExercise)
        }
        return json.dumps(closed, sort_keys=True, indent=1)

    @cached_property
    def shared_sentences(self) -> Mapping[str, str]:
        """The sentences that belong to no exercise, as Markdown by name."""
        return shared_sentences(self.feedback)

    def message(self, exercise: Exercise, variant: int, verdict: Mapping[str, Any]) -> str:
        """Return the sentence the page shows for a verdict, as plain text, and after a right answer the author's own beyond it."""
        own = {name: text.markdown for name, text in exercise.block.sentences.items()}
        # It follows the verdict's sentence, and never takes its place.
        insight = own.pop("right", "")
        sentences = {**self.shared_sentences, **own}
        names = sentence_names(exercise.kind, verdict["code"], verdict["status"])
        found = next((sentences[name] for name in names if name in sentences), "")
        if verdict["status"] == "right" and not verdict["code"]:
            found = f"{found} {insight}".strip()
        plain = plain_text(exercise.fill(found, variant))
        # Last, since a fact may hold what the learner typed, and that is no Markdown.
        return FACT.sub(lambda fact: self._fact(sentences, verdict["facts"].get(fact[1], "")), plain)

    @staticmethod
    def _fact(sentences: Mapping[str, str], fact: Any) -> str:
        """Return a fact as text; a list of it holds names of sentences, of which the first that exists is meant."""
        if not isinstance(fact, list):
            return str(fact)
        return plain_text(next((sentences[name] for name in fact if name in sentences), ""))


def load_book(docs: Path) -> Book:
    """Read all pages below a folder and register their closed exercises.

    Raises:
        AuthorError: At the first slip.
    """
    for slip in slips_of_modules():
        raise slip
    docs = docs.resolve()  # one book, however its folder is named
    files = sorted([*docs.rglob("*.md"), *docs.glob(f"{LABS}/*.py"), *docs.glob(REFERENCES_FILE)])
    code = (*registry.computed().values(), *registry.functions_of_facts().values())
    book = _load_book(docs, tuple((file, file.stat().st_mtime_ns) for file in files), code)
    registry.set_closed(
        {one.identifier: one.checker for one in book.exercises if not KINDS[one.kind].computed}
    )
    return book


@lru_cache(maxsize=4)
def _load_book(docs: Path, files: tuple[tuple[Path, int], ...], code: tuple[object, ...]) -> Book:
    """Return the book of a folder, read anew when one of its files has changed, or a module of a page has been imported anew."""
    pages = {file: _read_page(file, mtime, shown(file)) for file, mtime in files if file.suffix == ".md"}
    references = read_references(docs, shown(docs / REFERENCES_FILE))
    chapters: list[Chapter] = []
    lessons: list[Lesson] = []
    others: list[Exercise] = []
    drawn: list[Figure] = []
    seen: dict[int | str, Path | str] = {}
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
            lessons.append(lesson_of(part, page, name, exercises))
        else:
            chapters.append(chapter_of(part, page, name, exercises))
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
    shared_sentences(feedback)  # complains where one is not whole
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
            earlier = shown[block.name]
            raise block.error(
                f"{earlier.path}:{earlier.line} shows it already", "Link to it: `[...](page.md#figure-...)`"
            )
        shown[block.name] = block
