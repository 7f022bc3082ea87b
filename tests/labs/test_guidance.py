"""What the lab "What guidance really samples" says is so."""

import numpy as np
import pytest

from checkers.formulas import mixture_score


def test_without_guidance_the_samples_are_those_of_the_class(lab):
    x = lab.samples[1]
    np.testing.assert_allclose(np.mean(x, axis=0), lab.CENTRES[1], atol=0.05)
    np.testing.assert_allclose(np.var(x, axis=0), lab.VARIANCE, rtol=0.1)


def test_the_unconditional_score_is_the_books_mixture(lab):
    share = 0.4
    centres = np.sqrt(share) * lab.CENTRES[:, 0]
    spread = share * lab.VARIANCE + 1 - share
    _, without = lab.epsilons(np.array([(0.3, -0.2)]), share)
    assert without[0, 0] == pytest.approx(
        -np.sqrt(1 - share) * mixture_score(0.3, centres, spread, (0.5, 0.5))
    )


def test_guidance_pushes_past_the_centre_and_squeezes_across_only(lab):
    means = [np.mean(x[:, 0]) for x in lab.samples.values()]
    spreads = [np.std(x[:, 0]) for x in lab.samples.values()]
    assert means == sorted(means)
    assert means[1] > lab.CENTRES[1, 0] + 0.3
    assert spreads == sorted(spreads, reverse=True)
    upwards = [np.std(x[:, 1]) for x in lab.samples.values()]
    np.testing.assert_allclose(upwards, upwards[0], rtol=1e-6)


def test_the_samples_go_further_and_spread_less_than_the_tilted_density(lab):
    mean, spread = lab.moments(lab.tilted(lab.SCALE))
    assert np.mean(lab.guided) > mean + 0.4
    assert np.std(lab.guided) < 0.8 * spread
    assert spread < np.sqrt(lab.VARIANCE)
    assert mean > lab.CENTRES[1, 0]


def test_short_steps_do_not_change_that(lab, monkeypatch):
    names = lab.sample.__globals__
    monkeypatch.setitem(names, "STRIDE", 1)
    monkeypatch.setitem(names, "visited", range(lab.T, 0, -1))
    fine = lab.sample(lab.SCALE)[:, 0]
    assert np.mean(fine) == pytest.approx(np.mean(lab.guided), abs=0.05)
    assert np.std(fine) == pytest.approx(np.std(lab.guided), abs=0.03)


def test_the_tilted_densitys_own_score_arrives(lab):
    mean, spread = lab.moments(lab.tilted(lab.SCALE))
    assert np.mean(lab.right_way) == pytest.approx(mean, abs=0.05)
    assert np.std(lab.right_way) == pytest.approx(spread, rel=0.06)


def test_the_sampler_loses_variance_exponentially_and_the_tilt_like_one_over_s(lab):
    np.testing.assert_allclose(lab.measured, lab.predicted, rtol=0.4)  # steps have a length
    np.testing.assert_allclose(lab.measured[2:] / lab.measured[:-2], lab.NARROW / lab.WIDE, rtol=0.1)
    factors = lab.predicted[2:] / lab.predicted[:-2]  # one unit of the scale apart
    np.testing.assert_allclose(factors, lab.NARROW / lab.WIDE)
    assert lab.said[-1] > 1000 * lab.predicted[-1]
    assert lab.said[-1] * lab.scales[-1] == pytest.approx(lab.said[7] * lab.scales[7], rel=0.15)


def test_the_class_is_decided_in_between(lab):
    mean, spread, doubtful = (
        {name: values[column] for name, values in lab.by_part.items()} for column in range(3)
    )
    assert mean["everywhere"] > mean["in between"] + 0.2 > mean["nowhere"] + 0.4
    assert doubtful["in between"] < 0.01
    assert doubtful["in little noise"] > 0.5 * doubtful["nowhere"] > 0.05
    assert abs(mean["in little noise"] - mean["nowhere"]) < 0.15
    assert mean["in much noise"] > mean["nowhere"] + 0.4
    assert spread["in much noise"] > 0.75 * spread["nowhere"]
    assert spread["in between"] < 0.65 * spread["nowhere"]
