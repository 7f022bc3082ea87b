"""The formulas of chapter 7 against independent computations in NumPy, from the papers' own equations."""

import numpy as np
import pytest

from checkers import formulas

TIMES = (0.1, 0.3, 0.5, 0.7, 0.95)
PAIRS = ((1.0, 5.0), (2.0, 8.0), (0.8, -1.2), (-3.0, 0.25))


def lipman_path(noise, data, time, sigma_min=0.0):
    """Lipman et al. 2023, equation (22): noise at time 0, data at time 1."""
    return (1 - (1 - sigma_min) * time) * noise + time * data


def lipman_field(x, data, time, sigma_min=0.0):
    """Lipman et al. 2023, equation (21): the conditional field at x, for a given end in the data."""
    return (data - (1 - sigma_min) * x) / (1 - (1 - sigma_min) * time)


@pytest.mark.parametrize("t", TIMES)
@pytest.mark.parametrize(("x0", "x1"), PAIRS)
def test_the_path_is_lipmans_path_with_time_reversed(x0, x1, t):
    assert formulas.interpolate(x0, x1, t) == pytest.approx(lipman_path(np.float64(x1), x0, 1 - t), rel=1e-12)


@pytest.mark.parametrize(("x0", "x1"), PAIRS)
def test_the_path_begins_at_the_data_and_ends_at_the_noise(x0, x1):
    assert formulas.interpolate(x0, x1, 0) == x0
    assert formulas.interpolate(x0, x1, 1) == x1


@pytest.mark.parametrize("t", TIMES)
@pytest.mark.parametrize(("x0", "x1"), PAIRS)
def test_the_velocity_is_lipmans_field_on_the_path_with_its_sign_changed(x0, x1, t):
    on_the_path = lipman_path(np.float64(x1), x0, 1 - t)
    assert formulas.target_velocity(x0, x1) == pytest.approx(-lipman_field(on_the_path, x0, 1 - t), rel=1e-9)


def test_the_velocity_is_the_slope_of_the_path():
    times = np.linspace(0, 1, 11)
    path = np.array([formulas.interpolate(1.0, 5.0, t) for t in times])
    assert np.gradient(path, times) == pytest.approx(formulas.target_velocity(1.0, 5.0), rel=1e-9)


@pytest.mark.parametrize("t", TIMES)
@pytest.mark.parametrize(("x0", "x1"), PAIRS)
def test_point_and_velocity_give_both_ends_back(x0, x1, t):
    # The point and the velocity are two linear functions of the two ends.
    mixing = np.array([[1 - t, t], [-1.0, 1.0]])
    x_t, velocity = mixing @ np.array([x0, x1])
    data, noise = np.linalg.solve(mixing, [x_t, velocity])
    assert formulas.x0_from_velocity(x_t, velocity, t) == pytest.approx(data, rel=1e-9, abs=1e-12)
    assert formulas.x1_from_velocity(x_t, velocity, t) == pytest.approx(noise, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("t", TIMES)
def test_the_signal_to_noise_ratio_is_that_of_sampled_points(t):
    random = np.random.default_rng(7)
    signal = np.var((1 - t) * random.choice([-1.0, 1.0], 400_000))
    noise = np.var(t * random.standard_normal(400_000))
    assert formulas.straight_path_snr(t) == pytest.approx(signal / noise, rel=0.02)


@pytest.mark.parametrize("t", TIMES)
def test_the_equivalent_alpha_bar_turns_the_point_into_a_variance_preserving_one(t):
    x0, epsilon = np.random.default_rng(70).standard_normal((2, 5))
    straight = np.array([formulas.interpolate(*ends, t) for ends in zip(x0, epsilon, strict=True)])
    alpha_bar = formulas.straight_path_alpha_bar(t)
    # Ho et al. 2020, equation (4): the straight point, divided by the standard deviation of all such points.
    preserving = np.sqrt(alpha_bar) * x0 + np.sqrt(1 - alpha_bar) * epsilon
    assert straight / np.hypot(1 - t, t) == pytest.approx(preserving, rel=1e-12)
    assert formulas.straight_path_snr(t) == pytest.approx(alpha_bar / (1 - alpha_bar), rel=1e-12)


@pytest.mark.parametrize("steps", [1, 3, 10])
def test_steps_along_one_line_lead_from_its_noise_to_its_data(steps):
    x = 5.0
    for _ in range(steps):
        x = formulas.euler_step(x, formulas.target_velocity(1.0, 5.0), -1 / steps)
    assert x == pytest.approx(1.0, rel=1e-12)


def test_an_euler_step_is_the_taylor_series_cut_after_the_velocity():
    dt = np.array([0.1, -0.1, 0.01, -0.01])
    error = np.exp(-dt) * 3 - np.array([formulas.euler_step(3.0, -3.0, step) for step in dt])
    assert error == pytest.approx(3 * dt**2 / 2, rel=0.04)


@pytest.mark.parametrize(("x", "t"), [(0.25, 0.5), (-0.6, 0.4), (1.2, 0.8), (0.0, 0.7)])
def test_the_marginal_velocity_is_the_mean_over_sampled_lines_through_the_point(x, t):
    random = np.random.default_rng(77)
    data = np.array([-1.0, 0.5, 1.0])
    x0 = random.choice(data, 2_000_000)
    x1 = random.standard_normal(x0.size)
    near = np.abs((1 - t) * x0 + t * x1 - x) < 0.01
    assert formulas.marginal_velocity(x, t, data) == pytest.approx(np.mean((x1 - x0)[near]), abs=0.05)


@pytest.mark.parametrize("x", [-0.9, 0.25, 2.0])
@pytest.mark.parametrize("t", TIMES)
def test_the_marginal_velocity_of_two_opposite_images_has_its_closed_form(x, t):
    closed_form = (x - np.tanh((1 - t) * x / t**2)) / t
    assert formulas.marginal_velocity(x, t, (-1.0, 1.0)) == pytest.approx(closed_form, rel=1e-9, abs=1e-9)


def test_the_marginal_velocity_of_one_image_is_that_of_its_line():
    x_t = formulas.interpolate(0.8, -1.2, 0.25)
    assert formulas.marginal_velocity(x_t, 0.25, [0.8]) == pytest.approx(-2.0, rel=1e-12)


def test_far_from_all_data_the_marginal_velocity_stays_finite():
    assert formulas.marginal_velocity(50.0, 0.01, (-1.0, 1.0)) == pytest.approx(4900.0)


def test_following_the_marginal_field_turns_noise_into_the_images_in_equal_parts():
    starts = np.linspace(-2.5, 2.5, 50)
    ends = []
    for x in starts:
        for t in np.linspace(1, 0, 40, endpoint=False):
            x = formulas.euler_step(x, formulas.marginal_velocity(x, t, (-1.0, 1.0)), -1 / 40)
        ends.append(x)
    assert np.array(ends) == pytest.approx(np.sign(starts), abs=1e-3)
