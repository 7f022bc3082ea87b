"""What is to go into the changelog can be gathered: each fragment says to whom, and in a sentence, what has changed."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
FRAGMENTS = ROOT / "changelog.d"
SETTINGS = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["towncrier"]
AUDIENCES = "|".join(kind["directory"] for kind in SETTINGS["type"])


def problems(folder):
    """Yield what is wrong with the fragments in a folder, and what to do."""
    for file in sorted(folder.iterdir()):
        if file.name in SETTINGS["ignore"]:
            continue
        if not re.fullmatch(rf"\+[a-z0-9-]+\.(?:{AUDIENCES})\.md", file.name):
            yield f"{file.name}: towncrier does not understand this name. Call it +some-words.({AUDIENCES}).md."
            continue
        text = file.read_text(encoding="utf-8").strip()
        if re.search(r"^\s*(?:[-*#]|$)", text, re.MULTILINE) or not text.endswith("."):
            yield f"{file.name}: this is no sentence. Write one paragraph that ends in a full stop, without bullet or heading."


def test_every_fragment_is_a_sentence_to_learners_or_contributors():
    assert list(problems(FRAGMENTS)) == []


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("some-words.learners.md", "A change.", "does not understand this name"),
        ("+some-words.md", "A change.", "does not understand this name"),
        ("+some-words.readers.md", "A change.", "does not understand this name"),
        ("+some-words.learners.md", "", "no sentence"),
        ("+some-words.learners.md", "- A change.", "no sentence"),
        ("+some-words.learners.md", "A change", "no sentence"),
        ("+some-words.learners.md", "A change.\n\nAnother one.", "no sentence"),
    ],
)
def test_what_could_not_be_gathered_is_named(tmp_path, name, text, complaint):
    (tmp_path / name).write_text(text, encoding="utf-8")
    [problem] = problems(tmp_path)
    assert problem.startswith(f"{name}: ")
    assert complaint in problem


def test_all_fragments_are_gathered_for_their_audience():
    """Nothing is written: the text is compared without its line breaks."""
    command = [sys.executable, "-m", "towncrier", "build", "--draft", "--version", "next"]
    gathered = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=True
    ).stdout
    sections = dict(
        zip((kind["directory"] for kind in SETTINGS["type"]), [""] * len(SETTINGS["type"]), strict=True)
    )
    for kind in SETTINGS["type"]:
        _, _, after = gathered.partition(f"### {kind['name']}\n")
        sections[kind["directory"]] = " ".join(after.partition("\n### ")[0].split())
    for file in FRAGMENTS.glob("+*.md"):
        audience = file.name.split(".")[1]
        assert " ".join(file.read_text(encoding="utf-8").split()) in sections[audience], file.name
