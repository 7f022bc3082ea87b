"""What all figures are wrapped in, and the numbers inside."""

from xml.etree import ElementTree as etree

import pytest

from hooks.figures.svg import envelope, number, row


@pytest.mark.parametrize(
    ("value", "digits", "written"),
    [(3, 1, "3"), (0.25, 2, ".25"), (-0.5, 1, "-.5"), (10.04, 1, "10"), (-0.04, 1, "0"), (100, 1, "100")],
)
def test_a_number_is_as_short_as_svg_reads_it(value, digits, written):
    assert number(value, digits) == written


def test_a_minus_sign_sets_numbers_apart():
    assert row([10, -25, 0, 3]) == "1-2.5 0 .3"


def test_words_of_a_figure_are_words_whatever_they_hold():
    svg = etree.fromstring(envelope(12.5, "", identifier="one", title="A & B", description="<b>"))
    assert svg.attrib["viewBox"] == "0 0 360 12.5"
    assert [(one.attrib["id"], one.text) for one in svg] == [("one-title", "A & B"), ("one-seen", "<b>")]
