"""Figures of docs/lessons/b-flow-matching.md."""

from checkers.formulas import marginal_velocity
from checkers.pages.lesson_b import facts

from .drawing import Drawing, Plot
from .registry import Picture, figure


@figure("mean-of-two-winds")
def mean_of_two_winds() -> Picture:
    """Velocities at half time against the place: those of the lines from either data point, and their mean."""
    drawing = Drawing(236)
    plot = Plot(drawing, x=(-2, 3), y=(-7, 7), top=20, bottom=196)
    plot.axes(
        x_ticks=(-2, -1, 0, 1, 2, 3), y_ticks=(-6, -3, 0, 3, 6), x_label="place *x*", y_label="velocity"
    )
    known = facts()
    time, data = known["half"], (known["left"], known["right"])
    for x0, role in zip(data, ("one dashed", "two dashed"), strict=True):
        ends = [max(-2, x0 - 7 * time), min(3, x0 + 7 * time)]
        plot.line([(x, (x - x0) / time) for x in ends], role)
    plot.curve(lambda x: marginal_velocity(x, time, data), "three")
    seen = known["seen"]
    plot.dots([(seen, marginal_velocity(seen, time, data))], "three")
    plot.words((0.9, 5.6), "if it comes from −1", "one", anchor="end")
    plot.words((0.1, -5.6), "if it comes from 2", "two", drop=0.35)
    plot.words((-0.55, 2.4), "mean", anchor="end")
    values = {"time": time, "left": data[0], "right": data[1], "seen": seen, "velocity": known["velocity"]}
    return Picture(drawing, values)
