"""`workbook new` begins an exercise that is whole but for its TODOs, and `workbook check` lists exactly those."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from hooks.command import cli
from hooks.command.new import _importing
from hooks.kinds import KINDS
from hooks.kinds.base import function_name

ROOT = Path(__file__).parents[3]
CHAPTER = Path("docs", "chapters", "05-guidance.md")
MODULE = Path("checkers", "pages", "chapter_05.py")
IDS = Path("tests", "ids.txt")
WRITTEN = (CHAPTER, MODULE, IDS)
SHAPE = re.compile(r"[\w/.-]+:\d+: still to be written: \S.*\. Put it in the place of the TODO\.")


@pytest.fixture
def copy(tmp_path):
    """Return a copy of what the command reads and writes; there is no Node.js and no npm package."""
    for room in ("checkers", "hooks", "docs"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__", "assets"))
    shutil.copytree(ROOT / "docs" / "assets", tmp_path / "docs" / "assets")
    for name in ("mkdocs.yml", "README.md"):
        shutil.copy(ROOT / name, tmp_path)
    shutil.copytree(ROOT / "tests" / "labs", tmp_path / "tests" / "labs")
    shutil.copy(ROOT / IDS, tmp_path / IDS)
    return tmp_path


def run(folder, *arguments):
    """Run the command of a copy, with a path on which no program is found."""
    environment = {**os.environ, "PYTHONPATH": str(folder), "PYTHONDONTWRITEBYTECODE": "1", "PATH": ""}
    command = [sys.executable, "-m", "hooks.command.cli", *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )


def slips_in(said):
    """Return the lines of a check that complain; without npm packages it also says that spelling was left out."""
    return [line for line in said.stderr.splitlines() if not line.startswith("Spelling was left out.")]


def texts(folder):
    return {path: (folder / path).read_text(encoding="utf-8") for path in WRITTEN}


@pytest.mark.slow
def test_a_new_exercise_of_each_kind_lacks_nothing_but_what_its_todos_name(copy):
    before = texts(copy)
    for kind in KINDS:
        said = run(copy, "new", kind, f"my-{kind}", "--chapter", "5")
        assert said.returncode == 0, said.stderr
        line = int(re.match(rf"{CHAPTER.as_posix()}:(\d+): ", said.stdout)[1])
        assert (copy / CHAPTER).read_text(encoding="utf-8").split("\n")[line - 1] == f"/// {kind} | my-{kind}"
    after = texts(copy)
    assert after[IDS] == before[IDS] + "".join(f"my-{kind}\n" for kind in KINDS)
    beginning, end = before[CHAPTER].split("## What you can do now")
    assert after[CHAPTER].startswith(beginning)
    assert after[CHAPTER].endswith(f"## What you can do now{end}")
    assert [line for line in before[MODULE].splitlines() if line not in after[MODULE].splitlines()] == []

    said = run(copy, "check")
    lines = slips_in(said)
    assert said.returncode == 1
    assert [line for line in lines if not SHAPE.fullmatch(line)] == []
    named = {tuple(line.split(":")[:2]) for line in lines}
    marked = {
        (path.as_posix(), str(number))
        for path in (CHAPTER, MODULE)
        for number, line in enumerate(after[path].split("\n"), 1)
        if "TODO" in line
    }
    assert named == marked

    for path in (CHAPTER, MODULE):
        (copy / path).write_text(after[path].replace("TODO: ", ""), encoding="utf-8")
    said = run(copy, "check")
    assert (said.returncode, slips_in(said)) == (0, [])


def test_a_lesson_takes_new_exercises_by_its_letter(copy):
    said = run(copy, "new", "derive", "my-id", "--chapter", "a")
    assert said.returncode == 0, said.stderr
    page, module, _ = [line.partition(":")[0] for line in said.stdout.splitlines()[:3]]
    assert page == "docs/lessons/a-diffusion-fundamentals.md"
    assert module == "checkers/pages/lesson_a.py"
    listed = [row for row in json.loads(run(copy, "list", "--json").stdout) if row["id"] == "my-id"]
    assert [(row["number"][:2], row["chapter"], row["beyond"]) for row in listed] == [("A.", None, True)]


def counted(folder):
    """Return the numbers of a chapter's exercises by id, and those of them that count."""
    rows = [row for row in json.loads(run(folder, "list", "--json").stdout) if row["chapter"] == 5]
    return {row["id"]: row["number"] for row in rows}, [row["id"] for row in rows if not row["beyond"]]


def test_in_a_complete_chapter_a_new_exercise_is_beyond_the_book_and_numbered_last(copy):
    numbers, own = counted(copy)
    page = copy / CHAPTER
    assert run(copy, "new", "trace", "my-id", "--chapter", "5").returncode == 0
    # Wherever its author moves it.
    text = page.read_text(encoding="utf-8")
    block = text[text.index("/// trace | my-id") : text.index("## What you can do now")]
    page.write_text(text.replace(block, "").replace("/// derive", f"{block}/// derive", 1), encoding="utf-8")
    assert counted(copy) == ({"my-id": "5.6", **numbers}, own)


def test_a_new_exercise_counts_if_that_is_said(copy):
    _, own = counted(copy)
    assert run(copy, "new", "trace", "my-id", "--chapter", "5", "--no-beyond").returncode == 0
    assert counted(copy)[1] == [*own, "my-id"]
    assert "planned: 6" in (copy / CHAPTER).read_text(encoding="utf-8")


@pytest.mark.parametrize(("answer", "beyond"), [("", True), ("n", True), ("Yes", False)])
def test_at_a_terminal_it_is_asked_whether_a_new_exercise_counts(monkeypatch, answer, beyond):
    asked = []
    monkeypatch.setattr(sys.stdin, "isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda question: asked.append(question) or answer)
    assert cli._is_beyond("Chapter 5 has its 5 exercises") == beyond
    assert asked[0].startswith("Chapter 5 has its 5 exercises. Should the new one count as well?")


@pytest.mark.slow
def test_what_is_written_is_formatted_linted_and_typed(copy):
    shutil.copy(ROOT / "pyproject.toml", copy)
    for kind in [one.name for one in KINDS.values() if one.computed]:
        assert run(copy, "new", kind, f"my-{kind}", "--chapter", "05").returncode == 0
    for command in (
        ("ruff", "check", "--no-cache", "checkers"),
        ("ruff", "format", "--check", "--no-cache", "checkers"),
        ("mypy", "--cache-dir", os.devnull, "checkers"),
    ):
        command = [Path(sys.executable).with_name(command[0]), *command[1:]]
        said = subprocess.run(command, cwd=copy, capture_output=True, text=True, check=False)
        assert said.returncode == 0, said.stdout


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("derve", "my-id", "--chapter", "5"), "there is no kind `derve`. Did you mean `derive`?"),
        (("derive", "My Id", "--chapter", "5"), "such as `my-id`"),
        (("derive", "--chapter", "5"), "needs an id"),
        (("derive", "signal-fraction", "--chapter", "5"), "is taken by docs/chapters/00-forward-process.md:"),
        (("trace", "signal-fraction"), "is taken by docs/chapters/00-forward-process.md:"),
        (("derive", "my-old-id", "--chapter", "5"), "was published before (tests/ids.txt:"),
        (("derive", "my-id", "--chapter", "12"), "there is no chapter `12`. Known are 0, 1, 2"),
        (("derive", "my-id", "--chapter", "five"), "there is no chapter `five`"),
    ],
)
def test_what_cannot_be_made_is_refused_and_nothing_is_written(copy, monkeypatch, capsys, arguments, named):
    with (copy / IDS).open("a") as file:
        file.write("my-old-id  # retired\n")
    before = texts(copy)
    monkeypatch.setattr(cli, "DOCS", copy / "docs")
    monkeypatch.chdir(copy)
    assert cli.main(["new", *arguments]) == 2
    said = capsys.readouterr()
    assert (said.out, named in said.err) == ("", True), said.err
    assert texts(copy) == before


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_chapter_it_is_printed_and_nothing_is_written(kind, capsys):
    before = texts(ROOT)
    assert cli.main(["new", kind, "my-id"]) == 0
    said = capsys.readouterr().out
    assert said.startswith(KINDS[kind].new_block("my-id"))
    assert (KINDS[kind].new_class("my-id") in said) if KINDS[kind].computed else "class" not in said
    assert texts(ROOT) == before


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (
            "from checkers.kinds.derive import Derive\n",
            "from checkers.kinds.build import Build, Case, mistake\nfrom checkers.kinds.derive import Derive\n",
        ),
        (
            "from checkers.kinds.build import RANDOM_CASES, Build\n",
            "from checkers.kinds.build import RANDOM_CASES, Build, Case, mistake\n",
        ),
        (
            "from checkers.kinds.build import (\n    Build,\n)\nx = 1\n",
            "from checkers.kinds.build import Build, Case, mistake\nx = 1\n",
        ),
        (
            "import math\nx = 1\n",
            "import math\n\nfrom checkers.kinds.build import Build, Case, mistake\nx = 1\n",
        ),
        ('"""Numbers."""\n', '"""Numbers."""\n\nfrom checkers.kinds.build import Build, Case, mistake\n'),
    ],
)
def test_imports_are_added_to_those_that_are_there(before, after):
    assert _importing(before, "checkers.kinds.build", ("Build", "Case", "mistake")) == after
    assert _importing(after, "checkers.kinds.build", ("Build", "Case", "mistake")) == after


@pytest.mark.parametrize(
    ("identifier", "entry", "name"),
    [
        ("noise-share", "noise_share", "NoiseShare"),
        ("3d-noise", "compute_3d_noise", "Exercise3dNoise"),
        ("while", "compute_while", "While"),
        ("build", "build", "ExerciseBuild"),
    ],
)
def test_every_id_gives_names_that_python_allows(identifier, entry, name):
    assert function_name(identifier) == entry
    assert f"class {name}(Build):" in KINDS["build"].new_class(identifier)
