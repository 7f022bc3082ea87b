"""NumPy is fetched once from Pyodide's own distribution, is the very file that Pyodide names, and no build fails for want of it."""

import hashlib
import json
import logging
from urllib.error import URLError

import pytest

from hooks.pack import numpy_wheel as wheel

CONTENT = b"as if this were NumPy"
FILE = "numpy-1.0-py3-none-any.whl"


@pytest.fixture
def fetched(tmp_path, monkeypatch, caplog):
    """A Pyodide with a distribution of its own, from which NumPy arrives whole; returns the addresses asked."""
    pyodide = tmp_path / "pyodide"
    pyodide.mkdir()
    (pyodide / "package.json").write_text('{"version": "1.2.3"}')
    (pyodide / "pyodide.mjs").write_text("cdnUrl=k(e??`https://distribution.example/v${U}/full/`)")
    entry = {"name": "numpy", "file_name": FILE, "sha256": hashlib.sha256(CONTENT).hexdigest()}
    (pyodide / wheel.LOCK).write_text(json.dumps({"packages": {"numpy": entry}}))
    asked = []

    def fetch(address):
        asked.append(address)
        return CONTENT

    monkeypatch.setattr(wheel, "PYODIDE", pyodide)
    monkeypatch.setattr(wheel, "CACHE", tmp_path / "cache")
    monkeypatch.setattr(wheel, "_fetch", fetch)
    monkeypatch.delenv(wheel.SWITCH)
    caplog.set_level(logging.INFO)
    wheel.numpy_wheel.cache_clear()
    yield asked
    wheel.numpy_wheel.cache_clear()


def test_the_address_is_that_of_the_installed_pyodide():
    version = json.loads((wheel.PYODIDE / "package.json").read_text())["version"]
    address = wheel.distribution()
    assert address.startswith("https://")
    assert address.endswith(f"/pyodide/v{version}/full/")


def test_numpy_is_fetched_once_and_then_kept(fetched):
    for _ in range(2):
        found = wheel.numpy_wheel()
        assert found.content == CONTENT
        assert found.entry["file_name"] == FILE
        wheel.numpy_wheel.cache_clear()
    assert fetched == [f"https://distribution.example/v1.2.3/full/{FILE}"]


def test_a_kept_file_that_was_altered_is_fetched_again(fetched):
    wheel.numpy_wheel()
    (wheel.CACHE / FILE).write_bytes(b"altered")
    wheel.numpy_wheel.cache_clear()
    assert wheel.numpy_wheel().content == CONTENT
    assert len(fetched) == 2


def test_another_file_than_the_one_named_is_refused_and_not_kept(fetched, monkeypatch, caplog):
    monkeypatch.setattr(wheel, "_fetch", lambda address: b"something else")
    assert wheel.numpy_wheel() is None
    assert "altered" in caplog.text
    assert not (wheel.CACHE / FILE).exists()


def test_without_network_one_sentence_says_so_and_nothing_is_asked_again(fetched, monkeypatch, caplog):
    asked = []

    def fetch(address):
        asked.append(address)
        raise URLError("no network")

    monkeypatch.setattr(wheel, "_fetch", fetch)
    assert wheel.numpy_wheel() is None
    assert wheel.numpy_wheel() is None
    assert len(asked) == 1
    assert [record.levelname for record in caplog.records] == ["INFO"]
    assert "without NumPy" in caplog.text


def test_whoever_wants_no_numpy_asks_nobody(fetched, monkeypatch):
    monkeypatch.setenv(wheel.SWITCH, "no")
    assert wheel.numpy_wheel() is None
    assert fetched == []


def test_a_loader_without_an_address_leaves_numpy_out(fetched, caplog):
    (wheel.PYODIDE / "pyodide.mjs").write_text("nothing")
    assert wheel.numpy_wheel() is None
    assert "no address" in caplog.text
