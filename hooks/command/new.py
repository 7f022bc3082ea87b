"""Writes a new exercise to be filled in: its block, its class, its id. It only ever adds, and checks first."""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

from checkers import registry
from hooks.book.book import Book, load_book
from hooks.book.parts import Chapter, Lesson
from hooks.kinds import KINDS
from hooks.source.classes import place_of
from hooks.source.errors import did_you_mean
from hooks.source.lines import SLUG, outside_fences

from .rules.identifiers import IDS, published

# Where a chapter or a lesson begins to end; a new exercise stands above that.
CLOSING = re.compile(r"^## (?:What you can do now|Where the book uses it|Sources|What comes next)[ \t]*$")
PLANNED = re.compile(r"^(planned:[ \t]*)(\d+)", re.MULTILINE)
LINE_LENGTH = 110  # as the formatter breaks imports


class NewError(ValueError):
    """A new exercise cannot be made like this; the message says why, and what to do."""


def skeleton(kind: str, identifier: str | None, root: Path) -> str:
    """Return a block, and a class if the kind needs one, to be pasted by hand.

    Raises:
        NewError: If the kind is unknown, or the id is not a new slug.
        AuthorError: If the book cannot be read.
    """
    _check_kind(kind)
    if identifier is None:
        identifier = "some-id"
    else:
        _check_id(identifier, load_book(root / "docs"), root)
    parts = [KINDS[kind].new_block(identifier)]
    if KINDS[kind].computed:
        parts.append(KINDS[kind].new_class(identifier))
    return "\n".join(parts)


def write_exercise(
    kind: str, identifier: str, chapter: str, root: Path, beyond: Callable[[str], bool]
) -> Iterator[str]:
    """Add an exercise to a chapter or a lesson, and yield a line about each file that was changed.

    Args:
        kind: The name of a kind.
        identifier: The new id.
        chapter: The chapter's number or the lesson's letter, as typed.
        root: The folder that holds `docs`, `checkers` and `tests`.
        beyond: Returns, for a chapter that has all exercises that it announces, whether the new one is beyond the book, and so
            does not count; it is told what the chapter has. What a chapter still lacks counts.

    Raises:
        NewError: If the kind or the chapter is unknown, or the id is not a new slug; then nothing has been written.
        AuthorError: If the book cannot be read; then neither.
    """
    _check_kind(kind)
    book = load_book(root / "docs")
    _check_id(identifier, book, root)
    found = _chapter(chapter, book)
    page = root / "docs" / found.file
    text, uncounted = _read(page), False
    if isinstance(found, Chapter) and len(found.counted) == found.planned:
        uncounted = beyond(f"Chapter {found.number} has its {found.planned} exercises")
        text = text if uncounted else _with_one_more_planned(text)
    block = KINDS[kind].new_block(identifier, uncounted)
    changed = {page: _above_the_end(text, block)}
    said = [f"{page.relative_to(root)}:{_line_of(changed[page], block)}: the block, to be moved to its place"]
    if KINDS[kind].computed:
        module = root / "checkers" / "pages" / f"{found.module}.py"
        text = _read(module) if module.exists() else f'"""Numbers of docs/{found.file}."""\n'
        code = KINDS[kind].new_class(identifier, taken=set(re.findall(r"\w+", text)))
        for name, wanted in KINDS[kind].imports.items():
            text = _importing(text, name, wanted)
        changed[module] = _appended(text, code, gap=2)
        said.append(f"{module.relative_to(root)}:{_line_of(changed[module], code)}: its class")
    changed[root / IDS] = _appended(_read(root / IDS), f"{identifier}\n", gap=0)
    said.append(f"{IDS}: its id, which it keeps for good")
    for path, new in changed.items():
        _write(path, new)
    yield from said


def _check_kind(kind: str) -> None:
    if kind not in KINDS:
        raise NewError(f"there is no kind `{kind}`. {did_you_mean(kind, KINDS)}")


def _check_id(identifier: str, book: Book, root: Path) -> None:
    if not SLUG.match(identifier):
        near = re.sub("[^a-z0-9]+", "-", identifier.lower()).strip("-")
        advice = f", such as `{near}`" if near else ""
        raise NewError(f"`{identifier}` is no id. Write it in lower case, digits and single hyphens{advice}")
    if exercise := book.find(identifier):
        block = exercise.block
        raise NewError(f"the id `{identifier}` is taken by {block.path}:{block.line}. Choose another one")
    if checker := registry.computed().get(identifier):
        path, line = place_of(checker)
        raise NewError(f"the id `{identifier}` is taken by {path}:{line}. Choose another one")
    for number, listed, _ in published(root):
        if listed == identifier:
            what = f"the id `{identifier}` was published before ({IDS}:{number})"
            raise NewError(f"{what}, and learners' progress is kept under it. Choose another one")


def _chapter(number: str, book: Book) -> Chapter | Lesson:
    known: dict[str, Chapter | Lesson] = {part.name[1]: part for part in book.parts}
    found = known.get(number.lstrip("0").upper() or "0")
    if found is None:
        raise NewError(f"there is no chapter `{number}`. Known are {', '.join(known)}")
    return found


def _with_one_more_planned(text: str) -> str:
    """Return a chapter's page that announces one exercise more."""
    return PLANNED.sub(lambda line: f"{line[1]}{int(line[2]) + 1}", text, count=1)


def _above_the_end(text: str, block: str) -> str:
    """Return a page with a block above its closing sections, or at its end if it has none."""
    lines = text.split("\n")
    prose = outside_fences(list(enumerate(lines)))
    place = next((number for number, line in prose if CLOSING.match(line)), None)
    if place is None:
        return _appended(text, block, gap=1)
    above = "\n".join(lines[:place])
    return _appended(above, block, gap=1) + "\n" + "\n".join(lines[place:])


def _importing(text: str, module: str, wanted: tuple[str, ...]) -> str:
    """Return a module's text that imports some names from a module of the checkers, in the order of the linter."""
    imports = [
        node
        for node in ast.parse(text).body
        if isinstance(node, ast.ImportFrom) and _is_of_the_checkers(node)
    ]
    lines = text.split("\n")
    same = next((node for node in imports if node.module == module), None)
    if same is not None:
        names = {alias.name if alias.asname is None else ast.unparse(alias) for alias in same.names}
        if names >= set(wanted):
            return text
        lines[same.lineno - 1 : same.end_lineno] = _import(module, names | set(wanted))
        return "\n".join(lines)
    statement = _import(module, set(wanted))
    later = next((node for node in imports if str(node.module) > module), None)
    if later is not None:
        place = later.lineno - 1
    elif imports:
        place = imports[-1].end_lineno or 0
    else:
        others = [node for node in ast.parse(text).body if isinstance(node, ast.Import | ast.ImportFrom)]
        place = (others or ast.parse(text).body[:1])[-1].end_lineno or 0
        statement = ["", *statement]
    lines[place:place] = statement
    return "\n".join(lines)


def _is_of_the_checkers(node: ast.ImportFrom) -> bool:
    return str(node.module).partition(".")[0] == "checkers"


def _import(module: str, names: set[str]) -> list[str]:
    """Return the lines of an import: constants, then classes, then functions."""
    ordered = sorted(names, key=lambda name: (not name.isupper(), not name[0].isupper(), name))
    line = f"from {module} import {', '.join(ordered)}"
    if len(line) <= LINE_LENGTH:
        return [line]
    return [f"from {module} import (", *(f"    {name}," for name in ordered), ")"]


def _appended(text: str, more: str, gap: int) -> str:
    return text.rstrip("\n") + "\n" * (gap + 1) + more


def _line_of(text: str, part: str) -> int:
    return text[: text.rindex(part)].count("\n") + 1


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def _write(path: Path, text: str) -> None:
    # Renamed into place, so that nothing is lost when the disk is full.
    unfinished = path.with_name(f"{path.name}.partial")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)
