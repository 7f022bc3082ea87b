"""Numbers as they are printed: in prose, in formulas, and as powers of ten."""

import math
import re
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hooks.book.slots import FormatError, SlotTable, is_power_of_ten, show


@pytest.mark.parametrize(
    ("value", "spec", "text"),
    [
        (0.0793, "", "0.0793"),
        (1e-4, "", "0.0001"),
        (1e-7, "", "0.0000001"),
        (2.0, "", "2"),
        (500, "", "500"),
        (1e22, "", "10000000000000000000000"),
        (0.5, ".3f", "0.500"),
        (0.0793, ".2g", "0.079"),
        (4096, ",", "4,096"),
        (1234567.5, ",.1f", "1,234,567.5"),
        (0.0793, ".1%", "7.9%"),
        (7, "02d", "07"),
        (-0.5, "", "−0.5"),
        (-2, "", "−2"),
        (-0.00001, ".3f", "−0.000"),
        ("a word", "", "a word"),
        ("x - y", ".3f", "x - y"),
    ],
)
def test_a_number_is_shown_in_prose_as_its_format_says(value, spec, text):
    assert show(value, spec, "prose") == text


@pytest.mark.parametrize(
    ("value", "spec", "prose", "mantissa", "exponent"),
    [
        (4.0358e-5, ".2e", "4.04\u00a0×\u00a010⁻⁵", "4.04", "−5"),
        (-4.0358e-5, ".1e", "−4.0\u00a0×\u00a010⁻⁵", "−4.0", "−5"),
        (6.76e12, ".3e", "6.760\u00a0×\u00a010¹²", "6.760", "12"),
        (0, ".1e", "0.0\u00a0×\u00a010⁰", "0.0", "0"),
    ],
)
def test_a_power_of_ten_is_shown_with_its_sign_and_without_leading_zeros(
    value, spec, prose, mantissa, exponent
):
    assert is_power_of_ten(spec)
    assert (show(value, spec, "prose"), show(value, spec, "mantissa"), show(value, spec, "exponent")) == (
        prose,
        mantissa,
        exponent,
    )


@pytest.mark.parametrize(
    ("value", "bare", "bracketed"), [(-1.5, "−1.5", "(−1.5)"), (1.5, "1.5", "1.5"), (0, "0", "0")]
)
def test_only_a_negative_number_is_bracketed(value, bare, bracketed):
    assert (show(value, "", "bare"), show(value, "", "bracketed")) == (bare, bracketed)


@pytest.mark.parametrize(
    ("value", "spec", "reason"),
    [
        (3, ".4q", "the format `.4q` does not fit 3"),
        (None, ".4f", "the format `.4f` does not fit None"),
        ((1, 2), ".4f", "the format `.4f` does not fit (1, 2)"),
        (4.0358e-5, ".3g", "shows 4.0358e-05 as `4.04e-05`, which is no plain decimal"),
        (1.5e20, ".3g", "which is no plain decimal"),
        (math.nan, "", "without a format it shows nan as `NaN`"),
        (math.inf, ".2f", "shows inf as `inf`"),
        (3, "+d", "shows 3 as `+3`"),
        (3, ">5", "shows 3 as `    3`"),
        (255, "x", "shows 255 as `ff`"),
        (1.5, ".2E", "shows 1.5 as `1.50E+00`"),
    ],
)
def test_what_is_no_plain_decimal_is_refused(value, spec, reason):
    with pytest.raises(FormatError, match=re.escape(reason)):
        show(value, spec, "prose")


@settings(deadline=None)
@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e15, max_value=1e15))
def test_a_number_without_a_format_is_shown_to_its_last_digit(value):
    shown = show(value, "", "prose").replace("−", "-")
    assert Decimal(shown) == Decimal(repr(value))
    assert "e" not in shown.lower()


def test_a_slot_is_numbered_once_for_each_way_it_is_shown():
    table = SlotTable([{"x": -1, "y": 2.5}, {"x": 4, "y": 5.25}])
    assert table.index("x", "", "prose") == 0
    assert table.index("x", "", "bracketed") == 1
    assert table.index("y", ".1f", "prose") == 2
    assert table.index("x", "", "prose") == 0
    assert table.texts() == [["−1", "(−1)", "2.5"], ["4", "4", "5.2"]]
    assert table.text(2, 1) == "5.2"


def test_a_slot_that_fails_in_one_variant_is_refused_for_all():
    table = SlotTable([{"x": 0.5}, {"x": 5e-7}])
    with pytest.raises(FormatError):
        table.index("x", ".2g", "prose")
    with pytest.raises(KeyError):
        table.index("y", "", "prose")
    assert table.texts() == [[], []]
