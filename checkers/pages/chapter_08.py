"""Numbers of docs/chapters/08-ode-and-sde.md."""

from collections.abc import Callable, Mapping
from functools import cache
from itertools import repeat
from math import floor, prod
from typing import Any

from checkers.formulas import (
    euler_step,
    exact_decay,
    gaussian_score,
    heun_step,
    linear_betas,
    mixture_velocity,
    probability_flow_drift,
    reverse_sde_drift,
)
from checkers.kinds.derive import Derive, Mistake, NotHere, unless_near
from checkers.reading.units import PERCENT
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts

# All steps of the linear schedule, walked backwards in a world whose data are standard normal. There the score
# is -x at every time, so each step multiplies x by a number and may add noise.
_BETAS = linear_betas()
_SCORE_OF_ONE = gaussian_score(1, 0, 1)
_whole_score = [euler_step(1, reverse_sde_drift(1, beta, _SCORE_OF_ONE), -1) for beta in _BETAS]
_half_score = [euler_step(1, probability_flow_drift(1, beta, _SCORE_OF_ONE), -1) for beta in _BETAS]

# The path on which Euler and Heun are compared: dx/dt = -x from 1, for one unit of time.
_RATE = 1
_STEPS = (5, 10, 20, 40)

# The world of the exercise on few steps: four equally likely one-pixel images, hardly blurred.
_IMAGES = (-1.5, -0.5, 0.5, 1.5)
_BLUR = 0.05
_NOISE = 1.0
_LANDINGS = (5, 50, 500)

# Three worlds in which a solver chooses its own steps: the images and the standard deviation around them.
_WORLDS = {"fine": (_IMAGES, 0.01), "broad": ((-1.0, 1.0), 0.5), "single": ((0.0,), 0.5)}
_START = 0.8
_TOLERANCE = 1e-3


def _variance(factors: list[float], variances: list[float]) -> float:
    """Return the variance that is left of 1 after steps that scale by a factor and add noise, from T down."""
    left = 1.0
    for factor, added in zip(reversed(factors), reversed(variances), strict=True):
        left = factor**2 * left + added
    return left


def _decayed(rate: float, dt: float, steps: int) -> float:
    """Return where equal Euler steps along dx/dt = -rate x lead from 1."""
    return prod(repeat(euler_step(1, -rate, dt), steps))


def _error(reached: float, exact: float) -> float:
    """Return how far a point lies from the exact one, in percent of the exact one."""
    return 100 * abs(reached - exact) / abs(exact)


def _heun_decayed(steps: int) -> float:
    x = 1.0
    for _ in range(steps):
        x = heun_step(x, lambda place, _: -_RATE * place, 0, 1 / steps)
    return x


def _generated(x: float, steps: int) -> float:
    """Return where equal Euler steps from t = 1 to 0 end in the world of four images."""
    for taken in range(steps):
        velocity = mixture_velocity(x, 1 - taken / steps, _IMAGES, _BLUR**2)
        x = euler_step(x, velocity, -1 / steps)
    return x


def _adaptive(x: float, velocity: Callable[[float, float], float]) -> tuple[float, float, int]:
    """Walk from t = 1 to 0 with steps as long as the tolerance allows.

    The difference between an Euler and a Heun step is taken for the error, and its square root sets the length.

    Returns:
        Length and starting time of the shortest step that was chosen, and how often the velocity was asked for.
    """
    t, dt, calls, chosen = 1.0, -0.05, 0, []
    while t > 0:
        last = -dt >= t  # a step that is cut off at t = 0 was not chosen
        dt = -t if last else dt
        better = heun_step(x, velocity, t, dt)
        calls += 2
        error = abs(better - euler_step(x, velocity(x, t), dt))
        if error <= _TOLERANCE:
            if not last:
                chosen.append((-dt, t))
            t, x = (0.0 if last else t + dt), better
        dt *= min(2.0, max(0.2, 0.9 * (_TOLERANCE / error) ** 0.5)) if error else 2.0
    return *min(chosen), calls


def _in_world(name: str) -> dict[str, float]:
    means, deviation = _WORLDS[name]
    shortest, time, calls = _adaptive(_START, lambda x, t: mixture_velocity(x, t, means, deviation**2))
    return {
        f"{name}_shortest": shortest,
        f"{name}_time": time,
        f"{name}_calls": calls,
        f"{name}_blur": deviation,
    }


@page_facts
@cache
def facts() -> Facts:
    """Return the numbers of the chapter's prose; nobody needs them where answers are only judged."""
    return {
        "last_step": len(_BETAS),
        "whole_with_noise": _variance(_whole_score, _BETAS),
        "whole_without_noise": _variance(_whole_score, [0.0] * len(_BETAS)),
        "half_with_noise": _variance(_half_score, _BETAS),
        "half_without_noise": _variance(_half_score, [0.0] * len(_BETAS)),
        # Both variances are 1, so what is left of the start is its correlation with the end.
        "sde_correlation": prod(_whole_score),
        **{f"euler_{n}": _error(_decayed(_RATE, 1 / n, n), exact_decay(1, _RATE, 1)) for n in _STEPS},
        **{f"heun_{n}": _error(_heun_decayed(n), exact_decay(1, _RATE, 1)) for n in _STEPS},
        "noise": _NOISE,
        "image_low": _IMAGES[2],
        "image_high": _IMAGES[3],
        "blur": _BLUR,
        **{f"steps_{n}": n for n in _LANDINGS},
        **{f"landing_{n}": _generated(_NOISE, n) for n in _LANDINGS},
        "start": _START,
        "tolerance": _TOLERANCE,
        **{name: value for world in _WORLDS for name, value in _in_world(world).items()},
    }


# One path per variant serves both exercises. The error stays above 1.2 %, so that dividing by the wrong one of
# the two values can be told from dividing by the right one.
_PATHS = (
    {"x": 3, "rate": 1, "dt": 0.1, "steps": 3},
    {"x": 5, "rate": 2, "dt": 0.1, "steps": 2},
    {"x": 2, "rate": 0.5, "dt": 0.2, "steps": 4},
    {"x": 4, "rate": 1, "dt": 0.2, "steps": 3},
    {"x": 2, "rate": 2, "dt": 0.2, "steps": 2},
)


@exercise("euler-steps")
class EulerSteps(Derive):
    """Where a few Euler steps along dx/dt = -rate x lead; Euler's method."""

    variants = _PATHS
    digits = 3
    absolute_tolerance = 0.005

    def answer(self, *, x: int, rate: float, dt: float, steps: int) -> float:
        """Return the last point."""
        return x * _decayed(rate, dt, steps)

    def misconceptions(self, *, x: int, rate: float, dt: float, steps: int) -> Mapping[str, Mistake]:
        """Return the typical wrong points."""
        same = NotHere("with the rate 1 nothing is lost by leaving it out")
        return {
            "velocity-not-refreshed": euler_step(x, -rate * x, steps * dt),
            "exact-for-euler": exact_decay(x, rate, steps * dt),
            "sign-error": x * _decayed(-rate, dt, steps),
            "off-by-one": (x * _decayed(rate, dt, steps - 1), x * _decayed(rate, dt, steps + 1)),
            "one-step-only": (
                NotHere("the point after one step is the last but one")
                if steps == 2
                else x * _decayed(rate, dt, 1)
            ),
            "start-forgotten": _decayed(rate, dt, steps),
            "dt-forgotten": x * _decayed(rate, 1, steps),
            "rate-forgotten": same if rate == 1 else x * _decayed(1, dt, steps),
            "last-move": -rate * dt * x * _decayed(rate, dt, steps - 1),
            "way-travelled": unless_near(x - x * _decayed(rate, dt, steps), x * _decayed(1, dt, steps)),
            "better-method": (
                x * (1 - rate * dt + (rate * dt) ** 2 / 2) ** steps,
                x / (1 + rate * dt) ** steps,
            ),
        }

    def steps(self, *, x: int, rate: float, dt: float, steps: int) -> Mapping[str, Any]:
        """Return the first velocity and point, the factor of a step, its power, and the exact point."""
        return {
            "velocity": -rate * x,
            "first": euler_step(x, -rate * x, dt),
            "second_velocity": -rate * euler_step(x, -rate * x, dt),
            "product": rate * dt,
            "factor": _decayed(rate, dt, 1),
            "time": steps * dt,
            "exact": exact_decay(x, rate, steps * dt),
        }


@exercise("euler-error")
class EulerError(Derive):
    """Relative error of a few Euler steps along dx/dt = -rate x, in percent of the exact point."""

    variants = _PATHS
    digits = 2
    units = PERCENT

    def answer(self, *, x: int, rate: float, dt: float, steps: int) -> float:
        """Return the error in percent."""
        return _error(_decayed(rate, dt, steps), exact_decay(1, rate, steps * dt))

    def accept(self, *, x: int, rate: float, dt: float, steps: int) -> tuple[float, float]:
        """Return the interval: 1.5 % below, for an exact point rounded to three decimals, and 1 % above.

        Both ends are cut to hundredths, which keeps the upper one away from the error in percent of the Euler
        point.
        """
        error = self.answer(x=x, rate=rate, dt=dt, steps=steps)
        noise = 1e-9 * error
        return floor(98.5 * error) / 100 - noise, floor(101 * error) / 100 + noise

    def misconceptions(self, *, x: int, rate: float, dt: float, steps: int) -> Mapping[str, Mistake]:
        """Return the typical wrong errors."""
        reached, exact = x * _decayed(rate, dt, steps), exact_decay(x, rate, steps * dt)
        low, high = self.accept(x=x, rate=rate, dt=dt, steps=steps)
        rounded = float(f"{exact:.2e}")
        early = (
            _error(reached, rounded),
            float(f"{_error(reached, rounded):.1e}"),
            _error(float(f"{reached:.2e}"), rounded),
        )
        return {
            "wrong-reference": _error(exact, reached),
            "absolute-error": (exact - reached, 100 * (exact - reached)),
            "fraction-for-percent": (exact - reached) / exact,
            "compared-with-start": (_error(reached, x), _error(exact, x)),
            "one-step-only": _error(_decayed(rate, dt, 1), exact_decay(1, rate, dt)),
            "velocity-not-refreshed": _error(euler_step(1, -rate, steps * dt), exact / x),
            "ratio-for-error": (100 * reached / exact, reached / exact, 100 * exact / reached),
            "divided-by-start": 100 * (exact - reached) / x,
            "rate-forgotten": (
                NotHere("with the rate 1 nothing is lost by leaving it out")
                if rate == 1
                else _error(_decayed(1, dt, steps), exact_decay(1, 1, steps * dt))
            ),
            "rounded-too-early": tuple(one for one in early if not low <= one <= high)
            or NotHere("what rounding loses here is forgiven"),
            "of-the-way": 100 * (exact - reached) / (x - exact),
            "per-step": self.answer(x=x, rate=rate, dt=dt, steps=steps) / steps,
        }

    def steps(self, *, x: int, rate: float, dt: float, steps: int) -> Mapping[str, Any]:
        """Return both points, their distance, and the error with ten times as many steps."""
        reached, exact = x * _decayed(rate, dt, steps), exact_decay(x, rate, steps * dt)
        error, finer = _error(reached, exact), _error(x * _decayed(rate, dt / 10, 10 * steps), exact)
        return {
            "product": rate * dt,
            "factor": _decayed(rate, dt, 1),
            "time": steps * dt,
            "exponent": -rate * steps * dt,
            "reached": reached,
            "exact": exact,
            "distance": exact - reached,
            "many_steps": 10 * steps,
            "finer": finer,
            "gain": error / finer,
        }
