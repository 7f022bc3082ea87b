"""Score and density of equally probable Gaussian hills over the plane of two pixels, for the figures of several chapters.

The two pixels of one hill are independent, so each pixel in turn tells by Bayes' rule which hill an image comes from, and the formulas for
one pixel serve for both.
"""

from collections.abc import Sequence

from checkers.formulas import mixture_log_density, mixture_score, responsibilities

Point = tuple[float, float]


def plane_score(point: Point, means: Sequence[Point], variance: float) -> Point:
    """Return the score at an image of two pixels.

    Args:
        point: The image.
        means: The tops of the hills, at least one.
        variance: That of each pixel within a hill.
    """
    first, second, even = _pixels(means)
    by_first = responsibilities(point[0], first, variance, even)
    by_second = responsibilities(point[1], second, variance, even)
    return (
        mixture_score(point[0], first, variance, by_second),
        mixture_score(point[1], second, variance, by_first),
    )


def plane_log_density(point: Point, means: Sequence[Point], variance: float) -> float:
    """Return the natural logarithm of the density at an image of two pixels; arguments as for `plane_score`."""
    first, second, even = _pixels(means)
    by_first = responsibilities(point[0], first, variance, even)
    return mixture_log_density(point[0], first, variance, even) + mixture_log_density(
        point[1], second, variance, by_first
    )


def _pixels(means: Sequence[Point]) -> tuple[list[float], list[float], list[float]]:
    """Return the first and the second pixels of the tops, and even weights."""
    return [mean[0] for mean in means], [mean[1] for mean in means], [1 / len(means)] * len(means)
