"""Labs: notebooks written as Python files in `docs/labs/`, run when the site is built.

`mkdocs-jupyter` runs them and returns the page of a notebook application, with half a megabyte of styles and with scripts that ask other
servers for more. Kept are the text, the code, what the code has printed and what it has drawn; all of it looks like the rest of the book.
"""

import base64
import hashlib
import html
import os
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from xml.etree import ElementTree as etree

from bs4 import BeautifulSoup, Comment, Tag

from hooks.book.lab import Cell, cells
from hooks.book.references import CITATION, PAGE, Reference, mark_of
from hooks.node import ROOT
from hooks.render.maths import FormulaError, typeset
from hooks.source.errors import AuthorError, shown

from .plots import PlotError, as_figure

try:
    import fcntl
except ImportError:  # not on Windows, where two builds at a time may both run a lab
    fcntl = None  # type: ignore[assignment]  # a module, or none

CACHE = ROOT / ".cache" / "labs"
FORMULAS = ROOT / "checkers" / "formulas.py"
LOOK = Path(__file__).with_name("matplotlibrc")

# A display is a paragraph of its own.
FORMULA = re.compile(r"<p>\s*\$\$(?P<display>.+?)\$\$\s*</p>|\$(?P<inline>[^$]+)\$", re.DOTALL)
DISPLAY = '<div class="wb-display" data-search-exclude="">{}</div>'

CAPTION = "Figure."

# Drawings as SVG of the size that was asked for; nothing about a kernel that no stranger can reach, and no history of what was run.
KERNEL = """\
c.InlineBackend.figure_formats = {"svg"}
c.InlineBackend.print_figure_kwargs = {"bbox_inches": None}
c.IPKernelApp.log_level = "ERROR"
c.HistoryManager.enabled = False
"""


def prepare_runs() -> Path:
    """Have labs computed and drawn alike, whatever the machine and the settings of whoever builds the site.

    Returns:
        The folder for what labs printed and drew; another one as soon as a formula or the look changes, since it hangs on them.
    """
    profile = CACHE / "ipython" / "profile_default"
    profile.mkdir(parents=True, exist_ok=True)
    (profile / "ipython_kernel_config.py").write_text(KERNEL, encoding="utf-8")
    # Their matrices are small: on a busy machine threads wait for one another many times longer than one thread computes.
    os.environ |= {"IPYTHONDIR": str(profile.parent), "MATPLOTLIBRC": str(LOOK), "OPENBLAS_NUM_THREADS": "1"}
    ground = FORMULAS.read_bytes() + LOOK.read_bytes() + KERNEL.encode()
    return CACHE / hashlib.sha256(ground).hexdigest()[:16]


@contextmanager
def one_run_at_a_time(lab: str) -> Iterator[None]:
    """Keep other builds from running the same lab meanwhile; they find afterwards what this one has kept."""
    CACHE.mkdir(parents=True, exist_ok=True)
    with (CACHE / f"{Path(lab).stem}.lock").open("w") as lock:
        if fcntl:
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def download_of(lab: str) -> str:
    """Return the notebook that belongs to a lab, both as seen from the folder with the book's pages."""
    return lab.removesuffix(".py") + ".ipynb"


def as_page(
    notebook: str, lab: Path, address: Callable[[str], str | None], references: Mapping[str, Reference]
) -> str:
    """Return the HTML of a lab.

    Args:
        notebook: What `mkdocs-jupyter` made of it.
        lab: Its file, below the project's folder.
        address: Returns where a link to a file of the book leads, as seen from the page; `None` if there is no such file.
            As long as it and the rest are equal to what they were, the page is not made anew.
        references: All papers by key; what the lab cites is among them.

    Raises:
        AuthorError: If a formula in its text cannot be set, a link leads nowhere, or a figure lacks its words or cannot follow the page.
    """
    return _page(notebook, lab, tuple(cells(lab)), address, tuple(references.items()))


@lru_cache(maxsize=32)
def _page(
    notebook: str,
    lab: Path,
    written: tuple[Cell, ...],
    address: Callable[[str], str | None],
    references: tuple[tuple[str, Reference], ...],
) -> str:
    return "\n".join(_Page(notebook, lab, written, address, dict(references)).parts())


class _Page:
    def __init__(
        self,
        notebook: str,
        lab: Path,
        written: tuple[Cell, ...],
        address: Callable[[str], str | None],
        references: Mapping[str, Reference],
    ) -> None:
        self.seen = BeautifulSoup(notebook, "html.parser").select(".jp-Notebook > .jp-Cell")
        self.lab, self.written, self.address, self.references = lab, written, address, references
        self.figures = 0
        self.cited: set[str] = set()

    def parts(self) -> Iterator[str]:
        """Yield the parts of the page in their order."""
        drawn: tuple[str, Cell] | None = None  # a drawing that waits for its words, and what drew it
        for seen, cell in zip(self.seen, self.written, strict=True):
            if drawn and cell.kind == "code":
                raise self._without_words(drawn[1])
            if cell.kind == "text":
                text = seen.select(".jp-MarkdownOutput")[0]
                if drawn:
                    yield self._figure(*drawn, text)
                    drawn = None
                yield self._text(text)
            else:
                yield from _code_and_what_it_printed(seen)
                drawing = self._drawing(seen, cell)
                drawn = (drawing, cell) if drawing else None
        if drawn:
            raise self._without_words(drawn[1])

    def _text(self, text: Tag) -> str:
        for link in text.select("a"):
            address = str(link.get("href", ""))
            if "anchor-link" in link.get_attribute_list("class"):
                link["class"], link["title"] = "headerlink", "Permanent link"
            elif not re.match("https?:|#", address):
                link["href"] = self._target(address)
        if title := text.select_one("h1"):
            title.insert_after(BeautifulSoup(self._offer(), "html.parser"))
        return CITATION.sub(self._citation, self._with_formulas(text.decode_contents()))

    def _citation(self, found: re.Match[str]) -> str:
        """Return a link to the paper's description; the first of each paper on the page can be linked back to."""
        mark = mark_of(found)
        key = mark.attrib.pop("data-cite")
        self.references[key].write_out(mark, f"{self.address(f'../{PAGE}')}#{key}", self.cited)
        return etree.tostring(mark, encoding="unicode")

    def _offer(self) -> str:
        """Return the line that offers the lab as a notebook, and leads whoever comes from a search engine to the book."""
        link = f'<a href="{self.address(download_of(self.lab.name))}" download>Download this lab as a notebook</a>'
        book = f'<a href="{self.address("../index.md")}">this workbook</a>'
        return f"<p>{link}. It needs Python with NumPy and Matplotlib, and nothing else of {book}.</p>"

    def _target(self, link: str) -> str:
        target = self.address(link)
        if target is None:
            raise AuthorError(
                shown(self.lab), self._line_of(link), f"the link `{link}` leads to no file", "Correct it"
            )
        return target

    def _drawing(self, seen: Tag, cell: Cell) -> str | None:
        drawings = seen.select('[data-mime-type="image/svg+xml"] img')
        if len(drawings) > 1:
            what = f"this cell draws {len(drawings)} figures"
            raise AuthorError(
                shown(self.lab), cell.line, what, "Draw each in a cell of its own, with its words below"
            )
        return base64.b64decode(str(drawings[0]["src"]).partition(",")[2]).decode() if drawings else None

    def _figure(self, drawing: str, drawn_by: Cell, text: Tag) -> str:
        """Return a figure, and take its words out of the text below it."""
        caption = text.find(True)
        head = caption.find("strong") if caption and caption.name == "p" else None
        description = (
            caption.find_next_sibling(string=lambda one: isinstance(one, Comment))
            if caption and head
            else None
        )
        if not (caption and head and description and head.get_text() == CAPTION and description.strip()):
            raise self._without_words(drawn_by)
        self.figures += 1
        name = f"figure-{self.figures}"
        words = " ".join(description.split())
        try:
            svg = as_figure(drawing, name, f"Figure {self.figures}", words)
        except PlotError as error:
            raise AuthorError(shown(self.lab), drawn_by.line, *error.args) from None
        head.name, head["class"], head.string = "span", "wb-figure-number", f"Figure {self.figures}"
        caption.extract(), description.extract()
        said = self._with_formulas(str(caption))
        return f'<figure class="wb-figure" id="{name}">{svg}<figcaption>{said}</figcaption></figure>'

    def _without_words(self, cell: Cell) -> AuthorError:
        mend = f"Begin the text below with `**{CAPTION}** The caption.`, an empty line, and `<!-- What is to be seen, in words. -->`"
        return AuthorError(shown(self.lab), cell.line, "the figure drawn here has no words", mend)

    def _with_formulas(self, text: str) -> str:
        found = list(FORMULA.finditer(text))
        # Outside of formulas the text is HTML already, and so are the signs inside them.
        formulas = [(html.unescape(one["display"] or one["inline"]), bool(one["display"])) for one in found]
        rendered = []
        for (tex, _), result in zip(formulas, typeset(formulas), strict=True):
            if isinstance(result, FormulaError):
                what = f"`{tex}` cannot be set: {result}"
                raise AuthorError(shown(self.lab), self._line_of(tex), what, "Correct its TeX")
            rendered.append(result)
        results = iter(rendered)
        return FORMULA.sub(
            lambda one: DISPLAY.format(next(results)) if one["display"] else next(results), text
        )

    def _line_of(self, text: str) -> int:
        before, *_ = self.lab.read_text(encoding="utf-8").partition(text)
        return before.count("\n") + 1


def _code_and_what_it_printed(cell: Tag) -> Iterator[str]:
    code = cell.select(".jp-InputArea pre")[0].decode_contents().strip()
    yield f'<div class="highlight" data-search-exclude><pre tabindex="0"><code>{code}</code></pre></div>'
    # What is printed in pieces arrives in pieces.
    printed = "".join(one.get_text() for one in cell.select(".jp-OutputArea-output pre")).rstrip()
    if printed:
        yield f'<pre class="wb-printed" data-search-exclude tabindex="0"><samp>{html.escape(printed)}</samp></pre>'
