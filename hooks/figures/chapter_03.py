"""Figures of docs/chapters/03-score-function.md."""

from math import exp, sqrt

from checkers.formulas import mixture_log_density, mixture_score

from .drawing import Drawing, Plot
from .registry import Picture, figure

_EVEN = (0.5, 0.5)


def _stacked(
    width: float, tallest: float, steepest: float, ticks: tuple[float, ...]
) -> tuple[Drawing, Plot, Plot]:
    """Return a drawing with a density above and a score below, over the same places."""
    drawing = Drawing(262)
    density = Plot(drawing, x=(-width, width), y=(0, tallest), top=20, bottom=104)
    score = Plot(drawing, x=(-width, width), y=(-steepest, steepest), top=134, bottom=222)
    density.axes(x_ticks=dict.fromkeys(ticks, ""), y_label="density")
    score.axes(x_ticks=ticks, y_ticks=(-steepest, 0, steepest), x_label="*x*", y_label="score")
    return drawing, density, score


@figure("two-hills")
def two_hills() -> Picture:
    """Density and score of the chapter's mixture, and the score that each hill has alone."""
    means, variance = (-3, 3), 1
    drawing, density, score = _stacked(6, 0.22, 4, (-6, -3, 0, 3, 6))
    density.curve(lambda x: exp(mixture_log_density(x, means, variance, _EVEN)), "signal")
    for mean in means:
        ends = [(mean - 4, 4), (mean + 4, -4)]
        inside = [(x, y) for x, y in ends if -6 <= x <= 6]
        edge = -6 if mean < 0 else 6
        score.line([*inside, (edge, mean - edge)], "guide dashed")
    score.curve(lambda x: mixture_score(x, means, variance, _EVEN), "signal")
    zeros = (-3, 0, 3)
    score.dots([(x, mixture_score(x, means, variance, _EVEN)) for x in zeros], "three")
    score.words((0.35, 3.1), "right hill alone", anchor="start")
    score.words((-0.35, -3.1), "left hill alone", anchor="end")
    return Picture(drawing, {"top": 3, "lowest": exp(mixture_log_density(0, means, variance, _EVEN))})


@figure("score-at-three-noise-levels")
def score_at_three_noise_levels() -> Picture:
    """The two images of one pixel, -1 and 1, at three noise levels: two hills become one, and the arrow turns."""
    seen, levels = 0.3, ((0.9, "one"), (0.64, "two dashed"), (0.36, "three dotted"))
    drawing, density, score = _stacked(2.4, 0.7, 8, (-2, -1, 0, 1, 2))
    values = {"seen": seen}
    for plot in (density, score):
        plot.line([(seen, plot.y[0]), (seen, plot.y[1])], "guide")
    for number, (alpha_bar, role) in enumerate(levels):
        means, variance = (-sqrt(alpha_bar), sqrt(alpha_bar)), 1 - alpha_bar
        density.curve(lambda x, m=means, v=variance: exp(mixture_log_density(x, m, v, _EVEN)), role)
        places = [place / 100 for place in range(-240, 241)]
        line = [(x, mixture_score(x, means, variance, _EVEN)) for x in places]
        score.line([(x, y) for x, y in line if abs(y) <= 8], role)
        at_seen = mixture_score(seen, means, variance, _EVEN)
        score.dots([(seen, at_seen)], role.split()[0])
        values |= {f"alpha_bar_{number}": alpha_bar, f"score_{number}": at_seen}
    density.words((1.45, 0.57), "0.90", "one")
    density.words((-1.5, 0.27), "0.64", "two", anchor="end")
    density.words((-0.05, 0.43), "0.36", "three", anchor="middle")
    return Picture(drawing, values)
