"""axe-core finds nothing serious or critical on any page, light and dark, with every part of it opened and in use."""

import re
from io import BytesIO
from pathlib import Path

import pytest
from conftest import profile
from learner import WITHOUT_PYTHON, ask, lay_out_all, on_page, wait_for_layout
from PIL import Image
from playwright.sync_api import expect

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


# The rules that a colour scheme can break; all others see no difference.
COLOURS = ["color-contrast", "link-in-text-block"]


def turn_dark(page):
    page.emulate_media(color_scheme="dark")
    expect(page.locator("body")).to_have_attribute("data-md-color-scheme", "slate")


def pages():
    """Yield the address of every page that the navigation names, relative to the site's."""
    named = re.findall(
        r"^ +- .*: ([\w/-]+)\.(?:md|py)$", (ROOT / "mkdocs.yml").read_text("utf-8"), re.MULTILINE
    )
    yield from ("" if name == "index" else f"{name}/" for name in named)


def found_by_axe(page, rules=None):
    """Return what axe-core finds with all of its rules, or with some."""
    page.add_script_tag(path=AXE)
    lay_out_all(page)
    page.evaluate(
        "() => document.querySelectorAll('wb-exercise details').forEach((part) => { part.open = true; })"
    )
    found = page.evaluate(
        "(rules) => axe.run(document, { resultTypes: ['violations'], ...(rules && { runOnly: rules }) })",
        rules,
    )
    return "\n".join(
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n  "
        + "\n  ".join(str(node["target"]) + " " + node["html"][:120] for node in violation["nodes"][:4])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    )


@pytest.fixture(scope="module")
def reader(browser, address):
    """One page for all addresses, in which no Python starts."""
    with profile(browser, address) as context:
        page = context.new_page()
        page.add_init_script(WITHOUT_PYTHON)
        yield page


@pytest.mark.parametrize("path", list(pages()))
def test_nothing_serious_or_critical(reader, address, path):
    reader.emulate_media(color_scheme="light")
    reader.goto(address + path)
    expect(reader.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    assert found_by_axe(reader) == ""
    turn_dark(reader)
    assert found_by_axe(reader, rules=COLOURS) == ""


def ink(page) -> int:
    """Return how many dark pixels the first letter with a bar in a line of text is drawn with."""
    drawn = page.locator("li math:has(mover)").first.screenshot()
    return sum(Image.open(BytesIO(drawn)).convert("L").histogram()[:128])


def test_a_letter_below_a_bar_is_seen_in_the_systems_own_colours(new_profile, address):
    drawn = []
    for colours in ("none", "active"):
        page = new_profile(forced_colors=colours, color_scheme="light").new_page()
        page.goto(address + "chapters/00-forward-process/")
        wait_for_layout(page)
        drawn.append(ink(page))
    usual, forced = drawn
    assert forced > 0.9 * usual


# Every sort of verdict, the offer of help, the table of cases, a traceback, a model answer, marked choices, lines and cards.
WORK = {
    "first chapter": {
        "signal-fraction": ["0.5", "0.6", "0.7"],
        "alpha-bar-final": ["2 apples"],
        "alpha-bar-halfway": ["0.0786"],
        "snr-halfway": ["1"],
        "forward-process": ["print(1)\ndef forward_process(x0, a, e):\n    return x0 + nothing"],
    },
    "training": {"training-step-bug": ["1"], "loss-equivalence": ["3"]},
    "flow": {
        "flow-match-step": [
            "def flow_match_step(x, v, dt): return x + v",
            "print(1)\ndef flow_match_step(x, v, dt): return x + v * dt",
        ],
        "flow-training-pipeline": ["7 1 2 3 4 5 6", "1 7 2 3 4 5 6", "4 1 2 3 5 6 7"],
    },
}


@pytest.mark.parametrize("work", WORK.values(), ids=WORK)
def test_nothing_serious_or_critical_where_somebody_has_worked(desk, turn_to, book, work):
    turn_to(book.find(next(iter(work))))
    for identifier, answers in work.items():
        exercise = book.find(identifier)
        host = on_page(desk, exercise)
        for text in answers:
            ask(host, exercise.kind, text)
    desk.emulate_media(color_scheme="light")
    expect(desk.locator("body")).to_have_attribute("data-md-color-scheme", "default")
    assert found_by_axe(desk) == ""
    turn_dark(desk)
    assert found_by_axe(desk, rules=COLOURS) == ""
