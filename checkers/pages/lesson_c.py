"""Numbers of docs/lessons/c-vae-and-vq-vae.md."""

from collections.abc import Mapping
from functools import cache
from math import log, log2, log10, sqrt
from typing import Any

from checkers.diagnosis import BASE
from checkers.formulas import (
    code_bits,
    compression_ratio,
    gaussian_elbo,
    gaussian_kl,
    gaussian_log_density,
    nearest_codeword,
    position_count,
    reparameterised,
    snr,
    squared_distance,
    value_count,
    vector_quantisation_loss,
)
from checkers.kinds.build import Build, Case, Random, mistake
from checkers.kinds.derive import Derive, Mistake
from checkers.reading.units import NATS
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_BITS_OF_A_COLOUR = 8

# The latent of Stable Diffusion 1.
_SIDE, _FACTOR, _CHANNELS = 512, 8, 4
_SCALE = 0.18215
# What the encoder answers, the draw, and a world of one pixel in which the bound can be worked out.
_MEAN, _SPREAD, _EPSILON = 0.8, 0.5, -1.2
_X, _NOISE = 1.0, 0.25
# A vector and its codebook, and the images of van den Oord et al. 2017, section 4.2.
_VECTOR = (0.9, 0.3)
_CODEBOOK = ((1.0, 0.0), (0.0, 1.0), (-1.0, 0.5))
_COMMITMENT = 0.25
_VQ_SIDE, _VQ_FACTOR, _CODEWORDS = 128, 4, 512


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the lesson's prose; nobody needs them where answers are only judged."""
    kl = gaussian_kl(_MEAN, _SPREAD)
    image_bits = value_count(_VQ_SIDE, 3) * _BITS_OF_A_COLOUR
    latent_bits = code_bits(position_count(_VQ_SIDE, _VQ_FACTOR), _CODEWORDS)
    nearest = _CODEBOOK[nearest_codeword(_VECTOR, _CODEBOOK)]
    return {
        "side": _SIDE,
        "image_values": value_count(_SIDE, 3),
        "latent_values": value_count(_SIDE, _CHANNELS, _FACTOR),
        "ratio": round(compression_ratio(_SIDE, _FACTOR, _CHANNELS)),
        "mean": _MEAN,
        "spread": _SPREAD,
        "epsilon": _EPSILON,
        "drawn": reparameterised(_MEAN, _SPREAD, _EPSILON),
        "mean_squared": _MEAN**2,
        "variance": _SPREAD**2,
        "minus_log": -log(_SPREAD**2),
        "kl": kl,
        "kl_bits": kl / log(2),
        "x": _X,
        "noise": _NOISE,
        "evidence": gaussian_log_density(_X, 0, 1 + _NOISE),
        "elbo": gaussian_elbo(_X, _MEAN, _SPREAD, _NOISE),
        "elbo_prior": gaussian_elbo(_X, 0, 1, _NOISE),
        "elbo_best": gaussian_elbo(_X, _X / (1 + _NOISE), sqrt(_NOISE / (1 + _NOISE)), _NOISE),
        "best_mean": _X / (1 + _NOISE),
        "best_spread": sqrt(_NOISE / (1 + _NOISE)),
        **{f"z_{place}": value for place, value in enumerate(_VECTOR)},
        **{
            f"code_{number}_{place}": value
            for number, codeword in enumerate(_CODEBOOK)
            for place, value in enumerate(codeword)
        },
        **{f"distance_{number}": squared_distance(_VECTOR, one) for number, one in enumerate(_CODEBOOK)},
        **{f"nearest_{place}": value for place, value in enumerate(nearest)},
        "commitment": _COMMITMENT,
        "vq_loss": vector_quantisation_loss(_VECTOR, nearest, _COMMITMENT),
        "vq_side": _VQ_SIDE,
        "vq_latent_side": _VQ_SIDE // _VQ_FACTOR,
        "codewords": _CODEWORDS,
        "vq_bits": round(latent_bits),
        "vq_image_bits": image_bits,
        "vq_ratio": image_bits / latent_bits,
        "latent_spread": 1 / _SCALE,
        "latent_power": snr(0.5) / _SCALE**2,
    }


@exercise("gaussian-price")
class GaussianPrice(Derive):
    """Divergence of an encoder's Gaussian from the standard normal; Kingma and Welling 2014, appendix B."""

    variants = (
        {"mean": 1.5, "spread": 0.4},
        {"mean": -0.6, "spread": 0.2},
        {"mean": 2.0, "spread": 0.8},
        {"mean": -1.2, "spread": 1.6},
        {"mean": 0.9, "spread": 0.3},
    )
    slips = (*Derive.slips, BASE)
    units = NATS

    def answer(self, *, mean: float, spread: float) -> float:
        """Return the divergence in nats."""
        return gaussian_kl(mean, spread)

    def misconceptions(self, *, mean: float, spread: float) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        price = gaussian_kl(mean, spread)
        return {
            "log-of-spread": (mean**2 + spread**2 - 1 - log(spread)) / 2,
            "half-forgotten": 2 * price,
            "mean-forgotten": gaussian_kl(0, spread),
            "variance-for-spread": gaussian_kl(mean, sqrt(spread)),
            "one-forgotten": (price + 1 / 2, price + 1),
            "sign-of-the-logarithm": (mean**2 + spread**2 - 1 + log(spread**2)) / 2,
            "mean-not-squared": (mean + spread**2 - 1 - log(spread**2)) / 2,
            "spread-not-squared": (mean**2 + spread - 1 - log(spread**2)) / 2,
            "reversed": ((1 + mean**2) / spread**2 - 1 + log(spread**2)) / 2,
            "bits": price / log(2),
            "decimal-logarithm": tuple((mean**2 + spread**2 - 1) / 2 - one(spread) for one in (log10, log2)),
            "half-on-the-logarithm-alone": mean**2 + spread**2 - 1 - log(spread),
        }

    def terms(self, *, mean: float, spread: float) -> Mapping[str, float]:
        """Return the four terms of the divergence."""
        return {
            "mean_part": mean**2 / 2,
            "half_variance": spread**2 / 2,
            "half": -1 / 2,
            "logarithm": -log(spread),
        }

    def steps(self, *, mean: float, spread: float) -> Mapping[str, Any]:
        """Return the variance, its logarithm, and what mean and spread cost."""
        return {
            "variance": spread**2,
            "log_variance": log(spread**2),
            "mean_part": mean**2 / 2,
            "spread_part": gaussian_kl(0, spread),
        }


@exercise("write-nearest-codeword")
class WriteNearestCodeword(Build):
    """Place of the codeword nearest to a vector; van den Oord et al. 2017, section 3.1."""

    entry = "nearest"
    cases = (
        Case([0.9, 0.3], [[1.0, 0.0], [0.0, 1.0], [-1.0, 0.5]]),
        Case([0.2, 0.9], [[5.0, 5.0], [0.0, 1.0], [0.3, -2.0]]),
        Case([0.0, 0.0], [[1.0, -1.0], [0.5, 0.1], [0.9, 0.9]]),
        Case([0.0, 0.0], [[2.0, 0.0], [0.0, 1.0], [1.0, 0.0]]),  # two equally near
        Case([0.0, 0.0], [[3.0, 0.0], [1.9, 1.9]]),  # the longer way round is the shorter one
        Case([0.0, 0.0], [[1.0, 1.0], [1.35, 0.0]]),  # the same, in powers higher than the second
        Case([0.0, 0.0], [[1.0, 1.0], [1.1, 0.0]]),  # the same, by the largest component
        Case([0.0, 0.0], [[1.000000001, 0.0], [1.0, 0.0]]),  # nothing may be rounded
        Case([2.0], [[-1.0], [1.5], [3.0]]),
    )

    @staticmethod
    def reference(z: list[float], codebook: list[list[float]]) -> int:
        """Return the place of the nearest codeword."""
        return nearest_codeword(z, codebook)

    @staticmethod
    def random_case(random: Random) -> tuple[list[float], list[list[float]]]:
        """Return a vector and a codebook."""
        length = random.randint(2, 4)
        vectors = [[random.uniform(-1, 1) for _ in range(length)] for _ in range(random.randint(4, 8))]
        return vectors[0], vectors[1:]

    @mistake
    def counted_from_one(z: list[float], codebook: list[list[float]]) -> int:
        """Count the places from 1."""
        return nearest_codeword(z, codebook) + 1

    @mistake
    def farthest(z: list[float], codebook: list[list[float]]) -> int:
        """Look for the largest distance."""
        return max(range(len(codebook)), key=lambda place: squared_distance(z, codebook[place]))

    @mistake
    def largest_product(z: list[float], codebook: list[list[float]]) -> int:
        """Look for the largest scalar product."""
        return max(range(len(codebook)), key=lambda place: _product(z, codebook[place]))

    @mistake
    def first_component(z: list[float], codebook: list[list[float]]) -> int:
        """Compare the first component alone."""
        return min(range(len(codebook)), key=lambda place: abs(z[0] - codebook[place][0]))

    @mistake
    def absolute_distance(z: list[float], codebook: list[list[float]]) -> int:
        """Add up distances along the axes."""
        return min(range(len(codebook)), key=lambda place: _along_the_axes(z, codebook[place]))

    @mistake
    def distance_for_place(z: list[float], codebook: list[list[float]]) -> float:
        """Return how near the nearest codeword is."""
        return sqrt(min(squared_distance(z, codeword) for codeword in codebook))

    @mistake
    def squared_distance_for_place(z: list[float], codebook: list[list[float]]) -> float:
        """Return the square of how near the nearest codeword is."""
        return min(squared_distance(z, codeword) for codeword in codebook)

    @mistake
    def last_of_equals(z: list[float], codebook: list[list[float]]) -> int:
        """Let a later codeword replace one that is equally near."""
        return min(range(len(codebook)), key=lambda place: (squared_distance(z, codebook[place]), -place))

    @mistake
    def largest_component(z: list[float], codebook: list[list[float]]) -> int:
        """Compare the largest difference alone."""
        return min(range(len(codebook)), key=lambda place: max(_sizes(z, codebook[place])))

    @mistake
    def higher_powers(z: list[float], codebook: list[list[float]]) -> int:
        """Raise the differences to a higher power than the second, as by squaring squares."""
        return min(
            range(len(codebook)), key=lambda place: sum(size**4 for size in _sizes(z, codebook[place]))
        )

    @mistake
    def distances_rounded(z: list[float], codebook: list[list[float]]) -> int:
        """Round the distances before they are compared."""
        return min(range(len(codebook)), key=lambda place: round(squared_distance(z, codebook[place]), 6))

    @mistake
    def signed_differences(z: list[float], codebook: list[list[float]]) -> int:
        """Let differences of opposite sign cancel."""
        return min(range(len(codebook)), key=lambda place: abs(sum(z) - sum(codebook[place])))


def _product(first: list[float], second: list[float]) -> float:
    return sum(one * other for one, other in zip(first, second, strict=True))


def _along_the_axes(first: list[float], second: list[float]) -> float:
    return sum(_sizes(first, second))


def _sizes(first: list[float], second: list[float]) -> list[float]:
    return [abs(one - other) for one, other in zip(first, second, strict=True)]
