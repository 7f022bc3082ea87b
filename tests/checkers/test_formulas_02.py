"""The formulas of chapter 2 against NumPy: by Bayes' rule, by rotation and by simulation."""

import math

import numpy as np
import pytest

from checkers import formulas

BETAS = np.linspace(1e-4, 0.02, 1000)
ALPHA_BARS = np.cumprod(1 - BETAS)
LEVELS = (1e-4, 0.0793, 0.3, 0.64, 0.9999)
STEPS = (2, 10, 250, 500, 999, 1000)


@pytest.fixture
def draws():
    """Return images, noise and a network's predictions of noise, picture or v, one value each."""
    return np.random.default_rng(2).standard_normal((3, 20_000))


def posterior_mean(x0, x_t, t):
    """Return the mean of x_(t-1) given x_t and x_0, by conditioning the joint Gaussian of the two steps."""
    before, beta = ALPHA_BARS[t - 2], BETAS[t - 1]
    mean = np.array([math.sqrt(before) * x0, math.sqrt(1 - beta) * math.sqrt(before) * x0])
    variance = 1 - before
    cross = math.sqrt(1 - beta) * variance
    return mean[0] + cross / ((1 - beta) * variance + beta) * (x_t - mean[1])


def test_one_element_costs_the_same_whichever_way_it_is_missed():
    assert formulas.squared_error(0.5, 0.3) == pytest.approx(0.04, rel=1e-12)
    assert formulas.squared_error(0.3, 0.5) == formulas.squared_error(0.5, 0.3)


def test_the_sum_is_the_squared_norm_and_the_mean_what_numpy_averages():
    target, prediction = np.random.default_rng(0).standard_normal((2, 3072))
    norm = np.linalg.norm(target - prediction) ** 2
    assert formulas.summed_squared_error(target, prediction) == pytest.approx(norm, rel=1e-12)
    mean = np.mean((target - prediction) ** 2)
    assert formulas.mean_squared_error(target, prediction) == pytest.approx(mean, rel=1e-12)


@pytest.mark.parametrize("left", LEVELS)
def test_noise_and_picture_are_recovered_from_the_mixture(left, draws):
    for x0, epsilon, _ in draws.T[:20]:
        x_t = math.sqrt(left) * x0 + math.sqrt(1 - left) * epsilon
        assert formulas.x0_from_epsilon(x_t, epsilon, left) == pytest.approx(x0, abs=1e-9)
        assert formulas.epsilon_from_x0(x_t, x0, left) == pytest.approx(epsilon, abs=1e-9)


def test_the_published_example_is_recovered():
    assert formulas.x0_from_epsilon(1.5, 0.8, 0.25) == pytest.approx(3 - 0.8 * math.sqrt(3), rel=1e-14)


@pytest.mark.parametrize("left", (0.0, *LEVELS, 1.0))
def test_mixture_and_v_are_the_pair_of_picture_and_noise_turned_by_an_angle(left, draws):
    angle = math.acos(math.sqrt(left))
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    for x0, epsilon, _ in draws.T[:20]:
        x_t, v = turn @ (x0, epsilon)
        assert formulas.v_target(x0, epsilon, left) == pytest.approx(v, abs=1e-12)
        assert formulas.x0_from_v(x_t, v, left) == pytest.approx(x0, abs=1e-12)
        assert formulas.epsilon_from_v(x_t, v, left) == pytest.approx(epsilon, abs=1e-12)


def test_v_is_the_derivative_of_the_mixture_with_respect_to_the_angle():
    x0, epsilon, angle, small = 0.6, -1.5, 0.7, 1e-6
    ahead = math.cos(angle + small) * x0 + math.sin(angle + small) * epsilon
    behind = math.cos(angle - small) * x0 + math.sin(angle - small) * epsilon
    v = formulas.v_target(x0, epsilon, math.cos(angle) ** 2)
    assert v == pytest.approx((ahead - behind) / (2 * small), rel=1e-8)


def test_v_is_the_noise_at_the_clean_end_and_minus_the_picture_at_the_noisy_end():
    assert formulas.v_target(0.6, -1.5, 1.0) == -1.5
    assert formulas.v_target(0.6, -1.5, 0.0) == -0.6


@pytest.mark.parametrize("left", LEVELS)
def test_the_losses_of_one_prediction_stand_in_the_stated_ratios(left, draws):
    x0, epsilon, prediction = draws
    x_t = np.sqrt(left) * x0 + np.sqrt(1 - left) * epsilon
    implied_x0 = (x_t - np.sqrt(1 - left) * prediction) / np.sqrt(left)
    implied_v = np.sqrt(left) * prediction - np.sqrt(1 - left) * implied_x0
    v = np.sqrt(left) * epsilon - np.sqrt(1 - left) * x0
    epsilon_loss = np.mean((epsilon - prediction) ** 2)
    x0_ratio = np.mean((x0 - implied_x0) ** 2) / epsilon_loss
    v_ratio = np.mean((v - implied_v) ** 2) / epsilon_loss
    assert formulas.x0_loss_per_epsilon_loss(left) == pytest.approx(x0_ratio, rel=1e-9)
    assert formulas.v_loss_per_epsilon_loss(left) == pytest.approx(v_ratio, rel=1e-9)


@pytest.mark.parametrize("left", LEVELS)
def test_the_v_loss_weighs_the_picture_by_one_more_than_the_noise_loss(left):
    on_picture = formulas.v_loss_per_epsilon_loss(left) / formulas.x0_loss_per_epsilon_loss(left)
    assert on_picture == pytest.approx(1 + formulas.snr(left), rel=1e-12)


@pytest.mark.parametrize("t", STEPS)
def test_a_term_of_the_bound_is_the_weighted_squared_error_of_the_noise(t):
    x0, epsilon, prediction = 0.4, -0.8, 0.3
    left, beta = ALPHA_BARS[t - 1], BETAS[t - 1]
    x_t = math.sqrt(left) * x0 + math.sqrt(1 - left) * epsilon
    implied_x0 = (x_t - math.sqrt(1 - left) * prediction) / math.sqrt(left)
    distance = posterior_mean(x0, x_t, t) - posterior_mean(implied_x0, x_t, t)
    weight = distance**2 / (2 * beta) / (epsilon - prediction) ** 2
    assert formulas.bound_weight(beta, left) == pytest.approx(weight, rel=1e-7)


@pytest.mark.parametrize("t", STEPS)
def test_the_better_mean_lacks_nothing_but_the_noise(t):
    x0, epsilon = 0.4, -0.8
    left, beta = ALPHA_BARS[t - 1], BETAS[t - 1]
    x_t = math.sqrt(left) * x0 + math.sqrt(1 - left) * epsilon
    with_noise = (x_t - beta / math.sqrt(1 - left) * epsilon) / math.sqrt(1 - beta)
    assert posterior_mean(x0, x_t, t) == pytest.approx(with_noise, rel=1e-9)


def test_the_bound_puts_more_weight_on_the_first_steps_than_the_simple_loss_does():
    weights = [formulas.bound_weight(BETAS[t - 1], ALPHA_BARS[t - 1]) for t in range(2, 1001)]
    assert sum(weights[:49]) / sum(weights) == pytest.approx(0.26977, abs=1e-5)
    assert weights[0] > 40 * weights[498]


@pytest.mark.parametrize("left", LEVELS)
def test_noise_with_the_amplitude_of_the_signal_has_the_same_power_at_every_step(left, draws):
    x0, epsilon, _ = draws
    signal, noise = np.sqrt(left) * x0, np.sqrt(left) * epsilon
    assert signal.var() / noise.var() == pytest.approx(1, rel=0.1)
    assert (signal + noise).var() == pytest.approx(2 * left, rel=0.1)
