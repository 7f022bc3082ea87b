"""Builds the book with Zensical, the successor that Material names: all that it is not told by `mkdocs.yml` is done before and after it.

Zensical knows neither our events nor `mkdocs-jupyter`. So it gets a copy of the sources in which each lab is a page already, with its
notebook beside it, and each page has its description; and the site that it builds gets what its pages run.
"""

import json
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import SimpleNamespace

from mkdocs_jupyter.plugin import Plugin

from hooks.book.book import Book
from hooks.book.lab import FOLDER as LABS
from hooks.book.lab import cells, prose_of
from hooks.labs.notebook import as_notebook
from hooks.labs.page import as_page, download_of, one_run_at_a_time, prepare_runs
from hooks.node import ROOT
from hooks.pack.steps import after_pages, before_pages
from hooks.render.convert import settings_of

from .generator import SETTINGS

ZENSICAL = Path(sys.executable).with_name("zensical")
DOCS = ROOT / "docs"
THEME = Path(__file__).with_name("theme")
HEAD_SCRIPT = DOCS / "assets" / "wb" / "page" / "head.js"
JUPYTER = "mkdocs-jupyter"

HEADING = re.compile(r'<h([1-6]) id="([^"]+)">(.*?)<a class="headerlink".*?</a></h\1>', re.DOTALL)
LINK_TO_A_LAB = re.compile(r'href="(?P<lab>[^":#]+)\.py(?P<place>#[^"]*)?"')


def build_with_zensical(site: Path) -> int:
    """Build the site.

    Args:
        site: The folder to write to, which is replaced.

    Returns:
        The exit code of Zensical, which has said what is wrong.

    Raises:
        AuthorError: At the first slip in the book.
    """
    book = before_pages(DOCS)
    with tempfile.TemporaryDirectory(prefix="workbook-") as name:
        folder = Path(name)
        write_sources(book, folder)
        code = subprocess.run([ZENSICAL, "build"], cwd=folder).returncode
        if code:
            return code
        _lead_to_labs(folder / "site")
        after_pages(folder / "site", book)
        shutil.rmtree(site, ignore_errors=True)
        shutil.copytree(folder / "site", site)
    return 0


def write_sources(book: Book, folder: Path) -> None:
    """Write what Zensical reads into an empty folder: settings, theme and pages, of which those of labs are complete."""
    settings = settings_of(SETTINGS)
    left_out = {DOCS / one.strip("/") for one in settings["exclude_docs"].split()}
    docs = folder / DOCS.name
    shutil.copytree(
        DOCS, docs, ignore=lambda here, names: {one for one in names if Path(here, one) in left_out}
    )
    for page in book.pages:
        copy = docs / Path(page.path).resolve().relative_to(DOCS)
        if copy.is_file():
            copy.write_text(
                _described(copy.read_text(encoding="utf-8"), book.description_of(page)), encoding="utf-8"
            )
    jupyter = Plugin()
    jupyter.load_config({**settings["plugins"][JUPYTER], "cache_dir": str(prepare_runs())})
    jupyter.on_pre_build(None)
    for lab in sorted((DOCS / LABS).glob("*.py")):
        (docs / LABS / lab.name).unlink()
        (docs / LABS / f"{lab.stem}.md").write_text(_lab_as_markdown(lab, jupyter, book), encoding="utf-8")
        notebook = as_notebook(cells(lab), book.references)
        (docs / LABS / download_of(lab.name)).write_text(notebook, encoding="utf-8")
    (folder / SETTINGS.name).write_text(_settings(), encoding="utf-8")
    theme = folder / THEME.relative_to(ROOT)
    theme.mkdir(parents=True)
    script = "{% raw %}" + HEAD_SCRIPT.read_text(encoding="utf-8") + "{% endraw %}"
    for template in THEME.iterdir():
        text = template.read_text(encoding="utf-8").replace("{{ head_script }}", script)
        (theme / template.name).write_text(text, encoding="utf-8")


def _settings() -> str:
    """Return the settings for the copy, whose labs are Markdown, and which takes exercises from the book as it is written."""
    text = SETTINGS.read_text(encoding="utf-8")
    text = re.sub(rf"(: {LABS}/\w+)\.py$", r"\1.md", text, flags=re.MULTILINE)
    return text.replace(
        "  - hooks.render.extension:\n", f"  - hooks.render.extension:\n      docs: {json.dumps(str(DOCS))}\n"
    )


def _described(page: str, description: str) -> str:
    """Return a page with its description in the front matter."""
    line = f"description: {json.dumps(description, ensure_ascii=False)}\n"
    return (
        page.replace("---\n", f"---\n{line}", 1) if page.startswith("---\n") else f"---\n{line}---\n\n{page}"
    )


def _lab_as_markdown(lab: Path, jupyter: Plugin, book: Book) -> str:
    """Return the page of a lab as HTML between the headings of a Markdown file, so that the generator knows its title and its contents."""
    name = f"{LABS}/{lab.name}"
    page = SimpleNamespace(file=SimpleNamespace(abs_src_path=str(lab), src_path=name), abs_url="")
    jupyter.on_pre_page(page, None, None)
    with one_run_at_a_time(name):
        page.render(None, None)
    shown = as_page(page.content, lab, _as_written, book.references)
    parts = HEADING.split(shown)
    text = [f"<div>\n{parts[0]}\n</div>" if parts[0].strip() else ""]
    for level, identifier, title, below in zip(
        parts[1::4], parts[2::4], parts[3::4], parts[4::4], strict=True
    ):
        text += [f"{'#' * int(level)} {title.strip()} {{#{identifier}}}", f"<div>\n{below}\n</div>"]
    return _described("\n\n".join(text) + "\n", book.description_of(prose_of(lab)))


def _as_written(link: str) -> str | None:
    """Return a link of a lab as the author of a Markdown page beside it would write it, which the generator then follows."""
    path, mark, place = link.partition("#")
    name = path.rpartition("/")[2]
    known = (DOCS / LABS / path).exists() or (DOCS / LABS / name.replace(".ipynb", ".py")).exists()
    return f"{_markdown(path)}{mark}{place}" if known else None


def _markdown(lab: str) -> str:
    return re.sub(r"\.py$", ".md", lab)


def _lead_to_labs(site: Path) -> None:
    """Correct the links of pages to labs, which lead to the Python files in the sources."""
    for page in site.rglob("index.html"):

        def led(found: re.Match[str], folder: Path = page.parent) -> str:
            is_page = (folder / found["lab"]).is_dir()
            return f'href="{found["lab"]}/{found["place"] or ""}"' if is_page else found[0]

        html = page.read_text(encoding="utf-8")
        page.write_text(LINK_TO_A_LAB.sub(led, html), encoding="utf-8")
