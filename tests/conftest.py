"""What all tests share: the book, the built site, patience, and defects of ours that stop a test instead of becoming a verdict."""

import os

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


@pytest.fixture(autouse=True)
def defects_are_raised(monkeypatch):
    monkeypatch.setattr(checkers, "reraise_defects", True)


@pytest.fixture(autouse=True)
def a_slow_machine_may_take_its_time(monkeypatch):
    monkeypatch.setattr(copies, "limit", 60.0)


@pytest.fixture(scope="session")
def book():
    return load_book(ROOT / "docs")


@pytest.fixture(scope="session")
def site(tmp_path_factory):
    return once(tmp_path_factory, "site", build)
