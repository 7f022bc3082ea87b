"""The counts of chapter 6 against arrays that are really made, and against counting multiplications."""

import numpy as np
import pytest

from checkers import formulas


@pytest.mark.parametrize(("side", "factor", "channels"), [(512, 8, 4), (256, 4, 3), (96, 16, 16), (64, 1, 3)])
def test_a_latent_holds_as_many_values_and_positions_as_the_array_of_its_shape(side, factor, channels):
    image = np.zeros((side, side, channels), dtype=np.uint8)
    latent = image[::factor, ::factor]
    assert formulas.value_count(side, channels, factor) == latent.size
    assert formulas.position_count(side, factor) == latent[..., 0].size


def test_a_factor_that_does_not_divide_the_side_has_no_latent():
    with pytest.raises(ValueError, match="does not divide"):
        formulas.position_count(100, 8)


@pytest.mark.parametrize(("side", "factor", "channels"), [(512, 8, 4), (1024, 8, 16), (256, 4, 3)])
def test_the_compression_does_not_depend_on_the_size_of_the_image(side, factor, channels):
    ratio = formulas.compression_ratio(side, factor, channels)
    assert ratio == pytest.approx(formulas.compression_ratio(2 * side, factor, channels), rel=1e-12)
    assert ratio == pytest.approx(3 * factor**2 / channels, rel=1e-12)


@pytest.mark.parametrize("number", [np.float16, np.float32])
def test_the_attention_matrix_takes_the_bytes_of_the_stored_product(number):
    queries = np.zeros((36, 5), dtype=number)
    matrix = queries @ queries.T
    assert formulas.attention_matrix_bytes(36, matrix.itemsize) == matrix.nbytes


@pytest.mark.parametrize("number", [np.float16, np.float32])
def test_keys_and_values_take_the_bytes_of_two_arrays_of_features(number):
    keys, values = np.zeros((2, 36, 5), dtype=number)
    assert formulas.key_value_bytes(36, 5, keys.itemsize) == keys.nbytes + values.nbytes


def flop(left, right):
    """One multiplication and one addition for each term of each entry of a matrix product."""
    return 2 * left[0] * left[1] * right[1]


@pytest.mark.parametrize(("n", "d"), [(4096, 320), (256, 1280), (7, 3)])
def test_the_two_products_of_attention_are_counted_term_by_term(n, d):
    assert formulas.attention_flop(n, d) == flop((n, d), (d, n)) + flop((n, n), (n, d))


@pytest.mark.parametrize("heads", [1, 8])
def test_the_number_of_heads_does_not_change_the_products(heads):
    assert heads * formulas.attention_flop(64, 320 // heads) == formulas.attention_flop(64, 320)


@pytest.mark.parametrize(("n", "d"), [(4096, 320), (256, 1280), (7, 3)])
def test_the_four_linear_layers_are_counted_term_by_term(n, d):
    assert formulas.projection_flop(n, d) == 4 * flop((n, d), (d, d))


@pytest.mark.parametrize("d", [40, 320, 1280])
def test_products_and_linear_layers_cost_the_same_at_twice_as_many_positions_as_features(d):
    assert formulas.attention_flop(2 * d, d) == formulas.projection_flop(2 * d, d)
