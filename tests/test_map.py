"""The README's map names every room, and what the map and the flows of `docs/architecture.md` name is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text(encoding="utf-8")
MAP = README.split("## The map")[1].split("\nAn exercise lives")[0]
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
FLOWS = ARCHITECTURE.split("## Four flows")[1].split("\n## ")[0].split("\n### ")[1:]
ROOMS = ("checkers", "hooks", "docs/assets")
MOST_FILES = 10

ROW = re.compile(r"^\| \**`([\w./-]+)`\** \| (.+) \|$", re.MULTILINE)
FILE = re.compile(r"`((?:checkers|hooks|docs|tests)/[\w./-]*)`")


def test_every_room_stands_on_the_map():
    rooms = {
        f"{room}/{folder.name}/"
        for room in ROOMS
        for folder in (ROOT / room).iterdir()
        if folder.is_dir() and not folder.name.startswith("__")
    }
    assert rooms - {name for name, _ in ROW.findall(MAP)} == set()


def test_what_a_row_of_the_map_names_is_in_its_room():
    rows = ROW.findall(MAP)
    assert len(rows) > len(ROOMS)
    missing = [
        f"{room}{name}"
        for room, words in rows
        for name in re.findall(r"`([\w.-]+(?:/|\.(?:py|js|md|css|yml)))`", words)
        if not any((folder / name).exists() for folder in (ROOT / room, ROOT))
    ]
    assert missing == []


@pytest.mark.parametrize("text", [MAP, ARCHITECTURE], ids=["README", "architecture"])
def test_every_path_leads_somewhere(text):
    paths = FILE.findall(text)
    assert paths
    assert [path for path in paths if not (ROOT / path).exists()] == []


@pytest.mark.parametrize("flow", FLOWS, ids=lambda flow: flow.split("\n")[0])
def test_a_flow_is_short(flow):
    steps = re.findall(r"^\d+\. (.+(?:\n   .+)*)", flow, re.MULTILINE)
    assert all(FILE.match(step) for step in steps)
    assert 1 < len({path for step in steps for path in FILE.findall(step)}) <= MOST_FILES


def test_there_are_four_flows():
    assert len(FLOWS) == 4
