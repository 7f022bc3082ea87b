"""The formulas of chapter 3 against NumPy: by numerical differentiation, by integration and by simulation."""

import math

import numpy as np
import pytest

from checkers import formulas
from checkers.pages import chapter_03

GAUSSIANS = ((0.0, 1.0), (-2.0, 0.25), (1.5, 9.0))
PLACES = (-3.0, -0.5, 0.0, 1.0, 2.5)
MIXTURES = (
    ((-3.0, 3.0), 1.0, (0.5, 0.5)),
    ((-3.0, 3.0), 16.0, (0.7, 0.3)),
    ((-1.0, 0.0, 4.0), 0.5, (0.2, 0.5, 0.3)),
)
LEVELS = (0.0, 0.04, 0.36, 0.9, 0.9999)
GRID = np.linspace(-60, 60, 240_001)


def density(x, means, variance, weights):
    """Return the density of a mixture, summed up as it stands."""
    hills = [np.exp(-((x - mean) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance) for mean in means]
    return sum(weight * hill for weight, hill in zip(weights, hills, strict=True))


def slope(function, x, small=1e-5):
    return (function(x + small) - function(x - small)) / (2 * small)


@pytest.mark.parametrize(("mean", "variance"), GAUSSIANS)
def test_the_density_of_a_gaussian_has_the_integral_one_and_the_given_mean_and_variance(mean, variance):
    p = np.exp([formulas.gaussian_log_density(x, mean, variance) for x in GRID[::20]])
    x, width = GRID[::20], GRID[20] - GRID[0]
    assert np.sum(p) * width == pytest.approx(1, rel=1e-9)
    assert np.sum(x * p) * width == pytest.approx(mean, abs=1e-9)
    assert np.sum((x - mean) ** 2 * p) * width == pytest.approx(variance, rel=1e-9)


@pytest.mark.parametrize(("mean", "variance"), GAUSSIANS)
@pytest.mark.parametrize("x", PLACES)
def test_the_score_of_a_gaussian_is_the_slope_of_its_log_density(x, mean, variance):
    by_difference = slope(lambda place: np.log(density(place, [mean], variance, [1.0])), x)
    assert formulas.gaussian_score(x, mean, variance) == pytest.approx(by_difference, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(("means", "variance", "weights"), MIXTURES)
@pytest.mark.parametrize("x", PLACES)
def test_density_and_score_of_a_mixture_are_those_of_the_weighted_sum(x, means, variance, weights):
    expected = np.log(density(x, means, variance, weights))
    assert formulas.mixture_log_density(x, means, variance, weights) == pytest.approx(expected, rel=1e-12)
    by_difference = slope(lambda place: np.log(density(place, means, variance, weights)), x)
    score = formulas.mixture_score(x, means, variance, weights)
    assert score == pytest.approx(by_difference, rel=1e-6, abs=1e-8)


@pytest.mark.parametrize(("means", "variance", "weights"), MIXTURES)
def test_responsibilities_are_the_shares_among_samples_near_a_point(means, variance, weights):
    random = np.random.default_rng(3)
    hill = random.choice(len(means), 2_000_000, p=weights)
    x = np.array(means)[hill] + math.sqrt(variance) * random.standard_normal(hill.size)
    near = hill[np.abs(x - 0.4) < 0.02]
    shares = np.bincount(near, minlength=len(means)) / near.size
    assert formulas.responsibilities(0.4, means, variance, weights) == pytest.approx(shares, abs=0.02)


def test_far_from_all_hills_score_and_density_of_a_mixture_stay_finite():
    assert formulas.mixture_score(1000.0, (-3.0, 3.0), 1.0, (0.5, 0.5)) == pytest.approx(-997.0)
    log_density = formulas.mixture_log_density(1000.0, (-3.0, 3.0), 1.0, (0.5, 0.5))
    assert log_density == pytest.approx(formulas.gaussian_log_density(1000.0, 3.0, 1.0) + math.log(0.5))


def test_the_midpoint_of_two_equal_hills_has_no_score_and_unequal_weights_have_the_known_one():
    assert formulas.mixture_score(0.0, (-3.0, 3.0), 1.0, (0.5, 0.5)) == 0
    assert formulas.mixture_score(0.0, (-3.0, 3.0), 1.0, (0.7, 0.3)) == pytest.approx(-1.2, rel=1e-12)


@pytest.mark.parametrize(("deviation", "is_valley"), [(1.0, True), (2.9, True), (3.1, False), (5.0, False)])
def test_two_hills_merge_when_they_are_as_wide_as_their_distance_from_the_middle(deviation, is_valley):
    beside = formulas.mixture_score(0.01, (-3.0, 3.0), deviation**2, (0.5, 0.5))
    assert (beside > 0) is is_valley


@pytest.mark.parametrize("left", LEVELS)
def test_noise_and_score_are_converted_there_and_back(left):
    assert formulas.epsilon_from_score(formulas.score_from_epsilon(1.2, left), left) == pytest.approx(1.2)


@pytest.mark.parametrize("left", LEVELS)
def test_the_drawn_noise_amounts_to_the_score_of_the_hill_of_its_own_image(left):
    x_t = formulas.forward_process(0.8, left, -1.3)
    of_the_hill = slope(lambda x: -((x - math.sqrt(left) * 0.8) ** 2) / (2 * (1 - left)), x_t)
    assert formulas.score_from_epsilon(-1.3, left) == pytest.approx(of_the_hill, rel=1e-6)


@pytest.mark.parametrize("left", [0.04, 0.36, 0.64, 0.9])
def test_the_mean_noise_and_the_mean_image_of_samples_lead_to_the_marginal_score(left):
    random = np.random.default_rng(33)
    x0, epsilon = random.choice([-1.0, 1.0], 4_000_000), random.standard_normal(4_000_000)
    near = np.abs(np.sqrt(left) * x0 + np.sqrt(1 - left) * epsilon - 0.3) < 0.01
    means = (-math.sqrt(left), math.sqrt(left))
    score = formulas.mixture_score(0.3, means, 1 - left, (0.5, 0.5))
    assert formulas.epsilon_from_score(score, left) == pytest.approx(epsilon[near].mean(), abs=0.03)
    assert formulas.x0_from_score(0.3, score, left) == pytest.approx(x0[near].mean(), abs=0.03)


@pytest.mark.parametrize(("x_t", "left"), [(0.3, 0.9), (-1.1, 0.36), (2.0, 0.04)])
def test_the_mean_image_of_two_opposite_images_has_its_closed_form(x_t, left):
    score = formulas.mixture_score(x_t, (-math.sqrt(left), math.sqrt(left)), 1 - left, (0.5, 0.5))
    closed_form = np.tanh(math.sqrt(left) * x_t / (1 - left))
    assert formulas.x0_from_score(x_t, score, left) == pytest.approx(closed_form, rel=1e-9)


def test_score_and_noise_lead_to_the_same_picture():
    score = formulas.score_from_epsilon(0.8, 0.25)
    assert formulas.x0_from_score(1.5, score, 0.25) == pytest.approx(
        formulas.x0_from_epsilon(1.5, 0.8, 0.25), rel=1e-12
    )


def test_over_its_own_samples_a_score_has_mean_zero_and_the_variance_one_over_that_of_the_gaussian():
    samples = 1.5 + 3 * np.random.default_rng(333).standard_normal(200_000)
    scores = formulas.gaussian_score(samples, 1.5, 9.0)
    assert scores.mean() == pytest.approx(0, abs=0.005)
    assert scores.var() == pytest.approx(1 / 9, rel=0.02)


@pytest.mark.parametrize("exercise", [chapter_03.GaussianScore, chapter_03.WiderGaussianScore])
def test_only_the_first_variant_stands_where_the_exponent_equals_its_derivative(exercise):
    for place, givens in enumerate(exercise.variants):
        exponent = -((givens["x"] - givens["mu"]) ** 2) / (2 * givens.get("variance", 1))
        low, high = exercise().accept(**givens)
        assert (low <= exponent <= high) is (place == 0)


@pytest.mark.parametrize(
    ("exercise", "right", "low", "high"),
    [
        (chapter_03.GaussianScore, -2.0, -2.01, -1.99),
        (chapter_03.WiderGaussianScore, -0.5, -0.505, -0.495),
        (chapter_03.EpsilonToScore, -1.5, -1.51, -1.49),
    ],
)
def test_the_first_variants_have_the_published_answers_and_intervals(exercise, right, low, high):
    checker = exercise()
    givens = checker.variants[0]
    assert checker.answer(**givens) == pytest.approx(right, rel=1e-12)
    assert checker.accept(**givens) == pytest.approx((low, high), abs=1e-7)
    assert checker.accept(**givens)[0] <= low < high <= checker.accept(**givens)[1]
