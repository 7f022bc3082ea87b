"""Reads a number the way people type it; a small parser, never `eval`.

A text is read in five moves. *Fold* (notation.py): every spelling of a sign becomes one, and each character
remembers where it stood. *Unframe* (framing.py): what stands around the expression (`x_0 =`, `about`, a full stop) is
taken off. *Choose* (meaning.py, choices.py): commas, spaces and torn exponents can mean two things; where one of them
cannot be meant, the other is read. Where the answer was given twice, both are read, and have to agree. *Parse*: the text is
split into tokens (tokens.py) and these become a tree (parser.py); what has two meanings is refused with a question.
*Work out* (arithmetic.py): the tree gets its value, and is shown again so that whoever typed it sees how it was
understood.
"""

import math
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from checkers.verdict import Unreadable

from .arithmetic import FUNCTIONS, Function, ReadingError, decimal, finite, literal, show, work_out
from .framing import unframed
from .meaning import Reader, Understood
from .notation import fold

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
        "thousands-point",
        "middle-dot",
        "two-numbers",
        "two-values",
        "two-answers",
        "range",
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
        tells_more: Whether the echo says something that was not typed as it is.
    """

    value: float
    echo: str
    place: int | None = None
    digits: int = 0
    zeros: int = 0
    factor: float = 1.0
    alternatives: Mapping[str, float] = field(default_factory=dict)
    tells_more: bool = True


def read(
    text: str,
    *,
    magnitude: float | None = None,
    known: Collection[float] = (),
    units: Mapping[str, float] | None = None,
    precision: int = 4,
) -> Reading | Unreadable:
    """Return the number that a text stands for, or why it cannot be read; never raises.

    Args:
        text: What the learner typed.
        magnitude: A number of the size of the answer. Where a text can be read in two ways, such as `4,096`, it is read
            in the way that comes to a number of about that size, and asked about if both do, or neither.
        known: Wrong numbers that are recognised. One of them is read as it stands, though another reading has the size of
            the answer.
        units: Trailing units that are understood, each with its factor into the unit asked for. `{"%": 1}`
            says that the box asks for percent, so that a typed % changes nothing; without it, % divides
            by a hundred.
        precision: Significant digits of a rounded value in the echo.
    """
    try:
        return _read(text, magnitude, units or {}, precision, known)
    except ReadingError as error:
        return Unreadable(error.position, error.reason, error.facts)


def _read(
    typed: str, magnitude: float | None, units: Mapping[str, float], precision: int, known: Collection[float]
) -> Reading:
    text, offset = typed.strip(), len(typed) - len(typed.lstrip())
    if len(text) > MAX_LENGTH:
        raise ReadingError(offset + MAX_LENGTH, "too-long", most=MAX_LENGTH)
    sides = unframed(fold(text, offset), in_times="×" in units)
    reader = Reader(typed, magnitude, units, known)
    found = reader.one_answer(sides)
    echo = _echo(found, units, precision)
    number = literal(found.tree)
    return Reading(
        found.value,
        echo,
        number.place if number else None,
        number.digits if number else 0,
        number.zeros if number else 0,
        found.factor,
        _alternatives(found),
        not _stands_in(fold(echo).text, fold(text).text),
    )


_IDLE_SPACE = re.compile(r" (?!\d)|(?<!\d) ")
_GOES_ON_BEFORE = re.compile(r"[\w.,+*/^-]\Z")
_GOES_ON_BEHIND = re.compile(r"[\w+*/^-]|[.,]\d|\([^a-z]")


def _stands_in(echo: str, typed: str) -> bool:
    """Return whether an echo was typed as it stands; spaces between digits tell something, others do not."""
    shown, text = _IDLE_SPACE.sub("", echo), _IDLE_SPACE.sub("", typed.removeprefix("+"))
    at = text.find(shown)
    while at >= 0:
        if not _GOES_ON_BEFORE.search(text[:at]) and not _GOES_ON_BEHIND.match(text, at + len(shown)):
            return True
        at = text.find(shown, at + 1)
    return False


def _echo(found: Understood, units: Mapping[str, float], precision: int) -> str:
    """Return the expression and what it comes to, in the unit asked for if one was typed."""
    understood = f"{show(found.tree)} {found.unit}".rstrip()
    number = literal(found.tree)
    if number and not number.exponent and units.get(found.unit, 1) == 1:
        return understood
    text, exact = decimal(found.value, precision)
    asked = next((name for name, factor in units.items() if factor == 1), "") if found.unit else ""
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


def _alternatives(found: Understood) -> dict[str, float]:
    alternatives = {}
    for name, functions in _OTHER_READINGS.items():
        if functions.keys() & found.used:
            try:
                other = finite(work_out(found.tree, FUNCTIONS | functions) * found.factor, 0)
            except ReadingError:
                continue
            if other != found.value:
                alternatives[name] = other
    return alternatives
