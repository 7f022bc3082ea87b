"""The formulas of chapter 9 against layers that are built and run in NumPy, and against counts by hand."""

from fractions import Fraction

import numpy as np
import pytest

from checkers import formulas
from checkers.pages.chapter_09 import facts

LAYERS = ((1, 2, 3), (3, 2, 3), (3, 4, 1), (5, 1, 2))


def convolve(kernels, array):
    """Convolve without padding, and count every multiplication and addition on the way.

    Args:
        kernels: Shape (C_out, C_in, k, k).
        array: Shape (C_in, height, width).

    Returns:
        The result, shape (C_out, height - k + 1, width - k + 1), and the number of operations.
    """
    outputs, inputs, k, _ = kernels.shape
    height, width = (side - k + 1 for side in array.shape[1:])
    result, operations = np.zeros((outputs, height, width)), 0
    for o, y, x in np.ndindex(result.shape):
        for i, dy, dx in np.ndindex(inputs, k, k):
            result[o, y, x] += kernels[o, i, dy, dx] * array[i, y + dy, x + dx]
            operations += 2
    return result, operations


@pytest.mark.parametrize(("kernel", "channels_in", "channels_out"), LAYERS)
def test_the_parameters_are_the_entries_of_the_kernels(kernel, channels_in, channels_out):
    kernels = np.empty((channels_out, channels_in, kernel, kernel))
    assert formulas.convolution_parameters(kernel, channels_in, channels_out) == kernels.size


@pytest.mark.parametrize(("kernel", "channels_in", "channels_out"), LAYERS)
def test_the_flop_are_those_of_a_convolution_that_is_carried_out(kernel, channels_in, channels_out):
    random = np.random.default_rng(9)
    kernels = random.standard_normal((channels_out, channels_in, kernel, kernel))
    array = random.standard_normal((channels_in, 6, 7))
    result, operations = convolve(kernels, array)
    positions = result[0].size
    assert formulas.convolution_flop(kernel, channels_in, channels_out, positions) == operations
    windows = np.lib.stride_tricks.sliding_window_view(array, (kernel, kernel), axis=(1, 2))
    assert result == pytest.approx(np.einsum("oikl,ihwkl->ohw", kernels, windows))


def test_at_one_position_a_convolution_takes_two_operations_per_weight():
    weights = formulas.convolution_parameters(3, 320, 320)
    assert formulas.convolution_flop(3, 320, 320, positions=1) == 2 * weights


def unet_layers(channels, multipliers, blocks):
    """Yield the kernel shapes of the simplified U-Net, one convolution after the other."""
    down = [channels * multiplier for multiplier in multipliers for _ in range(blocks)]
    for width in [*down, down[-1], *reversed(down)]:
        yield from [(width, width, 3, 3)] * 2


@pytest.mark.parametrize(
    ("channels", "multipliers", "blocks"), [(320, (1, 2, 4, 8), 2), (192, (1, 2, 4), 3), (8, (1,), 1)]
)
def test_the_parameters_of_a_u_net_are_the_sum_over_its_layers(channels, multipliers, blocks):
    by_layer = sum(int(np.prod(shape)) for shape in unet_layers(channels, multipliers, blocks))
    assert formulas.unet_parameters(channels, multipliers, blocks) == by_layer


def test_the_first_u_net_has_the_parameters_that_were_added_up_by_hand():
    levels = (7_372_800, 29_491_200, 117_964_800, 471_859_200)
    assert formulas.unet_parameters(320, (1, 2, 4, 8), 2) == sum(levels) + 117_964_800 == 744_652_800


@pytest.mark.parametrize(
    ("work", "peak", "utilisation"),
    [(520, 312, Fraction(2, 5)), (676, 312, Fraction(2, 5)), (48, 125, Fraction(3, 10))],
)
def test_the_rate_that_is_reached_does_the_work_in_the_time(work, peak, utilisation):
    seconds = formulas.compute_seconds(work, peak, utilisation)
    assert seconds * peak * utilisation == work


def test_twice_the_utilisation_halves_the_time():
    slow, fast = (formulas.compute_seconds(520, 312, utilisation) for utilisation in (0.3, 0.6))
    assert slow == pytest.approx(2 * fast)


@pytest.mark.parametrize("seconds", [0.75, 3.6, 25 / 6, 90])
def test_the_images_of_an_hour_take_an_hour(seconds):
    assert formulas.images_per_hour(seconds) * seconds == pytest.approx(60 * 60)


def test_a_larger_batch_waits_longer_and_delivers_as_much():
    assert facts()["batch_4_seconds"] == pytest.approx(4 * facts()["batch_1_seconds"])
    hourly = [facts()[f"batch_{images}_hourly"] for images in (1, 2, 4)]
    assert hourly == pytest.approx([60 * 60 * 124.8 / 312] * 3)


def test_the_loop_is_nearly_all_of_the_work():
    assert facts()["loop_share_percent"] == pytest.approx(100 * 520 / 530.47)


def test_squaring_the_ratio_of_positions_gives_that_of_pairs():
    assert (facts()["positions_ratio"], facts()["pairs_ratio"]) == (64, 4096)
    assert facts()["pixel_pairs"] / facts()["latent_pairs"] == 8**4
