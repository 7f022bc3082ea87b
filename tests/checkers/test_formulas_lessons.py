"""The formulas of the related lessons against independent computations in NumPy, and against sampling."""

import numpy as np
import pytest

from checkers import formulas

# Lesson A


def test_the_spread_of_a_sum_is_that_of_drawn_sums():
    random = np.random.default_rng(3)
    parts = [random.normal(0, spread, 400_000) for spread in (0.3, 0.4, 1.2)]
    assert formulas.spread_of_sum(0.3, 0.4, 1.2) == pytest.approx(np.std(sum(parts)), rel=5e-3)
    assert formulas.spread_of_sum(2.5) == 2.5
    with pytest.raises(ValueError, match="negative"):
        formulas.spread_of_sum(0.3, -0.1)


@pytest.mark.parametrize("share", (0.04, 0.36, 0.9))
@pytest.mark.parametrize("x", (-1.7, 0.0, 0.5, 3.0))
def test_the_posterior_mean_of_two_images_is_a_hyperbolic_tangent(x, share):
    expected = np.tanh(np.sqrt(share) * x / (1 - share))
    assert formulas.posterior_mean(x, share, (-1, 1)) == pytest.approx(expected, abs=1e-12)


def test_the_posterior_mean_is_that_of_drawn_images_seen_at_the_same_value():
    random = np.random.default_rng(5)
    images, share = np.array([-1.0, 0.2, 1.5]), 0.5
    x0 = random.choice(images, 2_000_000)
    x_t = np.sqrt(share) * x0 + np.sqrt(1 - share) * random.standard_normal(x0.size)
    seen = x0[abs(x_t - 0.6) < 0.01]
    assert formulas.posterior_mean(0.6, share, images.tolist()) == pytest.approx(seen.mean(), abs=0.02)


def test_the_posterior_mean_has_the_least_squared_error():
    share, x, images = 0.3, 0.4, np.array([-1.0, 0.5, 2.0])
    weights = np.exp(-((x - np.sqrt(share) * images) ** 2) / (2 * (1 - share)))
    guesses = np.linspace(-1, 2, 3001)
    costs = ((images[:, None] - guesses) ** 2 * weights[:, None]).sum(axis=0)
    assert formulas.posterior_mean(x, share, images.tolist()) == pytest.approx(
        guesses[costs.argmin()], abs=1e-3
    )


@pytest.mark.parametrize(("share", "data"), [(0.0, [1.0]), (1.0, [1.0]), (0.5, [])])
def test_the_posterior_mean_needs_signal_noise_and_data(share, data):
    with pytest.raises(ValueError):
        formulas.posterior_mean(0.5, share, data)


# Lesson C


def log_normal(x, mean, variance):
    return -np.log(2 * np.pi * variance) / 2 - (x - mean) ** 2 / (2 * variance)


@pytest.mark.parametrize(("mean", "spread"), [(0.8, 0.5), (-1.2, 1.6), (0.0, 1.0), (2.0, 0.1)])
def test_the_divergence_is_the_mean_of_the_difference_of_the_logarithms(mean, spread):
    z, step = np.linspace(mean - 12 * spread, mean + 12 * spread, 200_001, retstep=True)
    q = np.exp(log_normal(z, mean, spread**2))
    expected = (q * (log_normal(z, mean, spread**2) - log_normal(z, 0, 1))).sum() * step
    assert formulas.gaussian_kl(mean, spread) == pytest.approx(expected, abs=1e-9)


def test_drawn_latents_have_the_mean_and_the_spread_that_were_answered():
    epsilon = np.random.default_rng(1).standard_normal(200_000)
    z = formulas.reparameterised(0.8, 0.5, epsilon)
    assert (z.mean(), z.std()) == pytest.approx((0.8, 0.5), abs=5e-3)
    with pytest.raises(ValueError, match="negative"):
        formulas.reparameterised(0.8, -0.5, 0.0)


@pytest.mark.parametrize(("mean", "spread"), [(0.8, 0.5), (0.3, 1.2), (0.8, np.sqrt(0.2))])
def test_the_bound_is_short_of_the_evidence_by_the_divergence_from_the_posterior(mean, spread):
    x, noise = 1.0, 0.25
    centre, variance = x / (1 + noise), noise / (1 + noise)
    gap = (np.log(variance / spread**2) - 1 + (spread**2 + (mean - centre) ** 2) / variance) / 2
    expected = log_normal(x, 0, 1 + noise) - gap
    assert formulas.gaussian_elbo(x, mean, spread, noise) == pytest.approx(expected, abs=1e-12)


def test_a_latent_without_spread_or_a_decoder_without_noise_is_refused():
    for arguments in ((1.0, 0.0, 0.0, 0.25), (1.0, 0.0, 1.0, 0.0)):
        with pytest.raises(ValueError, match="above 0"):
            formulas.gaussian_elbo(*arguments)
    with pytest.raises(ValueError, match="above 0"):
        formulas.gaussian_kl(1.0, 0.0)


def test_a_squared_distance_is_the_square_of_the_norm():
    first, second = np.random.default_rng(4).standard_normal((2, 7))
    expected = np.linalg.norm(first - second) ** 2
    assert formulas.squared_distance(first, second) == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match="paired"):
        formulas.squared_distance([0.0], [1.0, 2.0])


def test_the_nearest_codeword_is_that_of_an_exhaustive_search():
    random = np.random.default_rng(2)
    codebook = random.standard_normal((50, 4))
    for vector in random.standard_normal((20, 4)):
        expected = np.linalg.norm(codebook - vector, axis=1).argmin()
        assert formulas.nearest_codeword(vector.tolist(), codebook.tolist()) == expected
    assert formulas.nearest_codeword([0.0], [[2.0], [1.0], [-1.0]]) == 1
    with pytest.raises(ValueError, match="codeword"):
        formulas.nearest_codeword([0.0], [])
    with pytest.raises(ValueError, match="paired"):
        formulas.nearest_codeword([0.0], [[1.0, 2.0]])


def test_the_images_of_the_paper_take_a_forty_third_of_their_bits():
    # van den Oord et al. 2017, section 4.2: 32 x 32 positions of 9 bits each.
    assert formulas.code_bits(32 * 32, 512) == 32 * 32 * 9
    with pytest.raises(ValueError, match="codewords"):
        formulas.code_bits(4, 0)


def test_both_parts_of_the_quantisation_loss_are_squared_distances():
    vector, codeword = np.array([0.9, 0.3]), np.array([1.0, 0.0])
    expected = ((vector - codeword) ** 2).sum() + 0.25 * ((vector - codeword) ** 2).sum()
    assert formulas.vector_quantisation_loss(vector, codeword) == pytest.approx(expected, rel=1e-12)
    with pytest.raises(ValueError, match="negative"):
        formulas.vector_quantisation_loss(vector, codeword, -1)


# Lesson D


def test_the_cosine_is_that_of_the_angle():
    for angle in (0.0, 0.4, 1.6, 3.0):
        turned = [3 * np.cos(angle), 3 * np.sin(angle)]
        assert formulas.cosine_similarity([0.5, 0.0], turned) == pytest.approx(np.cos(angle), abs=1e-12)
    with pytest.raises(ValueError, match="above 0"):
        formulas.cosine_similarity([0.0, 0.0], [1.0, 0.0])
    with pytest.raises(ValueError, match="paired"):
        formulas.cosine_similarity([1.0], [1.0, 0.0])


@pytest.mark.parametrize("temperature", (0.01, 0.5, 1.0, 40.0))
def test_probabilities_are_shares_of_the_exponentials(temperature):
    scores = np.array([0.8, 0.5, -0.2, 0.8])
    weights = np.exp((scores - scores.max()) / temperature)
    expected = weights / weights.sum()
    assert formulas.softmax(scores.tolist(), temperature) == pytest.approx(expected, abs=1e-12)


def test_there_are_no_probabilities_without_scores_or_warmth():
    with pytest.raises(ValueError, match="scores"):
        formulas.softmax([])
    with pytest.raises(ValueError, match="temperature"):
        formulas.softmax([1.0], 0)
    with pytest.raises(ValueError, match="temperature"):
        formulas.info_nce([1.0, 2.0], 0, 0)
    with pytest.raises(ValueError, match="none at 2"):
        formulas.info_nce([1.0, 2.0], 2, 1)


def test_the_loss_of_a_row_is_minus_the_logarithm_of_its_match():
    row = [0.8, 0.5, -0.2]
    for match in range(3):
        expected = -np.log(formulas.softmax(row, 0.4)[match])
        assert formulas.info_nce(row, match, 0.4) == pytest.approx(expected, rel=1e-12)
    # So certain of the wrong one that the probability of the right one rounds to zero.
    assert formulas.info_nce([-1.0, 1.0], 0, 0.001) == pytest.approx(2000)


def test_the_loss_of_a_batch_is_that_of_the_pseudocode_in_the_paper():
    matrix = np.random.default_rng(4).uniform(-1, 1, (5, 5))

    def cross_entropy(logits):
        shares = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
        return -np.log(np.diag(shares)).mean()

    expected = (cross_entropy(matrix / 0.2) + cross_entropy(matrix.T / 0.2)) / 2
    assert formulas.contrastive_loss(matrix.tolist(), 0.2) == pytest.approx(expected, rel=1e-12)
    assert formulas.contrastive_loss(np.zeros((7, 7)).tolist(), 0.2) == pytest.approx(np.log(7), rel=1e-12)
    for wrong in ([], [[1.0, 2.0]]):
        with pytest.raises(ValueError):
            formulas.contrastive_loss(wrong, 0.2)


def test_looking_at_all_positions_is_cross_attention_to_them():
    assert formulas.cross_attention_flop(4096, 4096, 320) == formulas.attention_flop(4096, 320)
    assert formulas.cross_attention_flop(4096, 77, 320) == 2 * (2 * 4096 * 77 * 320)
    with pytest.raises(ValueError, match="tokens"):
        formulas.cross_attention_flop(4096, 0, 320)


# Lesson E


def matrices(d):
    """The shapes of a block's matrices: queries, keys, values, output, and the two of the MLP."""
    return [(d, d)] * 4 + [(4 * d, d), (d, 4 * d)]


@pytest.mark.parametrize("d", (1, 64, 1152))
def test_the_weights_of_a_block_are_those_of_its_matrices(d):
    assert formulas.transformer_block_parameters(d) == sum(rows * columns for rows, columns in matrices(d))
    assert formulas.transformer_block_parameters(d, expansion=1) == 6 * d * d
    with pytest.raises(ValueError, match="features"):
        formulas.transformer_block_parameters(0)


def test_the_work_of_a_pass_is_counted_product_by_product():
    n, d, layers = 100, 64, 3
    products = [*((rows, columns, n) for rows, columns in matrices(d)), (n, d, n), (n, n, d)]
    expected = layers * sum(2 * rows * inner * columns for rows, inner, columns in products)
    assert formulas.transformer_flop(n, d, layers) == expected
    with pytest.raises(ValueError, match="layers"):
        formulas.transformer_flop(n, d, 0)


@pytest.mark.parametrize(("side", "published"), [(256, 119), (512, 525)])
def test_the_work_of_the_diffusion_transformer_is_what_its_authors_publish(side, published):
    # Their count takes a multiplication and an addition for one, and includes the first and the last layer.
    ours = formulas.transformer_flop((side // 16) ** 2, 1152, 28) / 2e9
    assert ours == pytest.approx(published, rel=0.01)


def test_products_and_matrices_cost_the_same_at_six_times_the_width():
    d = 96
    n = formulas.balanced_tokens(d)
    assert formulas.transformer_flop(n, d) == 2 * formulas.attention_flop(n, d)
    with pytest.raises(ValueError, match="features"):
        formulas.balanced_tokens(0)


def test_training_takes_one_product_forwards_and_two_backwards():
    rows, columns, n = 5, 7, 11
    forwards = 2 * rows * columns * n
    backwards = 2 * columns * rows * n + 2 * rows * n * columns
    assert formulas.training_flop(forwards) == forwards + backwards
    with pytest.raises(ValueError, match="forward"):
        formulas.training_flop(0)
