"""What is mended in Material's search; what a browser does with it is in tests/browser/test_search.py."""

import json
import re

import pytest
from material.plugins.search.plugin import Parser

from hooks.mkdocs.search import keeping_sections, mend_search
from hooks.render.maths import typeset

MATERIAL = 'let r=Mn(e);return L($(location.protocol!=="file:"),Je("search")).pipe(Re(o=>o))'
LUNR = "for(;i<n;i++){var s=r[i],o=this.edges[s];e=e+s+o.id}return e},t.next=function(){return this.id}"
TYPED = 'search(e){if(e=e.replace(new RegExp("\\p{sc=Han}+","gu"),s=>s),e=ce(e),!e)return{items:[]}}'


@pytest.fixture
def files(tmp_path):
    """Where a built site has the theme's script, and the worker that searches."""
    scripts = tmp_path / "assets" / "javascripts"
    (scripts / "workers").mkdir(parents=True)
    bundle, worker = scripts / "bundle.0123.min.js", scripts / "workers" / "search.0123.min.js"
    bundle.write_text(MATERIAL, encoding="utf-8")
    worker.write_text(LUNR + TYPED, encoding="utf-8")
    return bundle, worker


def test_only_the_choice_between_at_once_and_on_demand_is_changed(tmp_path, files):
    bundle, _ = files
    others = 'function ks(){return location.protocol==="file:"?a:b}location.protocol!=="file:"&&c();'
    bundle.write_text(others + MATERIAL, encoding="utf-8")
    mend_search(tmp_path)
    assert bundle.read_text(encoding="utf-8") == others + MATERIAL.replace(
        'location.protocol!=="file:"', "!1"
    )


def test_numbers_of_nodes_are_kept_apart_from_the_signs_after_them(tmp_path, files):
    _, worker = files
    mend_search(tmp_path)
    mended = LUNR.replace("e=e+s+o.id", 'e=e+s+o.id+","')
    assert worker.read_text(encoding="utf-8").startswith(mended)


def test_what_is_typed_is_put_into_the_books_words_before_anything_else(tmp_path, files):
    _, worker = files
    mend_search(tmp_path)
    _, _, handed = worker.read_text(encoding="utf-8").partition("search(e){")
    assert handed.startswith('e=Object.entries({"cfg": "classifier-free guidance",')
    assert handed.endswith(TYPED.partition("{")[2])


@pytest.mark.parametrize("typed", ["", TYPED * 2])
def test_a_search_that_is_handed_its_words_otherwise_is_noticed(tmp_path, files, typed):
    files[1].write_text(LUNR + typed, encoding="utf-8")
    with pytest.raises(LookupError, match="places are handed what was typed"):
        mend_search(tmp_path)


@pytest.mark.parametrize(
    ("tex", "line"),
    [
        (r"x = \tanh (a, b)", "x = tanh(a, b)"),
        (r"\mathcal N(0, \sigma^2)", "N(0, σ^2)"),
        (r"x \lt \frac{a + b}{2}", "x &lt; a + b/2"),
        (r"x_1 = -y' \text{ or so}", "x1 = −y′ or so"),
    ],
)
def test_a_formula_in_the_index_is_a_line_of_text(tex, line):
    parser = keeping_sections(Parser)()
    parser.feed(f'<h1 id="a">A</h1><p>{typeset([(tex, False)])[0]}</p>')
    parser.close()
    assert "".join(parser.data[0].text) == f"<p>{line}</p>"


def test_a_power_in_the_index_is_no_factor(site):
    index = json.loads((site / "search" / "search_index.json").read_text(encoding="utf-8"))
    [said] = [one["text"] for one in index["docs"] if one["location"] == "formulas/#gaussian_kl"]
    assert "N(μ,σ^2)" in re.sub(r"<[^>]*>| ", "", said)


@pytest.mark.parametrize("script", ["", MATERIAL * 2])
def test_a_theme_that_decides_otherwise_is_noticed(tmp_path, files, script):
    files[0].write_text(script, encoding="utf-8")
    with pytest.raises(LookupError, match="places decide when the search is set up"):
        mend_search(tmp_path)


@pytest.mark.parametrize("script", ["", LUNR * 2])
def test_a_search_that_writes_nodes_otherwise_is_noticed(tmp_path, files, script):
    files[1].write_text(script, encoding="utf-8")
    with pytest.raises(LookupError, match="places write down a node"):
        mend_search(tmp_path)


@pytest.mark.parametrize(
    "page", ["<p>Words.</p>", '<h1 id="a">Title</h1><p>Words.</p><h2 id="b">More</h2>', ""]
)
def test_a_page_that_is_met_again_has_the_same_sections(page):
    def seen(parser):
        parser.feed(page)
        parser.close()
        return [(section.el.tag, section.id, section.title, section.text) for section in parser.data]

    keeping = keeping_sections(Parser)
    assert seen(keeping()) == seen(keeping()) == seen(Parser())


def test_a_page_that_is_met_again_is_not_taken_apart(monkeypatch):
    met = []
    monkeypatch.setattr(Parser, "handle_data", lambda parser, data: met.append(data))
    keeping = keeping_sections(Parser)
    for page in ("<p>one</p>", "<p>two</p>", "<p>one</p>"):
        keeping().feed(page)
    assert met == ["one", "two"]


def test_a_section_without_a_title_is_named_after_each_page_anew():
    keeping = keeping_sections(Parser)
    for name in ("first", "second"):
        parser = keeping()
        parser.feed("<p>Words.</p>")
        [section] = parser.data
        assert section.title == []
        section.title = [name]  # as the index does
