"""Likely answers are judged before Python has come, and again when it is there."""

import base64
import json

import pytest
from learner import CALCULATED, WITHOUT_PYTHON, answer, answers, open_page, python, verdict, wait_for_python
from playwright.sync_api import expect

from hooks.pack.foreseen import table

VERDICT = "output.wb-verdict"
NOTICE = ".wb-notice"


@pytest.mark.parametrize("kind", ["derive", "trace", "debug", "design"])
def test_a_likely_answer_is_judged_without_python(page, address, book, number, kind):
    exercise = number if kind == "derive" else next(one for one in book.exercises if one.kind == kind)
    # People type no sixteen digits.
    right, wrong = ("0.0793", "0.2816") if kind == "derive" else answers(exercise)
    page.add_init_script(WITHOUT_PYTHON)
    host = open_page(page, address, exercise)
    for text, status in ((wrong, "wrong"), (right, "right")):
        answer(host, kind, text)
        verdict(host, status)
    expect(host).to_have_attribute("data-state", "right")
    expect(python(page)).not_to_have_attribute("data-python", "ready")


def test_what_is_not_foreseen_waits_for_python(page, address, number):
    page.add_init_script(WITHOUT_PYTHON)
    host = open_page(page, address, number)
    answer(host, "derive", CALCULATED)
    expect(host).to_contain_text("still loading")
    expect(host.locator(VERDICT)).to_be_empty()


def test_python_judges_again_what_was_foreseen_and_agrees_in_silence(page, address, number):
    host = open_page(page, address, number)
    answer(host, "derive", "0.0793")
    verdict(host, "right")
    page.evaluate(
        "() => { window.verdicts = 0; addEventListener('wb-verdict', () => window.verdicts += 1); }"
    )
    wait_for_python(page)
    # Asked after it, and so judged after it.
    answer(host, "derive", CALCULATED)
    verdict(host, "right")
    assert page.evaluate("() => window.verdicts") == 1
    expect(page.locator(NOTICE)).to_have_count(0)


def test_a_foreseen_verdict_that_python_does_not_share_gives_way_and_is_called_our_mistake(
    page, address, number
):
    listed, _, words = table(number).partition(" ")
    right = base64.b64decode(listed).decode()
    other = json.dumps([["wrong", "", {}] for _ in json.loads(right)])
    wrong = f"{base64.b64encode(other.encode()).decode()} {words}"
    host = open_page(page, address, number)
    host.evaluate("(host, table) => { host.dataset.foreseen = table; }", wrong)
    answer(host, "derive", "0.0793")
    verdict(host, "right")
    expect(page.locator(NOTICE)).to_contain_text("our mistake")
    expect(host).to_have_attribute("data-state", "right")
