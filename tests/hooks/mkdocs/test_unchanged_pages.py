"""A site that is served shows after each edit what a build from nothing would show."""

import logging
import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest
from mkdocs.commands.build import _populate_page
from mkdocs.config import load_config
from mkdocs.structure.files import get_files, set_exclusions
from mkdocs.structure.nav import get_navigation
from mkdocs.structure.pages import Page

from hooks.book import book
from hooks.book.book import load_book
from hooks.book.lab import is_lab
from hooks.figures import registry as figures
from hooks.mkdocs import events as site
from hooks.mkdocs import unchanged_pages
from hooks.render.convert import render

ROOT = Path(__file__).parents[3]
WHOLE = ROOT / "tests" / "sites" / "whole"

# What a page may say of others that `whole` does not say: papers, who cites them, formulas, figures by their number.
MORE = {
    "references.yml": """\
ho2020:
  authors: [Jonathan Ho, Ajay Jain, Pieter Abbeel]
  title: Denoising Diffusion Probabilistic Models
  year: 2020
  arxiv: "2006.11239"
""",
    "references.md": "# References\n\n/// references\n///\n",
    "formulas.md": """\
# Formulas

/// formula | gaussian_score
    introduced: chapters/01-later.md#later

### Score

$$
x
$$
///
""",
    "labs/one.py": "# %% [markdown]\n# # A lab\n#\n# As in [@ho2020].\n",
    "citing.md": "# Citing\n\nAs in [@ho2020] and [Figure](chapters/00-tiny.md#figure-tiny-slope).\n",
}
ANOTHER_FIGURE = """/// figure | tiny-other
**Another line.**

//// description
A line.
////
///

"""
LATER, TINY = "chapters/01-later.md", "chapters/00-tiny.md"


class Served:
    """A book whose pages are rendered again and again by one process, as `mkdocs serve` does.

    Attributes:
        docs: Its folder.
        rendered: The pages that were rendered anew the last time.
    """

    def __init__(self, docs):
        self.docs = docs
        self.rendered = set()

    def edit(self, file, old, new):
        text = (self.docs / file).read_text(encoding="utf-8")
        assert text.count(old) == 1
        (self.docs / file).write_text(text.replace(old, new), encoding="utf-8")

    def pages(self, **settings):
        """Return by the name of each page what it has become."""
        self.rendered.clear()
        site = str(self.docs.parent / "site")
        config = load_config(
            str(ROOT / "mkdocs.yml"), docs_dir=str(self.docs), site_dir=site, nav=[], **settings
        )
        config.plugins.on_startup(command="serve", dirty=False)
        config = config.plugins.on_config(config)
        files = config.plugins.on_files(get_files(config), config=config)
        set_exclusions(files, config)
        get_navigation(files, config)
        # Labs would have to be run; what becomes of them is in tests/hooks/labs/test_page.py.
        shown = [file for file in files.documentation_pages() if not is_lab(file.src_uri)]
        for file in shown:
            _populate_page(file.page, config, files)
        return {file.src_uri: _became(file.page, files) for file in shown}

    def pages_from_nothing(self, **settings):
        """Return the same of a process that has just been started."""
        unchanged_pages.forget()
        return self.pages(**settings)


def _became(page, files):
    # Links lead to the files of this build, whose pages know their places.
    assert all(files.get_file_from_path(to.src_uri) is to for to in page.links_to_anchors)
    links = {to.src_uri: anchors for to, anchors in page.links_to_anchors.items()}
    return page.content, str(page.toc), page.title, page.present_anchor_ids, links


@pytest.fixture
def served(tiny_exercises, tmp_path, monkeypatch):
    figures.figure("tiny-other")(lambda: figures.picture("tiny-slope"))
    monkeypatch.setattr(book, "exercised", lambda: {"gaussian_score": frozenset({"tiny-share"})})
    unchanged_pages.forget()
    docs = tmp_path / "docs"
    shutil.copytree(WHOLE, docs)
    for name, text in MORE.items():
        (docs / name).parent.mkdir(exist_ok=True)
        (docs / name).write_text(text, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    served = Served(docs)
    as_it_is = Page.render

    def counted(page, *arguments):
        served.rendered.add(page.file.src_uri)
        as_it_is(page, *arguments)

    monkeypatch.setattr(Page, "render", counted)
    yield served
    load_config(str(ROOT / "mkdocs.yml")).plugins.on_startup(command="build", dirty=False)


def changed(before, after):
    assert before.keys() == after.keys()
    return {name for name in before if before[name] != after[name]}


EDITS = [
    pytest.param(TINY, "Prose with", "Words with", {TINY}, id="prose"),
    pytest.param(TINY, "What is half", "What is a half", {TINY}, id="prompt"),
    pytest.param(TINY, "You turned", "You have turned", {TINY}, id="sentence"),
    pytest.param(TINY, "### Share of", "### Part of", {TINY, "formulas.md"}, id="title-of-an-exercise"),
    pytest.param(TINY, "One of each", "Some of each", {"index.md"}, id="summary"),
    pytest.param(
        TINY, "/// figure | ", f"{ANOTHER_FIGURE}/// figure | ", {TINY, "citing.md"}, id="number-of-a-figure"
    ),
    pytest.param(LATER, "# Later", "# Much later {#later}", {LATER, "formulas.md"}, id="title-of-a-section"),
    pytest.param(LATER, "Nothing", "[@ho2020] Nothing", {LATER, "references.md"}, id="citation"),
    pytest.param("citing.md", "# Citing", "# Who cites", {"citing.md", "references.md"}, id="name-of-a-page"),
    pytest.param("labs/one.py", "# A lab", "# The lab", {"references.md"}, id="name-of-a-lab"),
    pytest.param(
        "extra.md",
        "| tiny-extra\n",
        "| tiny-extra\n    formulas: gaussian_score\n",
        {"formulas.md"},
        id="formula-of-an-exercise",
    ),
    pytest.param(
        "feedback.md", "Right.", "Quite right.", {TINY, "extra.md", "lessons/a-tiny.md"}, id="shared-sentence"
    ),
    pytest.param("references.yml", "Jonathan Ho", "Jon Hoe", {"citing.md", "references.md"}, id="paper"),
]


@pytest.mark.parametrize(("file", "old", "new", "pages"), EDITS)
def test_an_edit_changes_every_page_that_shows_it(served, file, old, new, pages):
    before = served.pages()
    served.edit(file, old, new)
    after = served.pages()
    assert changed(before, after) == pages
    assert after == served.pages_from_nothing()


def test_a_page_that_nothing_has_changed_is_not_rendered_again(served):
    everything = set(served.pages())
    assert served.rendered == everything
    assert served.pages().keys() == everything
    assert served.rendered == set()
    served.edit(TINY, "Prose with", "Words with")
    served.pages()
    assert served.rendered == {TINY}


def test_lines_above_the_text_count(served):
    """The page's text is the same, but its exercises stand elsewhere in the file, to which a link leads."""
    served.pages()
    served.edit(TINY, "planned: 5\n", "planned: 5\nnote: new\n")
    served.pages()
    assert TINY in served.rendered


def test_other_addresses_change_links(served):
    before = served.pages()
    after = served.pages(use_directory_urls=False)
    assert "citing.md" in changed(before, after)
    assert after == served.pages_from_nothing(use_directory_urls=False)


def test_a_link_to_nothing_is_complained_about_until_it_is_mended(served, caplog):
    served.edit("citing.md", "chapters/00-tiny.md#figure", "chapters/00-gone.md#figure")
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            caplog.clear()
            served.pages()
            assert "00-gone.md" in caplog.text
    (served.docs / "chapters" / "00-gone.md").write_text("Words.\n", encoding="utf-8")


def test_what_the_book_s_pages_say_of_one_another_is_in_its_outline(tmp_path, monkeypatch):
    """Wherever words are added elsewhere, a page becomes what it was as long as the outline is what it was."""

    def written(name):
        folder = tmp_path / name
        ignored = shutil.ignore_patterns("assets", "labs", "decisions")
        shutil.copytree(ROOT / "docs", folder / "docs", ignore=ignored)
        monkeypatch.chdir(folder)
        return folder / "docs"

    docs = written("as-it-is")
    book = load_book(docs)
    pages = [page for page in book.pages if page is not book.feedback]
    as_it_is = {page.path: render(page, docs, set_formulas=False) for page in pages}
    for half in (pages[::2], pages[1::2]):
        docs = written(f"without-{Path(half[0].path).stem}")
        for page in half:
            file = docs.parent / page.path
            text = file.read_text(encoding="utf-8").replace("//// hint\n", "//// hint\nMore words.\n\n")
            text = text.replace("//// description\n", "More words.\n\n//// description\nMore words.\n\n")
            file.write_text(f"{text}\nMore words.\n", encoding="utf-8")
        edited = load_book(docs)
        assert edited.outline == book.outline
        for page in edited.pages:
            if page.path in as_it_is and page.path not in {one.path for one in half}:
                assert render(page, docs, set_formulas=False) == as_it_is[page.path], page.path


def test_a_page_that_is_saved_during_a_build_does_not_end_it(served):
    config = load_config(str(ROOT / "mkdocs.yml"), docs_dir=str(served.docs))
    file = SimpleNamespace(src_uri=TINY, abs_src_path=str(served.docs / TINY))
    pages = [
        SimpleNamespace(file=file, markdown=text, meta={})
        for text in ("Just saved", load_book(served.docs).chapters[0].page.body)
    ]
    for page in pages:
        site.on_page_context({}, page, config, None)
    assert ["description" in page.meta for page in pages] == [False, True]
