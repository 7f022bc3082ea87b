"""What the lab "Arrows that lead to data" says is so."""

import numpy as np
import pytest

from checkers.formulas import mixture_score


def uphill(lab, x, alpha_bar, steps=4000):
    """Follow the streamlines to their end."""
    for _ in range(steps):
        x = x + 0.02 * lab.score(x, alpha_bar)
    return x


def test_the_field_is_that_of_the_book_along_a_line(lab):
    # With the clusters on one line, the second coordinate says nothing about which it is.
    names = dict(lab.score.__globals__)
    names["means"][:] = [(-2, 1), (2, 1), (0, 1)]
    try:
        for x in (-2.5, -0.3, 1.1):
            (first, _), *_ = lab.score(np.array([(x, 0.5)]))
            assert first == pytest.approx(mixture_score(x, (-2, 2, 0), lab.variance, lab.weights))
    finally:
        names["means"][:] = [(-2.0, -1.0), (2.0, -1.0), (0.0, 2.0)]


def test_the_data_have_three_basins_and_much_noise_has_one(lab):
    starts = np.random.default_rng(1).uniform(-3, 3, (60, 2))
    ends = uphill(lab, starts, 1.0)
    nearest = np.min(np.linalg.norm(ends[:, None, :] - lab.means, axis=2), axis=1)
    assert np.all(nearest < 0.05)
    ends = uphill(lab, starts, 0.1)
    assert np.max(np.ptp(ends, axis=0)) < 0.05


def test_the_score_knows_the_weights_on_the_borders_only(lab):
    assert lab.changes["one standard deviation from a centre"] < 1e-6
    assert lab.changes["three standard deviations"] < 1e-4
    assert lab.changes["border"] > 0.3


def test_a_walk_settles_at_the_variance_of_the_formula(lab):
    np.testing.assert_allclose(lab.measured, 1 / (1 - lab.ratios / 4), rtol=0.1)


def test_a_walk_with_steps_of_four_variances_flies_apart(lab):
    assert lab.settled_variance(4.4, chains=100) > 1e6
    assert lab.settled_variance(3.2, chains=100) < 20


def test_the_step_size_of_the_lab_spreads_by_a_twentieth(lab):
    assert abs(lab.RATIO / 4 - 0.05) < 1e-9
    for x in (lab.plain, lab.guided):
        apart = x[:, None, :] - lab.means
        nearest = np.min(np.sum(apart**2, axis=2), axis=1)
        assert np.mean(nearest) / 2 == pytest.approx(1.05 * lab.variance, rel=0.1)


def test_walkers_without_levels_stay_in_their_basin(lab):
    early, late = lab.plain_shares[0], lab.plain_shares[-1]
    np.testing.assert_allclose(late, early, atol=0.03)
    np.testing.assert_allclose(late, lab.shares_of(lab.start), atol=0.08)
    assert np.max(np.abs(late - lab.weights)) > 0.12


def test_walkers_with_levels_find_the_weights(lab):
    np.testing.assert_allclose(lab.guided_shares[-1], lab.weights, atol=0.05)


def test_both_walks_take_equally_many_steps(lab):
    assert len(lab.schedule) == len(lab.plain_shares) == lab.LEVELS
    assert lab.schedule[-1] == 1
    assert lab.schedule[0] < 0.01


def test_the_decision_falls_while_the_hills_overlap(lab):
    crossings = np.array(lab.crossings)
    assert crossings[0] > 0.5
    assert np.all(crossings[-lab.LEVELS // 4 :] < 0.03)
    shares = np.array(lab.guided_shares)
    np.testing.assert_allclose(shares[-lab.LEVELS // 4], shares[-1], atol=0.02)
    assert np.max(np.abs(shares[0] - lab.weights)) > 0.15
