"""Papers are described once and cited by key; slips are in test_sites.py."""

import re
from pathlib import Path

import pytest

from hooks.book.book import load_book
from hooks.book.checks import check_uncited_references
from hooks.book.references import Reference
from hooks.render.convert import render
from hooks.source.errors import AuthorError

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"

PAPERS = """\
ho2020:
  authors: [Jonathan Ho, Ajay Jain, Pieter Abbeel]
  title: Denoising Diffusion Probabilistic Models
  year: 2020
  venue: NeurIPS
  arxiv: "2006.11239"
vincent2011:
  authors: [Pascal Vincent]
  title: A Connection Between Score Matching and Denoising Autoencoders
  year: 2011
  venue: Neural Computation 23(7)
  doi: 10.1162/NECO_a_00142
"""
# As the code names a paper: authors, year, and where to find it.
NAMED = re.compile(
    r"((?:van den )?[A-Z][\w-]+(?:, [A-Z][\w-]+)*(?: et al\.)?) (\d{4}), (arXiv|doi) ([\w./()-]*\w)"
)


@pytest.fixture
def tiny(tiny_exercises, tmp_path):
    """Return a function that makes a book of these papers and the pages given."""

    def make(**pages):
        (tmp_path / "chapters").mkdir(exist_ok=True)
        (tmp_path / "references.yml").write_text(PAPERS, encoding="utf-8")
        (tmp_path / "references.md").write_text("# References\n\n/// references\n///\n", encoding="utf-8")
        for name, text in pages.items():
            (tmp_path / f"{name}.md").write_text(text, encoding="utf-8")
        return load_book(tmp_path)

    return make


@pytest.fixture
def page(tmp_path, parsed):
    """Return a function from a book and the name of a page to its tree."""

    def one(book, name):
        found = next(page for page in book.pages if Path(page.path).name == name)
        return parsed(render(found, tmp_path))

    return one


def text_of(element):
    return " ".join("".join(element.itertext()).split())


@pytest.mark.parametrize(
    ("key", "authors", "label"),
    [
        ("chen2023", ["Ting Chen"], "Chen 2023"),
        ("albergo2023", ["Michael S. Albergo", "Eric Vanden-Eijnden"], "Albergo and Vanden-Eijnden 2023"),
        ("ho2020", ["Jonathan Ho", "Ajay Jain", "Pieter Abbeel"], "Ho et al. 2020"),
        ("vandenoord2017", ["Aaron van den Oord", "Oriol Vinyals"], "van den Oord and Vinyals 2017"),
        ("lu2022b", ["Cheng Lu", "Yuhao Zhou", "Fan Bao"], "Lu et al. 2022b"),
    ],
)
def test_a_paper_is_named_by_its_authors_and_its_year(key, authors, label):
    assert Reference(key, tuple(authors), "", int(re.sub(r"\D", "", key)), "", "", "", "", 1).label == label


def test_a_citation_leads_to_the_paper_s_description(tiny, page):
    book = tiny(one="Mixing is one step [@ho2020,\nequation (4)].\n\nAs in [@ho2020] and [@vincent2011].\n")
    tree = page(book, "one.md")
    assert [text_of(one) for one in tree.iter("p")] == [
        "Mixing is one step Ho et al. 2020, equation (4).",
        "As in Ho et al. 2020 and Vincent 2011.",
    ]
    links = [one.attrib["href"] for one in tree.iter("a")]
    assert links == ["references.md#ho2020", "references.md#ho2020", "references.md#vincent2011"]
    assert [one.attrib["id"] for one in tree.iter("span") if "id" in one.attrib] == [
        "cite-ho2020",
        "cite-vincent2011",
    ]


def test_a_citation_in_full_has_the_title_and_the_way_to_the_paper(tiny, page):
    tree = page(tiny(one="- [@ho2020 in full]: the idea.\n- [@vincent2011 in full].\n"), "one.md")
    assert [text_of(one) for one in tree.iter("li")] == [
        "Ho et al. 2020, Denoising Diffusion Probabilistic Models, arXiv 2006.11239: the idea.",
        "Vincent 2011, A Connection Between Score Matching and Denoising Autoencoders, Neural Computation 23(7).",
    ]
    outside = [one.attrib["href"] for one in tree.iter("a") if one.attrib["href"].startswith("https:")]
    assert outside == ["https://arxiv.org/abs/2006.11239", "https://doi.org/10.1162/NECO_a_00142"]


def test_code_and_links_are_no_citations(tiny, page):
    text = "Write `[@nobody1999]`, or\n\n```\n[@nobody1999]\n```\n\nor [@nobody1999](one.md).\n"
    book = tiny(one=text)
    assert book.citations == ()
    assert "nobody1999" in text_of(page(book, "one.md"))


def test_each_paper_leads_back_to_the_pages_that_cite_it(tiny, page):
    chapter = "---\ntitle: Noise\nsummary: Noise.\nplanned: 1\n---\n\n# Noise\n\nAs in [@ho2020]. And in [@ho2020].\n"
    book = tiny(**{"chapters/00-noise": chapter, "other": "# Another page\n\n[@ho2020], [@vincent2011]\n"})
    tree = page(book, "references.md")
    described = [text_of(one) for one in tree.find("div").iter("p")]
    assert described == [
        "Jonathan Ho, Ajay Jain, Pieter Abbeel: Denoising Diffusion Probabilistic Models, NeurIPS 2020, arXiv 2006.11239.",
        "Cited in Chapter 0, Another page.",
        "Pascal Vincent: A Connection Between Score Matching and Denoising Autoencoders, 2011, Neural Computation 23(7).",
        "Cited in Another page.",
    ]
    links = [one.attrib["href"] for one in tree.iter("a") if ".md" in one.attrib["href"]]
    assert links == [
        "chapters/00-noise.md#cite-ho2020",
        "other.md#cite-ho2020",
        "other.md#cite-vincent2011",
    ]


def test_a_text_outside_of_the_book_may_cite_its_papers_only(tiny, tmp_path):
    from hooks.source.page import Page

    tiny()
    assert 'href="references.md#ho2020"' in render(Page.parse("[@ho2020]", "<markdown>"), tmp_path)
    with pytest.raises(
        AuthorError, match=r"`\[@ho2021\]` cites no paper of this book\. Did you mean `ho2020`\?"
    ):
        render(Page.parse("[@ho2021]", "<markdown>"), tmp_path)


def test_a_paper_that_no_page_cites_is_named(tiny):
    check_uncited_references(tiny(one="[@ho2020] [@vincent2011]"))
    with pytest.raises(AuthorError, match=r"references\.yml:7: no page cites `vincent2011`\. Write"):
        check_uncited_references(tiny(one="[@ho2020]"))


def test_the_code_names_papers_as_the_book_does(book):
    by_place = {one.address.removeprefix("https://doi.org/"): one for one in book.references.values()}
    by_place |= {one.place.removeprefix("arXiv "): one for one in book.references.values()}
    named = 0
    for file in sorted((ROOT / "checkers").rglob("*.py")):
        text = re.sub(r"\s*\n\s*(?:# )?", " ", file.read_text(encoding="utf-8"))
        places = re.findall(r"\b(?:arXiv|doi) ([\d.]+\w[\w./()-]*\w)", text)
        found = NAMED.findall(text)
        assert [place for *_, place in found] == places, (
            f"{file.name}: write `Ho, Jain, Abbeel 2020, arXiv 2006.11239`"
        )
        for names, year, _, place in found:
            paper = by_place.get(place)
            assert paper, f"{file.name}: {place} is not described in docs/references.yml"
            families = paper.families
            assert names in (", ".join(families), f"{families[0]} et al."), f"{file.name}: {names}, {place}"
            assert int(year) == paper.year, f"{file.name}: {place}"
            named += 1
    assert named > 40


def test_every_number_of_arxiv_in_the_book_is_a_citation(book):
    typed = [
        f"{page.path}: {found}"
        for page in book.pages
        for found in re.findall(r"arxiv\.org/\S+|arXiv \d\S+", page.body)
    ]
    assert typed == []
