"""The sentences that all exercises share leave the pages."""

import pytest

from hooks.pack.sentences import take_shared_sentences
from hooks.source.errors import AuthorError

SENTENCE = '<template data-code="wrong"><div>Not <a href="{}">yet</a>.</div></template>'
PAGE = '<p>Text.</p>\n<div class="wb-shared" hidden="hidden">{}\n</div><p>More.</p>'


@pytest.fixture
def site(tmp_path):
    """A site with a page without exercises, to which pages with other links in their sentence can be added."""
    (tmp_path / "index.html").write_text("<p>Nothing.</p>", encoding="utf-8")

    def add(name, link="#"):
        page = tmp_path / name
        page.write_text(PAGE.format(SENTENCE.format(link)), encoding="utf-8")
        return page

    add.folder = tmp_path
    return add


def test_they_are_returned_once_and_stand_in_no_page(site):
    pages = [site("one.html"), site("other.html")]
    assert take_shared_sentences(site.folder).strip() == SENTENCE.format("#")
    assert {page.read_text(encoding="utf-8") for page in pages} == {"<p>Text.</p>\n<p>More.</p>"}
    assert (site.folder / "index.html").read_text(encoding="utf-8") == "<p>Nothing.</p>"


def test_a_site_without_exercises_has_none(site):
    assert take_shared_sentences(site.folder) == ""


def test_one_that_is_not_the_same_on_all_pages_stops_the_build(site):
    site("one.html", "../a"), site("other.html", "../../a")
    with pytest.raises(AuthorError, match=r"feedback\.md:1: a sentence is not the same on all pages\."):
        take_shared_sentences(site.folder)
