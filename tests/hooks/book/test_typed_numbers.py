"""Numbers that an author typed are found wherever they stand, unless they are code, a link, a citation or reviewed."""

import pytest

from hooks.book.typed_numbers import typed_numbers
from hooks.source.page import Page


def found(text):
    """Return the lines and the words of all complaints about a page."""
    return [(slip.line, str(slip)) for slip in typed_numbers(Page.parse(text, "page.md"))]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("It takes 50 steps, or 8 by 8.", id="small whole numbers"),
        pytest.param("It takes [[chapter_99.gap:.4f]] of it, $[[x:,.0f]]$.", id="slots"),
        pytest.param("Write `alpha_bar = 0.5`, or ``0.25``.", id="code in a line"),
        pytest.param("```python\nT = 1000\n```", id="a listing"),
        pytest.param("<!-- 1000 -->", id="a comment"),
        pytest.param('<img width="640" alt="">', id="attributes of HTML"),
        pytest.param("See [arXiv 2006.11239](https://arxiv.org/abs/2006.11239).", id="a link"),
        pytest.param(
            "In [12(3)](https://doi.org/10.1016/0304-4149(82)90051-5).", id="an address with brackets"
        ),
        pytest.param("See [arXiv\n2006.11239](https://arxiv.org/abs/2006.11239).", id="a link on two lines"),
        pytest.param("[paper]: https://example.org/1000", id="a link's target"),
        pytest.param("Karras and others (2022) found it in section 3.2 and equation (5.1).", id="a citation"),
        pytest.param("Compare exercises 0.3, 0.4 and 1.1, figure 2.5 and appendix B.1.", id="references"),
        pytest.param("It said “about 0.536”.", id="a quotation"),
        pytest.param("## Sources\n\n- Efron, *Bias*, 2011, volume 106(496).\n\n## Next\n\nOn.", id="sources"),
        pytest.param("E01 · 0.4\n:   Said.", id="the name of a definition"),
        pytest.param("It ran on an A100 in 2^10 steps.", id="the name of a thing"),
        pytest.param("$$\na \\\\[0.6em]\nb\n$$", id="a distance in a formula"),
        pytest.param("*23 November 2026*", id="a date"),
        pytest.param(
            "/// derive | tiny\n    label: a share\n    placeholder: such as 0.25\n", id="a placeholder"
        ),
    ],
)
def test_what_may_hold_numbers_is_left_alone(text):
    assert found(text) == []


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("It falls to 0.28.", "0.28"),
        ("It falls to .28.", ".28"),
        ("It falls to $0.28$.", "0.28"),
        ("It falls from $1,000$ to 7.", "1,000"),
        ("It falls from $1{,}000$ to 7.", "1,000"),
        ("Steps $x_500$ and 4.", "500"),
        ("The 1000-step schedule.", "1000"),
        ("**100 %** of it.", "100"),
        ("Of T = 1000.", "1000"),
        ("Where $x < 0.5$ and $t > 3$.", "0.5"),
        ("/// derive | tiny\n    label: share at 0.5\n", "0.5"),
        ("In 2022 it was new.", "2022"),
        ("| a | 0.5 |\n|---|---|", "0.5"),
        ("word\n:   A sentence with 0.5 in it.", "0.5"),
        ("## Sources\n\nOne.\n\n## Next\n\nThen 0.5.", "0.5"),
        ("See [this](https://example.org) or 0.5 [there](https://example.org).", "0.5"),
    ],
)
def test_a_typed_number_is_found(text, number):
    ((line, slip),) = found(text)
    assert text.split("\n")[line - 1].replace("{,}", ",").find(number) >= 0
    assert f"the number {number} is typed by hand" in slip


def test_all_typed_numbers_of_a_page_are_named_at_once():
    assert [line for line, _ in found("One 0.5.\n\nTwo 0.25 and 100.\n")] == [1, 3, 3]


def test_a_reviewed_number_may_be_typed():
    assert (
        found('---\nreviewed:\n  "512": a side\n  1.5: a name\n---\nOf {512} and ${512}$, in SD {1.5}.\n')
        == []
    )


def test_a_review_does_not_excuse_a_number_without_its_mark():
    slips = found('---\nreviewed:\n  "512": a side\n---\nOf {512} and 512.\n')
    assert [line for line, _ in slips] == [5]


def test_the_book_has_no_number_that_nobody_reviewed(book):
    assert [str(slip) for page in book.pages for slip in typed_numbers(page)] == []


def test_a_page_that_a_command_writes_may_hold_numbers():
    assert not found("---\nwritten_by: make bench\n---\n\nIt took 12.5 s.")
    assert found("---\nwritten: by hand\n---\n\nIt took 12.5 s.")
