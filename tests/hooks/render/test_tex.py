"""Formulas are read as Temml reads them, without Node.js.

`UPDATE_COMMANDS=1` writes the list of Temml's commands anew; the difference is then read like any other change.
"""

import os
import re
from pathlib import Path

import pytest

from hooks.node import run_script
from hooks.render.maths import SCRIPT
from hooks.render.tex import COMMANDS, fault

ASK = Path(__file__).with_name("commands.mjs")
DOCS = Path(__file__).parents[3] / "docs"

RIGHT = [
    r"\sqrt{1-\bar\alpha_t}\,\epsilon",
    r"\sqrt[3]{x} + \sqrt2 + \frac12 + \frac{1}{2}",
    r"x'' + x'^2_t + x_t'",
    r"\sum\limits_{i=1}^{n} x_i \quad \int\nolimits_0^1",
    r"\begin{aligned} a &= b \\[0.6em] &= c \end{aligned}",
    r"\begin{cases} 1 & x > 0 \\ 0 & \text{otherwise, 5\,\%} \end{cases}",
    r"\begin{array}{c|c} a & b \\ \hline c & d \end{array}",
    r"\left( \frac{x}{y} \right] \Bigl\lVert x \Bigr\rVert \left. x \middle| y \right\}",
    r"\bigl( (x] \bigr) + \bigl[0, 1\bigr) + (0, 1] + )",
    r"\mathrm{E}\Bigl[\tfrac1n \sum_i x_i\Bigr] \ \operatorname{softmax}(x)",
    "x^\\alpha + \\hat x_0 % a comment\n + \\mathbb R^d",
    "",
]
WRONG = [
    (r"\fracc{1}{2}", r"unknown command `\fracc`, perhaps for `\frac`"),
    (r"\frac{1}", r"`\frac` lacks its argument"),
    (r"x_", "`_` lacks its argument"),
    (r"x_\right)", r"`_` is followed by `\right`"),
    (r"{x", "a `{` is never closed"),
    (r"x}", "`}` without `{`"),
    (r"\left( x", r"a `\left` has no `\right`"),
    (r"x \right)", r"`\right` without `\left`"),
    (r"{ \left( x }", r"`}` comes where `\right` is missing"),
    (r"\left x \right)", r"`\left` is not followed by a bracket"),
    (r"\Bigl( x )", r"`\Bigl(` is closed by a `)` without a size"),
    (r"\begin{aligned} x", r"a `\begin` has no `\end`"),
    (r"\begin{alinged} x \end{alinged}", "unknown environment `alinged`"),
    (r"\begin{aligned} x \end{gathered}", r"`\end{gathered}` closes `\begin{aligned}`"),
    (r"\begin x", r"`\begin` lacks the name of its environment"),
    (r"x^2^3", "two superscripts on one symbol"),
    (r"x_2_3", "two subscripts on one symbol"),
    (r"a & b", "`&` outside of an environment"),
    (r"a # b", "`#` inside of the formula"),
    (r"x^\frac12 + \sqrt\sum x", r"the argument of `\sqrt` needs braces around `\sum`"),
    (r"x \text", r"`\text` lacks its argument"),
    (r"\text{a_b}", r"`_` in the text of `\text`"),
    (r"\text{x", "a `{` is never closed"),
    (r"\href{a}{b}", r"unknown command `\href`"),
]


@pytest.mark.parametrize("tex", RIGHT)
def test_a_sound_formula_has_no_fault(tex):
    assert fault(tex) == ""


@pytest.mark.parametrize(("tex", "reason"), WRONG)
def test_a_broken_formula_is_refused_with_its_reason(tex, reason):
    assert fault(tex).startswith(reason)


def test_temml_agrees_on_what_is_sound_and_what_is_broken():
    formulas = [*RIGHT, *(tex for tex, _ in WRONG)]
    replies = run_script(SCRIPT, [{"tex": tex, "display": True} for tex in formulas])
    assert ["error" in reply for reply in replies] == [False] * len(RIGHT) + [True] * len(WRONG)


def test_every_slip_of_a_formula_in_the_book_that_is_found_is_one_for_temml_too():
    """One bracket or command of each formula is lost in turn."""
    text = "".join(file.read_text(encoding="utf-8") for file in sorted((DOCS / "chapters").glob("*.md")))
    formulas = re.findall(r"\$\$\n([^$]+)\n\$\$", re.sub(r"\[\[[^\]]+\]\]", "{7}", text))
    assert len(formulas) > 50
    broken = []
    for formula in formulas:
        tokens = re.findall(r"\\[A-Za-z]+|\\.|.", formula, re.DOTALL)
        places = [place for place, token in enumerate(tokens) if token in "{}" or len(token) > 2]
        if places:
            lost = places[len(formula) % len(places)]
            broken.append("".join([*tokens[:lost], *tokens[lost + 1 :]]))
    replies = run_script(SCRIPT, [{"tex": tex, "display": True} for tex in broken])
    differing = [
        tex for tex, reply in zip(broken, replies, strict=True) if ("error" in reply) != bool(fault(tex))
    ]
    assert differing == []


def test_the_list_of_commands_is_that_of_temml():
    known = "".join(
        f"{name} {count} {'anywhere' if bare else 'braced'}\n" for name, count, bare in run_script(ASK, {})
    )
    if os.environ.get("UPDATE_COMMANDS"):
        COMMANDS.write_text(known, encoding="utf-8")
    assert COMMANDS.read_text(encoding="utf-8") == known, (
        "Temml has other commands; run this with UPDATE_COMMANDS=1"
    )
