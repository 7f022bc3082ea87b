"""Reads a number the way people type it; a small parser, never `eval`.

A text is read in four moves. *Fold* (notation.py): every spelling of a sign becomes one, and each character
remembers where it stood. *Unframe*: what stands around the expression (`x_0 =`, `about`, a full stop, a unit)
is taken off. *Parse*: the text is split into tokens and these become a tree; what has two meanings is refused
with a question. *Work out* (arithmetic.py): the tree gets its value, and is shown again so that whoever typed
it sees how it was understood.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from itertools import chain
from typing import NoReturn

from checkers.verdict import Unreadable

from .arithmetic import (
    CONSTANTS,
    FUNCTIONS,
    Call,
    Constant,
    Function,
    Mixed,
    Negative,
    Node,
    Number,
    Operation,
    Percent,
    ReadingError,
    decimal,
    finite,
    literal,
    power_of_ten,
    show,
    work_out,
)
from .notation import LETTER, MARKS, VULGAR, Folded, fold

MAX_LENGTH = 200  # characters; the longest sensible answer has half of them
MAX_DEPTH = 40  # brackets, exponents and roots inside one another

# Every way in which a text can be unreadable; docs/feedback.md has a sentence for each.
REASONS = frozenset(
    {
        "nothing-typed",
        "too-long",
        "too-deep",
        "unexpected-character",
        "unknown-name",
        "unknown-word",
        "unknown-unit",
        "comma",
        "several-points",
        "middle-dot",
        "two-numbers",
        "two-values",
        "ratio",
        "equation",
        "hexadecimal",
        "missing-operand",
        "missing-bracket",
        "extra-bracket",
        "needs-brackets",
        "inverse-function",
        "ambiguous-division",
        "ambiguous-exponent",
        "unfinished-exponent",
        "division-by-zero",
        "outside-domain",
        "not-real",
        "not-finite",
        "too-large",
    }
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A number that was read.

    Attributes:
        value: The number, in the unit asked for; always finite.
        echo: What was understood, as plain Unicode, such as `√2/2 ≈ 0.7071`.
        place: For a literal (a decimal with an optional sign, power of ten, percent sign or unit) the
            exponent of its last written digit, in the unit it was typed in: -4 for `0.0793`, `7.93%` and
            `0.0793 s`. `None` for anything else.
        digits: How many significant digits a literal was written with; 0 for anything else.
        zeros: How many zeros end a literal that has no point. They may be digits or may only show its size: `500`
            may be 520, rounded.
        factor: What one of the typed unit is in the unit asked for.
        alternatives: What the value would be if `log` meant `log10` or `log2`, or if angles were in
            `degrees`, where that differs.
    """

    value: float
    echo: str
    place: int | None = None
    digits: int = 0
    zeros: int = 0
    factor: float = 1.0
    alternatives: Mapping[str, float] = field(default_factory=dict)


def read(
    text: str,
    *,
    magnitude: float | None = None,
    units: Mapping[str, float] | None = None,
    precision: int = 4,
) -> Reading | Unreadable:
    """Return the number that a text stands for, or why it cannot be read; never raises.

    Args:
        text: What the learner typed.
        magnitude: A number of the size of the answer. `4,096` is read with a thousands comma only if that has
            the same order of magnitude (the same power of ten below it); any other comma is asked about.
        units: Trailing units that are understood, each with its factor into the unit asked for. `{"%": 1}`
            says that the box asks for percent, so that a typed % changes nothing; without it, % divides
            by a hundred.
        precision: Significant digits of a rounded value in the echo.
    """
    try:
        return _read(text, magnitude, units or {}, precision)
    except ReadingError as error:
        return Unreadable(error.position, error.reason, error.facts)


def _read(typed: str, magnitude: float | None, units: Mapping[str, float], precision: int) -> Reading:
    text, offset = typed.strip(), len(typed) - len(typed.lstrip())
    if len(text) > MAX_LENGTH:
        raise ReadingError(offset + MAX_LENGTH, "too-long", most=MAX_LENGTH)
    body, unit = _without_unit(_unframed(fold(text, offset)), units)
    factor = units[unit] if unit else 1.0
    tokens = _Splitter(body, typed, magnitude, factor).tokens()
    tree = _Parser(tokens, round(-math.log10(units.get("%", 0.01)))).tree()
    value = finite(work_out(tree) * factor, tokens[0].position)
    number = literal(tree)
    return Reading(
        value,
        _echo(tree, value, unit, units, precision),
        number and number.place,
        number.digits if number else 0,
        number.zeros if number else 0,
        factor,
        _alternatives(tree, {token.text for token in tokens}, value, factor),
    )


def _echo(tree: Node, value: float, unit: str, units: Mapping[str, float], precision: int) -> str:
    """Return the expression and what it comes to, in the unit asked for if one was typed."""
    understood = f"{show(tree)} {unit}".rstrip()
    number = literal(tree)
    if number and not number.exponent and units.get(unit, 1) == 1:
        return understood
    text, exact = decimal(value, precision)
    asked = next((name for name, factor in units.items() if factor == 1), "") if unit else ""
    worked_out = f"{text} {asked}".rstrip()
    return understood if understood == worked_out else f"{understood} {'=' if exact else '≈'} {worked_out}"


def _in_degrees(function: Function) -> Function:
    return lambda angle: function(math.radians(angle))


# Readings that were not meant here, but that a learner may have had in mind.
_OTHER_READINGS: dict[str, dict[str, Function]] = {
    "log10": {"log": math.log10},
    "log2": {"log": math.log2},
    "degrees": {name: _in_degrees(FUNCTIONS[name]) for name in ("sin", "cos", "tan")},
}


def _alternatives(tree: Node, used: set[str], value: float, factor: float) -> dict[str, float]:
    alternatives = {}
    for name, functions in _OTHER_READINGS.items():
        if functions.keys() & used:
            try:
                other = finite(work_out(tree, FUNCTIONS | functions) * factor, 0)
            except ReadingError:
                continue
            if other != value:
                alternatives[name] = other
    return alternatives


# Taking off what stands around the expression.

# Atomic groups keep a long name that is none from being tried in every possible division.
_NAME = re.compile(
    rf"\\?{LETTER}(?>_\w+[-+]\d+|[\w\s\\'^{MARKS}]|(?<={LETTER})-(?={LETTER})"
    r"|\{[^{}]*\}|\([^()]*\)|\[[^\[\]]*\])*+"
)
_LEADING = re.compile(
    r"(?:[=≈\s]|(?:about|approximately|approx|around|roughly|circa|ca)\b\.?)*", re.IGNORECASE
)
_RELATION = re.compile(r"[=≈:]")
_ENDING = re.compile(r"\.(?:\.\.+)?\Z")  # a full stop, or the dots of digits that go on


def _unframed(folded: Folded) -> Folded:
    """Return the expression without a leading `x_0 =` or `about`, final full stops, and LaTeX's dollars."""
    body, named = folded.stripped(), False
    if not body.text:
        raise ReadingError(0, "nothing-typed")
    last = body.positions[-1]
    while len(body.text) > 1 and body.text[0] == body.text[-1] == "$":
        body = body.cut(1, -1).stripped()
    while True:
        body = body.cut(_LEADING.match(body.text).end())
        relation = _RELATION.search(body.text)
        if relation is None:
            break
        name = body.cut(0, relation.start())
        if named or not _NAME.fullmatch(name.text) or _is_expression(name):
            if relation[0] == ":":
                break
            raise ReadingError(body.positions[relation.start()], "equation")
        body, named = body.cut(relation.end()), True
    if ending := _ENDING.search(body.text):
        body = body.cut(0, ending.start()).stripped()
    if not body.text:
        raise ReadingError(last, "missing-operand")
    return body


def _is_expression(folded: Folded) -> bool:
    try:
        _Parser(_Splitter(folded).tokens()).tree()
    except ReadingError:
        return False
    return True


_WAITING = "+-*/^√"  # an operand must follow these, not a unit


def _without_unit(body: Folded, units: Mapping[str, float]) -> tuple[Folded, str]:
    """Return what stands before a trailing unit of the table, and that unit; its own case comes first."""
    longest_first = sorted(units.keys() - {"%"}, key=lambda unit: (-len(unit), unit))  # % is an operator
    for case in (0, re.IGNORECASE):
        for unit in longest_first:
            words = re.findall(r"\w+|[^\w\s]", fold(unit).text)
            boundary = f"(?<!{LETTER})" if words[0].isalpha() else ""
            ending = re.search(boundary + r"\s*".join(map(re.escape, words)) + r"\Z", body.text, case)
            before = body.cut(0, ending.start()).stripped() if ending else body
            if ending and before.text and before.text[-1] not in _WAITING:
                return before, unit
    return body, ""


# Tokens.


@dataclass(frozen=True, slots=True)
class _Token:
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
_BRACKETS = {"(": ")", "[": "]", "{": "}"}
_OPERAND_ENDS = frozenset({"number", "constant", "close", "percent"})

_NUMBER_START = re.compile(rf"\.?\d|{VULGAR}")
_DIGITS = re.compile(r"[\d.,]+")
_GROUPED = re.compile(r"(?P<whole>[1-9]\d{0,2}(?:([ '])\d{3})(?:\2\d{3})*)(?!\d)(?:\.(?P<decimals>\d*))?")
_UNGROUPED = re.compile(r"(?P<whole>\d+(?:_\d+)*)?(?:\.(?P<decimals>\d*))?")
_WITH_COMMAS = re.compile(r"[1-9]\d{0,2}(?:,\d{3})+(?:\.\d+)?")
_FRACTION = re.compile(rf"\s?({VULGAR})")
_EXPONENT = re.compile(r"[eE](?P<exponent>[+-]?\d+)(?!\d*\.\d)")
# `4.3e -5`, `2e(3)`: a power of ten after a slip of the hand, or a product with Euler's number?
_SPLIT_EXPONENT = re.compile(r"\s*(?P<e>[eE])(?:\s*[+-]?\s*\.?\d|\s*\()")
# `1e`, `1e-`: a power of ten that breaks off, or a product with Euler's number?
_UNFINISHED_EXPONENT = re.compile(r"(?P<e>[eE])(?:\s*[+-])?\Z")
# `2.5×10-3`, pasted from a page: the exponent has lost its raised place.
_LOST_EXPONENT = re.compile(r"\s*10\s?(?P<sign>[+-])\d")
# `e-2.535`: Euler's number less that much, or raised to it?
_LOST_EXPONENT_OF_E = re.compile(r"[+-]\d*\.\d")
# `1·614`: a product, or a decimal mark as British books print it?
_MIDDLE_DOTS = frozenset("·⋅∙•")
_WHOLE_BEFORE = re.compile(r"(?<![\w.])\d+\Z")
_WHOLE_BEHIND = re.compile(r"\d++(?!\s*(?:[.^]|\*\*))")
_HEXADECIMAL = re.compile(r"0[xX][\da-fA-F]")
_COMMAND = re.compile(r"\\[A-Za-z]+")
# Case is ignored where it can matter alone: with classes of so many letters that would take a tenth of Python's start.
_WORD = re.compile(rf"(?:(?i:math|np|numpy|torch)\.)?(?P<name>{LETTER}(?:{LETTER}|[{MARKS}])*)")
_PER_CENT = re.compile(r"(?:percent|pct|per\s+cent)\b", re.IGNORECASE)
_LOG_BASE = re.compile(r"\s*_\s*(?:\{\s*(?P<braced>10|2|e)\s*\}|(?P<bare>10|2|e))|(?P<glued>10|2)(?![\d.])")
_DIGITS_OR_INDEX = re.compile(r"[\d.]|\s*_")
_UNIT = re.compile(rf"(?:{LETTER}|[ /.*°'_{MARKS}]|\^\(?-?\d+\)?)+")


class _Splitter:
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
        self._tokens: list[_Token] = []

    def tokens(self) -> list[_Token]:
        """Return all tokens, the last of kind `end`."""
        index = 0
        while index < len(self._text):
            index = index + 1 if self._text[index] == " " else self._token(index)
        self._add("end", "", len(self._text) - 1)
        return self._tokens

    def _add(self, kind: str, text: str, index: int, node: Number | Mixed | None = None) -> None:
        self._tokens.append(_Token(kind, text, self._positions[index], node))

    def _refuse(self, index: int, reason: str, **facts: str | int) -> NoReturn:
        raise ReadingError(self._positions[index], reason, **facts)

    def _match(self, pattern: re.Pattern[str], index: int) -> re.Match[str] | None:
        return pattern.match(self._text, index)

    def _token(self, index: int) -> int:
        """Add the token at an index and return where the next begins."""
        character = self._text[index]
        if self._match(_NUMBER_START, index):
            return self._number(index)
        if word := self._match(_WORD, index):
            return self._word(word)
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
        return self._has_the_order_asked(float(f"{whole[0]}.{decimals[0]}") * self._factor)

    def _number(self, index: int) -> int:
        if self._match(_HEXADECIMAL, index):
            self._refuse(index + 1, "hexadecimal")
        digits = self._match(_DIGITS, index)
        if digits and "," in digits[0]:
            return self._number_with_commas(digits)
        if digits and digits[0].count(".") > 1:
            self._refuse(self._text.index(".", self._text.index(".", index) + 1), "several-points")
        found = self._match(_GROUPED, index) or self._match(_UNGROUPED, index)
        whole = re.sub(r"\D", "", found["whole"] or "").lstrip("0")
        fraction = None if found["decimals"] else self._match(_FRACTION, found.end())
        if fraction:
            self._add("number", found[0], index, Mixed(whole, fraction[1]))
            return fraction.end()
        decimals = f".{found['decimals']}" if found["decimals"] else ""
        return self._number_with_exponent(index, found.end(), (whole or "0") + decimals)

    def _number_with_commas(self, digits: re.Match[str]) -> int:
        """Add a number with thousands commas, if reading it so gives the answer's order of magnitude."""
        mantissa = digits[0].replace(",", "")
        grouped = _WITH_COMMAS.fullmatch(digits[0])
        if not grouped or not self._has_the_order_asked(float(mantissa) * self._factor):
            self._refuse(self._text.index(",", digits.start()), "comma")
        return self._number_with_exponent(digits.start(), digits.end(), mantissa)

    def _has_the_order_asked(self, number: float) -> bool:
        return bool(self._magnitude) and _order(number) == _order(self._magnitude)

    def _number_with_exponent(self, index: int, end: int, mantissa: str) -> int:
        exponent = self._match(_EXPONENT, end)
        split = None if exponent else self._match(_SPLIT_EXPONENT, end)
        if split:
            self._refuse(split.start("e"), "ambiguous-exponent")
        if unfinished := self._match(_UNFINISHED_EXPONENT, end):
            self._refuse(unfinished.start("e"), "unfinished-exponent")
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
        if name not in _NAMES:
            self._stranger(index, word["name"])
        if name == "log":
            return self._logarithm(index, end)
        if name == "exp" and self._match(_DIGITS_OR_INDEX, end):  # exp2(3) would be a power of two
            self._refuse(index, "needs-brackets")
        if name == "e" and self._match(_LOST_EXPONENT_OF_E, end):
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


# The tree.


class _Parser:
    """Makes a tree of tokens, by recursive descent: sum, product, sign, power, atom.

    What has two usual meanings is refused: `1/2pi` and `1/2/3` (what is divided by what?), `exp -2` and `√2π`
    (where does the argument end?), `2^3π` (where does the exponent end?), two numbers side by side.
    """

    def __init__(self, tokens: list[_Token], percent_places: int = 2) -> None:
        """Prepare to parse.

        Args:
            tokens: From `_Splitter`, ending with `end`.
            percent_places: By how many places a percent sign moves the point: two, or none where percent is
                asked for.
        """
        self._tokens, self._percent_places = tokens, percent_places
        self._at = self._depth = 0
        # Whether what was parsed last has no bracket to say where it ends: `√2`, `2^3`.
        self._open_ended = False

    def tree(self) -> Node:
        """Return the tree of the whole expression."""
        tree = self._sum()
        if self._next.kind == "close":
            raise ReadingError(self._next.position, "extra-bracket")
        return tree

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    @property
    def _last(self) -> _Token:
        return self._tokens[self._at - 1]

    def _take(self) -> _Token:
        self._at += 1
        return self._last

    def _deeper(self, parse: Callable[[], Node]) -> Node:
        if self._depth == MAX_DEPTH:
            raise ReadingError(self._last.position, "too-deep")
        self._depth += 1
        node = parse()
        self._depth -= 1
        return node

    def _sum(self) -> Node:
        left = self._product()
        while self._next.kind in ("+", "-"):
            sign = self._take()
            left = Operation(sign.position, sign.kind, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._signed()
        division: _Token | None = None  # the one whose divisor was read last
        while True:
            token = self._next
            match token.kind:
                case "*":
                    left = self._multiplied(left, division)
                    division = None
                case "/":
                    if division:
                        raise ReadingError(token.position, "ambiguous-division")
                    division = self._take()
                    left = Operation(token.position, "/", left, self._signed())
                    if self._last.kind == "percent" and self._percent_places:  # 1/3%
                        raise ReadingError(token.position, "ambiguous-division")
                case "number":
                    raise ReadingError(token.position, "two-numbers")
                case "constant" | "function" | "open" | "fraction":
                    if division:
                        raise ReadingError(division.position, "ambiguous-division")
                    if self._open_ended:
                        raise ReadingError(token.position, "needs-brackets")
                    left = Operation(token.position, "*", left, self._power())
                case _:
                    return left

    def _multiplied(self, left: Node, division: _Token | None) -> Node:
        times = self._take()
        right = self._signed()
        power = power_of_ten(right)
        if power is not None and division:  # 1/2.5×10⁻³
            raise ReadingError(division.position, "ambiguous-division")
        match left:
            case Number(exponent=0) if power is not None:
                return replace(left, exponent=power)
            case Negative(Number(exponent=0) as number) if power is not None:
                return Negative(replace(number, exponent=power))
            case _:
                return Operation(times.position, "*", left, right)

    def _signed(self) -> Node:
        negative = False
        while self._next.kind in ("+", "-"):
            negative ^= self._take().kind == "-"
        node = self._power()
        return Negative(node) if negative else node

    def _power(self) -> Node:
        base = self._percents(self._atom())
        if self._next.kind != "^":
            return base
        if self._open_ended:
            raise ReadingError(self._next.position, "needs-brackets")
        caret = self._take()
        node = Operation(caret.position, "^", base, self._deeper(self._signed))
        if self._last.kind == "percent":  # 2^3%
            raise ReadingError(self._last.position, "needs-brackets")
        self._open_ended = self._last.kind != "close"
        return self._percents(node)

    def _percents(self, node: Node) -> Node:
        while self._next.kind == "percent":
            if self._open_ended:
                raise ReadingError(self._next.position, "needs-brackets")
            sign = self._take().text
            node = Percent(node, sign, self._percent_places + (1 if sign == "‰" else 0))
        return node

    def _atom(self) -> Node:
        token = self._take()
        self._open_ended = False
        match token.kind:
            case "number":
                return token.node
            case "constant":
                if token.text == "e" and self._next.kind == "open":  # e(2): a product, or an exponent?
                    raise ReadingError(token.position, "ambiguous-exponent")
                return Constant(token.text)
            case "open":
                return self._bracketed(token)
            case "function":
                return self._call(token)
            case "fraction":
                return Operation(token.position, "/", self._argument(token), self._argument(token))
            case _:
                # The sign that waits for an operand is at fault, if there is one, and not what follows it.
                waiting = self._tokens[max(self._at - 2, 0)]
                raise ReadingError(waiting.position, "missing-operand")

    def _bracketed(self, opening: _Token) -> Node:
        node = self._deeper(self._sum)
        if self._take().text != _BRACKETS[opening.text]:
            raise ReadingError(opening.position, "missing-bracket")
        self._open_ended = False
        return node

    def _argument(self, function: _Token) -> Node:
        if self._next.kind != "open":
            raise ReadingError(function.position, "needs-brackets")
        return self._bracketed(self._take())

    def _call(self, function: _Token) -> Node:
        if self._next.kind != "^":
            return self._applied(function)
        caret = self._take()  # cos²(0.4)
        exponent = self._deeper(self._exponent_of_function)
        if isinstance(exponent, Negative) and self._next.kind != "end":
            raise ReadingError(caret.position, "inverse-function")
        return Operation(caret.position, "^", self._applied(function), exponent)

    def _exponent_of_function(self) -> Node:
        negative = self._next.kind == "-"
        if negative:
            self._take()
        if self._next.kind not in ("number", "open"):
            raise ReadingError(self._next.position, "needs-brackets")
        node = self._atom()
        return Negative(node) if negative else node

    def _applied(self, function: _Token) -> Node:
        """Return a function of what follows: a bracket, or a bare number, constant or root as in `ln 2`."""
        opening = self._next
        if opening.kind == "open":
            node = Call(function.position, function.text, self._argument(function))
            if opening.text == "[" and self._next.kind == "open":  # \sqrt[3]{8}
                raise ReadingError(opening.position, "needs-brackets")
            return node
        if opening.kind in ("number", "constant") or opening.text == "√":
            node = Call(function.position, function.text, self._deeper(self._atom))
            self._open_ended = True
            return node
        raise ReadingError(function.position, "needs-brackets")
