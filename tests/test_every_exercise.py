"""The promises that every exercise keeps, present and future."""

import re
from pathlib import Path

import pytest

import checkers
import checkers.kinds
from checkers.reading.expression import read
from hooks.book.book import load_book
from hooks.book.plain_text import plain_text
from hooks.command.rules import RULES
from hooks.kinds import KINDS

ROOT = Path(__file__).parent.parent
BOOK = load_book(ROOT / "docs")
ALL = [pytest.param(exercise, id=exercise.identifier) for exercise in BOOK.exercises]


def of_kind(kind):
    return [pytest.param(one, id=one.identifier) for one in BOOK.exercises if one.kind == kind]


VARIANTS = [
    pytest.param(one, variant, id=f"{one.identifier}-{variant}")
    for one in BOOK.exercises
    if one.kind == "derive"
    for variant in range(len(one.checker.variants))
]


@pytest.mark.parametrize("exercise", of_kind("derive"))
def test_a_right_number_is_followed_by_what_it_means(exercise):
    said = exercise.block.sentences["right"].markdown
    assert said.endswith(".")
    assert len(said.split()) < 40


RUBBISH = (
    "",
    " ",
    "?",
    "nan",
    "inf",
    "1/0",
    "9" * 5000,
    "(" * 5000,
    "1/2/3",
    "\0",
    "🙂",
    "9**9**9",
    "__import__('os')",
    "\ud800",
    "-",
    "1,2,3",
)


def samples(exercise, variant=0):
    """Return answers to an exercise, with the verdicts that they have to get."""
    return KINDS[exercise.kind].samples(exercise, variant)


def diagnosed(exercise, variant):
    """Yield code and value of every mistake that one variant of a Derive can recognise."""
    yield from ((code, float(answer)) for answer, code in samples(exercise, variant).wrong)


@pytest.mark.parametrize("exercise", ALL)
def test_each_sample_is_judged_as_its_kind_says_in_every_variant(exercise):
    for variant in range(len(exercise.checker.variants)):
        found = samples(exercise, variant)
        assert found.right
        assert found.unreadable
        for status, answers in (
            ("right", [(answer, None) for answer in found.right]),
            ("wrong", found.wrong),
            ("unreadable", found.unreadable),
        ):
            for answer, code in answers:
                verdict = checkers.grade(exercise.identifier, variant, answer)
                assert verdict["status"] == status, (variant, answer, verdict)
                assert code in (None, verdict["code"]), (variant, answer, verdict)


@pytest.mark.parametrize("exercise", ALL)
def test_rubbish_never_raises_and_is_never_right(exercise):
    for rubbish in RUBBISH:
        if exercise.kind == "build" and rubbish == "9**9**9":
            continue  # as a program this never ends, which is for the host to stop
        if rubbish.replace(",", " ") in samples(exercise).right:
            continue  # three steps in their order
        verdict = checkers.grade(exercise.identifier, 0, rubbish)
        assert verdict["status"] in ("unreadable", "wrong"), (rubbish, verdict)


@pytest.mark.parametrize(("exercise", "variant"), VARIANTS)
def test_a_misconception_rounded_as_the_answer_is_to_be_is_told_too_unless_others_round_alike(
    exercise, variant
):
    digits = max(exercise.checker.digits, 2)
    rounded = [(code, f"{value:.{digits - 1}e}") for code, value in diagnosed(exercise, variant)]
    for code, text in rounded:
        verdict = checkers.grade(exercise.identifier, variant, text)
        alike = {other for other, same in rounded if same == text}
        if verdict["status"] == "wrong" and alike == {code}:
            assert verdict["code"] == code, (text, verdict)


@pytest.mark.parametrize("exercise", of_kind("derive"))
def test_a_question_does_not_repeat_another_whose_numbers_may_be_others_by_now(exercise):
    question, _, _ = exercise.block.source.partition("\n:   ")
    assert not re.search(r"\b(again|as before|the previous|the same point)\b", question, re.IGNORECASE)


@pytest.mark.parametrize("exercise", [*of_kind("derive"), *of_kind("build")])
def test_what_is_computed_keeps_its_promises(exercise):
    assert exercise.checker.problems() == []


@pytest.mark.parametrize("exercise", of_kind("debug"))
def test_the_listing_and_its_repair_are_both_python_and_differ(exercise):
    listing = exercise.block.listing.code
    lines = listing.split("\n")
    repaired = "\n".join(
        [*lines[: exercise.block.bug - 1], exercise.block.repair, *lines[exercise.block.bug :]]
    )
    compile(listing, "listing", "exec")
    compile(repaired, "repaired", "exec")
    assert repaired != listing


def test_right_choices_are_spread_over_the_positions():
    rights = [samples(one).right[0] for one in BOOK.exercises if one.kind == "trace"]
    assert len(set(rights)) > 1
    assert max(rights.count(one) for one in set(rights)) <= len(rights) / 2 + 1


PRINTED = re.compile(r"\[\[answer(?::[^\]]*)?\]\]")


@pytest.mark.parametrize(("exercise", "variant"), VARIANTS)
def test_the_value_told_after_success_is_the_one_of_the_derivation(exercise, variant):
    givens = exercise.checker.variants[variant]
    typed = [*samples(exercise, variant).right, *map(repr, map(float, exercise.checker.also_valid(**givens)))]
    (exact,) = {checkers.grade(exercise.identifier, variant, one)["facts"]["exact"] for one in typed}
    told = read(exact)
    for slot in PRINTED.findall(exercise.block.reveal.markdown):
        printed = read(plain_text(exercise.fill(slot, variant)), magnitude=told.value)
        coarser = max(printed.place or 0, told.place if told.place is not None else -99)
        assert abs(printed.value - told.value) <= 0.5001 * 10.0**coarser, slot


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_the_content_keeps_every_rule(rule):
    assert [str(slip) for slip in rule(BOOK, ROOT)] == []


@pytest.mark.parametrize("exercise", ALL)
def test_a_kind_finds_nothing_to_mend(exercise):
    assert [str(slip) for slip in KINDS[exercise.kind].faults(exercise)] == []


@pytest.mark.parametrize("kind", [one for one in KINDS.values() if one.computed], ids=lambda kind: kind.name)
def test_no_mistake_can_be_called_like_a_shared_sentence(kind):
    """Its own sentence would be shown in the place of the shared one."""
    section = re.search(rf"(?ms)^## {kind.label}$(.*?)(?=^## |\Z)", BOOK.feedback.body)[1]
    shared = {code.removeprefix(f"{kind.name}-") for code in re.findall(r"(?m)^([a-z0-9-]+)\n(?=:)", section)}
    assert shared
    assert shared <= checkers.kinds.classes()[kind.name].own_codes
