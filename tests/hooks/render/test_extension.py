"""Each kind becomes HTML that is complete without scripts, and that the browser's code can rely on."""

import html
import json
import unicodedata
from itertools import permutations
from pathlib import Path

import markdown
import pytest

from checkers.kinds.design import Design
from hooks.book.book import load_book
from hooks.render.convert import converter, render
from hooks.source.errors import AuthorError

ROOT = Path(__file__).parents[3]
WHOLE = ROOT / "tests" / "sites" / "whole"
MINUS = "\u2212"


@pytest.fixture
def tiny(tiny_exercises):
    return load_book(WHOLE)


@pytest.fixture
def pages(tiny, parsed):
    """Return the pages of the tiny book as trees, by file name."""
    return {Path(page.path).name: parsed(render(page, WHOLE)) for page in tiny.pages}


@pytest.fixture
def exercises(pages):
    """Return the tiny book's exercises as trees, by kind."""
    return {one.attrib["kind"]: one for one in pages["00-tiny.md"].iter("wb-exercise")}


@pytest.fixture
def rendered(tiny_exercises, parsed):
    """Return a function from a text that stands in no book to its tree."""
    docs = WHOLE.parent / "no-such-folder"
    return lambda text: parsed(
        markdown.markdown(
            text,
            extensions=[
                "attr_list",
                "def_list",
                "sane_lists",
                "toc",
                "pymdownx.arithmatex",
                "pymdownx.superfences",
                "hooks.render.extension",
            ],
            extension_configs={
                "pymdownx.arithmatex": {
                    "generic": True,
                    "inline_syntax": ["dollar"],
                    "block_syntax": ["dollar"],
                },
                "hooks.render.extension": {"docs": str(docs)},
            },
        )
    )


def text_of(element):
    return "".join(element.itertext())


def of_class(element, name):
    return [one for one in element.iter() if name in one.attrib.get("class", "").split()]


def templates(exercise):
    return {one.attrib["data-code"]: one for one in exercise.iter("template")}


def mathml(element):
    """Return the formulas below an element, without spaces."""
    return ["".join(text_of(one).split()) for one in element.iter("math")]


def test_every_kind_has_the_frame_that_the_browser_relies_on(exercises):
    for kind, exercise in exercises.items():
        assert exercise.attrib["data-state"] == "new"
        assert exercise.attrib["data-variant"] == "0"
        tags = [(child.tag, child.attrib.get("class", "")) for child in exercise]
        assert tags[:5] == [
            ("div", "wb-head"),
            ("div", "wb-prompt"),
            ("form", "wb-form"),
            ("output", "wb-verdict"),
            ("div", "wb-help"),
        ]
        assert {tag for tag, _ in tags[5:]} == {"template"}
        assert exercise.find("output").attrib["role"] == "status"
        assert exercise.find("output").text is None
        assert "novalidate" in exercise.find("form").attrib
        head = exercise.find("div")
        assert text_of(of_class(head, "wb-kind")[0]) == kind.capitalize()
        assert text_of(of_class(head, "wb-number")[0]) == exercise.attrib["data-number"]
        title = head.find("h3")
        assert title.attrib["id"] == f"{exercise.attrib['id']}-title" == exercise.attrib["aria-labelledby"]


def test_exercises_are_numbered_by_their_place_in_the_chapter(exercises):
    numbers = {kind: one.attrib["data-number"] for kind, one in exercises.items()}
    assert numbers == {"derive": "0.1", "trace": "0.2", "build": "0.3", "debug": "0.4", "design": "0.5"}


def test_the_answer_is_given_by_controls_of_one_form(exercises):
    for kind, exercise in exercises.items():
        form = exercise.find("form")
        submit = [button for button in form.iter("button") if button.attrib["type"] == "submit"]
        assert [text_of(button) for button in submit] == ["Run" if kind == "build" else "Check"]
        assert [one for one in form.iter() if one.attrib.get("name") == "answer"] or kind == "design"


def test_only_a_derive_offers_another_variant(exercises):
    for kind, exercise in exercises.items():
        another = [button for button in exercise.iter("button") if "data-another" in button.attrib]
        assert [text_of(button) for button in another] == (["Another like this"] if kind == "derive" else [])
        assert ("data-slots" in exercise.attrib) == (kind == "derive")


def test_hints_and_reveal_are_folded_in_order_and_complete_without_scripts(exercises):
    summaries = {
        kind: [text_of(one.find("summary")) for one in exercise.iter("details")]
        for kind, exercise in exercises.items()
    }
    assert summaries == {
        "derive": ["Hint 1", "Hint 2", "Show the derivation"],
        "trace": ["Hint", "Show the explanation"],
        "build": ["Hint", "Show the model answer"],
        "debug": ["Hint", "Show the explanation"],
        "design": ["Hint", "Show the reasoning"],
    }
    for exercise in exercises.values():
        folded = list(exercise.iter("details"))
        assert ["data-hint" in one.attrib for one in folded] == [True] * (len(folded) - 1) + [False]
        assert "data-reveal" in folded[-1].attrib
        assert not any("open" in one.attrib for one in folded)


# Slots


def test_every_slot_has_a_text_for_every_variant(exercises):
    exercise = exercises["derive"]
    slots = json.loads(exercise.attrib["data-slots"])
    assert len(slots) == 4
    assert len({len(texts) for texts in slots}) == 1
    marked = [one for one in exercise.iter() if "data-slot" in one.attrib]
    assert {int(one.attrib["data-slot"]) for one in marked} == set(range(len(slots[0])))
    for one in marked:
        assert text_of(one) == slots[0][int(one.attrib["data-slot"])]
        assert one.tag in ("span", "mn")


def filled(exercise, variant):
    """Fill the slots as the browser does."""
    texts = json.loads(exercise.attrib["data-slots"])[variant]
    for one in exercise.iter():
        if "data-slot" in one.attrib:
            one.text = texts[int(one.attrib["data-slot"])]
    return exercise


FORMULAS = [
    (0, ["3", "x<3⋅3,y=32,z=3.00×10−5&w", "1.5", "3", "x=1×3"]),
    (1, ["4", "x<4⋅4,y=42,z=4.00×10−5&w", "2", "4", "x=1×4"]),
    (2, ["−5", "x<−5⋅(−5),y=(−5)2,z=−5.00×10−5&w", "−2.5", "−5", "x=1×(−5)"]),
    (3, ["0.5", "x<0.5⋅0.5,y=0.52,z=5.00×10−6&w", "0.25", "0.5", "x=1×0.5"]),
]


@pytest.mark.parametrize(("variant", "formulas"), FORMULAS)
def test_a_formula_shows_the_numbers_of_a_variant(exercises, variant, formulas):
    """A negative number is in brackets where it follows an operator or is raised; a power of ten is set as one."""
    exercise = filled(exercises["derive"], variant)
    assert [one for one in mathml(exercise) if one != "w"] == formulas


@pytest.mark.parametrize(
    ("variant", "texts"),
    [
        (0, ["3", "3", "3", "3.0", "1.500", "3.0\u00a0×\u00a010⁻⁵", "3"]),
        (2, ["−5", "−5", "−5", "−5.0", "−2.500", "−5.0\u00a0×\u00a010⁻⁵", "−5"]),
        (3, ["0.5", "0.5", "0.5", "0.5", "0.250", "5.0\u00a0×\u00a010⁻⁶", "0.5"]),
    ],
)
def test_slots_in_prose_label_unit_and_sentences_show_the_numbers_of_a_variant(exercises, variant, texts):
    exercise = filled(exercises["derive"], variant)
    of_formulas = {one for formula in exercise.iter("math") for one in formula.iter()}
    shown = [
        text_of(one) for one in exercise.iter("span") if "data-slot" in one.attrib and one not in of_formulas
    ]
    assert shown == texts
    assert text_of(of_class(exercise, "wb-unit")[0]) == f"in {texts[0]} parts"


def test_numbers_that_never_change_are_plain_text(pages, exercises):
    assert not [one for one in pages["01-later.md"].iter() if "data-slot" in one.attrib]
    assert "Nothing yet, but 0.2 and" in text_of(pages["01-later.md"])
    assert mathml(pages["01-later.md"]) == ["x=0.25"]
    assert not [
        one
        for kind in ("trace", "build", "debug", "design")
        for one in exercises[kind].iter()
        if "data-slot" in one.attrib
    ]


def test_a_reviewed_number_is_printed_without_its_mark(rendered):
    prose = rendered("Of **{1,024}** by {512}: ${0.5}$, $\\frac{{512}}{2}$ and `{512}`.")
    assert text_of(prose).startswith("Of 1,024 by 512: ")
    assert text_of(prose).endswith(" and {512}.")
    assert mathml(prose) == ["0.5", "5122"]


def test_no_stand_in_and_no_bracket_of_a_slot_is_left(pages):
    for page in pages.values():
        for one in page.iter():
            for text in (one.text or "", one.tail or "", *one.attrib.values()):
                assert "918273" not in text
                assert (
                    "[[" not in text
                    or "wb-editor" in page_classes_above(page, one)
                    or one.tag == "wb-exercise"
                )


def page_classes_above(page, wanted):
    parents = {child: parent for parent in page.iter() for child in parent}
    classes = []
    while wanted in parents:
        wanted = parents[wanted]
        classes.append(wanted.attrib.get("class"))
    return classes


# Kinds


def test_a_derive_has_one_box_with_label_unit_and_echo(exercises):
    form = exercises["derive"].find("form")
    box = form.find("label/input")
    assert (box.attrib["type"], box.attrib["placeholder"]) == ("text", 'a < b & "c"')
    assert (box.attrib["autocomplete"], box.attrib["autocapitalize"], box.attrib["spellcheck"]) == (
        "off",
        "none",
        "false",
    )
    assert mathml(of_class(form, "wb-label")[0]) == ["w"]
    assert (box.attrib["autocorrect"], box.attrib["enterkeyhint"]) == ("off", "go")
    (echo,) = of_class(form, "wb-echo")
    assert (echo.tag, echo.attrib["id"]) == ("p", box.attrib["aria-describedby"])


def test_a_trace_keeps_each_choice_s_position_in_the_source(exercises):
    form = exercises["trace"].find("form")
    assert text_of(form.find("fieldset/legend")) == "Your choice"
    choices = {}
    for label in form.iter("label"):
        radio = label.find("input")
        assert (radio.attrib["type"], radio.attrib["name"]) == ("radio", "answer")
        choices[radio.attrib["value"]] = label.find("span")
    assert sorted(choices) == ["1", "2", "3", "4"]
    assert mathml(choices["1"]) == ["a<b"]
    assert text_of(choices["1"].find("code")) == "c < d"
    assert " ".join(text_of(choices["2"]).split()) == "The second, which is wrapped"
    assert text_of(choices["2"].find("strong")) == "second"
    assert text_of(choices["3"]) == "[ ] in code"


def test_a_trace_leaves_other_lists_in_its_prompt(exercises):
    prompt = of_class(exercises["trace"], "wb-prompt")[0]
    assert [text_of(item) for item in prompt.iter("li")] == ["Not a choice."]


def test_each_choice_has_its_sentence_with_all_its_paragraphs(exercises):
    said = templates(exercises["trace"])
    assert list(said) == ["choice-1", "choice-2", "choice-3", "choice-4"]
    assert [one.tag for one in said["choice-1"]] == ["p", "p"]
    assert text_of(said["choice-3"]).strip() == "x = 1"
    assert [text_of(item) for item in said["choice-4"].iter("li")] == ["a list", "of two"]


def test_a_build_holds_its_stub_to_the_letter(tiny, exercises):
    editor = of_class(exercises["build"], "wb-editor")[0]
    assert editor.attrib["data-entry"] == "double"
    area = editor.find("textarea")
    stub = tiny.find("tiny-double").block.listing.code
    assert area.text == stub
    assert area.attrib["name"] == "answer"
    assert int(area.attrib["rows"]) > stub.count("\n")
    for hazard in (
        "*stars*",
        "__dunders__",
        "`ticks`",
        "$dollars$",
        "\\b",
        "a < b & c, &lt; and &amp; and <b>",
        "[[ and ]]",
        "{: .attribute }",
        "\n\n",
    ):
        assert hazard in area.text
    assert "\t" not in area.text


def test_a_build_shows_its_stub_only_in_the_editor_and_frames_its_model(exercises):
    exercise = exercises["build"]
    prompt = of_class(exercise, "wb-prompt")[0]
    assert list(prompt.iter("pre")) == []
    reveal = next(one for one in exercise.iter("details") if "data-reveal" in one.attrib)
    frames = of_class(reveal, "wb-model")
    assert [text_of(one).strip() for one in frames] == ["def double(x):\n    return x + x"]
    assert len(list(reveal.iter("pre"))) == 2


def test_a_debug_has_every_line_coloured_and_without_its_mark(exercises):
    lines = of_class(exercises["debug"], "wb-line")
    assert [text_of(one.find("code")) for one in lines] == [
        "def half(x):",
        '    """Return x / 2, if x < 3 & more.',
        "",
        '    In full."""',
        "    if x < 3:",
        "        return x * 2",
        "    return x / 2",
    ]
    assert [text_of(of_class(one, "wb-line-number")[0]) for one in lines] == [
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
    ]
    assert of_class(lines[0], "nf") and of_class(lines[1], "sd") and of_class(lines[3], "sd")
    assert "BUG" not in text_of(exercises["debug"])
    assert list(of_class(exercises["debug"], "wb-prompt")[0].iter("pre")) == []


def test_a_blank_line_cannot_be_chosen(exercises):
    radios = [one.find("input") for one in of_class(exercises["debug"], "wb-line")]
    assert [None if one is None else one.attrib["value"] for one in radios] == [
        "1",
        "2",
        None,
        "4",
        "5",
        "6",
        "7",
    ]
    assert [one.tag for one in of_class(exercises["debug"], "wb-line")] == [
        "label",
        "label",
        "div",
        *["label"] * 4,
    ]


def test_a_place_for_a_fact_is_left_in_a_sentence(exercises, pages):
    assert [one.attrib["data-fact"] for one in templates(exercises["debug"])["line-6"].iter("span")] == [
        "line"
    ]
    comma = templates(of_class(pages["00-tiny.md"], "wb-shared")[0])["comma"]
    assert [one.attrib["data-fact"] for one in comma.iter("span")] == ["word"]
    assert text_of(comma).strip() == "Is “” one number or two? It continues."


def test_a_design_has_cards_that_can_be_moved_by_buttons(exercises):
    cards = exercises["design"].findall("form/ol/li")
    assert sorted(card.attrib["data-step"] for card in cards) == ["1", "2", "3"]
    for card in cards:
        buttons = [(one.attrib["type"], one.attrib["data-move"], text_of(one)) for one in card.iter("button")]
        assert buttons == [("button", "up", "Move up"), ("button", "down", "Move down")]
    texts = {card.attrib["data-step"]: of_class(card, "wb-step")[0] for card in cards}
    assert mathml(texts["1"]) == ["a<b"]
    assert " ".join(text_of(texts["2"]).split()) == "Take another & more, on two lines"
    assert text_of(texts["2"].find("em")) == "another"


def test_every_sentence_of_a_code_is_a_template_and_nothing_else_is(exercises):
    assert {kind: list(templates(one)) for kind, one in exercises.items() if kind != "trace"} == {
        "derive": ["inverted"],
        "build": ["squared"],
        "debug": ["line-1", "line-2", "line-4", "line-5", "line-6", "line-7"],
        "design": ["3-before-1", "3-before-2", "2-before-1"],
    }
    assert [one.tag for one in templates(exercises["derive"])["inverted"]] == ["p", "p"]


# Shuffling


def order_of(exercise):
    if exercise.attrib["kind"] == "trace":
        return [one.attrib["value"] for one in exercise.iter("input")]
    return [one.attrib["data-step"] for one in exercise.iter("li") if "data-step" in one.attrib]


def test_an_order_is_mixed_and_the_same_at_every_build(tiny, exercises, parsed):
    page = next(page for page in tiny.pages if page.path.endswith("00-tiny.md"))
    again = {one.attrib["kind"]: one for one in parsed(render(page, WHOLE)).iter("wb-exercise")}
    for kind in ("trace", "design"):
        assert order_of(again[kind]) == order_of(exercises[kind])
    assert order_of(exercises["trace"]) != sorted(order_of(exercises["trace"]))


DESIGN = """/// design | {identifier}
    after: {{3: [1]}}

### Order

1. One
2. Two
3. Three

3-before-1
:   No.

//// hint
Think.
////

//// reveal
So.
////
///
"""


def test_no_design_starts_solved(rendered):
    design = Design(3, {3: (1,)})
    orders = set()
    for place in range(30):
        page = rendered(DESIGN.format(identifier=f"tiny-{place}"))
        order = tuple(int(step) for step in order_of(page.find("wb-exercise")))
        assert design.grade(0, list(order)).status == "wrong"
        orders.add(order)
    assert orders == {order for order in permutations((1, 2, 3)) if order.index(3) < order.index(1)}


# The page around them


def test_each_exercise_names_the_sentences_of_a_verdict_for_the_script(exercises):
    for kind, exercise in exercises.items():
        wanted = f"{kind}-{{code}} {{code}} {kind}-{{status}} {{status}}"
        assert exercise.attrib["data-sentences"] == wanted


def test_shared_sentences_stand_once_on_a_page_with_exercises(tiny, pages):
    for name, count in (
        ("00-tiny.md", 1),
        ("extra.md", 1),
        ("01-later.md", 0),
        ("index.md", 0),
        ("feedback.md", 0),
    ):
        found = of_class(pages[name], "wb-shared")
        assert len(found) == count, name
        assert all(
            "hidden" in one.attrib and list(templates(one)) == list(tiny.shared_sentences) for one in found
        )
    shared = templates(of_class(pages["00-tiny.md"], "wb-shared")[0])
    assert mathml(shared["wrong"]) == ["a<b"]
    assert text_of(shared["wrong"].find("p/em")) == "yet"


def test_an_exercise_outside_of_chapters_says_so(pages):
    (extra,) = pages["extra.md"].iter("wb-exercise")
    assert "data-beyond" in extra.attrib
    assert extra.attrib["data-number"] == "1"
    assert not any("data-beyond" in one.attrib for one in pages["00-tiny.md"].iter("wb-exercise"))


def test_an_exercise_of_a_lesson_has_its_letter_and_says_that_it_is_beyond_the_book(pages):
    (exercise,) = pages["a-tiny.md"].iter("wb-exercise")
    assert exercise.attrib["data-number"] == "A.1"
    assert text_of(of_class(exercise, "wb-kind")[0]) == "Trace · beyond the book"
    kinds = [text_of(one) for one in of_class(pages["00-tiny.md"], "wb-kind")]
    assert kinds == ["Derive", "Trace", "Build", "Debug", "Design"]


def test_a_part_tells_what_it_belongs_to_and_where_that_begins(pages):
    whole = "of a workbook graded in your browser"
    told = {name: next(iter(pages[name])) for name in ("00-tiny.md", "a-tiny.md")}
    assert text_of(told["00-tiny.md"]) == f"Chapter 0 {whole}"
    assert text_of(told["a-tiny.md"]) == f"Lesson A {whole}\N{NO-BREAK SPACE}· begin with chapter 0"
    links = {name: [one.attrib["href"] for one in line.iter("a")] for name, line in told.items()}
    assert links == {"00-tiny.md": ["../index.md"], "a-tiny.md": ["../index.md", "../chapters/00-tiny.md"]}


def test_no_line_ends_between_a_number_and_its_percent(rendered):
    text = text_of(rendered("Some 40 % of `7 %`, **3** % and %."))
    assert text == "Some 40\N{NO-BREAK SPACE}% of 7 %, 3\N{NO-BREAK SPACE}% and %."


def test_a_lesson_is_named_by_its_letter(pages):
    name, title = list(pages["a-tiny.md"])[:2]
    assert (name.text, text_of(title).rstrip("¶")) == ("Lesson A ", "Tiny lesson")


def test_text_right_below_an_exercise_stays_outside(pages):
    texts = [text_of(one).strip() for one in pages["extra.md"] if one.tag == "p"]
    assert texts[-1] == "Text right below the closing line."


def test_what_a_comment_or_a_listing_holds_is_no_exercise(pages):
    assert [one.attrib["id"] for one in pages["00-tiny.md"].iter("wb-exercise")] == [
        "tiny-share",
        "tiny-choice",
        "tiny-double",
        "tiny-bug",
        "tiny-order",
    ]
    assert "/// derive | some-id" in text_of(pages["00-tiny.md"].find("div"))


def test_signs_of_html_are_shown_as_they_were_typed(pages):
    page = pages["00-tiny.md"]
    assert "x < y & z" in [text_of(one) for one in page.iter("code")]
    assert mathml(page)[0] == "a<b&c"
    assert text_of(of_class(page, "wb-prompt")[0]).startswith("\nWhat is half of 3, when a < b & c?")


def test_headings_are_named_by_plain_text_in_the_contents(tiny):
    page = converter(WHOLE)
    page.convert(next(one for one in tiny.pages if one.path.endswith("00-tiny.md")).body)
    (chapter,) = page.toc_tokens
    (section,) = chapter["children"]
    assert [text_in(one["name"]) for one in (chapter, section)] == ["Tiny", "Share of ᾱ_t & more"]
    assert [(text_in(one["name"]), one["id"]) for one in section["children"]] == [
        ("0.1 Share of 3 < 9 & more", "tiny-share-title"),
        ("0.2 Choice", "tiny-choice-title"),
        ("0.3 Double", "tiny-double-title"),
        ("0.4 Bug", "tiny-bug-title"),
        ("0.5 Order", "tiny-order-title"),
    ]


def text_in(html_text):
    return unicodedata.normalize("NFC", html.unescape(html_text))


def test_ids_are_used_once(pages):
    for page in pages.values():
        ids = [one.attrib["id"] for one in page.iter() if "id" in one.attrib]
        assert len(set(ids)) == len(ids)


def test_every_page_of_the_book_renders_with_all_its_exercises(book, parsed):
    for page in book.pages:
        tree = parsed(render(page, ROOT / "docs"))
        assert [one.attrib["id"] for one in tree.iter("wb-exercise")] == [
            one.identifier for one in book.on_page(page)
        ]
        assert not [one for one in tree.iter() if "arithmatex" in one.attrib.get("class", "")]


# Texts that stand in no book


def test_a_text_from_elsewhere_is_rendered_too(rendered):
    page = rendered("A share of [[chapter_99.gap:.1f]], in $x = [[chapter_99.gap]]$.\n")
    assert text_of(page.find("p")).startswith("A share of 0.2, in ")
    assert mathml(page) == ["x=0.25"]


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("Text.\n\n/// deriv | x\n///\n", "<markdown>:3: unknown block `deriv`"),
        ("Text.\n\n$\\foo$\n", "<markdown>:3: the formula `\\foo` cannot be set"),
        ("It costs $5.\n", "<markdown>:1: a `$` neither begins nor ends a formula"),
    ],
)
def test_a_slip_in_a_text_from_elsewhere_is_reported_too(rendered, text, complaint):
    with pytest.raises(AuthorError) as caught:
        rendered(text)
    assert str(caught.value).startswith(complaint)


def test_a_short_formula_stays_with_the_mark_that_closes_it(rendered):
    long = "a + b + c + d + e + f + g"
    tree = rendered(
        f"Take $x_t$, and ($n$). Then ${long}$, or $\\alpha_t = 1 - \\beta_t$; or $d$ again.\n\n$$\ny\n$$\n"
    )
    glued = [
        (mathml(one), one.find("math").tail) for one in tree.iter() if one.attrib.get("class") == "wb-glued"
    ]
    assert glued == [(["xt"], ","), (["n"], ")."), (["αt=1−βt"], ";")]
    assert len(of_class(tree, "wb-display")) == 1
    assert len(list(tree.iter("math"))) == 6


def test_a_long_formula_is_several_in_one_frame(rendered):
    [frame] = of_class(rendered("So $1000 + 2000 + 3000 = 6000 \\ge 5000$, or $x = 1$.\n"), "wb-maths")
    assert mathml(frame) == ["1000+2000+3000", "=6000", "≥5000"]


def test_a_dollar_is_printed_where_it_is_escaped_or_code(rendered):
    page = rendered("It costs \\$5, or `$6`.\n\n```\n$7\n```\n")
    assert text_of(page.find("p")) == "It costs $5, or $6."
    assert "$7" in text_of(page)


def test_one_converter_renders_one_page_after_another(tiny):
    again = converter(WHOLE)
    assert [again.reset().convert(page.body) for page in tiny.pages] == [
        render(page, WHOLE) for page in tiny.pages
    ]


# Search


def test_drawings_prompts_and_displayed_formulas_stay_out_of_the_search(pages):
    page = pages["00-tiny.md"]
    left_out = [
        *(of_class(page, name) for name in ("wb-display", "wb-prompt")),
        *(list(page.iter(tag)) for tag in ("svg", "figcaption")),
    ]
    assert all(left_out)
    assert all("data-search-exclude" in one.attrib for elements in left_out for one in elements)
    assert all("data-search-exclude" not in one.attrib for one in page.iter("h3"))


# Figures


def test_a_figure_has_its_number_its_drawing_and_its_caption(pages):
    (figure,) = pages["00-tiny.md"].iter("figure")
    assert figure.attrib == {"class": "wb-figure", "id": "figure-tiny-slope"}
    drawing, caption = figure
    assert [one.tag for one in drawing] == ["svg"]
    assert next(drawing.iter("title")).text == "Figure 0.1: A line, 20 high."
    seen = "A line that rises by 20 & ends where x < α\u0304_t of 0.25 is left."
    assert next(drawing.iter("desc")).text == seen
    assert caption.tag == "figcaption"
    first, second = caption
    assert text_of(of_class(first, "wb-figure-number")[0]) == "Figure 0.1"
    assert "A line, 20 high. Its start & its end, which rises by" in text_of(first)
    assert ["".join(text_of(one).split()) for one in first.iter("math")] == ["20", "x<y"]
    assert text_of(second) == "A second paragraph."


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        ("[Figure](#figure-tiny-slope)", "Figure\u00a01"),
        ("[Figure](page.md#figure-tiny-slope)", "Figure\u00a01"),
        ("[this figure](#figure-tiny-slope)", "this figure"),
        ("[Figure](#figure-of-another-book)", "Figure"),
    ],
)
def test_a_link_to_a_figure_says_its_number(rendered, link, expected):
    figure = "/// figure | tiny-slope\n**A line.**\n\n//// description\nA line.\n////\n///\n"
    page = rendered(f"{figure}\nSee {link}.\n")
    assert [text_of(one) for one in page.iter("a")] == [expected]
