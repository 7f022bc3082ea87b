"""Numbers of docs/lessons/a-diffusion-fundamentals.md."""

from collections.abc import Mapping
from functools import cache
from math import exp, sqrt, tanh
from typing import Any

from checkers.formulas import (
    alpha_bar,
    ddim_step,
    epsilon_from_x0,
    posterior_mean,
    posterior_variance,
    responsibilities,
    score_from_epsilon,
    spread_of_sum,
)
from checkers.kinds.build import Build, Case, Random, mistake
from checkers.kinds.derive import Derive, Mistake, unless_near
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_IMAGES = (-1, 1)  # black and white
_EVEN = (0.5, 0.5)

# Where the lesson stands and looks: the value that is seen, the share of the signal in it, and where it goes next.
_SEEN, _SHARE, _NEXT_SHARE = 0.5, 0.36, 0.64
_SMALL_STEP = 0.01  # the variance of a small step
_BETA, _STEPS = 0.02, 100
_GRAIN, _HAZE = 0.3, 0.4


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the lesson's prose; nobody needs them where answers are only judged."""
    signal, noise = sqrt(_SHARE), sqrt(1 - _SHARE)
    black, white = _shares(_SEEN, _SHARE)
    guess = posterior_mean(_SEEN, _SHARE, _IMAGES)
    epsilon = epsilon_from_x0(_SEEN, guess, _SHARE)
    before = _SHARE / (1 - _SMALL_STEP)
    small = posterior_variance(_SHARE, before)
    from_black, from_white = (
        ddim_step(_SEEN, epsilon_from_x0(_SEEN, image, _SHARE), _SHARE, before, small) for image in _IMAGES
    )
    left = alpha_bar([_BETA] * _STEPS)
    return {
        "grain": _GRAIN,
        "haze": _HAZE,
        "both": spread_of_sum(_GRAIN, _HAZE),
        "beta": _BETA,
        "steps": _STEPS,
        "left": left,
        "left_amplitude": sqrt(left),
        "added": 1 - left,
        "seen": _SEEN,
        "share": _SHARE,
        "noise_share": 1 - _SHARE,
        "signal": signal,
        "noise": noise,
        "white_noise": epsilon_from_x0(_SEEN, 1, _SHARE),
        "black_noise": epsilon_from_x0(_SEEN, -1, _SHARE),
        "white_density": exp(-(epsilon_from_x0(_SEEN, 1, _SHARE) ** 2) / 2),
        "black_density": exp(-(epsilon_from_x0(_SEEN, -1, _SHARE) ** 2) / 2),
        "white": white,
        "black": black,
        "guess": guess,
        **{f"cost_{name}": _cost(value) for name, value in (("white", 1), ("middle", 0), ("guess", guess))},
        "epsilon": epsilon,
        "score": score_from_epsilon(epsilon, _SHARE),
        "next_share": _NEXT_SHARE,
        "next_signal": sqrt(_NEXT_SHARE),
        "next_noise": sqrt(1 - _NEXT_SHARE),
        "landed": ddim_step(_SEEN, epsilon, _SHARE, _NEXT_SHARE),
        "next_guess": posterior_mean(ddim_step(_SEEN, epsilon, _SHARE, _NEXT_SHARE), _NEXT_SHARE, _IMAGES),
        "small_step": _SMALL_STEP,
        "small_from_white": from_white,
        "small_from_black": from_black,
        "small_apart": from_white - from_black,
        "small_spread": sqrt(small),
    }


def _shares(seen: float, share: float) -> list[float]:
    """Return how probable black and white are behind a value that is seen."""
    return responsibilities(seen, [sqrt(share) * image for image in _IMAGES], 1 - share, _EVEN)


def _cost(guess: float) -> float:
    """Return the mean squared error of a guess at the image behind the value that the lesson sees."""
    shares = _shares(_SEEN, _SHARE)
    return sum(weight * (image - guess) ** 2 for weight, image in zip(shares, _IMAGES, strict=True))


@exercise("best-guess")
class BestGuess(Derive):
    """Mean of the two images that may lie behind a noisy value."""

    variants = (
        {"alpha_bar": 0.64, "seen": 0.3},
        {"alpha_bar": 0.36, "seen": -0.4},
        {"alpha_bar": 0.16, "seen": 0.9},
        {"alpha_bar": 0.81, "seen": 0.1},
        {"alpha_bar": 0.49, "seen": -0.6},
    )

    def answer(self, *, alpha_bar: float, seen: float) -> float:
        """Return the guess with the least mean squared error."""
        return posterior_mean(seen, alpha_bar, _IMAGES)

    def misconceptions(self, *, alpha_bar: float, seen: float) -> Mapping[str, Mistake]:
        """Return the typical wrong guesses."""
        guess = self.answer(alpha_bar=alpha_bar, seen=seen)
        _, white = _shares(seen, alpha_bar)
        return {
            "most-likely": 1 if seen > 0 else -1,
            "probability": white,
            "other-probability": 1 - white,
            "noise-forgotten": seen / sqrt(alpha_bar),
            "noise-for-image": epsilon_from_x0(seen, guess, alpha_bar),
            "one-exponential": _tilted(2 * (1 - alpha_bar), alpha_bar, seen),
            "half-forgotten": _tilted((1 - alpha_bar) / 2, alpha_bar, seen),
            "spread-for-variance": _tilted(sqrt(1 - alpha_bar), alpha_bar, seen),
            "not-normalised": _density(seen, 1, alpha_bar) - _density(seen, -1, alpha_bar),
            "signal-root-forgotten": tanh(alpha_bar * seen / (1 - alpha_bar)),
            "signal-forgotten": tanh(seen / (1 - alpha_bar)),
            "variance-forgotten": tanh(sqrt(alpha_bar) * seen),
            "signal-and-noise-swapped": unless_near(tanh(sqrt(1 - alpha_bar) * seen / alpha_bar), -1, 1),
            "times-amplitude": sqrt(alpha_bar) * guess,
            "odds": (white / (1 - white), (1 - white) / white),
            "exponent": sqrt(alpha_bar) * seen / (1 - alpha_bar),
        }

    def steps(self, *, alpha_bar: float, seen: float) -> Mapping[str, Any]:
        """Return the noises that the two images need, how probable they are, and the amplitudes."""
        black, white = _shares(seen, alpha_bar)
        noises = {
            name: epsilon_from_x0(seen, image, alpha_bar) for name, image in (("black", -1), ("white", 1))
        }
        return {
            "signal": sqrt(alpha_bar),
            "noise": sqrt(1 - alpha_bar),
            **{f"{name}_noise": value for name, value in noises.items()},
            **{f"{name}_density": exp(-(value**2) / 2) for name, value in noises.items()},
            "black_share": black,
            "white_share": white,
        }


def _density(seen: float, image: int, alpha_bar: float) -> float:
    """Return the weight of an image before the weights are divided by their sum."""
    return exp(-(epsilon_from_x0(seen, image, alpha_bar) ** 2) / 2)


def _tilted(width: float, alpha_bar: float, seen: float) -> float:
    """Return the guess of whoever divides by something else than the variance of the noise."""
    white = exp(-((seen - sqrt(alpha_bar)) ** 2) / (2 * width))
    black = exp(-((seen + sqrt(alpha_bar)) ** 2) / (2 * width))
    return (white - black) / (white + black)


@exercise("write-best-guess")
class WriteBestGuess(Build):
    """Mean of the images that may lie behind a noisy value, each weighted with its probability."""

    entry = "best_guess"
    cases = (
        Case(0.5, 0.36, [-1.0, 1.0]),
        Case(0.0, 0.36, [-1.0, 1.0]),  # halfway between the two
        Case(0.7, 0.5, [0.25]),  # a single image leaves no choice
        Case(-0.2, 0.6, [-1.0, 0.0, 1.5]),
        Case(1.2, 0.1, [1.0, 2.0]),
    )

    @staticmethod
    def reference(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Return the mean of the images, weighted with their probabilities."""
        return posterior_mean(seen, alpha_bar, images)

    @staticmethod
    def random_case(random: Random) -> tuple[float, float, list[float]]:
        """Return a value, a share and a few images."""
        images = [random.uniform(-1.5, 1.5) for _ in range(random.randint(2, 4))]
        return random.uniform(-1.5, 1.5), random.uniform(0.2, 0.7), images

    @mistake
    def all_alike(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Give every image the same weight."""
        return sum(images) / len(images)

    @mistake
    def not_normalised(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Leave the weights as they are."""
        return sum(_weight(seen, alpha_bar, sqrt(alpha_bar), image) * image for image in images)

    @mistake
    def most_likely(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Return the single most probable image."""
        return max(images, key=lambda image: _weight(seen, alpha_bar, sqrt(alpha_bar), image))

    @mistake
    def amplitude_forgotten(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Compare the value with the images at their full strength."""
        return _mean(images, [_weight(seen, alpha_bar, 1, image) for image in images])

    @mistake
    def power_for_amplitude(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Shrink the images by a power."""
        return _mean(images, [_weight(seen, alpha_bar, alpha_bar, image) for image in images])

    @mistake
    def variance_forgotten(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Let the noise have unit variance."""
        return _mean(images, [exp(-((seen - sqrt(alpha_bar) * image) ** 2) / 2) for image in images])

    @mistake
    def half_forgotten(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Leave the two out of the Gaussian's exponent."""
        return _mean(images, [_weight(seen, alpha_bar, sqrt(alpha_bar), image) ** 2 for image in images])

    @mistake
    def spread_for_variance(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Divide by the standard deviation where the variance belongs."""
        width = sqrt(1 - alpha_bar)
        weights = [exp(-((seen - sqrt(alpha_bar) * image) ** 2) / (2 * width)) for image in images]
        return _mean(images, weights)

    @mistake
    def bracket_forgotten(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Divide by the two alone and multiply by the variance."""
        squares = [(seen - sqrt(alpha_bar) * image) ** 2 for image in images]
        return _mean(images, [exp(-square / 2 * (1 - alpha_bar)) for square in squares])

    @mistake
    def shares_swapped(seen: float, alpha_bar: float, images: list[float]) -> float:
        """Give the images the noise's share, and the noise theirs."""
        return _mean(images, [_weight(seen, 1 - alpha_bar, sqrt(1 - alpha_bar), image) for image in images])


def _weight(seen: float, alpha_bar: float, amplitude: float, image: float) -> float:
    return exp(-((seen - amplitude * image) ** 2) / (2 * (1 - alpha_bar)))


def _mean(images: list[float], weights: list[float]) -> float:
    return sum(weight * image for weight, image in zip(weights, images, strict=True)) / sum(weights)
