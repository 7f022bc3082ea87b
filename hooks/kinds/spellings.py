"""How people write one number: rounded here and there, with a power of ten, as a fraction, as the calculation that gives it."""

import math
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

# What people still see to be a fraction.
LARGEST_DENOMINATOR = 1000
# Between these people write a number out. Beyond them they also write a power of ten, and then few digits before it.
SMALL, LARGE = 1e-3, 1e6
MOST_BEFORE_POWER = 4
SAME = 1e-12  # relative; what float noise may take away


def roundings(value: float, all_digits: Iterable[int]) -> Iterator[str]:
    """Yield a number rounded to so many significant digits, as a plain decimal and, where it is small or large, with a power of ten.

    Args:
        value: A finite number.
        all_digits: The significant digits of each rounding.
    """
    for digits in all_digits:
        mantissa, _, exponent = f"{value:.{digits - 1}e}".partition("e")
        rounded = float(f"{value:.{digits - 1}e}")
        yield f"{rounded:.{max(0, digits - 1 - int(exponent))}f}"
        if value and not SMALL <= abs(value) < LARGE and digits <= MOST_BEFORE_POWER:
            yield f"{mantissa}e{int(exponent)}"
            yield f"{mantissa}*10^{int(exponent)}"


def fraction(value: float) -> Iterator[str]:
    """Yield a number as a fraction, if it is a simple one and no whole number."""
    found = Fraction(value).limit_denominator(LARGEST_DENOMINATOR)
    if found.denominator > 1 and math.isclose(found, value, rel_tol=SAME):
        yield f"{found.numerator}/{found.denominator}"


def calculations(value: float, givens: Mapping[str, Any]) -> Iterator[str]:
    """Yield the calculations with one or two of the givens that give a number.

    Args:
        value: A finite number.
        givens: The givens of a variant, by name; what is no number is left out.
    """
    numbers = {one: float(one) for one in givens.values() if isinstance(one, int | float) and one > 0}
    candidates = {
        **{f"1-{a}": 1 - x for a, x in numbers.items()},
        **{f"1/{a}": 1 / x for a, x in numbers.items()},
        **{f"{a}^2": x * x for a, x in numbers.items()},
        **{f"sqrt({a})": math.sqrt(x) for a, x in numbers.items()},
        **{f"sqrt(1-{a})": math.sqrt(1 - x) for a, x in numbers.items() if x <= 1},
    }
    for a, x in numbers.items():
        for b, y in numbers.items():
            candidates |= {f"{a}*{b}": x * y, f"{a}/{b}": x / y, f"{a}+{b}": x + y, f"{a}-{b}": x - y}
    yield from (text for text, found in candidates.items() if math.isclose(found, value, rel_tol=SAME))
