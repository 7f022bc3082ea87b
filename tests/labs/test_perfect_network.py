"""What the lab "Sampling with a perfect network" says is so."""

import numpy as np
import pytest


@pytest.fixture(scope="module")
def distances(lab):
    return {steps: lab.distance(lab.sample_ddim(lab.start, steps)) for steps in (10, 20, 50, 100, 200)}


def test_few_steps_miss_though_the_network_is_perfect(distances):
    assert distances[10] > 3 * distances[200] > 0
    assert list(distances.values()) == sorted(distances.values(), reverse=True)


def test_the_method_is_of_first_order(distances):
    for few, many in ((10, 20), (50, 100)):
        assert 1.5 < distances[few] / distances[many] < 2.6


def test_ddim_gives_the_same_twice_and_ddpm_does_not(lab):
    np.testing.assert_array_equal(lab.sample_ddim(lab.same, 50), lab.sample_ddim(lab.same, 50))
    first, second = (lab.sample_ddpm(lab.same, np.random.default_rng(seed)) for seed in (0, 1))
    assert np.all(np.abs(first - second) > 1e-3)


def test_ddpm_may_end_near_the_other_mode(lab):
    generator = np.random.default_rng(0)
    ends = lab.sample_ddpm(np.full(60, 0.1), generator)
    assert 0.1 < np.mean(ends > 0) < 0.95


def test_the_yardstick_is_zero_for_the_mixture_itself(lab):
    assert lab.distance(lab.exact) == 0
    assert lab.distance(lab.exact + 0.5) == pytest.approx(0.5)
