"""The one formula of a small book.

Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239.
"""

from math import sqrt


def noise_of_mean(sigma: float, shots: int) -> float:
    """Return the standard deviation of the noise in the mean of independent shots.

    Args:
        sigma: Standard deviation of the noise in one shot.
        shots: Number of shots.

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (4).
    """
    return sigma / sqrt(shots)
