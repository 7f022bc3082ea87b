"""Slips that contributors make are named with their file and line and in words, whether they are made in Markdown or in Python."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest
import yaml
from built import once

HERE = Path(__file__).parent
SLIPS = [
    slip
    for area in yaml.safe_load((HERE / "slips.yml").read_text(encoding="utf-8")).values()
    for slip in area
]


def make_slips(folder):
    folder.mkdir()
    command = [sys.executable, str(HERE / "make_slips.py"), str(folder / "project")]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=True)
    (folder / "said").write_text(done.stdout, encoding="utf-8")


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """The folder of the small project, and for each slip the exit code and what the command said."""
    folder = once(tmp_path_factory, "slips", make_slips)
    said = [json.loads(line) for line in (folder / "said").read_text(encoding="utf-8").splitlines()]
    return folder / "project", {one["slip"]: (one["code"], one["said"]) for one in said}


def test_without_a_slip_there_is_nothing_to_mend(project):
    code, said = project[1][""]
    assert code == 0, said


def lines_that_begin(project, slip, begin):
    """Return the numbers of the lines that a report may name."""
    text = (project / slip.get("reported", slip["file"])).read_text(encoding="utf-8")
    if "reported" not in slip:
        text = text.replace(slip["old"], slip["new"], 1)
    return {number for number, line in enumerate(text.split("\n"), 1) if line.startswith(begin)}


@pytest.mark.parametrize("slip", SLIPS, ids=[slip["slip"] for slip in SLIPS])
def test_a_slip_is_named_with_its_place(project, slip):
    folder, found = project
    code, said = found[slip["slip"]]
    assert "Traceback" not in said, said
    if slip.get("tolerated"):
        assert code == 0, said
        return
    assert code != 0, said
    if "command" in slip:
        assert all(words in said for words in slip["says"]), said
        return
    reported = slip.get("reported", slip["file"])
    places = [re.match(rf"{re.escape(reported)}:(\d+): (.*)", line) for line in said.splitlines()]
    clear = [
        place
        for place in places
        if place
        and all(words in place[2] for words in slip["says"])
        and ("at" not in slip or int(place[1]) in lines_that_begin(folder, slip, slip["at"]))
    ]
    assert clear, said
