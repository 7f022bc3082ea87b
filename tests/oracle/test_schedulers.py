"""The formulas against the schedulers of `diffusers`, on PyTorch; run by `make test-oracle`, not by `make test`.

Three conventions differ, and each test that meets one says how it is translated:

- The book counts steps from 1 to T, with alpha_bar_0 = 1; the library counts *timesteps* from 0 to T - 1. The
  timestep i is the step t = i + 1, and what the last jump leads to has no timestep.
- The library keeps its schedules in single precision. Where a single step is compared, the scheduler gets the
  same schedule in double precision, so that the arithmetic of the step can be compared to the last digits.
- The Euler and Heun schedulers work on x_t / sqrt(alpha_bar_t), for which time is the ratio of the amplitudes,
  sigma = sqrt(1 / SNR).
"""

import math
from fractions import Fraction
from itertools import pairwise

import numpy as np
import pytest
import torch
from diffusers import (
    DDIMScheduler,
    DDPMScheduler,
    EulerDiscreteScheduler,
    FlowMatchEulerDiscreteScheduler,
    FlowMatchHeunDiscreteScheduler,
    HeunDiscreteScheduler,
)

from checkers import formulas

# What the two libraries say to one another about their next versions is not about us.
pytestmark = [
    pytest.mark.filterwarnings(f"ignore::{kind}") for kind in ("DeprecationWarning", "FutureWarning")
]

T = 1000
# Single precision has so much room around a share of the power; a small share is relatively less certain.
SINGLE = {"rtol": 2e-5, "atol": 1e-7}
DOUBLE = {"rtol": 1e-10, "atol": 1e-12}
STEPS = (2, 3, 10, 250, 500, 999, 1000)
BETAS = formulas.linear_betas(T)
LEFT = formulas.alpha_bars(BETAS)
SCHEDULES = {
    "linear": (1e-4, 0.02, BETAS),
    "scaled_linear": (8.5e-4, 0.012, formulas.scaled_linear_betas(T)),
    # Its two ends are not looked at.
    "squaredcos_cap_v2": (1e-4, 0.02, formulas.cosine_betas(T)),
}
SPACINGS = {
    "leading": formulas.leading_timesteps,
    "trailing": formulas.trailing_timesteps,
    "linspace": formulas.linspace_timesteps,
}
# The timestep at a place of the list before it is rounded; Lin et al. 2023, table 2, less 1.
UNROUNDED = {
    "leading": lambda steps, place: Fraction((steps - 1 - place) * (T // steps)),
    "trailing": lambda steps, place: Fraction(T * (steps - place), steps) - 1,
    "linspace": lambda steps, place: Fraction((T - 1) * (steps - 1 - place), steps - 1),
}


def noise(*shape, seed=0):
    return torch.randn(shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def in_double(scheduler, betas=BETAS):
    """Give a scheduler the same schedule in double precision."""
    scheduler.betas = torch.tensor(betas, dtype=torch.float64)
    scheduler.alphas = 1 - scheduler.betas
    scheduler.alphas_cumprod = torch.cumprod(scheduler.alphas, dim=0)
    scheduler.one = torch.tensor(1.0, dtype=torch.float64)
    return scheduler


def each(formula, *columns):
    """Return what a formula of single numbers makes of each element of the tensors."""
    rows = zip(
        *(np.broadcast_to(np.asarray(column), columns[0].shape).ravel() for column in columns), strict=True
    )
    return np.array([formula(*map(float, row)) for row in rows]).reshape(columns[0].shape)


@pytest.mark.parametrize("name", SCHEDULES)
def test_betas_and_alpha_bars_are_those_of_the_scheduler(name):
    first, last, betas = SCHEDULES[name]
    scheduler = DDPMScheduler(T, first, last, name)
    assert np.allclose(scheduler.betas, betas, **SINGLE)
    # The timestep i holds alpha_bar_(i+1).
    assert np.allclose(scheduler.alphas_cumprod, formulas.alpha_bars(betas)[1:], rtol=1e-4, atol=1e-7)


def test_only_the_last_beta_of_the_cosine_schedule_is_clipped_as_in_the_scheduler():
    betas = DDPMScheduler(beta_schedule="squaredcos_cap_v2").betas
    assert (betas == np.float32(0.999)).nonzero().flatten().tolist() == [T - 1]
    assert [t for t, beta in enumerate(formulas.cosine_betas(T), 1) if beta == 0.999] == [T]


@pytest.mark.parametrize("spacing", SPACINGS)
@pytest.mark.parametrize("scheduler", (DDPMScheduler, DDIMScheduler))
def test_timesteps_are_those_of_the_scheduler_for_every_number_of_steps(scheduler, spacing):
    """The library adds up or interpolates in floating point, which shows in two places.

    An exact half may be rounded to its other neighbour, and some lists of the spacing `trailing` have one
    timestep too many, -1, at their end.
    """
    visits = scheduler(T, timestep_spacing=spacing)
    for steps in range(2, T + 1):
        visits.set_timesteps(steps)
        listed, ours = visits.timesteps.tolist(), SPACINGS[spacing](steps, T)
        assert listed[steps:] == [] or (spacing == "trailing" and listed[steps:] == [-1]), steps
        for place, (theirs, one) in enumerate(zip(listed[:steps], ours, strict=True)):
            exact = UNROUNDED[spacing](steps, place)
            assert theirs == one or {theirs, one} == {math.floor(exact), math.ceil(exact)}, (steps, place)
            assert theirs == one or exact.denominator == 2, (steps, place)


@pytest.mark.parametrize("steps", (20, 30, 50))
def test_an_offset_of_one_moves_the_leading_timesteps_as_in_stable_diffusion(steps):
    visits = DDIMScheduler(T, timestep_spacing="leading", steps_offset=1)
    visits.set_timesteps(steps)
    assert visits.timesteps.tolist() == formulas.leading_timesteps(steps, T, offset=1)


@pytest.mark.parametrize("steps", (10, 50, 77))
def test_euler_keeps_the_fractions_of_the_even_list_that_the_book_rounds(steps):
    visits = EulerDiscreteScheduler(T, timestep_spacing="linspace")
    visits.set_timesteps(steps)
    assert visits.timesteps.round().tolist() == formulas.linspace_timesteps(steps, T)


@pytest.mark.parametrize("t", (1, *STEPS))
def test_noising_and_v_are_those_of_the_scheduler(t):
    x0, epsilon, timestep = noise(4, 3), noise(4, 3, seed=1), torch.tensor([t - 1] * 4)
    scheduler = in_double(DDPMScheduler(T))
    x_t, v = scheduler.add_noise(x0, epsilon, timestep), scheduler.get_velocity(x0, epsilon, timestep)
    assert np.allclose(x_t, each(formulas.forward_process, x0, LEFT[t], epsilon), **DOUBLE)
    assert np.allclose(v, each(formulas.v_target, x0, epsilon, LEFT[t]), **DOUBLE)


@pytest.mark.parametrize("t", STEPS)
@pytest.mark.parametrize("variance_type", ("fixed_large", "fixed_small"))
def test_a_ddpm_step_with_given_noise_is_that_of_the_scheduler(variance_type, t):
    x_t, epsilon, z = noise(2, 4), noise(2, 4, seed=1), noise(2, 4, seed=2)
    scheduler = in_double(DDPMScheduler(T, variance_type=variance_type, clip_sample=False))
    # The scheduler draws z itself; the same seed makes it draw ours.
    ours = torch.Generator().manual_seed(2)
    found = scheduler.step(epsilon, t - 1, x_t, generator=ours).prev_sample
    beta = BETAS[t - 1]
    variance = beta if variance_type == "fixed_large" else formulas.posterior_variance(LEFT[t], LEFT[t - 1])
    expected = each(formulas.ddpm_step, x_t, epsilon, beta, LEFT[t], variance, z)
    assert np.allclose(found, expected, **DOUBLE)


def test_the_last_ddpm_step_adds_no_noise_and_returns_the_implied_clean_value():
    x_t, epsilon = noise(2, 4), noise(2, 4, seed=1)
    found = in_double(DDPMScheduler(T, clip_sample=False)).step(epsilon, 0, x_t)
    mean = each(formulas.ddpm_mean, x_t, epsilon, BETAS[0], LEFT[1])
    assert np.allclose(found.prev_sample, mean, **DOUBLE)
    assert np.allclose(
        found.pred_original_sample, each(formulas.x0_from_epsilon, x_t, epsilon, LEFT[1]), **DOUBLE
    )


def prediction_of(kind, x_t, epsilon, left):
    """Return the output of a network of each kind that stands for the same noise."""
    x0 = each(formulas.x0_from_epsilon, x_t, epsilon, left)
    v = each(formulas.v_target, torch.tensor(x0), epsilon, left)
    return {"epsilon": epsilon, "sample": torch.tensor(x0), "v_prediction": torch.tensor(v)}[kind]


@pytest.mark.parametrize("kind", ("epsilon", "sample", "v_prediction"))
@pytest.mark.parametrize("eta", (0.0, 0.5, 1.0))
@pytest.mark.parametrize("steps", (20, 50, 1000))
def test_ddim_steps_with_given_noise_are_those_of_the_scheduler(steps, eta, kind):
    scheduler = in_double(DDIMScheduler(T, prediction_type=kind, clip_sample=False))
    scheduler.set_timesteps(steps)
    scheduler.final_alpha_cumprod = torch.tensor(1.0, dtype=torch.float64)
    x_t, epsilon, z = noise(2, 4), noise(2, 4, seed=1), noise(2, 4, seed=2)
    stride = T // steps
    for timestep in scheduler.timesteps.tolist()[:: max(1, steps // 10)]:
        # The scheduler goes one stride back, and from the last timestep to alpha_bar = 1.
        t = timestep + 1
        tau = max(t - stride, 0)
        now, then = LEFT[t], LEFT[tau]
        variance = eta**2 * formulas.posterior_variance(now, then)
        found = scheduler.step(
            prediction_of(kind, x_t, epsilon, now), timestep, x_t, eta=eta, variance_noise=z if eta else None
        ).prev_sample
        expected = each(formulas.ddim_step, x_t, epsilon, now, then, variance, z)
        assert np.allclose(found, expected, **DOUBLE), (t, tau)


@pytest.mark.parametrize("t", STEPS)
def test_what_the_scheduler_makes_of_a_v_prediction_is_the_clean_value_of_the_book(t):
    x_t, v = noise(2, 4), noise(2, 4, seed=1)
    scheduler = in_double(DDIMScheduler(T, prediction_type="v_prediction", clip_sample=False))
    scheduler.set_timesteps(T)
    found = scheduler.step(v, t - 1, x_t).pred_original_sample
    assert np.allclose(found, each(formulas.x0_from_v, x_t, v, LEFT[t]), **DOUBLE)


def heun(x, velocity, start, end):
    """Return one of the book's Heun steps from each point, and the last of them as the libraries take it."""
    if not end:  # there is no velocity after the data
        return np.array(
            [formulas.euler_step(one, velocity(one, start), -start) for one in x.ravel().tolist()]
        )
    return np.array([formulas.heun_step(one, velocity, start, end - start) for one in x.ravel().tolist()])


def sigma(left):
    return math.sqrt(1 / formulas.snr(left)) if left < 1 else 0.0


@pytest.mark.parametrize("steps", (10, 50))
def test_the_euler_scheduler_takes_euler_steps_in_sigma_which_are_ddim_steps(steps):
    scheduler = EulerDiscreteScheduler(T, timestep_spacing="trailing")
    scheduler.set_timesteps(steps)
    visited = [LEFT[timestep + 1] for timestep in formulas.trailing_timesteps(steps, T)] + [1.0]
    assert np.allclose(scheduler.sigmas, [sigma(left) for left in visited], rtol=1e-4)
    scaled, epsilon = noise(2, 4).float() * scheduler.init_noise_sigma, noise(2, 4, seed=1).float()
    for timestep, (now, then) in zip(scheduler.timesteps, pairwise(visited), strict=True):
        found = scheduler.step(epsilon, timestep, scaled).prev_sample
        dt = sigma(then) - sigma(now)
        assert np.allclose(found, each(formulas.euler_step, scaled, epsilon, dt), rtol=1e-4, atol=1e-4)
        jumped = each(formulas.ddim_step, math.sqrt(now) * scaled, epsilon, now, then) / math.sqrt(then)
        assert np.allclose(found, jumped, rtol=1e-4, atol=1e-4)
        scaled = found


def test_the_heun_scheduler_takes_heun_steps_in_sigma():
    """Data of unit variance around 0 have the perfect prediction epsilon = x sigma / (1 + sigma^2)."""

    def velocity(x, at):
        return x * at / (1 + at**2)

    scheduler = HeunDiscreteScheduler(T, 1e-4, 0.02, timestep_spacing="trailing")
    scheduler.set_timesteps(10)
    visited = [LEFT[timestep + 1] for timestep in formulas.trailing_timesteps(10, T)] + [1.0]
    x = noise(2, 4) * sigma(visited[0])
    # Each timestep but the last stands twice, once for each of the two predictions that a step needs.
    timesteps = iter(scheduler.timesteps)
    for now, then in pairwise(visited):
        start, end = sigma(now), sigma(then)
        found = scheduler.step(velocity(x, start), next(timesteps), x).prev_sample
        if end:
            found = scheduler.step(velocity(found, end), next(timesteps), found).prev_sample
        expected = heun(x, velocity, start, end).reshape(x.shape)
        assert np.allclose(found, expected, rtol=1e-4, atol=1e-6)
        x = torch.tensor(expected)


def flow(scheduler, steps):
    """Let a scheduler visit the book's times, 1 - k / N; its own list ends one timestep before the data."""
    scheduler.set_timesteps(sigmas=[1 - taken / steps for taken in range(steps)])
    return scheduler


@pytest.mark.parametrize("steps", (1, 5, 50))
def test_the_flow_scheduler_mixes_and_steps_as_the_book_does(steps):
    scheduler = flow(FlowMatchEulerDiscreteScheduler(T), steps)
    x0, x1 = noise(2, 4).float(), noise(2, 4, seed=1).float()
    x = x1
    for taken, timestep in enumerate(scheduler.timesteps):
        t = 1 - taken / steps
        assert float(timestep) == pytest.approx(T * t, rel=1e-6)
        mixed = scheduler.scale_noise(x0[None], timestep[None], x1[None])[0]
        assert np.allclose(mixed, each(formulas.interpolate, x0, x1, t), **SINGLE)
        velocity = torch.tensor(each(formulas.target_velocity, x0, x1)).float()
        found = scheduler.step(velocity, timestep, x).prev_sample
        assert np.allclose(found, each(formulas.euler_step, x, velocity, -1 / steps), **SINGLE)
        x = found
    assert np.allclose(x, x0, rtol=1e-4, atol=1e-5)


def test_the_stochastic_flow_scheduler_guesses_the_data_as_the_book_does():
    """It mixes its guess of the data with fresh noise; at the last step the guess is all that is left."""
    scheduler = flow(FlowMatchEulerDiscreteScheduler(T, stochastic_sampling=True), 1)
    x_t, velocity = noise(2, 4).float(), noise(2, 4, seed=1).float()
    found = scheduler.step(velocity, scheduler.timesteps[0], x_t).prev_sample
    assert np.allclose(found, each(formulas.x0_from_velocity, x_t, velocity, 1.0), **SINGLE)


def test_the_heun_scheduler_for_flows_takes_the_books_heun_step():
    scheduler = FlowMatchHeunDiscreteScheduler(T)
    scheduler.set_timesteps(2)
    start, end = (float(scheduler.sigmas[place]) for place in (0, 1))

    def velocity(x, t):
        return formulas.mixture_velocity(x, t, (-1.0, 1.0), 0.01)

    def predicted(x, t):
        return torch.tensor(each(velocity, x, t)).float()

    x_t = noise(2, 4).float()
    found = scheduler.step(predicted(x_t, start), scheduler.timesteps[0], x_t).prev_sample
    found = scheduler.step(predicted(found, end), scheduler.timesteps[1], found).prev_sample
    expected = heun(x_t, velocity, start, end).reshape(x_t.shape)
    assert np.allclose(found, expected, rtol=1e-4, atol=1e-5)
