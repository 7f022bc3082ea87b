"""The only file that knows the site generator: each event is one call."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from posixpath import dirname, normpath
from typing import Any, cast

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket
from material.plugins.search import plugin as search
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import Abort
from mkdocs.structure.files import File, Files
from mkdocs.structure.nav import Navigation
from mkdocs.structure.pages import Page
from mkdocs.utils import get_relative_url
from mkdocs.utils.templates import TemplateContext
from nbclient.exceptions import CellExecutionError

from hooks.book.book import load_book
from hooks.book.lab import cells, is_lab, prose_of
from hooks.book.reload import code_behind
from hooks.labs import page as labs
from hooks.labs.failures import slip_of_run
from hooks.labs.notebook import as_notebook
from hooks.mkdocs import unchanged_pages
from hooks.mkdocs.search import keeping_sections, mend_search
from hooks.node import ROOT, NodeError
from hooks.pack import steps
from hooks.render.forge import edit_address, problem_with
from hooks.source.errors import AuthorError

HEAD_SCRIPT = ROOT / "docs" / "assets" / "wb" / "page" / "head.js"

log = logging.getLogger("mkdocs.hooks.workbook")
# What other rooms say is part of what the generator says.
logging.getLogger("workbook").parent = log
_command = "build"


def on_startup(command: str, dirty: bool) -> None:
    """Remember whether the pages are being edited."""
    global _command
    _command = command
    search.Parser = keeping_sections(search.Parser)


def on_config(config: MkDocsConfig) -> None:
    """Leave instant navigation out of pages opened as files: it fetches, and the theme's scripts then wait for it in vain."""
    if problem := problem_with(config.mdx_configs["hooks.render.extension"].get("repository") or ""):
        raise Abort(problem)
    config.plugins["mkdocs-jupyter"].config["cache_dir"] = str(labs.prepare_runs())
    if config.extra.get("opened_as_files"):
        config.theme["features"].remove("navigation.instant")


def on_pre_build(config: MkDocsConfig) -> None:
    """Read the whole book first, so that a slip stops the build before any page is rendered."""
    steps.before_pages(Path(config.docs_dir))


def on_files(files: Files, config: MkDocsConfig) -> None:
    """Add each lab as a notebook to download."""
    for file in [one for one in files if is_lab(one.src_uri)]:
        found = cells(Path(str(file.abs_src_path)))
        notebook = as_notebook(found, load_book(Path(config.docs_dir)).references)
        files.append(File.generated(config, labs.download_of(file.src_uri), content=notebook))


def on_pre_page(page: Page, **_: object) -> None:
    """Have each lab run once, also when the site is built several times at once; render other pages only when they have changed."""
    if is_lab(page.file.src_uri):
        page.render = labs.one_run_at_a_time(page.file.src_uri)(_told_if_it_fails(page, page.render))  # type: ignore[method-assign]  # MkDocs has no event around it
    elif _command == "serve":
        page.render = _unless_unchanged(page, page.render)  # type: ignore[method-assign]  # MkDocs has no event around it


def _told_if_it_fails(page: Page, render: Callable[[MkDocsConfig, Files], None]) -> Callable[..., None]:
    """Return what renders a lab, and tells a failure of its code as every other slip is told."""

    def render_or_tell(config: MkDocsConfig, files: Files) -> None:
        try:
            render(config, files)
        except CellExecutionError as error:
            raise slip_of_run(Path(str(page.file.abs_src_path)), str(error)) from error

    return render_or_tell


def _unless_unchanged(page: Page, render: Callable[[MkDocsConfig, Files], None]) -> Callable[..., None]:
    """Return what renders a page, or recalls what it became when it was made from the same."""

    def render_or_recall(config: MkDocsConfig, files: Files) -> None:
        def render_with_names() -> None:
            render(config, files)
            # A file is another object at each build.
            named = {file.src_uri: to for file, to in (page.links_to_anchors or {}).items()}
            page.links_to_anchors = cast(Any, named)

        book = load_book(Path(config.docs_dir))
        own, others, settings = book.page_with(page.markdown or ""), book.outline, config.user_configs
        ground = (page.markdown, own, others, code_behind(book, own), _addresses(files), settings)
        unchanged_pages.render_or_recall(page, page.file.src_uri, ground, render_with_names)
        named = cast(dict[str, dict[str, str]], page.links_to_anchors)
        found = {files.get_file_from_path(name): to for name, to in named.items()}
        page.links_to_anchors = {file: to for file, to in found.items() if file}

    return render_or_recall


def _addresses(files: Files) -> tuple[tuple[str, str], ...]:
    """Return all files of the site with their addresses."""
    return tuple((file.src_uri, file.url) for file in files)


def on_env(env: Any, **_: object) -> None:
    """Give the theme's templates the script that runs first in every page, and keep what they were compiled to."""
    env.bytecode_cache = _templates
    env.globals["head_script"] = HEAD_SCRIPT.read_text(encoding="utf-8")


class _Templates(BytecodeCache):
    """What templates were compiled to: each build of a served site would compile them anew."""

    def __init__(self) -> None:
        self.compiled: dict[tuple[str, str], bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        if code := self.compiled.get((bucket.key, bucket.checksum)):
            bucket.bytecode_from_string(code)

    def dump_bytecode(self, bucket: Bucket) -> None:
        self.compiled[bucket.key, bucket.checksum] = bucket.bytecode_to_string()


_templates = _Templates()


def on_page_content(html: str, page: Page, config: MkDocsConfig, files: Files) -> str:
    """Show labs like the rest of the book."""
    if not is_lab(page.file.src_uri):
        return html
    addresses = _Addresses(page.file.src_uri, page.url, _addresses(files))
    references = load_book(Path(config.docs_dir)).references
    return labs.as_page(html, Path(str(page.file.abs_src_path)), addresses, references)


@dataclass(frozen=True)
class _Addresses:
    """Where links of a page to files of the book lead: equal as long as each of them leads to the same place.

    Attributes:
        here: The file of the page.
        url: The page's address, as seen from the site's.
        files: All files of the book with their addresses.
    """

    here: str
    url: str
    files: tuple[tuple[str, str], ...]

    def __call__(self, link: str) -> str | None:
        path, mark, place = link.partition("#")
        url = dict(self.files).get(normpath(f"{dirname(self.here)}/{path}"))
        return None if url is None else get_relative_url(url, self.url) + mark + place


def on_page_context(context: TemplateContext, page: Page, config: MkDocsConfig, nav: Navigation) -> None:
    """Say to search engines what a page is about, and lead to where it is edited, if a repository is configured."""
    file, book = Path(str(page.file.abs_src_path)), load_book(Path(config.docs_dir))
    source = prose_of(file) if is_lab(page.file.src_uri) else book.page_with(page.markdown or "")
    # A page that was saved during the build is not in the book: the build that follows knows it.
    if source is not None:
        page.meta.setdefault("description", escape(book.description_of(source)))
    if repository := config.mdx_configs["hooks.render.extension"].get("repository"):
        page.edit_url = edit_address(repository, f"{Path(config.docs_dir).name}/{page.file.src_uri}")


def on_post_template(output_content: str, template_name: str, config: MkDocsConfig) -> str:
    """Leave the day of the build out of the site map: the same content gives the same site on any day."""
    return re.sub(r"\s*<lastmod>.*?</lastmod>", "", output_content)


def on_post_build(config: MkDocsConfig) -> None:
    """Add what the browser runs: bundled scripts and styles, and Python; have the search wait until it is opened."""
    book = load_book(Path(config.docs_dir))
    mend_search(Path(config.site_dir))
    opened_as_files = config.extra.get("opened_as_files", False)
    steps.after_pages(
        Path(config.site_dir), book, opened_as_files=opened_as_files, edited=_command == "serve"
    )


def on_build_error(error: Exception) -> None:
    """Show an author's slip without the site generator's own traceback."""
    if isinstance(error, AuthorError | NodeError):
        log.error(str(error))
        raise Abort("The site was not built.") from None
