"""A kind of exercise is one file in `hooks/kinds`, one in `checkers/kinds` and one folder in `docs/assets/kinds`.

`tests/toy_kind/` holds them for a kind of its own. They are laid over a copy of the project, of which nothing else is changed but what an
author changes, and all that knows kinds knows this one.
"""

import json
import shutil

import pytest
from built import once
from toy_project import PAGE, make_toy_project, run

TRY_SAMPLES = """
import checkers
from pathlib import Path
from hooks.book.book import load_book
from hooks.kinds import KINDS

exercise = load_book(Path("docs")).find("my-guess")
samples = KINDS["guess"].samples(exercise)
for status, answers in (
    ("right", [(answer, "") for answer in samples.right]),
    ("wrong", samples.wrong),
    ("unreadable", samples.unreadable),
):
    assert answers
    for answer, code in answers:
        verdict = checkers.grade("my-guess", 0, answer)
        assert (verdict["status"], verdict["code"]) == (status, code), (answer, verdict)
"""
RENDER = """
from pathlib import Path
from hooks.book.book import load_book
from hooks.render.convert import render

book = load_book(Path("docs"))
page = next(page for page in book.pages if page.path == book.find("my-guess").block.path)
print(render(page, Path("docs"), set_formulas=False))
"""


@pytest.fixture(scope="session")
def project(tmp_path_factory):
    return once(tmp_path_factory, "toy-project", make_toy_project)


def workbook(copy, *arguments):
    return run(copy, "-m", "hooks.command.cli", *arguments)


def test_a_new_exercise_of_the_kind_needs_nothing_more(project):
    said = workbook(project, "check")
    assert (said.returncode, said.stderr) == (0, "")


def test_the_kind_is_listed_and_judged_with_its_sentences(project):
    rows = json.loads(workbook(project, "list", "--json").stdout)
    assert [row["kind"] for row in rows if row["id"] == "my-guess"] == ["guess"]
    said = json.loads(workbook(project, "grade", "my-guess", "3", "--json").stdout)
    assert (said["status"], said["code"]) == ("wrong", "too-low")
    assert said["message"] == "what is said of a smaller number."
    assert "guess   the number" in workbook(project, "grade", "--help").stdout


def test_each_sample_is_judged_as_the_kind_says(project):
    said = run(project, "-c", TRY_SAMPLES)
    assert said.returncode == 0, said.stderr


def test_the_page_shows_its_form_its_sentences_and_its_reveal(project):
    said = run(project, "-c", RENDER)
    assert said.returncode == 0, said.stderr
    html = said.stdout[said.stdout.index('id="my-guess"') - 500 :]
    for part in (
        'kind="guess"',
        'data-sentences="guess-{code} {code} guess-{status} {status}"',
        "A number from 1 to 10",
        '<template data-code="too-low"',
        "<summary>Show the number</summary>",
        '<button type="submit">Guess</button>',
    ):
        assert part in html, part


def test_a_slip_in_an_option_is_reported_like_any_other(project, tmp_path):
    copy = tmp_path / "project"  # other tests read the project meanwhile
    shutil.copytree(project, copy, symlinks=True)
    page = copy / PAGE
    text = page.read_text(encoding="utf-8")
    line = text[: text.index("    most: 10")].count("\n") + 1
    page.write_text(text.replace("    most: 10", "    most: ten"), encoding="utf-8")
    said = workbook(copy, "check").stderr
    mend = "Write it as in `most: 7`"
    where = f"{PAGE.as_posix()}:{line}"
    assert said == f"{where}: guess `my-guess`: the option `most` is not a whole number. {mend}.\n"
