"""The zip, unpacked and opened by double click: no server, no network, and all of the workbook."""

import base64
import gzip
import json
import re
import zipfile
from contextlib import contextmanager

import pytest
from chromium import ARGUMENTS, find_chromium
from conftest import watched
from learner import CALCULATED, answer, answers, ask, file_of, on_page, verdict, write
from playwright.sync_api import expect

from hooks.command.offline import write_offline
from hooks.kinds import KINDS
from hooks.pack.offline import FOLDER

MOST = 14e6  # bytes


@contextmanager
def reader(playwright, folder, profile):
    """A browser without network, whose profile outlives it, and in which nothing outside of the folder may be asked for."""
    opened = playwright.chromium.launch_persistent_context(
        profile,
        executable_path=find_chromium(playwright),
        args=list(ARGUMENTS),
        offline=True,
        reduced_motion="reduce",
    )
    with watched(opened, folder.as_uri() + "/") as context:
        yield context.pages[0]


@pytest.fixture(scope="module")
def page(playwright, folder, tmp_path_factory):
    with reader(playwright, folder, tmp_path_factory.mktemp("profile")) as page:
        yield page


def turn_to(page, folder, exercise):
    """Open the page of an exercise, unless it is open, and return the exercise once Python is ready."""
    address = file_of(folder, exercise).as_uri()
    # The theme writes the heading that is read into the address.
    if page.url.partition("#")[0] != address:
        page.goto(address)
    return on_page(page, exercise)


def test_the_zip_is_small_and_one_folder_with_an_index(archive):
    assert archive.stat().st_size < MOST
    with zipfile.ZipFile(archive) as opened:
        names = opened.namelist()
    assert {name.partition("/")[0] for name in names} == {FOLDER}
    assert f"{FOLDER}/index.html" in names
    assert f"{FOLDER}/404.html" not in names


def test_the_same_content_gives_the_same_bytes(archive, tmp_path):
    again = tmp_path / "again.zip"
    assert write_offline(again) == 0
    assert again.read_bytes() == archive.read_bytes()


def test_no_page_asks_for_a_module_or_for_another_place(folder):
    refused = re.compile(
        r'<script[^>]*type="?module|<(?:script|link|img|iframe|source)\b[^>]*(?:https?:)?//[^>]*>'
    )
    pages = sorted(folder.rglob("*.html"))
    assert len(pages) > len(KINDS)
    found = [(path.name, hit.group()) for path in pages for hit in refused.finditer(path.read_text("utf-8"))]
    assert found == []


def test_every_link_leads_to_a_file_that_is_there(folder):
    missing = []
    for path in folder.rglob("*.html"):
        for target in re.findall(r'\b(?:href|src)="([^"#?]+)', path.read_text("utf-8")):
            if not target.startswith(("http", "mailto:", "data:")) and not (path.parent / target).is_file():
                missing.append((path.name, target))
    assert missing == []


def test_the_dashboard_leads_to_a_chapter_set_in_the_books_fonts(page, folder):
    page.goto((folder / "index.html").as_uri())
    page.locator(".wb-card a").first.click()
    expect(page).to_have_url(re.compile(r"/chapters/00-.*\.html$"))
    expect(page.locator("math").first).to_be_visible()
    states = page.evaluate(
        "() => document.fonts.ready.then((fonts) => [...fonts].map((font) => [font.family.replaceAll('\"', ''), font.status]))"
    )
    assert {"STIX2", "Source Serif 4"} <= {family for family, status in states if status == "loaded"}
    # What stands in for them is looked for among the fonts of the reader's system, and may not be there.
    assert "error" not in {status for family, status in states if not family.startswith("Sized ")}


EXERCISE = re.compile(r"<wb-exercise\b.*?</wb-exercise>", re.DOTALL)


def exercises_in(folder):
    """Return the exercises of all pages in a folder, as they stand there, without the addresses of what they link to."""
    texts = (path.read_text("utf-8") for path in sorted(folder.rglob("*.html")))
    return [re.sub(r'\b(href|src)="[^"]*"', "", one) for text in texts for one in EXERCISE.findall(text)]


def test_every_exercise_and_what_judges_it_is_what_the_site_serves(site, folder):
    """The site's own exercises are answered in `test_every_exercise.py`."""
    assert exercises_in(folder) == exercises_in(site) != []
    _, _, packed = (folder / "assets" / "runtime" / "parts.js").read_text("utf-8").partition("=")
    parts = json.loads(packed.strip().removesuffix(";"))
    for name in ("checkers.zip", "python_stdlib.zip", "library.zip", "pyodide.asm.wasm"):
        unpacked = gzip.decompress(base64.b64decode(parts[name]))
        assert unpacked == (site / "assets" / "runtime" / name).read_bytes(), name


@pytest.mark.parametrize("kind", KINDS)
def test_a_wrong_answer_and_the_key_are_judged(page, folder, book, kind):
    exercise = next(one for one in book.exercises if one.kind == kind)
    right, wrong = answers(exercise)
    host = turn_to(page, folder, exercise)
    assert ask(host, exercise.kind, wrong).status == "wrong"
    judged = ask(host, exercise.kind, right)
    assert judged.status == "right"
    assert judged.text
    expect(host).to_have_attribute("data-state", "right")


def test_an_endless_program_is_stopped_and_the_next_one_judged(page, folder, book):
    exercise = next(one for one in book.exercises if one.kind == "build")
    host = turn_to(page, folder, exercise)
    write(host, "while True:\n    pass")
    host.get_by_role("button", name="Run", exact=True).click()
    host.get_by_role("button", name="Stop", exact=True).click()
    verdict(host, "unreadable", "stopped")
    assert ask(host, "build", "while True:\n    pass")[:2] == ("unreadable", "time-limit")
    assert ask(host, "build", answers(exercise)[0]).status == "right"


def search(page, words):
    """Search once, with the last letter: results that follow one another would move away from below a click."""
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.insert_text(words[:-1])
    page.keyboard.type(words[-1])


def test_search_finds_a_chapter_and_leads_there(page, folder):
    page.goto((folder / "index.html").as_uri())
    search(page, "flow matching")
    page.locator(".md-search-result__link", has_text="Flow matching").first.click()
    expect(page).to_have_url(re.compile(r"/chapters/07-flow-matching\.html"))


def test_search_finds_a_formula_by_name(page, folder):
    page.goto((folder / "index.html").as_uri())
    search(page, "ddim step")
    page.locator("a.md-search-result__link[href*='#']").first.click()
    expect(page).to_have_url(re.compile(r"/formulas\.html.*#ddim_step$"))
    expect(page.locator("#ddim_step")).to_be_in_viewport()


def test_what_was_solved_is_still_solved_after_the_browser_was_closed(playwright, folder, book, tmp_path):
    exercise = next(one for one in book.exercises if one.kind == "derive")
    with reader(playwright, folder, tmp_path) as page:
        host = turn_to(page, folder, exercise)
        answer(host, "derive", answers(exercise)[0])
        verdict(host, "right")
        # It is written through another document. A verdict that was foreseen is sooner there.
        page.goto((folder / "index.html").as_uri())
        expect(page.locator("[data-progress=solved]")).to_have_text("1")
    with reader(playwright, folder, tmp_path) as page:
        page.goto((folder / "index.html").as_uri())
        expect(page.locator("[data-progress=solved]")).to_have_text("1")
        turned = turn_to(page, folder, exercise)
        expect(turned).to_have_attribute("data-state", "right")


def test_what_was_typed_is_there_again_after_another_page(page, folder, number):
    host = turn_to(page, folder, number)
    host.locator("input[name=answer]").fill("0.5")
    page.goto((folder / "index.html").as_uri())
    expect(turn_to(page, folder, number).locator("input[name=answer]")).to_have_value("0.5")


def test_what_is_typed_is_kept_before_anything_else_happens(page, folder, number):
    """A reader may leave with the next click: nothing may still be under way to another document then."""
    page.goto((folder / "index.html").as_uri())
    box = turn_to(page, folder, number).locator("input[name=answer]")
    expect(page.locator("iframe[title='Keeps your progress']")).to_have_count(0)
    for typed in ("0.123", "0.1234", "0.12345"):
        kept = box.evaluate(
            """(box, typed) => {
                box.value = typed;
                box.dispatchEvent(new Event("input", { bubbles: true }));
                return Object.values(localStorage).join();
            }""",
            typed,
        )
        assert f'"{typed}"' in kept
    assert ":probe:" not in page.evaluate("() => Object.keys(localStorage).join()")


def test_a_half_unpacked_folder_is_told_and_completed_without_typing_again(
    playwright, folder, book, tmp_path
):
    exercise = book.find("signal-fraction")
    parts = folder / "assets" / "runtime" / "parts.js"
    aside = parts.rename(parts.with_suffix(".aside"))
    try:
        with reader(playwright, folder, tmp_path) as page:
            page.goto(file_of(folder, exercise).as_uri())
            host = page.locator(f"#{exercise.identifier}")
            answer(host, "derive", CALCULATED)
            expect(page.locator("html")).to_have_attribute("data-python", "unavailable")
            expect(host).to_contain_text("Python")
            aside.rename(parts)
            host.get_by_role("button", name="Try again").click()
            verdict(host, "right")
    finally:
        if aside.exists():
            aside.rename(parts)
