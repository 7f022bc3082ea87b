"""Figures of docs/chapters/05-guidance.md."""

from math import exp

from checkers.formulas import gaussian_log_density, guided_prediction, tilted_gaussian

from .drawing import Drawing, Plot
from .registry import Picture, figure


@figure("guidance-goes-past")
def guidance_goes_past() -> Picture:
    """Two components of a prediction: without the prompt, with it, and further on in the same direction."""
    drawing = Drawing(168)
    plot = Plot(drawing, x=(-0.2, 1.9), y=(-0.25, 0.72), top=10, bottom=158, left=20, right=346)
    unconditional, conditional = (0.1, -0.05), (0.32, 0.03)
    scales = (0, 1, 3, 7.5)
    points = {
        scale: tuple(
            guided_prediction(with_prompt, without, scale)
            for with_prompt, without in zip(conditional, unconditional, strict=True)
        )
        for scale in scales
    }
    plot.line([(-0.2, 0), (1.9, 0)], "grid")
    plot.line([(0, -0.25), (0, 0.72)], "grid")
    plot.words((1.9, 0), "component 0", anchor="end", drop=1.2)
    plot.words((0.04, 0.72), "component 1", drop=0.7)
    plot.line([unconditional, points[scales[-1]]], "guide dashed")
    plot.arrow(unconditional, conditional, "two")
    plot.dots([points[0]], "one")
    plot.dots([points[1]], "two")
    plot.dots([points[3], points[7.5]], "three")
    plot.words((points[0][0] + 0.03, points[0][1] - 0.075), "*ε_u*", "one")
    plot.words((points[1][0] - 0.02, points[1][1] + 0.09), "*ε_c*", "two", anchor="middle")
    for scale in scales[2:]:
        x, y = points[scale]
        plot.words((x - 0.03, y + 0.07), f"*s* = {scale:g}", "three", anchor="end")
    return Picture(drawing, {"moderate": scales[2], "strong": scales[3]})


@figure("guided-densities")
def guided_densities() -> Picture:
    """The Gaussians of the chapter's world: all pictures, those of the prompt, and the tilted densities."""
    drawing = Drawing(200)
    plot = Plot(drawing, x=(-3, 4), y=(0, 1.25), top=12, bottom=160, left=12)
    plot.axes(x_ticks=range(-3, 5), x_label="*x*")
    everything, prompted = (0.0, 1.0), (1.0, 0.5)
    scales = {0: "one", 1: "two", 2: "guide", 4: "three dashed", 8: "three"}
    values = {}
    for scale, role in scales.items():
        mean, variance = tilted_gaussian(prompted, everything, scale)
        plot.curve(lambda x, m=mean, v=variance: exp(gaussian_log_density(x, m, v)), role)
        values |= {f"mean_{scale}": mean, f"variance_{scale}": variance}
    plot.words((-0.6, 0.43), "all pictures, *s* = 0", "one", anchor="end")
    plot.words((0.3, 0.62), "prompt, *s* = 1", "two", anchor="end")
    plot.words((1.05, 0.76), "2", anchor="end")
    plot.words((1.28, 0.98), "4", "three", anchor="end")
    plot.words((1.62, 1.2), "*s* = 8", "three", anchor="end")
    return Picture(drawing, values)
