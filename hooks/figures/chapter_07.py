"""Figures of docs/chapters/07-flow-matching.md."""

from statistics import NormalDist

from checkers.formulas import euler_step, interpolate, marginal_velocity

from .drawing import Drawing, Plot
from .registry import Picture, figure

_IMAGES = (-1, 1)
# Short enough steps to be taken for the exact path.
_FINE = 400


def walk_back(x: float, steps: int) -> list[tuple[float, float]]:
    """Return times and places of equal Euler steps from t = 1 to t = 0 in the world of two images."""
    path = [(1.0, x)]
    for taken in range(steps):
        x = euler_step(x, marginal_velocity(x, 1 - taken / steps, _IMAGES), -1 / steps)
        path.append((1 - (taken + 1) / steps, x))
    return path


@figure("lines-and-paths")
def lines_and_paths() -> Picture:
    """The straight lines of training, which cross, and the paths of the averaged field, which do not."""
    drawing = Drawing(226)
    count = 12
    # Noises that are equally probable, instead of drawn ones.
    noises = [NormalDist().inv_cdf((place + 0.5) / count) for place in range(count)]
    for left, title in ((20, "lines of training"), (204, "paths of the field")):
        plot = Plot(drawing, x=(0, 1), y=(-2, 2), top=20, bottom=186, left=left, right=left + 136)
        plot.axes(x_ticks=(0, 1))
        drawing.words((left, plot.top), title, drop=-0.6)
        drawing.words((left + 68, plot.bottom + 3), "time *t*", anchor="middle", drop=1.1)
        for x1 in noises:
            if title == "paths of the field":
                plot.line(walk_back(x1, _FINE), "three thin")
            else:
                # Every noise belongs to either image with the same probability.
                for x0 in _IMAGES:
                    plot.line([(t, interpolate(x0, x1, t)) for t in (0, 1)], "three thin")
        plot.dots([(0, image) for image in _IMAGES], "signal")
        plot.dots([(1, noise) for noise in noises], "noise")
        plot.words((0, -2), "data", "signal", anchor="middle", drop=2.6)
        plot.words((1, -2), "noise", "noise", anchor="middle", drop=2.6)
    return Picture(drawing, {"noises": count})


@figure("steps-in-the-two-image-world")
def steps_in_the_two_image_world() -> Picture:
    """From one start: the exact path, and where one, two and four straight steps lead."""
    drawing = Drawing(226)
    start = 0.5
    plot = Plot(drawing, x=(0, 1), y=(-0.1, 1.15), top=20, bottom=186)
    plot.axes(
        x_ticks=(0, 0.25, 0.5, 0.75, 1), y_ticks=(0, 0.5, 1), x_label="time *t*", y_label="value of the pixel"
    )
    plot.line(walk_back(start, _FINE), "guide")
    values = {"start": start}
    for steps, role in ((1, "one"), (2, "two"), (4, "three")):
        path = walk_back(start, steps)
        plot.line(path, f"{role} dashed" if steps == 2 else role)
        plot.dots(path[1:], role)
        values[f"end_{steps}"] = path[-1][1]
    plot.dots([(1, start)], "noise")
    plot.words((0.45, 0.13), "1 step", "one")
    plot.words((0.1, 0.36), "2 steps", "two", drop=0.6)
    plot.words((0.015, 0.62), "4 steps", "three")
    plot.words((0.26, 0.68), "exact path")
    plot.words((1, start + 0.09), "start", "noise", anchor="end")
    return Picture(drawing, values)
