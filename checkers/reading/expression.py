"""Reads a number the way people type it; a small parser, never `eval`.

A text is read in four moves. *Fold* (notation.py): every spelling of a sign becomes one, and each character
remembers where it stood. *Unframe*: what stands around the expression (`x_0 =`, `about`, a full stop, a unit)
is taken off. *Parse*: the text is split into tokens (tokens.py) and these become a tree (parser.py); what has two
meanings is refused with a question. *Work out* (arithmetic.py): the tree gets its value, and is shown again so
that whoever typed it sees how it was understood.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from checkers.verdict import Unreadable

from .arithmetic import FUNCTIONS, Function, Node, ReadingError, decimal, finite, literal, show, work_out
from .notation import LETTER, MARKS, Folded, fold
from .parser import Parser
from .tokens import Splitter

MAX_LENGTH = 200  # characters; the longest sensible answer has half of them

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
    tokens = Splitter(body, typed, magnitude, factor).tokens()
    tree = Parser(tokens, round(-math.log10(units.get("%", 0.01)))).tree()
    value = finite(work_out(tree) * factor, tokens[0].position)
    number = literal(tree)
    return Reading(
        value,
        _echo(tree, value, unit, units, precision),
        number.place if number else None,
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
        leading = _LEADING.match(body.text)
        body = body.cut(leading.end() if leading else 0)
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
        Parser(Splitter(folded).tokens()).tree()
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
