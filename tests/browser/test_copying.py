"""Copying from a page: what one sees comes along, with formulas as plain text that the answer boxes read."""

import os

import pytest
from firefox import find_firefox, opened
from learner import file_of, submit, verdict

# Selects from one paragraph of an opened reveal to another, both counted from 0 or from the end, or one formula in a paragraph.
SELECT = """(id, [from, to, formula]) => {
    const reveal = document.getElementById(id).querySelector("details[data-reveal]");
    reveal.open = true;
    const parts = [...reveal.children].filter((part) => part.localName !== "summary");
    const chosen = (part) => (formula === null ? part : part.querySelectorAll(".wb-maths, math:not(.wb-maths > *)")[formula]);
    const [first, last] = [parts.at(from), parts.at(to)].map(chosen);
    getSelection().setBaseAndExtent(first, 0, last, last.childNodes.length);
}"""
# Selects some characters of a number in a formula.
SELECT_DIGITS = """(id) => {
    const number = document.getElementById(id).querySelector(".wb-prompt math [data-slot]");
    getSelection().setBaseAndExtent(number.firstChild, 0, number.firstChild, 3);
    return number.textContent.slice(0, 3);
}"""
PASTE = """() => {
    document.querySelector("#pasted")?.remove();
    document.body.insertAdjacentHTML("beforeend", "<textarea id=pasted style='position: fixed; top: 0'></textarea>");
    document.querySelector("#pasted").focus();
}"""
PASTED = "() => document.querySelector('#pasted').value"

SENTENCE = "Multiplied out, the product is ᾱ_T = 4.04×10^(-5); the exponential lies 7.0 per cent above it."
# Each stands once in what is copied of the whole reveal: a mean of two, a sum on a line of its own, a power, a root.
ONCE = (
    "(0.0001 + 0.02)/2 = 0.01005, so",
    "\n∑_(i = 1)^T β_i = 1000×0.01005 = 10.05,\ne^(-10.05) = 4.32×10^(-5).\n",
    SENTENCE,
    "sqrt(ᾱ_T) = 0.00635",
)


@pytest.fixture
def exercise(book):
    return book.find("alpha-bar-final")


def test_a_selection_gives_its_formulas_once_and_as_plain_text(turn_to, desk, exercise):
    host = turn_to(exercise)

    def copied(selected=None):
        """Copy what is selected, paste it into a text field, and return what stands there."""
        if selected:
            desk.evaluate(f"([id, selected]) => ({SELECT})(id, selected)", [exercise.identifier, selected])
        desk.keyboard.press("ControlOrMeta+c")
        desk.evaluate(PASTE)
        desk.keyboard.press("ControlOrMeta+v")
        return desk.evaluate(PASTED)

    whole = copied([0, -1, None])
    assert {one: whole.count(one) for one in ONCE} == dict.fromkeys(ONCE, 1), whole
    assert copied([2, 2, None]) == SENTENCE
    assert copied([2, 2, 0]) == "ᾱ_T = 4.04×10^(-5)"
    box = host.locator("input[name=answer]")
    box.focus()
    desk.keyboard.press("ControlOrMeta+v")
    submit(host, "derive")
    verdict(host, "right")
    # A field copies its own text, and some digits of a number are those digits.
    box.fill("0.5")
    box.select_text()
    assert copied() == "0.5"
    digits = desk.evaluate(SELECT_DIGITS, exercise.identifier)
    assert copied() == digits


@pytest.mark.skipif(not find_firefox() and "CI" not in os.environ, reason="there is no Firefox here")
def test_firefox_copies_the_same(folder, exercise, tmp_path):
    with opened(tmp_path) as window:
        window.goto(file_of(folder, exercise).as_uri())
        assert window.call("() => customElements.whenDefined('wb-exercise').then(() => true)")
        for selected, expected in (([0, -1, None], ONCE), ([2, 2, None], (SENTENCE,))):
            window.call(SELECT, exercise.identifier, selected)
            window.press_with_control("c")
            window.call(PASTE)
            window.press_with_control("v")
            text = window.call(PASTED)
            assert {one: text.count(one) for one in expected} == dict.fromkeys(expected, 1), text
