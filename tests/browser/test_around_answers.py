"""What happens around an answer: what comes into view, what steps back, what is offered, and what is still there later."""

import pytest
from learner import wait_until_still
from playwright.sync_api import expect


@pytest.fixture
def small_screen(desk):
    """The desk on a telephone held upright, with a keyboard in the lower half."""
    before = desk.viewport_size
    desk.set_viewport_size({"width": 390, "height": 420})
    yield desk
    desk.set_viewport_size(before)


def test_a_verdict_and_a_moved_step_come_into_view(small_screen, turn_to, book):
    host = turn_to(book.find("flow-training-pipeline"))
    first = host.locator("li[data-step]").first
    step = host.locator(f"li[data-step='{first.get_attribute('data-step')}']")
    count = host.locator("li[data-step]").count()
    step.get_by_role("button", name="Move down").focus()
    for _ in range(count - 1):
        small_screen.keyboard.press("Alt+ArrowDown")
        wait_until_still(step)
        expect(step).to_be_in_viewport(ratio=0.99)
    check = host.get_by_role("button", name="Check", exact=True)
    # Just at the lower edge of the screen.
    check.evaluate("(button) => button.scrollIntoView({ block: 'end', behavior: 'instant' })")
    check.focus()
    small_screen.keyboard.press("Enter")
    output = host.locator("output.wb-verdict")
    expect(output).to_have_attribute("data-status", "wrong")
    expect(output).to_be_in_viewport(ratio=0.99)
