"""Labs: run when the site is built, shown like the rest of the book, read by the linter."""

import multiprocessing
import time
from dataclasses import replace
from pathlib import Path

import jupytext
import pytest
from bs4 import BeautifulSoup
from mkdocs_jupyter.convert import nb2html

from hooks.book.book import load_book
from hooks.book.lab import cells
from hooks.command import check
from hooks.labs import page as labs
from hooks.source.errors import AuthorError

ROOT = Path(__file__).parents[3]
LABS = sorted((ROOT / "docs" / "labs").glob("*.py"))
PAPERS = load_book(ROOT / "docs").references

TINY = """# %% [markdown]
# # A tiny lab
#
# The share is $\\bar\\alpha < 1$, as in [a chapter](../chapters/03-score-function.md#a-place).

# %%
print("2 < 3")
print("and", 1 + 2)

# %%
import matplotlib.pyplot as plt

figure, axes = plt.subplots(figsize=(5, 3))
axes.plot([0, 1], [0, 1], label="rises")
axes.plot([0, 1], [1, 0], "C1.")
axes.set(title="height", xlabel="place")
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** A line with $x < 1$.
#
# <!-- A line that rises, and two dots. -->
#
# Below the figure, by [@ho2020, equation 4] and again [@ho2020].
#
# $$
# x = 1
# $$

# %%
silent = 1
"""
DRAWS = """# %% [markdown]
# # Title

# %%
import matplotlib.pyplot as plt

plt.figure(figsize=(5, 3))
plt.plot([0, 1])
plt.show()
"""
WORDS = """
# %% [markdown]
# **Figure.** A line.
#
# <!-- It rises. -->
"""


@pytest.fixture
def write(tmp_path, monkeypatch):
    """Return a function that writes a lab into a book of its own."""
    monkeypatch.chdir(tmp_path)

    def write(text):
        lab = tmp_path / "docs" / "labs" / "one.py"
        lab.parent.mkdir(parents=True, exist_ok=True)
        lab.write_text(text, encoding="utf-8")
        return lab

    return write


def page_of(lab, execute=True):
    labs.prepare_runs()
    notebook = nb2html(str(lab), execute=execute, kernel_name="", allow_errors=False, show_input=True)
    return labs.as_page(
        notebook, lab, lambda link: None if "nowhere" in link else f"to/{Path(link).name}", PAPERS
    )


@pytest.fixture(scope="module")
def page(tmp_path_factory):
    """A tiny lab, run and shown."""
    lab = tmp_path_factory.mktemp("book") / "tiny.py"
    lab.write_text(TINY, encoding="utf-8")
    return page_of(lab)


def test_text_code_and_what_was_printed_follow_one_another(page):
    parts = ["A tiny lab", 'class="highlight"', "2 &lt; 3\nand 3", "<figure", "</figure>", "Below", "silent"]
    places = [page.index(part) for part in parts]
    assert places == sorted(places)
    assert page.count("wb-printed") == 1


def test_formulas_are_set(page):
    assert page.count("<math") == 3
    assert page.count('<div class="wb-display" data-search-exclude=""><math display="block">') == 1
    assert "$" not in page


def test_nothing_of_the_notebook_application_is_left(page):
    for trace in ("<style", "<script", "jp-", "https:", "<img", "base64", "<!--"):
        assert trace not in page


def test_headings_have_the_books_permanent_links(page):
    assert '<h1 id="a-tiny-lab"' in page
    assert 'class="headerlink"' in page


def test_the_notebook_is_offered_and_links_lead_to_pages(page):
    assert '<a download="" href="to/tiny.ipynb">' in page
    assert '<a href="to/03-score-function.md#a-place">' in page


def test_a_citation_leads_to_the_references_and_the_first_can_be_led_back_to(page):
    link = '<a href="to/references.md#ho2020">Ho et al. 2020</a>'
    assert f'by <span id="cite-ho2020">{link}, equation 4</span> and again <span>{link}</span>.' in page


def test_a_lab_that_cites_no_paper_of_the_book_is_named_with_its_line(write):
    lab = write("# %% [markdown]\n# # Title\n#\n# As [@nobody2020] says.\n")
    with pytest.raises(AuthorError, match=r"^docs/labs/one\.py:4: `\[@nobody2020\]` cites no paper"):
        load_book(lab.parent.parent)


def test_the_references_know_the_labs_that_cite_a_paper():
    book = load_book(ROOT / "docs")
    citing = {one.key: book.name_of(one.page) for one in book.citations if one.page.path.endswith(".py")}
    assert citing["lin2023"] == "Schedules, measured"


def test_a_lab_is_made_anew_when_it_or_a_paper_or_where_its_links_lead_has_changed(write, monkeypatch):
    made_anew = []
    whole = labs._Page
    monkeypatch.setattr(labs, "_Page", lambda *made_from: made_anew.append(made_from) or whole(*made_from))
    labs._page.cache_clear()
    here, there = "here/{}".format, "there/{}".format

    def notebook_of(lab):
        return nb2html(str(lab), execute=False, kernel_name="", allow_errors=False, show_input=True)

    text = "# %% [markdown]\n# # Title\n#\n# [A page](page.md), as in [@ho2020].\n"
    lab = write(text)
    notebook = notebook_of(lab)
    first = labs.as_page(notebook, lab, here, PAPERS)
    assert labs.as_page(notebook, lab, here, dict(PAPERS)) == first
    assert len(made_anew) == 1
    assert labs.as_page(notebook, lab, there, PAPERS) == first.replace("here/", "there/")
    others = {"ho2020": replace(PAPERS["ho2020"], authors=("Jon Hoe",))}
    assert "Hoe 2020" in labs.as_page(notebook, lab, here, others)
    lab = write(f"{text}# More words.\n")
    assert "More words" in labs.as_page(notebook_of(lab), lab, here, PAPERS)
    assert len(made_anew) == 4


def test_a_figure_has_its_number_its_caption_and_a_description(page):
    (figure,) = BeautifulSoup(page, "html.parser").select("figure.wb-figure#figure-1")
    drawing = figure.select_one("svg[role=img]")
    assert drawing["aria-describedby"] == drawing.desc["id"] == "figure-1-seen"
    assert drawing.desc.get_text() == "A line that rises, and two dots."
    assert figure.figcaption.get_text().startswith("Figure 1 A line with")
    assert page.count("A line that rises") == 1


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("# %% [markdown]\n# Text.\n#\n# Here: $\\frac{1}$\n", 4, r"`\frac{1}` cannot be set: "),
        ("# %% [markdown]\n# Text.\n#\n# [Here](nowhere.md).\n", 4, "the link `nowhere.md` leads to no file"),
        ("print(1)\n", 1, "this lab does not begin with a cell"),
        (DRAWS, 5, "the figure drawn here has no words. Begin the text below with"),
        (f"{DRAWS}\n# %%\nprint(1)\n{WORDS}", 5, "the figure drawn here has no words"),
        (DRAWS + WORDS.replace("Figure.", "Picture."), 5, "the figure drawn here has no words"),
        (DRAWS + WORDS.replace("It rises.", ""), 5, "the figure drawn here has no words"),
        (DRAWS + DRAWS[DRAWS.index("plt.fig") :] + WORDS, 5, "this cell draws 2 figures. Draw each in"),
        (DRAWS.replace("[0, 1])", "[0, 1], color='red')") + WORDS, 5, "the colour #ff0000 is none of the book's"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_its_line(write, text, line, what):
    with pytest.raises(AuthorError) as caught:
        page_of(write(text), execute="plt" in text)
    assert str(caught.value).startswith(f"docs/labs/one.py:{line}: {what}")


def test_a_figure_with_its_words_is_no_slip(write):
    assert page_of(write(DRAWS + WORDS)).count("<figure") == 1


@pytest.mark.parametrize("lab", LABS, ids=[lab.stem for lab in LABS])
def test_cells_are_those_that_the_notebook_application_counts(lab):
    ours = [("markdown" if one.kind == "text" else "code", one.source) for one in cells(lab)]
    assert ours == [(one.cell_type, one.source) for one in jupytext.read(lab).cells]


def test_a_cell_knows_its_line(write):
    lab = write(TINY)
    lines = TINY.split("\n")
    for cell in cells(lab):
        assert lines[cell.line - 1].removeprefix("# ") == cell.source.split("\n")[0]


def test_what_a_lab_printed_is_kept_until_a_formula_or_the_look_changes(tmp_path, monkeypatch):
    before = labs.prepare_runs()
    assert labs.prepare_runs() == before
    changed = tmp_path / "changed"
    changed.write_text("changed", encoding="utf-8")
    for name in ("FORMULAS", "LOOK"):
        with monkeypatch.context() as patch:
            patch.setattr(labs, name, changed)
            assert labs.prepare_runs() != before
    labs.prepare_runs()


def hold(folder, log):
    """Pretend to run a lab, unless another process has kept what it printed."""
    labs.CACHE = folder
    with labs.one_run_at_a_time("labs/slow.py"):
        if not (folder / "kept").exists():
            time.sleep(0.3)
            (folder / "kept").touch()
            with log.open("a", encoding="utf-8") as runs:
                runs.write("run\n")


@pytest.mark.slow
def test_two_builds_at_a_time_run_a_lab_once(tmp_path):
    context = multiprocessing.get_context("spawn")
    builds = [context.Process(target=hold, args=(tmp_path, tmp_path / "log")) for _ in range(2)]
    for build in builds:
        build.start()
    for build in builds:
        build.join()
    assert (tmp_path / "log").read_text(encoding="utf-8") == "run\n"


@pytest.fixture
def without_rules(monkeypatch):
    """Leave out the rules that ask for a whole project around the lab."""
    monkeypatch.setattr(check, "RULES", ())


def faults_of(lab):
    found = map(str, check.faults(lab.parent.parent))
    return [one for one in found if one.startswith("docs/labs/")]


@pytest.mark.parametrize(
    ("sentence", "line", "what"),
    [
        ("It is 0.25 of all.", 4, "the number 0.25 is typed by hand. Say it without the number, and let the code print it."),
        ("After $t = 1000$ steps.", 4, "the number 1000 is typed by hand"),
        ("See [there](gone.md).", 4, "the link `gone.md` leads to no file"),
        ("Here: $\\alpa$.", 4, "the formula `\\alpa` cannot be set (unknown"),
    ],
)  # fmt: skip
def test_the_linter_reads_the_text_of_labs(tiny_exercises, without_rules, write, sentence, line, what):
    lab = write(f"# %% [markdown]\n# # One\n#\n# {sentence}\n\n# %%\nprint(0.125)\n")
    (fault,) = faults_of(lab)
    assert fault.startswith(f"docs/labs/one.py:{line}: {what}")


def test_the_linter_lets_numbers_stand_in_code(tiny_exercises, without_rules, write):
    lab = write("# %% [markdown]\n# # One\n#\n# Two of `0.25`.\n\n# %%\nprint(0.125)\n")
    assert faults_of(lab) == []
