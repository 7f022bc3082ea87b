"""The kinds are found by looking through their package, so that a new one is a file and no entry in a list."""

from pathlib import Path

import pytest

from checkers import closed, grade, kinds, registry
from checkers.kinds.base import ClosedExercise

FOLDER = Path(kinds.__file__).parent
TOY = """
from checkers.kinds.base import ClosedExercise
from checkers.verdict import Verdict

class Toy(ClosedExercise):
    kind = "toy"

    def __init__(self, right):
        self.right = right

    def parse(self, variant, text):
        return text

    def grade(self, variant, answer):
        return Verdict("right" if answer == self.right else "wrong")
"""


def test_each_kind_is_found_under_the_name_of_its_file():
    files = {path.stem for path in FOLDER.glob("*.py")} - {"__init__", "base"}
    assert files == set(kinds.classes())


@pytest.mark.parametrize("name", kinds.classes())
def test_a_kind_says_what_the_door_and_the_site_have_to_know(name):
    cls = kinds.classes()[name]
    assert cls.kind == name
    assert cls.__module__ == f"checkers.kinds.{name}"
    assert isinstance(cls.computed, bool)
    assert isinstance(cls.runs_programs, bool)
    assert cls.computed != issubclass(cls, ClosedExercise)


def test_a_new_file_is_a_new_kind(tmp_path, monkeypatch):
    (tmp_path / "toy.py").write_text(TOY, encoding="utf-8")
    monkeypatch.setattr(kinds, "__path__", [*kinds.__path__, str(tmp_path)])
    with registry.restored():
        closed.open_book('{"my-toy": {"kind": "toy", "right": "yes"}}')
        assert closed.to_data(registry.find("my-toy")) == {"kind": "toy", "right": "yes"}
        assert [grade("my-toy", 0, text)["status"] for text in ("yes", "no")] == ["right", "wrong"]
