"""The promises that every exercise keeps, present and future."""

import re
from pathlib import Path

import pytest

import checkers
from checkers.kinds.derive import Derive
from hooks.book.book import load_book
from hooks.book.plain_text import plain_text
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

# Numbers in a sentence that lie inside an accepted interval of the same page, reviewed, with the reason.
ALLOWED_IN_SENTENCES: dict[tuple[str, str], str] = {}


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


@pytest.mark.parametrize("exercise", [*of_kind("derive"), *of_kind("build")])
def test_what_is_computed_keeps_its_promises(exercise):
    assert exercise.checker.problems() == []


@pytest.mark.parametrize("exercise", of_kind("derive"))
def test_a_derive_has_at_least_four_different_variants(exercise):
    variants = [tuple(sorted(variant.items())) for variant in exercise.checker.variants]
    assert len(set(variants)) == len(variants) >= 4


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


NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s*[×x]\s*10[⁻⁰¹²³⁴-⁹]+|e-?\d+)?")


def sentences(exercise, variant):
    """Yield every sentence that a wrong answer can get, and every hint, as plain text with the variant's numbers."""
    rights = {f"choice-{place}" for place, choice in enumerate(exercise.block.choices, 1) if choice.right}
    for code, text in exercise.block.sentences.items():
        if code not in rights:
            yield code, plain_text(exercise.fill(text.markdown, variant))


def accepted(page, variant):
    """Yield the intervals of a page's Derive exercises, each in the variant that shares the number."""
    for one in BOOK.exercises:
        if one.block.path == page and isinstance(one.checker, Derive):
            givens = one.checker.variants[min(variant, len(one.checker.variants) - 1)]
            yield one.identifier, one.checker.accept(**givens)


@pytest.mark.parametrize("exercise", ALL)
def test_no_sentence_holds_a_number_that_would_be_accepted(exercise):
    given_away = []
    for variant in range(len(exercise.checker.variants)):
        for code, text in sentences(exercise, variant):
            for found in NUMBER.findall(text):
                if re.search(r"[×x]", found):
                    continue
                value = float(found.replace("−", "-").replace(",", ""))
                for sibling, (low, high) in accepted(exercise.block.path, variant):
                    if low <= value <= high and (exercise.identifier, code) not in ALLOWED_IN_SENTENCES:
                        given_away.append(
                            f"{code} (variant {variant}): {found} is accepted by {sibling}: {text}"
                        )
    assert not given_away, "\n".join(given_away)


def test_every_id_ever_published_is_still_there_and_none_is_used_anew():
    lines = (ROOT / "tests" / "ids.txt").read_text(encoding="utf-8").split("\n")
    published = {
        line.split("#")[0].strip(): "# retired" in line for line in lines if line.split("#")[0].strip()
    }
    current = {exercise.identifier for exercise in BOOK.exercises}
    assert {one for one, retired in published.items() if not retired} - current == set(), (
        "removed without a line `# retired`"
    )
    assert current - published.keys() == set(), "new: append these to tests/ids.txt"
    assert {one for one, retired in published.items() if retired} & current == set(), (
        "a retired id is never used again"
    )
