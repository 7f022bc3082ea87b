"""Reads a number the way people type it; a small parser, never `eval`.

A text is read in five moves. *Fold* (notation.py): every spelling of a sign becomes one, and each character
remembers where it stood. *Unframe* (framing.py): what stands around the expression (`x_0 =`, `about`, a full stop) is
taken off; where the answer was given twice, both are read, and have to agree. *Choose* (choices.py): commas, spaces
and torn exponents can mean two things; where one of them cannot be meant, the other is read. *Parse*: the text is
split into tokens (tokens.py) and these become a tree (parser.py); what has two meanings is refused with a question.
*Work out* (arithmetic.py): the tree gets its value, and is shown again so that whoever typed it sees how it was
understood.
"""

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import TypeAlias

from checkers.verdict import Unreadable

from .arithmetic import (
    FUNCTIONS,
    Function,
    Node,
    Number,
    Operation,
    Percent,
    ReadingError,
    decimal,
    finite,
    literal,
    show,
    work_out,
)
from .choices import Choice, commas, exponents, points, spaces
from .framing import Restated, Side, restated, unframed, without_note
from .notation import LETTER, Folded, fold
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
    units: Mapping[str, float] | None = None,
    precision: int = 4,
) -> Reading | Unreadable:
    """Return the number that a text stands for, or why it cannot be read; never raises.

    Args:
        text: What the learner typed.
        magnitude: A number of the size of the answer. Where a text can be read in two ways, such as `4,096`, it is read
            in the way that comes to a number of about that size, and asked about if both do, or neither.
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
    sides = unframed(fold(text, offset), in_times="×" in units)
    reader = _Reader(typed, magnitude, units)
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


_NOISE = 1e-9
_NEAR = 0.1  # two numbers so near to each other are one that was changed, and no factors


@dataclass(frozen=True, slots=True)
class _Understood:
    """An expression that was read, with its value in the unit asked for, and the unit that was typed."""

    tree: Node
    value: float
    unit: str
    factor: float
    used: frozenset[str]

    @property
    def uncertainty(self) -> float:
        """How far the value may be from the one that was rounded to it; 0 for an expression."""
        number = literal(self.tree)
        return 0.5 * 10.0**number.place * self.factor if number else 0.0

    def agrees(self, other: "_Understood") -> bool:
        """Return whether the shorter of two numbers is a rounding of the longer."""
        apart = abs(self.value - other.value)
        if not self.value or not other.value:
            return not apart
        within = max(self.uncertainty, other.uncertainty) * (1 + _NOISE) + _NOISE * abs(self.value)
        return apart <= within

    def is_near(self, other: "_Understood") -> bool:
        """Return whether two numbers are nearly the same."""
        return math.isclose(self.value, other.value, rel_tol=_NEAR)


_WITH_UNCERTAINTY = re.compile(r"-?\d*\.\d{2,}\(\d{1,2}\)")  # 0.079(3)
_SAME = 0.01  # a reading so near to the answer was meant
_PLAUSIBLE = 10  # a reading further away than by this factor was not, if another one is nearer
_OF_NAMES = frozenset({"unknown-word", "unknown-name", "unknown-unit"})


class _Reader:
    """Reads the expressions of one text.

    What can be meant in two ways is worked out in both, and the size of the answer decides where only one of them can be
    meant.
    """

    def __init__(self, typed: str, magnitude: float | None, units: Mapping[str, float]) -> None:
        self._typed, self._magnitude, self._units = typed, magnitude, units

    def one_answer(self, sides: list[Side]) -> _Understood:
        """Return what stands on all sides of the relation signs of a text, if they agree."""
        found: list[_Understood] = []
        for side in sides:
            try:
                found.append(self._side(side.body))
            except ReadingError as error:
                if len(sides) == 1 or (side is sides[-1] and not found):
                    raise
                if error.reason not in _OF_NAMES or not side.may_have_names:
                    if error.reason in _OF_NAMES or error.reason == "missing-operand":
                        raise ReadingError(sides[0].relation, "equation") from None
                    raise
        return _most_precise(found, sides[0].relation)

    def _side(self, body: Folded) -> _Understood:
        """Return one expression, which may be given twice: `2.25 (9/4)`."""
        body = without_note(body)
        twice = restated(body)
        before, unit = _without_unit(body, self._typed, self._units)
        if not twice and unit and (twice := restated(before)):  # 4.17 (25/6) s
            tail = body.cut(len(before.text))
            twice = replace(twice, sides=tuple(side.followed_by(tail) for side in twice.sides))
        if not twice:
            return self._expression(body)
        try:
            both = [self._expression(part) for part in twice.sides]
        except ReadingError:
            return self._expression(body)
        product = _tried(self._expression, body)
        if both[0].agrees(both[1]) and (both[0].is_near(both[1]) or twice.marked):
            return self._one_or_product(twice, both, product)
        if isinstance(product, _Understood) and self._is_the_answer(product) and not both[0].is_near(both[1]):
            return product
        if not twice.product:
            raise ReadingError(twice.position, "two-answers")
        if _WITH_UNCERTAINTY.fullmatch(body.text):
            raise ReadingError(twice.position, "two-values")
        if isinstance(product, ReadingError):
            raise product
        return product

    def _one_or_product(
        self, twice: Restated, both: list[_Understood], product: "_Understood | ReadingError"
    ) -> _Understood:
        """Return what is given twice and agrees, unless it is meant as a product: `2(2)`.

        A product comes to the answer where a square was forgotten, so that no product is read in `0.9 (90%)`.
        """
        found = _most_precise(both, twice.position)
        rounded = not math.isclose(both[0].value, both[1].value, rel_tol=_NOISE)
        if (
            twice.product and rounded and twice.sides[0].text.isdigit()
        ):  # 2(1.875): so few digits are a factor
            return found if isinstance(product, ReadingError) else product
        if any(map(self._is_the_answer, both)):
            return found
        squared = isinstance(product, _Understood) and self._is_the_answer(product)
        identical = twice.sides[0].text == twice.sides[1].text
        if twice.product:
            if squared and "." in twice.sides[0].text:
                raise ReadingError(twice.position, "two-answers")
            return found if isinstance(product, ReadingError) else product
        if identical and (squared or twice.sides[0].text.isdigit()):
            raise ReadingError(twice.position, "two-numbers")
        return found

    def _expression(self, body: Folded) -> _Understood:
        before, unit = _without_unit(body, self._typed, self._units)
        factor = self._units[unit] if unit else 1.0
        # 4,167 in seconds may be 4.167, or milliseconds with their unit forgotten.
        thousandfold = not unit and any(
            math.isclose(factor, 1e-3, rel_tol=0.05) for factor in self._units.values()
        )
        steps: list[_Step] = [
            lambda body: commas(body, thousandfold) or points(body),
            lambda body: spaces(body, self._magnitude),
            exponents,
        ]
        return self._chosen(before, unit, factor, steps)

    def _chosen(self, body: Folded, unit: str, factor: float, steps: "list[_Step]") -> _Understood:
        """Return the reading of a text that is meant; each step finds one place that has two."""
        if not steps:
            return self._parsed(body, unit, factor)
        choice = steps[0](body)
        if not choice:
            return self._chosen(body, unit, factor, steps[1:])

        def read_on(body: Folded) -> _Understood:
            return self._chosen(body, unit, factor, steps[1:])

        meant = [_tried(read_on, one) for one in choice.meant]
        rivals = [_tried(read_on, one) for one in choice.rivals]
        return self._decided(choice, meant, rivals)

    def _decided(
        self,
        choice: Choice,
        meant: "list[_Understood | ReadingError]",
        rivals: "list[_Understood | ReadingError]",
    ) -> _Understood:
        readable = [one for one in (*meant, *rivals) if isinstance(one, _Understood)]
        if isinstance(meant[0], ReadingError) and (choice.sure or not readable):
            raise meant[0]
        if isinstance(meant[0], _Understood):
            if all(math.isclose(one.value, meant[0].value, rel_tol=_NOISE) for one in readable):
                return meant[0]
            fits = self._is_plausible if choice.wary else self._is_the_answer
            if choice.sure and (fits(meant[0]) or not any(map(fits, readable))):
                return meant[0]
        for fits in (self._is_the_answer, self._is_plausible):
            fitting = [one for one in readable if fits(one)]
            if len(fitting) == 1 and fitting[0] in meant:
                return fitting[0]
            if fitting:
                break
        raise ReadingError(choice.position, choice.reason)

    def _is_the_answer(self, one: _Understood) -> bool:
        asked = self._magnitude
        return asked is not None and asked != 0 and math.isclose(one.value, asked, rel_tol=_SAME)

    def _is_plausible(self, one: _Understood) -> bool:
        asked = self._magnitude
        if not asked or not one.value:
            return False
        return abs(math.log10(abs(one.value)) - math.log10(abs(asked))) < math.log10(_PLAUSIBLE)

    def _parsed(self, body: Folded, unit: str, factor: float) -> _Understood:
        tokens = Splitter(body, self._typed, self._magnitude, factor).tokens()
        tree = Parser(tokens, round(-math.log10(self._units.get("%", 0.01)))).tree()
        value = finite(work_out(tree) * factor, tokens[0].position)
        self._refuse_range(tree, value, factor)
        self._refuse_doubled(tree, factor, tokens[0].position)
        return _Understood(tree, value, unit, factor, frozenset(token.text for token in tokens))

    def _refuse_range(self, tree: Node, value: float, factor: float) -> None:
        """Ask about `0.07-0.08`, which is no difference of interest, and about `10-4`, which may be a power."""
        match tree:
            case Operation(position, "-", Number(_, low), Percent(Number(_, high))) if float(low) < float(
                high
            ):
                raise ReadingError(position, "range")  # 7-8%
            case Operation(position, "-", left, right) if literal(left) and literal(right):
                first, second = work_out(left) * factor, work_out(right) * factor
            case _:
                return
        asked = self._magnitude
        if asked and math.isclose(value, asked, rel_tol=10 * _SAME):
            return
        dashed = re.fullmatch(r"\S[–—]\S", self._typed[position - 1 : position + 2])
        if _is_range(first, second, value, abs(asked or 0), bool(dashed)):
            raise ReadingError(position, "range")

    def _refuse_doubled(self, tree: Node, factor: float, position: int) -> None:
        """Ask about `100100` where 100 is asked for: copied from a page, a number can come twice."""
        number = literal(tree)
        if not number or not self._magnitude or number.exponent:
            return
        once = number.mantissa[: len(number.mantissa) // 2]
        twice = len(once) > 1 and once + once == number.mantissa
        if twice and math.isclose(float(once) * factor, abs(self._magnitude), rel_tol=_SAME):
            raise ReadingError(position, "two-numbers")


_Step: TypeAlias = Callable[[Folded], Choice | None]


def _tried(read_it: Callable[[Folded], _Understood], body: Folded) -> _Understood | ReadingError:
    try:
        return read_it(body)
    except ReadingError as error:
        return error


def _is_range(first: float, second: float, difference: float, asked: float, dashed: bool) -> bool:
    """Return whether two numbers with a minus between them look like the ends of a range.

    Args:
        first: The first number.
        second: The second number.
        difference: The first less the second, which is not the answer.
        asked: The size of the answer; 0 if that is not known.
        dashed: Whether the minus is a longer dash with no space around it.
    """
    low, high = sorted((abs(first), abs(second)))
    if not low or first * second < 0:
        return False
    if first < second:
        return dashed or high <= 2 * low or low <= asked <= high
    return low <= 2 * asked and high >= asked / 2 and abs(difference) < asked / 2 and high <= 2 * low


def _most_precise(found: list[_Understood], position: int) -> _Understood:
    """Return the most precise of several readings of one answer.

    Raises:
        ReadingError: If they do not agree.
    """
    best = min(found, key=lambda one: one.uncertainty)
    if not all(best.agrees(one) for one in found):
        raise ReadingError(position, "two-answers")
    return best


def _echo(found: _Understood, units: Mapping[str, float], precision: int) -> str:
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


def _alternatives(found: _Understood) -> dict[str, float]:
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


_WAITING = "+-*/^√"  # an operand must follow these, not a unit


def _without_unit(body: Folded, typed: str, units: Mapping[str, float]) -> tuple[Folded, str]:
    """Return what stands before a trailing unit of the table, and that unit; its own case comes first."""
    longest_first = sorted(units.keys() - {"%"}, key=lambda unit: (-len(unit), unit))  # % is an operator
    for any_case in (False, True):
        for unit in longest_first:
            ending = _unit_at_end(unit, any_case).search(body.text)
            before = body.cut(0, ending.start()).stripped() if ending else body
            if not ending or not before.text or before.text[-1] in _WAITING:
                continue
            if (
                typed[body.positions[-1] : body.positions[-1] + 1] != "*"
            ):  # 48× is a number, 48* is unfinished
                return before, unit
    return body, ""


@lru_cache(maxsize=256)
def _unit_at_end(unit: str, any_case: bool) -> re.Pattern[str]:
    words = re.findall(r"\w+|[^\w\s]", fold(unit).text)
    boundary = f"(?<!{LETTER})" if words[0].isalpha() else ""
    return re.compile(boundary + r"\s*".join(map(re.escape, words)) + r"\Z", re.IGNORECASE if any_case else 0)
