"""A lab as a notebook to download: it brings the formulas along."""

import ast
import inspect
import json
from pathlib import Path

import nbformat
import pytest

from checkers import formulas
from hooks.book.book import load_book
from hooks.book.lab import Cell, cells
from hooks.labs import notebook

ROOT = Path(__file__).parents[3]
NAMES = [
    name
    for name, one in inspect.getmembers(formulas, inspect.isfunction)
    if one.__module__ == formulas.__name__ and not name.startswith("_")
]
LABS = sorted((ROOT / "docs" / "labs").glob("*.py"))

CODE = """import math

from checkers.formulas import (
    log_snr,
    snr,
)

print(log_snr(0.5))"""


def ran(names):
    """Return what the source of formulas defines when it stands alone."""
    defined = {}
    exec(notebook.formulas(names), defined)
    return defined


@pytest.mark.parametrize("name", NAMES)
def test_a_formula_brings_all_it_needs(name):
    used = {node.id for node in ast.walk(ast.parse(notebook.formulas({name}))) if isinstance(node, ast.Name)}
    assert {name} | (used & set(vars(formulas))) <= set(ran({name}))


def test_a_formula_brings_helpers_constants_and_imports_and_nothing_else():
    defined = ran({"interpolate"}).keys() - {"__builtins__"}
    assert defined == {"interpolate", "_check_time", "_TIME_NOISE"}
    defined = ran({"linear_betas"}).keys() - {"__builtins__"}
    assert defined == {
        "linear_betas",
        "_check_schedule",
        "_check_variances",
        "_line",
        "_on_line",
        "_FEWEST_STEPS",
    }
    assert "import math" in notebook.formulas({"snr", "log_snr"})
    assert "Sequence" not in notebook.formulas({"snr"})


def test_formulas_stand_in_place_of_their_import():
    written = json.loads(notebook.as_notebook([Cell("code", 2, CODE)], {}))
    line, source, rest = written["cells"]
    assert (line["cell_type"], line["source"]) == ("markdown", notebook.BEFORE)
    assert source["source"] == notebook.formulas({"log_snr", "snr"})
    assert rest["source"] == "import math\n\n\nprint(log_snr(0.5))"


def test_a_cell_without_formulas_stays_as_it_is():
    (cell,) = json.loads(notebook.as_notebook([Cell("code", 2, "import math\n\nx = 1")], {}))["cells"]
    assert cell["source"] == "import math\n\nx = 1"


def test_a_link_to_a_page_of_the_book_keeps_its_words_only():
    text = "As in [chapter 3](../chapters/03-score-function.md#x) and [a paper](https://arxiv.org/abs/1)."
    (cell,) = json.loads(notebook.as_notebook([Cell("text", 2, text)], {}))["cells"]
    assert cell["source"] == "As in chapter 3 and [a paper](https://arxiv.org/abs/1)."


def test_a_citation_leads_to_the_paper_itself():
    references = load_book(ROOT / "docs").references
    text = "By [@ho2020], [@ho2020, equation 4] and [@ho2020 in full]."
    (cell,) = json.loads(notebook.as_notebook([Cell("text", 2, text)], references))["cells"]
    link = "[Ho et al. 2020](https://arxiv.org/abs/2006.11239)"
    assert (
        cell["source"]
        == f"By {link}, {link}, equation 4 and {link}, *Denoising Diffusion Probabilistic Models*."
    )


@pytest.mark.parametrize("lab", LABS, ids=[lab.stem for lab in LABS])
def test_every_notebook_is_valid_and_the_same_each_time(lab):
    references = load_book(ROOT / "docs").references
    written = notebook.as_notebook(cells(lab), references)
    nbformat.validate(nbformat.reads(written, as_version=4))
    assert notebook.as_notebook(cells(lab), references) == written
    assert "checkers.formulas import" not in written
