"""Decides what a text means: one of several readings, one answer out of two, a number or a range.

What can be meant in two ways is worked out in both, and the size of the answer decides where only one of them can be
meant. Anything else is asked about.
"""

import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TypeAlias

from .arithmetic import Node, Number, Operation, Percent, ReadingError, finite, literal, work_out
from .choices import Choice, commas, exponents, points, spaces
from .framing import Restated, Side, restated, without_note
from .notation import LETTER, Folded, fold
from .parser import Parser
from .tokens import Splitter

_NOISE = 1e-9
_NEAR = 0.1  # two numbers so near to each other are one that was changed, and no factors


@dataclass(frozen=True, slots=True)
class Understood:
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

    def agrees(self, other: "Understood") -> bool:
        """Return whether the shorter of two numbers is a rounding of the longer."""
        apart = abs(self.value - other.value)
        if not self.value or not other.value:
            return not apart
        within = max(self.uncertainty, other.uncertainty) * (1 + _NOISE) + _NOISE * abs(self.value)
        return apart <= within

    def is_near(self, other: "Understood") -> bool:
        """Return whether two numbers are nearly the same."""
        return math.isclose(self.value, other.value, rel_tol=_NEAR)


_WITH_UNCERTAINTY = re.compile(r"-?\d*\.\d{2,}\(\d{1,2}\)")  # 0.079(3)
_SAME = 0.01  # a reading so near to the answer was meant
_PLAUSIBLE = 10  # a reading further away than by this factor was not, if another one is nearer
_OF_NAMES = frozenset({"unknown-word", "unknown-name", "unknown-unit"})


class Reader:
    """Reads the expressions of one text."""

    def __init__(
        self, typed: str, magnitude: float | None, units: Mapping[str, float], known: Collection[float]
    ) -> None:
        self._typed, self._magnitude, self._units, self._known = typed, magnitude, units, known

    def one_answer(self, sides: list[Side]) -> Understood:
        """Return what stands on all sides of the relation signs of a text, if they agree."""
        found: list[Understood] = []
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

    def _side(self, body: Folded) -> Understood:
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
        one_of_both = both[0].is_near(both[1]) or any(map(self._is_the_answer, both))
        if isinstance(product, Understood) and self._is_the_answer(product) and not one_of_both:
            return product
        if not twice.product:
            raise ReadingError(twice.position, "two-answers")
        if _WITH_UNCERTAINTY.fullmatch(body.text):
            raise ReadingError(twice.position, "two-values")
        if isinstance(product, ReadingError):
            raise product
        return product

    def _one_or_product(
        self, twice: Restated, both: list[Understood], product: "Understood | ReadingError"
    ) -> Understood:
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
        squared = isinstance(product, Understood) and self._is_the_answer(product)
        identical = twice.sides[0].text == twice.sides[1].text
        if twice.product:
            if squared and "." in twice.sides[0].text:
                raise ReadingError(twice.position, "two-answers")
            return found if isinstance(product, ReadingError) else product
        if identical and (squared or twice.sides[0].text.isdigit()):
            raise ReadingError(twice.position, "two-numbers")
        return found

    def _expression(self, body: Folded) -> Understood:
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

    def _chosen(self, body: Folded, unit: str, factor: float, steps: "list[_Step]") -> Understood:
        """Return the reading of a text that is meant; each step finds one place that has two."""
        if not steps:
            return self._parsed(body, unit, factor)
        choice = steps[0](body)
        if not choice:
            return self._chosen(body, unit, factor, steps[1:])

        def read_on(body: Folded) -> Understood:
            return self._chosen(body, unit, factor, steps[1:])

        meant = [_tried(read_on, one) for one in choice.meant]
        rivals = [_tried(read_on, one) for one in choice.rivals]
        return self._decided(choice, meant, rivals)

    def _decided(
        self,
        choice: Choice,
        meant: "list[Understood | ReadingError]",
        rivals: "list[Understood | ReadingError]",
    ) -> Understood:
        readable = [one for one in (*meant, *rivals) if isinstance(one, Understood)]
        if isinstance(meant[0], ReadingError) and (choice.sure or not readable):
            raise meant[0]
        if isinstance(meant[0], Understood):
            if all(math.isclose(one.value, meant[0].value, rel_tol=_NOISE) for one in readable):
                return meant[0]
            fits = self._is_plausible if choice.wary else self._is_the_answer
            if choice.sure and (fits(meant[0]) or self._is_known(meant[0]) or not any(map(fits, readable))):
                return meant[0]
        for fits in (self._is_the_answer, self._is_plausible):
            fitting = [one for one in readable if fits(one)]
            if len(fitting) == 1 and fitting[0] in meant:
                return fitting[0]
            if fitting:
                break
        raise ReadingError(choice.position, choice.reason)

    def _is_the_answer(self, one: Understood) -> bool:
        asked = self._magnitude
        return asked is not None and asked != 0 and math.isclose(one.value, asked, rel_tol=_SAME)

    def _is_known(self, one: Understood) -> bool:
        return any(math.isclose(one.value, value, rel_tol=_SAME) for value in self._known)

    def _is_plausible(self, one: Understood) -> bool:
        asked = self._magnitude
        if not asked or not one.value:
            return False
        return abs(math.log10(abs(one.value)) - math.log10(abs(asked))) < math.log10(_PLAUSIBLE)

    def _parsed(self, body: Folded, unit: str, factor: float) -> Understood:
        tokens = Splitter(body, self._typed, self._magnitude, factor).tokens()
        tree = Parser(tokens, round(-math.log10(self._units.get("%", 0.01)))).tree()
        value = finite(work_out(tree) * factor, tokens[0].position)
        self._refuse_range(tree, value, factor)
        self._refuse_doubled(tree, factor, tokens[0].position)
        return Understood(tree, value, unit, factor, frozenset(token.text for token in tokens))

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


def _tried(read_it: Callable[[Folded], Understood], body: Folded) -> Understood | ReadingError:
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


def _most_precise(found: list[Understood], position: int) -> Understood:
    """Return the most precise of several readings of one answer.

    Raises:
        ReadingError: If they do not agree.
    """
    best = min(found, key=lambda one: one.uncertainty)
    if not all(best.agrees(one) for one in found):
        raise ReadingError(position, "two-answers")
    return best


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
