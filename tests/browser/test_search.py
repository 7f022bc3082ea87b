"""What a person types leads to the formula, the exercise or the symbol that is meant."""

import json
import re

import pytest
from learner import follow as open_by_link
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

# Other words than the book's: abbreviations, American spelling, single letters.
OTHERS = {
    "CFG": "guided_prediction",
    "FLOPs": "flop",
    "reparameterization": "reparameterised",
    "σ": "sigma-t",
    "tanh": "constants-and-functions",
}


@pytest.fixture
def reader(desk, address):
    """Somebody on the dashboard, who may have searched before."""
    desk.keyboard.press("Escape")
    if desk.url != address:
        open_by_link(desk, address)
        expect(desk.locator(".wb-card").first).to_be_attached()
    # The theme closes its search 125 ms after an address has changed, which nobody is fast enough to meet. A timer that is set later
    # and as long ends later.
    desk.evaluate("() => new Promise((resolve) => setTimeout(resolve, 125))")
    return desk


def search(page, words):
    """Type into the search as a person does, once nothing is left of the search before."""
    page.get_by_role("textbox", name="Search").click()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.press("Delete")
    expect(page.locator("a.md-search-result__link")).to_have_count(0)
    page.keyboard.type(words)


def expect_among_the_first(page, fragment, count=FIRST):
    """Expect a link to a section among the best that the search shows without being asked for more."""
    page.wait_for_function(
        """([fragment, count]) =>
            [...document.querySelectorAll("a.md-search-result__link[href*='#']")]
                .filter((link) => link.checkVisibility())
                .slice(0, count)
                .some((link) => new URL(link.href).hash === `#${fragment}`)""",
        arg=[fragment, count],
    )


def follow(page, anchor):
    """Open the first result that leads to a section, and return once it stands in view."""
    page.locator(f"a.md-search-result__link[href$='#{anchor}']").first.click()
    expect(page).to_have_url(re.compile(f"#{anchor}$"))
    expect(page.locator(f"[id='{anchor}']")).to_be_in_viewport()


@pytest.mark.parametrize(("words", "anchor"), [*FORMULAS.items(), *SYMBOLS.items()])
def test_a_formula_and_a_symbol_are_found_by_name(reader, words, anchor):
    search(reader, words)
    expect_among_the_first(reader, anchor)
    follow(reader, anchor)


@pytest.mark.parametrize(("words", "identifier"), EXERCISES.items())
def test_an_exercise_is_found_by_its_number_and_by_its_title(reader, words, identifier):
    search(reader, words)
    expect_among_the_first(reader, f"{identifier}-title")
    follow(reader, f"{identifier}-title")


@pytest.mark.parametrize(
    ("words", "anchor"),
    [("kv cache", "what-has-to-be-remembered"), ("zero-shot", "recognising-without-having-learned-to")],
)
def test_a_word_that_only_a_lesson_explains_leads_to_it(reader, words, anchor):
    search(reader, words)
    expect_among_the_first(reader, anchor)
    follow(reader, anchor)


@pytest.mark.parametrize("letter", "acdnqt2")
def test_a_single_letter_finds_something(reader, letter):
    failed = []

    def note(message):
        if "Invalid query" in message.text:
            failed.append(message.text)

    reader.on("console", note)
    search(reader, letter)
    expect(reader.locator("a.md-search-result__link").first).to_be_visible()
    reader.remove_listener("console", note)
    assert failed == []


@pytest.mark.parametrize(("words", "anchor"), OTHERS.items())
def test_other_words_than_the_book_has_find_what_they_mean(reader, words, anchor):
    search(reader, words)
    # A letter that no key has is inserted without one, and the search listens to keys.
    reader.keyboard.press("End")
    expect_among_the_first(reader, anchor)


def test_a_negative_prompt_is_looked_for_where_guidance_is_taught(reader):
    search(reader, "negative prompt")
    first = reader.locator("a.md-search-result__link").first
    expect(first).to_have_attribute("href", re.compile("/chapters/05-guidance/"))


def test_a_formula_in_the_index_keeps_its_words_apart(site):
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    [rows] = [one["text"] for one in index["docs"] if one["location"] == "formulas/#ddim_step"]
    assert "\u200b" not in rows
    assert " = " in rows


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


def test_a_paper_is_found_by_its_author(reader):
    search(reader, "karras")
    expect_among_the_first(reader, "karras2022", count=1)


def test_a_chapter_is_found_by_its_number(reader):
    search(reader, "chapter 3")
    first = reader.locator("a.md-search-result__link").first
    expect(first).to_have_attribute("href", re.compile("/chapters/03-score-function/"))
