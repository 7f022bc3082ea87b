"""Joins the words of each exercise with its checker, and those of each figure with what it draws."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from checkers import registry
from checkers.kinds.base import Exercise as Checker
from checkers.registry import facts
from hooks.figures import registry as figures
from hooks.kinds import KINDS
from hooks.source.blocks import Block
from hooks.source.classes import ClassSlips
from hooks.source.errors import AuthorError, did_you_mean
from hooks.source.lines import ALMOST_SLOT, CODE_SPAN, SLOT, outside_fences, slots
from hooks.source.page import Page
from hooks.source.python_slips import python_slip

from .entries import check_formulas
from .parts import Chapter, Exercise, Figure, Lesson, module_of
from .scan import scan, scan_figures
from .slots import FormatError, show

FEEDBACK_FILE = "feedback.md"
# What the front matter of every chapter and every lesson says, with an example.
PART_META = {"title": "Forward process", "summary": "One line."}


def join(page: Page, part: int | str | None) -> Iterator[Exercise]:
    """Yield the exercises of a page, each with its checker.

    Args:
        page: The page.
        part: Number of the chapter or letter of the lesson, or `None` for other pages.

    Raises:
        AuthorError: If words and checker do not fit together, or a slot names nothing.
    """
    blocks = scan(page)
    for block, position in _positions(blocks, part):
        with _told_of_its_class(block):
            exercise = Exercise(block, _checker(block, part), _number(part, position), part)
            _check_slots(exercise)
        check_formulas(block)
        yield exercise
    own = [*(block.lines for block in blocks), *(block.lines for block in scan_figures(page))]
    own_lines = {number for lines in own for number, _ in lines}
    numbered = enumerate(page.body.split("\n"), page.first_line)
    lines = [(number, line) for number, line in numbered if number not in own_lines]
    known = [facts()]
    for line, name, spec in slots(lines):
        if not name.startswith("fact:"):
            _check_slot(page.path, line, name, spec, known)
        elif Path(page.path).name != FEEDBACK_FILE:
            raise _fact_elsewhere(page.path, line, name)
    _check_forms(page.path, lines)


def _positions(blocks: list[Block], part: int | str | None) -> Iterator[tuple[Block, int]]:
    """Yield the exercises of a page in order, each with its place in numbering: behind those that count stand those beyond."""
    beyond = [block for block in blocks if block.options.get("beyond")]
    counted = [block for block in blocks if block not in beyond]
    if beyond and not isinstance(part, int):
        mend = "Leave the option out: it is for chapters, whose other exercises count"
        raise beyond[0].error("all exercises of this page are beyond the book", mend)
    places = {id(block): place for place, block in enumerate((*counted, *beyond), 1)}
    yield from ((block, places[id(block)]) for block in blocks)


@contextmanager
def _told_of_its_class(block: Block) -> Iterator[None]:
    """Turn whatever the methods of an exercise's class raise inside into an `AuthorError`."""
    try:
        yield
    except AuthorError:
        raise
    except Exception as error:
        # The class is looked through only now: nothing is computed twice where all is well.
        computed = registry.computed().get(block.identifier)
        if computed is None:
            raise
        slips = ClassSlips(block, computed)
        KINDS[block.kind].look_through(slips)
        raise python_slip(error, f"{slips.name}: its class fails", slips.file) from error


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


def _number(part: int | str | None, position: int) -> str:
    return str(position) if part is None else f"{part}.{position}"


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


def chapter_of(number: int, page: Page, file: str, exercises: tuple[Exercise, ...]) -> Chapter:
    """Return a chapter.

    Args:
        number: Its number.
        page: Its page, which says in its front matter what the dashboard shows.
        file: Its file, as seen from the folder with the book's pages.
        exercises: Those of its page.

    Raises:
        AuthorError: If its front matter lacks something, or announces another number of exercises.
    """
    _check_meta(page, {**PART_META, "planned": "6"})
    planned = page.meta["planned"]
    chapter = Chapter(number, page, file, page.meta["title"], page.meta["summary"], planned, exercises)
    count = len(chapter.counted)
    if exercises and count != planned:
        found = f"{count} exercise{'' if count == 1 else 's'}"
        what = f"the chapter has {found}, but its front matter says `planned: {planned}`"
        if count > planned:
            mend = "Give one that is new the option `beyond: true`, or correct the number"
        else:
            mend = "Correct the number, or add what is missing"
        raise AuthorError(page.path, 1, what, mend)
    return chapter


def lesson_of(letter: str, page: Page, file: str, exercises: tuple[Exercise, ...]) -> Lesson:
    """Return a lesson; what is asked for is what a chapter needs, and it is refused alike."""
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
        if type(value) is not kind or value == "" or (isinstance(value, int) and value <= 0):
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
    for number, text in block.lines:
        prose = CODE_SPAN.sub("", free.get(number, ""))
        for found in SLOT.finditer(text):
            if found[0] not in prose and found[1] in known[0]:
                mend = "Write it in the prose around the code: code is shown as it stands"
                raise block.error(f"the slot `{found[0]}` stands in code", mend, number)


def _check_slot(
    path: Path | str, line: int, name: str, spec: str, known: Sequence[Mapping[str, Any]]
) -> None:
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
