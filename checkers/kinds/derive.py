"""Derive: a number, worked out by hand and typed into one box.

An exercise is a class of pure functions of its givens: the answer, the interval that is accepted, and the
values that typical mistakes lead to. Whatever a learner types is judged in this order:

1. inside the accepted interval: right, unless its digits are so few that all of the interval rounds to them;
2. a correct rounding of the answer to at least the digits asked for: right;
3. a correct rounding to fewer digits: not judged, one digit more is asked for;
4. next to the value of a mistake, or a correct rounding of one alone: wrong, with the code of that mistake;
5. something else that can be known of it, as told in checkers/diagnosis.py: wrong, with a question;
6. anything else: wrong, with nothing more to say.
"""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from checkers import diagnosis
from checkers.diagnosis import POINT, SIGN, TWO, digits_until, is_rounding_of, rounds_to
from checkers.reading.arithmetic import decimal
from checkers.reading.expression import REASONS, Reading, read
from checkers.verdict import Unreadable, Verdict

from .base import Exercise

Givens: TypeAlias = Mapping[str, Any]

# A diagnosed value is recognised within half a per cent; two of them differ by a hundredth of one or more.
_TIGHT = 0.005
_TELLING = 1e-4
# A single digit is a rounding of too much to tell a mistake by.
_TELLING_DIGITS = 2
# Counts are exact; this much is float noise.
_NOISE = 1e-9
# Digits of a value in the echo, at least.
_SHOWN_DIGITS = 4
_CODE = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class NotHere:
    """Stands for a mistake that a variant cannot show.

    Attributes:
        reason: Why not, such as `one channel has no channel mistake`.
    """

    reason: str


Mistake: TypeAlias = float | tuple[float, ...] | NotHere


@dataclass(frozen=True, slots=True)
class _Diagnosed:
    """A wrong value with its code, and how near to it a typed number is recognised."""

    value: float
    code: str
    reach: float


@dataclass(frozen=True, slots=True)
class Key:
    """What one variant is judged by.

    Attributes:
        answer: The answer.
        truths: The answer and all other defensible values.
        low: Where the accepted interval begins.
        high: Where it ends.
        exact: Whether a count is asked for, of which nothing is near.
        diagnosed: The wrong values that are recognised.
    """

    answer: float
    truths: tuple[float, ...]
    low: float
    high: float
    exact: bool
    diagnosed: tuple[_Diagnosed, ...]

    def accepts(self, value: float) -> bool:
        """Return whether a value lies in the accepted interval."""
        return self.low <= value <= self.high

    def mistake(self, typed: Reading) -> _Diagnosed | None:
        """Return the mistake whose value is nearest, if one is near enough for the digits that were typed."""
        near = [
            one
            for one in self.diagnosed
            if abs(typed.value - one.value) <= min(one.reach, diagnosis.within(one.value, typed))
        ]
        return min(near, key=lambda one: abs(typed.value - one.value), default=None)


class Derive(Exercise):
    """Base of all exercises that ask for a number; subclassed in `chapter_NN.py`.

    The methods of subclasses are pure functions of the givens, which they take by keyword.

    Attributes:
        variants: The givens of each variant; the first ones are the book's own.
        first: The variant that a page shows first: another than the book's own where a wrong method reaches that answer.
        digits: Significant digits asked for.
        relative_tolerance: How far the default interval reaches beyond the answer, as a share of it.
        absolute_tolerance: The same as a number; where given, it replaces the relative tolerance.
        count: Whether the answer is a whole number of which only the exact value is right.
        slips: The slips of checkers/diagnosis.py that a wrong answer may be explained by: a square or a root where a
            variance or another power is in play, a reciprocal where a ratio is. Of a count none of these is.
        units: Trailing units that are understood, each with its factor into the unit asked for, such as
            `{"s": 1, "ms": 1e-3}`; `{"%": 1}` where the box asks for percent.
    """

    kind = "derive"
    computed = True
    variants: tuple[Givens, ...] = ()
    digits: int = 3
    relative_tolerance: float = 0.01
    absolute_tolerance: float | None = None
    count: bool = False
    slips: tuple[str, ...] = (SIGN, POINT, TWO)
    units: Mapping[str, float] = {}

    def __init__(self) -> None:
        self._keys: dict[int, Key] = {}
        self.mistaken_givens: dict[int, tuple[diagnosis.Known, ...]] = {}

    def answer(self, *_: Any, **givens: Any) -> float:
        """Return the answer."""
        raise NotImplementedError

    def also_valid(self, *_: Any, **givens: Any) -> Sequence[float]:
        """Return other values that are right as well, such as a usual approximation."""
        return ()

    def accept(self, *_: Any, **givens: Any) -> tuple[float, float]:
        """Return the accepted interval: by default all valid values, widened by the tolerance."""
        truths = (self.answer(**givens), *self.also_valid(**givens))
        return (
            min(true - self._tolerance(true) for true in truths),
            max(true + self._tolerance(true) for true in truths),
        )

    def misconceptions(self, *_: Any, **givens: Any) -> Mapping[str, Mistake]:
        """Return the wrong value, or the several ones, that each typical mistake leads to."""
        return {}

    def steps(self, *_: Any, **givens: Any) -> Mapping[str, Any]:
        """Return the intermediate values that prompt, hints and derivation mention, by name."""
        return {}

    def terms(self, *_: Any, **givens: Any) -> Mapping[str, float]:
        """Return the terms of which the answer is the sum, by name, where the formula reads well as one."""
        return {}

    def factors(self, *_: Any, **givens: Any) -> Mapping[str, float]:
        """Return the factors of which the answer is the product, by name, where the formula reads well as one."""
        return {}

    def parse(self, variant: int, text: str) -> Reading | Unreadable:
        """Return the number that was typed, or why it cannot be read; never raises."""
        magnitude = self.key(variant).answer
        steps = self.steps(**self.variants[variant]).values()
        known = [one.value for one in self.key(variant).diagnosed]
        known += [float(one) for one in steps if isinstance(one, int | float)]
        # One digit more than asked for, so that the echo does not hide a difference that matters.
        precision = max(self.digits + 1, _SHOWN_DIGITS)
        return read(text, magnitude=magnitude, known=known, units=self.units, precision=precision)

    def understand(self, variant: int, text: str) -> str:
        """Return what is read in a text, as plain Unicode; empty if that tells no more, or it is not readable yet."""
        reading = self.parse(variant, text)
        return reading.echo if isinstance(reading, Reading) and reading.tells_more else ""

    def grade(self, variant: int, answer: Reading) -> Verdict:
        """Judge a number that `parse` returned; the order of the steps is told at the top of this file."""
        key, value = self.key(variant), answer.value
        if key.accepts(value) and self._may_be_any_value(key, answer):
            return Verdict("unreadable", "too-few-digits", {"digits": self.digits})
        if key.accepts(value) or self._is_rounding(key, answer):
            return Verdict("right", "", {"exact": self._in_full(key)})
        mistake = self._mistake(key, answer)
        # So few digits may be a rounded answer or a rounded mistake; only a mistake with no more is told.
        if self._is_rounded_too_far(key, answer) and not (mistake and math.isclose(value, mistake.value)):
            return Verdict("unreadable", "too-few-digits", {"digits": self.digits})
        return Verdict(
            "wrong", *((mistake.code, {}) if mistake else diagnosis.explain(self, variant, answer))
        )

    def codes(self) -> frozenset[str]:
        """Return the codes of all mistakes, over all variants; each needs a sentence."""
        return frozenset(code for givens in self.variants for code in self.misconceptions(**givens))

    def slot_values(self, variant: int) -> dict[str, Any]:
        """Return every name that a slot may use: the givens, the steps and `answer`."""
        givens = self.variants[variant]
        return {**givens, **self.steps(**givens), "answer": self.answer(**givens)}

    def plausible_slips(self) -> tuple[str, ...]:
        """Return the names of the slips that may explain a wrong answer."""
        return tuple(one for one in self.slips if one in (SIGN, POINT, TWO)) if self.count else self.slips

    def names(self) -> frozenset[str]:
        """Return what a sentence may have to name: the givens, the steps and the parts of the formula."""
        own = (self.slot_values(variant).keys() - {"answer"} for variant in range(len(self.variants)))
        parts = (self.terms(**givens).keys() | self.factors(**givens).keys() for givens in self.variants)
        return frozenset().union(*own, *parts)

    def neighbours(self) -> Iterator["Derive"]:
        """Yield the other exercises of this kind on the same page."""
        yield from (one for one in self.beside if one is not self and isinstance(one, Derive))

    def problems(self) -> list[str]:
        """Return what is wrong with the numbers of this exercise, one sentence each; empty if nothing is."""
        return [*self._problems_of_class(), *self._problems_of_variants()]

    # The key of a variant.

    def key(self, variant: int) -> Key:
        """Return what a variant is judged by; worked out once."""
        if variant not in self._keys:
            self._keys[variant] = self._worked_out(**self.variants[variant])
        return self._keys[variant]

    def _worked_out(self, **givens: Any) -> Key:
        answer = self.answer(**givens)
        low, high = self.accept(**givens)
        wrong = [
            (code, value) for code, one in self.misconceptions(**givens).items() for value in _values(one)
        ]
        diagnosed = []
        for code, value in wrong:
            gaps = [abs(value - other) for other_code, other in wrong if other_code != code]
            gap = min([*gaps, max(low - value, value - high, 0)])
            diagnosed.append(_Diagnosed(value, code, min(_TIGHT * abs(value), gap / 2)))
        return Key(answer, (answer, *self.also_valid(**givens)), low, high, self.count, tuple(diagnosed))

    def _tolerance(self, value: float) -> float:
        """Return how far the default interval reaches; float noise must not cost it its own ends."""
        if self.count:
            return _NOISE * max(abs(value), 1)
        reach = (
            self.relative_tolerance * abs(value)
            if self.absolute_tolerance is None
            else self.absolute_tolerance
        )
        return reach + _NOISE * abs(value)

    # Mistakes.

    def _mistake(self, key: Key, typed: Reading) -> _Diagnosed | None:
        """Return the mistake whose value is near enough, else the only one that rounds to what was typed."""
        digits = max(self.digits, _TELLING_DIGITS)
        near = key.mistake(typed)
        rounded = [one for one in key.diagnosed if is_rounding_of(one.value, typed, digits)]
        return near or (rounded[0] if len({one.code for one in rounded}) == 1 else None)

    # Roundings.

    def _is_rounding(self, key: Key, typed: Reading) -> bool:
        """Return whether what was typed is a valid value, rounded where the typed digits end."""
        return not self.count and any(is_rounding_of(true, typed, self.digits) for true in key.truths)

    def _is_rounded_too_far(self, key: Key, typed: Reading) -> bool:
        """Return whether what was typed is a valid value, rounded to fewer digits than asked for."""
        if typed.place is None:
            return False
        for true, written in self._as_written(key, typed):
            for place in range(typed.place, typed.place + typed.zeros + 1):
                if 1 <= digits_until(place, true) < self.digits and rounds_to(true, place, written):
                    return True
            # 0.9999 rounded to one digit is 1, up to which it has no digit at all.
            if typed.digits < self.digits and math.isclose(float(f"{true:.{typed.digits - 1}e}"), written):
                return True
        return False

    def _may_be_any_value(self, key: Key, typed: Reading) -> bool:
        """Return whether all that is accepted rounds to what was typed, and more besides: `4e-5` for 4.04e-5.

        A valid value that has no more digits is right as it stands.
        """
        if typed.place is None or self.count or not 0 < typed.digits < self.digits:
            return False
        if any(math.isclose(typed.value, true, rel_tol=_NOISE) for true in key.truths):
            return False
        half = 0.5 * 10.0**typed.place * typed.factor
        return typed.value - half <= key.low and key.high <= typed.value + half

    def _as_written(self, key: Key, typed: Reading) -> Iterator[tuple[float, float]]:
        """Yield each valid value with the typed one, both in the unit that was typed; none for a count."""
        if typed.value and not self.count:
            yield from ((true / typed.factor, typed.value / typed.factor) for true in key.truths if true)

    def _in_full(self, key: Key) -> str:
        """Return the answer with a few digits more than asked for, as the derivation has it."""
        text, exact = decimal(float(key.answer), self.digits + 2)
        return text if exact else f"about {text}"

    # Promises.

    def _problems_of_class(self) -> Iterator[str]:
        variants = [self.misconceptions(**givens) for givens in self.variants]
        for code in sorted(self.codes()):
            if not _CODE.fullmatch(code):
                yield f"the code `{code}` is not in kebab-case"
            if code in self.own_codes:
                yield f"the code `{code}` is taken: it names a sentence shared by all exercises"
            for variant, found in enumerate(variants):
                if code not in found:
                    yield f"variant {variant} leaves out `{code}`: give its value, or NotHere with the reason"
            if all(isinstance(found.get(code), NotHere) for found in variants):
                yield f"`{code}` occurs in no variant"
        for unit, factor in self.units.items():
            if not (math.isfinite(factor) and factor > 0):
                yield f"the factor of the unit `{unit}` is {factor}"
            elif unit == "%" and not math.log10(factor).is_integer():
                yield f"a percent sign moves the point, so its factor is a power of ten and not {factor}"

    def _problems_of_variants(self) -> Iterator[str]:
        for variant in range(len(self.variants)):
            yield from (f"variant {variant}: {problem}" for problem in self._problems(variant))

    def _problems(self, variant: int) -> Iterator[str]:
        key = self.key(variant)
        wrong = [(one.value, one.code) for one in key.diagnosed]
        if not all(map(math.isfinite, (*key.truths, key.low, key.high, *(value for value, _ in wrong)))):
            yield "the answer, its interval or the value of a mistake is not finite"
            return
        if self.count:
            if len(key.truths) > 1 or key.answer != round(key.answer):
                yield "a count has one right value, which is a whole number"
        elif not key.low < key.high:
            yield "the accepted interval is empty; an answer near zero needs an absolute tolerance"
        due = list(key.truths)
        if variant == 0 and not self.count:
            due += [float(f"{true:.{self.digits - 1}e}") for true in key.truths]
        for value in due:
            if not key.accepts(value):
                yield f"the accepted interval {key.low:.10g} to {key.high:.10g} leaves out {value:.10g}"
        for place, (value, code) in enumerate(wrong):
            if key.accepts(value):
                yield f"`{code}` leads to {value:.10g}, which is accepted"
            for other, other_code in wrong[:place]:
                alike = abs(value - other) <= _TELLING * max(abs(value), abs(other))
                # Two values on both sides of the interval are never taken for each other.
                apart = min(value, other) < key.low and max(value, other) > key.high
                if code != other_code and alike and not apart:
                    values = f"{other:.10g} and {value:.10g}"
                    yield f"`{other_code}` and `{code}` lead to {values}, too close to be told apart"


def unless_near(value: float, *others: float) -> Mistake:
    """Return the value of a mistake, or `NotHere` where another mistake leads next to it."""
    alike = any(abs(value - other) <= _TELLING * max(abs(value), abs(other)) for other in others)
    return NotHere("another mistake leads to the same value") if alike else value


def _values(mistake: Mistake) -> tuple[float, ...]:
    if isinstance(mistake, NotHere):
        return ()
    return mistake if isinstance(mistake, tuple) else (mistake,)


# Codes with a sentence in docs/feedback.md; a mistake of the same name would change that sentence.
Derive.own_codes |= REASONS | diagnosis.CODES | {"too-few-digits", "not-finite"}
