"""`workbook serve`: the last good pages stay, each says what is wrong with the latest edit, and nothing is left when it ends."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import uuid
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from built import ROOT
from conftest import profile
from playwright.sync_api import expect

PATIENCE = 120  # seconds for a build on a busy machine
CHAPTER, CLASS = Path("docs", "chapters", "00-tiny.md"), Path("checkers", "pages", "chapter_00.py")
PAGE = "chapters/00-tiny/"

MARKDOWN = """\
---
title: Tiny
summary: One exercise.
planned: 1
---

# Tiny

/// derive | tiny-half

### Half

What is half of [[whole]]?

doubled
:   You doubled it.

//// hint
Divide.
////

//// reveal
It is [[answer]].
////
///
"""
PYTHON = '''\
"""Halves."""

from checkers.kinds.derive import Derive
from checkers.registry import exercise


@exercise("tiny-half")
class Half(Derive):
    """One half."""

    variants = ({"whole": 3}, {"whole": 4}, {"whole": 5}, {"whole": 6})

    def answer(self, *, whole):
        return whole / 2

    def misconceptions(self, *, whole):
        return {"doubled": whole * 2}
'''
FEEDBACK = """\
right
:   Right.

wrong
:   Not yet.
"""


@pytest.fixture(scope="module", autouse=True)
def ctrl_c():
    """A shell that runs the tests in the background has Ctrl+C ignored, also by whatever they start."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    return copied(tmp_path_factory.mktemp("project"))


def copied(folder: Path) -> Path:
    """Copy the project to a folder, with a book of one exercise."""
    without = shutil.ignore_patterns("__pycache__", "chapter_*.py", "lesson_*.py", "contributing.py")
    for room in ("checkers", "hooks", "docs/assets"):
        shutil.copytree(ROOT / room, folder / room, ignore=without)
    for name in ("node_modules", ".cache"):
        (folder / name).symlink_to(ROOT / name)
    settings = (ROOT / "mkdocs.yml").read_text(encoding="utf-8")
    settings = re.sub(r"^nav:\n(?: .*\n)+", "", settings, flags=re.MULTILINE)
    for file, text in (
        ("mkdocs.yml", settings),
        (CHAPTER, MARKDOWN),
        (CLASS, PYTHON),
        ("docs/feedback.md", FEEDBACK),
        # A page would have to list each formula, and another one corrects numbers that they give.
        ("checkers/formulas.py", '"""No formulas."""\n'),
        ("checkers/pages/errata.py", '"""No errata."""\n'),
    ):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        (folder / file).write_text(text, encoding="utf-8")
    return folder


class Served:
    """A running `workbook serve`.

    Attributes:
        address: Where it serves.
        seen: How many times what it shows had changed when it was asked last.
        version: How many times it had shown other pages by then.
        slip: What it said was wrong.
    """

    def __init__(self, project: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            place = f"127.0.0.1:{free.getsockname()[1]}"
        self.project = project
        self.address = f"http://{place}/"
        self.mark = uuid.uuid4().hex
        self.seen, self.version, self.slip = 0, 0, None
        command = [sys.executable, "-m", "hooks.command.cli", "serve", "--address", place]
        # A process that it starts, and one that such a process starts, has the mark in its environment.
        environment = {**os.environ, "WORKBOOK_MARK": self.mark}
        self.process = subprocess.Popen(
            command, cwd=project, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
        )
        assert "Serving on" in self.process.stdout.readline()

    def follow(self) -> None:
        """Wait until something else is shown than when this was asked last."""
        before, end = self.seen, monotonic() + PATIENCE
        while self.seen == before:
            assert monotonic() < end, "nothing has changed"
            with urlopen(f"{self.address}workbook-changes/{self.seen}", timeout=PATIENCE) as answer:
                said = json.load(answer)
            self.seen, self.version, self.slip = said["seen"], said["version"], said["slip"]

    def edit(self, file: Path, text: str) -> None:
        """Write a file, and wait for what is shown then."""
        (self.project / file).write_text(text, encoding="utf-8")
        self.follow()

    @contextmanager
    def slipped(self, file: Path, text: str):
        """Write a file with a slip for a while."""
        whole = (self.project / file).read_text(encoding="utf-8")
        self.edit(file, text)
        try:
            yield
        finally:
            self.edit(file, whole)

    def page(self, path: str = PAGE) -> str:
        with urlopen(self.address + path, timeout=PATIENCE) as answer:
            return answer.read().decode()

    def processes(self) -> list[bytes]:
        """Return the commands of all that this has started and that still runs, itself included."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            try:
                environment, command = ((process / name).read_bytes() for name in ("environ", "cmdline"))
            except OSError:  # gone, or another user's
                continue
            if self.mark.encode() in environment:
                found.append(command)
        return found


@contextmanager
def serving(project: Path):
    served = Served(project)
    try:
        yield served
    finally:
        (project / CHAPTER).write_text(MARKDOWN, encoding="utf-8")
        (project / CLASS).write_text(PYTHON, encoding="utf-8")
        served.process.terminate()
        served.process.communicate()


@pytest.fixture(scope="module")
def served(project):
    """A server with its first pages, whichever test comes first: another process may have taken those before."""
    with serving(project) as served:
        served.follow()
        yield served


def test_a_slip_at_the_start_is_on_a_plain_page_until_it_is_mended(tmp_path):
    project = copied(tmp_path)
    (project / CHAPTER).write_text(MARKDOWN.replace("derive", "deriv"), encoding="utf-8")
    slip = "docs/chapters/00-tiny.md:9: unknown block `deriv`. Did you mean `derive`?"
    with serving(project) as served:
        served.follow()
        assert served.slip == slip
        with pytest.raises(HTTPError) as caught:
            served.page()
        assert caught.value.code == 503
        assert slip in caught.value.read().decode()
        served.edit(CHAPTER, MARKDOWN)
        assert (served.slip, served.seen, served.version) == (None, 2, 1)
        assert "What is half of" in served.page()


@pytest.mark.parametrize(
    ("file", "text", "slip"),
    [
        (CHAPTER, MARKDOWN.replace("doubled\n", "halved\n"), r"docs/chapters/00-tiny\.md:9: .* no sentence for `doubled`"),
        (CHAPTER, MARKDOWN + "\nA formula: $\\frac{1}$\n", r"docs/chapters/00-tiny\.md:\d+: .*\\frac"),
        (CLASS, PYTHON.replace("return whole / 2", "return (whole"), r"checkers/pages/chapter_00\.py:14: "),
        (CLASS, PYTHON.replace("whole / 2", "whole / zero"), r"checkers/pages/chapter_00\.py:\d+: .*zero"),
    ],
    ids=["sentence", "formula", "syntax", "name"],
)  # fmt: skip
def test_a_slip_leaves_the_last_pages_and_is_gone_when_it_is_mended(served, file, text, slip):
    good = served.page()
    seen, version = served.seen, served.version
    with served.slipped(file, text):
        assert re.match(slip, served.slip), served.slip
        assert served.page() == good
    # One slip, one mending, and nothing in between: no build was begun again by itself.
    assert (served.slip, served.seen, served.version) == (None, seen + 2, version + 1)


def test_a_slip_in_what_builds_the_site_is_shown_too(served):
    file = Path("hooks", "render", "forge.py")
    whole = (served.project / file).read_text(encoding="utf-8")
    with served.slipped(file, whole + "\nbroken = (\n"):
        assert served.slip.startswith(f"{file.as_posix()}:{whole.count(chr(10)) + 2}: ")
    assert served.slip is None


def test_an_edit_of_a_class_is_on_its_page(served):
    assert ">6<" not in served.page()
    assert "data-foreseen" not in served.page()
    served.edit(CLASS, PYTHON.replace('{"whole": 3}', '{"whole": 1234}'))
    assert served.slip is None
    assert "1234" in served.page()
    served.edit(CLASS, PYTHON)
    assert "1234" not in served.page()


def test_the_message_is_on_an_open_page_and_goes_away(served, browser):
    with profile(browser, served.address) as context:
        page = context.new_page()
        page.goto(served.address + PAGE)
        banner = page.locator("#workbook-slip")
        expect(banner).to_have_count(0)
        with served.slipped(CHAPTER, MARKDOWN.replace("derive", "deriv")):
            expect(banner).to_have_text(served.slip)
            page.reload()
            expect(banner).to_have_text(served.slip)
            expect(page.get_by_role("heading", name="Half")).to_be_visible()
        expect(banner).to_have_count(0)
        expect(page.get_by_role("heading", name="Half")).to_be_visible()


@pytest.mark.parametrize("signal_", [signal.SIGTERM, signal.SIGINT])
@pytest.mark.parametrize("while_building", [True, False])
def test_nothing_is_left_when_it_is_told_to_end(project, signal_, while_building):
    with serving(project) as served:
        if not while_building:
            served.follow()
        end = monotonic() + PATIENCE
        while len(served.processes()) < 2:
            assert monotonic() < end
            sleep(0.05)
        served.process.send_signal(signal_)
        assert served.process.wait(PATIENCE) == 0
        while served.processes():
            assert monotonic() < end
            sleep(0.05)


def test_an_address_that_is_taken_is_said_without_a_traceback(served):
    place = served.address.removeprefix("http://").removesuffix("/")
    command = [sys.executable, "-m", "hooks.command.cli", "serve", "--address", place]
    done = subprocess.run(command, cwd=served.project, capture_output=True, text=True)
    assert done.returncode == 2
    assert done.stderr.startswith(f"workbook: nothing can be served at {place}: ")


def test_a_lab_that_runs_ends_too(tmp_path):
    """In a project of its own: a server beside it would run the lab first, and one run waits for the other."""
    project = copied(tmp_path)
    lab = project / "docs" / "labs" / "slow.py"
    lab.parent.mkdir()
    lab.write_text(
        "# %% [markdown]\n# # Slow\n\n# %%\nfrom threading import Event\n\nEvent().wait(600)\n",
        encoding="utf-8",
    )
    with serving(project) as served:
        end = monotonic() + PATIENCE
        while not any(b"ipykernel" in command for command in served.processes()):
            assert monotonic() < end
            sleep(0.05)
        served.process.terminate()
        assert served.process.wait(PATIENCE) == 0
        while served.processes():
            assert monotonic() < end
            sleep(0.05)
