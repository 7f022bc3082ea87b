"""What the lab "One network, two losses" says is so."""

import numpy as np
import pytest

from checkers.formulas import forward_process, interpolate, target_velocity


def test_the_data_have_mean_zero_and_variance_one(lab):
    x = lab.draw_data(20_000)
    np.testing.assert_allclose(np.mean(x, axis=0), 0, atol=0.03)
    np.testing.assert_allclose(np.var(x, axis=0), 1, atol=0.04)


def test_the_backward_pass_is_right_everywhere(lab):
    assert max(lab.errors) < 1e-3
    generator = np.random.default_rng(3)
    for _ in range(20):
        layer, part = generator.integers(len(lab.slopes)), generator.integers(2)
        place = tuple(generator.integers(size) for size in lab.slopes[layer][part].shape)
        losses = []
        for nudge in (1e-5, -1e-5):
            network = lab.new_network()
            network[layer][part][place] += nudge
            losses.append(lab.loss_of(network))
        measured = (losses[0] - losses[1]) / 2e-5
        assert measured == pytest.approx(lab.slopes[layer][part][place], rel=1e-4, abs=1e-8)


def test_both_questions_are_the_formulas_of_the_book(lab):
    x0, noise, u = np.array([(1.0, -2.0)]), np.array([(0.5, 0.3)]), np.array([0.25])
    x, t, target = lab.noise_question(x0, noise, u)
    share = lab.alpha_bar[251]
    assert t[0] == 0.251
    assert x[0, 0] == pytest.approx(forward_process(1.0, share, 0.5))
    assert target is noise
    x, t, target = lab.flow_question(x0, noise, u)
    assert x[0, 1] == pytest.approx(interpolate(-2.0, 0.3, t[0]))
    assert target[0, 1] == target_velocity(-2.0, 0.3)


def test_both_losses_fall_and_level_off_above_zero(lab):
    for losses, least in ((lab.noise_losses, 0.2), (lab.flow_losses, 1.0)):
        early, middle, late = np.mean(losses[:10]), np.mean(losses[1000:1500]), np.mean(losses[-500:])
        assert early > 1.2 * late > 1.2 * least
        assert middle < 1.3 * late
    assert np.mean(lab.flow_losses[-500:]) > 3.5 * np.mean(lab.noise_losses[-500:])


def test_both_networks_have_learnt_the_same_function(lab):
    noise, velocity, apart = (np.array(lab.rms[name]) for name in ("noise", "velocity", "apart"))
    np.testing.assert_allclose(noise, velocity, rtol=0.2)
    assert np.all(apart < 0.4 * velocity)
    assert apart[-1] > 2 * apart[len(apart) // 2]  # they part in much noise


def test_few_calls_favour_the_velocity(lab):
    for place in range(3):
        assert lab.by_flow[place] < lab.by_ddim[place]


def test_many_calls_leave_the_error_of_the_networks(lab):
    for distances in (lab.by_ddim, lab.by_flow):
        assert distances[0] > 5 * distances[-1]
        assert distances[-2] == pytest.approx(distances[-1], rel=0.3)
        assert 0.6 * lab.floor < distances[-1] < 2 * lab.floor
