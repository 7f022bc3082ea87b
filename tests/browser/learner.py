"""What a learner does on a page, as functions that tests read like prose."""

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from playwright.sync_api import Locator, Page, Route, Worker, expect

from checkers.kinds.derive import NotHere

READY = "html[data-python=ready]"
BOOT = 60_000  # ms for Python to start

# A right and a wrong answer to `signal-fraction` that no page foresees, so that Python has to judge them.
CALCULATED, MISCALCULATED = "exp(-2.5346)", "exp(-0.69)"

# A script for a page in which no Python starts: its worker has nothing to run, and never says a word.
WITHOUT_PYTHON = """
window.Worker = class extends Worker {
    constructor(address, options) {
        super(String(address).includes("workbook") ? "data:text/javascript," : address, options);
    }
};
"""


# Resolves with the next verdict that an exercise shows, never with the one on the answer before.
NEXT_VERDICT = """(output) => new Promise((resolve, reject) => {
    const watch = new MutationObserver(() => {
        const { status, code } = output.dataset;
        if (!status) return;
        watch.disconnect();
        resolve([status, code, output.innerText.trim()]);
    });
    watch.observe(output, { attributes: true, attributeFilter: ["data-status"] });
    setTimeout(() => reject(new Error("no verdict came")), 30000);
})"""

# Gives one answer after the other, by the page's own form and editor, without a word between browser and test.
ASK_ALL = """async (host, [kind, texts, nextVerdict]) => {
    const next = eval(nextVerdict);
    const form = host.querySelector("form");
    const give = {
        derive(text) {
            const box = form.querySelector("input[name=answer]");
            box.value = text;
            box.dispatchEvent(new Event("input", { bubbles: true }));
        },
        build(text) {
            const editor = host.querySelector(".wb-code").shadowRoot.querySelector(".cm-content");
            editor.focus();
            editor.dispatchEvent(new KeyboardEvent("keydown", { key: "a", keyCode: 65, ctrlKey: true, bubbles: true, cancelable: true }));
            const data = new DataTransfer();
            data.setData("text/plain", text);
            editor.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        },
    };
    const choose = (text) => form.querySelector(`input[name=answer][value="${text}"]`).click();
    const found = [];
    for (const text of texts) {
        (give[kind] ?? choose)(text);
        const judged = next(host.querySelector("output.wb-verdict"));
        form.requestSubmit();
        found.push(await judged);
    }
    return found;
}"""


# Counts the workers whose Python has started, and notes every state that the page shows.
WITNESS = """
window.started = 0;
window.Worker = class extends Worker {
    constructor(...settings) {
        super(...settings);
        this.addEventListener("message", ({ data }) => { if (data.kind === "ready") window.started += 1; });
    }
};
window.states = [];
new MutationObserver(() => window.states.push(document.documentElement.dataset.python)).observe(document, {
    attributes: true, attributeFilter: ["data-python"], subtree: true,
});
"""

# Answers to the fixture `program`.
ENDLESS = "while True:\n    pass"
RIGHT = "from math import sqrt\ndef forward_process(x0, a, e): return sqrt(a) * x0 + sqrt(1 - a) * e"


class Verdict(NamedTuple):
    """What the page answered: the two marks of the contract, and the text that is shown."""

    status: str
    code: str
    text: str


def chapter_path(exercise) -> str:
    """Return where the built site has the page of an exercise, relative to its root."""
    path = str(exercise.block.path).partition("docs/")[2]
    return path.removesuffix(".md") + "/"


def file_of(folder: Path, exercise) -> Path:
    """Return the page of an exercise in the folder of pages that open by double click."""
    return folder / (chapter_path(exercise).removesuffix("/") + ".html")


def answers(exercise) -> tuple[str, str]:
    """Return a right and a wrong answer."""
    checker = exercise.checker
    match exercise.kind:
        case "derive":
            givens = checker.variants[checker.first]
            [wrong, *_] = [
                one for one in checker.misconceptions(**givens).values() if not isinstance(one, NotHere)
            ]
            return repr(checker.answer(**givens)), repr(wrong[0] if isinstance(wrong, tuple) else wrong)
        case "trace" | "debug":
            return str(checker.right), str(checker.right % 2 + 1)
        case "build":
            return exercise.block.model.code, f"def {checker.entry}(*values):\n    return 1234.5"
        case "design":
            order = [str(step + 1) for step in range(checker.steps)]
            return " ".join(order), " ".join(reversed(order))
    raise AssertionError(f"no answers for the kind {exercise.kind}")


def open_page(page: Page, address: str, exercise, query: str = "") -> Locator:
    """Open the page of an exercise and return the exercise, whether or not Python is there yet."""
    page.goto(address + chapter_path(exercise) + query)
    return host_of(page, exercise)


def open_chapter(page: Page, address: str, exercise) -> Locator:
    """Open the page of an exercise, wait for Python, and return the exercise."""
    page.goto(address + chapter_path(exercise))
    return on_page(page, exercise)


def follow(page: Page, url: str) -> None:
    """Follow a link, as instant navigation sees it."""
    page.evaluate(
        """(url) => {
            const link = document.createElement("a");
            link.href = url;
            document.body.append(link);
            link.click();
            link.remove();
        }""",
        url,
    )


def host_of(page: Page, exercise) -> Locator:
    """Return an exercise of the open page."""
    return page.locator(f"wb-exercise[id='{exercise.identifier}']")


def on_page(page: Page, exercise) -> Locator:
    """Return an exercise of the open page once its element has come to life and Python is ready."""
    host = host_of(page, exercise)
    host.scroll_into_view_if_needed()
    # The element starts Python as soon as someone turns to it.
    page.evaluate("() => new Promise((resolve) => requestAnimationFrame(() => resolve()))")
    host.locator("form").dispatch_event("focusin")
    wait_for_python(page)
    return host


def wait_for_python(page: Page) -> None:
    page.wait_for_selector(READY, state="attached", timeout=BOOT)


def python(page: Page) -> Locator:
    """Return the element that carries the state of Python."""
    return page.locator("html")


def pythons(page: Page) -> list[Worker]:
    """Return the workers that run Python, oldest first; the search of the site has one of its own."""
    return [worker for worker in page.workers if "search" not in worker.url]


def wait_until(page: Page, holds: Callable[[], object]) -> None:
    """Wait until something that events of the page bring about holds: they are handed out only while a page is asked for something."""
    end = time.monotonic() + BOOT / 1000
    while not holds():
        assert time.monotonic() < end, "what was waited for never came"
        page.wait_for_timeout(20)


def wait_for_idle(page: Page) -> None:
    """Wait until the page has had nothing urgent to do some times in a row: what it does when it is idle, it has begun."""
    # With a limit each: it has happened that a page in the background of a busy machine was never called back.
    page.evaluate(
        """async () => {
            for (let idle = 0; idle < 10; idle += 1)
                await new Promise((resolve) => requestIdleCallback(() => resolve(), { timeout: 1000 }));
        }"""
    )


def wait_until_still(part: Locator) -> None:
    """Wait until something no longer moves on the page."""
    part.element_handle().wait_for_element_state("stable")


def wait_for_layout(page: Page) -> None:
    """Wait until all of the page has been laid out, which it is in pieces."""
    page.wait_for_function(
        """() => Array.from(document.querySelectorAll(".md-content__inner > *, wb-exercise > *"))
            .every((part) => getComputedStyle(part).contentVisibility === "visible")"""
    )


def lay_out_all(page: Page) -> None:
    """Have all of the page laid out, also where no Python comes."""
    page.add_style_tag(content="* { content-visibility: visible !important; }")


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


def ask(host: Locator, kind: str, text: str) -> Verdict:
    """Give an answer, submit it, and return the verdict on it: never the one on the answer before."""
    watched = host.locator("output.wb-verdict").evaluate_handle(
        f"(output) => ({{ verdict: ({NEXT_VERDICT})(output) }})"
    )
    answer(host, kind, text)
    return Verdict(*watched.evaluate("(watched) => watched.verdict"))


def ask_all(host: Locator, kind: str, texts: list[str]) -> list[Verdict]:
    """Give several answers, one after the other, and return the verdict on each: as `ask`, with the hands of a script.

    Cards are brought into an order by hand alone.
    """
    if kind == "build":
        editor_of(host).wait_for()
    return [Verdict(*judged) for judged in host.evaluate(ASK_ALL, [kind, texts, NEXT_VERDICT])]


def editor_of(host: Locator) -> Locator:
    """Return the editor, which comes when one turns to the exercise."""
    host.locator("form").scroll_into_view_if_needed()
    return host.locator(".cm-content")


def write(host: Locator, program: str) -> None:
    """Replace the program in the editor."""
    editor = editor_of(host)
    editor.click()
    editor.press("ControlOrMeta+a")
    # Typed text would be indented by the editor; pasted text stays as it is.
    editor.evaluate(
        """(element, text) => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            element.dispatchEvent(new ClipboardEvent("paste", { clipboardData: data, bubbles: true, cancelable: true }));
        }""",
        program,
    )


def program_in(host: Locator) -> str:
    """Return the program that stands in the editor, without blanks at its end."""
    editor = editor_of(host)
    editor.wait_for()
    return "\n".join(editor.locator(".cm-line").all_text_contents()).rstrip()


def order_of(host: Locator) -> list[int]:
    """Return the cards' source positions from top to bottom."""
    return host.locator("li[data-step]").evaluate_all(
        "(cards) => cards.map((card) => Number(card.dataset.step))"
    )


def arrange(host: Locator, order: list[int]) -> None:
    """Bring the cards into an order with their buttons, top card first."""
    current = order_of(host)
    for place, step in enumerate(order):
        up = host.locator(f"li[data-step='{step}']").get_by_role("button", name="Move up", exact=True)
        for _ in range(current.index(step) - place):
            up.click()
        current.remove(step)
        current.insert(place, step)


def verdict(host: Locator, status: str, code: str | None = None) -> Locator:
    """Wait for a verdict and return where it is shown."""
    output = host.locator("output.wb-verdict")
    expect(output).to_have_attribute("data-status", status)
    if code is not None:
        expect(output).to_have_attribute("data-code", code)
    return output


def progress_document(page: Page) -> dict[str, Any]:
    """Return the progress that the browser keeps for this site; an empty one before there is any."""
    texts = page.evaluate(
        "() => Object.keys(localStorage).filter((key) => key.startsWith('workbook:')).map((key) => localStorage.getItem(key))"
    )
    documents = [json.loads(text) for text in texts if text.startswith("{")]
    return next((one for one in documents if "version" in one), {"exercises": {}, "days": []})


def attempts(page: Page, exercise, variant: int = 0) -> int:
    """Return how many attempts the progress document counts."""
    record = progress_document(page)["exercises"].get(exercise.identifier, {"variants": {}})
    return record["variants"].get(str(variant), {}).get("attempts", 0)


def open_reveal(host: Locator) -> None:
    host.locator("details[data-reveal] > summary").click()


def import_progress(dashboard: Page, document: dict[str, Any] | str) -> None:
    """Hand the dashboard a progress file."""
    text = document if isinstance(document, str) else json.dumps(document)
    with dashboard.expect_file_chooser() as chosen:
        dashboard.get_by_role("button", name="Import progress").click()
    chosen.value.set_files(
        [{"name": "progress.json", "mimeType": "application/json", "buffer": text.encode()}]
    )


def export_progress(dashboard: Page) -> dict[str, Any]:
    """Take the progress file that the dashboard hands out."""
    with dashboard.expect_download() as download:
        dashboard.get_by_role("button", name="Export progress").click()
    return json.loads(download.value.path().read_text(encoding="utf-8"))


class Held:
    """Requests that wait until they are let go, as on a slow line."""

    def __init__(self, page: Page, pattern: str) -> None:
        self.page, self.pattern = page, pattern
        self.routes: list[Route] = []
        page.route(pattern, lambda route: self.routes.append(route))

    def let_go(self) -> None:
        wait_until(self.page, lambda: self.routes)
        for route in self.routes:
            route.continue_()
        self.page.unroute(self.pattern)
