"""Formulas are set at build time, and their numbers can be changed afterwards."""

import re

import pytest

from hooks.render import maths
from hooks.render.maths import FormulaError, fill_stand_ins, mark_slots, typeset


def places(tex):
    """Return name, format and place of every slot of a formula, in order."""
    found = []

    def number(name, spec, place):
        found.append((name, spec, place))
        return len(found) - 1

    mark_slots(tex, number)
    return found


@pytest.mark.parametrize(
    "before",
    [
        *(
            "",
            "  ",
            "x = ",
            "x =",
            "x <",
            r"x \le ",
            r"x \approx",
            r"x \ne ",
            r"x \ge\,",
            r"x =\;",
            r"x \equiv ",
            r"x \mapsto ",
        ),
        *("(", r"\bigl(", r"\left( ", "[", r"\{", r"\frac{", r"\sqrt{", "e^{", "|", r"\lvert ", r"\langle "),
        *("a, ", r"a,\quad ", r"a \qquad ", "a; ", "x &= ", "x &", r"x \\ ", r"x \in ", r"x \to "),
    ],
)
def test_a_number_stands_bare_where_a_minus_can_stand(before):
    assert places(before + "[[a]]") == [("a", "", "bare")]


@pytest.mark.parametrize(
    "before",
    [
        "1 + ",
        "1 - ",
        "-",
        "x = -",
        r"2 \cdot ",
        r"2 \times ",
        r"2\,",
        "x ",
        "2",
        r"\pm ",
        ") ",
        r"\frac{1}{2} ",
        "1 / ",
        r"x = 1 -\,",
    ],
)
def test_a_number_may_need_brackets_behind_an_operator(before):
    assert places(before + "[[a]]") == [("a", "", "bracketed")]


@pytest.mark.parametrize("after", ["^2", "^{2}", " ^2"])
def test_a_number_that_is_raised_may_need_brackets_anywhere(after):
    assert places("x = [[a]]" + after) == [("a", "", "bracketed")]
    assert places("x = [[a]] + 1") == [("a", "", "bare")]


def test_a_power_of_ten_takes_two_slots():
    assert places("x = [[a:.2e]] + [[b]]") == [
        ("a", ".2e", "mantissa"),
        ("a", ".2e", "exponent"),
        ("b", "", "bracketed"),
    ]


def test_a_text_that_never_changes_is_written_into_the_formula():
    texts = {"a": "−4,096.5", "b": "7.9%"}
    assert mark_slots("[[a]] [[b]]", lambda name, spec, place: texts[name]) == r"{-4{,}096.5} {7.9\%}"


def set_with_slots(tex, texts):
    """Set one formula whose slots show these texts, each slot a number of its own."""
    numbers = iter(range(len(texts)))
    marked = mark_slots(tex, lambda name, spec, place: next(numbers))
    (html,) = typeset([(marked, False)])
    return fill_stand_ins(html, lambda index: texts[index])


@pytest.mark.parametrize(
    "tex",
    [
        "x = [[a]] + [[b]]",
        r"\frac{[[a]]}{[[b]]}",
        r"\sqrt{[[a]]} \times [[b]]",
        "x_{[[a]]}^{[[b]]}",
        "e^{-[[a]]} [[b]]",
        r"\bar\alpha_{[[a]]} = [[b]]",
        r"\begin{aligned} x &= [[a]] \\ y &= [[b]] \end{aligned}",
        r"\text{at [[a]] and [[b]]}",
        r"\mathbf{x} [[a]] \, \mathrm{[[b]]}",
    ],
)
def test_every_slot_is_marked(tex):
    mathml = set_with_slots(tex, ["12.5", "(−0.25)"])
    assert re.findall(r'data-slot="(\d)">([^<]+)<', mathml) == [("0", "12.5"), ("1", "(−0.25)")]
    assert "918273" not in mathml


def test_a_slot_is_a_number():
    assert '<mn data-slot="0">12.5</mn>' in set_with_slots("x = [[a]]", ["12.5"])


def test_a_slot_where_it_would_be_set_by_other_signs_is_an_error():
    (error,) = typeset([(r"\mathbf{918273000}", False)])
    assert str(error) == "a slot stands where its number cannot change"


def test_the_source_of_a_formula_is_not_shipped():
    (mathml,) = typeset([(r"x \lt y", True)])
    assert r"\lt" not in mathml
    assert "&lt;" in mathml


def test_display_and_inline_are_set_apart():
    inline, display = typeset([("x", False), ("x", True)])
    assert inline == "<math><mi>x</mi></math>"
    assert display == '<math display="block"><mi>x</mi></math>'


def test_a_long_formula_in_a_line_breaks_before_its_relations():
    (mathml,) = typeset([(r"\alpha_1 \cdot 2000 = 3000 + 4000 \approx 7000.5", False)])
    parts = mathml.split("<wbr>")
    assert [re.sub("<[^>]+>", "", part) for part in parts] == ["α1⋅2000", "=3000+4000", "≈7000.5"]
    # At the beginning of a formula it would be taken for a sign.
    assert '<mo form="infix">=</mo>' in parts[1]


@pytest.mark.parametrize(
    ("tex", "display"),
    [("a = 1", False), (r"\sqrt{1000 + 2000 = 3000 + 4000}", False), ("1000 + 2000 + 3000 = 6000", True)],
)
def test_what_is_short_or_stands_below_a_sign_or_alone_is_not_broken(tex, display):
    (mathml,) = typeset([(tex, display)])
    assert mathml.count("<math") == 1


def test_a_bar_lies_close_on_its_letter_and_a_prime_beside_it():
    barred, primed = typeset([(r"\bar\alpha", False), ("p'(x)", False)])
    assert "<mi>α</mi>" in barred and ">\N{MODIFIER LETTER MACRON}</mo>" in barred
    assert '<mrow><mi>p</mi><mo lspace="0em" rspace="0em">\N{PRIME}</mo></mrow>' in primed


def test_what_stands_alone_has_no_frame():
    (mathml,) = typeset([(r"{x} + \sqrt{{{y}}} + {a b}", False)])
    assert re.sub(' [a-z]+="[^"]*"', "", mathml) == (
        "<math><mrow><mi>x</mi><mo>+</mo><msqrt><mi>y</mi></msqrt><mo>+</mo><mrow><mi>a</mi><mi>b</mi></mrow></mrow></math>"
    )


def test_one_wrong_formula_leaves_the_others_set():
    right, wrong, also_right = typeset([("x", False), (r"\foo", False), ("y", False)])
    assert isinstance(wrong, FormulaError)
    assert str(wrong).startswith(r"unknown command `\foo`")
    assert "<math" in right and "<math" in also_right


@pytest.mark.parametrize(
    "tex",
    [
        r"\frac{1}",
        "x^",
        "{",
        "}",
        r"\begin{aligned}",
        "&",
        "#",
        r"\href{https://example.org}{x}",
        r"é = \text{é",
        "–",
    ],
)
def test_what_is_wrong_or_only_tolerated_is_an_error(tex):
    assert isinstance(typeset([(tex, False)])[0], FormulaError)


def test_a_formula_is_set_once(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(maths, "CACHE", tmp_path)
    monkeypatch.setattr(
        maths,
        "run_script",
        lambda script, formulas: calls.append(formulas) or [{"mathml": "<math>set</math>"}] * len(formulas),
    )
    assert typeset([("x", False), ("x", True)]) == ["<math>set</math>"] * 2
    assert typeset([("x", True), ("y", False), ("x", False)]) == ["<math>set</math>"] * 3
    assert [[one["tex"] for one in call] for call in calls] == [["x", "x"], ["y"]]


def test_nothing_starts_where_there_is_no_formula(monkeypatch):
    monkeypatch.setattr(maths, "run_script", None)
    assert typeset([]) == []
