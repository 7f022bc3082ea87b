"""Formulas are set at build time, and their numbers can be changed afterwards in both halves."""

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
        r"\mathbf{[[a]]} \mathrm{[[b]]}",
    ],
)
def test_every_slot_is_marked_in_both_halves(tex):
    html = set_with_slots(tex, ["12.5", "(−0.25)"])
    mathml, visible = html.split('class="katex-html"')
    for half in (mathml, visible):
        # Of a fraction, the half that is seen has the lower number first.
        assert sorted(re.findall(r'data-slot="(\d)">([^<]+)<', half)) == [("0", "12.5"), ("1", "(−0.25)")]
    assert "918273" not in html


def test_a_slot_of_the_screen_reader_s_half_is_a_number_there():
    mathml = set_with_slots("x = [[a]]", ["12.5"]).split('class="katex-html"')[0]
    assert '<mn data-slot="0">12.5</mn>' in mathml


def test_the_source_of_a_formula_is_not_shipped():
    (html,) = typeset([("x < y", True)])
    assert "<annotation" not in html
    assert "&lt;" in html


def test_display_and_inline_are_set_apart():
    inline, display = typeset([("x", False), ("x", True)])
    assert "katex-display" not in inline
    assert "katex-display" in display


def test_one_wrong_formula_leaves_the_others_set():
    right, wrong, also_right = typeset([("x", False), (r"\foo", False), ("y", False)])
    assert isinstance(wrong, FormulaError)
    assert str(wrong).startswith(r"Undefined control sequence: \foo")
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
def test_what_katex_refuses_or_only_tolerates_is_an_error(tex):
    assert isinstance(typeset([(tex, False)])[0], FormulaError)


def test_a_formula_is_set_once(monkeypatch, tmp_path):
    calls = []
    monkeypatch.setattr(maths, "CACHE", tmp_path)
    monkeypatch.setattr(
        maths,
        "run_script",
        lambda script, formulas: calls.append(formulas) or [{"html": "set"}] * len(formulas),
    )
    assert typeset([("x", False), ("x", True)]) == ["set", "set"]
    assert typeset([("x", True), ("y", False), ("x", False)]) == ["set", "set", "set"]
    assert [[one["tex"] for one in call] for call in calls] == [["x", "x"], ["y"]]


def test_nothing_starts_where_there_is_no_formula(monkeypatch):
    monkeypatch.setattr(maths, "run_script", None)
    assert typeset([]) == []
