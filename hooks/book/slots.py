"""Numbers in prose: how a computed value becomes the text of a slot `[[name:format]]`."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, Literal, TypeAlias

from .plain_text import SUPERSCRIPTS

# Where a slot stands decides how its number looks: in prose; in a formula, bare or in brackets when negative; or as one half of a
# power of ten, m x 10^e, whose exponent is a slot of its own.
Place: TypeAlias = Literal["prose", "bare", "bracketed", "mantissa", "exponent"]

MINUS = "\u2212"


class FormatError(ValueError):
    """A value cannot be shown with the format that the author asked for."""


@dataclass
class SlotTable:
    """The slots of one exercise, numbered in the order in which they are met.

    Attributes:
        values: For each variant, every name that a slot may use.
        first: The variant that is shown first.
    """

    values: list[Mapping[str, Any]]
    first: int = 0
    _keys: list[tuple[str, str, Place]] = field(default_factory=list)

    def index(self, name: str, spec: str, place: Place) -> int:
        """Return the number of the slot, which is new the first time it is asked for.

        Raises:
            KeyError: If no value has this name.
            FormatError: If a variant's value cannot be shown like this.
        """
        key = (name, spec, place)
        if key not in self._keys:
            for values in self.values:
                show(values[name], spec, place)
            self._keys.append(key)
        return self._keys.index(key)

    def text(self, index: int, variant: int | None = None) -> str:
        """Return what a slot shows in one variant, without one in that which is shown first."""
        name, spec, place = self._keys[index]
        return show(self.values[self.first if variant is None else variant][name], spec, place)

    def texts(self) -> list[list[str]]:
        """Return the texts of all slots met so far, one list per variant."""
        return [
            [self.text(index, variant) for index in range(len(self._keys))]
            for variant in range(len(self.values))
        ]


def is_power_of_ten(spec: str) -> bool:
    """Return whether a format asks for m x 10^e."""
    return spec.endswith("e")


def show(value: Any, spec: str, place: Place) -> str:
    """Return a value as a reader sees it.

    Args:
        value: A number, or a text, which is shown as it is.
        spec: A format specification of Python; empty shows a number in full.
        place: Where it stands.

    Raises:
        FormatError: If the format does not fit the value, or a formula would get something else than a plain decimal.
    """
    if isinstance(value, str):
        return value
    try:
        text = _in_full(value) if not spec else format(value, spec)
    except (ValueError, TypeError) as error:
        raise FormatError(f"the format `{spec}` does not fit {value!r}") from error
    if is_power_of_ten(spec):
        mantissa, exponent = text.split("e")
        exponent = str(int(exponent))
        if place == "prose":
            # Spaces at which no line ends.
            return f"{_signed(mantissa)}\u00a0×\u00a010{exponent.translate(SUPERSCRIPTS)}"
        return _signed(exponent if place == "exponent" else mantissa)
    if not re.fullmatch(r"-?[\d,]+(?:\.\d+)?%?", text):
        how = f"the format `{spec}` shows" if spec else "without a format it shows"
        raise FormatError(f"{how} {value!r} as `{text}`, which is no plain decimal")
    negative = text.startswith("-")
    return f"({_signed(text)})" if negative and place == "bracketed" else _signed(text)


def _in_full(value: float) -> str:
    return str(value) if isinstance(value, int) else format(Decimal(repr(value)).normalize(), "f")


def _signed(text: str) -> str:
    return text.replace("-", MINUS)
