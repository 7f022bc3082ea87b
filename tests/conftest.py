"""What all tests share: the book, the built site, a reader of HTML, patience, and a report of where the time went.

Defects of ours stop a test instead of becoming a verdict.
"""

import os
from collections import Counter
from html.parser import HTMLParser
from pathlib import PurePosixPath
from xml.etree.ElementTree import TreeBuilder

import pytest
from built import ROOT, build, once

import checkers
from checkers.programs import copies
from hooks.book.book import load_book
from hooks.pack.numpy_wheel import SWITCH

# The same site is tested everywhere, with a network and without.
os.environ[SWITCH] = "no"
# Tests run side by side already; read by NumPy when it is imported.
os.environ["OPENBLAS_NUM_THREADS"] = "1"

NOTABLE = 5  # seconds


@pytest.fixture(autouse=True)
def defects_are_raised(monkeypatch):
    monkeypatch.setattr(checkers, "reraise_defects", True)


@pytest.fixture(autouse=True)
def a_slow_machine_may_take_its_time(monkeypatch):
    monkeypatch.setattr(copies, "limit", 60.0)


@pytest.fixture(scope="session", autouse=True)
def book():
    """Load the book before any test: what a page first registers inside a block that restores registries would be lost."""
    return load_book(ROOT / "docs")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    return once(tmp_path_factory, "site", build)


VOID = ("br", "hr", "img", "input", "wbr")


class _Tree(HTMLParser):
    """Builds an element tree of a page as a browser does, and stops at a tag that is not closed where it was opened."""

    def __init__(self):
        super().__init__()
        self.builder = TreeBuilder()
        self.open = []
        self.builder.start("body", {})

    def handle_starttag(self, tag, attributes):
        self.builder.start(tag, {name: value or "" for name, value in attributes})
        self.open.append(tag)
        if tag in VOID:
            self.handle_endtag(tag)

    def handle_startendtag(self, tag, attributes):
        self.handle_starttag(tag, attributes)
        if tag not in VOID:
            self.handle_endtag(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag
        self.builder.end(tag)

    def handle_data(self, data):
        self.builder.data(data)

    def close(self):
        super().close()
        assert self.open == []
        self.builder.end("body")
        return self.builder.close()


@pytest.fixture
def parsed():
    """Return a function from HTML to its element tree."""

    def parse(html):
        tree = _Tree()
        tree.feed(html)
        return tree.close()

    return parse


def pytest_xdist_auto_num_workers():
    """Let one test more run than there are processors: a browser's tests also wait, for timers and for one another's processes."""
    return (os.cpu_count() or 1) + 1


def pytest_collection_modifyitems(items):
    """Leave what needs a built site out of `make test-quick`, as what is marked slow by hand."""
    for item in items:
        if "site" in item.fixturenames:
            item.add_marker(pytest.mark.slow)


def pytest_terminal_summary(terminalreporter, config):
    """Tell where the time went, room by room, with the files that take most of it; `--durations` asks for it."""
    if config.option.durations is None:
        return
    seconds, rooms, tests = Counter(), Counter(), Counter()
    # Reports without a category are those of set-ups and clean-ups that went well.
    for report in (
        one for key in ("", "passed", "failed", "error") for one in terminalreporter.getreports(key)
    ):
        file = PurePosixPath(report.nodeid.partition("::")[0])
        seconds[file] += report.duration
        rooms[file.parent] += report.duration
        tests[file] += report.when == "call"
    terminalreporter.section("seconds and tests of each room, and of its files above 5 seconds")
    for room, total in rooms.most_common():
        files = [file for file in seconds if file.parent == room]
        terminalreporter.line(f"{total:8.1f} {sum(tests[file] for file in files):5d}  {room}")
        for file in sorted(files, key=seconds.get, reverse=True):
            if seconds[file] > NOTABLE:
                terminalreporter.line(f"{seconds[file]:8.1f} {tests[file]:5d}    {file.name}")
