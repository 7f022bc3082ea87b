"""The successor that Material names builds the same pages from the same settings, without our hooks."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hooks.render.convert import render

ROOT = Path(__file__).parents[3]
ZENSICAL = Path(sys.executable).with_name("zensical")
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
    """Return a copy of the book, built."""
    folder = tmp_path_factory.mktemp("zensical")
    copy_book(folder)
    done = build(folder)
    assert done.returncode == 0, done.stdout + done.stderr
    return folder


@pytest.fixture(scope="module")
def html(site):
    return (site / "site" / CHAPTER.with_suffix("") / "index.html").read_text(encoding="utf-8")


def of(book):
    return next(chapter for chapter in book.chapters if Path(chapter.file) == CHAPTER)


def test_every_exercise_of_a_chapter_is_on_its_page(book, html):
    shown = re.findall(
        r"<wb-exercise [^>]*\bdata-number=\"([\d.]+)\"[^>]*\bid=\"([\w-]+)\"[^>]*\bkind=\"(\w+)\"", html
    )
    assert shown == [(one.number, one.identifier, one.kind) for one in of(book).exercises]


def test_exercises_hold_what_a_learner_needs(book, html):
    exercises = html[html.index("<wb-exercise") : html.rindex("</wb-exercise>")]
    sentences = sum(len(one.block.sentences) for one in of(book).exercises)
    assert exercises.count("<template ") == sentences
    assert exercises.count("data-reveal") == len(of(book).exercises)
    assert len(re.findall(r'class="wb-shared"', html)) == 1


def test_formulas_are_set_and_slots_are_filled(html):
    assert html.count('class="katex-html"') == html.count("<math ") > 100
    assert "data-slot=" in html
    assert not re.search(r"arithmatex|918273|\[\[[a-z]", html)


def test_the_page_is_the_one_that_our_extension_renders(book, html):
    ours = render(of(book).page, ROOT / "docs")
    exercises = slice(ours.index("<wb-exercise"), ours.rindex("</wb-exercise>"))
    for mark in (
        "<wb-exercise",
        "<template ",
        "<math ",
        "data-slot=",
        'class="wb-line"',
        "<textarea ",
        "<details ",
    ):
        assert html.count(mark) == ours.count(mark), mark
    first = re.search(r"<p>[^<]{40,}", ours[exercises])[0]
    assert first in html


def test_the_dashboard_leads_to_the_chapters(book, site):
    index = (site / "site" / "index.html").read_text(encoding="utf-8")
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
