"""What holds for labs and can be seen without running them; a build runs them, and tells what fails then."""

import ast
from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from hooks.book.book import Book
from hooks.book.lab import Cell, cells
from hooks.source.errors import AuthorError, shown
from hooks.source.python_slips import python_slip, words_of

SHOWS = "plt.show()"
CAPTION = "**Figure.**"
CLOSING = "## Try it\n"
FEWEST_QUESTIONS = 3
FEWEST_TESTS = 4


def slips_of_labs(book: Book, root: Path) -> Iterator[AuthorError]:
    """Yield the slips in the labs of a book: in their code, in the words of their figures, and in how they end and are tested."""
    for lab in book.labs:
        file = Path(lab.path).resolve()
        written = cells(file)
        yield from _slips_of_code(file, written)
        yield from _slips_of_figures(file, written)
        yield from _slips_of_text(book, file, written)
        yield from _slips_of_tests(file, root / "tests" / "labs" / f"test_{file.stem}.py")


def _slips_of_code(file: Path, written: list[Cell]) -> Iterator[AuthorError]:
    for cell in written:
        if cell.kind == "code":
            # Empty lines above it, so that its lines are numbered as those of the file.
            code = "\n" * (cell.line - 1) + cell.source
            try:
                tree = compile(code, str(file), "exec", ast.PyCF_ONLY_AST)
            except SyntaxError as error:
                yield python_slip(error)
                continue
            yield from _slips_of_imports(file, tree)


def _slips_of_imports(file: Path, tree: ast.AST) -> Iterator[AuthorError]:
    for node in ast.walk(tree):
        if not isinstance(node, ast.Import | ast.ImportFrom):
            continue
        names = [alias.name for alias in node.names]
        modules = [str(node.module)] if isinstance(node, ast.ImportFrom) else names
        for module in modules:
            if find_spec(module.partition(".")[0]) is None:
                words = words_of(ModuleNotFoundError(name=module))
                yield AuthorError(shown(file), node.lineno, *words)
            elif isinstance(node, ast.ImportFrom) and module.startswith("checkers."):
                known = import_module(module)
                for name in names:
                    if not hasattr(known, name):
                        words = words_of(ImportError(f"cannot import name '{name}' from '{module}'"))
                        yield AuthorError(shown(file), node.lineno, *words)


def _slips_of_figures(file: Path, written: list[Cell]) -> Iterator[AuthorError]:
    for cell, below in zip(written, [*written[1:], None], strict=True):
        drawn = cell.source.count(SHOWS) if cell.kind == "code" else 0
        if drawn > 1:
            mend = "Draw each in a cell of its own, with its words below"
            yield AuthorError(shown(file), cell.line, f"this cell draws {drawn} figures", mend)
        elif drawn:
            text = below.source if below and below.kind == "text" else ""
            if not text.startswith(CAPTION):
                mend = f"Begin the text below it with `{CAPTION}` and what is to be learned from it"
                yield AuthorError(shown(file), cell.line, "the figure drawn here has no caption", mend)
            elif "<!--" not in text.partition("\n\n")[2].lstrip()[:4]:
                mend = "Below its caption, after an empty line, write in `<!-- -->` what is to be seen"
                yield AuthorError(shown(file), (below or cell).line, "this figure has no description", mend)


def _slips_of_text(book: Book, file: Path, written: list[Cell]) -> Iterator[AuthorError]:
    path, texts = shown(file), [cell for cell in written if cell.kind == "text"]
    if not texts or not texts[0].source.startswith("# "):
        yield AuthorError(
            path, written[0].line, "this lab has no title", "Begin its first text with `# # The title`"
        )
    _, heading, questions = texts[-1].source.rpartition(CLOSING) if texts else ("", "", "")
    asked = min(questions.count("\n- ") + questions.startswith("- "), questions.count("?"))
    if not heading or asked < FEWEST_QUESTIONS:
        mend = f"End it with `{CLOSING.strip()}` and a list of at least {FEWEST_QUESTIONS} questions"
        yield AuthorError(path, written[-1].line, "this lab does not end with questions", mend)
    if not any("../chapters/" in cell.source for cell in texts):
        mend = "Link to the one that it belongs to, as in `[chapter 1](../chapters/01-....md)`"
        yield AuthorError(path, written[0].line, "this lab leads back to no chapter", mend)
    if not any(f"../{file.parent.name}/{file.name})" in part.page.body for part in book.chapters):
        mend = f"Link to it from one, as in `[a few words](../{file.parent.name}/{file.name})`"
        yield AuthorError(path, written[0].line, "no chapter leads to this lab", mend)


def _slips_of_tests(file: Path, tests: Path) -> Iterator[AuthorError]:
    text = tests.read_text(encoding="utf-8") if tests.exists() else ""
    if min(text.count("\ndef test_"), text.count("(lab")) < FEWEST_TESTS:
        mend = f"Write at least {FEWEST_TESTS} in {shown(tests)}, each `def test_...(lab):`"
        yield AuthorError(shown(file), 1, "the claims of this lab are not tested", mend)
