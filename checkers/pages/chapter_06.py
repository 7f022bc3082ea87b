"""Numbers of docs/chapters/06-latent-diffusion.md."""

from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

from checkers.formulas import (
    attention_flop,
    attention_matrix_bytes,
    compression_ratio,
    key_value_bytes,
    position_count,
    projection_flop,
    value_count,
)
from checkers.kinds.derive import Derive, Mistake, NotHere, unless_near
from checkers.reading.units import MEBIBYTES, TIMES, counted
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

_IMAGE_CHANNELS = 3
_MIB, _GIB = 2**20, 2**30
_MB, _GB = 10**6, 10**9
_GIGA = 10**9  # FLOP in a GFLOP
_HALF_PRECISION, _SINGLE_PRECISION = 2, 4

# A latent with as many channels as the image, where values and positions shrink alike; one of the autoencoders
# of Rombach et al. 2022, arXiv 2112.10752.
_SMALL = {"side": 256, "factor": 4, "channels": 3}
_MEGAPIXEL = 1024

# Where attention is counted layer by layer: the width of Stable Diffusion 1 at its largest grid.
_FEATURES = 320
_SIDES = (16, 32, 64, 512)

_small_values = value_count(_SMALL["side"], _IMAGE_CHANNELS)
_small_latent_values = value_count(_SMALL["side"], _SMALL["channels"], _SMALL["factor"])
_small_positions = position_count(_SMALL["side"])
_small_latent_positions = position_count(_SMALL["side"], _SMALL["factor"])


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        "megapixel_side": _MEGAPIXEL,
        "megapixel_values": value_count(_MEGAPIXEL, _IMAGE_CHANNELS),
        "megapixel_positions": position_count(_MEGAPIXEL),
        "small_side": _SMALL["side"],
        "small_factor": _SMALL["factor"],
        "small_channels": _SMALL["channels"],
        "small_latent_side": _SMALL["side"] // _SMALL["factor"],
        "small_values": _small_values,
        "small_latent_values": _small_latent_values,
        "small_ratio": _small_values // _small_latent_values,
        "small_positions": _small_positions,
        "small_latent_positions": _small_latent_positions,
        "features": _FEATURES,
        "balance": 2 * _FEATURES,
        **{f"side_{side}": side for side in _SIDES},
        **{f"n_{side}": position_count(side) for side in _SIDES},
        **{f"products_{side}": attention_flop(position_count(side), _FEATURES) / _GIGA for side in _SIDES},
        **{f"linear_{side}": projection_flop(position_count(side), _FEATURES) / _GIGA for side in _SIDES},
    }


@exercise("compression-ratio")
class CompressionRatio(Derive):
    """Values of the image per value of the latent; Rombach et al. 2022, section 3.1."""

    # Never as many channels as the factor: leaving out the colours would give the factor itself.
    variants = (
        {"side": 512, "factor": 8, "channels": 4},
        {"side": 1024, "factor": 8, "channels": 16},
        {"side": 768, "factor": 16, "channels": 4},
        {"side": 256, "factor": 4, "channels": 8},
        {"side": 1024, "factor": 16, "channels": 8},
    )
    count = True
    units = TIMES

    def answer(self, *, side: int, factor: int, channels: int) -> float:
        """Return the ratio of the two counts."""
        return round(compression_ratio(side, factor, channels))

    def misconceptions(self, *, side: int, factor: int, channels: int) -> Mapping[str, Mistake]:
        """Return the typical wrong ratios."""
        return {
            "channels-forgotten": factor**2,
            "rgb-forgotten": factor**2 / channels,
            "latent-channels-forgotten": _IMAGE_CHANNELS * factor**2,
            "one-dimension": factor,
            "one-side-only": _IMAGE_CHANNELS * factor / channels,
            "channels-swapped": factor**2 * channels / _IMAGE_CHANNELS,
            "upside-down": 1 / compression_ratio(side, factor, channels),
            "count-for-ratio": (value_count(side, channels, factor), value_count(side, _IMAGE_CHANNELS)),
            "saved-share": (
                100 - 100 / compression_ratio(side, factor, channels),
                1 - 1 / compression_ratio(side, factor, channels),
            ),
            "channels-multiplied": (channels * factor**2, _IMAGE_CHANNELS * channels * factor**2),
            "rgb-divided": factor**2 / _IMAGE_CHANNELS,
            "difference": value_count(side, _IMAGE_CHANNELS) - value_count(side, channels, factor),
        }

    def steps(self, *, side: int, factor: int, channels: int) -> Mapping[str, Any]:
        """Return the side of the latent, both counts, and the ratio of positions."""
        return {
            "latent_side": side // factor,
            "image_values": value_count(side, _IMAGE_CHANNELS),
            "latent_values": value_count(side, channels, factor),
            "position_ratio": factor**2,
        }


@exercise("attention-savings")
class AttentionSavings(Derive):
    """Cost of attention over pixels per cost over latent positions, both products; 4 n^2 d each."""

    # The answer depends on the factor alone, so nothing else varies but the channels, which tempt.
    variants = (
        {"side": 512, "factor": 8, "channels": 4},
        {"side": 512, "factor": 16, "channels": 8},
        {"side": 512, "factor": 32, "channels": 16},
        {"side": 512, "factor": 8, "channels": 16},
        {"side": 512, "factor": 16, "channels": 4},
    )
    count = True
    units = TIMES

    def answer(self, *, side: int, factor: int, channels: int) -> float:
        """Return the ratio of the squared numbers of positions."""
        return (position_count(side) // position_count(side, factor)) ** 2

    def misconceptions(self, *, side: int, factor: int, channels: int) -> Mapping[str, Mistake]:
        """Return the typical wrong ratios."""
        return {
            "linear-for-quadratic": factor**2,
            "values-for-positions": (factor**2 / channels) ** 2,
            "channels-in-sequence": compression_ratio(side, factor, channels) ** 2,
            "squared-twice": factor**8,
            "one-dimension": factor,
            "doubled-for-squared": 2 * factor**2,
            "counted-for-each-product": 2 * factor**4,
            "values-counted": compression_ratio(side, factor, channels),
            "channels-multiplied": (factor**4 * channels, _IMAGE_CHANNELS * factor**4 / channels),
            "cubed": factor**6,
        }

    def steps(self, *, side: int, factor: int, channels: int) -> Mapping[str, Any]:
        """Return both numbers of positions and their ratio."""
        return {
            "latent_side": side // factor,
            "pixel_positions": position_count(side),
            "latent_positions": position_count(side, factor),
            "position_ratio": factor**2,
        }


@exercise("attention-matrix-memory")
class AttentionMatrixMemory(Derive):
    """Memory of one head's stored attention matrix, in MiB or in MB; Dao et al. 2022, section 2.2."""

    variants = (
        {"side": 64, "channels": 4, "features": 320, "bytes_each": _HALF_PRECISION},
        {"side": 96, "channels": 4, "features": 640, "bytes_each": _HALF_PRECISION},
        {"side": 48, "channels": 4, "features": 320, "bytes_each": _SINGLE_PRECISION},
        {"side": 128, "channels": 4, "features": 320, "bytes_each": _HALF_PRECISION},
        {"side": 64, "channels": 16, "features": 320, "bytes_each": _SINGLE_PRECISION},
    )
    units = MEBIBYTES

    def answer(self, *, side: int, channels: int, features: int, bytes_each: int) -> float:
        """Return the size in MiB, of 2^20 bytes."""
        return attention_matrix_bytes(position_count(side), bytes_each) / _MIB

    def also_valid(self, *, side: int, channels: int, features: int, bytes_each: int) -> Sequence[float]:
        """Return the size in MB, of a million bytes."""
        return (attention_matrix_bytes(position_count(side), bytes_each) / _MB,)

    def accept(self, *, side: int, channels: int, features: int, bytes_each: int) -> tuple[float, float]:
        """Return the interval from a sixty-fourth below the MiB to just above the MB, 1.0486 times as many."""
        mebibytes = self.answer(side=side, channels=channels, features=features, bytes_each=bytes_each)
        return mebibytes * (1 - 1 / 64), mebibytes * (1 + 1 / 16)

    def misconceptions(
        self, *, side: int, channels: int, features: int, bytes_each: int
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong sizes, each in MiB and in MB."""
        n = position_count(side)
        asked_for_half = bytes_each == _HALF_PRECISION
        fp32 = _both(attention_matrix_bytes(n, _SINGLE_PRECISION))
        alike = fp32[0] == side  # a number that the question gives
        return {
            "one-byte": (*_both(attention_matrix_bytes(n, 1)), attention_matrix_bytes(n, 1)),
            "bits-for-bytes": _both(8 * attention_matrix_bytes(n, bytes_each)),
            "fp32": fp32 if asked_for_half and not alike else NotHere("told with the side, or asked for"),
            "fp32-or-side": fp32 if asked_for_half and alike else NotHere("the size is not that of the side"),
            "one-of-the-two": _both(n * features * bytes_each),
            "fp16": NotHere("half precision is what is asked for")
            if asked_for_half
            else _both(attention_matrix_bytes(n, _HALF_PRECISION)),
            "kv-instead-of-scores": _both(key_value_bytes(n, features, bytes_each)),
            "channels-multiplied": _both(features * attention_matrix_bytes(n, bytes_each)),
            "values-for-positions": _both(attention_matrix_bytes(channels * n, bytes_each)),
            "side-for-positions": _both(attention_matrix_bytes(side, bytes_each)),
            "gibibytes": (
                attention_matrix_bytes(n, bytes_each) / _GIB,
                attention_matrix_bytes(n, bytes_each) / _GB,
            ),
            "kibibytes": (
                attention_matrix_bytes(n, bytes_each) * 2**10 / _MIB,
                attention_matrix_bytes(n, bytes_each) * 1e3 / _MB,
            ),
            "three-matrices": _both(3 * attention_matrix_bytes(n, bytes_each)),
        }

    def steps(self, *, side: int, channels: int, features: int, bytes_each: int) -> Mapping[str, Any]:
        """Return the positions, the entries, the size in several units, and what would be next to it."""
        n = position_count(side)
        size = attention_matrix_bytes(n, bytes_each)
        pixel_side = 8 * side
        return {
            "number_format": "FP16" if bytes_each == _HALF_PRECISION else "FP32",
            "n": n,
            "entries": n**2,
            "size": size,
            "megabytes": size / _MB,
            "keys_and_values": key_value_bytes(n, features, bytes_each) / _MIB,
            "pixel_side": pixel_side,
            "pixel_size": attention_matrix_bytes(position_count(pixel_side), bytes_each) / _GIB,
        }


def _both(size: int) -> tuple[float, float]:
    """Return a size given in bytes as MiB and as MB."""
    return size / _MIB, size / _MB


@exercise("latent-values")
class LatentValues(Derive):
    """Numbers that a latent holds, c (H / f)^2; Rombach et al. 2022, section 3.1."""

    variants = (
        {"side": 1024, "factor": 8, "channels": 4},
        {"side": 768, "factor": 8, "channels": 16},
        {"side": 1536, "factor": 16, "channels": 4},
        {"side": 2048, "factor": 8, "channels": 16},
        {"side": 1024, "factor": 16, "channels": 16},
    )
    count = True
    units = counted("values", "numbers")

    def answer(self, *, side: int, factor: int, channels: int) -> float:
        """Return the number of values."""
        return value_count(side, channels, factor)

    def misconceptions(self, *, side: int, factor: int, channels: int) -> Mapping[str, Mistake]:
        """Return the typical wrong counts."""
        return {
            "channels-forgotten": position_count(side, factor),
            "rgb-channels": value_count(side, _IMAGE_CHANNELS, factor),
            "compression-forgotten": value_count(side, channels),
            "compressed-one-side": side * (side // factor) * channels,
            "image-values": value_count(side, _IMAGE_CHANNELS),
            "one-side-only": channels * (side // factor),
            "image-positions": unless_near(position_count(side), side * (side // factor) * channels),
            "rgb-as-well": _IMAGE_CHANNELS * value_count(side, channels, factor),
            "ratio-for-count": _IMAGE_CHANNELS * factor**2 / channels,
        }

    def steps(self, *, side: int, factor: int, channels: int) -> Mapping[str, Any]:
        """Return the shape of the latent, and what half the side of the image would change."""
        n, n_half = position_count(side, factor), position_count(side // 2, factor)
        return {
            "latent_side": side // factor,
            "positions": n,
            "half_side": side // 2,
            "position_growth": n // n_half,
            "pair_growth": (n // n_half) ** 2,
        }
