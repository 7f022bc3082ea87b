"""What can be known about a wrong number although its author foresaw nothing of the kind.

Rules are tried in order, and the first that fits speaks. It fits if one value alone, and tightly, accounts for what
was typed: better no sentence than a wrong one.

1. Another reading of the typed expression would be right: another base, degrees.
2. One too many or one too few, where something is counted.
3. The number is a given of the question, or an intermediate value of the derivation.
4. The answer, in another unit that the box reads.
5. A part of the formula, a term or a factor, left out, taken twice, or taken the other way round.
6. One slip away from the answer, of those that the exercise makes plausible.
7. The formula with one given mistaken: left out, with the other sign, its square or its root, another in its place.
8. A mistake that the author foresaw, with another sign or another place of the point on top.
9. The right answer to other numbers, or to another exercise of the page.
10. A given or an intermediate value, and one operation on top; two givens, added, subtracted, multiplied or divided.

The sentences stand in docs/feedback.md. Where one names a thing, its fact lists the names of sentences of which the
first that exists is that thing's name: that of the exercise, that which all exercises share, a general one.
"""

import math
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

from checkers.reading.expression import Reading
from checkers.verdict import Facts

# A single digit is a rounding of too much to tell anything by; where values are many it takes three.
_FEW, _SEVERAL = 2, 3
# Float noise, and what remains of the roundings on somebody's way to a value.
_NOISE, _CARRIED = 1e-9, 2e-4
# Of two explanations the better one is told if it leaves a small part of what the other leaves.
_BY_FAR = 1 / 4
# A slip accounts for a wrong value if what it leaves unexplained is a small part of what it changes.
_TIGHT, _UNEXPLAINED = 0.005, 1 / 4
_PLACES = range(1, 7)
_TINY, _LARGEST_SQUARED = 0.01, 100

# Names of slips, for `Derive.slips`.
SIGN, POINT, TWO = "sign-flipped", "power-of-ten", "factor-two"
RECIPROCAL, SQUARE, ROOT = "reciprocal", "squared", "square-rooted"
REST, BASE = "complement", "log-base"

_MISREAD = {"log10-meant": "log10", "log-base": "log2", "degrees": "degrees"}


@dataclass(frozen=True, slots=True)
class Known:
    """A value that is known, and the code and the facts of the sentence for whoever typed it."""

    value: float
    code: str
    facts: Facts


class Mistaken(Protocol):
    """A mistake that the author foresaw: what it leads to, and its code."""

    @property
    def value(self) -> float: ...  # noqa: D102

    @property
    def code(self) -> str: ...  # noqa: D102


class Key(Protocol):
    """What a number is judged by, as checkers/kinds tells."""

    @property
    def answer(self) -> float: ...  # noqa: D102

    @property
    def truths(self) -> tuple[float, ...]: ...  # noqa: D102

    @property
    def exact(self) -> bool: ...  # noqa: D102

    @property
    def diagnosed(self) -> tuple[Mistaken, ...]: ...  # noqa: D102

    def accepts(self, value: float) -> bool: ...  # noqa: D102


class Asked(Protocol):
    """What is asked of an exercise with a number for its answer, as checkers/kinds tells."""

    variants: tuple[Mapping[str, Any], ...]
    digits: int
    count: bool
    units: Mapping[str, float]
    mistaken_givens: dict[int, tuple[Known, ...]]

    def key(self, variant: int) -> Key: ...  # noqa: D102
    def answer(self, **givens: Any) -> float: ...  # noqa: D102
    def steps(self, **givens: Any) -> Mapping[str, Any]: ...  # noqa: D102
    def terms(self, **givens: Any) -> Mapping[str, float]: ...  # noqa: D102
    def factors(self, **givens: Any) -> Mapping[str, float]: ...  # noqa: D102
    def plausible_slips(self) -> tuple[str, ...]: ...  # noqa: D102
    def neighbours(self) -> Iterator["Asked"]: ...  # noqa: D102


def explain(exercise: Asked, variant: int, typed: Reading) -> tuple[str, Facts]:
    """Return code and facts of the sentence for a wrong number; an empty code where nothing is known of it."""
    key = exercise.key(variant)
    for code, reading in _MISREAD.items():
        if key.accepts(typed.alternatives.get(reading, math.nan)):
            return code, {}
    givens = exercise.variants[variant]
    occurring = (*_givens(givens), *_steps(exercise.steps(**givens)))
    rules: tuple[Callable[[], Known | None], ...] = (
        lambda: _only(_off_by_one(key), key, typed, 1) if exercise.count else None,
        lambda: next((one for one in _fitting(occurring, key, typed, _FEW) if abs(one.value) != 1), None),
        lambda: _only(_other_units(exercise, key, typed), key, typed, _FEW),
        lambda: _only(parts_mistaken(exercise, givens), key, typed, _FEW),
        lambda: _slip(exercise, key, typed),
        lambda: _only(_givens_mistaken(exercise, variant), key, typed, _SEVERAL),
        lambda: None if exercise.count else _only(_and_more(key), key, typed, _SEVERAL),
        lambda: _only(_other_variants(exercise, variant), key, typed, _SEVERAL),
        lambda: next(iter(_fitting(_other_exercises(exercise), key, typed, _SEVERAL)), None),
        lambda: None if exercise.count else _only(_changed(exercise, variant), key, typed, _SEVERAL),
        lambda: next(iter(_fitting(_paired(givens), key, typed, _SEVERAL)), None),
    )
    found = next((one for rule in rules if (one := rule()) is not None), None)
    return (found.code, found.facts) if found else ("", {})


# Fits.


def _fitting(candidates: Iterable[Known], key: Key, typed: Reading, digits: int) -> list[Known]:
    """Return what stands for the typed number, nearest first; nothing that would be accepted."""
    near = [
        (left, place, one)
        for place, one in enumerate(candidates)
        if one.value and math.isfinite(one.value) and not key.accepts(one.value)
        if (left := _left(one.value, typed, digits, key.exact)) is not None
    ]
    return [one for *_, one in sorted(near, key=lambda row: row[:2])]


def _only(candidates: Iterable[Known], key: Key, typed: Reading, digits: int) -> Known | None:
    """Return the only thing that stands for the typed number, or the one that does so best by far."""
    best, *others = _fitting(candidates, key, typed, digits) or (None,)
    if best is None:
        return None
    left = max(abs(typed.value - best.value), _NOISE * abs(best.value))
    rivals = [one for one in others if one is not None and (one.code, one.facts) != (best.code, best.facts)]
    return best if all(left < _BY_FAR * abs(typed.value - one.value) for one in rivals) else None


def _left(value: float, typed: Reading, digits: int, exact: bool) -> float | None:
    """Return how much of what was typed a value does not account for; `None` if it does not stand for it."""
    left = abs(typed.value - value)
    # Among many values some are round, and a round number may have come from anywhere.
    if digits > _FEW and significant(typed.value) < _FEW:
        return None
    if left <= _NOISE * abs(value):
        return 0.0
    if exact:
        return None
    if is_rounding_of(value, typed, digits):
        return left
    # Whoever types many digits may have rounded on the way.
    last = math.inf if typed.place is None else typed.factor * 10.0**typed.place
    many = typed.place is None or typed.digits > _SEVERAL
    return left if many and left <= min(last, _CARRIED * abs(value)) else None


def significant(value: float) -> int:
    """Return how many digits a number has, without zeros on either side."""
    return len(f"{value:.12e}".partition("e")[0].replace(".", "").lstrip("-").rstrip("0"))


def digits_until(place: int, value: float) -> int:
    """Return how many significant digits a value has up to the digit that stands for 10 to the `place`."""
    return math.floor(math.log10(abs(value))) - place + 1


def is_rounding_of(value: float, typed: Reading, digits: int) -> bool:
    """Return whether a literal is a value, rounded where the typed digits end.

    The digits that count are those the *value* has up to that place: `1.000` tells three of 0.9999.
    """
    if typed.place is None or not value:
        return False
    written, in_that_unit = typed.value / typed.factor, value / typed.factor
    enough = digits_until(typed.place, in_that_unit) >= digits
    return enough and rounds_to(in_that_unit, typed.place, written)


def rounds_to(value: float, place: int, written: float) -> bool:
    """Return whether a value is what is written, rounded at the digit that stands for 10 to the `place`."""
    return abs(written - value) <= 0.5 * 10.0**place * (1 + _NOISE)


# What is known.


def named(name: str, otherwise: str) -> list[str]:
    """Return the names of the sentences that may name a slot: that of the exercise, that of all, and a general one."""
    words = name.replace("_", "-")
    return [f"own-name-{words}", f"name-{words}", f"name-{otherwise}"]


def _numbers(values: Mapping[str, Any]) -> Iterator[tuple[str, float]]:
    for name, value in values.items():
        if isinstance(value, int | float) and not isinstance(value, bool):
            yield name, value


def _givens(givens: Mapping[str, Any]) -> Iterator[Known]:
    for name, value in _numbers(givens):
        yield Known(value, "given", {"thing": named(name, "given")})


def _steps(steps: Mapping[str, Any]) -> Iterator[Known]:
    for name, value in _numbers(steps):
        yield Known(value, "step", {"thing": named(name, "step")})


def _other_units(exercise: Asked, key: Key, typed: Reading) -> Iterator[Known]:
    if typed.factor != 1:
        return
    words = {factor: unit for unit, factor in reversed([*exercise.units.items()]) if factor != 1}
    for factor, unit in words.items():
        yield from (Known(true / factor, "other-unit", {"unit": unit}) for true in key.truths)


def _off_by_one(key: Key) -> Iterator[Known]:
    yield Known(key.answer + 1, "miscounted", {})
    yield Known(key.answer - 1, "miscounted", {})


def parts_mistaken(exercise: Asked, givens: Mapping[str, Any]) -> Iterator[Known]:
    """Yield what comes out if a term or a factor is mistaken."""
    terms = exercise.terms(**givens)
    for name, term in terms.items():
        others = sum(value for other, value in terms.items() if other != name)
        wrongs = {"part-left-out": others, "part-sign": others - term, "part-twice": others + 2 * term}
        for code, value in wrongs.items():
            yield Known(value, code, {"thing": named(name, "part")})
    factors = exercise.factors(**givens)
    for name, factor in factors.items():
        others = math.prod(value for other, value in factors.items() if other != name)
        wrongs = {"part-left-out": others, "part-inverted": others / factor, "part-twice": others * factor**2}
        for code, value in wrongs.items():
            yield Known(value, code, {"thing": named(name, "part")})


def _givens_mistaken(exercise: Asked, variant: int) -> tuple[Known, ...]:
    """Return what the formula gives if one of its givens is mistaken; worked out once."""
    if variant not in exercise.mistaken_givens:
        exercise.mistaken_givens[variant] = tuple(with_one_mistaken(exercise, exercise.variants[variant]))
    return exercise.mistaken_givens[variant]


def with_one_mistaken(exercise: Asked, givens: Mapping[str, Any]) -> Iterator[Known]:
    """Yield what the formula gives if one of its givens is mistaken."""
    numbers = dict(_numbers(givens))
    for name, value in numbers.items():
        thing = {"thing": named(name, "given")}
        changes: list[tuple[str, float, Facts]] = [
            ("given-left-out", neutral, thing) for neutral in (0, 1) if value != neutral
        ]
        if value:
            changes.append(("given-sign", -value, thing))
        # A variance, a share or an amplitude; whole numbers and tiny ones are neither.
        if isinstance(value, float) and _TINY < value < _LARGEST_SQUARED and value != 1:
            changes += [("given-power", value * value, thing), ("given-power", math.sqrt(value), thing)]
        for other, in_its_place in numbers.items():
            if in_its_place != value:
                both = {**thing, "other": named(other, "given")}
                changes.append(("given-for-another", in_its_place, both))
        for code, wrong, facts in changes:
            yield from _recomputed(exercise, {**givens, name: wrong}, code, facts)
    names = list(numbers)
    for place, name in enumerate(names):
        for other in names[place + 1 :]:
            swapped = {**givens, name: givens[other], other: givens[name]}
            facts = {"thing": named(name, "given"), "other": named(other, "given")}
            yield from _recomputed(exercise, swapped, "givens-swapped", facts)


def _recomputed(exercise: Asked, givens: Mapping[str, Any], code: str, facts: Facts) -> Iterator[Known]:
    try:
        value = exercise.answer(**givens)
    except (ArithmeticError, LookupError, TypeError, ValueError):
        return  # the formula has no value there
    if isinstance(value, int | float):
        yield Known(value, code, facts)


def _and_more(key: Key) -> Iterator[Known]:
    for one in key.diagnosed:
        yield Known(-one.value, "mistake-and-sign", {"mistake": [one.code]})
        for places in (*_PLACES, *(-places for places in _PLACES)):
            yield Known(one.value * float(f"1e{places}"), "mistake-and-point", {"mistake": [one.code]})


def _other_variants(exercise: Asked, variant: int) -> Iterator[Known]:
    for other in range(len(exercise.variants)):
        if other != variant:
            for true in exercise.key(other).truths:
                if significant(true) >= _SEVERAL:
                    yield Known(true, "other-variant", {})


def _other_exercises(exercise: Asked) -> Iterator[Known]:
    for other in exercise.neighbours():
        for variant in range(len(other.variants)):
            for true in other.key(variant).truths:
                if significant(true) >= _SEVERAL:
                    yield Known(true, "other-exercise", {})


def _changed(exercise: Asked, variant: int) -> Iterator[Known]:
    givens = exercise.variants[variant]
    for one in (*_givens(givens), *_steps(exercise.steps(**givens))):
        value = one.value
        yield Known(-value, "thing-and-sign", one.facts)
        if value > 0:
            yield Known(math.sqrt(value), "thing-rooted", one.facts)
        if value:
            for places in (2, 3, 6, 9):
                yield Known(value * float(f"1e{places}"), "thing-and-point", one.facts)
                yield Known(value * float(f"1e-{places}"), "thing-and-point", one.facts)
        yield Known(value * value, "thing-squared", one.facts)
        if 0 < value < 1:
            yield Known(1 - value, "thing-to-one", one.facts)


def _paired(givens: Mapping[str, Any]) -> Iterator[Known]:
    numbers = list(_numbers(givens))
    for place, (name, value) in enumerate(numbers):
        for other_name, other in numbers[place + 1 :]:
            pair = {"thing": named(name, "given"), "other": named(other_name, "given")}
            reverse = {"thing": pair["other"], "other": pair["thing"]}
            yield Known(value + other, "sum-of-two", pair)
            yield Known(value * other, "product-of-two", pair)
            others = [
                ("difference-of-two", value - other, pair),
                ("difference-of-two", other - value, reverse),
            ]
            if value and other:
                others.append(("quotient-of-two", value / other, pair))
                others.append(("quotient-of-two", other / value, reverse))
            # Differences and quotients of short numbers are found everywhere.
            yield from (
                Known(one, code, facts) for code, one, facts in others if significant(one) >= _SEVERAL
            )


# Slips: what one makes of a right value, by its name.

_Slip: TypeAlias = Callable[[float, Reading], Iterable[float]]


def _shifted(true: float, typed: Reading) -> Iterator[float]:
    if true and typed.value:
        places = round(math.log10(abs(typed.value)) - math.log10(abs(true)))
        if places:
            yield true * float(f"1e{places}")


def _completed(true: float, typed: Reading) -> Iterator[float]:
    # A part of a whole lies between nothing and one. Beside small ones the complement is close to one, and anything
    # else that is would pass for it.
    other = 1 - true
    if 0 < true < 1 and abs(typed.value - other) <= _UNEXPLAINED * true:
        yield other


def _rebased(true: float, typed: Reading) -> Iterator[float]:
    for base in (2, 10):
        yield true * math.log(base)
        yield true / math.log(base)


SLIPS: dict[str, _Slip] = {
    SIGN: lambda true, typed: (-true,),
    RECIPROCAL: lambda true, typed: (1 / true,) if true else (),
    POINT: _shifted,
    TWO: lambda true, typed: (2 * true, true / 2),
    SQUARE: lambda true, typed: (true * true,),
    ROOT: lambda true, typed: (math.sqrt(true),) if true > 0 else (),
    REST: _completed,
    BASE: _rebased,
}

# Codes with a sentence in docs/feedback.md; a mistake of the same name would change that sentence.
CODES = (
    SLIPS.keys()
    | _MISREAD.keys()
    | {
        "given",
        "step",
        "other-unit",
        "miscounted",
        "part-left-out",
        "part-sign",
        "part-twice",
        "part-inverted",
    }
    | {"given-left-out", "given-sign", "given-power", "given-for-another", "givens-swapped"}
    | {"mistake-and-point", "mistake-and-sign", "other-variant", "other-exercise"}
    | {"thing-and-sign", "thing-rooted", "thing-and-point", "thing-squared", "thing-to-one"}
    | {"sum-of-two", "difference-of-two", "product-of-two", "quotient-of-two"}
)


def _slip(exercise: Asked, key: Key, typed: Reading) -> Known | None:
    """Return the slip that leads from a right value to what was typed, if one does best by far."""
    unexplained: dict[str, float] = {}
    for code in exercise.plausible_slips():
        for true in key.truths:
            for wrong in SLIPS[code](true, typed):
                left = abs(typed.value - wrong)
                near = (
                    left <= _NOISE * abs(wrong)
                    if key.exact
                    else _accounts(left, wrong, typed, exercise.digits)
                )
                if near and left <= _UNEXPLAINED * abs(wrong - true):
                    left = max(left, _NOISE * abs(wrong))
                    unexplained[code] = min(left, unexplained.get(code, math.inf))
    best = min(unexplained, key=lambda code: unexplained[code], default="")
    others = [left for code, left in unexplained.items() if code != best]
    alone = best and all(unexplained[best] < _BY_FAR * left for left in others)
    return Known(typed.value, best, {}) if alone else None


def _accounts(left: float, wrong: float, typed: Reading, digits: int) -> bool:
    return left <= within(wrong, typed) or is_rounding_of(wrong, typed, max(digits, _FEW))


def within(value: float, typed: Reading) -> float:
    """Return how far from a wrong value a number still stands for it: the more digits it was typed with, the less.

    The last digit may be off by one, as it is after roundings on the way.
    """
    if typed.place is None:
        return 5 * _CARRIED * abs(value)
    last = (2 if typed.digits <= _SEVERAL else 1.5) * typed.factor * 10.0**typed.place
    return min(_TIGHT * abs(value), max(last, 2.5 * _CARRIED * abs(value)))
