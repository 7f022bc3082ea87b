"""The only file that knows the site generator: each event is one call."""

import logging
import re
from html import escape
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import TemplateContext
from nbclient.exceptions import CellExecutionError

from hooks import labs
from hooks.errors import AuthorError
from hooks.forge import edit_address, problem_with
from hooks.node import ROOT, NodeError
from hooks.notebook import as_notebook
from hooks.package import add_browser_parts
from hooks.search import mend_search
from hooks.specs import check_uncited_references, check_unlisted_formulas, load_book

EARLY_SCRIPT = ROOT / "docs" / "assets" / "wb" / "early.js"

log = logging.getLogger("mkdocs.hooks.workbook")
_command = "build"


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether the pages are being edited."""
    global _command
    _command = command


def on_config(config: MkDocsConfig) -> None:
    """Leave instant navigation out of pages opened as files: it fetches, and the theme's scripts then wait for it in vain."""
    if problem := problem_with(config.mdx_configs["hooks.blocks"].get("repository") or ""):
        raise Abort(problem)
    config.plugins["mkdocs-jupyter"].config["cache_dir"] = str(labs.prepare_runs())
    if config.extra.get("opened_as_files"):
        config.theme["features"].remove("navigation.instant")


def on_pre_build(config: MkDocsConfig) -> None:
    """Read the whole book first, so that a slip stops the build before any page is rendered."""
    book = load_book(Path(config.docs_dir))
    check_unlisted_formulas(book)
    check_uncited_references(book)


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add each lab as a notebook to download."""
    for file in [one for one in files if labs.is_lab(one.src_uri)]:
        cells = labs.cells(Path(file.abs_src_path))
        notebook = as_notebook(cells, load_book(Path(config.docs_dir)).references)
        files.append(File.generated(config, labs.download_of(file.src_uri), content=notebook))


def on_pre_page(page: Page, **_: object) -> None:
    """Have each lab run once, also when the site is built several times at once."""
    if labs.is_lab(page.file.src_uri):
        page.render = labs.alone(page.file.src_uri)(page.render)


def on_env(env: Any, **_: object) -> None:
    """Give the theme's templates the script that runs first in every page."""
    env.globals["early_script"] = EARLY_SCRIPT.read_text(encoding="utf-8")


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Dress labs like the rest of the book."""
    here = page.file.src_uri
    if not labs.is_lab(here):
        return html

    def address(link: str) -> str | None:
        path, mark, place = link.partition("#")
        file = files.get_file_from_path(normpath(f"{dirname(here)}/{path}"))
        return file and get_relative_url(file.url, page.url) + mark + place

    references = load_book(Path(config.docs_dir)).references
    return labs.in_the_books_dress(html, Path(page.file.abs_src_path), address, references)


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Say to search engines what a page is about, and lead to where it is edited, if a repository is configured."""
    file, book = Path(page.file.abs_src_path), load_book(Path(config.docs_dir))
    source = labs.text_of(file) if labs.is_lab(page.file.src_uri) else book.page_with(page.markdown)
    page.meta.setdefault("description", escape(book.description_of(source)))
    if repository := config.mdx_configs["hooks.blocks"].get("repository"):
        page.edit_url = edit_address(repository, f"{Path(config.docs_dir).name}/{page.file.src_uri}")


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Leave the day of the build out of the site map: the same content gives the same site on any day."""
    return re.sub(r"\s*<lastmod>.*?</lastmod>", "", output_content)


def on_post_build(config: MkDocsConfig) -> None:
    """Add what the browser runs: bundled scripts and styles, and Python; have the search wait until it is opened."""
    book = load_book(Path(config.docs_dir))
    mend_search(Path(config.site_dir))
    opened_as_files = config.extra.get("opened_as_files", False)
    add_browser_parts(Path(config.site_dir), book, opened_as_files, edited=_command == "serve")


def on_build_error(error: Exception) -> None:
    """Show an author's slip, and a lab that raised, without the site generator's own traceback."""
    if isinstance(error, AuthorError | NodeError | CellExecutionError):
        log.error(str(error))
        raise Abort("The site was not built.") from None
