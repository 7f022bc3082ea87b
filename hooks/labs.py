"""Labs: notebooks written as Python files in `docs/labs/`, run when the site is built.

`mkdocs-jupyter` runs them and returns the page of a notebook application, with half a megabyte of styles and with scripts that ask other
servers for more. Kept are the text, the code and what the code has printed, in the book's own dress.
"""

import hashlib
import html
import re
from pathlib import Path

from bs4 import BeautifulSoup, Tag

from .errors import AuthorError
from .maths import FormulaError, typeset
from .node import ROOT

FOLDER = "labs/"
CACHE = ROOT / ".cache" / "labs"
FORMULAS = ROOT / "checkers" / "formulas.py"

FORMULA = re.compile(r"\$\$(?P<display>.+?)\$\$|\$(?P<inline>[^$]+)\$", re.DOTALL)


def cache_of_runs() -> Path:
    """Return the folder for what labs printed; another one as soon as a formula changes, since what they print hangs on it."""
    return CACHE / hashlib.sha256(FORMULAS.read_bytes()).hexdigest()[:16]


def in_the_books_dress(notebook: str, lab: Path) -> str:
    """Return the HTML of a lab.

    Args:
        notebook: What `mkdocs-jupyter` made of it.
        lab: Its file, below the project's folder.

    Raises:
        AuthorError: If a formula in its text cannot be set.
    """
    parts = []
    for cell in BeautifulSoup(notebook, "html.parser").select(".jp-Notebook > .jp-Cell"):
        if "jp-MarkdownCell" in cell["class"]:
            text = cell.select_one(".jp-MarkdownOutput")
            for link in text.select("a.anchor-link"):
                link["class"], link["title"] = "headerlink", "Permanent link"
            parts.append(_with_formulas(text.decode_contents(), lab))
        else:
            parts += _code_and_what_it_printed(cell)
    return "\n".join(parts)


def _code_and_what_it_printed(cell: Tag) -> list[str]:
    code = cell.select_one(".jp-InputArea pre").decode_contents().strip()
    # What is printed in pieces arrives in pieces.
    printed = "".join(one.get_text() for one in cell.select(".jp-OutputArea-output pre")).rstrip()
    parts = [f'<div class="highlight"><pre tabindex="0"><code>{code}</code></pre></div>']
    if printed:
        parts.append(f'<pre class="wb-printed" tabindex="0"><samp>{html.escape(printed)}</samp></pre>')
    return parts


def _with_formulas(text: str, lab: Path) -> str:
    found = list(FORMULA.finditer(text))
    # Outside of formulas the text is HTML already, and so are the signs inside them.
    formulas = [(html.unescape(one["display"] or one["inline"]), bool(one["display"])) for one in found]
    rendered = typeset(formulas)
    for (tex, _), result in zip(formulas, rendered, strict=True):
        if isinstance(result, FormulaError):
            raise AuthorError(*_place(tex, lab), f"`{tex}` cannot be set: {result}", "Correct its TeX")
    results = iter(rendered)
    return FORMULA.sub(lambda _: next(results), text)


def _place(tex: str, lab: Path) -> tuple[str, int]:
    before, *_ = lab.read_text(encoding="utf-8").partition(tex)
    return lab.relative_to(ROOT).as_posix(), before.count("\n") + 1
