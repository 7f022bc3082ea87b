"""Whoever lands on any page, from a search engine or from a link, learns what it is and finds the way."""

import re
from html.parser import HTMLParser
from urllib.parse import urljoin

import pytest
from built import SITE_URL


class Head(HTMLParser):
    """Collects what a page says about itself."""

    def __init__(self, html):
        super().__init__()
        self.title, self.description, self.relations, self._open = "", "", {}, False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "meta" and attributes.get("name") == "description":
            self.description = attributes["content"]
        if tag == "link" and "href" in attributes:
            self.relations[attributes.get("rel")] = attributes["href"]
        self._open = tag == "title" and not self.title

    def handle_data(self, data):
        if self._open:
            self.title, self._open = data, False


@pytest.fixture(scope="module")
def heads(site):
    """What each page says about itself, by its address; the page for lost addresses has no address of its own."""
    pages = {
        urljoin(SITE_URL, file.relative_to(site).as_posix().removesuffix("index.html")): Head(
            file.read_text(encoding="utf-8")
        )
        for file in sorted(site.rglob("index.html"))
    }
    assert len(pages) > 15
    return pages


def test_no_two_pages_have_the_same_title_or_description(heads):
    for told in ("title", "description"):
        said = [getattr(head, told) for head in heads.values()]
        assert len(set(said)) == len(said), told


def test_each_title_names_the_workbook(heads):
    for address, head in heads.items():
        assert re.fullmatch(r"(?:.+ - )?Diffusion & Flow Math", head.title), address
    assert heads[SITE_URL].title == "Diffusion & Flow Math"


def test_each_description_is_a_sentence_or_two_of_plain_text(heads):
    for address, head in heads.items():
        assert re.fullmatch(r"[A-Z].{20,220}[.?!]", head.description), (address, head.description)
        assert not re.search(r"[`$*\\]|\[\[|\]\(", head.description), (address, head.description)


def test_a_chapter_is_described_by_its_summary(heads, book):
    for chapter in book.chapters:
        head = heads[urljoin(SITE_URL, chapter.file.removesuffix(".md") + "/")]
        assert head.description == book.description_of(chapter.page)


def test_each_page_names_its_own_address_and_those_around_it(heads):
    for address, head in heads.items():
        assert head.relations["canonical"] == address
    reached, address = {SITE_URL}, SITE_URL
    while following := heads[address].relations.get("next"):
        before, address = address, urljoin(address, following)
        assert urljoin(address, heads[address].relations["prev"]) == before
        reached.add(address)
    assert reached == set(heads)


def test_a_chapter_tells_what_it_is_a_part_of_and_where_that_begins(site, book):
    for chapter in book.chapters:
        page = (site / chapter.file.removesuffix(".md") / "index.html").read_text(encoding="utf-8")
        line = re.search(r'<p class="wb-chapter-number">(.*?)</p>', page)[1]
        links = re.findall(r'href="([^"]*)"', line)
        begin = [] if chapter.number == 0 else ["../00-forward-process/"]
        assert links == ["../../", *begin], chapter.file
        assert line.startswith(f"Chapter {chapter.number} ")
