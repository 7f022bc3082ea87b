"""One exercise of each kind, solved by keyboard alone."""

import pytest
from learner import open_chapter, verdict


def tab_to(page, selector, limit=80):
    """Press Tab until the focus stands on what a selector names, as somebody without a mouse does."""
    for _ in range(limit):
        if page.evaluate("(selector) => document.activeElement?.matches(selector) ?? false", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never reaches {selector}")


def start(page, address, exercise):
    """Open the exercise and put the focus on its first control, where reading it has brought a keyboard user."""
    host = open_chapter(page, address, exercise)
    host.locator("form").evaluate(
        "(form) => form.querySelector('input, button, textarea, .cm-content, [tabindex]')?.focus()"
    )
    return host


def test_derive(page, address, book):
    exercise = book.find("signal-fraction")
    host = start(page, address, exercise)
    tab_to(page, "#signal-fraction input")
    page.keyboard.type("0.0793")
    page.keyboard.press("Enter")
    verdict(host, "right")


@pytest.mark.parametrize("identifier", ["snr-halfway", "training-step-bug"], ids=["trace", "debug"])
def test_choices_and_lines_are_chosen_by_arrows(page, address, book, identifier):
    exercise = book.find(identifier)
    host = start(page, address, exercise)
    tab_to(page, f"#{identifier} input")
    page.keyboard.press("Space")
    for _ in range(12):
        if page.evaluate("() => document.activeElement.value") == str(exercise.checker.right):
            break
        page.keyboard.press("ArrowDown")
    tab_to(page, f"#{identifier} button[type=submit]")
    page.keyboard.press("Enter")
    verdict(host, "right")


def test_build(page, address, book):
    exercise = book.find("flow-match-step")
    host = open_chapter(page, address, exercise)
    host.locator(".cm-content").wait_for()
    host.locator(".cm-content").focus()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("def flow_match_step(x, v, dt): return x + v * dt")
    page.keyboard.press("ControlOrMeta+Enter")
    verdict(host, "right")


def test_the_editor_lets_the_keyboard_out_again(page, address, book):
    exercise = book.find("flow-match-step")
    host = open_chapter(page, address, exercise)
    host.locator(".cm-content").wait_for()
    host.locator(".cm-content").focus()
    page.keyboard.press("Escape")
    page.keyboard.press("Tab")
    assert not page.evaluate(
        "() => { let focused = document.activeElement; while (focused?.shadowRoot) focused = focused.shadowRoot.activeElement;"
        " return focused?.classList.contains('cm-content') ?? false; }"
    )


def test_design(page, address, book):
    exercise = book.find("flow-training-pipeline")
    host = start(page, address, exercise)
    for place, step in enumerate(range(1, exercise.checker.steps + 1)):
        card = f"#flow-training-pipeline li[data-step='{step}']"
        for _ in range(10):
            order = [int(one.get_attribute("data-step")) for one in host.locator("li[data-step]").all()]
            if order.index(step) == place:
                break
            host.locator("li[data-step]").first.locator("button").first.focus()
            tab_to(page, f"{card} button[data-move=up]")
            page.keyboard.press("Enter")
            assert page.evaluate("(card) => document.activeElement.closest(card) !== null", card), (
                "the focus left the moved step"
            )
    tab_to(page, "#flow-training-pipeline button[type=submit]")
    page.keyboard.press("Enter")
    verdict(host, "right")
