"""Splits a folded text into tokens: numbers, names, signs and brackets.

What could be one number or two, a product or a power of ten, is refused with a question.
"""

import math
import re
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import chain
from typing import NoReturn

from .arithmetic import CONSTANTS, FUNCTIONS, Mixed, Number, ReadingError
from .notation import LETTER, MARKS, VULGAR, Folded


@dataclass(frozen=True, slots=True)
class Token:
    """A word of the expression.

    Attributes:
        kind: `number`, `constant`, `function`, `open`, `close`, `percent`, `fraction`, `end`, or a sign.
        text: As folded; for functions and constants the name used here.
        position: Where it begins in the text as typed.
        node: The leaf of a number.
    """

    kind: str
    text: str
    position: int
    node: Number | Mixed | None = None


_NAMES = {name: name for name in (*CONSTANTS, *FUNCTIONS)} | {"pi": "π", "sqrt": "√"}
_NOT_FINITE = frozenset({"nan", "inf", "infinity"})
_OPERAND_ENDS = frozenset({"number", "constant", "close", "percent", "degree"})

_NUMBER_START = re.compile(rf"\.?\d|{VULGAR}")
_DIGITS = re.compile(r"[\d.,]+")
_GROUPED = re.compile(r"(?P<whole>[1-9]\d{0,2}(?:'\d{3})+)(?!\d)(?:\.(?P<decimals>\d*))?")
_UNGROUPED = re.compile(r"(?P<whole>\d+(?:_\d+)*)?(?:\.(?P<decimals>\d*))?")
_FRACTION = re.compile(rf"\s?({VULGAR})")
_EXPONENT = re.compile(r"(?:[eE]|\s*\*\^\s*)(?P<exponent>[+-]?\d+)(?!\d*\.\d)")
# `4.3e -5`, `2e(3)`: a power of ten after a slip of the hand, or a product with Euler's number?
_SPLIT_EXPONENT = re.compile(r"\s*(?P<e>[eE])(?:\s*[+-]?\s*\.?\d|\s*\()")
# `1e`, `1e-`: a power of ten that breaks off, or a product with Euler's number?
_UNFINISHED_EXPONENT = re.compile(r"(?P<e>[eE])(?:\s*[+-])?\Z")
# `2.5×10-3`, pasted from a page: the exponent has lost its raised place.
_LOST_EXPONENT = re.compile(r"\s*10\s*(?P<sign>[+-])\s*\d")
# `2.13×1011`: the same with an exponent that has no sign. `7.9x10e-2`: ten times that, or that power of ten?
_LOST_POWER = re.compile(r"\s*10(?P<power>[2-9]|[1-9]\d|[eE][+-]?\d+)(?![\d.])")
# `7.9e^-2`: Euler's number, or a power of ten?
_POWER_OF_E = re.compile(r"\s*(?P<e>e)\s*\^\s*\(?(?P<power>[+-]?\d+)\)?", re.IGNORECASE)
# `e-2.535`, `e - 10`: Euler's number less that much, or raised to it?
_LOST_EXPONENT_OF_E = re.compile(r"\s*[+-]\s*\.?\d")
_LESS_A_DECIMAL = re.compile(r"[+-]\d*\.\d")
_BARE_DIGITS = re.compile(r"\s*\d{2}")
_TWO_SIGNS = re.compile(r"\+/?-|\+ ?/ ?-|-\+|\+ - ")  # but `2 + -3` is a sum
_DEGREE = re.compile(r"\^\s*(?:\(\s*°\s*\)|\{\s*°\s*\})|\^?\s*°")
_IN_DEGREES = frozenset({"deg", "degree", "degrees"})
# `np.float64(0.0793)`, `tensor(0.0793)`: a number as a program shows it.
_SHOWN_BY_PROGRAMS = re.compile(
    r"(?:(?:np|numpy|torch|jnp|tf|math)\.)?"
    r"(?:(?:float|int)(?:16|32|64)?|double|tensor|array|asarray|decimal|mpf|print)\s*(?=\()",
    re.IGNORECASE,
)
# `1·614`: a product, or a decimal mark as British books print it?
_MIDDLE_DOTS = frozenset("·⋅∙•")
_WHOLE_BEFORE = re.compile(r"(?<![\w.*])\d+\Z")
_WHOLE_BEHIND = re.compile(r"\d++(?!\s*[.^*])")
_HEXADECIMAL = re.compile(r"0[xX][\da-fA-F]")
_COMMAND = re.compile(r"\\[A-Za-z]+")
# Case is ignored where it can matter alone: with classes of so many letters that would take a tenth of Python's start.
_WORD = re.compile(rf"(?:(?i:math|np|numpy|torch)\.)?(?P<name>{LETTER}(?:{LETTER}|[{MARKS}])*)")
_PER_CENT = re.compile(r"(?:percent|pct|per\s+cent)\b", re.IGNORECASE)
_LOG_BASE = re.compile(r"\s*_\s*(?:\{\s*(?P<braced>10|2|e)\s*\}|(?P<bare>10|2|e))|(?P<glued>10|2)(?![\d.])")
_DIGITS_OR_INDEX = re.compile(r"[\d.]|\s*_")
_UNIT = re.compile(rf"(?:{LETTER}|[ /.*°'_{MARKS}]|\^\(?-?\d+\)?)+")


_SAME = 0.01  # a product so near to the answer was meant
_NEAR = 0.5  # in powers of ten
_MAX_POWER = 300  # what a float can hold


class Splitter:
    """Splits a folded text into tokens."""

    def __init__(
        self, body: Folded, typed: str = "", magnitude: float | None = None, factor: float = 1.0
    ) -> None:
        """Prepare to split.

        Args:
            body: The expression.
            typed: The whole text as typed, to quote from.
            magnitude: A number of the size of the answer; see `read`.
            factor: The factor of the unit that was typed behind the expression.
        """
        self._text, self._positions = body.text, body.positions
        self._typed, self._magnitude, self._factor = typed, magnitude, factor
        self._tokens: list[Token] = []

    def tokens(self) -> list[Token]:
        """Return all tokens, the last of kind `end`."""
        index = 0
        while index < len(self._text):
            index = index + 1 if self._text[index] == " " else self._token(index)
        self._add("end", "", len(self._text) - 1)
        return self._tokens

    def _add(self, kind: str, text: str, index: int, node: Number | Mixed | None = None) -> None:
        self._tokens.append(Token(kind, text, self._positions[index], node))

    def _refuse(self, index: int, reason: str, **facts: str | int) -> NoReturn:
        raise ReadingError(self._positions[index], reason, **facts)

    def _match(self, pattern: re.Pattern[str], index: int) -> re.Match[str] | None:
        return pattern.match(self._text, index)

    def _token(self, index: int) -> int:
        """Add the token at an index and return where the next begins."""
        character = self._text[index]
        if self._match(_NUMBER_START, index):
            return self._number(index)
        if not self._after_operand() and (shown := self._match(_SHOWN_BY_PROGRAMS, index)):
            return shown.end()
        if self._after_operand() and (degree := self._match(_DEGREE, index)):
            self._add("degree", "°", index)
            return degree.end()
        if word := self._match(_WORD, index):
            return self._word(word)
        if self._match(_TWO_SIGNS, index):
            self._refuse(index, "two-values")
        for text, kind in (("\\frac", "fraction"), ("**", "^")):
            if self._text.startswith(text, index):
                self._add(kind, text, index)
                return index + len(text)
        match character:
            case "+" | "-" | "/" | "^":
                self._add(character, character, index)
            case "*":
                self._times(index)
            case "(" | "[" | "{":
                self._add("open", character, index)
            case ")" | "]" | "}":
                self._add("close", character, index)
            case "%" | "‰":
                self._add("percent", character, index)
            case "√":
                if self._typed[self._positions[index] :][:1] == "\\" and self._match(_BARE_DIGITS, index + 1):
                    self._refuse(index, "needs-brackets")  # \sqrt23 is the root of two, times three
                self._add("function", character, index)
            case "∞":
                self._refuse(index, "not-finite")
            case "±" | "∓":
                self._refuse(index, "two-values")
            case ":":
                self._refuse(index, "ratio")
            case ",":
                self._refuse(index, "comma")
            case _:
                command = self._match(_COMMAND, index)
                self._stranger(index, command[0] if command else character)
        return index + 1

    def _times(self, index: int) -> None:
        if lost := self._match(_LOST_EXPONENT, index + 1):
            self._refuse(lost.start("sign"), "ambiguous-exponent")
        if (lost := self._match(_LOST_POWER, index + 1)) and self._may_be_a_power(lost):
            self._refuse(lost.start("power"), "ambiguous-exponent")
        if self._may_be_a_point(index):
            self._refuse(index, "middle-dot")
        self._add("*", "*", index)

    def _may_be_a_point(self, index: int) -> bool:
        """Return whether a dot between two whole numbers makes no usual product, or a decimal of the size asked."""
        position = self._positions[index]
        whole = _WHOLE_BEFORE.search(self._text, 0, index)
        decimals = self._match(_WHOLE_BEHIND, index + 1)
        if self._typed[position : position + 1] not in _MIDDLE_DOTS or not whole or not decimals:
            return False
        if not int(whole[0]) or decimals[0].startswith("0"):
            return True
        product = float(whole[0]) * float(decimals[0]) * self._factor
        if self._magnitude and math.isclose(product, abs(self._magnitude), rel_tol=_SAME):
            return False
        return self._has_the_order_asked(float(f"{whole[0]}.{decimals[0]}") * self._factor)

    def _may_be_a_power(self, lost: re.Match[str]) -> bool:
        """Return whether a number times `10n` has the size asked for only if that is a power of ten."""
        last = self._tokens[-1].node if self._tokens else None
        if not self._magnitude or not isinstance(last, Number) or last.exponent:
            return False
        mantissa, power = float(last.mantissa), lost["power"]
        torn = power[:1] in "eE"
        product = mantissa * float(f"10{power}") * self._factor
        meant = mantissa * self._factor * 10.0 ** min(int(power[1:] if torn else power), _MAX_POWER)
        return self._is_near(meant) and not self._is_near(product)

    def _is_near(self, number: float) -> bool:
        asked = self._magnitude
        if not asked or not number:
            return False
        return abs(math.log10(abs(number)) - math.log10(abs(asked))) < _NEAR

    def _number(self, index: int) -> int:
        if self._match(_HEXADECIMAL, index):
            self._refuse(index + 1, "hexadecimal")
        digits = self._match(_DIGITS, index)
        if digits and digits[0].count(".") > 1:
            self._refuse(self._text.index(".", self._text.index(".", index) + 1), "several-points")
        found = _GROUPED.match(self._text, index) or _UNGROUPED.match(self._text, index)
        assert found  # the second pattern fits any text
        whole = re.sub(r"\D", "", found["whole"] or "").lstrip("0")
        fraction = None if found["decimals"] else self._match(_FRACTION, found.end())
        if fraction:
            self._add("number", found[0], index, Mixed(whole, fraction[1]))
            return fraction.end()
        decimals = f".{found['decimals']}" if found["decimals"] else ""
        return self._number_with_exponent(index, found.end(), (whole or "0") + decimals)

    def _has_the_order_asked(self, number: float) -> bool:
        return bool(self._magnitude and _order(number) == _order(self._magnitude))

    def _number_with_exponent(self, index: int, end: int, mantissa: str) -> int:
        exponent = self._match(_EXPONENT, end)
        split = None if exponent else self._match(_SPLIT_EXPONENT, end)
        if split:
            self._refuse(split.start("e"), "ambiguous-exponent")
        if unfinished := self._match(_UNFINISHED_EXPONENT, end):
            self._refuse(unfinished.start("e"), "unfinished-exponent")
        raised = None if exponent else self._match(_POWER_OF_E, end)
        if raised and self._is_near(float(f"{mantissa}e{raised['power']}") * self._factor):
            self._refuse(raised.start("e"), "ambiguous-exponent")
        power = int(exponent["exponent"]) if exponent else 0
        self._add("number", mantissa, index, Number(self._positions[index], mantissa, power))
        return exponent.end() if exponent else end

    def _word(self, word: re.Match[str]) -> int:
        index, end, name = word.start("name"), word.end(), word["name"].lower()
        if per_cent := self._match(_PER_CENT, index):
            self._add("percent", "%", index)
            return per_cent.end()
        if name in _NOT_FINITE:
            self._refuse(index, "not-finite")
        # `2 x 3`, and `2xsqrt(3)`.
        if name[0] == "x" and name[1:] in ("", *_NAMES) and self._after_operand():
            self._times(index)
            return index + 1
        if name in _IN_DEGREES and self._after_operand():
            self._add("degree", "°", index)
            return end
        if name not in _NAMES:
            self._stranger(index, word["name"])
        if name == "log":
            return self._logarithm(index, end)
        if name == "exp" and self._match(_DIGITS_OR_INDEX, end):  # exp2(3) would be a power of two
            self._refuse(index, "needs-brackets")
        if name == "e" and self._match(_LOST_EXPONENT_OF_E, end):
            # (e - 1)/e is a usual difference, e - 10 and e-2.5 are not.
            opened = bool(self._tokens) and self._tokens[-1].kind == "open"
            if not opened or self._match(_LESS_A_DECIMAL, end):
                self._refuse(index, "ambiguous-exponent")
        known = _NAMES[name]
        self._add("constant" if known in CONSTANTS else "function", known, index)
        return end

    def _logarithm(self, index: int, end: int) -> int:
        found = self._match(_LOG_BASE, end)
        if not found and self._match(_DIGITS_OR_INDEX, end):  # log28: of 28, or of 8 to the base 2?
            self._refuse(index, "needs-brackets")
        base = (found["braced"] or found["bare"] or found["glued"]) if found else ""
        self._add("function", "ln" if base == "e" else f"log{base}", index)
        return found.end() if found else end

    def _after_operand(self) -> bool:
        return bool(self._tokens) and self._tokens[-1].kind in _OPERAND_ENDS

    def _stranger(self, index: int, text: str) -> NoReturn:
        """Refuse what is neither a number, a name nor a sign; behind an operand it looks like a unit."""
        if self._after_operand() and _UNIT.fullmatch(self._text, index):
            quoted = self._typed[self._positions[index] : self._positions[-1] + 1]
            self._refuse(index, "unknown-unit", unit="".join(filter(str.isprintable, quoted)))
        name = text.removeprefix("\\")
        if not name[:1].isalpha():
            shown = text if text.isprintable() else f"U+{ord(text):04X}"
            self._refuse(index, "unexpected-character", character=shown)
        if near := _nearest(name.lower()):
            self._refuse(index, "unknown-name", name=name, nearest=near)
        self._refuse(index, "unknown-word", name=name)


def _nearest(name: str) -> str:
    """Return the known name that was probably meant, or an empty text."""
    if name == "lg":  # which has two meanings; the answer says which one is at hand
        return "log10"
    longer = filter(name.startswith, FUNCTIONS)  # cosine, exponential
    # One letter in four may be amiss: enough for `sqr` and `pie`, while `eps`, `and` and `n` are no slips.
    return next(chain(longer, get_close_matches(name, _NAMES, n=1, cutoff=0.75)), "")


def _order(number: float) -> int:
    return math.floor(math.log10(abs(number)))
