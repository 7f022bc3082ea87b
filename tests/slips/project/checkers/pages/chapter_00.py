"""Numbers and programs of docs/chapters/00-means.md."""

from math import sqrt
from random import Random

from checkers.formulas import noise_of_mean
from checkers.kinds.build import Build, Case, mistake
from checkers.kinds.derive import Derive, NotHere
from checkers.registry import exercise, page_facts


@page_facts
def facts() -> dict[str, float | int | str]:
    """Return the numbers of the chapter's prose."""
    return {"two_shots": noise_of_mean(1, 2)}


@exercise("mean-noise")
class MeanNoise(Derive):
    """Standard deviation of the mean of independent shots."""

    variants = (
        {"sigma": 0.5, "shots": 12},
        {"sigma": 0.8, "shots": 20},
        {"sigma": 1.3, "shots": 6},
        {"sigma": 1.0, "shots": 30},
    )

    def answer(self, *, sigma, shots):
        """Return the standard deviation that is left."""
        return noise_of_mean(sigma, shots)

    def misconceptions(self, *, sigma, shots):
        """Return the typical wrong results."""
        return {
            "root-forgotten": sigma / shots,
            "variance": NotHere("one is its own square") if sigma == 1 else sigma**2 / shots,
            "sum-for-mean": sigma * sqrt(shots),
        }

    def steps(self, *, sigma, shots):
        """Return the variances of one shot and of the mean."""
        return {"variance": sigma**2, "mean_variance": sigma**2 / shots}


@exercise("write-noise-left")
class WriteNoiseLeft(Build):
    """Standard deviation of the mean of independent shots, as a function."""

    entry = "noise_left"
    cases = (
        Case(0.5, 4),
        Case(0.8, 1),  # a single shot is its own mean
        Case(0.0, 9),
    )

    @staticmethod
    def reference(sigma, shots):
        """Return the standard deviation that is left."""
        return noise_of_mean(sigma, shots)

    @staticmethod
    def random_case(random: Random):
        """Return a standard deviation and a number of shots."""
        return random.uniform(0.1, 2), random.randint(2, 50)

    @mistake
    def root_forgotten(sigma, shots):
        """Divide by the number itself."""
        return sigma / shots
