"""Numbers and programs of docs/chapters/03-score-function.md."""

from collections.abc import Mapping
from functools import cache
from math import exp, sqrt
from typing import Any

from checkers.formulas import (
    epsilon_from_score,
    gaussian_log_density,
    gaussian_score,
    linear_betas,
    mixture_log_density,
    mixture_score,
    responsibilities,
    score_from_epsilon,
    x0_from_score,
)
from checkers.kinds.build import Build, Case, Random, mistake
from checkers.kinds.derive import Derive, Mistake, NotHere
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_BETAS = linear_betas()

# How far from the mean of a standard normal the slope of the density and that of its logarithm are compared.
_DISTANCES = (1, 4, 10)

# The two hills of the chapter, the point at which both pulls are added up, and one beyond the right hill.
_HILLS: dict[str, Any] = {"means": (-3.0, 3.0), "variance": 1.0}
_EQUAL, _UNEQUAL = (0.5, 0.5), (0.7, 0.3)
_BETWEEN, _BEYOND = 0.5, 4.0
_midpoint_log_density = mixture_log_density(0.0, **_HILLS, weights=_EQUAL)
_hill_log_density = mixture_log_density(_HILLS["means"][1], **_HILLS, weights=_EQUAL)
_left_share, _right_share = responsibilities(_BETWEEN, **_HILLS, weights=_EQUAL)

# A world of two equally likely one-pixel images, seen from one noised value at several noise levels.
_IMAGES = (-1.0, 1.0)
_SEEN = 0.3
_LEVELS = (0.9, 0.64, 0.36, 0.04)

# Keeps the ends of the accepted intervals, typed as decimals, inside.
_NOISE = 1e-9


def _marginal_score(x_t: float, alpha_bar_t: float) -> float:
    """Return the score of the noised two-image world: each image has become a hill of the noise's variance."""
    means = [sqrt(alpha_bar_t) * x0 for x0 in _IMAGES]
    return mixture_score(x_t, means, 1 - alpha_bar_t, _EQUAL)


def _seen_at(alpha_bar_t: float) -> dict[str, float]:
    """Return what the noised value tells at one noise level: mean image and score."""
    score = _marginal_score(_SEEN, alpha_bar_t)
    return {
        "alpha_bar": alpha_bar_t,
        "image": x0_from_score(_SEEN, score, alpha_bar_t),
        "score": score,
    }


def _density(x: float, mean: float, variance: float) -> float:
    return exp(gaussian_log_density(x, mean, variance))


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        **{f"slope_{x}": _density(x, 0, 1) * gaussian_score(x, 0, 1) for x in _DISTANCES},
        **{f"score_{x}": gaussian_score(x, 0, 1) for x in _DISTANCES},
        "between": _BETWEEN,
        "left_share": _left_share,
        "right_share": _right_share,
        "left_pull": gaussian_score(_BETWEEN, _HILLS["means"][0], _HILLS["variance"]),
        "right_pull": gaussian_score(_BETWEEN, _HILLS["means"][1], _HILLS["variance"]),
        "between_score": mixture_score(_BETWEEN, **_HILLS, weights=_EQUAL),
        "midpoint_left_pull": gaussian_score(0.0, _HILLS["means"][0], _HILLS["variance"]),
        "midpoint_right_pull": gaussian_score(0.0, _HILLS["means"][1], _HILLS["variance"]),
        "equal_weight": _EQUAL[0],
        "left_weight": _UNEQUAL[0],
        "right_weight": _UNEQUAL[1],
        "unequal_score": mixture_score(0.0, **_HILLS, weights=_UNEQUAL),
        "valley_percent": 100 * exp(_midpoint_log_density - _hill_log_density),
        "beyond": _BEYOND,
        "beyond_score": mixture_score(_BEYOND, **_HILLS, weights=_EQUAL),
        "beyond_change": abs(
            mixture_score(_BEYOND, **_HILLS, weights=_EQUAL)
            - mixture_score(_BEYOND, **_HILLS, weights=_UNEQUAL)
        ),
        "seen": _SEEN,
        **{
            f"{name}_at_{100 * left:.0f}": value for left in _LEVELS for name, value in _seen_at(left).items()
        },
        # How much larger the squared error of a score is than that of the noise, at the first step.
        "size_first_squared": score_from_epsilon(1, 1 - _BETAS[0]) ** 2,
    }


def _exponent(x: float, mu: float, variance: float) -> float:
    """Return what stands, with a minus sign, in the exponent of a Gaussian's density."""
    return (x - mu) ** 2 / (2 * variance)


def _undifferentiated(x: float, mu: float, variance: float) -> Mistake:
    """Return the exponent, with either sign; two above the mean it equals the score, or the score turned round."""
    if x - mu == 2:
        return NotHere("two above the mean the exponent equals its derivative")
    return -_exponent(x, mu, variance), _exponent(x, mu, variance)


def _mean_forgotten(x: float, mu: float, variance: float) -> Mistake:
    """Return the score of a Gaussian that was left at 0."""
    return NotHere("the mean is 0") if mu == 0 else gaussian_score(x, 0, variance)


def _square_kept(x: float, mu: float, variance: float) -> Mistake:
    """Return the square that was divided and not differentiated, with either sign."""
    if x - mu == 2:
        return NotHere("two above the mean the square is twice the distance")
    return -((x - mu) ** 2) / variance, (x - mu) ** 2 / variance


@exercise("gaussian-score")
class GaussianScore(Derive):
    """Score of a Gaussian of unit variance."""

    # After the first variant x - mu is never 2, where the exponent of the density equals its derivative.
    variants = (
        {"x": 2, "mu": 0},
        {"x": 1, "mu": -2},
        {"x": -1, "mu": 2},
        {"x": 2.5, "mu": 1},
        {"x": 0.5, "mu": 2},
    )
    # The exponent of the book's own point has the value of its derivative: whoever forgets to differentiate would pass.
    first = 1
    digits = 2
    relative_tolerance = 0.005 + _NOISE

    def answer(self, *, x: float, mu: int) -> float:
        """Return the score."""
        return gaussian_score(x, mu, 1)

    def misconceptions(self, *, x: float, mu: int) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        score, log_density = gaussian_score(x, mu, 1), gaussian_log_density(x, mu, 1)
        exponent = _exponent(x, mu, 1)
        constant = log_density + exponent
        return {
            "sign-error": -score,
            "gradient-of-p": (exp(log_density) * score, -exp(log_density) * score),
            "density-for-score": (exp(log_density), exp(-_exponent(x, mu, 1))),
            "log-density-for-score": log_density,
            "exponent-for-score": _undifferentiated(x, mu, 1),
            "constant-kept": (
                NotHere("two above the mean this is the log-density itself")
                if x - mu == 2
                else score + constant
            ),
            "half-mislaid": (score / 2, score * 2),
            "square-kept": _square_kept(x, mu, 1),
            "mean-forgotten": _mean_forgotten(x, mu, 1),
            "mean-added": NotHere("the mean is 0") if mu == 0 else gaussian_score(x, -mu, 1),
        }

    def steps(self, *, x: float, mu: int) -> Mapping[str, Any]:
        """Return the distance from the mean, and the exponent that is differentiated."""
        return {"distance": x - mu, "exponent": -_exponent(x, mu, 1)}


@exercise("wider-gaussian-score")
class WiderGaussianScore(Derive):
    """Score of a Gaussian of any variance."""

    # After the first variant x - mu is neither 2 nor twice the standard deviation, nor is that 2 or 1/2, where
    # mistakes coincide.
    variants = (
        {"x": 2, "mu": 0, "variance": 4},
        {"x": 4, "mu": 1, "variance": 6.25},
        {"x": -1, "mu": 0.6, "variance": 0.16},
        {"x": -3, "mu": 1.5, "variance": 9},
        {"x": 0.4, "mu": 1.6, "variance": 0.64},
    )
    # As above: at the book's own point the exponent has the value of the score.
    first = 1
    digits = 2
    relative_tolerance = 0.01 + _NOISE

    def answer(self, *, x: float, mu: float, variance: float) -> float:
        """Return the score."""
        return gaussian_score(x, mu, variance)

    def misconceptions(self, *, x: float, mu: float, variance: float) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        score, log_density = gaussian_score(x, mu, variance), gaussian_log_density(x, mu, variance)
        return {
            "std-for-variance": gaussian_score(x, mu, sqrt(variance)),
            "variance-squared": gaussian_score(x, mu, variance**2),
            "sign-error": -score,
            "variance-ignored": gaussian_score(x, mu, 1),
            "variance-multiplied": (
                gaussian_score(x, mu, 1 / variance),
                gaussian_score(x, mu, 1 / sqrt(variance)),
            ),
            # With a standard deviation of 2 a doubled score is the distance divided by it.
            "half-mislaid": score / 2 if variance == 4 else (score / 2, score * 2),
            "square-kept": _square_kept(x, mu, variance),
            "standard-score": (x - mu) / sqrt(variance),
            "gradient-of-p": (exp(log_density) * score, -exp(log_density) * score),
            "density-for-score": (exp(log_density), exp(-_exponent(x, mu, variance))),
            "log-density-for-score": log_density,
            "exponent-for-score": _undifferentiated(x, mu, variance),
            "mean-forgotten": _mean_forgotten(x, mu, variance),
            "mean-added": NotHere("the mean is 0") if mu == 0 else gaussian_score(x, -mu, variance),
        }

    def steps(self, *, x: float, mu: float, variance: float) -> Mapping[str, Any]:
        """Return the distance from the mean, the standard deviation, and where the pull leads."""
        return {
            "distance": x - mu,
            "deviation": sqrt(variance),
            "landing": x + variance * gaussian_score(x, mu, variance),
        }


@exercise("epsilon-to-score")
class EpsilonToScore(Derive):
    """Score that a predicted noise amounts to; Vincent 2011, Song and Ermon 2019."""

    # Not alpha_bar = 1/2, where signal and noise have the same amplitude.
    variants = (
        {"epsilon": 1.2, "alpha_bar": 0.36},
        {"epsilon": -0.6, "alpha_bar": 0.75},
        {"epsilon": 0.72, "alpha_bar": 0.19},
        {"epsilon": -1.4, "alpha_bar": 0.84},
        {"epsilon": 0.45, "alpha_bar": 0.64},
    )
    digits = 2
    relative_tolerance = 1 / 150 + _NOISE  # a hundredth either way in the first variant

    def answer(self, *, epsilon: float, alpha_bar: float) -> float:
        """Return the score."""
        return score_from_epsilon(epsilon, alpha_bar)

    def misconceptions(self, *, epsilon: float, alpha_bar: float) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        signal, noise = sqrt(alpha_bar), sqrt(1 - alpha_bar)
        return {
            "sign-error": epsilon / noise,
            # Whoever goes wrong in the scale may have lost the sign as well; the scale comes first.
            "variance-for-std": (-epsilon / noise**2, epsilon / noise**2),
            "signal-scale": (-epsilon / signal, epsilon / signal),
            "signal-power": (-epsilon / alpha_bar, epsilon / alpha_bar),
            "multiplied-not-divided": (
                epsilon_from_score(epsilon, alpha_bar),
                -epsilon_from_score(epsilon, alpha_bar),
                -epsilon * noise**2,
                -epsilon * signal,
                epsilon * signal,
            ),
            "amplitudes-add-to-one": -epsilon / (1 - signal),
            "scale-forgotten": -epsilon,
            "unchanged": epsilon,
        }

    def steps(self, *, epsilon: float, alpha_bar: float) -> Mapping[str, Any]:
        """Return power and amplitude of the noise, and the score of the same noise at the first step."""
        return {
            "noise_power": 1 - alpha_bar,
            "noise_amplitude": sqrt(1 - alpha_bar),
            "first_amplitude": sqrt(_BETAS[0]),
            "first_score": score_from_epsilon(epsilon, 1 - _BETAS[0]),
        }


@exercise("write-gaussian-score")
class WriteGaussianScore(Build):
    """Score of a Gaussian, from its mean and its variance."""

    entry = "gaussian_score"
    relative_tolerance = 1e-9
    # Two above the mean the exponent equals its derivative; the cases between do not let that pass.
    cases = (
        Case(2.0, 0.0, 1.0),
        Case(2.0, 0.0, 4.0),
        Case(3.0, 3.0, 7.0),  # at the mean, where there is no pull
        Case(-1.0, 2.0, 0.5),
        Case(0.0, 1.5, 9.0),
        Case(1.0, 0.0, 0.25),
        Case(3.0, 1.0, 2.0),
    )

    @staticmethod
    def reference(x: float, mu: float, sigma_sq: float) -> float:
        """Return the score."""
        return gaussian_score(x, mu, sigma_sq)

    @staticmethod
    def random_case(random: Random) -> tuple[float, float, float]:
        """Return a place, a mean and a variance."""
        return random.uniform(-3, 3), random.uniform(-2, 2), random.uniform(0.2, 5)

    @mistake
    def sign_error(x: float, mu: float, sigma_sq: float) -> float:
        """Point away from the mean."""
        return (x - mu) / sigma_sq

    @mistake
    def variance_squared(x: float, mu: float, sigma_sq: float) -> float:
        """Take the variance for a standard deviation."""
        return -(x - mu) / sigma_sq**2

    @mistake
    def std_for_variance(x: float, mu: float, sigma_sq: float) -> float:
        """Divide by the standard deviation."""
        return -(x - mu) / sqrt(sigma_sq)

    @mistake
    def exponent_for_score(x: float, mu: float, sigma_sq: float) -> float:
        """Return the exponent without differentiating it."""
        return -_exponent(x, mu, sigma_sq)

    @mistake
    def exponent_without_sign(x: float, mu: float, sigma_sq: float) -> float:
        """Return the exponent without its sign, and without differentiating it."""
        return _exponent(x, mu, sigma_sq)

    @mistake
    def gradient_of_p(x: float, mu: float, sigma_sq: float) -> float:
        """Differentiate the density instead of its logarithm."""
        return -(x - mu) / sigma_sq * _density(x, mu, sigma_sq)

    @mistake
    def density_for_score(x: float, mu: float, sigma_sq: float) -> float:
        """Return the density."""
        return _density(x, mu, sigma_sq)

    @mistake
    def log_density_for_score(x: float, mu: float, sigma_sq: float) -> float:
        """Return the log-density without differentiating it."""
        return gaussian_log_density(x, mu, sigma_sq)

    @mistake
    def bracket_forgotten(x: float, mu: float, sigma_sq: float) -> float:
        """Write the difference without its brackets."""
        return -x - mu / sigma_sq

    @mistake
    def always_downwards(x: float, mu: float, sigma_sq: float) -> float:
        """Take the distance without its direction, and a minus for the sign."""
        return -abs(x - mu) / sigma_sq

    @mistake
    def always_upwards(x: float, mu: float, sigma_sq: float) -> float:
        """Take the distance without its direction."""
        return abs(x - mu) / sigma_sq

    @mistake
    def variance_ignored(x: float, mu: float, sigma_sq: float) -> float:
        """Let every Gaussian pull as one of unit variance does."""
        return -(x - mu)

    @mistake
    def variance_multiplied(x: float, mu: float, sigma_sq: float) -> float:
        """Multiply by the variance."""
        return -(x - mu) * sigma_sq

    @mistake
    def half_kept(x: float, mu: float, sigma_sq: float) -> float:
        """Keep the half of the exponent although the derivative of the square cancels it."""
        return -(x - mu) / (2 * sigma_sq)

    @mistake
    def half_forgotten(x: float, mu: float, sigma_sq: float) -> float:
        """Differentiate the square as if there were no half in front of it."""
        return -2 * (x - mu) / sigma_sq

    @mistake
    def mean_forgotten(x: float, mu: float, sigma_sq: float) -> float:
        """Leave the Gaussian at 0."""
        return -x / sigma_sq

    @mistake
    def mean_added(x: float, mu: float, sigma_sq: float) -> float:
        """Add the mean where its distance is meant."""
        return -(x + mu) / sigma_sq

    @mistake
    def mean_not_divided(x: float, mu: float, sigma_sq: float) -> float:
        """Divide x alone, for want of a bracket."""
        return mu - x / sigma_sq

    @mistake
    def x_not_divided(x: float, mu: float, sigma_sq: float) -> float:
        """Divide the mean alone, for want of a bracket."""
        return -(x - mu / sigma_sq)

    @mistake
    def whole_division(x: float, mu: float, sigma_sq: float) -> float:
        """Throw away the fraction of the quotient."""
        return -(x - mu) // sigma_sq

    @mistake
    def standard_score(x: float, mu: float, sigma_sq: float) -> float:
        """Count standard deviations."""
        return (x - mu) / sqrt(sigma_sq)

    @mistake
    def square_kept(x: float, mu: float, sigma_sq: float) -> float:
        """Bring the exponent of the square to the front and leave the square."""
        return -((x - mu) ** 2) / sigma_sq
