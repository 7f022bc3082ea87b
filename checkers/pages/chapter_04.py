"""Numbers of docs/chapters/04-sampling.md."""

from collections.abc import Mapping, Sequence
from functools import cache
from itertools import pairwise
from math import sqrt
from typing import Any

from checkers.diagnosis import RECIPROCAL
from checkers.formulas import (
    alpha_bars,
    ddim_step,
    ddpm_mean,
    ddpm_step,
    epsilon_from_score,
    gaussian_score,
    leading_timesteps,
    linear_betas,
    linspace_timesteps,
    posterior_variance,
    sampling_seconds,
    trailing_timesteps,
    x0_from_epsilon,
)
from checkers.kinds.derive import Derive, Mistake, NotHere
from checkers.reading.units import SECONDS, counted
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_BETAS = linear_betas()
_LAST_STEP = len(_BETAS)
_ALPHA_BARS = alpha_bars(_BETAS)

# One network pass of this book's example, in milliseconds.
_LATENCY_MS = 45

# The step whose noise is followed through one DDPM step.
_HALF = _LAST_STEP // 2
_half_beta, _half_noise = _BETAS[_HALF - 1], 1 - _ALPHA_BARS[_HALF]
_half_posterior = posterior_variance(_ALPHA_BARS[_HALF], _ALPHA_BARS[_HALF - 1])
# A mean is linear, so that the noise alone can be sent through it, in units of its own amplitude.
_subtracted = (sqrt(_half_noise) - _half_beta / sqrt(_half_noise)) ** 2
_rescaled = ddpm_mean(sqrt(_half_noise), 1, _half_beta, _ALPHA_BARS[_HALF]) ** 2

# A world of one-pixel images whose values are Gaussian around 0, which is known down to its scores.
_WORLD_VARIANCE = 0.25
_WORLD_STEPS = (1, 10, 50, 250, _LAST_STEP)

# A number of steps that does not divide T shows what the spacings do differently.
_LISTED_STEPS = 30


def _world_epsilon(alpha_bar_t: float) -> float:
    """Return the noise that a perfect network predicts in x_t = 1; in any other x_t it is so many times more."""
    noised_variance = alpha_bar_t * _WORLD_VARIANCE + 1 - alpha_bar_t
    return epsilon_from_score(gaussian_score(1, 0, noised_variance), alpha_bar_t)


def _generated_deviations(steps: int) -> dict[str, float]:
    """Return the standard deviation of what each sampler makes of standard normal noise.

    Every step multiplies by a factor and may add independent noise, so variances can be followed exactly.
    """
    visited = [timestep + 1 for timestep in trailing_timesteps(steps, _LAST_STEP)]
    ddpm = still = ddim = 1.0
    for t, tau in pairwise([*visited, 0]):
        now, then = _ALPHA_BARS[t], _ALPHA_BARS[tau]
        epsilon, beta = _world_epsilon(now), 1 - now / then
        variance = posterior_variance(now, then)
        mean = ddpm_mean(1, epsilon, beta, now)
        ddpm = mean**2 * ddpm + variance
        still = mean**2 * still
        ddim = ddim_step(1, epsilon, now, then) ** 2 * ddim
    return {"ddpm": sqrt(ddpm), "still": sqrt(still), "ddim": sqrt(ddim)}


def shortened(timesteps: list[int]) -> str:
    """Return the beginning and the end of a list of timesteps."""
    first, second, *_, last_but_one, last = timesteps
    return f"{first}, {second}, …, {last_but_one}, {last}"


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        "last_step": _LAST_STEP,
        "one_step_short": _LAST_STEP - 1,
        "doubled_passes": 2 * _LAST_STEP,
        "latency_ms": _LATENCY_MS,
        "ddpm_seconds": sampling_seconds(_LAST_STEP, _LATENCY_MS),
        "half": _HALF,
        "half_before": _HALF - 1,
        "half_amplitude": sqrt(_half_noise),
        "half_removed": _half_beta / sqrt(_half_noise),
        "half_added": sqrt(_half_posterior),
        "power_before": _half_noise,
        "power_subtracted": _subtracted,
        "power_rescaled": _rescaled,
        "power_added": _rescaled + _half_posterior,
        "power_due": 1 - _ALPHA_BARS[_HALF - 1],
        "variance_ratio_2": posterior_variance(_ALPHA_BARS[2], _ALPHA_BARS[1]) / _BETAS[1],
        "variance_ratio_half": _half_posterior / _half_beta,
        "world_deviation": sqrt(_WORLD_VARIANCE),
        **{f"world_steps_{steps}": steps for steps in _WORLD_STEPS},
        **{
            f"deviation_{name}_{steps}": value
            for steps in _WORLD_STEPS
            for name, value in _generated_deviations(steps).items()
        },
        "listed_steps": _LISTED_STEPS,
        "listed_stride": _LAST_STEP / _LISTED_STEPS,
        "leading": shortened(leading_timesteps(_LISTED_STEPS, _LAST_STEP)),
        "leading_one": shortened(leading_timesteps(_LISTED_STEPS, _LAST_STEP, 1)),
        "trailing": shortened(trailing_timesteps(_LISTED_STEPS, _LAST_STEP)),
        "linspace": shortened(linspace_timesteps(_LISTED_STEPS, _LAST_STEP)),
        "leading_first_step": leading_timesteps(_LISTED_STEPS, _LAST_STEP)[0] + 1,
    }


@exercise("ddpm-step")
class DdpmStep(Derive):
    """One element of x_(t-1) by DDPM, sigma_t^2 = beta_t; Ho et al. 2020, algorithm 2."""

    # After the first variant not alpha_bar = 1/2, where signal and noise have the same amplitude, and a beta
    # that is large enough for three digits to tell the mistakes from the answer.
    variants = (
        {"x_t": 0.8, "alpha": 0.99, "alpha_bar": 0.5, "epsilon": 0.6, "z": 0.3},
        {"x_t": -1.1, "alpha": 0.98, "alpha_bar": 0.64, "epsilon": -1.4, "z": 0.5},
        {"x_t": 1.1, "alpha": 0.98, "alpha_bar": 0.75, "epsilon": 1.2, "z": -0.5},
        {"x_t": -1.0, "alpha": 0.98, "alpha_bar": 0.7, "epsilon": 1.6, "z": 0.5},
        {"x_t": -0.9, "alpha": 0.98, "alpha_bar": 0.64, "epsilon": 1.0, "z": -0.4},
    )
    absolute_tolerance = 0.001

    def answer(self, *, x_t: float, alpha: float, alpha_bar: float, epsilon: float, z: float) -> float:
        """Return x_(t-1)."""
        return ddpm_step(x_t, epsilon, 1 - alpha, alpha_bar, 1 - alpha, z)

    def also_valid(
        self, *, x_t: float, alpha: float, alpha_bar: float, epsilon: float, z: float
    ) -> Sequence[float]:
        """Return x_(t-1) with the other usual variance, that of the posterior."""
        variance = posterior_variance(alpha_bar, alpha_bar / alpha)
        return (ddpm_step(x_t, epsilon, 1 - alpha, alpha_bar, variance, z),)

    def misconceptions(
        self, *, x_t: float, alpha: float, alpha_bar: float, epsilon: float, z: float
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        beta = 1 - alpha
        fresh, mean = sqrt(beta) * z, ddpm_mean(x_t, epsilon, beta, alpha_bar)
        cleaned = x_t - beta / sqrt(1 - alpha_bar) * epsilon
        x0 = x0_from_epsilon(x_t, epsilon, alpha_bar)
        return {
            "outer-rescale-forgotten": cleaned + fresh,
            "sqrt-forgotten": (x_t - beta / (1 - alpha_bar) * epsilon) / sqrt(alpha) + fresh,
            "alpha-for-sqrt-alpha": cleaned / alpha + fresh,
            "variance-for-std": mean + beta * z,
            "noise-term-forgotten": mean,
            "bar-for-no-bar": cleaned / sqrt(alpha_bar) + fresh,
            "sign-error": ddpm_mean(x_t, -epsilon, beta, alpha_bar) + fresh,
            "fresh-noise-subtracted": mean - fresh,
            "fresh-noise-unscaled": mean + z,
            "all-noise-removed": (x0, x0 + fresh),
            "rescale-inverted": cleaned * sqrt(alpha) + fresh,
            "signal-amplitude": (
                NotHere("signal and noise have the same amplitude")
                if alpha_bar == 1 / 2
                else (x_t - beta / sqrt(alpha_bar) * epsilon) / sqrt(alpha) + fresh
            ),
            "beta-rooted": (x_t - sqrt(beta / (1 - alpha_bar)) * epsilon) / sqrt(alpha) + fresh,
            "alpha-for-beta": (x_t - alpha / sqrt(1 - alpha_bar) * epsilon) / sqrt(alpha) + fresh,
            "divisor-forgotten": (x_t - beta * epsilon) / sqrt(alpha) + fresh,
            "coefficient-forgotten": (x_t - epsilon) / sqrt(alpha) + fresh,
            "nothing-subtracted": x_t / sqrt(alpha) + fresh,
            "fresh-noise-by-alpha": mean + sqrt(alpha) * z,
        }

    def steps(
        self, *, x_t: float, alpha: float, alpha_bar: float, epsilon: float, z: float
    ) -> Mapping[str, Any]:
        """Return the coefficients and what each of the three operations leaves behind."""
        beta = 1 - alpha
        coefficient = beta / sqrt(1 - alpha_bar)
        return {
            "beta": beta,
            "noise_amplitude": sqrt(1 - alpha_bar),
            "coefficient": coefficient,
            "cleaned": x_t - coefficient * epsilon,
            "rescale": 1 / sqrt(alpha),
            "mean": ddpm_mean(x_t, epsilon, beta, alpha_bar),
            "sigma": sqrt(beta),
            "posterior": posterior_variance(alpha_bar, alpha_bar / alpha),
            "posterior_result": self.also_valid(
                x_t=x_t, alpha=alpha, alpha_bar=alpha_bar, epsilon=epsilon, z=z
            )[0],
        }


@exercise("ddim-stride")
class DdimStride(Derive):
    """Distance of the timesteps in an even list from T down, whose last jump ends at 0."""

    # The number of steps divides T.
    variants = (
        {"last_step": 1000, "steps": 50},
        {"last_step": 1000, "steps": 25},
        {"last_step": 500, "steps": 20},
        {"last_step": 2000, "steps": 40},
        {"last_step": 1000, "steps": 100},
    )
    count = True
    units = counted("steps", "step", "timesteps")

    def answer(self, *, last_step: int, steps: int) -> float:
        """Return the stride."""
        return last_step // steps

    def misconceptions(self, *, last_step: int, steps: int) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        return {
            "intervals-between-steps": last_step / (steps - 1),
            "zero-based-range": (last_step - 1) / steps,
            "count-for-stride": steps,
            "difference": last_step - steps,
            "quotient-reversed": steps / last_step,
        }

    def steps(self, *, last_step: int, steps: int) -> Mapping[str, Any]:
        """Return the list's beginning and end."""
        stride = last_step // steps
        return {
            "second": last_step - stride,
            "third": last_step - 2 * stride,
            "last_but_one": 2 * stride,
            "index_first": last_step - 1,
            "index_last": stride - 1,
        }


@exercise("ddim-step")
class DdimStep(Derive):
    """One element of x_tau by DDIM; Song et al. 2021, equation (12) with sigma = 0."""

    variants = (
        {"x_t": 1, "alpha_bar_t": 0.5, "alpha_bar_tau": 0.6, "epsilon": 0.4},
        {"x_t": 0.7, "alpha_bar_t": 0.3, "alpha_bar_tau": 0.4, "epsilon": -0.8},
        {"x_t": -0.9, "alpha_bar_t": 0.6, "alpha_bar_tau": 0.75, "epsilon": -1.1},
        {"x_t": 1.2, "alpha_bar_t": 0.4, "alpha_bar_tau": 0.55, "epsilon": -0.5},
        {"x_t": -0.6, "alpha_bar_t": 0.5, "alpha_bar_tau": 0.6, "epsilon": 0.7},
    )
    relative_tolerance = 0.0021  # two thousandths either way in the first variant, and its ends

    def answer(self, *, x_t: float, alpha_bar_t: float, alpha_bar_tau: float, epsilon: float) -> float:
        """Return x_tau."""
        return ddim_step(x_t, epsilon, alpha_bar_t, alpha_bar_tau)

    def misconceptions(
        self, *, x_t: float, alpha_bar_t: float, alpha_bar_tau: float, epsilon: float
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        x0 = x0_from_epsilon(x_t, epsilon, alpha_bar_t)
        signal, noise = sqrt(alpha_bar_tau), sqrt(1 - alpha_bar_tau)
        powers_x0 = (x_t - (1 - alpha_bar_t) * epsilon) / alpha_bar_t
        return {
            "stopped-at-x0": x0,
            "old-noise-level": signal * x0 + sqrt(1 - alpha_bar_t) * epsilon,
            "old-signal-level": sqrt(alpha_bar_t) * x0 + noise * epsilon,
            "no-square-roots": alpha_bar_tau * powers_x0 + (1 - alpha_bar_tau) * epsilon,
            "coefficients-swapped": noise * x0 + signal * epsilon,
            "noise-direction-forgotten": signal * x0,
            "noise-direction-reversed": signal * x0 - noise * epsilon,
            "sign-error": signal * x0_from_epsilon(x_t, -epsilon, alpha_bar_t) + noise * epsilon,
            "rescale-forgotten": signal * sqrt(alpha_bar_t) * x0 + noise * epsilon,
            "levels-exchanged": ddim_step(x_t, epsilon, alpha_bar_tau, alpha_bar_t),
            "noise-root-forgotten": (
                signal * x0 + (1 - alpha_bar_tau) * epsilon,
                signal * (x_t - (1 - alpha_bar_t) * epsilon) / sqrt(alpha_bar_t) + noise * epsilon,
            ),
            "new-roots-forgotten": alpha_bar_tau * x0 + (1 - alpha_bar_tau) * epsilon,
            "guess-skipped": signal * x_t + noise * epsilon,
            "noise-left-in": signal * x_t / sqrt(alpha_bar_t) + noise * epsilon,
            "direction-unscaled": signal * x0 + noise,
            "signal-amplitude-forgotten": x0 + noise * epsilon,
            "noise-amplitude-forgotten": signal * x0 + epsilon,
            "share-for-amplitude": signal * (x_t - sqrt(1 - alpha_bar_t) * epsilon) / alpha_bar_t
            + noise * epsilon,
        }

    def terms(
        self, *, x_t: float, alpha_bar_t: float, alpha_bar_tau: float, epsilon: float
    ) -> Mapping[str, float]:
        """Return the guess and the noise, each with its amplitude at the new level."""
        x0 = x0_from_epsilon(x_t, epsilon, alpha_bar_t)
        return {"signal_part": sqrt(alpha_bar_tau) * x0, "noise_part": sqrt(1 - alpha_bar_tau) * epsilon}

    def steps(
        self, *, x_t: float, alpha_bar_t: float, alpha_bar_tau: float, epsilon: float
    ) -> Mapping[str, Any]:
        """Return the amplitudes at both levels, the guess, and its two parts in the new mixture."""
        x0 = x0_from_epsilon(x_t, epsilon, alpha_bar_t)
        signal, noise = sqrt(alpha_bar_tau), sqrt(1 - alpha_bar_tau)
        return {
            "signal_t": sqrt(alpha_bar_t),
            "noise_power_t": 1 - alpha_bar_t,
            "noise_t": sqrt(1 - alpha_bar_t),
            "x0": x0,
            "signal_tau": signal,
            "noise_tau": noise,
            "signal_part": signal * x0,
            "noise_part": noise * epsilon,
        }


@exercise("sampling-seconds")
class SamplingSeconds(Derive):
    """Seconds that the network passes of one image take."""

    # The third sampler never takes half as many steps, so that its time is told from an answer halved.
    variants = (
        {"latency_ms": _LATENCY_MS, "last_step": _LAST_STEP, "steps": 50, "fewer": 20},
        {"latency_ms": _LATENCY_MS, "last_step": _LAST_STEP, "steps": 30, "fewer": 12},
        {"latency_ms": _LATENCY_MS, "last_step": _LAST_STEP, "steps": 25, "fewer": 10},
        {"latency_ms": _LATENCY_MS, "last_step": _LAST_STEP, "steps": 40, "fewer": 15},
        {"latency_ms": _LATENCY_MS, "last_step": _LAST_STEP, "steps": 20, "fewer": 8},
    )
    slips = (*Derive.slips, RECIPROCAL)
    units = SECONDS
    relative_tolerance = 0.0045  # a hundredth of a second either way in the first variant

    def answer(self, *, latency_ms: int, last_step: int, steps: int, fewer: int) -> float:
        """Return the seconds."""
        return sampling_seconds(steps, latency_ms)

    def misconceptions(
        self, *, latency_ms: int, last_step: int, steps: int, fewer: int
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        return {
            "ddpm-time": sampling_seconds(last_step, latency_ms),
            "wrong-part": sampling_seconds(fewer, latency_ms),
            "unit": steps * latency_ms,
            "guidance-doubling": sampling_seconds(2 * steps, latency_ms),
            "speed-up-for-time": last_step / steps,
            "one-pass": sampling_seconds(1, latency_ms),
            "fence-post": (sampling_seconds(steps - 1, latency_ms), sampling_seconds(steps + 1, latency_ms)),
            "both-samplers": sampling_seconds(steps + fewer, latency_ms),
            "saved": (
                sampling_seconds(last_step - steps, latency_ms),
                sampling_seconds(steps - fewer, latency_ms),
            ),
        }

    def steps(self, *, latency_ms: int, last_step: int, steps: int, fewer: int) -> Mapping[str, Any]:
        """Return the time in milliseconds, the other two samplers' times, and the speed-up."""
        return {
            "ddpm_seconds": sampling_seconds(last_step, latency_ms),
            "fewer_seconds": sampling_seconds(fewer, latency_ms),
            "milliseconds": steps * latency_ms,
            "speed_up": last_step / steps,
        }
