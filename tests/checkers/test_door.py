"""The one door: whatever comes in, a verdict comes out, and a defect of ours is never the learner's fault."""

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import checkers
from checkers import registry
from checkers.kinds.base import Exercise
from checkers.kinds.build import Build
from checkers.programs import sandbox
from checkers.verdict import Unreadable, Verdict

# fmt: off
RUBBISH = [
    *("", " ", "\n", "\t \r\n", "?", "\0", "\x1b[2J", "\x7f", "🙂", "𝟘", "\ud800", "\udcff", "\u202e1", "e\u0301", "½", "Ⅻ"),
    *("nan", "inf", "-inf", "NaN", "infinity", "1e999", "-1e999", "1e-999", "1e", "e1", "1/0", "0/0", "0**-1"),
    *("1/2/3", "1,2,3", "1.2.3", "--", "+-1", "-", "+", ".", ",", "%", "()", "((", "))", "1(", ")1", "[1]", "{1}", "1;2", "1=1"),
    *("9" * 5000, "-" * 5000, "(" * 5000, ")" * 5000, "0." + "0" * 5000 + "1", "1" + "0" * 400, "e" * 5000, "1 " * 2500),
    *("9**9**9", "9^9^9^9", "exp(exp(exp(9)))", "10**10**10", "2**-9999999", "(-8)**(1/3)", "sqrt(-1)", "log(0)", "tan(pi/2)"),
    *("__import__('os')", "().__class__", "lambda: 0", "{0.__class__}", "%s%s%n", "<script>", "'; DROP TABLE", "${7*7}", "None"),
    *("True", "0x1F", "1_000", "1 2 3 4 5 6 7", "7 6 5 4 3 2 1", "1 1", "0", "-1", "99", "1.5", "２", "٣", "1'000", "√", "π" * 300),
    *("def f(", "import os", "raise SystemExit", "\\", "\\frac{1}{2}", "$1$", "`1`", "[[answer]]", "null", "−−", "1\u00a0000"),
]
# fmt: on

# As programs these run for minutes; whoever runs programs stops them, see tests/hooks/command/test_judge.py.
ENDLESS = {"9**9**9", "10**10**10"}


@pytest.fixture
def exercises(book):
    return book.exercises


def judged(exercise, answer):
    verdict = checkers.grade(exercise.identifier, 0, answer)
    assert verdict.keys() == {"status", "code", "facts"}
    assert verdict["status"] in ("right", "wrong", "unreadable"), (exercise.identifier, answer, verdict)
    assert isinstance(verdict["code"], str) and isinstance(verdict["facts"], dict)
    json.dumps(verdict, allow_nan=False)
    return verdict


@pytest.mark.slow
def test_rubbish_gets_a_verdict_from_every_exercise(exercises):
    for exercise in exercises:
        for rubbish in RUBBISH:
            if exercise.kind != "build" or rubbish not in ENDLESS:
                judged(exercise, rubbish)


def test_what_says_nothing_is_never_judged(exercises):
    for exercise in exercises:
        for nothing in ("", " ", "\n", "\t\r\n", "\u00a0"):
            assert judged(exercise, nothing)["status"] == "unreadable", exercise.identifier


@settings(deadline=None)
@given(st.data())
def test_any_text_gets_a_verdict(book, data):
    closed_or_number = [one for one in book.exercises if one.kind != "build"]
    exercise = data.draw(st.sampled_from(closed_or_number))
    judged(exercise, data.draw(st.text() | st.text("0123456789.,+-*/^()e% √π×⁻²sqrtlogexp", max_size=40)))


@settings(deadline=None)
@given(st.integers())
def test_any_whole_number_gets_a_verdict(book, number):
    for exercise in book.exercises:
        if exercise.kind != "build":
            judged(exercise, str(number))


def test_the_same_answer_gets_the_same_verdict_again(exercises):
    for exercise in exercises:
        for answer in ("1", "0.5", "2 1 3", "def f(x):\n    return x"):
            assert judged(exercise, answer) == judged(exercise, answer)


@pytest.mark.parametrize("name", ["", "no-such-exercise", "0.3", "signal-fraction ", "\0", "__class__"])
def test_an_unknown_exercise_fails_and_is_named(name):
    assert checkers.grade(name, 0, "1") == {
        "status": "failed",
        "code": "unknown-exercise",
        "facts": {"exercise": name},
    }


@pytest.mark.parametrize("variant", [-1, 99, 10**30])
def test_an_unknown_variant_fails_and_the_count_is_told(exercises, variant):
    for exercise in exercises:
        verdict = checkers.grade(exercise.identifier, variant, "1")
        facts = {"variant": variant, "variants": len(exercise.checker.variants)}
        assert verdict == {"status": "failed", "code": "unknown-variant", "facts": facts}


@pytest.mark.parametrize("variant", [None, "0", 0.5, [0], {}])
def test_a_variant_that_is_no_whole_number_is_unknown(exercises, variant):
    assert checkers.grade(exercises[0].identifier, variant, "1")["code"] == "unknown-variant"


def test_every_variant_of_every_exercise_is_judged(exercises):
    for exercise in exercises:
        for variant in range(len(exercise.checker.variants)):
            assert checkers.grade(exercise.identifier, variant, "1")["status"] != "failed"


class Broken(Exercise):
    variants = ({},)

    def parse(self, variant, text):
        if text == "unreadable":
            return Unreadable(3, "comma", {"word": "a,b"})
        return {"deep": 1} if text == "grade" else 1 / 0

    def grade(self, variant, answer):
        return Verdict("right", facts={}) if answer == 0 else answer["missing"]


@pytest.fixture
def broken():
    with registry.restored():
        registry.exercise("broken")(Broken)
        yield


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(("answer", "error"), [("parse", ZeroDivisionError), ("grade", KeyError)])
def test_a_defect_is_raised_under_test(answer, error):
    with pytest.raises(error):
        checkers.grade("broken", 0, answer)


@pytest.mark.usefixtures("broken")
@pytest.mark.parametrize(("answer", "error"), [("parse", "ZeroDivisionError: "), ("grade", "KeyError: ")])
def test_a_defect_becomes_a_failure_that_names_it_elsewhere(monkeypatch, answer, error):
    monkeypatch.setattr(checkers, "reraise_defects", False)
    verdict = checkers.grade("broken", 0, answer)
    assert (verdict["status"], verdict["code"]) == ("failed", "defect")
    assert verdict["facts"]["error"].startswith(error)


class BrokenBuild(Build):
    entry = "f"

    def parse(self, variant, text):
        return 1 / 0


@pytest.mark.parametrize(("cls", "trusted"), [(Broken, True), (BrokenBuild, False)])
def test_a_defect_beside_a_program_costs_the_interpreter_its_trust(monkeypatch, cls, trusted):
    monkeypatch.setattr(checkers, "reraise_defects", False)
    with registry.restored():
        registry.exercise("broken")(cls)
        assert checkers.grade("broken", 0, "parse")["status"] == "failed"
    assert sandbox.healthy() == trusted


@pytest.mark.usefixtures("broken")
def test_what_is_unreadable_carries_its_position_and_is_not_graded():
    facts = {"position": 3, "word": "a,b"}
    assert checkers.grade("broken", 0, "unreadable") == {
        "status": "unreadable",
        "code": "comma",
        "facts": facts,
    }


def test_only_a_number_is_echoed(exercises):
    for exercise in exercises:
        echo = checkers.understand(exercise.identifier, 0, "1/2")
        assert ("0.5" in echo) == (exercise.kind == "derive"), (exercise.identifier, echo)
        for rubbish in RUBBISH:
            assert isinstance(checkers.understand(exercise.identifier, 0, rubbish), str)


def test_programs_are_told_from_other_answers(exercises):
    for exercise in exercises:
        assert checkers.runs_programs(exercise.identifier) == (exercise.kind == "build")
    assert not checkers.runs_programs("no-such-exercise")


def test_an_id_is_given_once():
    with registry.restored():
        registry.exercise("once")(Broken)
        with pytest.raises(ValueError, match="two exercise classes have the id `once`"):
            registry.exercise("once")(Broken)


def test_a_page_gives_its_facts_once():
    def facts():
        return {"gap": 0.25}

    facts.__module__ = "checkers.pages.chapter_99"
    with registry.restored(empty=True):
        assert registry.page_facts(facts) is facts
        assert registry.facts() == {"chapter_99.gap": 0.25}
        with pytest.raises(ValueError, match="two functions give the facts of `chapter_99`"):
            registry.page_facts(facts)
