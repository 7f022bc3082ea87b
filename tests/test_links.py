"""Every link of the built site leads somewhere: to a file that is there, to an anchor on its page, or to an official page."""

import json
import re
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urljoin, urlsplit
from xml.etree import ElementTree as etree

import pytest
from built import SITE_URL

LINKS = {"href", "src", "action", "poster", "data", "xlink:href"}
NAMESPACE = "{http://www.sitemaps.org/schemas/sitemap/0.9}"

# Where a chapter may send its readers: the papers themselves, and what their authors or makers publish.
SOURCES = re.compile(
    r"https://(?:arxiv\.org/abs/\d{4}\.\d{4,5}|doi\.org/10\.\d{4,}/\S+|jmlr\.org/papers/\S+|huggingface\.co/stabilityai/[\w-]+"
    r"|www\.nvidia\.com/\S+|github\.com/(?:CompVis|Stability-AI|facebookresearch|huggingface|hojonathanho|openai)/\S+)"
)
# In the footer of each page.
FRAME = {"https://creativecommons.org/licenses/by/4.0/", "https://squidfunk.github.io/mkdocs-material/"}


class Reader(HTMLParser):
    """Collects the links of a page and what they may point at."""

    def __init__(self, html):
        super().__init__()
        self.links, self.ids, self.settings, self._script = [], [], "", False
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.ids += [
            attributes[name] for name in ("id", "name") if name in attributes and (name == "id" or tag == "a")
        ]
        self.links += [value or "" for name, value in attributes.items() if name in LINKS]
        self.links += [one.split()[0] for one in attributes.get("srcset", "").split(",") if one.strip()]
        self._script = attributes.get("id") == "__config"

    def handle_data(self, data):
        if self._script:
            self.settings, self._script = data, False


@pytest.fixture(scope="module")
def pages(site):
    """The pages by their address."""
    return {
        urljoin(SITE_URL, file.relative_to(site).as_posix().removesuffix("index.html")): Reader(
            file.read_text(encoding="utf-8")
        )
        for file in sorted(site.rglob("*.html"))
    }


def reached(page, link):
    """Return the address that a browser asks for; the page that says 404 is shown at any address."""
    return urljoin(SITE_URL if page.endswith("404.html") else page, link)


def is_inside(address):
    return address.startswith(SITE_URL)


def problem(site, pages, address):
    """Return what is wrong with an address inside the site, or `None`."""
    parts = urlsplit(address)
    path = unquote(parts.path).removeprefix(urlsplit(SITE_URL).path)
    file = site / path
    if path.endswith("/") or not path:
        file /= "index.html"
    if not file.is_file():
        return "there is no such file"
    page = pages.get(address.partition("#")[0].partition("?")[0])
    fragment = unquote(parts.fragment)
    if fragment and (page is None or fragment not in page.ids):
        return f"there is no `{fragment}` on it"
    return None


def test_all_pages_are_read(pages, book):
    assert len(pages) > len(book.chapters) + 3
    assert all(page.links for page in pages.values())


def test_no_id_stands_twice_on_a_page(pages):
    twice = [
        (address, one) for address, page in pages.items() for one in set(page.ids) if page.ids.count(one) > 1
    ]
    assert twice == []


def test_every_link_and_anchor_inside_resolves(site, pages):
    inside = {(page, link): reached(page, link) for page, reader in pages.items() for link in reader.links}
    broken = [
        f"{page}: `{link}`: {what}"
        for (page, link), address in inside.items()
        if is_inside(address) and (what := problem(site, pages, address))
    ]
    assert broken == []
    assert len(inside) > 500


@pytest.mark.parametrize(
    "link",
    [
        "chapters/nowhere/",
        "chapters/00-forward-process/nowhere.svg",
        "chapters/00-forward-process",
        "chapters/00-forward-process/#nowhere",
        "chapters/00-forward-process/?v=1#nowhere",
        "sitemap.xml#nowhere",
    ],
)
def test_a_link_to_nowhere_is_found(site, pages, link):
    assert problem(site, pages, urljoin(SITE_URL, link)) is not None


def test_a_link_to_a_variant_names_one_that_exists(pages, book):
    for page, reader in pages.items():
        for link in reader.links:
            parts = urlsplit(reached(page, link))
            for variant in parse_qs(parts.query).get("v", []):
                exercise = book.find(parts.fragment)
                assert exercise is not None, (page, link)
                assert int(variant) < len(exercise.checker.variants), (page, link)


def test_every_exercise_has_an_anchor_of_its_own(pages, book):
    for part in (*book.chapters, *book.lessons):
        page = pages[urljoin(SITE_URL, part.file.removesuffix(".md") + "/")]
        assert {one.identifier for one in part.exercises} <= set(page.ids)


def test_a_link_that_leaves_is_written_as_a_whole_and_encrypted(pages):
    outside = {
        link
        for page, reader in pages.items()
        for link in reader.links
        if not is_inside(reached(page, link)) and not link.startswith("data:")
    }
    assert outside
    for link in outside:
        parts = urlsplit(link)
        assert parts.scheme == "https", link
        assert re.fullmatch(r"[a-z0-9-]+(?:\.[a-z0-9-]+)+", parts.netloc), link
        assert not re.search(r"[\s<>\"{}|\\^`]", link), link


def test_a_chapter_sends_its_readers_to_papers_and_official_pages_only(pages, book):
    for part in (*book.chapters, *book.lessons):
        page = urljoin(SITE_URL, part.file.removesuffix(".md") + "/")
        outside = {link for link in pages[page].links if not is_inside(reached(page, link))}
        sources = outside - FRAME
        assert sources
        assert [link for link in sources if not SOURCES.fullmatch(link)] == [], page


def test_the_map_for_search_engines_names_every_page_once(site, pages):
    places = [place.text for place in etree.parse(site / "sitemap.xml").iter(f"{NAMESPACE}loc")]
    assert sorted(places) == sorted(page for page in pages if not page.endswith("404.html"))


def test_every_place_in_the_search_index_resolves(site, pages):
    entries = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))["docs"]
    broken = [
        f"{entry['location']}: {what}"
        for entry in entries
        if (what := problem(site, pages, urljoin(SITE_URL, entry["location"])))
    ]
    assert broken == []
    assert len(entries) > 100


def test_the_theme_finds_its_search_worker_and_the_root_of_the_site(site, pages):
    for page, reader in pages.items():
        settings = json.loads(reader.settings)
        assert problem(site, pages, reached(page, settings["search"])) is None, page
        assert reached(page, settings["base"].rstrip("/") + "/") == SITE_URL, page


def test_every_file_that_a_style_asks_for_is_there(site, pages):
    asked = [
        (style, address)
        for style in sorted(site.rglob("*.css"))
        # What is written within quotes may hold quotes of the other sort, and brackets.
        for *quoted, bare in re.findall(
            r"""url\((?:"([^"]*)"|'([^']*)'|([^"')]*))\)""", style.read_text(encoding="utf-8")
        )
        if not (address := "".join((*quoted, bare))).startswith("data:")
    ]
    assert asked
    assert [(style.name, address) for style, address in asked if not (style.parent / address).is_file()] == []


def test_every_part_that_a_script_imports_is_there(site):
    asked = [
        (script, address)
        for script in sorted((site / "assets" / "workbook").rglob("*.js"))
        for address in re.findall(
            r"""(?:from|import)\s*\(?\s*["'](\.{1,2}/[^"']+)["']""", script.read_text(encoding="utf-8")
        )
    ]
    assert asked
    assert [
        (script.name, address) for script, address in asked if not (script.parent / address).is_file()
    ] == []
