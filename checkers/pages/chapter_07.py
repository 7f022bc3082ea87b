"""Numbers and programs of docs/chapters/07-flow-matching.md."""

from collections.abc import Mapping
from functools import cache
from math import hypot, sqrt
from typing import Any

from checkers.formulas import (
    euler_step,
    interpolate,
    marginal_velocity,
    straight_path_alpha_bar,
    straight_path_snr,
    target_velocity,
    x0_from_velocity,
    x1_from_velocity,
)
from checkers.kinds.build import Build, Case, Random, mistake
from checkers.kinds.derive import Derive, Mistake, NotHere, unless_near
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

# One pixel on its way from data to noise, the chapter's first example.
_PIXEL = {"x0": 0.8, "x1": -1.2, "t": 0.25}
_pixel_now = interpolate(**_PIXEL)
_pixel_velocity = target_velocity(_PIXEL["x0"], _PIXEL["x1"])

# A world of two equally likely one-pixel images. Two lines cross at this point and time.
_DATA = (-1.0, 1.0)
_CROSSING = {"x": 0.25, "t": 0.5}
_START = 0.5

# A line that the first variant and the Build cases share, and the step that walks all of it back to the data.
_LINE = {"x0": 1, "x1": 5}
_WHOLE_WAY_BACK = -1


def _line_through(x: float, t: float, x0: float) -> tuple[float, float]:
    """Return the noise and the velocity of the straight line from `x0` at time 0 through `x` at time `t`."""
    velocity = (x - x0) / t
    return x1_from_velocity(x, velocity, t), velocity


def _generate(start: float, steps: int) -> list[float]:
    """Return the points that equal Euler steps from t = 1 to 0 visit in the two-image world."""
    points = [start]
    for taken in range(steps):
        t = 1 - taken / steps
        points.append(euler_step(points[-1], marginal_velocity(points[-1], t, _DATA), -1 / steps))
    return points


_dark_noise, _dark_velocity = _line_through(**_CROSSING, x0=_DATA[0])
_bright_noise, _bright_velocity = _line_through(**_CROSSING, x0=_DATA[1])
_crossing_velocity = marginal_velocity(**_CROSSING, data=_DATA)


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        "pixel_x0": _PIXEL["x0"],
        "pixel_x1": _PIXEL["x1"],
        "pixel_t": _PIXEL["t"],
        "pixel_data_weight": 1 - _PIXEL["t"],
        "pixel_now": _pixel_now,
        "pixel_velocity": _pixel_velocity,
        "pixel_x0_back": x0_from_velocity(_pixel_now, _pixel_velocity, _PIXEL["t"]),
        "pixel_x1_back": x1_from_velocity(_pixel_now, _pixel_velocity, _PIXEL["t"]),
        "crossing_x": _CROSSING["x"],
        "crossing_t": _CROSSING["t"],
        "dark_noise": _dark_noise,
        "dark_velocity": _dark_velocity,
        "bright_noise": _bright_noise,
        "bright_velocity": _bright_velocity,
        # The weights add to one and their mean velocity is the marginal one, which fixes both.
        "bright_weight": (_crossing_velocity - _dark_velocity) / (_bright_velocity - _dark_velocity),
        "dark_weight": (_bright_velocity - _crossing_velocity) / (_bright_velocity - _dark_velocity),
        "crossing_velocity": _crossing_velocity,
        "start": _START,
        "line_x1": _LINE["x1"],
        "line_velocity": target_velocity(**_LINE),
        "line_dt": _WHOLE_WAY_BACK,
        "line_x0": euler_step(_LINE["x1"], target_velocity(**_LINE), _WHOLE_WAY_BACK),
        "start_velocity": marginal_velocity(_START, 1, _DATA),
        "lowest": min(_generate(_START, 64)),
        **{f"landing_{steps}": _generate(_START, steps)[-1] for steps in (1, 2, 3, 4, 8)},
        **{f"snr_{tenths}": straight_path_snr(tenths / 10) for tenths in (1, 3, 5, 7, 9)},
        **{f"alpha_bar_{tenths}": straight_path_alpha_bar(tenths / 10) for tenths in (1, 3, 5, 7, 9)},
        **{f"variance_{tenths}": (1 - tenths / 10) ** 2 + (tenths / 10) ** 2 for tenths in (1, 3, 5, 7, 9)},
        **{f"time_{tenths}": tenths / 10 for tenths in (1, 3, 5, 7, 9)},
    }


# One draw per variant serves three exercises. After the first variant no wrong answer of one exercise
# is the right answer of another, except where the mistake is to give that other answer.
_PAIRS = (
    {"x0_first": _LINE["x0"], "x0_second": 2, "x1_first": _LINE["x1"], "x1_second": 8, "t": 0.3},
    {"x0_first": 2, "x0_second": 9, "x1_first": 8, "x1_second": 6, "t": 0.4},
    {"x0_first": 7, "x0_second": 3, "x1_first": 4, "x1_second": 2, "t": 0.7},
    {"x0_first": 9, "x0_second": 3, "x1_first": 2, "x1_second": 8, "t": 0.9},
    {"x0_first": 9, "x0_second": 7, "x1_first": 6, "x1_second": 1, "t": 0.2},
)


def _misplaced(x0: float, x1: float, t: float, other_velocity: float) -> Mapping[str, Any]:
    """Return the typical wrong points for one component of the straight path."""
    wrong: dict[str, Any] = {
        "weights-swapped": interpolate(x1, x0, t),
        "one-minus-t-forgotten": x0 + t * x1,
        "displacement-only": t * target_velocity(x0, x1),
        "midpoint": interpolate(x0, x1, 0.5),
        "one-term-only": (t * x1, (1 - t) * x0),
        "away-from-noise": x0 - t * target_velocity(x0, x1),
        "square-roots": sqrt(1 - t) * x0 + sqrt(t) * x1,
        "velocity-for-place": target_velocity(x0, x1),
        "started-at-noise": x1 + t * target_velocity(x0, x1),
        "noise-subtracted": (1 - t) * x0 - t * x1,
    }
    values = [one for found in wrong.values() for one in (found if isinstance(found, tuple) else (found,))]
    return {
        **wrong,
        "velocity-forgotten": unless_near(x0 + t, *values),
        "other-displacement": unless_near(t * other_velocity, *values),
    }


@exercise("interpolate")
class Interpolate(Derive):
    """First component of the straight path at time t; Lipman et al. 2023, equation (22), time reversed."""

    variants = _PAIRS
    digits = 2
    absolute_tolerance = 0.005

    def answer(self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float) -> float:
        """Return the first component of x_t."""
        return interpolate(x0_first, x1_first, t)

    def misconceptions(
        self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong points."""
        other = interpolate(x0_second, x1_second, t)
        wrong = _misplaced(x0_first, x1_first, t, target_velocity(x0_second, x1_second))
        collides = abs(other - wrong["weights-swapped"]) < self.absolute_tolerance
        reason = "swapping the weights gives the other component as well"
        return {**wrong, "wrong-component": NotHere(reason) if collides else other}

    def terms(
        self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float
    ) -> Mapping[str, float]:
        """Return the two ends, each with its weight."""
        return {"data_part": (1 - t) * x0_first, "noise_part": t * x1_first}

    def steps(
        self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float
    ) -> Mapping[str, Any]:
        """Return the two weighted ends and the displacement."""
        return {
            "data_weight": 1 - t,
            "data_part": (1 - t) * x0_first,
            "noise_part": t * x1_first,
            "velocity": target_velocity(x0_first, x1_first),
            "displacement": t * target_velocity(x0_first, x1_first),
        }


@exercise("interpolate-second-component")
class InterpolateSecondComponent(Derive):
    """Second component of the straight path at time t; Lipman et al. 2023, equation (22), time reversed."""

    variants = _PAIRS
    digits = 2
    absolute_tolerance = 0.005

    def answer(self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float) -> float:
        """Return the second component of x_t."""
        return interpolate(x0_second, x1_second, t)

    def misconceptions(
        self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong points."""
        return {
            **_misplaced(x0_second, x1_second, t, target_velocity(x0_first, x1_first)),
            "wrong-component": interpolate(x0_first, x1_first, t),
        }

    def terms(
        self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float
    ) -> Mapping[str, float]:
        """Return the two ends, each with its weight."""
        return {"data_part": (1 - t) * x0_second, "noise_part": t * x1_second}

    def steps(
        self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float
    ) -> Mapping[str, Any]:
        """Return the velocity, the displacement and both weighted ends."""
        velocity = target_velocity(x0_second, x1_second)
        x_t = interpolate(x0_second, x1_second, t)
        return {
            "data_weight": 1 - t,
            "data_part": (1 - t) * x0_second,
            "noise_part": t * x1_second,
            "velocity": velocity,
            "displacement": t * velocity,
            "x0_back": x0_from_velocity(x_t, velocity, t),
        }


@exercise("target-velocity")
class TargetVelocity(Derive):
    """First component of the target x1 - x0; Lipman et al. 2023, equation (23), time reversed."""

    variants = _PAIRS
    digits = 1
    absolute_tolerance = 0.01

    def answer(self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float) -> float:
        """Return the first component of the velocity."""
        return target_velocity(x0_first, x1_first)

    def misconceptions(
        self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float
    ) -> Mapping[str, Mistake]:
        """Return the typical wrong targets."""
        velocity = target_velocity(x0_first, x1_first)
        return {
            "direction-reversed": -velocity,
            "wrong-component": target_velocity(x0_second, x1_second),
            "midpoint": unless_near((x0_first + x1_first) / 2, *(x0_first, x1_first)),
            "times-t": velocity * t,
            "divided-by-t": velocity / t,
            "remaining-way": (velocity * (1 - t), -velocity * (1 - t)),
            "divided-by-time-left": velocity / (1 - t),
            "noise-for-velocity": x1_first,
            "data-for-velocity": x0_first,
            "position-for-velocity": interpolate(x0_first, x1_first, t),
            "length-of-the-vector": hypot(velocity, target_velocity(x0_second, x1_second)),
        }

    def steps(
        self, *, x0_first: int, x0_second: int, x1_first: int, x1_second: int, t: float
    ) -> Mapping[str, Any]:
        """Return the whole target, the point on the line, and the data end found again from the two."""
        velocity = target_velocity(x0_first, x1_first)
        x_t = interpolate(x0_first, x1_first, t)
        return {
            "velocity_second": target_velocity(x0_second, x1_second),
            "x_t": x_t,
            "covered": t * velocity,
            "x0_back": x0_from_velocity(x_t, velocity, t),
        }


@exercise("flow-match-step")
class FlowMatchStep(Build):
    """One explicit Euler step with a signed time step."""

    entry = "flow_match_step"
    relative_tolerance = 1e-9
    cases = (
        Case(3.0, -3.0, 0.1),
        Case(2.7, -2.7, 0.1),
        Case(5.0, 4.0, -1.0),  # from the noise 5 at t = 1 to the data 1 at t = 0, Exercise 7.1's line
        Case(5.0, 4.0, -0.7),  # the same line as far as t = 0.3
        Case(0.0, 1.0, 0.25),
        Case(1.5, 2.0, 0.0),
        Case(-2.0, -3.0, 0.5),
    )

    @staticmethod
    def reference(x: float, v: float, dt: float) -> float:
        """Return the point after the step."""
        return euler_step(x, v, dt)

    @staticmethod
    def random_case(random: Random) -> tuple[float, float, float]:
        """Return a point, a velocity and a time step of either sign."""
        return random.uniform(-3, 3), random.gauss(0, 1), random.uniform(-1, 1)

    @mistake
    def dt_forgotten(x: float, v: float, dt: float) -> float:
        """Move by the whole velocity, however short the step."""
        return x + v

    @mistake
    def sign_built_in(x: float, v: float, dt: float) -> float:
        """Subtract, as if every step led from noise to data."""
        return x - v * dt

    @mistake
    def state_dropped(x: float, v: float, dt: float) -> float:
        """Return the displacement without the place it starts from."""
        return v * dt

    @mistake
    def multiplicative_update(x: float, v: float, dt: float) -> float:
        """Scale the state by the velocity."""
        return x * (1 + v * dt)

    @mistake
    def absolute_dt(x: float, v: float, dt: float) -> float:
        """Throw away the sign of the time step."""
        return x + v * abs(dt)

    @mistake
    def always_backwards(x: float, v: float, dt: float) -> float:
        """Step towards the data whatever the sign of the time step."""
        return x - v * abs(dt)

    @mistake
    def everything_multiplied(x: float, v: float, dt: float) -> float:
        """Multiply the place into the displacement."""
        return x * v * dt

    @mistake
    def divided_by_dt(x: float, v: float, dt: float) -> float:
        """Divide by the time step instead of multiplying; fails for a step of no length."""
        return x + v / dt

    @mistake
    def divided_by_dt_unless_zero(x: float, v: float, dt: float) -> float:
        """Divide by the time step, but guard against a step of no length."""
        return x + v / dt if dt else x

    @mistake
    def velocity_as_destination(x: float, v: float, dt: float) -> float:
        """Mix the point with the velocity as if the velocity were a place."""
        return (1 - dt) * x + dt * v

    @mistake
    def dt_forgotten_and_subtracted(x: float, v: float, dt: float) -> float:
        """Move by the whole velocity, and against it."""
        return x - v

    @mistake
    def brackets_too_wide(x: float, v: float, dt: float) -> float:
        """Multiply the place by the time step as well."""
        return (x + v) * dt

    @mistake
    def velocity_forgotten(x: float, v: float, dt: float) -> float:
        """Move by the time step itself."""
        return x + dt

    @mistake
    def roles_swapped(x: float, v: float, dt: float) -> float:
        """Take the velocity for the place and the place for the velocity."""
        return v + x * dt

    @mistake
    def as_if_accelerated(x: float, v: float, dt: float) -> float:
        """Move as something does that is accelerated from rest."""
        return x + v * dt**2 / 2
