"""The formulas of chapter 0 against NumPy, which computes them in another way wherever there is one."""

import math

import numpy as np
import pytest

from checkers import formulas
from checkers.pages import chapter_00

T = 1000
BETAS = np.linspace(1e-4, 0.02, T)
QUARTERS = (250, 500, 750, 1000)


def test_the_linear_betas_are_evenly_spaced_from_end_to_end():
    assert np.allclose(formulas.linear_betas(), BETAS, rtol=1e-13, atol=0)
    assert np.allclose(
        formulas.linear_betas(500, 5e-5, 0.01), np.linspace(5e-5, 0.01, 500), rtol=1e-13, atol=0
    )


def test_the_first_and_the_last_step_have_the_given_betas_exactly():
    assert formulas.linear_beta(1) == 1e-4
    assert formulas.linear_beta(T) == 0.02


@pytest.mark.parametrize("t", QUARTERS)
def test_alpha_bar_is_the_cumulative_product(t):
    by_logarithms = np.exp(np.log1p(-BETAS[:t]).sum())
    assert formulas.alpha_bar(list(BETAS[:t])) == pytest.approx(np.cumprod(1 - BETAS)[t - 1], rel=1e-12)
    assert formulas.alpha_bar(list(BETAS[:t])) == pytest.approx(by_logarithms, rel=1e-12)


def test_all_alpha_bars_begin_at_one_and_are_the_cumulative_product():
    left = formulas.alpha_bars(list(BETAS))
    assert left[0] == 1
    assert np.allclose(left[1:], np.cumprod(1 - BETAS), rtol=1e-12, atol=0)
    assert formulas.alpha_bars([]) == [1]


def test_alpha_bar_before_the_first_step_is_exactly_one():
    assert formulas.alpha_bar([]) == 1
    assert formulas.alpha_bar_exponential([]) == 1


@pytest.mark.parametrize("t", QUARTERS)
def test_the_exponential_is_that_of_the_summed_betas(t):
    in_closed_form = math.exp(-t * (BETAS[0] + BETAS[t - 1]) / 2)
    assert formulas.alpha_bar_exponential(list(BETAS[:t])) == pytest.approx(in_closed_form, rel=1e-12)


@pytest.mark.parametrize("t", (1, 10, *QUARTERS))
def test_the_product_lies_below_the_exponential_by_half_the_summed_squares(t):
    betas = BETAS[:t]
    ratio = formulas.alpha_bar(list(betas)) / formulas.alpha_bar_exponential(list(betas))
    assert ratio < 1
    # The next term of the logarithm's series is a third of the summed cubes; the rest is smaller still.
    rest = math.log(ratio) + (betas**2).sum() / 2
    assert -1.02 * (betas**3).sum() / 3 - 1e-13 < rest < 1e-13


def test_single_steps_compose_to_the_closed_form():
    signal, noise_power = 1.0, 0.0
    for t, beta in enumerate(BETAS, start=1):
        signal, noise_power = math.sqrt(1 - beta) * signal, (1 - beta) * noise_power + beta
        if t in QUARTERS:
            left = formulas.alpha_bar(list(BETAS[:t]))
            assert formulas.forward_process(1, left, 0) == pytest.approx(signal, rel=1e-11)
            assert formulas.forward_process(0, left, 1) ** 2 == pytest.approx(noise_power, rel=1e-11)


def test_many_pixels_sent_step_by_step_have_the_variance_of_the_closed_form():
    random = np.random.default_rng(0)
    x = np.full(40_000, 1.5)
    for beta in BETAS[:300]:
        x = np.sqrt(1 - beta) * x + np.sqrt(beta) * random.standard_normal(x.size)
    left = formulas.alpha_bar(list(BETAS[:300]))
    # Five standard errors of the mean and of the variance.
    assert x.mean() == pytest.approx(
        formulas.forward_process(1.5, left, 0), abs=5 * math.sqrt((1 - left) / x.size)
    )
    assert x.var() == pytest.approx(1 - left, rel=5 * math.sqrt(2 / x.size))


@pytest.mark.parametrize("left", (0.0, 0.0793, 0.5, 0.9, 1.0))
def test_data_of_unit_variance_keep_it(left):
    random = np.random.default_rng(1)
    x0, epsilon = random.standard_normal((2, 50_000))
    x_t = formulas.forward_process(x0, left, epsilon)
    assert x_t.var() == pytest.approx(1, rel=5 * math.sqrt(2 / x_t.size))


def test_the_ends_return_the_image_and_the_noise_untouched():
    assert formulas.forward_process(0.8, 1.0, 5.0) == 0.8
    assert formulas.forward_process(0.8, 0.0, 5.0) == 5.0


@pytest.mark.parametrize("left", (1e-5, 0.0793, 0.5, 0.999))
def test_the_snr_is_the_ratio_of_the_two_powers(left):
    signal = formulas.forward_process(1.0, left, 0.0)
    noise = formulas.forward_process(0.0, left, 1.0)
    assert formulas.snr(left) == pytest.approx(signal**2 / noise**2, rel=1e-12)


@pytest.mark.parametrize("left", (1e-5, 0.0793, 0.5, 0.999))
def test_the_sigmoid_of_the_log_snr_gives_the_share_back(left):
    assert 1 / (1 + np.exp(-formulas.log_snr(left))) == pytest.approx(left, rel=1e-12)


@pytest.mark.parametrize("left", (0.0793, 0.3, 0.9))
def test_exchanging_signal_and_noise_turns_the_sign_of_the_log_snr(left):
    assert formulas.log_snr(1 - left) == pytest.approx(-formulas.log_snr(left), rel=1e-12)


def test_the_log_snr_is_taken_to_the_base_asked_for():
    assert formulas.log_snr(0.0793, 10) == pytest.approx(np.log10(0.0793) - np.log10(0.9207), rel=1e-12)
    assert formulas.log_snr(0.0793) == pytest.approx(np.log(0.0793) - np.log(0.9207), rel=1e-12)


def by_numpy(givens, t):
    betas = np.linspace(givens["beta_min"], givens["beta_max"], givens["last_step"])
    return betas[t - 1], np.cumprod(1 - betas)[t - 1], np.exp(-np.cumsum(betas)[t - 1])


@pytest.mark.parametrize("givens", chapter_00.FirstStepAlpha.variants)
def test_what_one_step_keeps_agrees_in_every_variant(givens):
    beta, _, _ = by_numpy(givens, givens["t"])
    assert chapter_00.FirstStepAlpha().answer(**givens) == pytest.approx(1 - beta, rel=1e-13)


@pytest.mark.parametrize(
    ("exercise", "givens"),
    [
        (exercise, givens)
        for exercise in (chapter_00.AlphaBarHalfway, chapter_00.AlphaBarFinal)
        for givens in exercise.variants
    ],
)
def test_what_is_left_agrees_in_every_variant_by_product_and_by_exponential(exercise, givens):
    _, product, exponential = by_numpy(givens, givens.get("t", givens["last_step"]))
    assert exercise().answer(**givens) == pytest.approx(product, rel=1e-11)
    assert exercise().also_valid(**givens)[0] == pytest.approx(exponential, rel=1e-11)
    low, high = exercise().accept(**givens)
    assert low < product < exponential < high


@pytest.mark.parametrize("givens", chapter_00.SignalFraction.variants)
def test_the_given_share_of_every_variant_is_that_of_the_schedule_to_two_digits(givens):
    assert givens["alpha_bar"] == pytest.approx(np.cumprod(1 - BETAS)[givens["t"] - 1], rel=0.01)


@pytest.mark.parametrize("givens", chapter_00.SignalFraction.variants)
def test_the_share_of_the_variance_is_found_in_samples_as_well(givens):
    random = np.random.default_rng(2)
    x0, epsilon = random.standard_normal((2, 100_000))
    signal = np.sqrt(givens["alpha_bar"]) * x0
    x_t = signal + np.sqrt(1 - givens["alpha_bar"]) * epsilon
    assert chapter_00.SignalFraction().answer(**givens) == pytest.approx(signal.var() / x_t.var(), rel=0.03)
