"""The successor that Material names builds every page from the same settings, without our events."""

import json
import re
import shutil
import subprocess
import sys
from html import escape, unescape
from pathlib import Path
from urllib.parse import unquote, urljoin, urlsplit

import pytest

from hooks.book.lab import cells
from hooks.mkdocs.zensical import build_with_zensical
from hooks.render.convert import render

ROOT = Path(__file__).parents[3]
ZENSICAL = Path(sys.executable).with_name("zensical")
LABS = sorted((ROOT / "docs" / "labs").glob("*.py"))
CHAPTER = Path("chapters", "00-forward-process.md")


def build(folder):
    """Build the site in a folder, as a contributor would."""
    return subprocess.run(
        [ZENSICAL, "build"], cwd=folder, capture_output=True, text=True, encoding="utf-8", check=False
    )


def copy_book(folder):
    """Copy the book without its assets."""
    shutil.copy(ROOT / "mkdocs.yml", folder)
    shutil.copytree(ROOT / "hooks" / "mkdocs" / "theme", folder / "hooks" / "mkdocs" / "theme")
    for page in [*(ROOT / "docs").rglob("*.md"), ROOT / "docs" / "references.yml"]:
        copy = folder / page.relative_to(ROOT)
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(page, copy)


@pytest.fixture(scope="module")
def site(tmp_path_factory):
    """The whole book as `workbook build --generator zensical` builds it."""
    folder = tmp_path_factory.mktemp("zensical") / "site"
    assert build_with_zensical(folder) == 0
    return folder


@pytest.fixture(scope="module")
def html(site):
    return (site / CHAPTER.with_suffix("") / "index.html").read_text(encoding="utf-8")


def of(book):
    return next(chapter for chapter in book.chapters if Path(chapter.file) == CHAPTER)


def test_every_exercise_of_a_chapter_is_on_its_page(book, html):
    shown = re.findall(
        r"<wb-exercise [^>]*\bdata-number=\"([\d.]+)\"[^>]*\bid=\"([\w-]+)\"[^>]*\bkind=\"(\w+)\"", html
    )
    assert shown == [(one.number, one.identifier, one.kind) for one in of(book).exercises]


def test_exercises_hold_what_a_learner_needs(book, site, html):
    exercises = html[html.index("<wb-exercise") : html.rindex("</wb-exercise>")]
    sentences = sum(len(one.block.sentences) for one in of(book).exercises)
    assert exercises.count("<template ") == sentences
    assert exercises.count("data-reveal") == len(of(book).exercises)
    # What all of them may say is part of the script.
    assert "wb-shared" not in html
    script = (site / "assets" / "workbook" / "main.js").read_text(encoding="utf-8")
    assert all(f'data-code="{name}"' in script for name in book.shared_sentences)


def test_formulas_are_set_and_slots_are_filled(html):
    assert html.count("<math") > 100
    assert "data-slot=" in html
    assert not re.search(r"arithmatex|918273|\[\[[a-z]", html)


def test_the_page_is_the_one_that_our_extension_renders(book, html):
    ours = render(of(book).page, ROOT / "docs")
    exercises = slice(ours.index("<wb-exercise"), ours.rindex("</wb-exercise>"))
    shown = html[html.index("<wb-exercise") : html.rindex("</wb-exercise>")]
    for mark in (
        "<wb-exercise",
        "<template ",
        "<math",
        "data-slot=",
        'class="wb-line"',
        "<textarea ",
        "<details ",
    ):
        assert shown.count(mark) == ours[exercises].count(mark), mark
    first = re.search(r"<p>[^<]{40,}", ours[exercises])[0]
    assert first in html


def test_the_dashboard_leads_to_the_chapters(book, site):
    index = (site / "index.html").read_text(encoding="utf-8")
    cards = index[index.index('class="wb-chapters"') :]
    for chapter in book.chapters:
        assert f'href="{Path(chapter.file).with_suffix("").as_posix()}/"' in cards


def test_a_slip_stops_this_build_too_and_names_the_line(tmp_path):
    # A copy of its own: whatever an earlier build keeps must not decide what this one says.
    copy_book(tmp_path)
    page = tmp_path / "docs" / CHAPTER
    text = page.read_text(encoding="utf-8")
    opening = "/// derive | signal-fraction"
    page.write_text(text.replace(opening, "/// deriv | signal-fraction"), encoding="utf-8")
    line = text[: text.index(opening)].count("\n") + 1
    done = build(tmp_path)
    said = done.stdout + done.stderr
    assert done.returncode != 0, said
    assert f"docs/{CHAPTER.as_posix()}:{line}: unknown block `deriv`. Did you mean `derive`?" in said, said


def pages_in_the_navigation():
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    return re.findall(r"^ +- .*: ([\w/-]+)\.(?:md|py)$", settings, re.MULTILINE)


def test_every_page_of_the_navigation_is_built(site):
    named = pages_in_the_navigation()
    assert len(named) > 25
    for name in named:
        assert (site / ("" if name == "index" else name) / "index.html").is_file(), name


def test_every_page_has_its_description_its_title_and_the_manifest(book, site):
    for page in site.rglob("index.html"):
        html = page.read_text(encoding="utf-8")
        assert len(re.findall(r'<meta name="description" content="[^"]{20,}"', html)) == 1, page
        assert html.count('<link rel="manifest"') == 1, page
        assert "<title>" in html
    assert escape(book.description_of(of(book).page)) in (
        site / CHAPTER.with_suffix("") / "index.html"
    ).read_text(encoding="utf-8")


@pytest.mark.parametrize("lab", LABS, ids=[lab.stem for lab in LABS])
def test_a_lab_is_a_page_with_its_contents_its_figures_and_its_notebook(site, lab):
    html = (site / "labs" / lab.stem / "index.html").read_text(encoding="utf-8")
    written = cells(lab)
    assert html.count('<div class="highlight"') == sum(cell.kind == "code" for cell in written)
    assert html.count('<figure class="wb-figure"') == sum("**Figure.**" in cell.source for cell in written)
    assert "wb-printed" in html
    for title in re.findall(r"^# ## (.+)$", lab.read_text(encoding="utf-8"), re.MULTILINE):
        assert len(re.findall(rf'<h2 id="[^"]+">{re.escape(escape(title, quote=False))}', html)) == 1, title
    notebook = json.loads((site / "labs" / f"{lab.stem}.ipynb").read_text(encoding="utf-8"))
    assert notebook["nbformat"] == 4


def test_every_link_leads_somewhere(site):
    places = {}
    for page in site.rglob("index.html"):
        base = f"/{page.parent.relative_to(site).as_posix()}/".replace("/./", "/")
        html = page.read_text(encoding="utf-8")
        for link in sorted(set(re.findall(r'(?:href|src)="([^"]+)"', html))):
            target = urlsplit(urljoin(f"https://here{base}", unescape(link)))
            if target.netloc != "here":
                continue
            file = site / unquote(target.path).removeprefix("/")
            file = file / "index.html" if target.path.endswith("/") else file
            assert file.is_file(), f"{base}: {link}"
            if target.fragment and file.suffix == ".html":
                text = places.setdefault(file, file.read_text(encoding="utf-8"))
                assert re.search(rf'\b(?:id|name)="{re.escape(unquote(target.fragment))}"', text), (
                    f"{base}: {link}"
                )


def test_pages_have_what_they_run(site):
    for name in ("workbook/main.js", "workbook/worker.js", "workbook/styles.css", "runtime/checkers.zip"):
        assert (site / "assets" / name).is_file(), name
    assert (site / "service-worker.js").is_file()
    html = (site / CHAPTER.with_suffix("") / "index.html").read_text(encoding="utf-8")
    assert "pressedBeforeStart" in html
    assert "data-foreseen=" in html
