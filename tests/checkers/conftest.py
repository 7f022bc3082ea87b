"""What the tests of judging share."""

import sys

import pytest

from checkers.programs import fence


@pytest.fixture(autouse=True)
def an_interpreter_that_is_trusted(monkeypatch):
    """Forget what earlier tests of the same process did: programs that tampered, servers whose threads still run."""
    monkeypatch.setattr(fence._ledger, "suspect", False)
    monkeypatch.setattr(fence._ledger, "threads", len(sys._current_frames()))
