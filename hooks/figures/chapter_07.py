"""Figures of docs/chapters/07-flow-matching.md."""

from statistics import NormalDist

from checkers.formulas import euler_step, interpolate, log_snr, marginal_velocity, straight_path_alpha_bar

from .drawing import Drawing, Plot
from .registry import Picture, figure
from .schedules import SCHEDULES

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
    plot.line(walk_back(start, _FINE), "signal")
    values = {"start": start}
    for steps, role in ((1, "one"), (2, "two"), (4, "three")):
        path = walk_back(start, steps)
        plot.line(path, f"{role} dashed" if steps == 2 else role)
        plot.dots(path[1:], role)
        values[f"end_{steps}"] = path[-1][1]
    plot.dots([(1, start)], "noise")
    plot.words((0.45, 0.13), "1 step", "one")
    plot.words((0.1, 0.29), "2 steps", "two", drop=0.6)
    plot.words((0.015, 0.53), "4 steps", "three")
    plot.words((0.31, 0.71), "exact path", "signal")
    plot.words((1, start + 0.09), "start", "noise", anchor="end")
    return Picture(drawing, values)


@figure("straight-path-as-a-schedule")
def straight_path_as_a_schedule() -> Picture:
    """The signal's share and the log-SNR of the straight path, beside those of the schedules that are made of betas."""
    drawing = Drawing(312)
    share = Plot(drawing, x=(0, 1), y=(0, 1), top=20, bottom=120, right=304)
    ratio = Plot(drawing, x=(0, 1), y=(-10, 10), top=154, bottom=272, right=304)
    ticks = (0, 0.25, 0.5, 0.75, 1)
    share.axes(x_ticks=dict.fromkeys(ticks, ""), y_ticks=(0, 0.5, 1), y_label="share of the signal’s power")
    ratio.axes(x_ticks=ticks, y_ticks=(-10, -5, 0, 5, 10), x_label="time *t*, or *t*/*T*", y_label="log-SNR")
    path = [straight_path_alpha_bar(step / 1000) for step in range(1001)]
    curves = {**SCHEDULES, "straight": (path, "signal")}
    for left, role in curves.values():
        places = [(step / 1000, one) for step, one in enumerate(left)]
        share.line(places, role)
        ratios = [(t, log_snr(one)) for t, one in places if 0 < one < 1]
        ratio.line([(t, one) for t, one in ratios if -10 <= one <= 10], role)
    share.words((0.19, 0.32), "linear", "one", anchor="end")
    share.words((0.4, 0.42), "scaled", "two", anchor="middle")
    share.words((0.44, 0.86), "straight path", "signal")
    share.words((0.62, 0.5), "cosine", "three")
    ratio.words((0.44, 2.6), "straight path and cosine", "signal")
    ratio.words((1.015, log_snr(SCHEDULES["scaled"][0][-1])), "scaled", "two")
    ratio.words((0.62, -6.6), "linear", "one", anchor="end")
    first, last = 100, 900
    cosine, linear = SCHEDULES["cosine"][0], SCHEDULES["linear"][0]
    return Picture(
        drawing,
        {
            "apart": max(abs(log_snr(path[step]) - log_snr(cosine[step])) for step in range(first, last + 1)),
            "first": first / 1000,
            "last": last / 1000,
            "straight_middle": path[500],
            "linear_middle": linear[500],
        },
    )
