"""Figures of docs/chapters/08-ode-and-sde.md."""

from math import sqrt
from random import Random

from checkers.formulas import (
    euler_step,
    exact_decay,
    linear_betas,
    mixture_score,
    probability_flow_drift,
    reverse_sde_drift,
)

from .drawing import Drawing, Plot
from .registry import Picture, figure
from .schedules import LINEAR

_RATE = 1
_IMAGES, _BLUR = (-1, 1), 0.1


@figure("euler-below-the-curve")
def euler_below_the_curve() -> Picture:
    """The decay of the chapter, and Euler's steps of two lengths."""
    drawing = Drawing(206)
    end = 3
    plot = Plot(drawing, x=(0, end), y=(0, 1), top=20, bottom=166)
    plot.axes(x_ticks=(0, 1, 2, 3), y_ticks=(0, 0.5, 1), x_label="time *t*", y_label="*x*")
    plot.curve(lambda t: exact_decay(1, _RATE, t), "signal")
    for steps, role in ((8, "two dashed"), (4, "one")):
        dt = end / steps
        path = [(0.0, 1.0)]
        for number in range(1, steps + 1):
            x = path[-1][1]
            path.append((number * dt, euler_step(x, -_RATE * x, dt)))
        plot.line(path, role)
        plot.dots(path[1:], role.split()[0])
    plot.words((0.95, 0.47), "exact", "signal")
    plot.words((0.55, 0.2), "4 steps", "one", anchor="end")
    plot.line([(1.62, 0.34), (1.52, 0.17)], "guide")
    plot.words((1.6, 0.38), "8 steps", "two")
    return Picture(drawing, {"end": end, "few": 4, "many": 8})


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
