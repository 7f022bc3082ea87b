"""Every example on the page about the answer boxes is true."""

import re
from pathlib import Path

import pytest

from checkers.kinds.derive import Derive
from checkers.reading.arithmetic import CONSTANTS, FUNCTIONS
from checkers.reading.expression import Reading, read
from checkers.verdict import Unreadable

PAGE = (Path(__file__).parent.parent / "docs" / "answers.md").read_text(encoding="utf-8")

READ = ("you type", "it is read as")
IN_A_BOX = ("the box asks for", *READ)
OF_A_SIZE = ("the answer is near", *READ)
UNCLEAR = ("you type", "what is unclear", "say it so")
JUDGED = ("you type", "what happens")
FIGURES = ("texts that are", "tried", "misjudged")  # kept true by tests/checkers/reading/test_corpus.py

BOXES = {"percent": {"%": 1}, "seconds": {"s": 1, "ms": 1e-3}}
STATUS = {"right": "right", "one digit more, please": "unreadable", "not right": "wrong"}


def tables():
    """Yield the head of each table of the page with its rows."""
    for table in re.findall(r"(?:^\|.*\n)+", PAGE, re.MULTILINE):
        head, _, *rows = (
            [cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()
        )
        yield tuple(head), rows


def rows(wanted):
    found = [tuple(row) for head, rows in tables() if head == wanted for row in rows]
    assert found, f"the page has no table with the columns {wanted}"
    return found


def code(cell):
    """Return what stands between backticks in a cell."""
    return re.findall(r"`([^`]+)`", cell)


def test_every_table_of_the_page_is_one_that_is_checked_here():
    assert {head for head, _ in tables()} == {READ, IN_A_BOX, OF_A_SIZE, UNCLEAR, JUDGED, FIGURES}


@pytest.mark.parametrize(("typed", "echo"), rows(READ))
def test_an_example_is_read_as_the_page_says(typed, echo):
    (text,) = code(typed)
    assert [read(text).echo] == code(echo)


@pytest.mark.parametrize(("box", "typed", "echo"), rows(IN_A_BOX))
def test_a_unit_is_read_as_the_page_says(box, typed, echo):
    (text,) = code(typed)
    assert [read(text, units=BOXES[box]).echo] == code(echo)


@pytest.mark.parametrize(("near", "typed", "echo"), rows(OF_A_SIZE))
def test_a_comma_is_read_as_the_page_says(near, typed, echo):
    (size,), (text,) = code(near), code(typed)
    assert [read(text, magnitude=float(size)).echo] == code(echo)


@pytest.mark.parametrize(("typed", "_why", "instead"), rows(UNCLEAR))
def test_an_unclear_text_is_asked_about_and_what_the_page_offers_instead_is_read(typed, _why, instead):
    (text,) = code(typed)
    assert isinstance(read(text), Unreadable)
    assert code(instead)
    for clear in code(instead):
        assert isinstance(read(clear), Reading), clear


class Supposed(Derive):
    """A number from no exercise, which the page supposes to be the answer."""

    variants = ({},)

    def answer(self):
        return float(re.search(r"Suppose the answer is `([\d.]+)`", PAGE)[1])


@pytest.mark.parametrize(("typed", "happens"), rows(JUDGED))
def test_an_answer_is_judged_as_the_page_says(typed, happens):
    (text,) = code(typed)
    exercise = Supposed()
    reading = exercise.parse(0, text)
    assert isinstance(reading, Reading)
    assert exercise.grade(0, reading).status == STATUS[happens]


def test_every_function_and_constant_is_on_the_page():
    listed = set(code(PAGE))
    spoken = {"√": "sqrt", "π": "pi"}
    assert {spoken.get(name, name) for name in (*CONSTANTS, *FUNCTIONS)} <= listed
