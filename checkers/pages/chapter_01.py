"""Numbers and programs of docs/chapters/01-noise-schedules.md."""
# T is what the field, and the function that is asked for, call the number of steps.
# ruff: noqa: N803

from collections.abc import Mapping, Sequence
from functools import cache
from math import cos, degrees, exp, log, pi, radians, sin, sqrt
from typing import Any

from checkers.diagnosis import RECIPROCAL, REST
from checkers.formulas import (
    alpha_bar,
    alpha_bar_exponential,
    alpha_bars,
    cosine_alpha_bar,
    cosine_angle,
    cosine_betas,
    linear_betas,
    log_snr,
    scaled_linear_betas,
    snr_divided,
)
from checkers.kinds.build import Build, Case, Random, mistake
from checkers.kinds.derive import Derive, Mistake, NotHere
from checkers.pages.chapter_00 import LinearShare
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_BETA_MIN, _BETA_MAX, _LAST_STEP = 1e-4, 0.02, 1000
_OFFSET = 0.008
_QUARTER, _HALF, _THREE_QUARTERS = _LAST_STEP // 4, _LAST_STEP // 2, 3 * _LAST_STEP // 4

_LINEAR = linear_betas(_LAST_STEP, _BETA_MIN, _BETA_MAX)
_SCALED_MIN, _SCALED_MAX = 8.5e-4, 0.012
_SCALED = scaled_linear_betas(_LAST_STEP, _SCALED_MIN, _SCALED_MAX)
_COSINE = cosine_betas(_LAST_STEP, _OFFSET)

# Between these shares of the power a step counts as one where there is something to learn.
_NEARLY_CLEAN, _NEARLY_NOISE = 0.95, 0.05

# Two steps, one twice as far as the other, at which the growth of the summed betas is shown.
_EARLY, _TWICE_AS_FAR = 200, 400

# The step at which the cosine schedule is worked out.
_DEMO = 100

# Values of an eight-bit image, scaled to [-1, 1], stand this far apart.
_GREY_LEVEL = 1 / 127.5

# Two sizes of an image, to follow what averaging the pixels of the larger one does to noise.
_SIDE, _LARGE_SIDE = 64, 256


@cache
def _left() -> dict[str, list[float]]:
    """Return the share of the power that each schedule leaves at each step, from step 1 on."""
    return {
        "linear": alpha_bars(_LINEAR)[1:],
        "scaled": alpha_bars(_SCALED)[1:],
        "cosine": [cosine_alpha_bar(t, _LAST_STEP, _OFFSET) for t in range(1, _LAST_STEP + 1)],
    }


def _zones(name: str) -> dict[str, int]:
    """Return how many steps of a schedule see a nearly clean image, one to learn from, and nearly noise."""
    shares = _left()[name]
    clean = sum(share > _NEARLY_CLEAN for share in shares)
    noise = sum(share < _NEARLY_NOISE for share in shares)
    return {
        f"{name}_clean": clean,
        f"{name}_between": len(shares) - clean - noise,
        f"{name}_noise": noise,
    }


def _parts(t: int, last_step: int, offset: float) -> dict[str, float]:
    """Return the intermediate values of the cosine schedule at one step, in the order of the calculation."""
    angle, start = cosine_angle(t, last_step, offset), cosine_angle(0, last_step, offset)
    return {
        "fraction": t / last_step,
        "late": t / last_step + offset,
        "stretch": 1 + offset,
        "progress": (t / last_step + offset) / (1 + offset),
        "angle": angle,
        "cosine": cos(angle),
        "f": cos(angle) ** 2,
        "start_angle": start,
        "f_start": cos(start) ** 2,
    }


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        "beta_min": _BETA_MIN,
        "beta_max": _BETA_MAX,
        "last_step": _LAST_STEP,
        "offset": _OFFSET,
        "quarter": _QUARTER,
        "half": _HALF,
        "three_quarters": _THREE_QUARTERS,
        "early": _EARLY,
        "early_sum": sum(_LINEAR[:_EARLY]),
        "early_share": _left()["linear"][_EARLY - 1],
        "later": _TWICE_AS_FAR,
        "later_sum": sum(_LINEAR[:_TWICE_AS_FAR]),
        "later_share": _left()["linear"][_TWICE_AS_FAR - 1],
        "growth": sum(_LINEAR[:_TWICE_AS_FAR]) / sum(_LINEAR[:_EARLY]),
        "demo": _DEMO,
        **{f"demo_{name}": value for name, value in _parts(_DEMO, _LAST_STEP, _OFFSET).items()},
        "demo_share": cosine_alpha_bar(_DEMO, _LAST_STEP, _OFFSET),
        **{
            f"{name}_{t}": _left()[name][t - 1]
            for name in ("linear", "cosine")
            for t in (_QUARTER, _HALF, _THREE_QUARTERS)
        },
        **{f"{name}_log_snr_750": log_snr(shares[_THREE_QUARTERS - 1]) for name, shares in _left().items()},
        **_zones("linear"),
        **_zones("scaled"),
        **_zones("cosine"),
        "nearly_clean": _NEARLY_CLEAN,
        "nearly_noise": _NEARLY_NOISE,
        "linear_noise_percent": 100 * _zones("linear")["linear_noise"] / _LAST_STEP,
        "linear_crosses_half": next(t for t, share in enumerate(_left()["linear"], 1) if share < 1 / 2),
        "grey_level": _GREY_LEVEL,
        "first_beta": _COSINE[0],
        "first_amplitude": sqrt(_COSINE[0]),
        "first_beta_without": cosine_betas(_LAST_STEP, 0)[0],
        "largest_beta": max(_COSINE),
        "last_but_one": _LAST_STEP - 1,
        "last_but_two": _LAST_STEP - 2,
        "beta_last_but_one": _COSINE[-2],
        "beta_last_but_two": _COSINE[-3],
        "share_clipped": alpha_bar(_COSINE),
        "share_computed": _left()["cosine"][-1],
        "scaled_min": _SCALED_MIN,
        "scaled_max": _SCALED_MAX,
        "scaled_end": _left()["scaled"][-1],
        "scaled_end_percent": 100 * sqrt(_left()["scaled"][-1]),
        "side": _SIDE,
        "large_side": _LARGE_SIDE,
        "block": _LARGE_SIDE // _SIDE,
        "block_pixels": (_LARGE_SIDE // _SIDE) ** 2,
        "block_log": log((_LARGE_SIDE // _SIDE) ** 2),
        "even_share": 1 / 2,
        "shifted_share": snr_divided(1 / 2, (_LARGE_SIDE // _SIDE) ** 2),
    }


class _LinearShare(LinearShare):
    """The same share as in chapter 0, with the mistakes that both steps have in common."""

    slips = (*Derive.slips, REST)

    def misconceptions(
        self, *, beta_min: float, beta_max: float, last_step: int, t: int
    ) -> Mapping[str, Mistake]:
        """Return the wrong shares that both steps have in common, by the exponential and by the product."""
        betas = linear_betas(last_step, beta_min, beta_max)
        mean, largest = sum(betas) / last_step, betas[t - 1]
        left = (alpha_bar_exponential(betas[:t]), alpha_bar(betas[:t]))
        return {
            "whole-schedule-mean": (exp(-t * mean), (1 - mean) ** t),
            "endpoint-beta": (exp(-t * largest), (1 - largest) ** t),
            "sqrt-too-early": tuple(sqrt(share) for share in left),
            "base-10": (10 ** -sum(betas[:t]), 2 ** -sum(betas[:t])),
            "sum-for-share": (sum(betas[:t]), -sum(betas[:t])),
            "sign-lost": tuple(1 / share for share in left),
            "alpha-for-alpha-bar": 1 - largest,
            "whole-schedule": (alpha_bar_exponential(betas), alpha_bar(betas)),
            "noise-amplitude": tuple(sqrt(1 - share) for share in left),
            "sum-doubled": tuple(share**2 for share in left),
            "first-beta-forgotten": exp(-t * largest / 2),
        }

    def steps(self, *, beta_min: float, beta_max: float, last_step: int, t: int) -> Mapping[str, Any]:
        """Return the way along the line, the sum of the betas with its mean, and the exponential."""
        betas = linear_betas(last_step, beta_min, beta_max)[:t]
        left = alpha_bar(betas)
        return {
            "steps_taken": t - 1,
            "gaps": last_step - 1,
            "rise": beta_max - beta_min,
            "beta": betas[-1],
            "mean_beta": sum(betas) / t,
            "sum_beta": sum(betas),
            "exponential": alpha_bar_exponential(betas),
            "excess": 100 * (alpha_bar_exponential(betas) / left - 1),
            "amplitude_percent": 100 * sqrt(left),
        }


def _linear_variants(*steps: int) -> tuple[dict[str, float | int], ...]:
    """Return the givens of the linear schedule at several steps."""
    return tuple(
        {"beta_min": _BETA_MIN, "beta_max": _BETA_MAX, "last_step": _LAST_STEP, "t": t} for t in steps
    )


@exercise("linear-quarter")
class LinearQuarter(_LinearShare):
    """Share of the signal's power left about a quarter through the linear schedule."""

    # Twice each of these steps, which the derivation mentions, is no step of the next exercise.
    variants = _linear_variants(_QUARTER, 175, 225, 275, 300)
    relative_tolerance = 0.00305
    # A value in circulation for the first variant's step. It lies above the exponential, where no product can.
    published_value = 0.536

    def misconceptions(self, *, t: int, **schedule: Any) -> Mapping[str, Mistake]:
        """Return the typical wrong shares."""
        betas = linear_betas(**schedule)[:t]
        return {
            **super().misconceptions(t=t, **schedule),
            "inequality-reversed": (
                self.published_value
                if t == _QUARTER
                else NotHere("the value in circulation belongs to another step")
            ),
            "linearised-too-far": (1 - sum(betas), 1 - t * betas[-1]),
            "noise-for-signal": (1 - alpha_bar_exponential(betas), 1 - alpha_bar(betas)),
            "snr-for-share": tuple(
                share / (1 - share) for share in (alpha_bar_exponential(betas), alpha_bar(betas))
            ),
        }

    def steps(self, *, t: int, **schedule: Any) -> Mapping[str, Any]:
        """Return what the product needs, and how the share compares with the one at twice the step."""
        left = self.answer(t=t, **schedule)
        return {
            **super().steps(t=t, **schedule),
            "doubled": 2 * t,
            "doubled_share": self.answer(t=2 * t, **schedule),
            "fourth_power": left**4,
        }


@exercise("linear-three-quarters")
class LinearThreeQuarters(_LinearShare):
    """Share of the signal's power left about three quarters through the linear schedule."""

    variants = _linear_variants(_THREE_QUARTERS, 650, 700, 800, 850)
    relative_tolerance = 0.0301
    # A value in circulation for the first variant's step, about a third of what is left.
    published_value = 0.00118

    def misconceptions(self, *, t: int, **schedule: Any) -> Mapping[str, Mistake]:
        """Return the typical wrong shares."""
        betas = linear_betas(**schedule)[:t]
        return {
            **super().misconceptions(t=t, **schedule),
            "wrong-published-value": (
                self.published_value
                if t == _THREE_QUARTERS
                else NotHere("the value in circulation belongs to another step")
            ),
            "percent-for-fraction": (100 * alpha_bar_exponential(betas), 100 * alpha_bar(betas)),
            "linearised-too-far": (1 - sum(betas), 1 - t * betas[-1]),
        }

    def steps(self, *, last_step: int, t: int, **schedule: Any) -> Mapping[str, Any]:
        """Return what the product needs, and how much of the schedule is still to come."""
        return {
            **super().steps(last_step=last_step, t=t, **schedule),
            "rest": last_step - t,
            "percent": 100 * self.answer(last_step=last_step, t=t, **schedule),
        }


def _squared_cosine(progress: float) -> float:
    return cos(progress * pi / 2) ** 2


class _CosineShare(Derive):
    """Share of the signal's power left on the cosine schedule; Nichol and Dhariwal 2021."""

    slips = (*Derive.slips, RECIPROCAL, REST)

    def answer(self, *, last_step: int, offset: float, t: int) -> float:
        """Return f(t) / f(0)."""
        return cosine_alpha_bar(t, last_step, offset)

    def also_valid(self, *, last_step: int, offset: float, t: int) -> Sequence[float]:
        """Return f(t) undivided where it is the same to three digits, as with the usual offset."""
        low, high = self.accept(last_step=last_step, offset=offset, t=t)
        undivided = cos(cosine_angle(t, last_step, offset)) ** 2
        return (undivided,) if low <= undivided <= high else ()

    def accept(self, **givens: Any) -> tuple[float, float]:
        """Return the interval around the quotient alone."""
        answer = self.answer(**givens)
        return answer - self._tolerance(answer), answer + self._tolerance(answer)

    def misconceptions(self, *, last_step: int, offset: float, t: int) -> Mapping[str, Mistake]:
        """Return the wrong shares that both steps have in common, divided by the value at zero and undivided."""
        angle, start = cosine_angle(t, last_step, offset), cosine_angle(0, last_step, offset)
        unstretched, unstretched_start = angle * (1 + offset), start * (1 + offset)
        betas = linear_betas(last_step, _BETA_MIN, _BETA_MAX)[:t]
        return {
            "offset-dropped": cosine_alpha_bar(t, last_step, 0),
            "square-forgotten": (cos(angle) / cos(start), cos(angle), cos(pi / 2 * t / last_step)),
            "missing-1-plus-s": (
                (cos(unstretched) / cos(unstretched_start)) ** 2,
                cos(unstretched) ** 2,
                cos(unstretched),
            ),
            "degrees-mode": ((cos(radians(angle)) / cos(radians(start))) ** 2, cos(radians(angle)) ** 2),
            "radians-mode": ((cos(degrees(angle)) / cos(degrees(start))) ** 2, cos(degrees(angle)) ** 2),
            "half-forgotten": ((cos(2 * angle) / cos(2 * start)) ** 2, cos(2 * angle) ** 2, cos(2 * angle)),
            "offset-subtracted": tuple(
                _squared_cosine((t / last_step - offset) / stretch) for stretch in (1 + offset, 1 - offset)
            ),
            "start-not-divided-out": (
                NotHere("with this offset the same to three digits")
                if self.also_valid(last_step=last_step, offset=offset, t=t)
                else cos(angle) ** 2
            ),
            "offset-counted-twice": _squared_cosine((t / last_step + 2 * offset) / (1 + offset)),
            "sine-for-cosine": sin(angle),
            "squared-twice": ((cos(angle) / cos(start)) ** 4, cos(angle) ** 4),
            "angle-for-share": (angle, degrees(angle)),
            "linear-for-cosine": (alpha_bar_exponential(betas), alpha_bar(betas)),
        }

    def steps(self, *, last_step: int, offset: float, t: int) -> Mapping[str, Any]:
        """Return the intermediate values of f, and what the schedule would leave without its offset."""
        return {
            **_parts(t, last_step, offset),
            "without_offset": cosine_alpha_bar(t, last_step, 0),
            "start_excess": 100 * (1 / cos(cosine_angle(0, last_step, offset)) ** 2 - 1),
        }


def _cosine_variants(*places: tuple[int, float]) -> tuple[dict[str, float], ...]:
    """Return the givens of the cosine schedule for several steps and offsets; of large offsets f(0) differs from one."""
    return tuple({"last_step": _LAST_STEP, "offset": offset, "t": t} for t, offset in places)


@exercise("cosine-quarter")
class CosineQuarter(_CosineShare):
    """Share of the signal's power left about a quarter through the cosine schedule."""

    variants = _cosine_variants((_QUARTER, _OFFSET), (200, 0.05), (225, 0.06), (300, 0.07), (325, 0.08))
    # With the usual offset whoever forgets f(0) would pass.
    first = 1
    # Tight enough to leave out the schedule without its offset, and a cosine read a little too large.
    absolute_tolerance = 0.00122
    # A value in circulation for the first variant's step; it begins with a cosine of 0.9211.
    published_value = 0.8486

    def misconceptions(self, *, last_step: int, offset: float, t: int) -> Mapping[str, Mistake]:
        """Return the typical wrong shares."""
        return {
            **super().misconceptions(last_step=last_step, offset=offset, t=t),
            "cosine-misread": (
                self.published_value
                if t == _QUARTER
                else NotHere("the value in circulation belongs to another step")
            ),
        }


@exercise("cosine-three-quarters")
class CosineThreeQuarters(_CosineShare):
    """Share of the signal's power left about three quarters through the cosine schedule."""

    variants = _cosine_variants(
        (_THREE_QUARTERS, _OFFSET), (650, 0.09), (700, 0.08), (800, 0.07), (850, 0.06)
    )
    # Half the distance to the schedule without its offset, which is what this exercise is about.
    relative_tolerance = 0.0072

    def misconceptions(self, *, last_step: int, offset: float, t: int) -> Mapping[str, Mistake]:
        """Return the typical wrong shares."""
        return {
            **super().misconceptions(last_step=last_step, offset=offset, t=t),
            "noise-for-signal": 1 - self.answer(last_step=last_step, offset=offset, t=t),
        }

    def steps(self, *, last_step: int, offset: float, t: int) -> Mapping[str, Any]:
        """Return the intermediate values of f, and the step opposite on the schedule without an offset."""
        share, without = (cosine_alpha_bar(t, last_step, one) for one in (offset, 0))
        return {
            **super().steps(last_step=last_step, offset=offset, t=t),
            "mirrored": last_step - t,
            "mirrored_without": cosine_alpha_bar(last_step - t, last_step, 0),
            "without_excess": 100 * (without / share - 1),
        }


def _f(t: float, T: int, offset: float) -> float:
    """Return the squared cosine, not yet divided by its value at zero."""
    return cos(cosine_angle(t, T, offset)) ** 2


def _turned(t: float, T: int, offset: float, factor: float) -> float:
    """Return the share that is left where each angle is multiplied by a factor."""
    angle, start = (factor * cosine_angle(step, T, offset) for step in (t, 0))
    return (cos(angle) / cos(start)) ** 2


@exercise("cosine-alpha-bar")
class CosineAlphaBar(Build):
    """The cosine schedule as a function, without the clip; Nichol and Dhariwal 2021."""

    entry = "cosine_alpha_bar"
    # The division by f(0) changes only the fourth digit.
    relative_tolerance = 1e-7
    cases = (
        Case(0, 1000),  # nothing has happened yet: exactly 1
        Case(250, 1000),
        Case(500, 1000),
        Case(750, 1000),
        Case(1000, 1000, absolute=1e-12),  # zero, but pi / 2 is not a number of the machine
        Case(25, 100),  # the same share of another schedule
        Case(1, 1000),
        Case(999, 1000, relative=1e-4),  # tiny, so judged by its digits
        Case(250, 1000, 0.0),  # no offset
        Case(30, 40, 0.02),
    )

    @staticmethod
    def reference(t: int, T: int, offset: float = 0.008) -> float:
        """Return alpha_bar_t."""
        return cosine_alpha_bar(t, T, offset)

    @staticmethod
    def random_case(random: Random) -> tuple[int, int, float]:
        """Return a step, the number of steps and an offset; at the very end there is nothing left to compare."""
        last_step = random.randint(20, 2000)
        return random.randint(1, last_step - 1), last_step, random.uniform(0.002, 0.02)

    @mistake
    def start_not_divided_out(t: int, T: int, offset: float = 0.008) -> float:
        """Leave out the division by f(0)."""
        return _f(t, T, offset)

    @mistake
    def square_forgotten(t: int, T: int, offset: float = 0.008) -> float:
        """Take the cosine for its square, above and below the line."""
        return cos(cosine_angle(t, T, offset)) / cos(cosine_angle(0, T, offset))

    @mistake
    def square_and_start_forgotten(t: int, T: int, offset: float = 0.008) -> float:
        """Return the bare cosine."""
        return cos(cosine_angle(t, T, offset))

    @mistake
    def offset_ignored(t: int, T: int, offset: float = 0.008) -> float:
        """Use no offset, whatever is asked for."""
        return _f(t, T, 0) / _f(0, T, 0)

    @mistake
    def offset_fixed(t: int, T: int, offset: float = 0.008) -> float:
        """Use the usual offset, whatever is asked for."""
        return _f(t, T, 0.008) / _f(0, T, 0.008)

    @mistake
    def offset_counted_in_steps(t: int, T: int, offset: float = 0.008) -> float:
        """Add the offset to the step instead of to the fraction."""
        return (cos((t + offset) / (T + offset) * pi / 2) / cos(offset / (T + offset) * pi / 2)) ** 2

    @mistake
    def stretch_forgotten(t: int, T: int, offset: float = 0.008) -> float:
        """Add the offset and do not divide by one plus the offset."""
        return (cos((t / T + offset) * pi / 2) / cos(offset * pi / 2)) ** 2

    @mistake
    def stretch_and_start_forgotten(t: int, T: int, offset: float = 0.008) -> float:
        """Add the offset and divide by nothing."""
        return cos((t / T + offset) * pi / 2) ** 2

    @mistake
    def brackets_forgotten(t: int, T: int, offset: float = 0.008) -> float:
        """Divide the offset alone by one plus the offset."""
        angle, start = t / T + offset / (1 + offset), offset / (1 + offset)
        return (cos(angle * pi / 2) / cos(start * pi / 2)) ** 2

    @mistake
    def whole_division(t: int, T: int, offset: float = 0.008) -> float:
        """Divide the step by the number of steps and drop the rest."""
        return _f(t // T, 1, offset) / _f(0, T, offset)

    @mistake
    def angle_in_degrees(t: int, T: int, offset: float = 0.008) -> float:
        """Let the angle run to ninety."""
        return _turned(t, T, offset, 180 / pi)

    @mistake
    def radians_converted(t: int, T: int, offset: float = 0.008) -> float:
        """Convert an angle that is in radians already."""
        return _turned(t, T, offset, pi / 180)

    @mistake
    def last_step_fixed(t: int, T: int, offset: float = 0.008) -> float:
        """Take every schedule for one of a thousand steps."""
        return _f(t, 1000, offset) / _f(0, 1000, offset)

    @mistake
    def half_forgotten(t: int, T: int, offset: float = 0.008) -> float:
        """Let the angle run to pi."""
        return _turned(t, T, offset, 2)

    @mistake
    def noise_for_signal(t: int, T: int, offset: float = 0.008) -> float:
        """Return the share of the noise."""
        return 1 - cosine_alpha_bar(t, T, offset)

    @mistake
    def sine_for_cosine(t: int, T: int, offset: float = 0.008) -> float:
        """Square the sine."""
        return sin(cosine_angle(t, T, offset)) ** 2

    @mistake
    def one_step_share(t: int, T: int, offset: float = 0.008) -> float:
        """Return the share that the step alone keeps."""
        return _f(t, T, offset) / _f(t - 1, T, offset)

    @mistake
    def quarter_turn_forgotten(t: int, T: int, offset: float = 0.008) -> float:
        """Leave pi / 2 out of the angle."""
        return _turned(t, T, offset, 2 / pi)

    @mistake
    def divided_by_one(t: int, T: int, offset: float = 0.008) -> float:
        """Divide by one and add the offset once more, for want of a bracket below the line."""
        angle, start = t / T + 2 * offset, 2 * offset
        return (cos(angle * pi / 2) / cos(start * pi / 2)) ** 2

    @mistake
    def copied_without_start(t: int, T: int, offset: float = 0.008) -> float:
        """Return the function that public code hands to the one that makes betas of it: no start, and an offset of its own."""
        return _f(t, T, 0.008)

    @mistake
    def last_step_short(t: int, T: int, offset: float = 0.008) -> float:
        """Let the clock end at T - 1."""
        return _f(t, T - 1, offset) / _f(0, T - 1, offset)

    @mistake
    def clipped_beta_for_share(t: int, T: int, offset: float = 0.008) -> float:
        """Return the variance that the step adds, clipped."""
        return min(1 - _f(t, T, offset) / _f(t - 1, T, offset), 0.999)

    @mistake
    def next_beta_for_share(t: int, T: int, offset: float = 0.008) -> float:
        """Return the variance that the next step adds, clipped, as code that counts from 0 does."""
        return min(1 - _f(t + 1, T, offset) / _f(t, T, offset), 0.999)

    @mistake
    def beta_for_share(t: int, T: int, offset: float = 0.008) -> float:
        """Return the variance that the step adds."""
        return 1 - _f(t, T, offset) / _f(t - 1, T, offset)

    @mistake
    def clipped_at_the_end(t: int, T: int, offset: float = 0.008) -> float:
        """Multiply up the clipped betas."""
        return alpha_bar(cosine_betas(T, offset)[:t])

    @mistake
    def sine_over_sine(t: int, T: int, offset: float = 0.008) -> float:
        """Square the sine and divide by its start; fails where there is no offset."""
        return sin(cosine_angle(t, T, offset)) ** 2 / sin(cosine_angle(0, T, offset)) ** 2

    @mistake
    def angle_squared(t: int, T: int, offset: float = 0.008) -> float:
        """Square the angle instead of its cosine."""
        return cos(cosine_angle(t, T, offset) ** 2) / cos(cosine_angle(0, T, offset) ** 2)

    @mistake
    def square_above_only(t: int, T: int, offset: float = 0.008) -> float:
        """Divide the square by a bare cosine."""
        return _f(t, T, offset) / cos(cosine_angle(0, T, offset))

    @mistake
    def one_step_ahead(t: int, T: int, offset: float = 0.008) -> float:
        """Count the steps from one."""
        return _f(t + 1, T, offset) / _f(0, T, offset)

    @mistake
    def pi_rounded(t: int, T: int, offset: float = 0.008) -> float:
        """Type the number by hand."""
        angle, start = (cosine_angle(step, T, offset) * 3.14 / pi for step in (t, 0))
        return (cos(angle) / cos(start)) ** 2
