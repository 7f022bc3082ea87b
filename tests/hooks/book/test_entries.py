"""The index of formulas and the glossary say what code knows; slips are in test_sites.py."""

import ast
import re
from pathlib import Path

import markdown
import pytest
from markdown.extensions.toc import slugify

from checkers import formulas
from hooks.book import entries
from hooks.book.book import load_book
from hooks.book.checks import check_unlisted_formulas
from hooks.book.entries import exercised, formula_names, headings, line_of, papers_of, signature_of, source_of
from hooks.render.convert import render
from hooks.source.blocks import FORMULA, SYMBOL
from hooks.source.errors import AuthorError
from hooks.source.page import Page

ROOT = Path(__file__).parents[3]
DOCS = ROOT / "docs"


@pytest.fixture(scope="module")
def index(book):
    return next(page for page in book.pages if Path(page.path).name == "formulas.md")


@pytest.fixture
def rendered(book, index, parsed):
    """Return the entries of the index by the name of their formula."""
    tree = parsed(render(index, DOCS))
    return {
        one.find("h3").attrib["id"]: one for one in tree.iter("div") if one.attrib.get("class") == "wb-entry"
    }


def text_of(element):
    return " ".join("".join(element.itertext()).split())


def rows(entry):
    terms = list(entry.find("dl"))
    return {text_of(term): row for term, row in zip(terms[::2], terms[1::2], strict=True)}


def test_every_public_formula_is_known_in_the_order_of_the_file():
    tree = ast.parse(Path(formulas.__file__).read_text(encoding="utf-8"))
    defined = [node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name[0] != "_"]
    assert list(formula_names()) == defined
    assert len(defined) > 70


def test_the_index_has_each_formula_once_in_that_order(book, rendered):
    assert list(rendered) == list(formula_names())
    check_unlisted_formulas(book)


def test_a_formula_without_an_entry_is_named_with_its_line(tiny_exercises, tmp_path):
    (tmp_path / "page.md").write_text("# Page\n", encoding="utf-8")
    with pytest.raises(
        AuthorError, match=r"formulas\.py:\d+: no page lists the formula `linear_beta`\. Write `/// formula"
    ):
        check_unlisted_formulas(load_book(tmp_path))


def test_a_docstring_that_names_an_unknown_paper_is_named_with_its_line(tiny_exercises, tmp_path):
    entry = "# Page\n\n/// formula | snr\n    introduced: page.md#page\n\n### SNR\n\n$$\nx\n$$\n///\n"
    (tmp_path / "page.md").write_text(entry, encoding="utf-8")
    what = r"formulas\.py:\d+: the docstring of `snr` names 2107\.00630, which is no paper of references\.yml\. Describe"
    with pytest.raises(AuthorError, match=what):
        load_book(tmp_path)


def test_an_entry_leads_to_where_a_formula_is_introduced_exercised_and_found(rendered, book):
    found = rows(rendered["ddim_step"])
    assert list(found) == ["Introduced", "Exercised", "In code", "Source"]
    assert text_of(found["Introduced"]) == "Chapter 4: DDIM: guess, then mix again"
    assert found["Introduced"].find("a").attrib["href"] == "chapters/04-sampling.md#ddim-guess-then-mix-again"
    [link] = found["Exercised"].iter("a")
    assert (link.text, link.attrib["href"]) == ("4.4", "chapters/04-sampling.md#ddim-step")
    assert text_of(found["In code"]) == signature_of("ddim_step")
    assert text_of(found["Source"]) == "Song et al. 2021a, equation (12)."
    assert found["Source"].find("span").find("a").attrib["href"] == "references.md#song2021a"


def test_a_formula_that_a_closed_exercise_is_about_leads_to_it(rendered):
    found = rows(rendered["log_snr"])
    assert [link.text for link in found["Exercised"].iter("a")] == ["0.5"]


def test_a_source_that_names_another_formula_leads_to_it(rendered):
    row = rows(rendered["compression_ratio"])["Source"]
    assert text_of(row) == "the quotient of two value_counts."
    assert row.find("a").attrib["href"] == "#value_count"


def test_a_repository_makes_of_the_code_a_link_to_its_line(index):
    html = markdown.markdown(
        index.body,
        extensions=["attr_list", "def_list", "toc", "pymdownx.arithmatex", "hooks.render.extension"],
        extension_configs={
            "pymdownx.arithmatex": {"generic": True},
            "hooks.render.extension": {
                "docs": str(DOCS),
                "repository": "https://github.com/owner/name",
            },
        },
    )
    assert f'href="https://github.com/owner/name/blob/main/checkers/formulas.py#L{line_of("snr")}"' in html


def test_an_exercise_counts_by_the_code_that_finds_what_is_right():
    numbers = exercised()
    assert "ddim-step" in numbers["ddim_step"]  # called in `answer`
    assert "forward-process" in numbers["forward_process"]  # called in `reference`
    assert "euler-error" in numbers["exact_decay"]
    # What is computed only for a mistake, as the slope of a density is in chapter 3, does not count.
    assert numbers["gaussian_log_density"] == frozenset()


MODULE = """
def helper(x):
    return snr(x)

class Base:
    def steps(self):
        return log_snr(1)

class Own(Base):
    cases = (alpha_bars,)

    def answer(self):
        return helper(1)

    def misconceptions(self):
        return {"wrong": v_target(1)}

    @mistake
    def wrong(self):
        return alpha_bar(1)
"""


def test_helpers_and_what_is_inherited_count_and_mistakes_do_not(tmp_path):
    file = tmp_path / "module.py"
    file.write_text(MODULE, encoding="utf-8")
    functions, classes = entries._defined(file)
    assert entries._used(classes["Own"], functions, classes) & set(formula_names()) == {"snr", "log_snr"}


def test_every_formula_says_where_it_comes_from(book):
    for entry in book.entries:
        if entry.block.kind == FORMULA:
            assert source_of(entry.name), entry.name
    assert papers_of(next(one for one in book.entries if one.name == "posterior_variance")) == [
        "2006.11239",
        "2010.02502",
    ]


def test_sections_are_known_by_the_ids_that_the_page_gives_them(book, parsed):
    for chapter in book.chapters[:2]:
        tree = parsed(render(chapter.page, DOCS))
        ids = {one.attrib["id"] for one in tree.iter("h2")}
        ours = set(headings(chapter.page))
        assert ids <= ours


def test_a_heading_with_a_formula_is_known_by_an_id_of_its_own_only():
    page = Page.parse(
        "# Page\n\n## When $v$\n\n## Why $v$ {#why-v}\n\n```\n## No heading\n```\n", "<markdown>"
    )
    assert headings(page) == {"page": "Page", "why-v": "Why v"}


def test_each_symbol_is_read_aloud_in_its_heading(book, parsed):
    page = next(page for page in book.pages if Path(page.path).name == "symbols.md")
    tree = parsed(render(page, DOCS))
    titles = {
        one.find("h3").attrib["id"]: one.find("h3") for one in tree.iter("div") if one.find("h3") is not None
    }
    symbols = [entry for entry in book.entries if entry.block.kind == SYMBOL]
    assert list(titles) == [one.name for one in symbols]
    assert len(symbols) > 40
    for one in symbols:
        assert text_of(titles[one.name]).split(" · ")[1].rstrip("¶") == one.block.options["aloud"]


def test_a_symbol_says_what_it_may_be_what_it_is_mistaken_for_and_where_it_comes_from(book, parsed):
    page = next(page for page in book.pages if Path(page.path).name == "symbols.md")
    for one in parsed(render(page, DOCS)).iter("div"):
        if one.attrib.get("class") == "wb-entry":
            assert list(rows(one)) == ["Values", "Mistaken for", "Introduced"]


def plain(tex):
    """Return TeX without what only sets it: spaces, and braces around a single letter or command."""
    tex = tex.replace("\\operatorname", "\\mathrm").replace("\\mathcal N", "\\mathcal{N}")
    tex = re.sub(r"\\[,;! ]|\\big[lr]?|\s+", "", re.sub(r"\\math(rm|cal|bf) ?(\w)\b", r"\\math\1{\2}", tex))
    return re.sub(r"\{(\w)\}", r"\1", tex)


# Signs that stand for a whole family, of which the section shows a member: a density, a parameter, an average.
MEMBERS = {
    "t": "t=1",
    "norm": r"\lVert",
    "loss": r"L_{\text{simple}}",
    "gaussian": r"\mathcal",
    "snr-symbol": r"\mathrm{SNR}",
    "score": r"\nabla\log",
    "flop": "FLOP",
    "codewords": "e_K",
    "votes": "a_j",
    "encoder-decoder": "E(x)",
    "encoder-answer": r"\mu+\sigma",
    "stop-gradient": r"\mathrm{sg}",
    "velocity": "v^*(x,t)",
}


def test_a_symbol_stands_in_the_section_that_introduces_it(book):
    page = next(page for page in book.pages if Path(page.path).name == "symbols.md")
    signs = dict(
        re.findall(r"^/// symbol \| ([\w-]+)\n(?:    .*\n)+\n### \$(.+)\$$", page.body, re.MULTILINE)
    )
    missing = []
    for entry in book.entries:
        if entry.block.kind == SYMBOL:
            sections = re.split(r"^##? ", entry.introduced.page.body, flags=re.MULTILINE)
            section = next(
                one for one in sections if slugify(one.split("\n")[0], "-") == entry.introduced.anchor
            )
            sign = MEMBERS.get(entry.name, signs[entry.name])
            if plain(sign) not in plain(section):
                missing.append(entry.name)
    assert missing == []
