"""Figures of docs/chapters/05-guidance.md."""

from functools import partial
from itertools import pairwise
from math import exp, sqrt
from random import Random
from statistics import fmean

from checkers.formulas import (
    ddim_step,
    epsilon_from_score,
    gaussian_log_density,
    gaussian_score,
    guided_prediction,
    tilted_gaussian,
)

from .drawing import Drawing, Plot
from .plane import Point, plane_score
from .registry import Picture, figure
from .schedules import LINEAR

# Two prompts for images of two pixels, each with a hill of its own.
MEANS = ((-0.8, -0.4), (0.8, 0.4))
VARIANCE = 0.5


@figure("guidance-goes-past")
def guidance_goes_past() -> Picture:
    """Two components of a prediction: without the prompt, with it, and further on in the same direction."""
    drawing = Drawing(168)
    plot = Plot(drawing, x=(-0.2, 1.9), y=(-0.25, 0.72), top=10, bottom=158, left=20, right=346)
    unconditional, conditional = (0.1, -0.05), (0.32, 0.03)
    scales = (0, 1, 3, 7.5)
    points: dict[float, Point] = {
        scale: (
            guided_prediction(conditional[0], unconditional[0], scale),
            guided_prediction(conditional[1], unconditional[1], scale),
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
    plot.words((points[0][0], points[0][1] - 0.09), "*ε_u*, *s* = 0", "one")
    plot.words((points[1][0] - 0.03, points[1][1] + 0.1), "*ε_c*, *s* = 1", "two")
    for scale in scales[2:]:
        x, y = points[scale]
        plot.words((x - 0.03, y + 0.07), f"*s* = {scale:g}", "three", anchor="end")
    return Picture(drawing, {"moderate": scales[2], "strong": scales[3]})


def _density(x: float, mean: float, variance: float) -> float:
    return exp(gaussian_log_density(x, mean, variance))


@figure("guided-densities")
def guided_densities() -> Picture:
    """The Gaussians of the chapter's world: all pictures, those of the prompt, and the tilted densities."""
    drawing = Drawing(200)
    plot = Plot(drawing, x=(-3, 4), y=(0, 1.25), top=12, bottom=160, left=12)
    plot.axes(x_ticks=range(-3, 5), x_label="*x*")
    everything, prompted = (0.0, 1.0), (1.0, 0.5)
    scales = {0: "one", 1: "two", 2: "three dotted", 4: "three dashed", 8: "three"}
    values: dict[str, float] = {}
    for scale, role in scales.items():
        mean, variance = tilted_gaussian(prompted, everything, scale)
        plot.curve(partial(_density, mean=mean, variance=variance), role)
        values |= {f"mean_{scale}": mean, f"variance_{scale}": variance}
    plot.words((-0.6, 0.43), "all pictures, *s* = 0", "one", anchor="end")
    plot.words((0.3, 0.62), "prompt, *s* = 1", "two", anchor="end")
    plot.words((1.05, 0.76), "2", "three", anchor="end")
    plot.words((1.28, 0.98), "4", "three", anchor="end")
    plot.words((1.62, 1.2), "*s* = 8", "three", anchor="end")
    return Picture(drawing, values)


def guided_image(noise: Point, prompt: int, guidance_scale: float) -> Point:
    """Return the image of two pixels that DDIM makes of a noise when a perfect network is guided towards a prompt."""
    pixels = noise
    for t, earlier in pairwise(range(len(LINEAR) - 1, -1, -25)):
        amplitude, variance = sqrt(LINEAR[t]), LINEAR[t] * VARIANCE + 1 - LINEAR[t]
        means = [(amplitude * mean[0], amplitude * mean[1]) for mean in MEANS]
        unconditional = plane_score(pixels, means, variance)
        epsilons = [
            guided_prediction(
                epsilon_from_score(gaussian_score(x, mean, variance), LINEAR[t]),
                epsilon_from_score(score, LINEAR[t]),
                guidance_scale,
            )
            for x, mean, score in zip(pixels, means[prompt], unconditional, strict=True)
        ]
        pixels = (
            ddim_step(pixels[0], epsilons[0], LINEAR[t], LINEAR[earlier]),
            ddim_step(pixels[1], epsilons[1], LINEAR[t], LINEAR[earlier]),
        )
    return pixels


@figure("samples-of-two-prompts")
def samples_of_two_prompts() -> Picture:
    """Samples for two prompts from the same noises, without exaggeration and with it."""
    drawing = Drawing(190)
    random = Random(14)
    drawn = [(random.gauss(0, 1), random.gauss(0, 1)) for _ in range(18)]
    # Each noise with its opposite, so that their mean is 0 and does not hide what guidance does to it.
    noises = [*drawn, *((-first, -second) for first, second in drawn)]
    strong = 4
    values: dict[str, float] = {"scale": strong, "count": len(noises)}
    for left, scale in ((26, 1), (204, strong)):
        plot = Plot(drawing, x=(-2.8, 2.8), y=(-2.4, 2.4), top=20, bottom=150, left=left, right=left + 152)
        plot.axes(
            x_ticks=(-2, 0, 2),
            y_ticks=(-2, 0, 2) if scale == 1 else dict.fromkeys((-2, 0, 2), ""),
            x_label="pixel 0",
            y_label="pixel 1" if scale == 1 else "",
        )
        drawing.words((left + 76, plot.top), f"*s* = {scale}", anchor="middle", drop=-0.8)
        images = [[guided_image(noise, prompt, scale) for noise in noises] for prompt in (0, 1)]
        plot.dots(images[0], "one")
        plot.crosses(images[1], "two")
        along = []
        for mean, made in zip(MEANS, images, strict=True):
            if scale > 1:
                plot.arrow(mean, (fmean(x for x, _ in made), fmean(y for _, y in made)), "three")
            power = mean[0] ** 2 + mean[1] ** 2
            along += [(image[0] * mean[0] + image[1] * mean[1]) / power for image in made]
        plot.dots(MEANS, "three")
        values |= {f"out_{scale}": fmean(along), f"strays_{scale}": sum(place < 0 for place in along)}
    return Picture(drawing, values)
