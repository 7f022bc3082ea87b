"""The formulas of chapter 5 against NumPy: by vectors, by a call counter, on a grid and by a solved equation."""

from itertools import pairwise

import numpy as np
import pytest

from checkers import formulas

SCALES = (0, 0.5, 1, 3, 7.5, 20)
PAIRS = ((0.3, 0.1), (0.7, 0.1), (-0.4, 0.9), (0.5, 0.5))
WORLD = {"conditional": (1.0, 0.5), "unconditional": (0.0, 1.0)}


def solved_by_sampling(start, scale, last=1e4, steps=4000):
    """Follow the guided probability flow of `WORLD` from the noise of variance `last` down to none.

    The clean variances grow by the variance of the noise, tau; dx/dtau = -score / 2. The steps are those of
    Heun's method, equal in log(1 + tau).
    """

    def slope(x, tau):
        of_prompt, of_all = -(x - 1.0) / (0.5 + tau), -x / (1.0 + tau)
        return -(of_all + scale * (of_prompt - of_all)) / 2

    taus = np.expm1(np.linspace(np.log1p(last), 0, steps + 1))
    x = np.array(start, dtype=float)
    for tau, following in pairwise(taus):
        first = slope(x, tau)
        x = x + (following - tau) * (first + slope(x + (following - tau) * first, following)) / 2
    return x


def sampled_mean_and_variance(scale, last=1e4):
    """The flow is linear, so that the images of -1, 0 and 1 standard deviations tell everything."""
    low, middle, high = solved_by_sampling(np.array([-1.0, 0.0, 1.0]) * np.sqrt(last), scale, last)
    return middle, ((high - low) / 2) ** 2


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("conditional", "unconditional"), PAIRS)
def test_the_guided_prediction_lies_on_the_line_through_both(conditional, unconditional, scale):
    line = np.polynomial.Polynomial.fit([0, 1], [unconditional, conditional], 1)
    guided = formulas.guided_prediction(conditional, unconditional, scale)
    assert guided == pytest.approx(line(scale), rel=1e-9, abs=1e-12)


def test_the_published_example_is_recovered():
    assert formulas.guided_prediction(0.3, 0.1, 7.5) == pytest.approx(1.6, rel=1e-12)
    assert formulas.guided_prediction(0.7, 0.1, 7.5) == pytest.approx(4.6, rel=1e-12)
    assert formulas.guided_prediction_by_weight(0.3, 0.1, 7.5) == pytest.approx(1.8, rel=1e-12)
    assert formulas.guided_prediction_by_weight(0.7, 0.1, 7.5) == pytest.approx(5.2, rel=1e-12)


@pytest.mark.parametrize("scale", SCALES)
@pytest.mark.parametrize(("conditional", "unconditional"), PAIRS)
def test_the_two_conventions_differ_by_one_in_the_number_alone(conditional, unconditional, scale):
    by_scale = formulas.guided_prediction(conditional, unconditional, scale)
    by_weight = formulas.guided_prediction_by_weight(conditional, unconditional, scale - 1)
    assert by_scale == pytest.approx(by_weight, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize(("conditional", "unconditional"), PAIRS)
def test_each_convention_has_its_own_numbers_for_the_plain_predictions(conditional, unconditional):
    assert formulas.guided_prediction(conditional, unconditional, 0) == unconditional
    assert formulas.guided_prediction(conditional, unconditional, 1) == pytest.approx(conditional, abs=1e-15)
    assert formulas.guided_prediction_by_weight(conditional, unconditional, -1) == unconditional
    assert formulas.guided_prediction_by_weight(conditional, unconditional, 0) == conditional


@pytest.mark.parametrize("scale", SCALES)
def test_guiding_the_noise_guides_the_picture_and_v_by_the_same_scale(scale):
    x_t, left, conditional, unconditional = 0.5, 0.36, -0.1, 0.2
    guided = formulas.guided_prediction(conditional, unconditional, scale)
    pictures = [formulas.x0_from_epsilon(x_t, noise, left) for noise in (conditional, unconditional)]
    picture = formulas.x0_from_epsilon(x_t, guided, left)
    assert formulas.guided_prediction(*pictures, scale) == pytest.approx(picture, rel=1e-9)
    velocities = [
        formulas.v_target(x0, noise, left)
        for x0, noise in zip(pictures, (conditional, unconditional), strict=True)
    ]
    assert formulas.guided_prediction(*velocities, scale) == pytest.approx(
        formulas.v_target(picture, guided, left), rel=1e-9
    )


@pytest.mark.parametrize(("scale", "per_step"), [(0, 1), (1, 1), (0.5, 2), (2, 2), (7.5, 2)])
def test_passes_are_the_calls_of_a_sampler_that_skips_what_has_no_weight(scale, per_step):
    calls = 0
    for _ in range(50):
        for factor in (scale, 1 - scale):
            calls += factor != 0
    assert formulas.guided_passes(50, scale) == calls == 50 * per_step


@pytest.mark.parametrize("scale", SCALES)
def test_the_tilted_density_is_the_product_on_a_grid(scale):
    grid = np.linspace(-12, 12, 48_001)
    of_prompt, of_all = -((grid - 1.0) ** 2) / (2 * 0.5), -(grid**2) / 2
    log_density = of_all + scale * (of_prompt - of_all)
    density = np.exp(log_density - log_density.max())
    density /= density.sum()
    mean = density @ grid
    tilted = formulas.tilted_gaussian(**WORLD, guidance_scale=scale)
    assert tilted == pytest.approx((mean, density @ (grid - mean) ** 2), rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("scale", (0, 1, 2, 4))
def test_a_deterministic_sampler_ends_with_the_stated_variance(scale):
    expected = formulas.guided_sample_variance(0.5, 1.0, scale)
    assert sampled_mean_and_variance(scale)[1] == pytest.approx(expected, rel=0.01)


@pytest.mark.parametrize("scale", (2, 4, 8))
def test_a_sampler_goes_further_than_the_tilted_density_and_spreads_less(scale):
    mean, variance = sampled_mean_and_variance(scale)
    tilted_mean, tilted_variance = formulas.tilted_gaussian(**WORLD, guidance_scale=scale)
    assert mean > tilted_mean + 0.1
    assert variance < tilted_variance


@pytest.mark.parametrize("scale", (0, 1))
def test_without_exaggeration_a_sampler_makes_the_density_itself(scale):
    sampled = sampled_mean_and_variance(scale)
    tilted = formulas.tilted_gaussian(**WORLD, guidance_scale=scale)
    assert sampled == pytest.approx(tilted, rel=0.01, abs=0.01)
