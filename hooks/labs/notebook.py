"""Writes a lab as a notebook that runs in any folder, with NumPy and Matplotlib alone: the formulas it uses come along.

In place of `from checkers.formulas import ...` stands the source of those formulas and of all that they need.
"""

import ast
import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from hooks.book.lab import Cell
from hooks.book.references import CITATION, Reference

from .page import FORMULAS

MODULE = "checkers.formulas"
BEFORE = "The formulas of the book that this notebook uses, with all they need:"
# Outside of the book a link to one of its pages leads nowhere; its words stay.
LINK_INSIDE = re.compile(r"(?<!!)\[([^\]]+)\]\((?!https?:)[^)]*\)")


def as_notebook(cells: list[Cell], references: Mapping[str, Reference]) -> str:
    """Return the content of an `.ipynb` file; the same lab always gives the same one.

    Args:
        cells: The cells of the lab.
        references: All papers by key; a citation leads to the paper itself.
    """
    written: list[dict[str, Any]] = [
        {"cell_type": "markdown", "id": f"cell-{number}", "metadata": {}, "source": source}
        if kind == "text"
        else {
            "cell_type": "code",
            "execution_count": None,
            "id": f"cell-{number}",
            "metadata": {},
            "outputs": [],
            "source": source,
        }
        for number, (kind, source) in enumerate(_sources(cells, references))
    ]
    metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    notebook = {"cells": written, "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(notebook, ensure_ascii=False, indent=1) + "\n"


def _sources(cells: list[Cell], references: Mapping[str, Reference]) -> Iterator[tuple[str, str]]:
    def citation(found: re.Match[str]) -> str:
        paper = references[found[1]]
        title = f", *{paper.title}*" if found[2] else ""
        return f"[{paper.label}]({paper.address}){title}" + (f", {found[3]}" if found[3] else "")

    for cell in cells:
        if cell.kind == "text":
            yield "text", CITATION.sub(citation, LINK_INSIDE.sub(r"\1", cell.source))
            continue
        rest, names = _without_import(cell.source)
        if names:
            yield "text", BEFORE
            yield "code", formulas(names)
        yield "code", rest


def _without_import(code: str) -> tuple[str, set[str]]:
    """Return a cell without its import of formulas, and the names that it imported."""
    lines, names = code.split("\n"), set()
    for statement in ast.parse(code).body:
        if isinstance(statement, ast.ImportFrom) and statement.module == MODULE:
            names |= {one.name for one in statement.names}
            end = statement.end_lineno or statement.lineno
            lines[statement.lineno - 1 : end] = [""] * (end - statement.lineno + 1)
    return re.sub(r"\n{4,}", "\n\n\n", "\n".join(lines)).strip("\n"), names


def formulas(names: set[str]) -> str:
    """Return the source of formulas, with all that they need, in the order of the book.

    Args:
        names: What a lab imports from `checkers.formulas`.

    Raises:
        KeyError: If there is no formula of such a name.
    """
    text = FORMULAS.read_text(encoding="utf-8")
    lines, body = text.split("\n"), _parsed(text)
    defined = {name: statement for statement in body for name in _defined_by(statement)}
    needed, new = set(), set(names)
    while new:
        needed |= new
        new = {one for name in new for one in _names_in(defined[name]) if one in defined} - needed
    imports, sources = [], []
    for statement in body:
        found = sorted(needed & set(_defined_by(statement)))
        if not found:
            continue
        if isinstance(statement, ast.Import):
            imports.append(ast.unparse(statement))
        elif isinstance(statement, ast.ImportFrom):
            imports.append(f"from {statement.module} import {', '.join(found)}")
        else:
            sources.append("\n".join(lines[statement.lineno - 1 : statement.end_lineno]))
    return "\n\n\n".join(["\n".join(imports), *sources])


@lru_cache(maxsize=1)
def _parsed(text: str) -> list[ast.stmt]:
    return ast.parse(text).body


def _defined_by(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.Import(names) | ast.ImportFrom(names=names):
            return [one.asname or one.name for one in names]
        case ast.FunctionDef(name):
            return [name]
        case ast.Assign(targets):
            return [one.id for one in targets if isinstance(one, ast.Name)]
        case _:
            return []


def _names_in(statement: ast.stmt) -> set[str]:
    return {node.id for node in ast.walk(statement) if isinstance(node, ast.Name)}
