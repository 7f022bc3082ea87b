"""Figures of docs/chapters/00-forward-process.md."""

from math import fsum, sqrt
from random import Random

from checkers.formulas import forward_process

from .drawing import Drawing, Plot
from .registry import Picture, figure
from .schedules import LINEAR

_LAST_STEP = len(LINEAR) - 1
_SIDE = 16


def lit_ball() -> list[float]:
    """Return the pixels of a small picture, row by row, scaled to mean 0 and variance 1."""
    places = [(2 * place + 1) / _SIDE - 1 for place in range(_SIDE)]
    pixels = [_brightness(across, down) for down in places for across in places]
    mean = fsum(pixels) / len(pixels)
    deviation = sqrt(fsum((pixel - mean) ** 2 for pixel in pixels) / len(pixels))
    return [(pixel - mean) / deviation for pixel in pixels]


def _brightness(across: float, down: float) -> float:
    """Return how bright a ball of radius 0.8 is, lit from the upper left, before a dark wall and on a paler floor."""
    depth = 0.64 - across**2 - down**2
    if depth > 0:
        return 0.25 + 0.75 * max(0.0, (-0.5 * across - 0.6 * down + 0.62 * sqrt(depth)) / 0.8)
    return 0.5 if down > 0.5 else 0.1


@figure("image-dissolves")
def image_dissolves() -> Picture:
    """One picture at five steps, with one draw of noise for all of them."""
    drawing = Drawing(84)
    random = Random(0)
    clean = lit_ball()
    epsilons = [random.gauss(0, 1) for _ in clean]
    steps = (0, 100, 250, 500, 1000)
    levels, size, gap = 9, 4, 10
    for place, t in enumerate(steps):
        noised = [
            forward_process(x0, LINEAR[t], epsilon) for x0, epsilon in zip(clean, epsilons, strict=True)
        ]
        # From two standard deviations below the mean to two above; what lies beyond is black or white.
        shades = [min(max(round((x + 2) / 4 * (levels - 1)), 0), levels - 1) for x in noised]
        rows = [shades[start : start + _SIDE] for start in range(0, len(shades), _SIDE)]
        left = place * (size * _SIDE + gap)
        drawing.cells((left, 0), size, rows, levels)
        drawing.words((left + size * _SIDE / 2, 64), f"*t* = {t}", anchor="middle", drop=1.3)
    return Picture(drawing, {"pixels": _SIDE, **{f"step_{place}": t for place, t in enumerate(steps)}})


@figure("powers-of-signal-and-noise")
def powers_of_signal_and_noise() -> Picture:
    """How the signal's power gives way to that of the noise."""
    drawing = Drawing(190)
    plot = Plot(drawing, x=(0, _LAST_STEP), y=(0, 1), top=20, bottom=150)
    plot.axes(
        x_ticks=(0, 250, 500, 750, 1000),
        y_ticks=(0, 0.5, 1),
        x_label="step *t*",
        y_label="share of the power",
    )
    signal = list(enumerate(LINEAR))
    noise = [(t, 1 - share) for t, share in signal]
    plot.area([*signal, (0, 0)], "signal")
    plot.line(noise, "noise dashed")
    plot.line(signal, "signal")
    even = next(t for t, share in signal if share < 1 / 2)
    plot.line([(even, 0), (even, 0.5)], "guide")
    plot.dots([(even, 0.5)], "guide")
    plot.words((even + 25, 0.5), f"equal at step {even}")
    plot.words((150, 0.9), "signal", "signal")
    plot.words((600, 0.85), "noise", "noise")
    return Picture(drawing, {"even": even})
