"""What a learner does on a page, as functions that tests read like prose."""

from playwright.sync_api import Locator, Page, expect

READY = "html[data-python=ready]"


def open_chapter(page: Page, address: str, exercise) -> Locator:
    """Open the page of an exercise, wait for Python, and return the exercise."""
    page.goto(address + chapter_path(exercise))
    return on_page(page, exercise)


def chapter_path(exercise) -> str:
    """Return where the built site has the page of an exercise, relative to its root."""
    path = str(exercise.block.path).partition("docs/")[2]
    return path.removesuffix(".md") + "/"


def on_page(page: Page, exercise) -> Locator:
    """Return an exercise of the open page once its element has come to life and Python is ready."""
    host = page.locator(f"wb-exercise[id='{exercise.identifier}']")
    host.scroll_into_view_if_needed()
    # The element starts Python as soon as someone turns to it.
    page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => resolve()))")
    host.locator("form").dispatch_event("focusin")
    page.wait_for_selector(READY, state="attached", timeout=60_000)
    return host


def answer(host: Locator, kind: str, text: str) -> None:
    """Give an answer as its kind takes it, and submit."""
    match kind:
        case "derive":
            box = host.locator("input[name=answer]")
            box.fill(text)
            box.press("Enter")
            return
        case "trace" | "debug":
            host.locator(f"input[name=answer][value='{text}']").check()
        case "build":
            write(host, text)
        case "design":
            arrange(host, [int(word) for word in text.split()])
    submit(host, kind)


def submit(host: Locator, kind: str) -> None:
    host.get_by_role("button", name="Run" if kind == "build" else "Check", exact=True).click()


def write(host: Locator, program: str) -> None:
    """Replace the program in the editor."""
    editor = host.locator(".cm-content")
    editor.wait_for()
    editor.click()
    editor.press("ControlOrMeta+a")
    editor.press("Delete")
    # Typed text would be indented by the editor; pasted text stays as it is.
    host.page.evaluate(
        """([element, text]) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        [editor.element_handle(), program],
    )


def arrange(host: Locator, order: list[int]) -> None:
    """Bring the cards into an order with their buttons, top card first."""
    for place, step in enumerate(order):
        card = host.locator(f"li[data-step='{step}']")
        for _ in range(len(order)):
            current = [int(one.get_attribute("data-step")) for one in host.locator("li[data-step]").all()]
            if current.index(step) <= place:
                break
            card.get_by_role("button", name="Move up", exact=True).click()


def verdict(host: Locator, status: str, code: str | None = None) -> Locator:
    """Wait for a verdict and return where it is shown."""
    output = host.locator("output.wb-verdict")
    expect(output).to_have_attribute("data-status", status)
    if code is not None:
        expect(output).to_have_attribute("data-code", code)
    return output


def forget_verdict(host: Locator) -> None:
    """Take the last verdict's marks off, so that the next one cannot be mistaken for it."""
    host.locator("output.wb-verdict").evaluate(
        "(output) => { delete output.dataset.status; delete output.dataset.code; }"
    )
