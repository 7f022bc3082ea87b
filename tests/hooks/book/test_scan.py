"""What an author writes is read with its lines, whatever it stands beside; slips are in test_sites.py."""

import pytest

from hooks.book.scan import scan
from hooks.source.errors import AuthorError, did_you_mean
from hooks.source.lines import outside_fences, slots
from hooks.source.page import Page

HELP = """
//// hint
Think.
////

//// reveal
So.
////
///
"""

TRACE = f"""/// trace | one

### Which?

- [ ] first

    No.

- [x] second

    Yes.

- [ ] third

    No.

- [ ] fourth

    No.
{HELP}"""


def read(text):
    """Return the only exercise of a page."""
    (block,) = scan(Page.parse(text, "page.md"))
    return block


def derive(body, options="    label: a share\n"):
    return read(f"/// derive | one\n{options}\n### Title\n\n{body}\n{HELP}")


# Pages


def test_the_front_matter_is_taken_off_and_lines_are_still_counted_from_the_top():
    page = Page.parse(f"---\ntitle: One\n---\n\n{TRACE}", "page.md")
    assert page.meta == {"title": "One"}
    assert page.first_line == 4
    (block,) = scan(page)
    assert (block.line, block.title.line, block.choices[1].text.line, block.sentences["choice-2"].line) == (
        5,
        7,
        13,
        15,
    )


@pytest.mark.parametrize(
    "text", ["", "\n", "Text.\n", "---\n---\n", "---\n\n---\nText.\n", "---\ntitle: One\n...\nText.\n"]
)
def test_a_page_may_have_no_exercise_and_little_front_matter(text):
    page = Page.parse(text, "page.md")
    assert scan(page) == []
    assert page.meta in ({}, {"title": "One"})
    assert "---" not in page.body


def test_a_rule_further_down_is_no_front_matter():
    assert Page.parse("Text.\n\n---\n\nkey: value\n\n---\n", "page.md").meta == {}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig"])
def test_a_file_is_read_with_or_without_a_byte_order_mark(tmp_path, encoding):
    file = tmp_path / "page.md"
    file.write_text("---\ntitle: Größe\n---\nText.\n", encoding=encoding)
    page = Page.read(file)
    assert (page.path, page.meta, page.body) == (file, {"title": "Größe"}, "Text.\n")


def test_a_file_in_another_encoding_is_reported_with_its_line(tmp_path):
    file = tmp_path / "page.md"
    file.write_bytes("One\nGröße\n".encode("latin-1"))
    with pytest.raises(
        AuthorError, match=r"^page\.md:2: this line is not UTF-8\. Save the file with the encoding UTF-8\.$"
    ):
        Page.read(file, shown_as="page.md")


# Blocks


@pytest.mark.parametrize(
    "retyped",
    [
        pytest.param(lambda text: text.replace("\n", "\r\n"), id="windows"),
        pytest.param(lambda text: text.replace("    ", "\t"), id="tabs"),
        pytest.param(
            lambda text: text.replace("///\n", "///  \t\n").replace("| one", "|   one  "),
            id="spaces-after-slashes",
        ),
        pytest.param(lambda text: text.replace("- [", "*   [").replace("[x]", "[X]"), id="other-bullets"),
        pytest.param(lambda text: text.replace("///", "/////"), id="more-slashes"),
        pytest.param(
            lambda text: text.replace("\n//// hint", "//// hint").replace("\n//// reveal", "//// reveal"),
            id="no-empty-lines",
        ),
        pytest.param(lambda text: f"Text above.\n{text}Text below.\n", id="text-around"),
        pytest.param(lambda text: f"- a list\n\n{text}\n1. another\n", id="lists-around"),
        pytest.param(lambda text: f"```\ncode\n```\n{text}```\ncode\n```\n", id="listings-around"),
        pytest.param(lambda text: f"<!-- a comment -->\n{text}<!--\nanother\n-->\n", id="comments-around"),
    ],
)
def test_an_exercise_is_the_same_however_it_is_typed(retyped):
    block = read(retyped(TRACE))
    assert (block.kind, block.identifier, block.title.markdown) == ("trace", "one", "Which?")
    assert [
        (one.text.markdown, block.sentences[f"choice-{place}"].markdown, one.right)
        for place, one in enumerate(block.choices, 1)
    ] == [
        ("first", "No.", False),
        ("second", "Yes.", True),
        ("third", "No.", False),
        ("fourth", "No.", False),
    ]
    assert [hint.markdown for hint in block.hints] == ["Think."]
    assert block.reveal.markdown == "So."


def test_exercises_are_read_in_order():
    page = Page.parse(f"{TRACE}\n{TRACE.replace('one', 'two')}{TRACE.replace('one', 'three')}", "page.md")
    assert [block.identifier for block in scan(page)] == ["one", "two", "three"]


@pytest.mark.parametrize(
    "shown",
    [
        "/// derive | shown\n    label: x\n///\n",
        "/// derive | shown\n",
        "//// hint\n////\n",
        "// a comment\n/// a comment of Rust\n",
    ],
)
@pytest.mark.parametrize("fence", ["```", "````", "~~~", "```python"])
def test_what_a_listing_shows_is_no_block(shown, fence):
    listing = f"{fence}\n{shown}{fence.removesuffix('python')}\n"
    assert [block.identifier for block in scan(Page.parse(f"{listing}\n{TRACE}\n{listing}", "page.md"))] == [
        "one"
    ]


def test_a_longer_fence_shows_a_shorter_one():
    shown = "````markdown\n```python\nx = 1\n```\n\n/// derive | shown\n````\n"
    assert scan(Page.parse(shown, "page.md")) == []


@pytest.mark.parametrize(
    "comment", ["<!-- /// derive | two -->", "<!--\n/// derive | two\n///\n-->", "<!-- two\n\n//// hint\n-->"]
)
def test_what_is_commented_out_is_no_block(comment):
    assert [block.identifier for block in scan(Page.parse(f"{comment}\n\n{TRACE}", "page.md"))] == ["one"]


def test_a_choice_that_is_commented_out_is_none():
    text = TRACE.replace(
        "- [ ] fourth", "- [ ] fourth\n\n    No.\n\n<!--\n- [ ] fifth\n-->\n\n<!-- - [ ] sixth -->\n", 1
    )
    assert (
        len(read(text.replace("<!-- - [ ] sixth -->\n\n\n    No.\n", "<!-- - [ ] sixth -->\n")).choices) == 4
    )


def test_a_code_span_in_three_ticks_begins_no_listing():
    assert [block.identifier for block in scan(Page.parse(f"```x``` is code.\n\n{TRACE}", "page.md"))] == [
        "one"
    ]


def test_an_address_with_three_slashes_is_text():
    assert scan(Page.parse("See file:///a/b and `///`.\n", "page.md")) == []


# Options, titles and sentences


def test_options_are_read_as_they_are_quoted():
    block = derive("", options="    label: a share\n    placeholder: \"0.10\"\n    unit: '[[unit]]'\n")
    assert block.options == {"label": "a share", "placeholder": "0.10", "unit": "[[unit]]"}


def test_a_title_keeps_its_formula_and_loses_its_closing_signs():
    block = read(f"/// derive | one\n### The share $\\bar{{\\alpha}}$ ###\n{HELP}")
    assert block.title.markdown == "The share $\\bar{\\alpha}$"


def test_sentences_are_read_with_all_their_lines():
    block = derive(
        "one-line\n:   A sentence.\n\n"
        "two-lines\n:   A sentence\n    on two lines.\n\n"
        "two-paragraphs\n:   One.\n\n    Two:\n\n    $$\n    x = 1\n    $$\n\n"
        "with-a-list\n: Short of spaces.\n\n    - one\n        - deeper\n\n"
        "Another paragraph.\n"
    )
    assert {code: text.markdown for code, text in block.sentences.items()} == {
        "one-line": "A sentence.",
        "two-lines": "A sentence\non two lines.",
        "two-paragraphs": "One.\n\nTwo:\n\n$$\nx = 1\n$$",
        "with-a-list": "Short of spaces.\n\n- one\n    - deeper",
    }
    assert [text.line for text in block.sentences.values()] == [7, 10, 14, 23]


def test_definitions_of_a_reveal_a_list_or_a_listing_are_no_sentences():
    block = derive("```\nterm\n:   in a listing\n```\n\n- item\n\n    term\n    :   in a list\n")
    assert block.sentences == {}
    block = read(f"/// derive | one\n### Title\n{HELP}".replace("So.", "term\n:   in the reveal"))
    assert block.sentences == {}


def test_hints_are_read_in_order_wherever_they_stand():
    first = "/// derive | one\n### Title\n\n//// hint\nFirst.\n////\n\nPrompt.\n\n//// reveal\nSo.\n////\n\n"
    text = f"{first}//// hint\nSecond,\n\non two.\n////\n///\n"
    block = read(text)
    assert [hint.markdown for hint in block.hints] == ["First.", "Second,\n\non two."]


# Kinds


def test_a_choice_may_be_wrapped_and_its_sentence_may_be_anything():
    text = TRACE.replace(
        "- [ ] first\n\n    No.\n",
        "- [ ] first,\n  wrapped\n    twice\n\n    ```python\n    x = 1\n\n    y = 2\n    ```\n",
    )
    block = read(text)
    assert block.choices[0].text.markdown == "first, wrapped twice"
    assert block.sentences["choice-1"].markdown == "```python\nx = 1\n\ny = 2\n```"


def test_other_lists_of_a_trace_are_no_choices():
    block = read(TRACE.replace("### Which?\n", "### Which?\n\n- one\n- two\n\n1. three\n\nSo:\n"))
    assert [choice.text.markdown for choice in block.choices] == ["first", "second", "third", "fourth"]


DEBUG = """/// debug | one

### Which line?

```python
def half(x):

    # a remark
    y = x * 2  #BUG:it doubles->   y = x / 2
    return y
```

line-1
:   One.

line-3
:   Three.

line-4
:   Yes.

line-5
:   Five.
"""


def test_a_bug_is_found_by_its_mark_and_the_mark_is_taken_off():
    block = read(DEBUG + HELP)
    assert block.bug == 4
    assert block.listing.code == "def half(x):\n\n    # a remark\n    y = x * 2\n    return y"
    assert block.listing.line == 6
    assert block.repair == "    y = x / 2"


def test_a_build_keeps_stub_and_model_to_the_letter():
    text = (
        "/// build | one\n    entry: f\n\n### Title\n\n```python\ndef f(x):\n\n    ...\n```\n\n"
        "```\na sample\n```\n\n//// hint\nThink.\n////\n\n//// reveal\nSo:\n\n```python\nimport math\n\n\ndef f(x):\n    return x\n```\n\n"
        "```\nmore\n```\n////\n///\n"
    )
    block = read(text)
    assert block.listing.code == "def f(x):\n\n    ..."
    assert block.model.code == "import math\n\n\ndef f(x):\n    return x"
    assert (block.listing.line, block.model.line) == (7, 24)


DESIGN = """/// design | one
{options}
### Order

1. Take one
2. Take
    another
3. Add

3-before-1
:   No.

3-before-2
:   No.
{more}"""


def test_a_design_without_option_is_strict():
    block = read(DESIGN.format(options="", more="\n2-before-1\n:   No.\n") + HELP)
    assert "after" not in block.options
    assert [step.markdown for step in block.steps] == ["Take one", "Take another", "Add"]


def test_a_design_may_say_what_each_step_needs():
    block = read(DESIGN.format(options="    after: {3: [1, 2]}\n", more="") + HELP)
    assert block.options["after"] == {3: (1, 2)}
    block = read(DESIGN.format(options="    after:\n      3:\n        - 1\n        - 2\n", more="") + HELP)
    assert block.options["after"] == {3: (1, 2)}


# Slots and code


def numbered(text):
    return list(enumerate(text.split("\n"), 1))


def test_slots_are_found_with_their_lines_and_formats():
    text = "[[one]] and [[two:.3f]]\n$[[chapter_00.three:,]]$\n\n[[fact:line]] [[four:]]"
    assert list(slots(numbered(text))) == [
        (1, "one", ""),
        (1, "two", ".3f"),
        (2, "chapter_00.three", ","),
        (4, "fact:line", ""),
        (4, "four", ""),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "`[[one]]`",
        "`` `[[one]]` ``",
        "```\n[[one]]\n```",
        "~~~python\n[[one]]\n~~~",
        "    ```\n    [[one]]\n    ```",
        "<!-- [[one]] -->",
    ],
)
def test_slots_in_code_and_comments_are_none(text):
    assert list(slots(numbered(text))) == []


@pytest.mark.parametrize("text", ["[[1]]", "[[]]", "[[a]", "[a]]", "[[^1]]", "[[a](b)]", "[[1, 2], [3, 4]]"])
def test_other_brackets_are_no_slots(text):
    assert list(slots(numbered(text))) == []


def test_lines_outside_of_listings_and_comments_are_told():
    text = "a\n```\nb\n~~~\n```\nc\n<!-- d\ne -->\nf\n~~~\n```\n~~~\ng"
    assert [line for _, line in outside_fences(numbered(text))] == ["a", "c", "f", "g"]


# Advice


@pytest.mark.parametrize(
    ("name", "known", "advice"),
    [
        ("invertd", ["inverted", "sign"], "Did you mean `inverted`?"),
        ("x", ["beta", "alpha"], "Known are `alpha`, `beta`"),
        ("x", ["alpha"], "The only one known is `alpha`"),
        ("x", [], "None is known here"),
    ],
)
def test_advice_names_what_is_near_or_else_what_there_is(name, known, advice):
    assert did_you_mean(name, known) == advice


def test_long_advice_is_cut():
    advice = did_you_mean("?", [f"name_{letter}" for letter in "abcdefghijklmnop"])
    assert advice.endswith("`name_l` and others")


def test_an_error_ends_like_a_sentence():
    assert str(AuthorError("a.md", 3, "it is wrong", "Mend it")) == "a.md:3: it is wrong. Mend it."
    assert str(AuthorError("a.md", 3, "it is wrong", "Is it?")) == "a.md:3: it is wrong. Is it?"
    assert AuthorError("a.md", 3, "it is wrong", "Mend it").line == 3
