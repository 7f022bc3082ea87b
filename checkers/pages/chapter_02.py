"""Numbers of docs/chapters/02-ddpm-loss.md."""

from collections.abc import Mapping, Sequence
from functools import cache
from math import sqrt
from typing import Any

from checkers.formulas import (
    alpha_bars,
    bound_weight,
    epsilon_from_v,
    epsilon_from_x0,
    forward_process,
    linear_betas,
    mean_squared_error,
    squared_error,
    summed_squared_error,
    v_loss_per_epsilon_loss,
    v_target,
    x0_from_epsilon,
    x0_from_v,
    x0_loss_per_epsilon_loss,
)
from checkers.kinds.derive import Derive, Mistake, NotHere, unless_near
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_BETAS = linear_betas()
_LAST_STEP = len(_BETAS)
_ALPHA_BARS = alpha_bars(_BETAS)

# An image of three pixels: the noise that was drawn, and what the network says.
_NOISE, _GUESS = (0.8, -1.1, 0.2), (0.5, -0.7, 0.3)

# One pixel, to follow through the rotation; the amplitudes of this alpha_bar are plain decimals.
_PIXEL, _PIXEL_EPSILON, _PIXEL_ALPHA_BAR = 0.6, -1.5, 0.64
_PIXEL_X_T = forward_process(_PIXEL, _PIXEL_ALPHA_BAR, _PIXEL_EPSILON)
_PIXEL_V = v_target(_PIXEL, _PIXEL_EPSILON, _PIXEL_ALPHA_BAR)

# Weights are shown relative to those at half-time; of the first steps the share of all weight is told.
_HALF = _LAST_STEP // 2
_WEIGHT_STEPS = (10, 100, _HALF, _LAST_STEP)
_FIRST_STEPS = 50

# How far off the network is where the error is followed from one target to another, and at which steps.
_ERROR = 0.1
_ERROR_STEPS = (1, _HALF, _LAST_STEP)

# One element for the training step with its bug, at a noisy step.
_BUG_X0, _BUG_EPSILON, _BUG_ALPHA_BAR = 1.0, 2.0, 0.01

# Where the schedule of Stable Diffusion begins; Rombach et al. 2022, arXiv 2112.10752, released code.
_STABLE_DIFFUSION_BETA_1 = 0.00085


def _picture_weights(t: int) -> dict[str, float]:
    """Return by what each loss multiplies the squared error of the predicted picture at step t."""
    epsilon_weight = 1 / x0_loss_per_epsilon_loss(_ALPHA_BARS[t])
    return {
        "v": v_loss_per_epsilon_loss(_ALPHA_BARS[t]) * epsilon_weight,
        "epsilon": epsilon_weight,
        "bound": bound_weight(_BETAS[t - 1], _ALPHA_BARS[t]) * epsilon_weight,
    }


def _errors(t: int) -> dict[str, float]:
    """Return how far off picture or noise are at step t when the network's own output is off by `_ERROR`.

    Every conversion is linear, so that the error is converted like a value at x_t = 0.
    """
    left = _ALPHA_BARS[t]
    return {
        "epsilon_to_x0": abs(x0_from_epsilon(0, _ERROR, left)),
        "x0_to_epsilon": abs(epsilon_from_x0(0, _ERROR, left)),
        "v_to_x0": abs(x0_from_v(0, _ERROR, left)),
        "v_to_epsilon": abs(epsilon_from_v(0, _ERROR, left)),
    }


def _bound_share_percent(steps: int) -> float:
    """Return which part of all the bound's weight on epsilon the steps 2 to `steps` carry, in per cent."""
    weights = [bound_weight(_BETAS[t - 1], _ALPHA_BARS[t]) for t in range(2, _LAST_STEP + 1)]
    return 100 * sum(weights[: steps - 1]) / sum(weights)


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        **{f"noise_{place}": value for place, value in enumerate(_NOISE, 1)},
        **{f"guess_{place}": value for place, value in enumerate(_GUESS, 1)},
        **{
            f"square_{place}": squared_error(*pair)
            for place, pair in enumerate(zip(_NOISE, _GUESS, strict=True), 1)
        },
        "toy_sum": summed_squared_error(_NOISE, _GUESS),
        "toy_mean": mean_squared_error(_NOISE, _GUESS),
        "pixel": _PIXEL,
        "pixel_epsilon": _PIXEL_EPSILON,
        "pixel_alpha_bar": _PIXEL_ALPHA_BAR,
        "pixel_signal": sqrt(_PIXEL_ALPHA_BAR),
        "pixel_noise": sqrt(1 - _PIXEL_ALPHA_BAR),
        "pixel_x_t": _PIXEL_X_T,
        "pixel_v": _PIXEL_V,
        "pixel_back": x0_from_v(_PIXEL_X_T, _PIXEL_V, _PIXEL_ALPHA_BAR),
        "pixel_epsilon_back": epsilon_from_v(_PIXEL_X_T, _PIXEL_V, _PIXEL_ALPHA_BAR),
        **{f"step_{t}": t for t in _WEIGHT_STEPS},
        "half_alpha_bar": _ALPHA_BARS[_HALF],
        "half_factor": x0_loss_per_epsilon_loss(_ALPHA_BARS[_HALF]),
        **{
            f"weight_{name}_{t}": weight / _picture_weights(_HALF)[name]
            for t in _WEIGHT_STEPS
            for name, weight in _picture_weights(t).items()
        },
        "first_steps": _FIRST_STEPS,
        "bound_share": _bound_share_percent(_FIRST_STEPS),
        "simple_share": 100 * (_FIRST_STEPS - 1) / (_LAST_STEP - 1),
        "error": _ERROR,
        **{f"error_{name}_{t}": error for t in _ERROR_STEPS for name, error in _errors(t).items()},
        "alpha_bar_1": _ALPHA_BARS[1],
        "alpha_bar_1_stable_diffusion": 1 - _STABLE_DIFFUSION_BETA_1,
        "bug_x0": _BUG_X0,
        "bug_epsilon": _BUG_EPSILON,
        "bug_alpha_bar": _BUG_ALPHA_BAR,
        "bug_x_t": sqrt(_BUG_ALPHA_BAR) * (_BUG_X0 + _BUG_EPSILON),
        "bug_right": forward_process(_BUG_X0, _BUG_ALPHA_BAR, _BUG_EPSILON),
        "bug_power": 2 * _BUG_ALPHA_BAR,
    }


@exercise("single-pixel-loss")
class SinglePixelLoss(Derive):
    """Squared error of one element of the predicted noise; Ho et al. 2020, equation (14)."""

    # The two never lie a distance of 1 apart, where the squared error would be the absolute one.
    variants = (
        {"epsilon": 0.5, "prediction": 0.3},
        {"epsilon": -0.7, "prediction": 0.2},
        {"epsilon": 1.2, "prediction": 0.5},
        {"epsilon": -0.4, "prediction": -1.6},
        {"epsilon": 0.9, "prediction": -0.4},
    )
    relative_tolerance = 0.0125

    def answer(self, *, epsilon: float, prediction: float) -> float:
        """Return the squared error."""
        return squared_error(epsilon, prediction)

    def misconceptions(self, *, epsilon: float, prediction: float) -> Mapping[str, Mistake]:
        """Return the typical wrong results; an unsquared difference may be taken either way round."""
        difference = epsilon - prediction
        difference_of_squares = epsilon**2 - prediction**2
        found = (
            difference,
            -difference,
            difference**2,
            difference**2 / 2,
            epsilon * prediction,
            epsilon**2 + prediction**2,
        )
        return {
            "square-forgotten": (abs(difference), -abs(difference)),
            "half-factor": squared_error(epsilon, prediction) / 2,
            "difference-of-squares": (difference_of_squares, -difference_of_squares),
            "sign-error": (epsilon + prediction) ** 2,
            "sum-of-squares": epsilon**2 + prediction**2,
            "product": epsilon * prediction,
            "root-for-square": unless_near(sqrt(abs(difference)), *found),
            "sum": tuple(
                one
                for one in (epsilon + prediction, -epsilon - prediction)
                if unless_near(one, *found) == one
            ),
        }

    def steps(self, *, epsilon: float, prediction: float) -> Mapping[str, Any]:
        """Return the difference, and its size."""
        return {"difference": epsilon - prediction, "distance": abs(epsilon - prediction)}


@exercise("full-image-loss")
class FullImageLoss(Derive):
    """Sum of the squared errors of an image, which is the norm of Ho et al. 2020, equation (14)."""

    variants = (
        {"side": 32, "channels": 3, "error": 0.04},
        {"side": 28, "channels": 1, "error": 0.05},
        {"side": 64, "channels": 3, "error": 0.02},
        {"side": 16, "channels": 3, "error": 0.09},
        {"side": 28, "channels": 3, "error": 0.07},
    )
    # An exact product of short numbers: there is nothing to forgive but the rounding to three digits.
    relative_tolerance = 0.0007
    larger_side = 256

    def answer(self, *, side: int, channels: int, error: float) -> float:
        """Return the sum."""
        return side * side * channels * error

    def also_valid(self, *, side: int, channels: int, error: float) -> Sequence[float]:
        """Return the sum, rounded to three digits."""
        return (float(f"{side * side * channels * error:.3g}"),)

    def misconceptions(self, *, side: int, channels: int, error: float) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        count = side * side * channels
        one_channel = channels == 1
        return {
            "mean-for-sum": error,
            "channels-forgotten": (
                NotHere("one channel leaves nothing to forget") if one_channel else side * side * error
            ),
            "channels-invented": (
                3 * count * error if one_channel else NotHere("the image has three channels indeed")
            ),
            "one-side-forgotten": (
                side * channels * error if one_channel else (side * channels * error, side * error)
            ),
            "square-forgotten": count * sqrt(error),
            "squared-twice": count * error**2,
            "count-for-sum": count,
            "divided-again": error / count,
            "pixels-for-sum": (
                NotHere("one channel makes as many pixels as elements") if one_channel else side * side
            ),
            "root-of-the-sum": sqrt(count * error),
        }

    def factors(self, *, side: int, channels: int, error: float) -> Mapping[str, float]:
        """Return the pixels, the channels and the mean."""
        return {"pixels": side * side, "channels": channels, "error": error}

    def steps(self, *, side: int, channels: int, error: float) -> Mapping[str, Any]:
        """Return how many values are added, and the same for a larger image."""
        larger_count = self.larger_side**2 * channels
        return {
            "count": side * side * channels,
            "larger_side": self.larger_side,
            "larger_count": larger_count,
            "larger_sum": larger_count * error,
            "growth": (self.larger_side / side) ** 2,
        }


@exercise("recover-x0")
class RecoverX0(Derive):
    """Clean value that a predicted noise implies; Ho et al. 2020, equation (15)."""

    # Not alpha_bar = 1/2, where both amplitudes are the same and an exchange of them would not show.
    variants = (
        {"x_t": 1.5, "alpha_bar": 0.25, "epsilon": 0.8},
        {"x_t": 0.9, "alpha_bar": 0.36, "epsilon": -0.7},
        {"x_t": 1.2, "alpha_bar": 0.64, "epsilon": 0.5},
        {"x_t": 0.6, "alpha_bar": 0.16, "epsilon": 1.1},
        {"x_t": 0.7, "alpha_bar": 0.16, "epsilon": -0.4},
    )
    # Rounding to three digits costs 0.5 % at most; a little more is forgiven.
    relative_tolerance = 0.0055

    def answer(self, *, x_t: float, alpha_bar: float, epsilon: float) -> float:
        """Return the implied clean value."""
        return x0_from_epsilon(x_t, epsilon, alpha_bar)

    def misconceptions(self, *, x_t: float, alpha_bar: float, epsilon: float) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        signal, noise = sqrt(alpha_bar), sqrt(1 - alpha_bar)
        return {
            "no-square-roots": (x_t - (1 - alpha_bar) * epsilon) / alpha_bar,
            "rescale-forgotten": x_t - noise * epsilon,
            "coefficients-swapped": ((x_t - signal * epsilon) / noise, (x_t - alpha_bar) / noise),
            "sign-error": (x_t + noise * epsilon) / signal,
            "alpha-bar-without-root": (x_t - noise * epsilon) / alpha_bar,
            "amplitudes-add-to-one": (x_t - (1 - signal) * epsilon) / signal,
            "bracket-forgotten": x_t / signal - noise * epsilon,
            "noise-root-forgotten": (x_t - (1 - alpha_bar) * epsilon) / signal,
            "noise-unscaled": (x_t - epsilon) / signal,
            "noise-left-in": x_t / signal,
            "shrunk-again": (x_t - noise * epsilon) * signal,
            "wrong-way": unless_near(x_t + noise * epsilon, x_t / signal),
            "divided-by-noise": unless_near((x_t - noise * epsilon) / noise, x_t / signal),
        }

    def steps(self, *, x_t: float, alpha_bar: float, epsilon: float) -> Mapping[str, Any]:
        """Return the amplitudes, what the noise contributes, what is left, and how an error would grow."""
        signal, noise = sqrt(alpha_bar), sqrt(1 - alpha_bar)
        return {
            "noise_power": 1 - alpha_bar,
            "signal_amplitude": signal,
            "noise_amplitude": noise,
            "noise_part": noise * epsilon,
            "signal_part": x_t - noise * epsilon,
            "growth": noise / signal,
        }
