"""Numbers of docs/chapters/05-guidance.md."""

from collections.abc import Mapping
from functools import cache
from math import hypot, sqrt
from typing import Any

from checkers.formulas import (
    guided_passes,
    guided_prediction,
    guided_prediction_by_weight,
    guided_sample_variance,
    sampling_seconds,
    tilted_gaussian,
    x0_from_epsilon,
)
from checkers.kinds.derive import Derive, Mistake
from checkers.reading.units import counted
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

# One pixel, followed from its two predictions to the picture; the amplitudes of this alpha_bar are plain decimals.
_PIXEL = {"conditional": -0.1, "unconditional": 0.2}
_PIXEL_X_T, _PIXEL_ALPHA_BAR = 0.5, 0.36
_PIXEL_SCALES = {"plain": 1, "moderate": 3, "strong": 7.5}

# A setting that is copied from the paper's convention into a program of the other.
_COPIED = 7.5

# Mean and variance of all images and of those that fit the prompt, in a world where both are Gaussian.
_ALL, _PROMPTED = (0.0, 1.0), (1.0, 0.5)
_WORLD_SCALES = (0, 1, 2, 4, 8)

_TRAINING_STEPS = 1000
_MS_PER_PASS = 45


def _pixel_guided(guidance_scale: float) -> tuple[float, float]:
    """Return the pixel's guided noise and the clean value that it implies."""
    epsilon = guided_prediction(**_PIXEL, guidance_scale=guidance_scale)
    return epsilon, x0_from_epsilon(_PIXEL_X_T, epsilon, _PIXEL_ALPHA_BAR)


def _where_the_prompt_is_surest() -> float:
    """Return where p(c | x), the quotient of the two Gaussians of the world, is largest.

    Far beyond every finite scale the tilted density shrinks to this point.
    """
    (prompted_mean, prompted_variance), (mean, variance) = _PROMPTED, _ALL
    return (prompted_mean / prompted_variance - mean / variance) / (1 / prompted_variance - 1 / variance)


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        "pixel_conditional": _PIXEL["conditional"],
        "pixel_unconditional": _PIXEL["unconditional"],
        "pixel_difference": _PIXEL["conditional"] - _PIXEL["unconditional"],
        "pixel_x_t": _PIXEL_X_T,
        "pixel_alpha_bar": _PIXEL_ALPHA_BAR,
        "pixel_signal": sqrt(_PIXEL_ALPHA_BAR),
        "pixel_noise": sqrt(1 - _PIXEL_ALPHA_BAR),
        **{f"pixel_scale_{name}": scale for name, scale in _PIXEL_SCALES.items()},
        **{f"pixel_epsilon_{name}": _pixel_guided(scale)[0] for name, scale in _PIXEL_SCALES.items()},
        **{f"pixel_x0_{name}": _pixel_guided(scale)[1] for name, scale in _PIXEL_SCALES.items()},
        "copied": _COPIED,
        "copied_as_scale": _COPIED + 1,
        "all_mean": _ALL[0],
        "all_variance": _ALL[1],
        "prompted_mean": _PROMPTED[0],
        "prompted_variance": _PROMPTED[1],
        "surest": _where_the_prompt_is_surest(),
        **{f"world_scale_{scale}": scale for scale in _WORLD_SCALES},
        **{f"tilted_mean_{scale}": tilted_gaussian(_PROMPTED, _ALL, scale)[0] for scale in _WORLD_SCALES},
        **{f"tilted_variance_{scale}": tilted_gaussian(_PROMPTED, _ALL, scale)[1] for scale in _WORLD_SCALES},
        **{
            f"sampled_variance_{scale}": guided_sample_variance(_PROMPTED[1], _ALL[1], scale)
            for scale in _WORLD_SCALES
        },
    }


# One draw per variant serves two exercises. No wrong answer of one is the right answer of the other, except
# where the mistake is to give that other answer.
_PREDICTIONS = (
    {"cond_first": 0.3, "cond_second": 0.7, "uncond_first": 0.1, "uncond_second": 0.1, "scale": 7.5},
    {"cond_first": -0.1, "cond_second": 0.5, "uncond_first": -0.5, "uncond_second": -0.9, "scale": 3},
    {"cond_first": 0.9, "cond_second": 0.7, "uncond_first": 0.2, "uncond_second": -0.9, "scale": 5},
    {"cond_first": 0.1, "cond_second": -0.5, "uncond_first": 0.4, "uncond_second": 0.1, "scale": 10},
    {"cond_first": 0.6, "cond_second": -0.3, "uncond_first": 0.2, "uncond_second": 0.5, "scale": 7.5},
)


def _misguided(conditional: float, unconditional: float, scale: float) -> Mapping[str, Any]:
    """Return the typical wrong values for one component of the guided prediction."""
    difference = conditional - unconditional
    return {
        "ho-salimans-convention": guided_prediction_by_weight(conditional, unconditional, scale),
        "base-forgotten": scale * difference,
        "scaled-the-conditional": (
            scale * conditional,
            unconditional + scale * conditional,
            (1 + scale) * conditional,
            scale * conditional - unconditional,
            conditional + scale * unconditional,
        ),
        "difference-reversed": unconditional - scale * difference,
        "roles-exchanged": guided_prediction(unconditional, conditional, scale),
        "one-subtracted": guided_prediction(conditional, unconditional, scale - 1),
        "not-guided": (conditional, unconditional),
        "difference-alone": difference,
        "weights-off": (
            (1 + scale) * conditional - (scale - 1) * unconditional,
            (scale - 1) * difference,
        ),
        "sum-for-difference": unconditional + scale * (conditional + unconditional),
        # The weight of the paper is one less than the scale, not one more.
        "one-added": (
            guided_prediction_by_weight(conditional, unconditional, scale + 1),
            (2 + scale) * conditional - scale * unconditional,
        ),
    }


class _GuidedComponent(Derive):
    """One component of the guided prediction of two components.

    Attributes:
        own: Which component is asked for, as the givens call it.
        other: The other one.
    """

    own: str
    other: str

    variants = _PREDICTIONS
    digits = 2
    absolute_tolerance = 0.005

    def answer(self, *, scale: float, **predicted: float) -> float:
        """Return the component of the guided prediction."""
        return guided_prediction(*_component(predicted, self.own), scale)

    def misconceptions(self, *, scale: float, **predicted: float) -> Mapping[str, Mistake]:
        """Return the typical wrong values."""
        return {
            **_misguided(*_component(predicted, self.own), scale),
            "wrong-component": guided_prediction(*_component(predicted, self.other), scale),
        }


def _component(predicted: Mapping[str, float], name: str) -> tuple[float, float]:
    """Return a component of the conditional and of the unconditional prediction."""
    return predicted[f"cond_{name}"], predicted[f"uncond_{name}"]


@exercise("guided-prediction")
class GuidedPrediction(_GuidedComponent):
    """First component of the guided prediction; Saharia et al. 2022, equation (2)."""

    own, other = "first", "second"

    def steps(self, *, scale: float, **predicted: float) -> Mapping[str, Any]:
        """Return the difference, its multiple, and the same prediction as a weighted sum."""
        conditional, unconditional = _component(predicted, self.own)
        return {
            "difference": conditional - unconditional,
            "pushed": scale * (conditional - unconditional),
            "uncond_weight": 1 - scale,
            "cond_part": scale * conditional,
            "uncond_part": (1 - scale) * unconditional,
        }


@exercise("guided-second-component")
class GuidedSecondComponent(_GuidedComponent):
    """Second component of the guided prediction; Ho, Salimans 2022, equation (6) with w = s - 1."""

    own, other = "second", "first"

    def steps(self, *, scale: float, **predicted: float) -> Mapping[str, Any]:
        """Return the difference, the paper's weight and terms, and how long the vectors are."""
        conditional, unconditional = _component(predicted, self.own)
        guided = [guided_prediction(*_component(predicted, name), scale) for name in (self.other, self.own)]
        return {
            "difference": conditional - unconditional,
            "pushed": scale * (conditional - unconditional),
            "weight": scale - 1,
            "cond_part": scale * conditional,
            "uncond_part": (scale - 1) * unconditional,
            "plain_length": hypot(predicted["cond_first"], predicted["cond_second"]),
            "guided_length": hypot(*guided),
        }


@exercise("guidance-passes")
class GuidancePasses(Derive):
    """Passes of the network for one guided image; the two terms of Saharia et al. 2022, equation (2)."""

    # Never at the scale 3 or 4, where counting with the scale and doubling twice would agree.
    variants = (
        {"steps": 50, "scale": 7.5},
        {"steps": 20, "scale": 5},
        {"steps": 25, "scale": 3.5},
        {"steps": 30, "scale": 10},
        {"steps": 40, "scale": 7.5},
    )
    count = True
    units = counted("passes", "pass", "evaluations")

    def answer(self, *, steps: int, scale: float) -> float:
        """Return the number of passes."""
        return guided_passes(steps, scale)

    def misconceptions(self, *, steps: int, scale: float) -> Mapping[str, Mistake]:
        """Return the typical wrong counts."""
        return {
            "guidance-pass-forgotten": steps,
            "scale-as-count": (scale * steps, 2 * scale * steps, (scale + 1) * steps),
            "stride-forgotten": (2 * _TRAINING_STEPS, _TRAINING_STEPS),
            "doubled-twice": 4 * steps,
            "unconditional-only-once": steps + 1,
            "fence-post": (2 * (steps - 1), 2 * (steps + 1)),
            "stride-for-count": _TRAINING_STEPS / steps,
            "one-pass-more": 3 * steps,
            "halved": steps / 2,
        }

    def steps(self, *, steps: int, scale: float) -> Mapping[str, Any]:
        """Return how long the model was trained for, what a pass takes, and what the passes take together."""
        return {
            "training_steps": _TRAINING_STEPS,
            "ms_per_pass": _MS_PER_PASS,
            "seconds": sampling_seconds(guided_passes(steps, scale), _MS_PER_PASS),
            "unguided_seconds": sampling_seconds(guided_passes(steps, 1), _MS_PER_PASS),
        }
