"""Figures of docs/chapters/03-score-function.md."""

from math import atan2, cos, exp, hypot, log, pi, radians, sin, sqrt

from checkers.formulas import mixture_log_density, mixture_score

from .drawing import MINUS, Drawing, Plot
from .plane import Point, plane_log_density, plane_score
from .registry import Picture, figure

_EVEN = (0.5, 0.5)

# Three hills over the plane of two pixels, equally far from each other and from 0.
MEANS = tuple((1.7 * cos(radians(turn)), 1.7 * sin(radians(turn))) for turn in (108, 228, 348))
VARIANCE = 0.3
# How far one step of a line over that plane goes.
_STRIDE = 0.04


@figure("two-hills")
def two_hills() -> Picture:
    """Density and score of the chapter's mixture, and the score that each hill has alone."""
    means, variance = (-3, 3), 1
    drawing = Drawing(262)
    density = Plot(drawing, x=(-6, 6), y=(0, 0.22), top=20, bottom=104)
    score = Plot(drawing, x=(-6, 6), y=(-4, 4), top=134, bottom=222)
    ticks = (-6, -3, 0, 3, 6)
    density.axes(x_ticks=dict.fromkeys(ticks, ""), y_label="density")
    score.axes(x_ticks=ticks, y_ticks=(-4, 0, 4), x_label="*x*", y_label="score")
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


def streamline(point: Point, short: float = 0.3) -> list[Point]:
    """Follow the score from a point, uphill in steps of one length, until a mean is as near as `short`."""
    path = [point]
    while min(hypot(point[0] - mean[0], point[1] - mean[1]) for mean in MEANS) > short:
        score = plane_score(point, MEANS, VARIANCE)
        length = hypot(*score)
        point = point[0] + _STRIDE * score[0] / length, point[1] + _STRIDE * score[1] / length
        path.append(point)
    return path


def level_line(mean: Point, share: float) -> list[Point]:
    """Return the closed line around a hill on which the density is a share of that at the mean, at right angles to the score."""
    point = mean
    lowest = plane_log_density(mean, MEANS, VARIANCE) + log(share)
    while plane_log_density(point, MEANS, VARIANCE) > lowest:
        point = point[0], point[1] - _STRIDE / 10
    path, turned = [point], 0.0
    while turned < 2 * pi:
        score = plane_score(point, MEANS, VARIANCE)
        length = hypot(*score)
        step = point[0] - _STRIDE * score[1] / length, point[1] + _STRIDE * score[0] / length
        before, after = (atan2(one[1] - mean[1], one[0] - mean[0]) for one in (point, step))
        turned += abs((after - before + pi) % (2 * pi) - pi)
        # A step along the tangent leaves the line a little; the score leads back to it.
        excess = plane_log_density(step, MEANS, VARIANCE) - lowest
        score = plane_score(step, MEANS, VARIANCE)
        slope = score[0] ** 2 + score[1] ** 2
        point = step[0] - excess * score[0] / slope, step[1] - excess * score[1] / slope
        path.append(point)
    return path


@figure("streamlines-of-a-score")
def streamlines_of_a_score() -> Picture:
    """The score of three hills over the plane of two pixels, as lines that follow it from the rim to the tops."""
    drawing = Drawing(278)
    left, right, low, high = -3, 3, -2.25, 2.35
    plot = Plot(drawing, x=(left, right), y=(low, high), top=20, bottom=238, left=42, right=326)
    plot.axes(
        x_ticks=(-3, -2, -1, 0, 1, 2, 3), y_ticks=(-2, -1, 0, 1, 2), x_label="pixel 0", y_label="pixel 1"
    )
    for mean in MEANS:
        for share in (0.25, 0.65):
            plot.area(level_line(mean, share), "signal")
    starts = [
        *((left + (right - left) * place / 8, side) for place in range(9) for side in (low, high)),
        *((side, low + (high - low) * place / 5) for place in range(1, 5) for side in (left, right)),
        *((0.1 * cos(radians(turn)), 0.1 * sin(radians(turn))) for turn in range(0, 360, 40)),
    ]
    ends = [0] * len(MEANS)
    for start in starts:
        path = streamline(start)
        half = len(path) // 2
        plot.line(path, "three thin")
        plot.arrow(path[half], path[half + 1], "three thin")
        distances = [hypot(path[-1][0] - mean[0], path[-1][1] - mean[1]) for mean in MEANS]
        ends[distances.index(min(distances))] += 1
    plot.dots(MEANS, "signal")
    return Picture(
        drawing, {"lines": len(starts), **{f"ends_{hill}": count for hill, count in enumerate(ends)}}
    )


@figure("hills-merge")
def hills_merge() -> Picture:
    """The two images of one pixel, -1 and 1, at the noise levels of the table: two hills become one, and the arrow turns."""
    levels = (0.9, 0.64, 0.36, 0.04)
    drawing = Drawing(262)
    seen, tallest = 0.3, 0.66
    values = {"seen": seen}
    for row, alpha_bar in enumerate(levels):
        top = 20 + 52 * row
        last = row == len(levels) - 1
        plot = Plot(drawing, x=(-2.4, 2.4), y=(0, tallest), top=top, bottom=top + 46, left=40)
        plot.axes(
            x_ticks=(-2, -1, 0, 1, 2) if last else (),
            x_label="*x*" if last else "",
            y_label="" if row else "*ᾱ_t*",
        )
        means, variance = (-sqrt(alpha_bar), sqrt(alpha_bar)), 1 - alpha_bar
        hill = [
            (place / 50, exp(mixture_log_density(place / 50, means, variance, _EVEN)))
            for place in range(-120, 121)
        ]
        plot.area([(-2.4, 0), *hill, (2.4, 0)], "signal")
        plot.line(hill, "signal")
        plot.line([(seen, 0), (seen, tallest)], "guide dashed")
        score = mixture_score(seen, means, variance, _EVEN)
        # Tweedie's step: the score times the variance leads to the mean image, shrunk as the noising has shrunk it.
        landing = seen + variance * score
        plot.arrow((seen, 0.2), (landing, 0.2), "three")
        drawing.words((0, top + 40), f"{alpha_bar:.2f}")
        plot.words((2.4, 0.52), f"score {score:.2f}".replace("-", MINUS), "three", anchor="end")
        values |= {f"alpha_bar_{row}": alpha_bar, f"score_{row}": score, f"landing_{row}": landing}
    return Picture(drawing, values)
