"""A kind that no file but its own knows of is bundled, comes to life and is judged in a browser; see tests/test_toy_kind.py."""

import pytest
from built import once
from conftest import profile, serve
from learner import BOOT, READY
from playwright.sync_api import expect
from toy_project import IDENTIFIER, make_toy_project, run

# A page of the exercise alone, without the theme: what is tried here is what the kind brings along.
WRITE_SITE = f"""
import sys
from pathlib import Path
from hooks.book.book import load_book
from hooks.pack.steps import after_pages
from hooks.render.convert import render

docs, site = Path("docs").resolve(), Path(sys.argv[1])
book = load_book(docs)
page = next(page for page in book.pages if page.path == book.find("{IDENTIFIER}").block.path)
html = render(page, docs, set_formulas=False)
(site / "index.html").write_text(
    '<!doctype html><html lang="en"><meta charset="utf-8"><link rel="stylesheet" href="assets/workbook/styles.css">'
    '<link rel="icon" href="data:,"><script type="module" src="assets/workbook/main.js"></script>' + html,
    encoding="utf-8",
)
after_pages(site, book, edited=True)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    project = once(tmp_path_factory, "toy-project", make_toy_project)
    site = tmp_path_factory.mktemp("toy-site")
    said = run(project, "-c", WRITE_SITE, str(site))
    assert said.returncode == 0, said.stderr
    server, address = serve(site)
    yield address
    server.shutdown()
    server.server_close()


def test_an_exercise_of_the_kind_is_solved(browser, home):
    with profile(browser, home) as context:
        page = context.new_page()
        page.goto(home)
        host = page.locator(f"wb-exercise[id='{IDENTIFIER}']")
        box = host.get_by_label("A number from 1 to 10")
        page.wait_for_selector(READY, state="attached", timeout=BOOT)
        expect(box).to_have_css("display", "block")
        verdict = host.locator("output.wb-verdict")
        for number, said in (
            ("3", "what is said of a smaller number."),
            ("12", "Guess a whole number up to 10."),
            ("7", "Right."),
        ):
            box.fill(number)
            host.get_by_role("button", name="Guess", exact=True).click()
            expect(verdict).to_contain_text(said)
        expect(host).to_have_attribute("data-state", "right")
