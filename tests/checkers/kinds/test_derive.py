"""The order in which a typed number is judged, and the promises an exercise's own numbers keep."""

import math
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checkers.diagnosis import BASE, REST, ROOT, SLIPS, SQUARE
from checkers.kinds.derive import Derive, NotHere
from checkers.verdict import Unreadable

FEEDBACK = Path(__file__).parents[3] / "docs" / "feedback.md"
SECONDS = {"s": 1, "ms": 1e-3, "min": 60}
PERCENT = {"%": 1}


class Share(Derive):
    """A share of the power: three digits, an approximation that is valid too, two roots of one mistake."""

    slips = tuple(SLIPS)
    variants = ({"total": 2.535}, {"total": 1.2})
    relative_tolerance = 0.006

    def answer(self, *, total):
        return math.exp(-total) * 0.99

    def also_valid(self, *, total):
        return (math.exp(-total),)

    def misconceptions(self, *, total):
        return {
            "amplitude-for-power": (math.sqrt(self.answer(total=total)), math.exp(-total / 2)),
            "noise-for-signal": 1 - math.exp(-total),
            "percent-for-fraction": NotHere("quoted for the first total only") if total == 1.2 else 7.93,
        }

    def steps(self, *, total):
        return {"amplitude": math.exp(-total / 2)}


class AlmostOne(Derive):
    """Just below one: four digits and a tolerance of its own."""

    variants = ({"beta": 1e-4},)
    digits = 4
    absolute_tolerance = 1e-5

    def answer(self, *, beta):
        return 1 - beta

    def misconceptions(self, *, beta):
        # Closer to one another than a hundredth of a per cent, but on both sides of the interval.
        return {"sqrt-too-early": math.sqrt(1 - beta), "fence-post": 1 - 1.2 * beta}


class Tokens(Derive):
    """A count: only the exact value is right."""

    variants = ({"side": 64},)
    count = True

    def answer(self, *, side):
        return side * side

    def misconceptions(self, *, side):
        return {"one-side": side, "one-too-few": (side - 1) * side}


class Latency(Derive):
    """Seconds, of which milliseconds are understood."""

    variants = ({"steps": 50, "ms": 45},)
    units = SECONDS
    relative_tolerance = 0.002

    def answer(self, *, steps, ms):
        return steps * ms / 1000

    def misconceptions(self, *, steps, ms):
        return {"guidance-doubling": 2 * steps * ms / 1000}


class ErrorInPercent(Derive):
    """The box asks for percent."""

    variants = ({"euler": 2.187, "exact": 2.22245},)
    units = PERCENT
    digits = 2

    def answer(self, *, euler, exact):
        return 100 * (exact - euler) / exact

    def accept(self, *, euler, exact):
        return 1.57, 1.61

    def misconceptions(self, *, euler, exact):
        return {"fraction-for-percent": (exact - euler) / exact}


class Score(Derive):
    """A negative answer."""

    variants = ({"x": 3},)

    def answer(self, *, x):
        return -x / 2


class Bits(Derive):
    """A logarithm."""

    variants = ({"odds": 12},)
    slips = (*Derive.slips, BASE)

    def answer(self, *, odds):
        return 5 + math.log10(odds)


class Cosine(Derive):
    """An angle in radians."""

    variants = ({"angle": 1.1812},)
    slips = (*Derive.slips, SQUARE, ROOT, REST)

    def answer(self, *, angle):
        return math.cos(angle) ** 2


class Millions(Derive):
    """A large whole number that is no count, and an interval tighter than its digits."""

    variants = ({"n": 4123},)
    digits = 2
    absolute_tolerance = 1

    def answer(self, *, n):
        return n


SOUND = [Share, AlmostOne, Tokens, Latency, ErrorInPercent, Score, Bits, Cosine]


def judge(exercise, text, variant=0):
    parsed = exercise.parse(variant, text)
    verdict = parsed.as_verdict() if isinstance(parsed, Unreadable) else exercise.grade(variant, parsed)
    return verdict.status, verdict.code


RIGHT = ("right", "")
TOO_FEW = ("unreadable", "too-few-digits")
WRONG = ("wrong", "")

JUDGED = [
    # The accepted interval: answer, approximation, anything between, in any spelling.
    (Share, "0.0785", RIGHT),
    (Share, "0.0793", RIGHT),
    (Share, "7.93%", RIGHT),
    (Share, "exp(-2.535)", RIGHT),
    (Share, "0.0789", RIGHT),
    (Score, "-3/2", RIGHT),
    (Score, "−1.5", RIGHT),
    (AlmostOne, "0.9999", RIGHT),
    (AlmostOne, "1-1e-4", RIGHT),
    # Counts are exact, but for float noise.
    (Tokens, "4096", RIGHT),
    (Tokens, "4,096", RIGHT),
    (Tokens, "4.096e3", RIGHT),
    (Tokens, "2^12", RIGHT),
    (Tokens, "exp(12*ln(2))", RIGHT),
    (Tokens, "4097", ("wrong", "miscounted")),
    (Tokens, "4096.1", WRONG),
    (Tokens, "4100", WRONG),
    # Ruling 11: units, and percent where percent is asked for.
    (Latency, "2.25", RIGHT),
    (Latency, "2250 ms", RIGHT),
    (Latency, "2,250 ms", RIGHT),
    (Latency, "0.0375 min", RIGHT),
    (Latency, "2250", ("wrong", "other-unit")),
    (ErrorInPercent, "1.6", RIGHT),
    (ErrorInPercent, "1.6%", RIGHT),
    (ErrorInPercent, "0.016", ("wrong", "fraction-for-percent")),
    # R5: a correct rounding to the digits asked for, though outside of the interval.
    (Millions, "4100", WRONG),
    (Millions, "4.1e3", RIGHT),
    (Millions, "4.12e3", RIGHT),
    (Millions, "4.11e3", WRONG),
    (Millions, "4.2e3", WRONG),
    # R6: correct so far, with fewer digits than asked for; the zeros that end a whole number may be none.
    (Share, "0.08", TOO_FEW),
    (Share, "8%", TOO_FEW),
    (Share, "8e-2", TOO_FEW),
    (Share, "0.1", WRONG),
    (Share, "0", WRONG),
    (Share, "0.07", WRONG),
    (Cosine, "10%", TOO_FEW),
    (Cosine, "100e-3", TOO_FEW),
    (Share, "8.00%", WRONG),
    (AlmostOne, "1", TOO_FEW),
    (AlmostOne, "1.0", TOO_FEW),
    (AlmostOne, "1.00", TOO_FEW),
    (AlmostOne, "1.000", TOO_FEW),
    (AlmostOne, "1.0000", WRONG),
    (AlmostOne, "100%", TOO_FEW),
    (AlmostOne, "0.99", WRONG),
    (AlmostOne, "2/2", WRONG),
    (Latency, "2", TOO_FEW),
    (Latency, "2.2", TOO_FEW),
    (Latency, "2.3", TOO_FEW),
    (Latency, "2300 ms", TOO_FEW),
    (Latency, "2000 ms", TOO_FEW),
    (Latency, "2 s", TOO_FEW),
    (Millions, "4e3", TOO_FEW),
    (Millions, "4000", TOO_FEW),
    (Millions, "4.00e3", WRONG),
    (Millions, "4050", WRONG),
    (Millions, "1234", WRONG),
    # R7 and ruling 1: the nearest mistake, one of its several values.
    (Share, "0.28153", ("wrong", "amplitude-for-power")),
    (Share, "0.2801", ("wrong", "amplitude-for-power")),
    (Share, "0.921", ("wrong", "noise-for-signal")),
    (Share, "7.93", ("wrong", "percent-for-fraction")),
    (AlmostOne, "0.99995", ("wrong", "sqrt-too-early")),
    (AlmostOne, "0.99988", ("wrong", "fence-post")),
    (Tokens, "64", ("wrong", "one-side")),
    (Tokens, "64.2", WRONG),
    (Tokens, "64.4", WRONG),
    (Latency, "4.5", ("wrong", "guidance-doubling")),
    (Latency, "4500 ms", ("wrong", "guidance-doubling")),
    # R8: one slip away, tightly, and no other fits nearly as well.
    (Score, "1.5", ("wrong", "sign-flipped")),
    (Score, "1.50", ("wrong", "sign-flipped")),
    (Score, "1.507", WRONG),
    (Score, "-0.667", WRONG),
    (Score, "-0.15", ("wrong", "power-of-ten")),
    (Score, "-1500", ("wrong", "power-of-ten")),
    (Score, "-3", ("wrong", "factor-two")),
    (Score, "-0.75", ("wrong", "factor-two")),
    (Score, "2.25", WRONG),
    (Score, "2.5", WRONG),  # a score is no part of a whole
    (Score, "-2.164", WRONG),  # nor is it a logarithm
    (Share, "0.00616", ("wrong", "squared")),
    (Share, "0.92071", ("wrong", "noise-for-signal")),
    (Cosine, "0.856", ("wrong", "complement")),
    (Cosine, "0.38", ("wrong", "square-rooted")),
    (Share, "-0.0793", ("wrong", "sign-flipped")),  # of the approximation
    (Share, "12.6", ("wrong", "reciprocal")),
    (Cosine, "cos(67.678)^2", ("wrong", "degrees")),
    (Bits, "5 + log(12)", ("wrong", "log10-meant")),
    (Bits, "log10(12) + 5", RIGHT),
    (Bits, "8.77", ("wrong", "log-base")),
    (Tokens, "8192", ("wrong", "factor-two")),
    (Tokens, "8190", WRONG),
    (Tokens, "40960", ("wrong", "power-of-ten")),
    # Beside a wide interval and near one, a slip of the pen is no transformation.
    (AlmostOne, "0.9945", WRONG),
    (AlmostOne, "0", WRONG),
    (AlmostOne, "0.0025", WRONG),
    (AlmostOne, "0.9998", WRONG),
    # Nothing fits.
    (Score, "17", WRONG),
    (Share, "0.5", WRONG),
    # What cannot be read costs nothing.
    (Score, "one", ("unreadable", "unknown-word")),
    (Share, "0,0793", RIGHT),
    (Latency, "2,250", ("unreadable", "comma")),
    (Tokens, "4.096", ("unreadable", "thousands-point")),
    (Score, "-1.5 kg", ("unreadable", "unknown-unit")),
]


@pytest.mark.parametrize(
    ("cls", "text", "verdict"), JUDGED, ids=[f"{cls.__name__} {text}" for cls, text, _ in JUDGED]
)
def test_a_typed_number_gets_the_verdict_of_the_first_rule_that_fits(cls, text, verdict):
    assert judge(cls(), text) == verdict


def test_a_mistake_that_a_variant_cannot_show_is_not_recognised_there():
    assert judge(Share(), "7.93", variant=1)[1] != "percent-for-fraction"


class Given(Derive):
    """An answer on its own, with an interval as narrow as can be."""

    relative_tolerance = 1e-15
    slips = tuple(SLIPS)

    def __init__(self, answer, digits=3):
        super().__init__()
        self.variants, self.digits = ({"value": answer},), digits

    def answer(self, *, value):
        return value


def test_two_slips_that_fit_alike_leave_nothing_to_say():
    assert judge(Given(4), "2") == WRONG  # half of it, or its root?
    assert judge(Given(4), "8") == ("wrong", "factor-two")
    assert judge(Given(0.7), "0.4876") == WRONG  # between its square and what another base makes of it


class BetweenApproximations(Derive):
    """An interval so wide that a single digit lies inside."""

    variants = ({},)

    def answer(self):
        return 4.04e-5

    def also_valid(self):
        return (4.32e-5,)


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("4e-5", TOO_FEW),
        ("0.00004", TOO_FEW),
        ("0.004%", TOO_FEW),
        ("4.2e-5", RIGHT),  # whatever rounds to it is right
        ("4.04e-5", RIGHT),
        ("4/10^5", RIGHT),
    ],
)
def test_a_digit_that_everything_accepted_rounds_to_is_short(text, verdict):
    assert judge(BetweenApproximations(), text) == verdict


def test_of_two_slips_that_fit_the_one_that_fits_exactly_is_asked_about():
    assert judge(Given(0.380879), "0.6191") == ("wrong", "complement")
    assert judge(Given(0.380879), "0.6172") == ("wrong", "square-rooted")
    assert judge(Given(0.7), "0.49") == ("wrong", "squared")
    assert judge(Given(0.7), "0.4852") == ("wrong", "log-base")


SLIPS = {
    "sign-flipped": lambda value: -value,
    "reciprocal": lambda value: 1 / value,
    "power-of-ten": lambda value: value * 1000,
    "factor-two": lambda value: value / 2,
    "squared": lambda value: value * value,
    "square-rooted": math.sqrt,
    "complement": lambda value: 1 - value,
    "log-base": lambda value: value / math.log(2),
}


SLIPPED = [(code, answer) for code in SLIPS for answer in (0.0793, 0.264, 0.847, 1.614, 4.17)]


# What is larger than one is no part of a whole.
@pytest.mark.parametrize(
    ("code", "answer"), [pair for pair in SLIPPED if pair[0] != "complement" or pair[1] < 1]
)
def test_a_slip_is_recognised_in_full_and_rounded_to_three_digits(answer, code):
    wrong = SLIPS[code](answer)
    for text in (repr(wrong), f"{wrong:.5g}", f"{wrong:.3g}"):
        assert judge(Given(answer), text) == ("wrong", code), text


def test_few_digits_accuse_nobody_of_a_mistake_that_rounds_like_the_answer():
    class Near(Derive):
        variants = ({},)
        absolute_tolerance = 0.001

        def answer(self):
            return 0.8255

        def misconceptions(self):
            return {"long": 0.82951, "short": 0.8}

    assert judge(Near(), "0.83") == TOO_FEW
    assert judge(Near(), "0.8295") == ("wrong", "long")
    assert judge(Near(), "0.8") == ("wrong", "short")


def test_a_mistake_is_recognised_up_to_half_the_gap_to_its_neighbours():
    class Crowded(Derive):
        variants = ({},)
        digits = 6

        def answer(self):
            return 7.0

        def misconceptions(self):
            return {"lower": 100.0, "upper": 100.06}

    crowded = Crowded()
    assert [judge(crowded, text)[1] for text in ("99.975", "100.02", "100.04", "100.085", "100.2")] == [
        "lower", "lower", "upper", "upper", "",
    ]  # fmt: skip


def test_a_mistake_that_was_rounded_is_recognised_if_no_other_rounds_alike():
    class Rounded(Derive):
        variants = ({},)
        digits = 2
        absolute_tolerance = 0.0016

        def answer(self):
            return 0.847

        def misconceptions(self):
            return {"beside": 0.8489, "far": (-2.919, 13.26), "one": 0.1233, "other": 0.1312, "tiny": 0.0349}

    rounded = Rounded()
    assert judge(rounded, "0.849") == ("wrong", "beside")  # nearer to the answer than half the gap allows
    assert judge(rounded, "-2.9") == judge(rounded, "13") == judge(rounded, "13.3") == ("wrong", "far")
    assert judge(rounded, "13.34") == WRONG
    assert judge(rounded, "13/1") == WRONG  # what was worked out was not rounded
    assert judge(rounded, "0.12") == ("wrong", "one")
    assert judge(rounded, "0.13") == ("wrong", "other")
    assert judge(rounded, "0.03") == WRONG  # one digit is a rounding of too much

    class Alike(Rounded):
        def misconceptions(self):
            return {"one": 0.1233, "other": 0.1172}

    assert judge(Alike(), "0.12") == WRONG


def test_a_right_answer_is_shown_the_value_of_the_derivation():
    share = Share()
    assert share.grade(0, share.parse(0, "0.0793")).facts == {"exact": "about 0.078469"}
    assert share.grade(0, share.parse(0, "0.0785")).facts == {"exact": "about 0.078469"}
    tokens = Tokens()
    assert tokens.grade(0, tokens.parse(0, "4096")).facts == {"exact": "4096"}


def test_too_few_digits_says_how_many_are_asked_for():
    almost_one = AlmostOne()
    assert almost_one.grade(0, almost_one.parse(0, "1.00")).facts == {"digits": 4}


def test_the_echo_shows_one_digit_more_than_is_asked_for():
    assert Share().understand(0, "exp(-2.535)") == "exp(−2.535) ≈ 0.07926"
    assert AlmostOne().understand(0, "sqrt(0.9999)") == "√0.9999 ≈ 0.99995"
    assert Latency().understand(0, "2,250 ms") == "2250 ms = 2.25 s"


@pytest.mark.parametrize("text", ["0.0793", "≈ 0.0793", "x_0 = 0.0793", "−0.5", "0.0793.", "tensor(0.0793)"])
def test_there_is_no_echo_of_what_was_typed_as_it_stands(text):
    assert Share().understand(0, text) == ""


@pytest.mark.parametrize(
    ("text", "echo"),
    [
        ("0,0793", "0.0793"),
        (".5", "0.5"),
        ("1 000", "1000"),
        ("7.93%", "7.93% = 0.0793"),
        ("0.0793 (8%)", "0.0793"),
    ],
)
def test_there_is_an_echo_of_what_was_understood_in_another_way(text, echo):
    assert Share().understand(0, text) == echo


@pytest.mark.parametrize("text", ["", "1/", "1,2,3", "idk"])
def test_there_is_no_echo_of_what_cannot_be_read(text):
    assert Share().understand(0, text) == ""


def test_a_variant_is_worked_out_once():
    class Counted(Derive):
        variants = ({},)
        calls = 0

        def answer(self):
            type(self).calls += 1
            return 1.5

    exercise = Counted()
    for _ in range(5):
        judge(exercise, "17")
    worked_out = Counted.calls
    judge(exercise, "18")
    assert Counted.calls == worked_out


def test_slots_know_givens_steps_and_answer():
    assert Share().slot_values(1) == {
        "total": 1.2,
        "amplitude": math.exp(-0.6),
        "answer": math.exp(-1.2) * 0.99,
    }


def test_codes_are_those_of_all_variants():
    assert Share().codes() == {"amplitude-for-power", "noise-for-signal", "percent-for-fraction"}


@pytest.mark.parametrize("cls", SOUND)
def test_an_exercise_in_order_has_no_problems(cls):
    assert cls().problems() == []


def broken(**members):
    """Return an exercise with the answer 0.5 and something wrong with it."""
    given = {"variants": ({"k": 0}, {"k": 1}), "answer": lambda self, *, k: 0.5}
    return type("Broken", (Derive,), given | members)()


def mistakes(found):
    return {"misconceptions": lambda self, *, k: found}


def answer(value):
    return {"answer": lambda self, *, k: value}


def also(value):
    return {"also_valid": lambda self, *, k: (value,)}


def accept(low, high):
    return {"accept": lambda self, *, k: (low, high)}


# What is wrong, the members that make it so, and what is said about it.
BROKEN = [
    ("a mistake in the interval", mistakes({"slip": 0.503}), "`slip` leads to 0.503, which is accepted"),
    ("two mistakes alike", mistakes({"one": 3.0, "two": 3.0002}), "3 and 3.0002, too close to be told apart"),
    ("a mistake that never occurs", mistakes({"slip": NotHere("never")}), "`slip` occurs in no variant"),
    (
        "a mistake left out",
        {"misconceptions": lambda self, *, k: {"slip": 3.0} if k else {}},
        "variant 0 leaves out `slip`",
    ),
    ("a code in capitals", mistakes({"Slip": 3.0}), "`Slip` is not in kebab-case"),
    ("a code of all exercises", mistakes({"comma": 3.0}), "`comma` is taken"),
    ("a mistake without a value", mistakes({"slip": math.nan}), "not finite"),
    ("an infinite answer", answer(math.inf), "not finite"),
    ("the answer left out", accept(0.6, 0.7), "leaves out 0.5"),
    ("a valid value left out", also(0.9) | accept(0.4, 0.6), "leaves out 0.9"),
    (
        "a rounding left out",
        answer(0.4996) | {"absolute_tolerance": 1e-4, "digits": 2},
        "leaves out 0.5",
    ),
    ("no width", answer(0), "needs an absolute tolerance"),
    ("a count that is not whole", {"count": True}, "a whole number"),
    ("two counts", {"count": True} | answer(4) | also(5), "one right value"),
    ("a factor of nothing", {"units": {"s": 0}}, "the factor of the unit `s` is 0"),
    ("an odd percent", {"units": {"%": 2}}, "a power of ten"),
]


@pytest.mark.parametrize(("members", "problem"), [row[1:] for row in BROKEN], ids=[row[0] for row in BROKEN])
def test_a_broken_promise_is_named(members, problem):
    assert any(problem in one for one in broken(**members).problems())


def test_a_broken_promise_names_its_variant_and_nothing_else_is_complained_of():
    exercise = broken(misconceptions=lambda self, *, k: {"slip": 0.503 if k else 3.0})
    assert exercise.problems() == ["variant 1: `slip` leads to 0.503, which is accepted"]


def test_every_code_that_is_not_an_authors_has_a_sentence():
    section = FEEDBACK.read_text(encoding="utf-8").partition("## Derive")[2].partition("\n## ")[0]
    terms = set(re.findall(r"^([a-z0-9-]+)\n:   \S", section, re.MULTILINE))
    met = {code for cls, _, (_, code) in JUDGED if code and code not in cls().codes()}
    generic = {"sign-flipped", "reciprocal", "power-of-ten", "factor-two", "squared", "square-rooted"}
    generic |= {"complement", "log-base", "log10-meant", "degrees", "too-few-digits"}
    assert generic <= met
    assert met | {"derive-right", "derive-wrong"} <= terms


ANSWERS = st.floats(1e-6, 1e9) | st.floats(-1e9, -1e-6)


@settings(deadline=None)
@given(ANSWERS, st.integers(1, 6), st.integers(0, 6))
def test_the_answer_rounded_to_the_digits_asked_for_or_more_is_right(answer, digits, more):
    exercise = Given(answer, digits)
    scientific = f"{answer:.{digits + more - 1}e}"
    # A carry (0.9996 to 1.000) costs a digit, counted in the answer.
    if int(scientific.split("e")[1]) == math.floor(math.log10(abs(answer))):
        assert judge(exercise, scientific) == RIGHT
        assert judge(exercise, scientific.replace("e", "·10^")) == RIGHT


@settings(deadline=None)
@given(ANSWERS, st.integers(2, 6), st.integers(1, 5))
def test_the_answer_rounded_further_is_never_wrong(answer, digits, fewer):
    text = f"{answer:.{max(digits - fewer, 1) - 1}e}"
    assert judge(Given(answer, digits), text) in (RIGHT, TOO_FEW)


@settings(deadline=None)
@given(
    st.sampled_from(SOUND),
    st.floats(allow_nan=False, allow_infinity=False),
)
def test_any_number_gets_a_verdict(cls, number):
    status, code = judge(cls(), repr(number))
    assert status in ("right", "wrong", "unreadable")
    assert re.fullmatch(r"[a-z0-9-]*", code)
