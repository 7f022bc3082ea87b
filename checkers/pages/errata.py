"""Numbers of docs/errata.md that no chapter shows; the browser never loads this file."""

from functools import cache
from math import cos, exp, floor, sqrt

from checkers.formulas import (
    alpha_bar,
    cosine_alpha_bar,
    cosine_angle,
    ddpm_step,
    euler_step,
    gaussian_score,
    guided_prediction,
    guided_prediction_by_weight,
    interpolate,
    leading_timesteps,
    linear_beta,
    linear_betas,
    linspace_timesteps,
    posterior_variance,
    trailing_timesteps,
)
from checkers.pages.chapter_04 import shortened
from checkers.registry import page_facts
from checkers.verdict import Facts

_BETAS = linear_betas()
_LAST_STEP = len(_BETAS)

# The reverse step of 4.1: the sample, the prediction, the draw and the schedule at that step.
_X_T, _EPSILON, _Z, _BETA, _ALPHA_BAR = 0.8, 0.6, 0.3, 0.01, 0.5
_ALPHA_BAR_BEFORE = _ALPHA_BAR / (1 - _BETA)
_POSTERIOR = posterior_variance(_ALPHA_BAR, _ALPHA_BAR_BEFORE)

# The two predictions of 5.1, conditional and unconditional, by component, and the scale that was put into both formulas.
_CONDITIONAL, _UNCONDITIONAL, _SCALE = (0.3, 0.7), (0.1, 0.1), 7.5

# Arrays of chapter 6: sides of picture and latent, channels of the latent, the width of the keys in 6.3, and bytes per number.
_SIDE, _LATENT_SIDE, _CHANNELS, _KEY_WIDTH, _BYTES = 512, 64, 4, 320, 2
_PIXELS, _POSITIONS = _SIDE**2, _LATENT_SIDE**2
_MATRIX_BYTES = _BYTES * _POSITIONS**2
_LARGE_SIDE, _DOWNSAMPLING = 1024, 8

# Euler's method on v = -x from 3, as in 8.1 and 8.2, and ten times as many steps for the same stretch.
_START, _STEPS, _MORE_STEPS, _DT = 3.0, 3, 30, 0.1

# The U-Net of 9.2: base width, multipliers by level, blocks per level on both ways together, weights per block and squared channel.
_WIDTH, _MULTIPLIERS, _BLOCKS = 320, (1, 2, 4, 8), 4
_BLOCK_WEIGHTS = 2 * 3 * 3
_LEVELS = [_BLOCKS * _BLOCK_WEIGHTS * (one * _WIDTH) ** 2 for one in _MULTIPLIERS]
_MIDDLE = _BLOCK_WEIGHTS * (_MULTIPLIERS[-1] * _WIDTH) ** 2
_WEIGHTS = sum(_LEVELS) + _MIDDLE

# Given from outside. SDXL's weights, its FLOP per pass at a latent of 128 by 128 and those of its decoder: layer-by-layer counts from
# the published configuration (Podell et al. 2023, arXiv 2307.01952). Peak of an A100 in half precision: NVIDIA's data sheet.
_SDXL_WEIGHTS, _SDXL_FLOP, _DECODER_FLOP = 2_567_463_684, 6.76e12, 10.47e12
_ROUNDED_WEIGHTS, _STATED_FLOP, _PASSES = 2.6e9, 5.2e12, 100
_PEAK, _UTILISATION = 312e12, 0.4
_SECONDS_PER_HOUR, _PER_HOUR_ASKED, _PER_HOUR_CLAIMED = 3600, 1000, 1700
_WORK, _RATE = _PASSES * _STATED_FLOP, _PEAK * _UTILISATION


def _euler_error_percent(steps: int) -> float:
    """Return how far Euler's method ends from the solution of dx/dt = -x, in per cent of the solution."""
    end, dt = _START, _STEPS * _DT / steps
    for _ in range(steps):
        end = euler_step(end, -end, dt)
    exact = _START * exp(-_STEPS * _DT)
    return 100 * abs(end - exact) / exact


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers that the page shows."""
    return {
        # Chapters 0 and 1
        "amplitude_1": sqrt(alpha_bar(_BETAS[:1])),
        "amplitude_percent_1000": 100 * sqrt(alpha_bar(_BETAS)),
        "left_percent_750": 100 * alpha_bar(_BETAS[:750]),
        **{f"cosine_{t}": cos(cosine_angle(t)) for t in (250, 750)},
        **{f"without_offset_{t}": cosine_alpha_bar(t, offset=0) for t in (500, 750)},
        "cosine_above_half": sum(cosine_alpha_bar(t) > 1 / 2 for t in range(1, _LAST_STEP + 1)),
        # Chapter 3
        "score_at_3": gaussian_score(3, 0, 1),
        "exponent_at_3": -(3**2) / 2,
        "wide_score_at_3": gaussian_score(3, 0, 4),
        "wide_exponent_at_3": -(3**2) / (2 * 4),
        # Chapter 4
        "reverse_step": ddpm_step(_X_T, _EPSILON, _BETA, _ALPHA_BAR, _BETA, _Z),
        "reverse_step_posterior": ddpm_step(_X_T, _EPSILON, _BETA, _ALPHA_BAR, _POSTERIOR, _Z),
        "like_beta": min(range(1, _LAST_STEP + 1), key=lambda t: abs(linear_beta(t) - _BETA)),
        "leading": shortened(leading_timesteps(50)),
        "leading_one": shortened(leading_timesteps(50, offset=1)),
        "trailing": shortened(trailing_timesteps(50)),
        "linspace": shortened(linspace_timesteps(50)),
        # Chapter 5
        **{
            f"guided_{place}": guided_prediction(*pair, _SCALE)
            for place, pair in enumerate(zip(_CONDITIONAL, _UNCONDITIONAL, strict=True))
        },
        **{
            f"guided_by_weight_{place}": guided_prediction_by_weight(*pair, _SCALE)
            for place, pair in enumerate(zip(_CONDITIONAL, _UNCONDITIONAL, strict=True))
        },
        **{
            f"over_conditional_{place}": guided_prediction(*pair, _SCALE) / pair[0]
            for place, pair in enumerate(zip(_CONDITIONAL, _UNCONDITIONAL, strict=True))
        },
        "scale": _SCALE,
        # Chapter 6
        "latent_values": _POSITIONS * _CHANNELS,
        "positions": _POSITIONS,
        "fewer_positions": _PIXELS // _POSITIONS,
        "smaller_matrix": (_PIXELS // _POSITIONS) ** 2,
        "matrix_mib": _MATRIX_BYTES // 2**20,
        "matrix_mb": _MATRIX_BYTES / 1e6,
        "pixel_matrix_gib": _BYTES * _PIXELS**2 // 2**30,
        "pixel_matrix_gb": _BYTES * _PIXELS**2 / 1e9,
        "keys_and_values_mib": 2 * _POSITIONS * _KEY_WIDTH * _BYTES // 2**20,
        # Chapter 7
        "blend_0": interpolate(1, 5, 0.3),
        "blend_1": interpolate(2, 8, 0.3),
        "blend_0_swapped": interpolate(1, 5, 0.7),
        # Chapter 8
        "euler_error": _euler_error_percent(_STEPS),
        "euler_error_more": _euler_error_percent(_MORE_STEPS),
        "more_steps": _MORE_STEPS,
        # Chapter 9
        "pixel_pairs": float(_LARGE_SIDE**4),
        "latent_pairs": (_LARGE_SIDE // _DOWNSAMPLING) ** 4,
        "latent_pairs_mebi": (_LARGE_SIDE // _DOWNSAMPLING) ** 4 // 2**20,
        "weights": _WEIGHTS,
        "weights_billion": _WEIGHTS / 1e9,
        "kernel": _BLOCK_WEIGHTS // 2,
        "level_percent": 100 * _LEVELS[-1] / _WEIGHTS,
        "level_and_middle_percent": 100 * (_LEVELS[-1] + _MIDDLE) / _WEIGHTS,
        "rule_gflop": 2 * _ROUNDED_WEIGHTS / 1e9,
        "sdxl_tflop": _SDXL_FLOP / 1e12,
        "over_rule": round(_SDXL_FLOP / (2 * _SDXL_WEIGHTS), -1),
        "stated_tflop": _STATED_FLOP / 1e12,
        "stated_work": _WORK / 1e12,
        "stated_seconds": _WORK / _RATE,
        "stated_per_hour": _SECONDS_PER_HOUR * _RATE / _WORK,
        "counted_work": _PASSES * _SDXL_FLOP / 1e12,
        "counted_seconds": _PASSES * _SDXL_FLOP / _RATE,
        "counted_per_hour": floor(_SECONDS_PER_HOUR * _RATE / (_PASSES * _SDXL_FLOP)),
        **{f"per_hour_{steps}": _SECONDS_PER_HOUR * _RATE / (2 * steps * _STATED_FLOP) for steps in (25, 40)},
        "most_seconds": _SECONDS_PER_HOUR / _PER_HOUR_ASKED,
        "most_steps": floor(_SECONDS_PER_HOUR / _PER_HOUR_ASKED * _RATE / (2 * _STATED_FLOP)),
        "utilisation_claimed": 100 * _PER_HOUR_CLAIMED * _WORK / (_SECONDS_PER_HOUR * _PEAK),
        "batched_seconds": 2 * _WORK / _RATE,
        "loop_percent": 100 * _WORK / (_WORK + _DECODER_FLOP),
    }
