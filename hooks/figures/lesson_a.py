"""Figures of docs/lessons/a-diffusion-fundamentals.md."""

from functools import partial

from checkers.formulas import posterior_mean

from .drawing import Drawing, Plot
from .registry import Picture, figure

_IMAGES = (-1, 1)


@figure("best-guess-at-three-noise-levels")
def best_guess_at_three_noise_levels() -> Picture:
    """The guess with the least squared error against the value that is seen, in the world of two images."""
    drawing = Drawing(226)
    plot = Plot(drawing, x=(-2, 2), y=(-1.1, 1.1), top=20, bottom=186)
    plot.axes(
        x_ticks=(-2, -1, 0, 1, 2), y_ticks=(-1, 0, 1), x_label="value that is seen", y_label="best guess"
    )
    seen, values = 0.5, {"seen": 0.5}
    plot.line([(seen, -1.1), (seen, 1.1)], "guide")
    for number, (share, role) in enumerate(((0.9, "one"), (0.36, "two dashed"), (0.04, "three dotted"))):
        plot.curve(partial(posterior_mean, alpha_bar_t=share, data=_IMAGES), role)
        guess = posterior_mean(seen, share, _IMAGES)
        plot.dots([(seen, guess)], role.split()[0])
        values |= {f"share_{number}": share, f"guess_{number}": guess}
    plot.words((-0.2, 0.8), "0.90", "one", anchor="end")
    plot.words((1.05, 0.62), "0.36", "two")
    plot.words((1.3, 0.12), "0.04", "three")
    return Picture(drawing, values)
