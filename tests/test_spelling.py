"""Prose, comments and messages are spelt as in Britain, with -ise; what no dictionary knows stands in `tests/spelling/`."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
SPELLING = ROOT / "tests" / "spelling"
LISTS = ("names", "words")


def cspell(*arguments):
    """Run the spell-checker as `make lint` does, and return its exit code and the lines it printed."""
    command = [
        sys.executable,
        "-m",
        "hooks.node",
        "cspell",
        "lint",
        "--config",
        str(SPELLING / "cspell.json"),
    ]
    done = subprocess.run(
        [*command, "--no-progress", "--no-summary", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
    )
    assert done.stderr == ""
    return done.returncode, done.stdout.splitlines()


def unknown(folder, name, text):
    """Return the words of a file that are not known."""
    (folder / name).write_text(text, encoding="utf-8")
    code, words = cspell("--words-only", "--root", str(folder), str(folder / name))
    assert code == bool(words)
    return words


def listed(name):
    return (SPELLING / f"{name}.txt").read_text(encoding="utf-8").splitlines()


def test_everything_is_spelt_right():
    assert cspell() == (0, [])


def test_misspellings_are_found(tmp_path):
    words = ["teh", "recieve", "schedual", "nosie", "independant", "Gausian"]
    assert unknown(tmp_path, "page.md", f"Here are {', '.join(words)}, each once.\n") == words


def test_american_spellings_are_found_and_british_ones_are_not(tmp_path):
    american = [
        *("color", "center", "behavior", "neighbor", "neighbors", "gray", "math", "modeling", "labeled"),
        *("recognize", "normalization", "discretize", "quantized", "analyze", "artifact"),
    ]
    british = (
        "colour, centre, behaviour, neighbour, neighbours, grey, maths, modelling, labelled, "
        "recognise, normalisation, discretise, quantised, analyse, artefact"
    )
    assert unknown(tmp_path, "page.md", f"Not {', '.join(american)} but {british}.\n") == american


def test_sentences_that_answer_are_read(tmp_path):
    text = "/// derive | tiny\n    label: a shaer\n\n### One\n\nsign-error\n:   Your sgin is `sgin`.\n\n//// hint\nLok.\n////\n///\n"
    assert unknown(tmp_path, "page.md", text) == ["shaer", "sgin", "Lok"]


def test_code_formulas_slots_and_links_are_not_read(tmp_path):
    text = (
        "`colr` and ``a`colr``, $colr_t$, [[colr:.3f]], [here](colr.md), <https://colr.org>\n\n"
        "$$\ncolr\n$$\n\n```python\ncolr = 1\n```\n\n<img src='colr'>\n"
    )
    assert unknown(tmp_path, "page.md", text) == []


PYTHON = '''"""Return the colr of `colr`.

Args:
    colr_t: The colour.
"""
colr = 1  # the colr
colr = f"this is no colr at {colr}"
colr["colr"] = "write a colr"
'''
SCRIPT = """/** @param {colr} a the colr */
// colr
const colr = 1;
const colour = `there is no colr at ${colr}`, other = 'another colr is here';
"""


@pytest.mark.parametrize(("name", "text"), [("one.py", PYTHON), ("one.js", SCRIPT)])
def test_comments_and_messages_of_code_are_read_and_names_are_not(tmp_path, name, text):
    assert unknown(tmp_path, name, text) == ["colr"] * 4


@pytest.mark.parametrize("name", LISTS)
def test_the_lists_are_sorted_and_without_doubles(name):
    assert listed(name) == sorted(set(listed(name)), key=str.casefold)


def test_every_listed_word_is_used_and_unknown_to_the_dictionary():
    disabled = [word for name in LISTS for word in ("--disable-dictionary", name)]
    _, words = cspell("--words-only", "--unique", *disabled)
    # The dictionary is asked for the parts of a name such as NumPy.
    parts = {word.removesuffix("'s").casefold() for word in words}
    needless = [
        word
        for name in LISTS
        for word in listed(name)
        if not any(word.casefold().startswith(part) for part in parts)
    ]
    assert not needless, f"no text needs {', '.join(needless)}: take it out of tests/spelling/"
