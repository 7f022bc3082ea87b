"""The formulas of the related lessons against independent computations in NumPy, and against sampling."""

import numpy as np
import pytest

from checkers import formulas

# Lesson A


def test_the_spread_of_a_sum_is_that_of_drawn_sums():
    random = np.random.default_rng(3)
    parts = [random.normal(0, spread, 400_000) for spread in (0.3, 0.4, 1.2)]
    assert formulas.spread_of_sum(0.3, 0.4, 1.2) == pytest.approx(np.std(sum(parts)), rel=5e-3)
    assert formulas.spread_of_sum(2.5) == 2.5
    with pytest.raises(ValueError, match="negative"):
        formulas.spread_of_sum(0.3, -0.1)


@pytest.mark.parametrize("share", (0.04, 0.36, 0.9))
@pytest.mark.parametrize("x", (-1.7, 0.0, 0.5, 3.0))
def test_the_posterior_mean_of_two_images_is_a_hyperbolic_tangent(x, share):
    expected = np.tanh(np.sqrt(share) * x / (1 - share))
    assert formulas.posterior_mean(x, share, (-1, 1)) == pytest.approx(expected, abs=1e-12)


def test_the_posterior_mean_is_that_of_drawn_images_seen_at_the_same_value():
    random = np.random.default_rng(5)
    images, share = np.array([-1.0, 0.2, 1.5]), 0.5
    x0 = random.choice(images, 2_000_000)
    x_t = np.sqrt(share) * x0 + np.sqrt(1 - share) * random.standard_normal(x0.size)
    seen = x0[abs(x_t - 0.6) < 0.01]
    assert formulas.posterior_mean(0.6, share, images.tolist()) == pytest.approx(seen.mean(), abs=0.02)


def test_the_posterior_mean_has_the_least_squared_error():
    share, x, images = 0.3, 0.4, np.array([-1.0, 0.5, 2.0])
    weights = np.exp(-((x - np.sqrt(share) * images) ** 2) / (2 * (1 - share)))
    guesses = np.linspace(-1, 2, 3001)
    costs = ((images[:, None] - guesses) ** 2 * weights[:, None]).sum(axis=0)
    assert formulas.posterior_mean(x, share, images.tolist()) == pytest.approx(
        guesses[costs.argmin()], abs=1e-3
    )


@pytest.mark.parametrize(("share", "data"), [(0.0, [1.0]), (1.0, [1.0]), (0.5, [])])
def test_the_posterior_mean_needs_signal_noise_and_data(share, data):
    with pytest.raises(ValueError):
        formulas.posterior_mean(0.5, share, data)
