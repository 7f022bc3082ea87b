"""Numbers and programs of docs/chapters/00-forward-process.md."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import exp, log, log10, prod, sqrt
from typing import Any

from checkers.diagnosis import RECIPROCAL, ROOT, SQUARE
from checkers.formulas import (
    alpha_bar,
    alpha_bar_exponential,
    alpha_bars,
    forward_process,
    linear_beta,
    linear_betas,
    log_snr,
    snr,
)
from checkers.kinds.build import Build, Case, Random, mistake
from checkers.kinds.derive import Derive, Mistake, NotHere
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_BETA_MIN, _BETA_MAX, _LAST_STEP = 1e-4, 0.02, 1000
_BETAS = linear_betas(_LAST_STEP, _BETA_MIN, _BETA_MAX)
_HALF = _LAST_STEP // 2
_QUARTERS = (_LAST_STEP // 4, _HALF, 3 * _LAST_STEP // 4, _LAST_STEP)

# The share of the power at half-time as it is usually quoted: the exponential, to three digits.
_QUOTED = 0.0793

# One pixel and one step that is larger than those of the schedule, so that its effect can be seen.
_PIXEL, _PIXEL_BETA, _PIXEL_EPSILON = 0.8, 0.1, -0.5

# The stretch of the schedule on which the shortcut for the product is shown.
_DEMO = 100

# Two steps that are larger still, to follow the noise of the first through the second.
_FIRST_BETA, _SECOND_BETA = 0.1, 0.2


def _excess_percent(betas: list[float]) -> float:
    """Return by how many per cent the exponential lies above the product."""
    return 100 * (alpha_bar_exponential(betas) / alpha_bar(betas) - 1)


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        "beta_min": _BETA_MIN,
        "beta_max": _BETA_MAX,
        "last_step": _LAST_STEP,
        "quarter": _QUARTERS[0],
        "half": _HALF,
        "three_quarters": _QUARTERS[2],
        "pixel": _PIXEL,
        "pixel_beta": _PIXEL_BETA,
        "pixel_epsilon": _PIXEL_EPSILON,
        "pixel_kept": sqrt(1 - _PIXEL_BETA) * _PIXEL,
        "pixel_noise": sqrt(_PIXEL_BETA) * _PIXEL_EPSILON,
        "pixel_next": forward_process(_PIXEL, 1 - _PIXEL_BETA, _PIXEL_EPSILON),
        "pixel_keep_power": 1 - _PIXEL_BETA,
        "first_beta": _FIRST_BETA,
        "second_beta": _SECOND_BETA,
        "first_alpha": 1 - _FIRST_BETA,
        "second_alpha": 1 - _SECOND_BETA,
        "old_noise": (1 - _SECOND_BETA) * _FIRST_BETA,
        "two_step_noise": (1 - _SECOND_BETA) * _FIRST_BETA + _SECOND_BETA,
        "two_step_alpha_bar": alpha_bar((_FIRST_BETA, _SECOND_BETA)),
        "variance_unshrunk": 1 + sum(_BETAS),
        "demo": _DEMO,
        "demo_beta": _BETAS[_DEMO - 1],
        "demo_mean": sum(_BETAS[:_DEMO]) / _DEMO,
        "demo_sum": sum(_BETAS[:_DEMO]),
        "demo_exponential": alpha_bar_exponential(_BETAS[:_DEMO]),
        **{f"alpha_bar_{t}": alpha_bar(_BETAS[:t]) for t in _QUARTERS},
        **{f"exponential_{t}": alpha_bar_exponential(_BETAS[:t]) for t in _QUARTERS},
        **{f"excess_{t}": _excess_percent(_BETAS[:t]) for t in _QUARTERS},
        "even_step": next(t for t, left in enumerate(alpha_bars(_BETAS)) if left < 1 / 2),
        "quoted": _QUOTED,
        "quoted_noise": 1 - _QUOTED,
        "quoted_snr": snr(_QUOTED),
        "quoted_noise_to_signal": 1 / snr(_QUOTED),
        "quoted_amplitude_ratio": sqrt(1 / snr(_QUOTED)),
        "quoted_log10_snr": log_snr(_QUOTED, 10),
        "quoted_log10_inverse": -log_snr(_QUOTED, 10),
        "quoted_ln_snr": log_snr(_QUOTED),
        "quoted_log10_fraction": log10(_QUOTED),
        "quoted_decibel": 10 * log_snr(_QUOTED, 10),
        "exact_log10_snr": log_snr(alpha_bar(_BETAS[:_HALF]), 10),
        "ln_of_10": log(10),
    }


@exercise("first-step-alpha")
class FirstStepAlpha(Derive):
    """Share of the power that one step of a linear schedule keeps; Ho et al. 2020, section 2 and 4."""

    # After the first variant, t and t + 1 round to different fourth digits: whoever slips by one step cannot
    # round the slip away. Few steps in all: dividing by their number in place of the gaps must not pass.
    variants = (
        {"beta_min": 1e-4, "beta_max": 0.02, "last_step": 1000, "t": 1},
        {"beta_min": 2e-4, "beta_max": 0.02, "last_step": 50, "t": 5},
        {"beta_min": 2e-4, "beta_max": 0.01, "last_step": 40, "t": 6},
        {"beta_min": 3e-4, "beta_max": 0.02, "last_step": 60, "t": 7},
        {"beta_min": 5e-4, "beta_max": 0.02, "last_step": 50, "t": 4},
    )
    digits = 4
    absolute_tolerance = 1e-5

    def answer(self, *, beta_min: float, beta_max: float, last_step: int, t: int) -> float:
        """Return alpha_t."""
        return 1 - linear_beta(t, last_step, beta_min, beta_max)

    def misconceptions(
        self, *, beta_min: float, beta_max: float, last_step: int, t: int
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong shares."""
        beta = linear_beta(t, last_step, beta_min, beta_max)
        first_betas = linear_betas(last_step, beta_min, beta_max)[:t]
        at_the_first = NotHere("the first step is the one that is asked for")
        return {
            "beta-for-alpha": beta,
            "sqrt-too-early": sqrt(1 - beta),
            "wrong-end-of-schedule": 1 - beta_max,
            "first-beta": at_the_first if t == 1 else 1 - beta_min,
            "rise-alone": at_the_first if t == 1 else 1 - (beta - beta_min),
            "fence-post": 1 - linear_beta(t + 1, last_step, beta_min, beta_max),
            "alpha-bar-for-alpha": (
                NotHere("the product of a single factor is that factor") if t == 1 else alpha_bar(first_betas)
            ),
            "gaps-miscounted": (
                at_the_first if t == 1 else 1 - (beta_min + (beta_max - beta_min) * (t - 1) / last_step)
            ),
            "mean-beta": 1 - (beta_min + beta_max) / 2,
        }

    def terms(self, *, beta_min: float, beta_max: float, last_step: int, t: int) -> Mapping[str, float]:
        """Return the whole, and the variance that is taken from it."""
        return {"whole": 1, "beta": -linear_beta(t, last_step, beta_min, beta_max)}

    def steps(self, *, beta_min: float, beta_max: float, last_step: int, t: int) -> Mapping[str, Any]:
        """Return the way along the line, and the noise there, as variance, amplitude and in grey levels."""
        beta = linear_beta(t, last_step, beta_min, beta_max)
        return {
            "steps_taken": t - 1,
            "gaps": last_step - 1,
            "rise": beta_max - beta_min,
            "beta": beta,
            "noise_amplitude": sqrt(beta),
            # Eight-bit values scaled to [-1, 1] stand 2 / 255 apart.
            "grey_levels": sqrt(beta) * 255 / 2,
        }


def _sums(betas: list[float]) -> dict[str, float]:
    """Return what comes of a schedule's betas: their sum with its mean, the exponential, and the amplitude that is left."""
    return {
        "mean_beta": sum(betas) / len(betas),
        "sum_beta": sum(betas),
        "exponential": alpha_bar_exponential(betas),
        "excess": _excess_percent(betas),
        "amplitude": sqrt(alpha_bar(betas)),
        "amplitude_percent": 100 * sqrt(alpha_bar(betas)),
    }


class LinearShare(Derive):
    """Share of the signal's power left on the linear schedule; Ho et al. 2020, definition above equation (4)."""

    def answer(self, *, beta_min: float, beta_max: float, last_step: int, t: int) -> float:
        """Return the product."""
        return alpha_bar(linear_betas(last_step, beta_min, beta_max)[:t])

    def also_valid(self, *, beta_min: float, beta_max: float, last_step: int, t: int) -> Sequence[float]:
        """Return the exponential, and the power of the mean factor, which lies between the two."""
        betas = linear_betas(last_step, beta_min, beta_max)[:t]
        return alpha_bar_exponential(betas), (1 - sum(betas) / t) ** t


@exercise("alpha-bar-halfway")
class AlphaBarHalfway(LinearShare):
    """Share of the signal's power left midway through the linear schedule; Ho et al. 2020, equation (4)."""

    variants = tuple(
        {"beta_min": _BETA_MIN, "beta_max": _BETA_MAX, "last_step": _LAST_STEP, "t": t}
        for t in (_HALF, 300, 400, 600, 700)
    )
    relative_tolerance = 0.008

    def misconceptions(
        self, *, beta_min: float, beta_max: float, last_step: int, t: int
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong shares, by the exponential and by the product where both are usual."""
        betas = linear_betas(last_step, beta_min, beta_max)
        left = (alpha_bar_exponential(betas[:t]), alpha_bar(betas[:t]))
        mean = sum(betas) / last_step
        return {
            "sqrt-too-early": tuple(sqrt(share) for share in left),
            "whole-schedule-mean": (exp(-t * mean), (1 - mean) ** t),
            "endpoint-beta": (
                NotHere("midway the last beta is about the mean of all")
                if 2 * t == last_step
                else (exp(-t * betas[t - 1]), (1 - betas[t - 1]) ** t)
            ),
            "noise-for-signal": tuple(1 - share for share in left),
            "alpha-for-alpha-bar": 1 - betas[t - 1],
            "linearised-too-far": (1 - sum(betas[:t]), 1 - t * betas[t - 1]),
            "base-10": (10 ** -sum(betas[:t]), 2 ** -sum(betas[:t])),
            "sum-for-share": (sum(betas[:t]), -sum(betas[:t])),
            "sign-lost": tuple(1 / share for share in left),
            "first-beta-forgotten": (exp(-t * betas[t - 1] / 2), (1 - betas[t - 1] / 2) ** t),
            "sum-doubled": tuple(share**2 for share in left),
            "whole-schedule": (alpha_bar_exponential(betas), alpha_bar(betas)),
            "snr-for-share": (
                NotHere("of so small a share the ratio is hardly another number")
                if left[0] < 0.02
                else tuple(share / (1 - share) for share in left)
            ),
            "noise-amplitude": tuple(sqrt(1 - share) for share in left),
        }

    def steps(self, *, beta_min: float, beta_max: float, last_step: int, t: int) -> Mapping[str, Any]:
        """Return the sum of the betas with its mean, the exponential, and how it compares."""
        betas = linear_betas(last_step, beta_min, beta_max)[:t]
        return {"beta": betas[-1], **_sums(betas)}


@exercise("signal-fraction")
class SignalFraction(Derive):
    """Signal's share of the variance of x_t, for data of unit variance; from Ho et al. 2020, equation (4)."""

    variants = (
        {"t": _HALF, "alpha_bar": _QUOTED},
        {"t": 340, "alpha_bar": 0.306},
        {"t": 420, "alpha_bar": 0.165},
        {"t": 460, "alpha_bar": 0.116},
        {"t": 540, "alpha_bar": 0.0516},
    )
    # Tight enough to leave 0.08 out of the first variant's interval: right, but with too few digits.
    slips = (*Derive.slips, RECIPROCAL, ROOT, SQUARE)
    relative_tolerance = 0.0076

    def answer(self, *, t: int, alpha_bar: float) -> float:
        """Return the share, which is alpha_bar itself."""
        return alpha_bar

    def also_valid(self, *, t: int, alpha_bar: float) -> Sequence[float]:
        """Return the product and the exponential at this step, for whoever carries over a longer number."""
        return alpha_bars(_BETAS[:t])[-1], alpha_bar_exponential(_BETAS[:t])

    def misconceptions(self, *, t: int, alpha_bar: float) -> Mapping[str, Mistake]:
        """Return the typical wrong shares."""
        signal, noise = sqrt(alpha_bar), sqrt(1 - alpha_bar)
        return {
            "amplitude-for-power": signal,
            "noise-for-signal": 1 - alpha_bar,
            "snr-for-fraction": snr(alpha_bar),
            "ratio-of-amplitudes": (signal / (signal + noise), signal / noise),
            "percent-for-fraction": 100 * alpha_bar,
            "noise-amplitude": noise,
            "amplitudes-add-to-one": 1 - signal,
            "logarithm": log(alpha_bar),
        }

    def steps(self, *, t: int, alpha_bar: float) -> Mapping[str, Any]:
        """Return the noise's power, and how many times the signal it is in power and in amplitude."""
        return {
            "noise_power": 1 - alpha_bar,
            "power_ratio": 1 / snr(alpha_bar),
            "amplitude_ratio": sqrt(1 / snr(alpha_bar)),
        }


@exercise("alpha-bar-final")
class AlphaBarFinal(Derive):
    """Share of the signal's power left after the last step; Ho et al. 2020, equation (4)."""

    variants = tuple(
        {"beta_min": _BETA_MIN, "beta_max": beta_max, "last_step": last_step}
        for last_step, beta_max in (
            (_LAST_STEP, _BETA_MAX),
            (800, 0.02),
            (1200, 0.015),
            (1000, 0.015),
            (1200, 0.02),
        )
    )
    relative_tolerance = 0.0215
    # A value in circulation for the first variant's schedule, which no way of computing gives.
    published_value = 4.48e-5

    def answer(self, *, beta_min: float, beta_max: float, last_step: int) -> float:
        """Return the product of all factors."""
        return alpha_bar(linear_betas(last_step, beta_min, beta_max))

    def also_valid(self, *, beta_min: float, beta_max: float, last_step: int) -> Sequence[float]:
        """Return the exponential, and the power of the mean factor, which lies between the two."""
        betas = linear_betas(last_step, beta_min, beta_max)
        return alpha_bar_exponential(betas), (1 - sum(betas) / last_step) ** last_step

    def misconceptions(self, *, beta_min: float, beta_max: float, last_step: int) -> Mapping[str, Mistake]:
        """Return the typical wrong shares, by the exponential and by the product where both are usual."""
        betas = linear_betas(last_step, beta_min, beta_max)
        left = (alpha_bar_exponential(betas), alpha_bar(betas))
        first_half = betas[: last_step // 2]
        reversed_correction = 1 / prod(1 + beta for beta in betas)
        published = (self.published_value,) if (beta_max, last_step) == (_BETA_MAX, _LAST_STEP) else ()
        return {
            "inequality-reversed": (reversed_correction, *published),
            "sqrt-too-early": tuple(sqrt(share) for share in (*left, *published)),
            "half-squared": (alpha_bar_exponential(first_half) ** 2, alpha_bar(first_half) ** 2),
            "base-10": (10 ** -sum(betas), 2 ** -sum(betas)),
            "max-beta-everywhere": (exp(-last_step * beta_max), (1 - beta_max) ** last_step),
            "sum-for-share": (sum(betas), -sum(betas)),
            "sign-lost": tuple(1 / share for share in left),
            "nothing-left": 0.0,
            "first-beta-forgotten": exp(-last_step * beta_max / 2),
            "linearised-too-far": 1 - last_step * (beta_min + beta_max) / 2,
            "alpha-for-alpha-bar": 1 - beta_max,
            "sum-doubled": tuple(share**2 for share in left),
            "difference-for-sum": exp(-last_step * (beta_max - beta_min) / 2),
        }

    def steps(self, *, beta_min: float, beta_max: float, last_step: int) -> Mapping[str, Any]:
        """Return the sum of the betas with its mean, the exponential, and the amplitude that is left."""
        return _sums(linear_betas(last_step, beta_min, beta_max))


@exercise("forward-process")
class ForwardProcess(Build):
    """Noise a value to any step at once; Ho et al. 2020, equation (4)."""

    entry = "forward_process"
    relative_tolerance = 1e-9
    cases = (
        Case(1.0, 1.0, 5.0),  # no noise yet: x0 comes back
        Case(3.0, 0.0, -2.0),  # no signal left: the noise comes back
        Case(1.0, 0.64, 0.5),
        Case(2.0, 0.25, 1.0),
        Case(0.0, 0.64, 1.0),
        Case(-1.5, 0.0793, 0.2),
        Case(4.0, 0.5, 0.0),
        Case(1.0, 0.5, -1.0),  # equal powers, opposite signs
    )

    @staticmethod
    def reference(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Return x_t."""
        return forward_process(x0, alpha_bar_t, epsilon)

    @staticmethod
    def random_case(random: Random) -> tuple[float, float, float]:
        """Return a clean value, a share of the power, and noise."""
        return random.uniform(-3, 3), random.random(), random.gauss(0, 1)

    @mistake
    def both_scaled_as_signal(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Scale the noise by the factor of the signal."""
        return sqrt(alpha_bar_t) * x0 + sqrt(alpha_bar_t) * epsilon

    @mistake
    def no_square_roots(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Weight the values by powers."""
        return alpha_bar_t * x0 + (1 - alpha_bar_t) * epsilon

    @mistake
    def amplitudes_add_to_one(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Give the noise what the signal's amplitude lacks to one."""
        return sqrt(alpha_bar_t) * x0 + (1 - sqrt(alpha_bar_t)) * epsilon

    @mistake
    def coefficients_swapped(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Give the signal the noise's factor and the noise the signal's."""
        return sqrt(1 - alpha_bar_t) * x0 + sqrt(alpha_bar_t) * epsilon

    @mistake
    def noise_subtracted(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Take the noise away instead of adding it."""
        return sqrt(alpha_bar_t) * x0 - sqrt(1 - alpha_bar_t) * epsilon

    @mistake
    def noise_root_forgotten(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Take the root of the signal's share only."""
        return sqrt(alpha_bar_t) * x0 + (1 - alpha_bar_t) * epsilon

    @mistake
    def signal_root_forgotten(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Take the root of the noise's share only."""
        return alpha_bar_t * x0 + sqrt(1 - alpha_bar_t) * epsilon

    @mistake
    def noise_unscaled(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Add the noise at full strength whatever the step."""
        return sqrt(alpha_bar_t) * x0 + epsilon

    @mistake
    def signal_unscaled(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Add noise to a signal that never shrinks."""
        return x0 + sqrt(1 - alpha_bar_t) * epsilon

    @mistake
    def noise_forgotten(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Return what is left of the signal."""
        return sqrt(alpha_bar_t) * x0

    @mistake
    def epsilon_forgotten(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Add the noise's amplitude without the noise."""
        return sqrt(alpha_bar_t) * x0 + sqrt(1 - alpha_bar_t)

    @mistake
    def power_before_half(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Divide by two what was raised to the power of one, as `** 1/2` does."""
        return alpha_bar_t / 2 * x0 + (1 - alpha_bar_t) / 2 * epsilon

    @mistake
    def share_for_amplitude(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Take the share for the signal's amplitude, and fill up the power."""
        return alpha_bar_t * x0 + sqrt(1 - alpha_bar_t**2) * epsilon

    @mistake
    def parts_multiplied(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Multiply signal and noise."""
        return sqrt(alpha_bar_t) * x0 * sqrt(1 - alpha_bar_t) * epsilon

    @mistake
    def shares_squared(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Square the shares instead of taking their roots."""
        return alpha_bar_t**2 * x0 + (1 - alpha_bar_t) ** 2 * epsilon

    @mistake
    def noise_taken_out(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Take the argument for x_t and solve for x_0; fails where no signal is left."""
        return (x0 - sqrt(1 - alpha_bar_t) * epsilon) / sqrt(alpha_bar_t)

    @mistake
    def result_clipped(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Keep the noised value in the range of the pixels."""
        return max(-1.0, min(1.0, forward_process(x0, alpha_bar_t, epsilon)))

    @mistake
    def noise_inside_the_root(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Let the root reach over the noise; fails where that is negative."""
        return sqrt(alpha_bar_t) * x0 + sqrt((1 - alpha_bar_t) * epsilon)

    @mistake
    def values_inside_the_roots(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Let both roots reach over what they weight; fails where that is negative."""
        return sqrt(alpha_bar_t * x0) + sqrt((1 - alpha_bar_t) * epsilon)

    @mistake
    def one_root_over_all(x0: float, alpha_bar_t: float, epsilon: float) -> float:
        """Take the root of the sum; fails where that is negative."""
        return sqrt(alpha_bar_t * x0 + (1 - alpha_bar_t) * epsilon)
