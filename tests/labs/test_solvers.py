"""What the lab "Slopes, and paths that tremble" says is so."""

import numpy as np
import pytest

from checkers.formulas import mixture_score


def test_the_orders_are_one_and_two(lab):
    assert lab.decay_orders["Euler"] == pytest.approx(1, abs=0.08)
    assert lab.decay_orders["Heun"] == pytest.approx(2, abs=0.12)


def test_broad_data_keep_the_promise_early_and_narrow_data_late(lab):
    for method, promised in (("Euler", 1), ("Heun", 2)):
        assert lab.orders["broad", method, 32] == pytest.approx(promised, abs=0.12)
        assert lab.orders["broad", method, 512] == pytest.approx(promised, abs=0.05)
        assert lab.orders["narrow", method, 32] < promised - 0.3
        assert lab.orders["narrow", method, 512] == pytest.approx(promised, abs=0.12)


def test_the_rate_of_noise_gives_the_share_of_the_signal(lab):
    times = np.linspace(0, 0.7, 20_001)
    middles = (times[:-1] + times[1:]) / 2
    total = np.sum([lab.beta(t) for t in middles]) * (times[1] - times[0])
    assert lab.alpha_bar(0.7) == pytest.approx(np.exp(-total), rel=1e-6)


def test_the_score_is_that_of_the_book(lab):
    share = lab.alpha_bar(0.3)
    spread = share * lab.variance + 1 - share
    expected = mixture_score(0.4, np.sqrt(share) * lab.means, spread, lab.weights)
    assert lab.score(np.array([0.4]), 0.3)[0] == pytest.approx(expected)


def test_both_crowds_stay_as_close_as_an_exact_draw(lab):
    for without_dice, with_dice, _ in lab.crowds.values():
        assert without_dice < 0.02
        assert with_dice < 0.1


def test_paths_without_dice_never_cross_and_those_with_dice_do(lab):
    assert np.all(np.diff(lab.ode, axis=1) > 0)
    assert np.mean(np.diff(lab.sde, axis=1) < 0) > 0.1
    assert lab.kept_order(lab.ode) == pytest.approx(1)
    assert abs(lab.kept_order(lab.sde)) < 0.15


def test_three_tenths_of_the_starts_end_in_the_left_mode(lab):
    left = lab.ode[-1] < 0
    assert np.mean(left) == pytest.approx(lab.weights[0], abs=0.02)
    assert np.all(left[: np.sum(left)])


def test_few_steps_favour_the_walk_without_dice(lab):
    for steps in (10, 20):
        without_dice, with_dice = lab.by_steps[steps]
        assert with_dice > 2 * without_dice


def test_dice_forget_a_spoilt_start_and_the_flow_does_not(lab):
    without_dice, with_dice = lab.spoilt
    assert without_dice > 0.2
    assert with_dice < 0.1
