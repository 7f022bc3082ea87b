"""Numbers and programs of docs/contributing.md: one example of each computed kind."""

from collections.abc import Mapping
from math import sqrt
from typing import Any

from checkers.diagnosis import ROOT, SQUARE
from checkers.kinds.build import RANDOM_CASES, Build, Case, Random, mistake
from checkers.kinds.derive import Derive, Mistake, NotHere
from checkers.registry import exercise, page_facts
from checkers.verdict import Facts


@page_facts
def facts() -> Facts:
    """Return the numbers of the page's prose."""
    return {"random_cases": RANDOM_CASES}


@exercise("example-derive")
class ExampleDerive(Derive):
    """Standard deviation of the mean of independent shots."""

    variants = (
        {"sigma": 0.5, "shots": 12},
        {"sigma": 0.8, "shots": 20},
        {"sigma": 1.3, "shots": 6},
        {"sigma": 1.0, "shots": 30},
    )

    slips = (*Derive.slips, ROOT, SQUARE)

    def answer(self, *, sigma: float, shots: int) -> float:
        """Return the standard deviation that is left."""
        return sigma / sqrt(shots)

    def misconceptions(self, *, sigma: float, shots: int) -> Mapping[str, Mistake]:
        """Return the typical wrong results."""
        return {
            "root-forgotten": sigma / shots,
            "variance": NotHere("one is its own square") if sigma == 1 else sigma**2 / shots,
            "sum-for-mean": sigma * sqrt(shots),
        }

    def steps(self, *, sigma: float, shots: int) -> Mapping[str, Any]:
        """Return the variances of one shot and of the mean."""
        return {"variance": sigma**2, "mean_variance": sigma**2 / shots}


@exercise("example-build")
class ExampleBuild(Build):
    """Standard deviation of the mean of independent shots, as a function."""

    entry = "noise_left"
    cases = (
        Case(0.5, 4),
        Case(0.8, 1),  # a single shot is its own mean
        Case(0.0, 9),
    )

    @staticmethod
    def reference(sigma: float, shots: int) -> float:
        """Return the standard deviation that is left."""
        return sigma / sqrt(shots)

    @staticmethod
    def random_case(random: Random) -> tuple[float, int]:
        """Return a standard deviation and a number of shots."""
        return random.uniform(0.1, 2), random.randint(2, 50)

    @mistake
    def root_forgotten(sigma: float, shots: int) -> float:
        """Divide by the number itself."""
        return sigma / shots
