"""Figures of docs/chapters/04-sampling.md."""

from itertools import pairwise
from math import sqrt

from checkers.formulas import (
    ddim_step,
    epsilon_from_score,
    leading_timesteps,
    linspace_timesteps,
    mixture_score,
    trailing_timesteps,
    x0_from_epsilon,
)

from .drawing import Drawing, Plot
from .registry import Picture, figure
from .schedules import LINEAR

_LAST_STEP = len(LINEAR) - 1
_IMAGES = (-1, 1)


def mean_noise(x_t: float, t: int) -> float:
    """Return what a perfect network says in a world of two images of one pixel, -1 and 1."""
    amplitude, noise_power = sqrt(LINEAR[t]), 1 - LINEAR[t]
    score = mixture_score(x_t, [amplitude * image for image in _IMAGES], noise_power, (0.5, 0.5))
    return epsilon_from_score(score, LINEAR[t])


@figure("ddim-guesses")
def ddim_guesses() -> Picture:
    """The last jumps of DDIM: each follows the way to its guess as far as the next step visited, then guesses anew."""
    drawing = Drawing(226)
    visited = (600, 400, 250, 120, 0)
    plot = Plot(drawing, x=(0, visited[0]), y=(0, 1.1), top=20, bottom=186, left=98, right=340)
    plot.axes(x_ticks=sorted(visited), x_label="step *t*", y_label="value of the pixel")
    start = x = 0.6
    guesses = []
    for t, earlier in pairwise(visited):
        epsilon = mean_noise(x, t)
        way = [(step, ddim_step(x, epsilon, LINEAR[t], LINEAR[step])) for step in range(t, -1, -10)]
        plot.line(way, "signal thin dashed")
        plot.line([pair for pair in way if pair[0] >= earlier], "three")
        guesses.append(x0_from_epsilon(x, epsilon, LINEAR[t]))
        plot.dots([(t, x)], "three")
        x = ddim_step(x, epsilon, LINEAR[t], LINEAR[earlier])
    plot.dots([(0, guess) for guess in guesses], "signal")
    for number, guess in enumerate(guesses, 1):
        plot.words((-20, guess), f"guess {number}: {guess:.2f}", "signal", anchor="end")
    plot.words((visited[0], start + 0.09), f"start: {start}", "three", anchor="end")
    return Picture(
        drawing,
        {
            "start": start,
            **{f"step_{number}": t for number, t in enumerate(visited[:-1], 1)},
            **{f"guess_{number}": guess for number, guess in enumerate(guesses, 1)},
        },
    )


@figure("spacings-of-timesteps")
def spacings_of_timesteps() -> Picture:
    """Which timesteps four spacings visit, for six steps, so that the ends can be told apart."""
    drawing = Drawing(172)
    steps = 6
    spacings = {
        "leading": leading_timesteps(steps),
        "leading, offset 1": leading_timesteps(steps, offset=1),
        "trailing": trailing_timesteps(steps),
        "linspace": linspace_timesteps(steps),
    }
    plot = Plot(drawing, x=(0, _LAST_STEP - 1), y=(0, 4), top=8, bottom=140, left=12, right=346)
    plot.axes(x_ticks=(0, 200, 400, 600, 800, 999), x_label="timestep, counted from 0")
    plot.line([(_LAST_STEP - 1, 0), (_LAST_STEP - 1, 4)], "guide dashed")
    plot.words((_LAST_STEP - 20, 3.72), "training ended here", anchor="end")
    for row, (name, visited) in enumerate(spacings.items()):
        height = 3.3 - row
        plot.line([(0, height), (_LAST_STEP - 1, height)], "grid")
        plot.dots([(t, height) for t in visited], "three")
        plot.dots([(visited[0], height)], "noise")
        plot.words((0, height + 0.42), f"{name}: first {visited[0]}")
    names = ("leading", "leading_one", "trailing", "linspace")
    firsts = {name: visited[0] for name, visited in zip(names, spacings.values(), strict=True)}
    return Picture(drawing, {"steps": steps, **firsts})
