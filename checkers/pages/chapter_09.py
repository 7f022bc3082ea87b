"""Numbers of docs/chapters/09-capstone.md."""

from collections.abc import Mapping
from functools import cache
from math import floor
from typing import Any

from checkers.formulas import (
    attention_matrix_bytes,
    compute_seconds,
    convolution_flop,
    convolution_parameters,
    flop_per_token,
    guided_passes,
    images_per_hour,
    position_count,
    unet_parameters,
)
from checkers.kinds.derive import Derive, Mistake
from checkers.reading.units import BILLIONS, IMAGES_PER_HOUR, SECONDS, TFLOP
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

# The brief.
_SIDE = 1024
_TARGET_SECONDS = 5
_TARGET_IMAGES = 1000
_TARGET_INTERVAL = images_per_hour(
    _TARGET_IMAGES
)  # seconds between two images; the relation is its own inverse

# Autoencoders of this kind shrink each side by eight.
_FACTOR = 8
_PIXEL_POSITIONS = position_count(_SIDE)
_LATENT_POSITIONS = position_count(_SIDE, _FACTOR)
_BYTES_PER_SCORE = 2  # FP16

# Figures from outside, not derived here. Parameters in billions: Podell et al. 2023, arXiv 2307.01952 (both
# networks). Counted work in TFLOP per pass: layer by layer from the published configurations, with 77 tokens of text.
# Peaks in TFLOP/s: NVIDIA's data sheets, tensor cores with 16-bit inputs, without sparsity.
_SDXL_PARAMETERS, _SDXL_COUNTED, _SDXL_PROFILED = 2.6, 6.76, 5.2
_SD15_PARAMETERS, _SD15_COUNTED = 0.86, 0.803
_DECODER = 10.47
_V100, _A100, _H100 = 125, 312, 989

# Any scale other than 0 and 1 takes two passes per step.
_GUIDANCE_SCALE = 7.5

# The first layer of a U-Net that is 320 channels wide.
_KERNEL, _CHANNELS = 3, 320
_conv_weights = convolution_parameters(_KERNEL, _CHANNELS, _CHANNELS)
_conv_flop = convolution_flop(_KERNEL, _CHANNELS, _CHANNELS, _LATENT_POSITIONS)

_BATCH_STEPS, _BATCH_PERCENT = 30, 40
_BATCHES = (1, 2, 4)


def _total_work(tflop: float, steps: int) -> float:
    """Return the TFLOP of all passes for one guided image."""
    return tflop * guided_passes(steps, _GUIDANCE_SCALE)


def _batch_seconds(images: int) -> float:
    """Return how long a batch takes on an A100 whose utilisation stays the same whatever the batch."""
    work = images * _total_work(_SDXL_PROFILED, _BATCH_STEPS)
    return compute_seconds(work, _A100, _BATCH_PERCENT / 100)


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    loop = _total_work(_SDXL_PROFILED, steps=50)
    return {
        "side": _SIDE,
        "factor": _FACTOR,
        "target_seconds": _TARGET_SECONDS,
        "target_images": _TARGET_IMAGES,
        "target_interval": _TARGET_INTERVAL,
        "latent_side": _SIDE // _FACTOR,
        "pixel_positions": _PIXEL_POSITIONS,
        "latent_positions": _LATENT_POSITIONS,
        "positions_ratio": _PIXEL_POSITIONS // _LATENT_POSITIONS,
        "pixel_pairs": _PIXEL_POSITIONS**2,
        "latent_pairs": _LATENT_POSITIONS**2,
        "pairs_ratio": _PIXEL_POSITIONS**2 // _LATENT_POSITIONS**2,
        "latent_pairs_mib": attention_matrix_bytes(_LATENT_POSITIONS, _BYTES_PER_SCORE) // 2**20,
        "pixel_pairs_tib": attention_matrix_bytes(_PIXEL_POSITIONS, _BYTES_PER_SCORE) // 2**40,
        "conv_channels": _CHANNELS,
        "conv_weights": _conv_weights,
        "conv_naive_mflop": flop_per_token(_conv_weights) / 1e6,
        "conv_gflop": _conv_flop / 1e9,
        "sdxl_parameters": _SDXL_PARAMETERS,
        "sdxl_profiled": _SDXL_PROFILED,
        "sdxl_counted": _SDXL_COUNTED,
        "sd15_parameters": _SD15_PARAMETERS,
        "sd15_counted": _SD15_COUNTED,
        "v100": _V100,
        "a100": _A100,
        "h100": _H100,
        "decoder": _DECODER,
        "loop_share_percent": 100 * loop / (loop + _DECODER),
        "batch_steps": _BATCH_STEPS,
        "batch_percent": _BATCH_PERCENT,
        **{f"batch_{images}_seconds": _batch_seconds(images) for images in _BATCHES},
        **{f"batch_{images}_hourly": images_per_hour(_batch_seconds(images) / images) for images in _BATCHES},
    }


@exercise("unet-parameters")
class UnetParameters(Derive):
    """Convolution weights of a simplified U-Net, in billions; the shape of Ronneberger et al. 2015."""

    variants = (
        {"channels": 320, "multipliers": (1, 2, 4, 8), "blocks": 2},
        {"channels": 256, "multipliers": (1, 2, 4, 8), "blocks": 2},
        {"channels": 192, "multipliers": (1, 2, 4, 8), "blocks": 3},
        {"channels": 320, "multipliers": (1, 2, 4, 4), "blocks": 2},
        {"channels": 320, "multipliers": (1, 2, 4), "blocks": 3},
    )
    # Two digits are enough to plan with: they stay inside whichever way they are rounded.
    relative_tolerance = 0.014
    units = BILLIONS

    def answer(self, *, channels: int, multipliers: tuple[int, ...], blocks: int) -> float:
        """Return the number of weights in billions."""
        return unet_parameters(channels, multipliers, blocks) / 1e9

    def misconceptions(
        self, *, channels: int, multipliers: tuple[int, ...], blocks: int
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong counts, also in millions where that count is common."""
        middle = self._block(channels * multipliers[-1]) / 1e9
        right = self.answer(channels=channels, multipliers=multipliers, blocks=blocks)
        without_kernel = unet_parameters(channels, multipliers, blocks, kernel=1) / 1e9
        one_way = (right - middle) / 2
        level_sum = 2 * blocks * sum(multipliers) + multipliers[-1]
        return {
            "kernel-forgotten": (without_kernel, without_kernel * 1e3),
            "one-side-of-the-kernel": unet_parameters(channels, multipliers, blocks)
            * _KERNEL
            / _KERNEL**2
            / 1e9,
            "unit": (right * 1e3, right * 1e9),
            "bottleneck-forgotten": right - middle,
            "encoder-only": (one_way + middle, one_way),
            "one-convolution": right / 2,
            "multipliers-not-squared": self._block(channels) * level_sum / 1e9,
            "summed-before-squaring": self._block(channels)
            * (2 * blocks * sum(multipliers) ** 2 + multipliers[-1] ** 2)
            / 1e9,
            "kernel-and-bottleneck-forgotten": (right - middle) / _KERNEL**2,
            "bytes-for-weights": (4 * right,),
            "bottleneck-twice": right + middle,
            "one-block": (middle, self._block(channels) * 2 * blocks / 1e9),
        }

    def steps(self, *, channels: int, multipliers: tuple[int, ...], blocks: int) -> Mapping[str, Any]:
        """Return the counts of one block and of all blocks, in weights and in blocks of the first level."""
        squares = sum(multiplier**2 for multiplier in multipliers)
        deepest, both_ways = multipliers[-1] ** 2, 2 * blocks
        in_first_blocks = both_ways * squares + deepest
        *others, last = map(str, multipliers)
        *other_squares, last_square = (str(multiplier**2) for multiplier in multipliers)
        return {
            "levels": len(multipliers),
            "factors": f"{', '.join(others)} and {last}",
            "squared_factors": f"{', '.join(other_squares)} and {last_square}",
            "widest": channels * multipliers[-1],
            "block_weights": self._block(channels),
            "both_ways": both_ways,
            "squares": squares,
            "deepest": deepest,
            "in_first_blocks": in_first_blocks,
            "weights": unet_parameters(channels, multipliers, blocks),
            "deepest_percent": 100 * (both_ways + 1) * deepest / in_first_blocks,
        }

    @staticmethod
    def _block(width: int) -> int:
        """Return the weights of one block, which is two convolutions."""
        return 2 * convolution_parameters(_KERNEL, width, width)


_SDXL = {"network": f"SDXL's U-Net on a latent of {_SIDE // _FACTOR} by {_SIDE // _FACTOR} positions"}
_SD15 = {"network": "the U-Net of Stable Diffusion 1.5 on a latent of 64 by 64 positions"}
_PROFILED = "a profiler's figure, taken as given"
_COUNTED = "counted layer by layer and taken as given"

# One draw per variant serves three exercises. Amounts are TFLOP, rates TFLOP/s, parameters billions.
_PIPELINES = (
    {
        **_SDXL,
        "parameters": _SDXL_PARAMETERS,
        "tflop": _SDXL_PROFILED,
        "origin": _PROFILED,
        "steps": 50,
        "device": "an A100",
        "peak": _A100,
        "percent": 40,
    },
    {
        **_SDXL,
        "parameters": _SDXL_PARAMETERS,
        "tflop": _SDXL_COUNTED,
        "origin": _COUNTED,
        "steps": 50,
        "device": "an A100",
        "peak": _A100,
        "percent": 40,
    },
    {
        **_SD15,
        "parameters": _SD15_PARAMETERS,
        "tflop": _SD15_COUNTED,
        "origin": _COUNTED,
        "steps": 30,
        "device": "a V100",
        "peak": _V100,
        "percent": 30,
    },
    {
        **_SDXL,
        "parameters": _SDXL_PARAMETERS,
        "tflop": _SDXL_COUNTED,
        "origin": _COUNTED,
        "steps": 40,
        "device": "an H100",
        "peak": _H100,
        "percent": 35,
    },
    {
        **_SDXL,
        "parameters": _SDXL_PARAMETERS,
        "tflop": _SDXL_PROFILED,
        "origin": _PROFILED,
        "steps": 45,
        "device": "an A100",
        "peak": _A100,
        "percent": 45,
    },
)


class _Pipeline(Derive):
    """What the three exercises on one pipeline share."""

    variants = _PIPELINES

    def steps(self, **givens: Any) -> Mapping[str, Any]:
        """Return every intermediate value from the passes to the throughput, and what the targets allow."""
        tflop, peak, percent = givens["tflop"], givens["peak"], givens["percent"]
        work = _total_work(tflop, givens["steps"])
        seconds = compute_seconds(work, peak, percent / 100)
        hourly = images_per_hour(seconds)
        naive = flop_per_token(givens["parameters"])  # of billions, so in GFLOP
        per_guided_step = compute_seconds(2 * tflop, peak, percent / 100)
        return {
            "passes": guided_passes(givens["steps"], _GUIDANCE_SCALE),
            "naive_gflop": naive,
            "naive_ratio": tflop * 1e3 / naive,
            "work": work,
            "rate": peak * percent / 100,
            "peak_seconds": compute_seconds(work, peak, 1),
            "seconds": seconds,
            "step_ms": per_guided_step * 1e3,
            "against_seconds": "meets" if seconds < _TARGET_SECONDS else "misses",
            "against_hourly": "enough" if hourly >= _TARGET_IMAGES else "too few",
            "most_steps": floor(_TARGET_INTERVAL / per_guided_step),
            "needed_percent": 100 * work / (peak * _TARGET_INTERVAL),
            "pair_seconds": 2 * seconds,
        }


def _seconds(tflop: float, steps: int, peak: float, percent: float) -> float:
    return compute_seconds(_total_work(tflop, steps), peak, percent / 100)


@exercise("image-flop")
class ImageFlop(_Pipeline):
    """TFLOP of all passes for one guided image; the work per pass is given."""

    units = TFLOP

    def answer(self, *, tflop: float, steps: int, **_: Any) -> float:
        """Return the total in TFLOP."""
        return _total_work(tflop, steps)

    def factors(self, *, tflop: float, steps: int, **_: Any) -> Mapping[str, float]:
        """Return the work of a pass, the steps, and the passes of each."""
        return {"tflop": tflop, "steps": steps, "predictions": 2}

    def misconceptions(
        self, *, parameters: float, tflop: float, steps: int, percent: int, **_: Any
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong totals."""
        work = _total_work(tflop, steps)
        return {
            "guidance-pass-forgotten": work / 2,
            # 2N of billions is in GFLOP.
            "2n-per-token": _total_work(flop_per_token(parameters) / 1e3, steps),
            "one-pass": tflop,
            "one-step": 2 * tflop,
            "doubled-twice": 2 * work,
            "scale-as-count": tflop * steps * _GUIDANCE_SCALE,
            "utilisation-applied": (work * percent / 100, work / 2 * percent / 100, work * 100 / percent),
            "fence-post": (_total_work(tflop, steps + 1), _total_work(tflop, steps - 1)),
            "unconditional-once": (steps + 1) * tflop,
        }


@exercise("image-seconds")
class ImageSeconds(_Pipeline):
    """Seconds that all passes for one image take at a given peak and utilisation."""

    units = SECONDS

    def answer(self, *, tflop: float, steps: int, peak: int, percent: int, **_: Any) -> float:
        """Return the time in seconds."""
        return _seconds(tflop, steps, peak, percent)

    def accept(self, **givens: Any) -> tuple[float, float]:
        """Return a little less than two per cent either way: two digits settle whether the target is met."""
        seconds = self.answer(**givens)
        return seconds * (1 - 0.016 - 1e-9), seconds * (1 + 0.02 + 1e-9)

    def misconceptions(
        self, *, tflop: float, steps: int, peak: int, percent: int, **_: Any
    ) -> Mapping[str, float]:
        """Return the typical wrong times."""
        seconds = _seconds(tflop, steps, peak, percent)
        utilisation = percent / 100
        return {
            "peak-for-achieved": seconds * utilisation,
            "utilisation-upside-down": seconds * utilisation**2,
            "inverted": 1 / seconds,
            "guidance-pass-forgotten": seconds / 2,
            "doubled-twice": seconds * 2,
            "one-pass": seconds / guided_passes(steps, _GUIDANCE_SCALE),
            "utilisation-reversed": seconds * utilisation / (1 - utilisation),
        }


@exercise("images-per-hour")
class ImagesPerHour(_Pipeline):
    """Images per hour and device, one after the other, nothing but the passes counted."""

    units = IMAGES_PER_HOUR

    def answer(self, *, tflop: float, steps: int, peak: int, percent: int, **_: Any) -> float:
        """Return the images per hour."""
        return images_per_hour(_seconds(tflop, steps, peak, percent))

    def accept(self, **givens: Any) -> tuple[float, float]:
        """Return the interval, in which a time per image rounded to two digits on the way still ends."""
        hourly = self.answer(**givens)
        by_rounded_time = images_per_hour(float(f"{images_per_hour(hourly):.1e}"))
        low = min(hourly * (1 - 0.007), by_rounded_time * (1 - 0.0025 - 1e-9))
        high = max(hourly * (1 + 0.007), by_rounded_time * (1 + 0.0025))
        return low, high

    def misconceptions(
        self, *, tflop: float, steps: int, peak: int, percent: int, **_: Any
    ) -> Mapping[str, float]:
        """Return the typical wrong rates."""
        seconds = _seconds(tflop, steps, peak, percent)
        hourly = images_per_hour(seconds)
        return {
            "per-minute": hourly / 60,
            "per-second": hourly / 3600,
            "seconds-for-rate": seconds,
            "multiplied": 3600 * seconds,
            "peak-for-achieved": hourly / (percent / 100),
            "utilisation-upside-down": hourly / (percent / 100) ** 2,
            "wrong-numerator": _TARGET_IMAGES / seconds,
            "guidance-pass-forgotten": hourly * 2,
            "doubled-twice": hourly / 2,
            "per-day": 24 * hourly,
            "utilisation-twice": hourly * percent / 100,
            "utilisation-reversed": hourly * (1 - percent / 100) / (percent / 100),
            "work-for-time": 3600 / _total_work(tflop, steps),
        }
