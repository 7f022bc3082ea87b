"""What the schedules of the book leave of the power, for the figures of several chapters."""

from collections.abc import Sequence
from itertools import accumulate

from checkers.formulas import cosine_betas, linear_betas, scaled_linear_betas


def shares(betas: Sequence[float]) -> list[float]:
    """Return alpha_bar at the steps 0 to T: the product of all 1 - beta up to each step.

    Args:
        betas: Variances of the steps 1 to T.
    """
    return list(accumulate(betas, lambda left, beta: left * (1 - beta), initial=1.0))


LINEAR = shares(linear_betas())
# Name, shares and how the line is drawn.
SCHEDULES = {
    "linear": (LINEAR, "one"),
    "scaled": (shares(scaled_linear_betas()), "two dashed"),
    "cosine": (shares(cosine_betas()), "three"),
}
