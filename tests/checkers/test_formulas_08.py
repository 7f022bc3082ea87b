"""The formulas of chapter 8 against independent computations in NumPy, from the papers' own equations."""

import numpy as np
import pytest

from checkers import formulas

BETA = 0.8


@pytest.mark.parametrize("rate", [0.5, 1.0, 2.0])
def test_exact_decay_solves_its_equation(rate):
    times = np.linspace(0, 1, 100_001)
    x = np.array([formulas.exact_decay(3.0, rate, time) for time in times])
    assert x[0] == 3
    assert np.gradient(x, times)[1:-1] == pytest.approx(-rate * x[1:-1], rel=1e-6)


def test_a_heun_step_is_the_taylor_series_cut_after_the_acceleration():
    for dt in (0.1, -0.2):
        assert formulas.heun_step(3.0, lambda x, _: -x, 0, dt) == pytest.approx(3 * (1 - dt + dt**2 / 2))


def test_heun_asks_for_the_velocity_at_both_ends_of_the_step():
    asked = []
    formulas.heun_step(1.0, lambda x, t: asked.append((x, t)) or 2.0, 0.5, -0.25)
    assert asked == [(1.0, 0.5), (0.5, 0.25)]


def test_halving_the_step_quarters_heuns_error_and_halves_eulers():
    def errors(steps):
        euler = heun = 1.0
        for place in range(steps):
            t, dt = place / steps, 1 / steps
            euler = formulas.euler_step(euler, -2 * t * euler, dt)
            heun = formulas.heun_step(heun, lambda x, time: -2 * time * x, t, dt)
        return np.abs(np.array([euler, heun]) - np.exp(-1))

    assert errors(100) / errors(200) == pytest.approx([2, 4], rel=0.03)


@pytest.mark.parametrize("start", [0.3, 1.0, 2.5])
def test_both_drifts_undo_the_forward_process_on_gaussian_data(start):
    """A VP process from N(1, start) has Gaussian marginals; both reverse processes must return to its start."""
    steps, time = 20_000, 1.0
    dt = time / steps
    left = np.exp(-BETA * time)
    mean, variance = np.sqrt(left), left * start + 1 - left
    ode, sde = np.array([mean, variance]), np.array([mean, variance])
    for place in range(steps):
        alpha_bar = np.exp(-BETA * (time - place * dt))
        now_mean, now_variance = np.sqrt(alpha_bar), alpha_bar * start + 1 - alpha_bar
        for moments, drift, noise in (
            (ode, formulas.probability_flow_drift, 0),
            (sde, formulas.reverse_sde_drift, BETA),
        ):
            at_mean, beside = (
                drift(x, BETA, -(x - now_mean) / now_variance) for x in (moments[0], moments[0] + 1)
            )
            slope = beside - at_mean
            moments[0] -= dt * at_mean
            moments[1] += dt * (noise - 2 * slope * moments[1])
    assert ode == pytest.approx([1, start], rel=1e-3)
    assert sde == pytest.approx([1, start], rel=1e-3)


def test_the_two_drifts_differ_by_half_the_score_term():
    sde = formulas.reverse_sde_drift(0.7, BETA, -1.3)
    ode = formulas.probability_flow_drift(0.7, BETA, -1.3)
    assert ode - sde == pytest.approx(BETA * -1.3 / 2)
    assert formulas.reverse_sde_drift(0.7, BETA, 0) == pytest.approx(-BETA * 0.7 / 2)


@pytest.mark.parametrize(("x", "t"), [(0.25, 0.5), (-0.6, 0.4), (1.2, 0.8)])
def test_the_mixture_velocity_is_the_mean_over_sampled_lines_through_the_point(x, t):
    random = np.random.default_rng(8)
    x0 = random.choice([-1.0, 0.5], 2_000_000) + 0.3 * random.standard_normal(2_000_000)
    x1 = random.standard_normal(x0.size)
    near = np.abs((1 - t) * x0 + t * x1 - x) < 0.01
    expected = np.mean((x1 - x0)[near])
    assert formulas.mixture_velocity(x, t, (-1.0, 0.5), 0.09) == pytest.approx(expected, abs=0.05)


def test_without_blur_the_mixture_velocity_is_the_marginal_one():
    for t in (0.2, 0.6, 1.0):
        narrow = formulas.mixture_velocity(0.4, t, (-1.0, 1.0), 1e-12)
        assert narrow == pytest.approx(formulas.marginal_velocity(0.4, t, (-1.0, 1.0)), rel=1e-6)


def test_the_mixture_velocity_is_finite_at_both_ends():
    assert formulas.mixture_velocity(0.9, 1, (-1.0, 1.0), 0.01) == pytest.approx(0.9)
    assert formulas.mixture_velocity(1.0, 0, (-1.0, 1.0), 0.01) == pytest.approx(-1.0, rel=1e-6)
