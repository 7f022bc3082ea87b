"""The index of formulas and the glossary: what code knows about each entry, from where it is taught to which paper it comes from."""

import ast
import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from markdown.extensions.toc import slugify

from checkers import formulas, registry
from hooks.source.blocks import FORMULA, Block, EntryBlock
from hooks.source.errors import did_you_mean
from hooks.source.lines import HEADING, INLINE, outside_fences
from hooks.source.page import Page

from .plain_text import plain_text

LOWEST_SECTION = 2  # the level of the headings that make sections
TARGET = re.compile(r"([\w/-]+\.md)#([\w-]+)")
# How a docstring names a paper, and another formula.
NAMED = re.compile(
    r"(?P<names>(?:van den )?[A-Z][\w-]+(?:, [A-Z][\w-]+)*(?: et al\.)?) (?P<year>\d{4}), (?P<kind>arXiv|doi) (?P<place>[\w./()-]*\w)"
    r"|`(?P<formula>\w+)`"
)
# What a class computes only to recognise a mistake, or to have something to try, it does not exercise.
BESIDE = ("misconceptions", "random_case")


@dataclass(frozen=True)
class Place:
    """Where a formula or a symbol is introduced: a section of a page."""

    page: Page
    title: str
    anchor: str


@dataclass(frozen=True)
class Entry:
    """A formula or a symbol: its words, and where it is introduced."""

    block: EntryBlock
    introduced: Place

    @property
    def name(self) -> str:
        """The name of a formula's function; the id of a symbol."""
        return self.block.name


def formula_names() -> tuple[str, ...]:
    """Return the public functions of `checkers/formulas.py` in the order in which they stand there."""
    return tuple(
        name
        for name, value in vars(formulas).items()
        if inspect.isfunction(value) and value.__module__ == formulas.__name__ and not name.startswith("_")
    )


def check_formulas(block: Block) -> None:
    """Complain about an exercise that names a formula which is none.

    Raises:
        AuthorError: At the option that names it.
    """
    for name in block.formulas:
        if name not in formula_names():
            what = f"checkers/formulas.py has no function `{name}`"
            raise block.error(what, did_you_mean(name, formula_names()))


def line_of(name: str) -> int:
    """Return the line of `checkers/formulas.py` in which a formula begins."""
    return inspect.getsourcelines(getattr(formulas, name))[1]


def signature_of(name: str) -> str:
    """Return a formula as it is called, such as `snr(alpha_bar_t)`."""
    parameters = inspect.signature(getattr(formulas, name)).parameters.values()
    names = [f"*{one.name}" if one.kind is one.VAR_POSITIONAL else one.name for one in parameters]
    return f"{name}({', '.join(names)})"


def source_of(name: str) -> str:
    """Return what a formula's docstring says about where it comes from, in one line."""
    _, _, source = " ".join((inspect.getdoc(getattr(formulas, name)) or "").split()).partition("Source: ")
    return source


def papers_of(entry: Entry) -> list[str]:
    """Return the numbers of arXiv and the DOIs that the docstring of a formula names."""
    if entry.block.kind != FORMULA:
        return []
    return [found["place"] for found in NAMED.finditer(source_of(entry.name)) if found["place"]]


@cache
def exercised() -> Mapping[str, frozenset[str]]:
    """Return for each formula the ids of the exercises whose class computes with it, as their code says."""
    found: dict[str, set[str]] = {name: set() for name in formula_names()}
    for identifier, checker in registry.computed().items():
        own = type(checker)
        functions, classes = _defined(Path(inspect.getfile(own)))
        for name in _used(classes[own.__name__], functions, classes) & found.keys():
            found[name].add(identifier)
    return {name: frozenset(identifiers) for name, identifiers in found.items()}


def read_classes_anew() -> None:
    """Have the code of the classes read again, after an edit in the module of a page."""
    exercised.cache_clear()
    _defined.cache_clear()


@cache
def _defined(file: Path) -> tuple[dict[str, ast.FunctionDef], dict[str, ast.ClassDef]]:
    """Return the functions and the classes of a module by name."""
    body = ast.parse(file.read_text(encoding="utf-8")).body
    functions = {node.name: node for node in body if isinstance(node, ast.FunctionDef)}
    return functions, {node.name: node for node in body if isinstance(node, ast.ClassDef)}


def _used(
    own: ast.ClassDef, functions: Mapping[str, ast.FunctionDef], classes: Mapping[str, ast.ClassDef]
) -> set[str]:
    """Return the names that a class uses to find what is right, itself, by way of helpers of its module, or inherited from there."""
    waiting: list[ast.AST] = [
        node for node in own.body if isinstance(node, ast.FunctionDef) and not _is_beside(node)
    ]
    waiting += [
        node for base in own.bases if isinstance(base, ast.Name) for node in _body(classes.get(base.id))
    ]
    names: set[str] = set()
    while waiting:
        new = {node.id for node in ast.walk(waiting.pop()) if isinstance(node, ast.Name)} - names
        names |= new
        waiting += [functions[name] for name in new if name in functions]
    return names


def _body(base: ast.ClassDef | None) -> Iterator[ast.FunctionDef]:
    if base is not None:
        yield from (node for node in base.body if isinstance(node, ast.FunctionDef) and not _is_beside(node))


def _is_beside(method: ast.FunctionDef) -> bool:
    marked = any(isinstance(one, ast.Name) and one.id == "mistake" for one in method.decorator_list)
    return marked or method.name in BESIDE


def join_entries(page: Page, blocks: list[EntryBlock], pages: Mapping[str, Page]) -> Iterator[Entry]:
    """Yield the entries of a page, each with the section that introduces it.

    Args:
        page: The page.
        blocks: What stands on it.
        pages: All pages of the book by their path below its folder.

    Raises:
        AuthorError: If an entry names no formula, stands out of order or twice, or is introduced nowhere.
    """
    names = formula_names()

    @cache
    def sections(file: str) -> dict[str, str]:
        return headings(pages[file])

    last = ""
    for block in blocks:
        if block.kind == FORMULA:
            if block.name not in names:
                raise block.error(
                    "checkers/formulas.py has no such function", did_you_mean(block.name, names)
                )
            if last and names.index(block.name) < names.index(last):
                mend = "Keep the order of checkers/formulas.py, which is that of reading"
                raise block.error(f"it stands below `{last}`, which comes later there", mend)
            last = block.name
        yield Entry(block, _place(block, pages, sections))


def check_apart(entries: tuple[Entry, ...]) -> None:
    """Complain about an entry that the book has twice.

    Raises:
        AuthorError: At the second one.
    """
    seen: dict[tuple[str, str], EntryBlock] = {}
    for block in (entry.block for entry in entries):
        first = seen.setdefault((block.kind, block.name), block)
        if first is not block:
            raise block.error(f"it stands at {first.path}:{first.line} already", "Keep one of them")


def unlisted_formula(entries: tuple[Entry, ...]) -> str | None:
    """Return the first formula that has no entry, if there is one."""
    listed = {entry.name for entry in entries if entry.block.kind == FORMULA}
    return next((name for name in formula_names() if name not in listed), None)


def _place(block: EntryBlock, pages: Mapping[str, Page], sections: Callable[[str], dict[str, str]]) -> Place:
    target = TARGET.fullmatch(block.introduced)
    if not target or target[1] not in pages:
        what = f"`introduced: {block.introduced}` names no section of a page"
        mend = "Write it as in `introduced: chapters/04-sampling.md#seconds`"
        raise block.error(what, did_you_mean(target[1], pages) if target else mend)
    titles = sections(target[1])
    if target[2] not in titles:
        raise block.error(f"{target[1]} has no section `{target[2]}`", did_you_mean(target[2], titles))
    return Place(pages[target[1]], titles[target[2]], target[2])


def headings(page: Page) -> dict[str, str]:
    """Return the titles of a page and of its sections by their ids; one with a formula is known by an id of its own only."""
    found = {}
    for _, line in outside_fences(list(enumerate(page.body.split("\n")))):
        heading = HEADING.match(line)
        if not heading or len(heading["level"]) > LOWEST_SECTION:
            continue
        if heading["id"] or not INLINE.search(heading["title"]):
            title = plain_text(heading["title"])
            found[heading["id"] or slugify(title, "-")] = title
    return found
