"""What scripts may rely on: the commands, their exit codes and the shape of what they print."""

import io
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import hooks.command.check
from checkers.programs import copies
from hooks.book.book import load_book
from hooks.book.plain_text import plain_text
from hooks.command import cli
from hooks.command.judge.process import JudgeProcess

ROOT = Path(__file__).parents[3]
BOOK = load_book(ROOT / "docs")
VERDICT = {"status", "code", "message", "facts"}
# The answer of the second variant of exercise 0.3.
OTHER = str(BOOK.find("0.3").checker.variants[1]["alpha_bar"])


class Said:
    """What one call of the command returned and printed."""

    def __init__(self, code, captured):
        self.code = code
        self.out = captured.out
        self.err = captured.err

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def lines(self):
        return [json.loads(line) for line in self.out.splitlines()]


@pytest.fixture
def workbook(capsys, monkeypatch):
    """Return a function that runs the command in this process, with some bytes on its standard input."""

    def run(*arguments, stdin=b""):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8"))
        return Said(cli.main(list(arguments)), capsys.readouterr())

    return run


def requests(*ones):
    return b"".join(one if isinstance(one, bytes) else json.dumps(one).encode() + b"\n" for one in ones)


def test_list_names_every_exercise_in_reading_order(workbook):
    said = workbook("list", "--json")
    assert said.code == 0
    assert [row["id"] for row in said.json] == [one.identifier for one in BOOK.exercises]
    chapters = [row["chapter"] for row in said.json if row["chapter"] is not None]
    assert chapters == sorted(chapters)


def test_a_row_of_the_list_has_the_fields_that_scripts_use(workbook):
    row = next(row for row in workbook("list", "--json").json if row["id"] == "signal-fraction")
    title = row.pop("title")
    assert row == {
        "number": "0.3",
        "id": "signal-fraction",
        "kind": "derive",
        "chapter": 0,
        "variants": 5,
        "beyond": False,
    }
    assert isinstance(title, str) and title and not set("\\$[]{}") & set(title)


def test_the_list_for_people_has_one_line_per_exercise(workbook):
    said = workbook("list")
    assert [line.split()[:3] for line in said.out.splitlines()] == [
        [one.number, one.kind, one.identifier] for one in BOOK.exercises
    ]


@pytest.mark.parametrize(
    ("exercise", "answer", "status"),
    [
        ("0.3", "0.0793", "right"),
        ("signal-fraction", "0.0793", "right"),
        ("signal-fraction", "0.28", "wrong"),
        ("signal-fraction", "-0.0793", "wrong"),
        ("signal-fraction", "-1e-3", "wrong"),
        ("signal-fraction", "--5", "wrong"),
        ("signal-fraction", "", "unreadable"),
        ("signal-fraction", "-q", "unreadable"),
        ("snr-halfway", "99", "unreadable"),
        ("training-step-bug", "4", "right"),
        ("training-step-bug", "1", "wrong"),
        ("flow-training-pipeline", "2 1 3 4 5 6 7", "right"),
        ("flow-training-pipeline", "4 1 2 3 5 6 7", "wrong"),
        ("flow-training-pipeline", "1 2", "unreadable"),
    ],
)
def test_any_verdict_exits_with_zero(workbook, exercise, answer, status):
    said = workbook("grade", exercise, answer, "--json")
    assert said.code == 0
    assert said.json.keys() == VERDICT
    assert said.json["status"] == status
    assert said.json["message"]


def test_the_number_and_the_id_name_the_same_exercise(workbook):
    for one in BOOK.exercises:
        if one.kind != "build":
            assert (
                workbook("grade", one.number, "1", "--json").json
                == workbook("grade", one.identifier, "1", "--json").json
            )


def test_options_may_stand_anywhere(workbook):
    negative = f"-{OTHER}"
    wanted = workbook("grade", "0.3", negative, "--variant", "1", "--json").json
    assert wanted["code"] == "sign-flipped"
    for arguments in (
        ("--json", "0.3", negative, "--variant=1"),
        ("--variant", "1", "0.3", "--json", negative),
        ("--json", "--variant", "1", "--", "0.3", negative),
    ):
        assert workbook("grade", *arguments).json == wanted, arguments


def test_a_variant_is_graded_by_its_own_numbers(workbook):
    assert workbook("grade", "0.3", OTHER, "--json").json["status"] == "wrong"
    assert workbook("grade", "0.3", OTHER, "--variant", "1", "--json").json["status"] == "right"


def test_without_json_a_person_can_read_the_verdict(workbook):
    said = workbook("grade", "0.3", "0.0793").out
    assert said.startswith("right: Right. The value is 0.0793. A share of variance is not")
    assert re.match(r"wrong \(amplitude-for-power\): \S", workbook("grade", "0.3", "0.2816").out)


@pytest.mark.parametrize("stdin", [b"0.0793", b"0.0793\n", b"  0.0793\r\n", b"\xef\xbb\xbf0.0793"])
def test_a_lone_minus_reads_the_answer_from_standard_input(workbook, stdin):
    assert workbook("grade", "0.3", "-", "--json", stdin=stdin).json["status"] == "right"


def test_a_program_is_read_from_standard_input(workbook):
    for one in BOOK.exercises:
        if one.kind == "build":
            said = workbook("grade", one.number, "-", "--json", stdin=one.block.model.code.encode())
            assert (said.code, said.json["status"]) == (0, "right")
            assert said.json["facts"]["passed"] == said.json["facts"]["total"]


def test_bytes_that_are_no_text_are_unreadable(workbook):
    said = workbook("grade", "0.3", "-", stdin=b"\xff\xfe")
    assert said.code == 0
    assert said.out.startswith("unreadable")


def test_half_a_character_can_be_printed(workbook):
    """Such texts come from arguments that are not in the terminal's encoding."""
    assert workbook("grade", "flow-training-pipeline", "\udcff").out.startswith("unreadable (not-a-step)")
    assert workbook("grade", "flow-training-pipeline", "\udcff", "--json").json["facts"]["word"] == "\udcff"


@pytest.mark.parametrize(
    ("arguments", "named"),
    [
        (("signal-fractoin", "1"), "signal-fraction"),
        (("0.33", "1"), "0.3"),
        (("99.9", "1"), "did you mean"),
        (("0.3", "1", "--variant", "5"), "0 to 4"),
        (("snr-halfway", "1", "--variant", "1"), "only 0"),
        (("0.3", "1", "--variant", "-1"), "`-1`"),
        (("0.3", "1", "--variant", "two"), "`two`"),
        (("0.3", "1", "--variant", "9" * 5000), "--variant"),
        (("0.3", "1", "--variant"), "--variant"),
        (("0.3",), "EXERCISE and ANSWER"),
        ((), "EXERCISE and ANSWER"),
        (("0.3", "1", "2"), "EXERCISE and ANSWER"),
        (("--jsonl", "0.3"), "standard input"),
    ],
)
def test_a_call_that_means_nothing_exits_with_two_and_says_what_is_near(workbook, arguments, named):
    said = workbook("grade", *arguments)
    assert said.code == 2
    assert named in said.err
    assert said.out == ""


def test_jsonl_answers_each_line_with_a_verdict(workbook):
    stdin = requests(
        {"exercise": "0.3", "variant": 0, "answer": "0.0793"},
        {"exercise": "signal-fraction", "variant": 1, "answer": f"-{OTHER}"},
        {"exercise": "training-step-bug", "answer": "4"},
        {"exercise": "0.3", "answer": 0.0793},
        {"exercise": "0.3", "answer": "½"},
    )
    said = workbook("grade", "--jsonl", stdin=stdin)
    assert said.code == 0
    assert [(one["status"], one["code"]) for one in said.lines] == [
        ("right", ""),
        ("wrong", "sign-flipped"),
        ("right", "line-4"),
        ("right", ""),
        ("wrong", ""),
    ]
    assert all(one.keys() == VERDICT for one in said.lines)


BAD_LINES = [
    b"not json\n",
    b"\n",
    b"[]\n",
    b"null\n",
    b'"0.3"\n',
    b"{}\n",
    b"\xff\xff\n",
    b"[" * 100_000 + b"\n",
    b'{"exercise": "0.3", "answer": ' + b"9" * 5000 + b"}\n",
    requests({"exercise": "0.3"}),
    requests({"answer": "1"}),
    requests({"exercise": 0.3, "answer": "1"}),
    requests({"exercise": ["0.3"], "answer": "1"}),
    requests({"exercise": "0.3", "answer": None}),
    requests({"exercise": "0.3", "answer": True}),
    requests({"exercise": "0.3", "answer": ["1"]}),
    requests({"exercise": "0.3", "variant": "0", "answer": "1"}),
    requests({"exercise": "0.3", "variant": 0.5, "answer": "1"}),
    requests({"exercise": "0.3", "variant": True, "answer": "1"}),
    requests({"exercise": "0.3", "variant": None, "answer": "1"}),
    requests({"exercise": "0.3", "variant": -1, "answer": "1"}),
    requests({"exercise": "0.3", "variant": 10**30, "answer": "1"}),
    requests({"exercise": "nothing-like-it", "answer": "1"}),
    requests({"exercise": "", "answer": "1"}),
]


def test_a_bad_line_fails_alone(workbook):
    good = requests({"exercise": "0.3", "answer": "0.0793"})
    said = workbook("grade", "--jsonl", stdin=good.join([b"", *BAD_LINES, b""]))
    assert said.code == 0
    assert [one["status"] for one in said.lines] == ["right", *["failed", "right"] * len(BAD_LINES)]
    assert all(one.keys() == VERDICT and one["message"] for one in said.lines)


def test_jsonl_judges_programs_too_and_stops_those_that_never_end(workbook, monkeypatch):
    monkeypatch.setattr(copies, "limit", 1.0)
    monkeypatch.setattr(JudgeProcess.__init__, "__defaults__", (1.0, ()))
    programs = [one for one in BOOK.exercises if one.kind == "build"]
    endless = f"def {programs[0].checker.entry}(*values):\n    while True: pass\n"
    stdin = requests(
        {"exercise": programs[0].identifier, "answer": endless},
        *({"exercise": one.identifier, "answer": one.block.model.code} for one in programs),
    )
    said = workbook("grade", "--jsonl", stdin=stdin)
    stopped, *others = said.lines
    assert (stopped["status"], stopped["code"]) == ("unreadable", "time-limit")
    assert [one["status"] for one in others] == ["right"] * len(programs)


def test_no_line_gives_no_verdict(workbook):
    said = workbook("grade", "--jsonl")
    assert (said.code, said.out) == (0, "")


def sentences():
    """Yield every sentence that a verdict can show, each as exercise, variant and a verdict that shows it."""
    shared = BOOK.shared_sentences
    facts = {name: 7 for text in shared.values() for name in re.findall(r"\[\[fact:(\w+)\]\]", text)}
    for one in BOOK.exercises:
        for code in one.block.sentences:
            for variant in range(len(one.checker.variants)):
                yield one, variant, {"status": "wrong", "code": code, "facts": facts}
    for code in shared:
        yield BOOK.exercises[0], 0, {"status": "wrong", "code": code, "facts": facts}


def test_every_message_is_plain_text():
    """No TeX, no Markdown and no slot is left in a sentence."""
    marks = re.compile(r"[\\$`{}]|\[\[|\]\]|\*\*|__|(?<!\S)_\w|\]\(")
    seen = 0
    for exercise, variant, verdict in sentences():
        message = BOOK.message(exercise, variant, verdict)
        seen += 1
        assert message, verdict
        assert not marks.search(message), (verdict["code"], message)
        assert message == " ".join(message.split())
    assert seen > 100


def test_every_title_is_plain_text(workbook):
    for row in workbook("list", "--json").json:
        assert row["title"] == plain_text(row["title"]) and not set("\\$`{}[]") & set(row["title"])


def test_check_says_that_there_is_nothing_to_mend(workbook):
    said = workbook("check")
    assert (said.code, said.err) == (0, "")
    assert f"{len(BOOK.exercises)} exercises" in said.out


@pytest.mark.parametrize("text", ["/// deriv | one\n///\n", "$\\frac{1}$\n", "It is [[nothing]].\n"])
@pytest.mark.usefixtures("tiny_exercises")
def test_check_exits_with_one_and_names_the_line(workbook, monkeypatch, tmp_path, text):
    (tmp_path / "page.md").write_text("Text.\n\n" + text, encoding="utf-8")
    monkeypatch.setattr(cli, "DOCS", tmp_path)
    monkeypatch.setattr(hooks.command.check, "RULES", ())
    for unused in ("check_unused_classes", "check_unused_figures", "check_unlisted_formulas"):
        monkeypatch.setattr(hooks.command.check, unused, lambda book: None)
    said = workbook("check")
    assert (said.code, said.out) == (1, "")
    assert re.match(r"\S*page\.md:3: \S.*\. \S.*[.?]\n", said.err)


@pytest.mark.usefixtures("tiny_exercises")
def test_check_lists_all_numbers_typed_by_hand(workbook, monkeypatch, tmp_path):
    (tmp_path / "one.md").write_text("It is 0.5.\n\nIt is 1000.\n", encoding="utf-8")
    (tmp_path / "two.md").write_text("It is 0.25.\n", encoding="utf-8")
    monkeypatch.setattr(cli, "DOCS", tmp_path)
    monkeypatch.setattr(hooks.command.check, "RULES", ())
    monkeypatch.setattr(hooks.command.check, "check_unused_classes", lambda book: None)
    said = workbook("check")
    assert (said.code, said.out) == (1, "")
    places = re.findall(r"(?m)(\w+\.md:\d+): the number [\d.]+ is typed by hand", said.err)
    assert places == ["one.md:1", "one.md:3", "two.md:1"]


def test_check_names_a_class_that_no_page_uses(workbook, monkeypatch, tmp_path):
    (tmp_path / "page.md").write_text("Text.\n", encoding="utf-8")
    monkeypatch.setattr(cli, "DOCS", tmp_path)
    monkeypatch.setattr(hooks.command.check, "RULES", ())
    said = workbook("check")
    assert said.code == 1
    assert re.match(
        r"checkers/pages/chapter_\d\d\.py:\d+: no page has an exercise `[\w-]+`\. Write `/// ", said.err
    )


@pytest.mark.parametrize("arguments", [("list",), ("grade", "0.3", "1")])
def test_a_slip_in_the_content_is_no_traceback_elsewhere_either(workbook, monkeypatch, tmp_path, arguments):
    (tmp_path / "page.md").write_text("/// deriv | one\n///\n", encoding="utf-8")
    monkeypatch.setattr(cli, "DOCS", tmp_path)
    said = workbook(*arguments)
    assert said.code == 1
    assert "page.md:1: unknown block `deriv`." in said.err


def test_the_command_is_installed_and_reads_bytes_from_a_pipe():
    command = Path(sys.executable).with_name("workbook")
    stdin = requests(
        {"exercise": "0.3", "answer": "7.93 %"}, b"nothing\n", {"exercise": "0.3", "answer": "√2/2"}
    )
    done = subprocess.run(
        [command, "grade", "--jsonl"], input=stdin, capture_output=True, cwd="/", check=True
    )
    assert [json.loads(line)["status"] for line in done.stdout.splitlines()] == ["right", "failed", "wrong"]
    assert done.stderr == b""


def test_a_terminal_without_unicode_gets_an_answer_too():
    command = Path(sys.executable).with_name("workbook")
    environment = {"PYTHONIOENCODING": "ascii", "PATH": ""}
    done = subprocess.run(
        [command, "grade", "flow-training-pipeline", "½"], capture_output=True, env=environment, check=False
    )
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"unreadable (not-a-step): ")


@pytest.mark.parametrize("arguments", [["list"], ["grade", "--jsonl"]])
def test_a_reader_that_has_read_enough_leaves_no_traceback(arguments):
    command = Path(sys.executable).with_name("workbook")
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    with subprocess.Popen([command, *arguments], **pipes) as process:
        process.stdout.close()
        try:
            process.stdin.write(requests({"exercise": "0.3", "answer": "1"}) * 9)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it may have ended before it has read all
        assert process.stderr.read() == b""
        assert process.wait() == 0


def test_a_closed_standard_input_holds_nothing(monkeypatch, capsys):
    monkeypatch.setattr(sys, "stdin", None)
    assert cli.main(["grade", "--jsonl"]) == 0
    assert capsys.readouterr().out == ""
    assert cli.main(["grade", "0.3", "-"]) == 0
    assert capsys.readouterr().out.startswith("unreadable (nothing-typed)")


def test_an_empty_line_is_told_from_a_broken_one(workbook):
    said = workbook("grade", "--jsonl", stdin=b"\n  \r\n{\n")
    assert [one["message"].startswith("this line is empty") for one in said.lines] == [True, True, False]
