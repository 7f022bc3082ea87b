"""What the page's worker calls, here in CPython: messages in, answers out, as the page expects them."""

import importlib
import json
import sys
import zipfile

import pytest

import checkers
from checkers import browser, registry
from checkers.kinds.derive import Derive


@pytest.fixture
def closed(tmp_path):
    """Pack these closed exercises as the build does, and read them."""

    def read(text):
        archive = tmp_path / "checkers.zip"
        with zipfile.ZipFile(archive, "w") as opened:
            opened.writestr("closed.json", text)
        browser.read_closed(str(archive))

    with registry.restored():
        yield read


def asked(kind, exercise, **more):
    return json.loads(browser.answer(json.dumps({"kind": kind, "exercise": exercise, "variant": 0, **more})))


def test_every_exercise_of_the_book_is_judged_as_elsewhere(book, closed):
    wrong = "0.123"
    expected = {one.identifier: checkers.grade(one.identifier, 0, wrong) for one in book.exercises}
    closed(book.closed_json())
    for identifier, verdict in expected.items():
        answered = asked("grade", identifier, answer=wrong)
        assert answered == {"verdict": json.loads(json.dumps(verdict)), "healthy": True}, identifier


def test_closed_exercises_come_from_the_archive(closed):
    assert asked("grade", "tiny", answer="2")["verdict"]["code"] == "unknown-exercise"
    closed('{"tiny": {"kind": "trace", "right": 2, "choices": 4}}')
    assert asked("grade", "tiny", answer="2")["verdict"]["status"] == "right"


def test_an_archive_without_the_exercises_is_an_error(tmp_path):
    archive = tmp_path / "checkers.zip"
    with pytest.raises(ImportError):
        browser.read_closed(str(archive))
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("other.json", "{}")
    with pytest.raises(OSError):
        browser.read_closed(str(archive))


def test_what_a_box_reads_is_said(book):
    number = next(one for one in book.exercises if one.kind == "derive")
    assert "0.5" in asked("understand", number.identifier, text="1/2")["text"]
    assert asked("understand", "", text="") == {"text": ""}


class Defective(Derive):
    """Raises, or answers what JSON has no word for."""

    variants = ({},)

    def parse(self, variant, text):
        return text

    def understand(self, variant, text):
        raise ZeroDivisionError("a defect")

    def grade(self, variant, answer):
        return checkers.Verdict("wrong", "", {"value": float(answer)})


@pytest.fixture
def defective(monkeypatch):
    monkeypatch.setattr(checkers, "reraise_defects", False)
    with registry.restored():
        registry.exercise("defective")(Defective)
        yield


@pytest.mark.usefixtures("defective")
@pytest.mark.parametrize(
    ("kind", "given", "error"),
    [
        ("understand", {"text": "1"}, "ZeroDivisionError: a defect"),
        ("grade", {"answer": "nan"}, "ValueError"),
    ],
)
def test_a_defect_is_answered_as_our_mistake(kind, given, error):
    answered = asked(kind, "defective", **given)
    assert (answered["verdict"]["status"], answered["verdict"]["code"]) == ("failed", "defect")
    assert answered["verdict"]["facts"]["error"].startswith(error)
    assert (answered["text"], answered["healthy"]) == ("", False)


def test_a_library_that_was_written_meanwhile_can_be_imported(monkeypatch, tmp_path):
    monkeypatch.setattr(sys, "path", list(sys.path))
    archive = tmp_path / "library.zip"
    sys.path_importer_cache[str(archive)] = None  # as if Python had looked there before
    with zipfile.ZipFile(archive, "w") as opened:
        opened.writestr("only_for_programs.py", "value = 42\n")
    browser.add_library(str(archive))
    assert importlib.import_module("only_for_programs").value == 42
    monkeypatch.delitem(sys.modules, "only_for_programs")
