"""The golden transcript: answers and their verdicts, the same in CPython and in the Python that the browser runs.

`tests/verdicts/` has one file for each page, and in it one line for each answer: status, code (`-` for none), and the answer as JSON.
`UPDATE_VERDICTS=1` writes the files anew; the difference is then read like any other change.
"""

import json
import os
from pathlib import Path

import pytest
from wrong_programs import program_of

import checkers
from checkers.kinds.derive import NotHere
from hooks.book.book import load_book
from hooks.node import run_script
from hooks.pack.foreseen import foreseen, table
from hooks.pack.runtime import pack

ROOT = Path(__file__).parent.parent
TRANSCRIPT = Path(__file__).with_name("verdicts")
REPLAY = Path(__file__).with_name("replay.mjs")
LOOK_UP = Path(__file__).with_name("foreseen.mjs")

ODD_NUMBERS = (
    "", "nothing", "1,234", "0,0793", "1e400", "sqrt(-1)", "1/0", "2pi", "½", "−1.5", "7.93%", "5 apples", "((1)", "9**9**9",
    "exp(-2.535)", "2.5×10⁻³", "1/2/3", "log(0.0793)", "e^-2.535", "√2/2", ".5", "1e-3", "100", "0", "-0.0", "٣.٥", "٠",
)  # fmt: skip
ODD_PLACES = ("", "0", "1", "2", "3", "4", "5", "99", "one", "-1", "1.0")
ODD_ORDERS = ("", "1", "3", "2 1", "1 1", "9", "a b", "3 2 1", "1, 2, 3", "7 6 5 4 3 2 1")
ODD_PROGRAMS = (
    "",
    "def (:",
    "x = 1",
    "import numpy",
    "raise SystemExit",
    "def {entry}(): return 0",
    "def {entry}(*a): return '0'",
)


def answers(exercise, variant):
    """Return the answers that the transcript holds for one variant of an exercise."""
    match exercise.kind:
        case "derive":
            checker, givens = exercise.checker, exercise.checker.variants[variant]
            right = checker.answer(**givens)
            wrong = [
                found for found in checker.misconceptions(**givens).values() if not isinstance(found, NotHere)
            ]
            values = [value for found in wrong for value in (found if isinstance(found, tuple) else (found,))]
            forms = [
                repr(right),
                f"{right:.4g}",
                f"{right:.3g}",
                f"{right:.1g}",
                f"{right:.4e}",
                f"= {right:.6g}",
                f"{100 * right:.6g}%",
            ]
            probes = [-right, 10 * right, right / 2, right * right]
            return [
                *forms,
                *(f"{value:.10g}" for value in (*values, *probes)),
                *(() if variant else ODD_NUMBERS),
            ]
        case "trace" | "debug":
            return ODD_PLACES
        case "design":
            return [" ".join(str(step) for step in range(1, exercise.checker.steps + 1)), *ODD_ORDERS]
        case _:
            programs = [program.replace("{entry}", exercise.checker.entry) for program in ODD_PROGRAMS]
            return [exercise.block.model.code, exercise.block.listing.code, *programs]


def transcript(exercises):
    """Judge every answer to some exercises, and write down how."""
    lines = []
    for one in exercises:
        for variant in range(len(one.checker.variants)):
            lines += ["", f"# {one.identifier} {variant}"]
            for text in dict.fromkeys(answers(one, variant)):
                judged = checkers.grade(one.identifier, variant, text)
                code = judged["code"] or "-"
                lines.append(f"{judged['status']:10} {code:30} {json.dumps(text, ensure_ascii=False)}")
    return "\n".join(lines).lstrip() + "\n"


def read(text):
    """Return the exercise, the variant and the answer of each line of a transcript, and what was recorded for each."""
    lines, verdicts = [], []
    exercise = variant = None
    for line in text.split("\n"):
        if line.startswith("# "):
            _, exercise, variant = line.split()
        elif line:
            status, code, answer = line.split(maxsplit=2)
            lines.append({"exercise": exercise, "variant": int(variant), "answer": json.loads(answer)})
            verdicts.append([status, "" if code == "-" else code])
    return lines, verdicts


BOOK = load_book(ROOT / "docs")
PAGES = {Path(one.block.path).stem: [] for one in BOOK.exercises}
for one in BOOK.exercises:
    PAGES[Path(one.block.path).stem].append(one)


@pytest.mark.parametrize("page", PAGES)
def test_verdicts_are_as_recorded(page):
    file = TRANSCRIPT / f"{page}.txt"
    judged = transcript(PAGES[page])
    if os.environ.get("UPDATE_VERDICTS"):
        file.write_text(judged, encoding="utf-8")
    assert judged == file.read_text(encoding="utf-8"), (
        "a verdict has changed; if that is meant, run this with UPDATE_VERDICTS=1"
    )


def test_each_page_has_its_transcript_and_no_other_is_there():
    assert {file.name for file in TRANSCRIPT.iterdir()} == {f"{page}.txt" for page in PAGES}


def test_the_browsers_python_gives_the_same_verdicts(tmp_path):
    pack(tmp_path, closed=BOOK.closed_json())
    lines, recorded = read("".join(file.read_text(encoding="utf-8") for file in sorted(TRANSCRIPT.iterdir())))
    replayed = run_script(REPLAY, {"runtime": str(tmp_path), "lines": lines})
    assert [judged[:2] for judged in replayed] == recorded != []


def test_the_browsers_python_recognises_each_wrong_version_of_a_program(tmp_path):
    pack(tmp_path, closed=BOOK.closed_json())
    lines, expected = [], []
    for one in BOOK.exercises:
        for code, function in one.checker.mistakes.items() if one.kind == "build" else ():
            lines.append(
                {"exercise": one.identifier, "variant": 0, "answer": program_of(function, one.checker.entry)}
            )
            expected.append(["wrong", code])
    replayed = run_script(REPLAY, {"runtime": str(tmp_path), "lines": lines})
    assert [judged[:2] for judged in replayed] == expected != []


def test_what_a_page_foresees_is_what_the_checkers_say_here_and_in_the_browser(tmp_path):
    """Each likely answer is judged anew, looked up by the page's own script, and judged by the browser's Python."""
    asked, expected = [], []
    for one in BOOK.exercises:
        found = table(one)
        for variant in range(len(one.checker.variants)):
            for text, verdict in foreseen(one, variant):
                line = {"exercise": one.identifier, "variant": variant, "answer": text}
                assert list(checkers.grade(one.identifier, variant, text).values()) == json.loads(verdict)
                asked.append({"table": found, **line})
                expected.append(json.loads(verdict))
    assert {one.kind for one in BOOK.exercises if table(one)} == {"derive", "trace", "debug", "design"}
    looked_up = run_script(LOOK_UP, asked)
    assert [list(verdict.values()) for verdict in looked_up] == expected
    pack(tmp_path, closed=BOOK.closed_json())
    assert run_script(REPLAY, {"runtime": str(tmp_path), "lines": asked}) == expected


@pytest.mark.parametrize(
    ("answer", "is_foreseen"),
    [
        ("0.0793", True),
        (" 0.0793\n", True),
        ("0.07931", False),
        ("0.0793 ", True),
        ("", False),
        ("0.0793x", False),
    ],
)
def test_nothing_else_is_foreseen(answer, is_foreseen):
    asked = {"table": table(BOOK.find("signal-fraction")), "exercise": "signal-fraction", "answer": answer}
    found, elsewhere, beyond = run_script(LOOK_UP, [{**asked, "variant": variant} for variant in (0, 1, 99)])
    assert (found is not None) == is_foreseen
    assert elsewhere is beyond is None


@pytest.mark.parametrize(
    "answer", ["", "1", "1 2 3 4 5 6", "1 2 3 4 5 6 6", "1 2 3 4 5 6 7 8", "7 6 5 4 3 2 one"]
)
def test_what_is_no_order_of_all_steps_is_not_foreseen(answer):
    exercise = BOOK.find("flow-training-pipeline")
    asked = {"table": table(exercise), "exercise": exercise.identifier, "variant": 0, "answer": answer}
    assert run_script(LOOK_UP, [asked, {**asked, "table": ""}]) == [None, None]


def test_a_table_does_not_show_the_right_answer():
    for one in BOOK.exercises:
        assert "right" not in table(one)
