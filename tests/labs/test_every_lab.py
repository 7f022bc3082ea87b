"""What holds for every lab: claims that are tested, a page that is light, and a notebook that leads on."""

import gzip
import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from hooks.book.book import load_book
from hooks.book.lab import cells
from hooks.labs.notebook import as_notebook

ROOT = Path(__file__).parent.parent.parent
DOCS = ROOT / "docs"
LABS = sorted((DOCS / "labs").glob("*.py"))
MOST_BYTES = 60_000

every_lab = pytest.mark.parametrize("lab", LABS, ids=[lab.stem for lab in LABS])


def page_of(site, lab):
    return site / "labs" / lab.stem / "index.html"


@every_lab
def test_a_page_is_light_and_asks_nobody(site, lab):
    page = page_of(site, lab).read_text(encoding="utf-8")
    assert len(gzip.compress(page.encode(), 6, mtime=0)) <= MOST_BYTES
    assert "base64" not in page
    figures = BeautifulSoup(page, "html.parser").select("figure.wb-figure")
    assert page.count('plt</span><span class="o">.</span><span class="n">show') == len(figures)
    for figure in figures:
        described = figure.svg["aria-describedby"]
        assert len(figure.select_one(f"#{described}").get_text()) > 60
        assert not figure.select("image, img")


@every_lab
def test_no_warning_was_printed(site, lab):
    printed = BeautifulSoup(page_of(site, lab).read_text(encoding="utf-8"), "html.parser").select(
        ".wb-printed"
    )
    assert not re.search("Warning|Traceback|nan|inf", " ".join(one.get_text() for one in printed))


@every_lab
def test_the_site_offers_the_notebook(site, lab):
    link = BeautifulSoup(page_of(site, lab).read_text(encoding="utf-8"), "html.parser").select_one(
        "a[download]"
    )
    offered = (page_of(site, lab).parent / link["href"]).resolve()
    assert offered.read_text(encoding="utf-8") == as_notebook(cells(lab), load_book(DOCS).references)
    worker = (site / "service-worker.js").read_text(encoding="utf-8")
    assert f'"labs/{lab.stem}.ipynb"' in worker
