"""Sentences and formulas as plain text, as a terminal and a screen reader get them."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.book.plain_text import first_sentences, plain_tex, plain_text


@pytest.mark.parametrize(
    ("markdown", "plain"),
    [
        ("One  line\nand another.\n\nA paragraph.", "One line and another. A paragraph."),
        ("*one* **two** _three_ __four__", "one two three four"),
        ("2 * 3 * 4 and 2*3*4", "2 * 3 * 4 and 2*3*4"),
        ("alpha_bar and alpha_bar_t", "alpha_bar and alpha_bar_t"),
        ("`alpha_bar` is `x * y`", "alpha_bar is x * y"),
        ("`__init__`, `*args` and `**kwargs`", "__init__, *args and **kwargs"),
        ("`` a `tick` ``", "a `tick`"),
        ("**use `x` here**", "use x here"),
        ("see [this page](one.md#two), or [that](https://example.org){.new}", "see this page, or that"),
        ("![a curve](curve.svg)", "a curve"),
        ("`[a](b)` and `$x$`", "[a](b) and $x$"),
        (r"costs \$5 and \*stars\*", "costs $5 and *stars*"),
        (r"$x_t$ and $y_t$", "x_t and y_t"),
        (r"$a * b$ and $c * d$", "a * b and c * d"),
        ("$$\nx = 1\n$$", "x = 1"),
        ("a formula\n$x +\ny$ on two lines", "a formula x + y on two lines"),
        ("from $-1$ to $1$", "from −1 to 1"),
        ("no formula: 5 > 3", "no formula: 5 > 3"),
        ("{512} columns, {1,024} rows, ${0.5}$ and `{512}`", "512 columns, 1,024 rows, 0.5 and {512}"),
        ("", ""),
    ],
)
def test_markdown_loses_its_marks_and_keeps_its_words(markdown, plain):
    assert plain_text(markdown) == plain


@pytest.mark.parametrize(
    ("tex", "plain"),
    [
        (r"\bar\alpha_t", "α\u0304_t"),
        (r"\bar{\alpha}_t", "α\u0304_t"),
        (r"\hat x_0", "x\u0302_0"),
        (r"\alpha_{500}", "α_500"),
        (r"x_{t-1}", "x_(t−1)"),
        (r"\sqrt{1-\bar\alpha_t}", "√(1−α\u0304_t)"),
        (r"\sqrt{2}", "√2"),
        (r"\frac{1}{2}", "1/2"),
        (r"\frac12", "1/2"),
        (r"\tfrac{a+b}{\sqrt{c}}", "(a+b)/(√c)"),
        (r"\frac{\bar\alpha_t}{1-\bar\alpha_t}", "α\u0304_t/(1−α\u0304_t)"),
        (r"10^{-5}", "10⁻⁵"),
        (r"x^2", "x²"),
        (r"e^{-x}", "e^(−x)"),
        (r"\exp\Bigl(-\sum\beta_i\Bigr)", "exp (−Σβ_i)"),
        (r"\mathcal{N}(0, I)", "N(0, I)"),
        (r"\operatorname{Var}[x_t]", "Var[x_t]"),
        (r"\lVert x\rVert^2", "‖ x‖²"),
        (r"a \le b \ne c \approx d", "a ≤ b ≠ c ≈ d"),
        (r"x \to 0,\quad y \in \{1, 2\}", "x → 0, y ∈ {1, 2}"),
        (r"7.93\%", "7.93%"),
        (r"a\;b\,c~d", "a b c d"),
        (r"\begin{aligned} x &= 1 \\ y &= 2 \end{aligned}", "x = 1 y = 2"),
        (r"a \& b", "a & b"),
        (r"\left( x \right)", "( x)"),
        (r"\leftarrow", "leftarrow"),
    ],
)
def test_a_formula_is_readable_without_tex(tex, plain):
    assert plain_tex(tex) == plain


@settings(deadline=None)
@given(st.text(r"\{}_^$&abcxt01 +-=()" + "αΣ", max_size=40))
def test_no_formula_raises_or_keeps_a_command(tex):
    assert not re.search(r"\\[A-Za-z]", plain_tex(tex))


@settings(deadline=None)
@given(st.text("*_`$[]()\\ ab1", max_size=40))
def test_no_text_raises(markdown):
    assert "\ue000" not in plain_text(markdown)


def test_a_description_is_how_the_first_paragraph_begins():
    text = "# Title\n\n/// figure | one\n///\n\nOne *sentence* with $x_t$. Another\nwith a [link](page.md)! A third one.\n\nMore.\n"
    assert first_sentences(text) == "One sentence with x_t. Another with a link! A third one."
    assert first_sentences(text, 40) == "One sentence with x_t."
    assert first_sentences("# Title\n") == ""
