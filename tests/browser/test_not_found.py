"""An address without a page is answered by a page that helps, however deep it lies below the site's folder."""

import re

import pytest
from playwright.sync_api import expect

DEPTHS = ("nothing", "nothing/", "chapters/10-nothing/", "a/b/c/d.html")


@pytest.mark.parametrize("path", DEPTHS)
def test_it_says_what_happened_and_leads_to_the_dashboard_and_to_every_chapter(page, address, book, path):
    answer = page.goto(address + path)
    assert answer.status == 404
    content = page.locator("article")
    expect(content.get_by_role("heading", level=1)).to_have_text("There is no page at this address")
    expect(page).to_have_title(re.compile("^Page not found"))
    assert content.get_by_role("link", name="dashboard").evaluate("(link) => link.href") == address
    for chapter in book.chapters:
        link = content.get_by_role("link", name=re.compile(rf"^{chapter.number} "))
        assert page.request.get(link.evaluate("(link) => link.href")).status == 200


def test_its_links_work_and_the_dashboard_is_itself(page, address):
    page.goto(address + "chapters/nothing/at/all/")
    page.locator("article").get_by_role("link", name="dashboard").click()
    expect(page).to_have_url(address)
    expect(page.locator("[data-progress=total]")).to_have_text("55")


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_its_search_finds_a_chapter_and_needs_no_mouse(page, address, key):
    page.goto(address + "chapters/nothing/")
    page.locator("article").get_by_role("button", name="search the workbook").press(key)
    expect(page.locator("#__search")).to_be_checked()
    page.get_by_role("textbox", name="Search").press_sequentially("velocity")
    page.locator("a.md-search-result__link[href*='/chapters/07-flow-matching/']").first.click()
    expect(page).to_have_url(re.compile("/chapters/07-flow-matching/"))


def test_a_key_opens_its_search_too(page, address):
    page.goto(address + "chapters/nothing/")
    page.locator("article h1").click()
    page.keyboard.press("/")
    expect(page.locator("#__search")).to_be_checked()


def test_it_is_readable_without_scripts(new_profile, address):
    page = new_profile(java_script_enabled=False).new_page()
    page.goto(address + "nothing/")
    expect(page.locator("article li a")).to_have_count(10)
