"""Figures of docs/chapters/08-ode-and-sde.md."""

from collections.abc import Callable
from math import exp, log2, sqrt
from random import Random
from statistics import NormalDist

from checkers.formulas import (
    ddim_step,
    ddpm_step,
    euler_step,
    exact_decay,
    heun_step,
    linear_betas,
    mixture_log_density,
    mixture_score,
    posterior_variance,
    probability_flow_drift,
    reverse_sde_drift,
)

from .chapter_04 import mean_noise
from .chapter_07 import walk_back
from .drawing import Drawing, Plot
from .registry import Picture, figure
from .schedules import LINEAR

_RATE = 1
_IMAGES, _BLUR = (-1, 1), 0.1


@figure("densities-over-time")
def densities_over_time() -> Picture:
    """The density of a noised pixel at seven steps of the schedule, the data above and the noise below."""
    drawing = Drawing(334)
    steps = (0, 50, 100, 150, 200, 300, 1000)
    # One scale for all rows: so many units to a density of 1.
    scale = 30
    for row, t in enumerate(steps):
        bottom = 84 + 35 * row
        amplitude = sqrt(LINEAR[t])
        variance = LINEAR[t] * _BLUR**2 + 1 - LINEAR[t]
        means = [amplitude * image for image in _IMAGES]
        plot = Plot(drawing, x=(-2.6, 2.6), y=(0, 1), top=bottom - scale, bottom=bottom, left=60)
        last = row == len(steps) - 1
        plot.axes(x_ticks=(-2, -1, 0, 1, 2) if last else (), x_label="value of the pixel" if last else "")
        hill = [
            (place / 50, exp(mixture_log_density(place / 50, means, variance, (0.5, 0.5))))
            for place in range(-130, 131)
        ]
        plot.area([(-2.6, 0), *hill, (2.6, 0)], "signal")
        plot.line(hill, "signal")
        drawing.words((0, bottom), f"*t* = {t}", drop=0)
    # Two equal Gaussians have two tops as long as each lies farther from the middle than it is wide.
    merged = next(t for t, left in enumerate(LINEAR) if left <= left * _BLUR**2 + 1 - left)
    return Picture(drawing, {"rows": len(steps), "merged": merged})


@figure("three-samplers")
def three_samplers() -> Picture:
    """From the same noises back to two images: by DDPM, by DDIM, and along the field of flow matching."""
    drawing = Drawing(226)
    count, last_step = 6, len(LINEAR) - 1
    noises = [NormalDist().inv_cdf((place + 0.5) / count) for place in range(count)]
    random = Random(0)
    betas = linear_betas()

    def ddpm(x: float) -> list[tuple[float, float]]:
        path = [(1.0, x)]
        for t in range(last_step, 0, -1):
            variance = posterior_variance(LINEAR[t], LINEAR[t - 1])
            x = ddpm_step(x, mean_noise(x, t), betas[t - 1], LINEAR[t], variance, random.gauss(0, 1))
            path.append(((t - 1) / last_step, x))
        # As much as can be seen, with both ends.
        return path[::25]

    def ddim(x: float) -> list[tuple[float, float]]:
        path = [(1.0, x)]
        for t in range(last_step, 0, -10):
            x = ddim_step(x, mean_noise(x, t), LINEAR[t], LINEAR[t - 10])
            path.append(((t - 10) / last_step, x))
        return path

    values = {"noises": count}
    ways = {"DDPM": ddpm, "DDIM": ddim, "flow": lambda x: walk_back(x, 200)}
    for place, (name, way) in enumerate(ways.items()):
        left = 16 + 118 * place
        plot = Plot(drawing, x=(0, 1), y=(-2.3, 2.3), top=20, bottom=186, left=left, right=left + 96)
        plot.axes(x_ticks=(0, 1))
        drawing.words((left, plot.top), name, drop=-0.6)
        paths = [way(noise) for noise in noises]
        for noise, path in zip(noises, paths, strict=True):
            plot.line(path, "one thin" if noise < 0 else "two thin")
        plot.dots([(0, image) for image in _IMAGES], "signal")
        plot.dots([(1, noise) for noise in noises if noise < 0], "one")
        plot.crosses([(1, noise) for noise in noises if noise > 0], "two")
        plot.words((0, -2.3), "data", "signal", drop=2.6)
        plot.words((1, -2.3), "noise", "noise", anchor="end", drop=2.6)
        values[f"changed_{name.lower()}"] = sum(path[0][1] * path[-1][1] < 0 for path in paths)
    return Picture(drawing, values)


@figure("euler-below-the-curve")
def euler_below_the_curve() -> Picture:
    """The decay of the chapter, and Euler's steps of two lengths."""
    drawing = Drawing(206)
    end = 3
    plot = Plot(drawing, x=(0, end), y=(0, 1), top=20, bottom=166)
    plot.axes(x_ticks=(0, 1, 2, 3), y_ticks=(0, 0.5, 1), x_label="time *t*", y_label="*x*")
    plot.curve(lambda t: exact_decay(1, _RATE, t), "signal")
    for steps, role in ((8, "two dashed"), (4, "one")):
        path = follow(_euler, steps, end)
        plot.line(path, role)
        plot.dots(path[1:], role.split()[0])
    plot.words((0.95, 0.47), "exact", "signal")
    plot.words((0.55, 0.2), "4 steps", "one", anchor="end")
    plot.line([(1.62, 0.34), (1.52, 0.17)], "guide")
    plot.words((1.6, 0.38), "8 steps", "two")
    return Picture(drawing, {"end": end, "few": 4, "many": 8})


@figure("orders-of-error")
def orders_of_error() -> Picture:
    """Euler, Heun and the exact decay: three steps of each method, and the error of both against the network calls."""
    drawing = Drawing(226)
    end, steps = 2, 3
    paths = Plot(drawing, x=(0, end), y=(0, 1), top=20, bottom=186, left=26, right=140)
    paths.axes(x_ticks=(0, 1, 2), y_ticks=(0, 0.5, 1), x_label="time *t*", y_label="*x*")
    paths.curve(lambda t: exact_decay(1, _RATE, t), "signal")
    for method, role in ((_euler, "one"), (_heun, "two dashed")):
        path = follow(method, steps, end)
        paths.line(path, role)
        paths.dots(path[1:], role.split()[0])
    paths.words((0.05, 0.24), "Euler", "one")
    paths.words((1.02, 0.5), "Heun", "two")
    paths.line([(0.6, 0.82), (0.36, exact_decay(1, _RATE, 0.36))], "guide")
    paths.words((0.62, 0.86), "exact", "signal")
    # Both axes count factors: the horizontal one doublings.
    errors = Plot(drawing, x=(1, 7), y=(1e-5, 1), top=20, bottom=186, left=196, right=346, logarithmic=True)
    errors.axes(
        x_ticks={log2(calls): str(calls) for calls in (2, 8, 32, 128)},
        y_ticks={1: "100 %", 1e-1: "10 %", 1e-2: "1 %", 1e-3: "0.1 %", 1e-4: "0.01 %"},
        x_label="network calls",
    )
    drawing.words((186, errors.top), "relative error at *t* = 1", drop=-0.8)
    exact = exact_decay(1, _RATE, 1)
    powers = range(1, 8)
    values = {"fewest": 2 ** powers[0], "most": 2 ** powers[-1]}
    for name, method, calls, role in (("euler", _euler, 1, "one"), ("heun", _heun, 2, "two dashed")):
        ends = [follow(method, 2**power // calls, 1)[-1][1] for power in powers]
        line = [(power, abs(end - exact) / exact) for power, end in zip(powers, ends, strict=True)]
        errors.line(line, role)
        errors.dots(line, role.split()[0])
        values[f"{name}_slope"] = log2(line[-2][1] / line[-1][1])
        values[f"{name}_first"], values[f"{name}_last"] = 100 * line[0][1], 100 * line[-1][1]
    errors.words((5.1, 0.12), "Euler: order 1", "one", anchor="middle")
    errors.words((4.3, 2e-4), "Heun:\norder 2", "two", anchor="end")
    return Picture(drawing, {"steps": steps, **values})


def _euler(x: float, t: float, dt: float) -> float:
    return euler_step(x, _velocity(x, t), dt)


def _heun(x: float, t: float, dt: float) -> float:
    return heun_step(x, _velocity, t, dt)


def _velocity(x: float, _: float) -> float:
    return -_RATE * x


def follow(
    method: Callable[[float, float, float], float], steps: int, end: float
) -> list[tuple[float, float]]:
    """Return times and places of equal steps of a method along the chapter's decay, from 1 at the time 0."""
    dt = end / steps
    path = [(0.0, 1.0)]
    for number in range(1, steps + 1):
        t, x = path[-1]
        path.append((number * dt, method(x, t, dt)))
    return path


def _walk(x: float, random: Random | None) -> list[tuple[float, float]]:
    """Return steps and places of the way back from noise; with a source of randomness that of the SDE, else that of the ODE."""
    path = [(len(LINEAR) - 1.0, x)]
    for t, beta in reversed(list(enumerate(linear_betas(), 1))):
        amplitude = sqrt(LINEAR[t])
        variance = LINEAR[t] * _BLUR**2 + 1 - LINEAR[t]
        score = mixture_score(x, [amplitude * image for image in _IMAGES], variance, (0.5, 0.5))
        if random is None:
            x = euler_step(x, probability_flow_drift(x, beta, score), -1)
        else:
            x = euler_step(x, reverse_sde_drift(x, beta, score), -1) + sqrt(beta) * random.gauss(0, 1)
        path.append((t - 1.0, x))
    return path


@figure("with-dice-and-without")
def with_dice_and_without() -> Picture:
    """From one start: the path of the ODE, and four of the SDE."""
    drawing = Drawing(236)
    plot = Plot(drawing, x=(0, len(LINEAR) - 1), y=(-2.6, 2.6), top=20, bottom=196)
    plot.axes(
        x_ticks=(0, 250, 500, 750, 1000), y_ticks=(-1, 1), x_label="step *t*", y_label="value of the pixel"
    )
    start, draws = 0.6, 4
    random = Random(3)
    ends = []
    for _ in range(draws):
        path = _walk(start, random)
        # Every tenth step is as much as can be seen.
        plot.line(path[::10], "noise thin")
        ends.append(path[-1][1])
    exact = _walk(start, None)
    plot.line(exact, "signal")
    plot.dots([(0, exact[-1][1])], "signal")
    plot.dots([(0, end) for end in ends], "noise")
    plot.dots([exact[0]], "three")
    plot.words((250, 0.2), "ODE", "signal")
    plot.words((330, -2.15), f"SDE, {draws} draws", "noise")
    return Picture(drawing, {"draws": draws, "low": sum(end < 0 for end in ends), "start": start})
