"""Labs: run when the site is built, and shown in the book's own dress."""

from pathlib import Path

import pytest
from mkdocs_jupyter.convert import nb2html

from hooks import labs
from hooks.errors import AuthorError

ROOT = Path(__file__).parent.parent.parent
LAB = ROOT / "docs" / "labs" / "perfect_network.py"

TINY = """# %% [markdown]
# # A tiny lab
#
# The share is $\\bar\\alpha < 1$.

# %%
print("2 < 3")
print("and", 1 + 2)

# %%
silent = 1
"""


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A tiny lab, run and dressed."""
    lab = tmp_path_factory.mktemp("labs") / "tiny.py"
    lab.write_text(TINY, encoding="utf-8")
    notebook = nb2html(str(lab), execute=True, kernel_name="", allow_errors=False, show_input=True)
    return labs.in_the_books_dress(notebook, lab)


def test_text_code_and_what_was_printed_follow_one_another(page):
    places = [page.index(part) for part in ("A tiny lab", 'class="highlight"', "2 &lt; 3\nand 3", "silent")]
    assert places == sorted(places)
    assert page.count("wb-printed") == 1


def test_formulas_are_set(page):
    assert page.count('class="katex"') == 1
    assert "$" not in page


def test_nothing_of_the_notebook_application_is_left(page):
    for trace in ("<style", "<script", "jp-", "https:"):
        assert trace not in page


def test_headings_have_the_books_permanent_links(page):
    assert '<h1 id="a-tiny-lab"' in page
    assert 'class="headerlink"' in page


def test_a_formula_that_cannot_be_set_is_named_with_its_line(tmp_path, monkeypatch):
    monkeypatch.setattr(labs, "ROOT", tmp_path)
    lab = tmp_path / "docs" / "labs" / "broken.py"
    lab.parent.mkdir(parents=True)
    lab.write_text("# %% [markdown]\n# Text.\n#\n# Here: $\\frac{1}$\n", encoding="utf-8")
    notebook = nb2html(str(lab), execute=False, kernel_name="", show_input=True)
    with pytest.raises(AuthorError, match=r"^docs/labs/broken\.py:4: `\\frac\{1\}` cannot be set: "):
        labs.in_the_books_dress(notebook, lab)


def test_what_a_lab_printed_is_kept_until_a_formula_changes(tmp_path, monkeypatch):
    before = labs.cache_of_runs()
    assert labs.cache_of_runs() == before
    changed = tmp_path / "formulas.py"
    changed.write_text("changed", encoding="utf-8")
    monkeypatch.setattr(labs, "FORMULAS", changed)
    assert labs.cache_of_runs() != before
