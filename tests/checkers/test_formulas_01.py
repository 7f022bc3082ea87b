"""The formulas of chapter 1 against NumPy, which computes them in another way wherever there is one."""

import math

import numpy as np
import pytest

from checkers import formulas
from checkers.pages import chapter_01

T = 1000
LINEAR_EXERCISES = (chapter_01.LinearQuarter, chapter_01.LinearThreeQuarters)
COSINE_EXERCISES = (chapter_01.CosineQuarter, chapter_01.CosineThreeQuarters)


def raised_cosine(t, last_step=T, offset=0.008):
    """The cosine schedule by cos^2 x = (1 + cos 2x) / 2, as an array of shares from step 0 on."""
    angle = np.pi * (np.asarray(t) / last_step + offset) / (1 + offset)
    return (1 + np.cos(angle)) / (1 + np.cos(np.pi * offset / (1 + offset)))


def test_the_square_roots_of_the_scaled_linear_betas_are_evenly_spaced():
    expected = np.linspace(0.00085**0.5, 0.012**0.5, T) ** 2
    assert np.allclose(formulas.scaled_linear_betas(), expected, rtol=1e-13, atol=0)


def test_the_scaled_linear_betas_begin_and_end_where_they_are_told_to():
    betas = formulas.scaled_linear_betas(50, 4e-4, 0.09)
    assert (betas[0], betas[-1], len(betas)) == (pytest.approx(4e-4), pytest.approx(0.09), 50)


@pytest.mark.parametrize(("last_step", "offset"), [(1000, 0.008), (100, 0.008), (1000, 0.0), (40, 0.02)])
def test_the_cosine_schedule_is_a_raised_cosine(last_step, offset):
    steps = np.arange(last_step + 1)
    found = [formulas.cosine_alpha_bar(t, last_step, offset) for t in range(last_step + 1)]
    assert np.allclose(found, raised_cosine(steps, last_step, offset), rtol=1e-9, atol=1e-15)


def test_the_cosine_schedule_begins_at_exactly_one_and_ends_at_zero():
    assert formulas.cosine_alpha_bar(0) == 1
    assert formulas.cosine_alpha_bar(T) == pytest.approx(0, abs=1e-30)


def test_the_angle_ends_at_a_right_angle_and_rises_evenly():
    angles = [formulas.cosine_angle(t) for t in range(T + 1)]
    assert angles[-1] == pytest.approx(math.pi / 2, rel=1e-15)
    assert np.allclose(np.diff(angles), math.pi / 2 / 1.008 / T, rtol=1e-9)


def test_only_the_fraction_of_the_way_counts():
    assert formulas.cosine_alpha_bar(25, 100) == pytest.approx(
        formulas.cosine_alpha_bar(250, 1000), rel=1e-14
    )


@pytest.mark.parametrize("t", (1, 250, 400))
def test_without_an_offset_opposite_shares_add_to_one(t):
    opposite = formulas.cosine_alpha_bar(t, T, 0) + formulas.cosine_alpha_bar(T - t, T, 0)
    assert opposite == pytest.approx(1, rel=1e-14)
    assert formulas.cosine_alpha_bar(t) + formulas.cosine_alpha_bar(T - t) < 1 - 1e-6


def test_the_unclipped_betas_multiply_back_to_the_formula():
    shares = np.cumprod(1 - np.array(formulas.cosine_betas(T, largest=1)))
    assert np.allclose(shares[:-1], raised_cosine(np.arange(1, T)), rtol=1e-9)
    assert formulas.alpha_bar(formulas.cosine_betas(T, largest=1)) == pytest.approx(0, abs=1e-20)


def test_the_clip_touches_the_last_beta_alone():
    clipped, unclipped = formulas.cosine_betas(), formulas.cosine_betas(largest=1)
    assert clipped[:-1] == unclipped[:-1]
    assert clipped[-1] == 0.999 < unclipped[-1]
    assert formulas.alpha_bar(clipped) == pytest.approx(0.001 * formulas.cosine_alpha_bar(T - 1), rel=1e-9)


def test_the_offset_keeps_the_first_noise_just_below_the_grey_levels():
    assert 0.8 / 127.5 < math.sqrt(formulas.cosine_betas()[0]) < 1 / 127.5
    # Without it the curve begins like 1 - (pi t / 2T)^2.
    assert formulas.cosine_betas(offset=0)[0] == pytest.approx((math.pi / 2 / T) ** 2, rel=1e-5)


@pytest.mark.parametrize("left", (0.01, 0.3, 0.5, 0.97))
@pytest.mark.parametrize("divisor", (0.25, 1.0, 16.0))
def test_dividing_the_snr_shifts_the_log_snr(left, divisor):
    shifted = formulas.log_snr(formulas.snr_divided(left, divisor))
    assert shifted == pytest.approx(formulas.log_snr(left) - np.log(divisor), rel=1e-9, abs=1e-12)


def test_dividing_the_snr_leaves_both_ends_alone():
    assert formulas.snr_divided(0.0, 16) == 0
    assert formulas.snr_divided(1.0, 16) == 1


def test_averaging_blocks_of_pixels_divides_the_noise_by_their_number():
    noise = np.random.default_rng(1).standard_normal((1024, 1024))
    blocks = noise.reshape(256, 4, 256, 4).mean(axis=(1, 3))
    assert blocks.var() == pytest.approx(
        1 / chapter_01.facts()["block_pixels"], rel=5 * math.sqrt(2 / blocks.size)
    )


@pytest.mark.parametrize(
    ("exercise", "givens"), [(one, givens) for one in LINEAR_EXERCISES for givens in one.variants]
)
def test_the_linear_answers_agree_in_every_variant_by_product_and_by_exponential(exercise, givens):
    betas = np.linspace(givens["beta_min"], givens["beta_max"], givens["last_step"])[: givens["t"]]
    product, exponential = np.exp(np.log1p(-betas).sum()), np.exp(-betas.sum())
    assert exercise().answer(**givens) == pytest.approx(product, rel=1e-11)
    assert exercise().also_valid(**givens)[0] == pytest.approx(exponential, rel=1e-11)
    low, high = exercise().accept(**givens)
    assert low < product < exponential < high


@pytest.mark.parametrize(
    ("exercise", "givens"), [(one, givens) for one in COSINE_EXERCISES for givens in one.variants]
)
def test_the_cosine_answers_agree_in_every_variant_and_exclude_the_schedule_without_offset(exercise, givens):
    answer = exercise().answer(**givens)
    assert answer == pytest.approx(
        raised_cosine(givens["t"], givens["last_step"], givens["offset"]), rel=1e-11
    )
    low, high = exercise().accept(**givens)
    assert low < answer < high < raised_cosine(givens["t"], givens["last_step"], 0)


def test_the_steps_are_counted_as_numpy_counts_them():
    shares = {
        "linear": np.cumprod(1 - np.linspace(1e-4, 0.02, T)),
        "scaled": np.cumprod(1 - np.linspace(0.00085**0.5, 0.012**0.5, T) ** 2),
        "cosine": raised_cosine(np.arange(1, T + 1)),
    }
    for name, curve in shares.items():
        counted = (np.sum(curve > 0.95), np.sum((curve >= 0.05) & (curve <= 0.95)), np.sum(curve < 0.05))
        assert counted == tuple(
            chapter_01.facts()[f"{name}_{zone}"] for zone in ("clean", "between", "noise")
        )
    assert np.argmax(shares["linear"] < 0.5) + 1 == chapter_01.facts()["linear_crosses_half"]
