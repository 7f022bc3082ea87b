"""The formulas of chapter 4 against NumPy: by conditioning Gaussians, by its ranges and by simulation."""

import math
from itertools import pairwise

import numpy as np
import pytest

from checkers import formulas
from checkers.pages import chapter_04

BETAS = np.linspace(1e-4, 0.02, 1000)
ALPHA_BARS = np.concatenate([[1.0], np.cumprod(1 - BETAS)])
STEPS = (2, 10, 250, 500, 999, 1000)
JUMPS = ((2, 1), (500, 499), (500, 100), (1000, 980), (1000, 1))


def posterior(x0, x_t, t, tau):
    """Return mean and variance of x_tau given x_t and x0, from the joint Gaussian of the two."""
    now, then = ALPHA_BARS[t], ALPHA_BARS[tau]
    alpha = now / then
    cross, variance_t = math.sqrt(alpha) * (1 - then), alpha * (1 - then) + 1 - alpha
    mean = math.sqrt(then) * x0 + cross / variance_t * (x_t - math.sqrt(now) * x0)
    return mean, 1 - then - cross**2 / variance_t


@pytest.mark.parametrize(("t", "tau"), JUMPS)
def test_the_posterior_variance_is_what_conditioning_leaves(t, tau):
    _, expected = posterior(0.4, -1.1, t, tau)
    assert formulas.posterior_variance(ALPHA_BARS[t], ALPHA_BARS[tau]) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("t", STEPS)
def test_the_posterior_variance_of_neighbours_is_a_share_of_beta_that_is_below_one(t):
    now, before = ALPHA_BARS[t], ALPHA_BARS[t - 1]
    share = formulas.posterior_variance(now, before) / BETAS[t - 1]
    assert share == pytest.approx((1 - before) / (1 - now), rel=1e-9)
    assert 0 < share < 1


def test_nothing_is_left_to_draw_when_the_step_ends_at_the_clean_image():
    assert formulas.posterior_variance(ALPHA_BARS[1], ALPHA_BARS[0]) == 0


@pytest.mark.parametrize(("t", "tau"), JUMPS)
def test_with_the_true_noise_the_mean_of_the_step_is_that_of_bayes_rule(t, tau):
    x0, epsilon = 0.4, -1.3
    x_t = formulas.forward_process(x0, ALPHA_BARS[t], epsilon)
    beta = 1 - ALPHA_BARS[t] / ALPHA_BARS[tau]
    expected, _ = posterior(x0, x_t, t, tau)
    assert formulas.ddpm_mean(x_t, epsilon, beta, ALPHA_BARS[t]) == pytest.approx(expected, rel=1e-9)


def test_the_last_step_returns_the_implied_clean_value():
    x0 = formulas.x0_from_epsilon(0.7, 0.9, ALPHA_BARS[1])
    assert formulas.ddpm_mean(0.7, 0.9, BETAS[0], ALPHA_BARS[1]) == pytest.approx(x0, rel=1e-9)


def test_fresh_noise_has_the_given_mean_and_variance():
    z = np.random.default_rng(4).standard_normal(400_000)
    drawn = formulas.ddpm_step(0.8, 0.6, 0.01, 0.5, 0.01, z)
    assert drawn.mean() == pytest.approx(formulas.ddpm_mean(0.8, 0.6, 0.01, 0.5), abs=1e-3)
    assert drawn.var() == pytest.approx(0.01, rel=0.01)


@pytest.mark.parametrize("left", (1e-4, 0.36, 0.5, 0.9999))
def test_a_jump_to_the_same_level_changes_nothing(left):
    assert formulas.ddim_step(1.2, -0.7, left, left) == pytest.approx(1.2, rel=1e-9)


def test_a_jump_to_the_clean_end_returns_the_guess_and_one_to_the_noisy_end_the_noise():
    assert formulas.ddim_step(1.2, -0.7, 0.36, 1.0) == formulas.x0_from_epsilon(1.2, -0.7, 0.36)
    assert formulas.ddim_step(1.2, -0.7, 0.36, 0.0) == -0.7


@pytest.mark.parametrize(("t", "tau"), JUMPS)
def test_with_the_true_noise_a_jump_lands_where_the_forward_process_would_have_been(t, tau):
    x_t = formulas.forward_process(0.4, ALPHA_BARS[t], -1.3)
    landed = formulas.ddim_step(x_t, -1.3, ALPHA_BARS[t], ALPHA_BARS[tau])
    assert landed == pytest.approx(formulas.forward_process(0.4, ALPHA_BARS[tau], -1.3), rel=1e-9)


@pytest.mark.parametrize(("t", "tau"), JUMPS)
def test_with_the_posterior_variance_the_jump_is_the_step_of_ddpm(t, tau):
    now, then = ALPHA_BARS[t], ALPHA_BARS[tau]
    variance = formulas.posterior_variance(now, then)
    ddpm = formulas.ddpm_step(0.8, 0.6, 1 - now / then, now, variance, -0.4)
    assert formulas.ddim_step(0.8, 0.6, now, then, variance, -0.4) == pytest.approx(ddpm, rel=1e-9)


@pytest.mark.parametrize("variance", (0.0, 0.1, 0.4))
def test_fresh_noise_does_not_change_the_power_of_the_noise(variance):
    epsilon, z = np.random.default_rng(44).standard_normal((2, 400_000))
    x_t = math.sqrt(0.3) * 0.5 + math.sqrt(0.7) * epsilon
    landed = formulas.ddim_step(x_t, epsilon, 0.3, 0.6, variance, z)
    assert landed.mean() == pytest.approx(math.sqrt(0.6) * 0.5, abs=0.005)
    assert landed.var() == pytest.approx(0.4, rel=0.01)


@pytest.mark.parametrize("last_step", (1000, 500))
@pytest.mark.parametrize("steps", (2, 10, 30, 50, 77, 500))
def test_the_spacings_are_those_of_numpy(steps, last_step):
    leading = np.arange(steps) * (last_step // steps)
    assert formulas.leading_timesteps(steps, last_step) == leading[::-1].tolist()
    assert formulas.leading_timesteps(steps, last_step, 1) == (leading[::-1] + 1).tolist()
    trailing = np.round(last_step - np.arange(steps) * last_step / steps) - 1
    assert formulas.trailing_timesteps(steps, last_step) == trailing.tolist()
    linspace = np.linspace(0, last_step - 1, steps).round()[::-1]
    assert formulas.linspace_timesteps(steps, last_step) == linspace.tolist()


def test_the_spacings_of_fifty_steps_have_their_published_ends():
    assert formulas.leading_timesteps(50)[:2] == [980, 960]
    assert formulas.leading_timesteps(50, offset=1)[-2:] == [21, 1]
    assert formulas.trailing_timesteps(50)[:2] + formulas.trailing_timesteps(50)[-2:] == [999, 979, 39, 19]
    assert formulas.linspace_timesteps(50)[:4] == [999, 979, 958, 938]


@pytest.mark.parametrize(
    "spacing", (formulas.leading_timesteps, formulas.trailing_timesteps, formulas.linspace_timesteps)
)
def test_as_many_timesteps_as_there_are_is_all_of_them(spacing):
    assert spacing(1000) == list(range(999, -1, -1))


def test_the_account_of_noise_power_balances():
    facts = chapter_04.facts()
    assert facts["power_added"] == pytest.approx(facts["power_due"], rel=1e-12)
    assert facts["power_subtracted"] < facts["power_rescaled"] < facts["power_added"] < facts["power_before"]


@pytest.mark.parametrize(("name", "share"), [("ddpm", 1.0), ("still", 0.0), ("ddim", None)])
def test_the_spread_that_is_told_is_that_of_generated_samples(name, share):
    random = np.random.default_rng(444)
    x = random.standard_normal(200_000)
    visited = [*range(1000, 0, -100), 0]
    for t, tau in pairwise(visited):
        now, then = ALPHA_BARS[t], ALPHA_BARS[tau]
        # The best guess of the noise: the regression of epsilon on x_t, for data of variance 1/4.
        epsilon = math.sqrt(1 - now) / (now / 4 + 1 - now) * x
        if share is None:
            x = formulas.ddim_step(x, epsilon, now, then)
        else:
            variance = share * formulas.posterior_variance(now, then)
            x = formulas.ddpm_step(x, epsilon, 1 - now / then, now, variance, random.standard_normal(x.shape))
    assert chapter_04.facts()[f"deviation_{name}_10"] == pytest.approx(x.std(), rel=0.01)


def test_more_steps_bring_both_samplers_nearer_to_the_true_spread_and_ddim_leads():
    facts = chapter_04.facts()
    for fewer, more in ((1, 10), (10, 50), (50, 250), (250, 1000)):
        for name in ("ddpm", "ddim"):
            closer = facts[f"deviation_{name}_{fewer}"] < facts[f"deviation_{name}_{more}"]
            assert closer and facts[f"deviation_{name}_{more}"] < facts["world_deviation"]
        assert facts[f"deviation_ddpm_{more}"] < facts[f"deviation_ddim_{more}"]


@pytest.mark.parametrize(
    ("exercise", "right", "low", "high"),
    [
        (chapter_04.DdpmStep, 0.8255022235531453, 0.8245, 0.8265),
        (chapter_04.DdimStride, 20, 20, 20),
        (chapter_04.DdimStep, 1.0385886601272092, 1.0365, 1.0405),
        (chapter_04.SamplingSeconds, 2.25, 2.24, 2.26),
    ],
)
def test_the_first_variants_have_the_published_answers_and_intervals(exercise, right, low, high):
    checker = exercise()
    givens = checker.variants[0]
    assert checker.answer(**givens) == pytest.approx(right, rel=1e-12)
    # The posterior variance widens the interval of one of them by less than a fifth of its width.
    assert checker.accept(**givens) == pytest.approx((low, high), abs=4e-4)
    assert checker.accept(**givens)[0] <= low <= high <= checker.accept(**givens)[1]


@pytest.mark.parametrize("text", ("2.25", "2.25 s", "2250 ms", "50*45/1000", "2.25 seconds"))
def test_seconds_may_be_typed_in_either_unit(text):
    checker = chapter_04.SamplingSeconds()
    assert checker.grade(0, checker.parse(0, text)).status == "right"


@pytest.mark.parametrize("text", ("2250", "2250 s"))
def test_milliseconds_without_their_unit_are_diagnosed(text):
    checker = chapter_04.SamplingSeconds()
    verdict = checker.grade(0, checker.parse(0, text))
    assert (verdict.status, verdict.code) == ("wrong", "unit")
