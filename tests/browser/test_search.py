"""What a person types leads to the formula, the exercise or the symbol that is meant."""

import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import expect

FIRST = 3

FORMULAS = {
    "ddim step": "ddim_step",
    "ddim_step": "ddim_step",
    "probability flow": "probability_flow_drift",
    "log snr": "log_snr",
    "gaussian score": "gaussian_score",
    "tweedie": "x0_from_score",
}
SYMBOLS = {
    "alpha bar": "alpha-bar",
    "guidance scale": "guidance-scale",
    "epsilon": "epsilon",
    "beta tilde": "beta-tilde",
}
# Numbers, with and without a word before them, and titles.
EXERCISES = {
    "0.3": "signal-fraction",
    "exercise 4.2": "ddpm-passes",
    "stride": "ddim-stride",
    "calls for one image": "ddpm-passes",
}


def search(page, words):
    """Type into the search as a person does."""
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.type(words)


def sections(page):
    """Return the links to sections that the search shows without being asked for more, best first, when it has found some."""
    links = page.locator("a.md-search-result__link[href*='#']")
    expect(links.first).to_be_visible()
    return [urlsplit(link.get_attribute("href")) for link in links.all() if link.is_visible()]


def follow(page, anchor):
    """Open the first result that leads to a section, and return once it stands in view."""
    page.locator(f"a.md-search-result__link[href$='#{anchor}']").first.click()
    expect(page).to_have_url(re.compile(f"#{anchor}$"))
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


@pytest.mark.parametrize(("words", "anchor"), [*FORMULAS.items(), *SYMBOLS.items()])
def test_a_formula_and_a_symbol_are_found_by_name(page, address, words, anchor):
    page.goto(address)
    search(page, words)
    assert anchor in [one.fragment for one in sections(page)[:FIRST]]
    follow(page, anchor)


@pytest.mark.parametrize(("words", "identifier"), EXERCISES.items())
def test_an_exercise_is_found_by_its_number_and_by_its_title(page, address, words, identifier):
    page.goto(address)
    search(page, words)
    assert f"{identifier}-title" in [one.fragment for one in sections(page)[:FIRST]]
    follow(page, f"{identifier}-title")


@pytest.mark.parametrize(
    ("words", "anchor"),
    [("kv cache", "what-has-to-be-remembered"), ("zero-shot", "recognising-without-having-learned-to")],
)
def test_a_word_that_only_a_lesson_explains_leads_to_it(page, address, words, anchor):
    page.goto(address)
    search(page, words)
    assert anchor in [one.fragment for one in sections(page)[:FIRST]]
    follow(page, anchor)


@pytest.mark.parametrize("letter", "acdnqt2")
def test_a_single_letter_finds_something(page, address, letter):
    failed = []
    page.on(
        "console", lambda message: failed.append(message.text) if "Invalid query" in message.text else None
    )
    page.goto(address)
    search(page, letter)
    expect(page.locator("a.md-search-result__link").first).to_be_visible()
    assert failed == []


def test_the_index_is_fetched_when_somebody_begins_to_search(page, address):
    asked = []
    page.on("request", lambda request: asked.append(request.url) if "search_index" in request.url else None)
    # The service worker stores the index when the page is at rest.
    page.route("**/service-worker.js", lambda route: route.abort())
    page.goto(f"{address}chapters/03-score-function/", wait_until="networkidle")
    assert asked == []
    search(page, "velocity")
    expect(page.locator("a.md-search-result__link").first).to_be_visible()
    assert asked == [f"{address}search/search_index.json"]


def test_a_paper_is_found_by_its_author(page, address):
    page.goto(address)
    search(page, "karras")
    assert sections(page)[0].fragment == "karras2022"


def test_a_chapter_is_found_by_its_number(page, address):
    page.goto(address)
    search(page, "chapter 3")
    first = page.locator("a.md-search-result__link").first
    expect(first).to_have_attribute("href", re.compile("/chapters/03-score-function/"))
