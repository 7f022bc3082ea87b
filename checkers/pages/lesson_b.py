"""Numbers of docs/lessons/b-flow-matching.md."""

from collections.abc import Mapping
from functools import cache
from math import e, exp
from typing import Any

from checkers.formulas import (
    euler_step,
    exact_decay,
    interpolate,
    marginal_velocity,
    responsibilities,
    target_velocity,
    x1_from_velocity,
)
from checkers.kinds.derive import Derive, Mistake, NotHere
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

# The wind that blows towards zero, and how it is followed.
_PLACE, _TIME = 1.0, 1.0
# The two data points of the lesson, and the grain whose way to one of them is walked by hand.
_DATA = (-1, 2)
_EVEN = (0.5, 0.5)
_START, _HALF = 0.6, 0.5


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the lesson's prose; nobody needs them where answers are only judged."""
    first_velocity = marginal_velocity(_START, 1, _DATA)
    seen = euler_step(_START, first_velocity, -_HALF)
    left, right = _explained(seen, _HALF, _DATA)
    velocity = marginal_velocity(seen, _HALF, _DATA)
    return {
        "place": _PLACE,
        "half_time": _TIME / 2,
        "one_step": _decay_by_steps(1),
        "two_steps": _decay_by_steps(2),
        "four_steps": _decay_by_steps(4),
        "exact": exact_decay(_PLACE, 1, _TIME),
        "height": e**_TIME,
        "left": _DATA[0],
        "right": _DATA[1],
        "middle": sum(_DATA) / len(_DATA),
        "start": _START,
        "start_velocity": first_velocity,
        "half": _HALF,
        "seen": seen,
        **{f"left_{name}": value for name, value in left.items()},
        **{f"right_{name}": value for name, value in right.items()},
        "velocity": velocity,
        "two_step_end": _walk(2),
        "one_step_end": _walk(1),
        **{f"end_{steps}": _walk(steps) for steps in (4, 8, 16)},
    }


def _explained(x: float, t: float, data: tuple[float, ...]) -> list[dict[str, float]]:
    """Return, for each data point, what it would mean that a grain from it is at x at the time t."""
    centres = [interpolate(x0, 0, t) for x0 in data]
    shares = responsibilities(x, centres, t**2, [1 / len(data)] * len(data))
    found = []
    for x0, share in zip(data, shares, strict=True):
        velocity = (x - x0) / t
        noise = x1_from_velocity(x, velocity, t)
        found.append(
            {
                "noise": noise,
                "density": exp(-(noise**2) / 2),
                "share": share,
                "velocity": target_velocity(x0, noise),
            }
        )
    return found


def _decay_by_steps(steps: int) -> float:
    """Return where equal Euler steps lead from the lesson's place against the wind v(x) = -x."""
    x = _PLACE
    for _ in range(steps):
        x = euler_step(x, -x, _TIME / steps)
    return x


def _walk(steps: int) -> float:
    """Return where equal Euler steps lead the lesson's grain, from t = 1 to t = 0."""
    x = _START
    for taken in range(steps):
        x = euler_step(x, marginal_velocity(x, 1 - taken / steps, _DATA), -1 / steps)
    return x


@exercise("mean-of-two-velocities")
class MeanOfTwoVelocities(Derive):
    """Velocity that a perfect network reports where two lines cross."""

    variants = (
        {"left": -1, "right": 2, "x": 0.3, "t": 0.5},
        {"left": -2, "right": 1, "x": 0.1, "t": 0.8},
        {"left": 0, "right": 3, "x": 0.9, "t": 0.6},
        {"left": -3, "right": 1, "x": -0.7, "t": 0.5},
        {"left": -1, "right": 1, "x": 0.2, "t": 0.75},
    )

    def answer(self, *, left: int, right: int, x: float, t: float) -> float:
        """Return the mean velocity."""
        return marginal_velocity(x, t, (left, right))

    def misconceptions(self, *, left: int, right: int, x: float, t: float) -> Mapping[str, Mistake]:
        """Return the typical wrong velocities."""
        first, second = _explained(x, t, (left, right))
        squares = [one["density"] ** 2 for one in (first, second)]
        likelier = max(first, second, key=lambda one: one["share"])
        return {
            "unweighted": (first["velocity"] + second["velocity"]) / 2,
            "likelier-alone": likelier["velocity"],
            "data-for-velocity": first["share"] * left + second["share"] * right,
            "noise-for-velocity": first["share"] * first["noise"] + second["share"] * second["noise"],
            "weights-swapped": second["share"] * first["velocity"] + first["share"] * second["velocity"],
            "not-normalised": first["density"] * first["velocity"] + second["density"] * second["velocity"],
            # Without its half the exponent of the bell is doubled, and so the weight squared.
            "half-forgotten": (squares[0] * first["velocity"] + squares[1] * second["velocity"])
            / sum(squares),
            "divided-by-time-left": (x - first["share"] * left - second["share"] * right) / (1 - t)
            if t != _HALF
            else NotHere("at half time as much time is left as has passed"),
        }

    def terms(self, *, left: int, right: int, x: float, t: float) -> Mapping[str, float]:
        """Return the two velocities, each with its share."""
        first, second = _explained(x, t, (left, right))
        return {
            "left_term": first["share"] * first["velocity"],
            "right_term": second["share"] * second["velocity"],
        }

    def steps(self, *, left: int, right: int, x: float, t: float) -> Mapping[str, Any]:
        """Return what each of the two data points explains, and the mean of the data behind x."""
        first, second = _explained(x, t, (left, right))
        return {
            "data_weight": 1 - t,
            **{f"left_{name}": value for name, value in first.items()},
            **{f"right_{name}": value for name, value in second.items()},
            "mean_of_data": first["share"] * left + second["share"] * right,
        }
