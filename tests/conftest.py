"""What all tests share: the book, patience, and defects of ours that stop a test instead of becoming a verdict."""

from pathlib import Path

import pytest

import checkers
from checkers import copies
from hooks.specs import load_book

ROOT = Path(__file__).parent.parent


@pytest.fixture(autouse=True)
def defects_are_raised(monkeypatch):
    monkeypatch.setattr(checkers, "reraise_defects", True)


@pytest.fixture(autouse=True)
def a_slow_machine_may_take_its_time(monkeypatch):
    monkeypatch.setattr(copies, "limit", 60.0)


@pytest.fixture(scope="session")
def book():
    return load_book(ROOT / "docs")
