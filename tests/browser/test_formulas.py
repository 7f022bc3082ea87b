"""Formulas are drawn by the browser itself; what their font and their markup were fitted for is seen in it."""

import pytest
from learner import lay_out_all, wait_for_layout

PAGE = "chapters/00-forward-process/"
# The room between what stands before and behind each sign of equality in a line of text, as a multiple of the size of the type.
AROUND_EQUALITY = """() => [...document.querySelectorAll("p math > mrow > mo")].filter((sign) => sign.textContent === "=")
    .filter((sign) => sign.previousElementSibling && sign.nextElementSibling && sign.checkVisibility())
    .map((sign) => (sign.nextElementSibling.getBoundingClientRect().left - sign.previousElementSibling.getBoundingClientRect().right)
        / parseFloat(getComputedStyle(sign).fontSize))"""
# The room between what stands below a root and its end, in pixels.
IN_ROOTS = """() => [...document.querySelectorAll("msqrt")].filter((root) => root.checkVisibility())
    .map((root) => root.getBoundingClientRect().right - root.lastElementChild.getBoundingClientRect().right)"""


@pytest.mark.usefixtures("without_python")
def test_signs_have_room_around_them_and_roots_end_with_what_is_below_them(page, address):
    page.goto(address + PAGE)
    lay_out_all(page)
    wait_for_layout(page)
    page.evaluate("() => document.fonts.ready.then(() => null)")
    around = page.evaluate(AROUND_EQUALITY)
    assert len(around) > 5
    # The sign alone is not as wide as its type is high.
    assert min(around) > 1
    roots = page.evaluate(IN_ROOTS)
    assert len(roots) > 5
    assert max(roots) < 1
