"""Who answers for the first time on a page, and where: with an answer that the page foresees, with one for Python, on stock Pyodide."""

import json
from collections.abc import Mapping
from dataclasses import dataclass

import stock
from learner import chapter_path

from hooks.book.parts import Exercise
from hooks.pack.foreseen import foreseen

# Notes when the page takes an answer. Where there is one, gives it then, and notes when its verdict stands there. In milliseconds.
LEARNER = """({ id, answer, foreseen }) => addEventListener("DOMContentLoaded", async () => {
    const host = document.getElementById(id);
    if (!host) return;
    if (host.localName === "wb-exercise") await customElements.whenDefined(host.localName);
    window.answerTaken = performance.now();
    if (answer === null) return;
    if (!foreseen) delete host.dataset.foreseen;
    const output = host.querySelector("output.wb-verdict");
    new MutationObserver(() => {
        if (output.dataset.status === "right") window.firstVerdict ??= performance.now();
    }).observe(output, { attributes: true });
    const steps = host.querySelector(".wb-steps");
    const [field, ...others] = host.querySelectorAll("[name=answer]");
    if (steps) steps.append(...answer.split(" ").map((step) => steps.querySelector(`[data-step="${step}"]`)));
    else if (others.length) [field, ...others].find((choice) => choice.value === answer).click();
    else {
        field.value = answer;
        field.dispatchEvent(new Event("input", { bubbles: true }));
    }
    host.querySelector("form").requestSubmit();
})"""


@dataclass(frozen=True, slots=True)
class Learner:
    """Somebody who opens a page.

    Attributes:
        path: Of the page, below the site's root.
        script: Run in the page before its own scripts.
    """

    path: str
    script: str


def key_of(exercise: Exercise) -> str:
    """Return the answer key of the first variant."""
    match exercise.kind:
        case "derive":
            return repr(exercise.checker.answer(**exercise.checker.variants[0]))
        case "trace" | "debug":
            return str(exercise.checker.right)
        case "build":
            return exercise.block.model.code
        case _:
            return " ".join(str(step) for step in range(1, exercise.checker.steps + 1))


def likely(exercise: Exercise) -> str | None:
    """Return a right answer to the first variant that the page foresees, if there is one."""
    judged = foreseen(exercise, 0)
    return next((text for text, verdict in judged if verdict.startswith('["right"')), None)


def foreseeable(exercise: Exercise) -> Learner:
    """Answer as the page foresees it."""
    return _learner(chapter_path(exercise), exercise.identifier, likely(exercise), foreseen=True)


def for_python(exercise: Exercise) -> Learner:
    """Answer on a page without verdicts foreseen for the exercise: many exercises foresee every answer there is."""
    return _learner(chapter_path(exercise), exercise.identifier, key_of(exercise), foreseen=False)


def on_stock() -> Learner:
    """Answer on the bare page."""
    return _learner(f"{stock.FOLDER}/", stock.HOST, stock.RIGHT)


def first_learners(exercise: Exercise) -> Mapping[str, Learner]:
    """Return who takes turns: on stock Pyodide, with a foreseen answer, and with one for Python."""
    return {"stock": on_stock(), "foreseen": foreseeable(exercise), "python": for_python(exercise)}


def readers(exercise: Exercise) -> Mapping[str, Learner]:
    """Return who opens a page of ours and of stock Pyodide, and answers nothing."""
    return {
        "stock": _learner(f"{stock.FOLDER}/", stock.HOST, None),
        "own": _learner(chapter_path(exercise), exercise.identifier, None),
    }


def _learner(path: str, host: str, answer: str | None, foreseen: bool = False) -> Learner:
    given = json.dumps({"id": host, "answer": answer, "foreseen": foreseen})
    return Learner(path, f"({LEARNER})({given});")
