"""The pages that open by double click, in the browser that trusts files least."""

import os

import pytest
from firefox import find_firefox, opened
from learner import answers, file_of

from hooks.kinds import KINDS

# What a learner does, in a browser without Playwright's helping hands. Resolves with the verdict's status and text.
ANSWER = """async (id, kind, text) => {
    const until = async (holds) => {
        for (;;) {
            const found = holds();
            if (found) return found;
            await new Promise((resolve) => setTimeout(resolve, 20));
        }
    };
    const host = document.getElementById(id);
    const form = host.querySelector("form");
    form.dispatchEvent(new FocusEvent("focusin", { bubbles: true }));
    form.scrollIntoView();
    if (kind === "derive") {
        const box = form.querySelector("input[name=answer]");
        box.value = text;
        box.dispatchEvent(new Event("input", { bubbles: true }));
    } else if (kind === "build") {
        const editor = await until(() => host.querySelector(".wb-code")?.shadowRoot?.querySelector(".cm-content"));
        editor.focus();
        editor.dispatchEvent(new KeyboardEvent("keydown", { key: "a", keyCode: 65, ctrlKey: true, bubbles: true, cancelable: true }));
        // Firefox leaves nothing in a clipboard that a script has filled.
        document.execCommand("insertText", false, text);
        await until(() => host.querySelector("textarea[name=answer]").value === text);
    } else if (kind === "design") {
        const cards = () => [...host.querySelectorAll("li[data-step]")];
        const place = (step) => cards().findIndex((card) => card.dataset.step === step);
        const raise = (card) => [...card.querySelectorAll("button")].find((one) => one.textContent === "Move up").click();
        for (const [wanted, step] of text.split(" ").entries())
            while (place(step) > wanted) raise(cards()[place(step)]);
    } else form.querySelector(`input[name=answer][value="${text}"]`).click();
    const output = host.querySelector("output.wb-verdict");
    delete output.dataset.status;
    form.requestSubmit();
    const status = await until(() => output.dataset.status);
    return [status, output.innerText.trim(), host.dataset.state];
}"""

UNTIL = "async (holds) => { while (!holds()) await new Promise((resolve) => setTimeout(resolve, 20)); return true; }"


@pytest.fixture(scope="module")
def firefox(tmp_path_factory):
    if not find_firefox():
        assert "CI" not in os.environ, "these tests need Firefox"
        pytest.skip("there is no Firefox here: install the package `firefox-esr` or `firefox` of your system")
    with opened(tmp_path_factory.mktemp("firefox")) as window:
        yield window


def test_files_are_strangers_to_one_another(firefox, folder):
    firefox.goto((folder / "index.html").as_uri())
    read = "() => fetch('sitemap.xml').then(() => 'read', () => 'refused')"
    assert firefox.call(read) == "refused"


@pytest.mark.parametrize("kind", KINDS)
def test_answers_of_each_kind_are_judged_and_nothing_else_is_asked_for(firefox, folder, book, kind):
    exercise = next(one for one in book.exercises if one.kind == kind)
    right, wrong = answers(exercise)
    firefox.requests.clear()
    firefox.goto(file_of(folder, exercise).as_uri())
    status, text, state = firefox.call(ANSWER, exercise.identifier, kind, wrong)
    assert (status, state) == ("wrong", "tried")
    assert text
    status, text, state = firefox.call(ANSWER, exercise.identifier, kind, right)
    assert (status, state) == ("right", "right")
    assert text
    home = (folder.as_uri() + "/", "blob:", "data:")
    assert [url for url in firefox.requests if not url.startswith(home)] == []


def test_an_endless_program_is_stopped(firefox, folder, book):
    exercise = next(one for one in book.exercises if one.kind == "build")
    firefox.goto(file_of(folder, exercise).as_uri())
    status, text, _ = firefox.call(ANSWER, exercise.identifier, "build", "while True:\n    pass")
    assert status == "unreadable"
    assert text
    assert firefox.call(ANSWER, exercise.identifier, "build", answers(exercise)[0])[0] == "right"


def test_what_was_solved_is_known_on_every_page_and_outlives_the_browser(firefox, folder, book, tmp_path):
    exercise = next(one for one in book.exercises if one.kind == "derive")
    elsewhere = next(
        one for one in book.exercises if one.chapter != exercise.chapter and one.kind == "derive"
    )
    with opened(tmp_path) as window:
        window.goto(file_of(folder, exercise).as_uri())
        assert window.call(ANSWER, exercise.identifier, "derive", answers(exercise)[0])[0] == "right"
    with opened(tmp_path) as window:
        window.goto(file_of(folder, elsewhere).as_uri())
        assert window.call(ANSWER, elsewhere.identifier, "derive", answers(elsewhere)[0])[0] == "right"
        window.goto((folder / "index.html").as_uri())
        assert window.call(
            f"() => ({UNTIL})(() => document.querySelector('[data-progress=solved]').textContent === '2')"
        )
        window.goto(file_of(folder, exercise).as_uri())
        assert window.call(
            f"(id) => ({UNTIL})(() => document.getElementById(id).dataset.state === 'right')",
            exercise.identifier,
        )


def test_an_answer_that_is_not_right_yet_is_there_again(firefox, folder, book):
    exercise = next(one for one in book.exercises if one.kind == "derive")
    _, wrong = answers(exercise)
    address = file_of(folder, exercise).as_uri()
    firefox.goto(address)
    assert firefox.call(ANSWER, exercise.identifier, "derive", wrong)[0] == "wrong"
    firefox.goto((folder / "index.html").as_uri())
    firefox.goto(address)
    typed = f"document.getElementById({exercise.identifier!r}).querySelector('input[name=answer]').value"
    assert firefox.call(f"() => ({UNTIL})(() => {typed} !== '')")
    assert firefox.call(f"() => {typed}") == wrong
