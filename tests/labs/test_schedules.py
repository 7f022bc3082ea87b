"""What the lab "Schedules, measured" says is so."""

import numpy as np
import pytest

LINEAR = ("linear", "scaled linear")


def test_all_begin_with_the_picture_and_only_the_linear_lists_leave_a_trace(lab):
    assert all(some[0] == 1 for some in lab.schedules.values())
    left = {name: some[-1] for name, some in lab.schedules.items()}
    assert left["flow"] == 0
    assert 0 < left["cosine"] < 1e-6 < left["linear"] < 1e-3
    assert left["scaled linear"] > 100 * left["linear"]


def test_the_linear_lists_spend_the_power_early_and_the_others_in_the_middle(lab):
    assert lab.half_gone["linear"] < lab.half_gone["scaled linear"] < 0.4
    assert lab.half_gone["cosine"] == pytest.approx(0.5, abs=0.01)
    assert lab.half_gone["flow"] == pytest.approx(0.5, abs=0.01)
    assert np.all(lab.schedules["linear"][700:] < 0.02)  # "flat for the last third"


def test_flow_is_the_same_when_turned_upside_down(lab):
    level = lab.levels["flow"]
    np.testing.assert_allclose(level, -level[::-1], atol=1e-9)


def test_the_linear_list_practises_hopeless_levels_most(lab):
    hopeless = {name: share[2] for name, share in lab.spent.items()}
    assert max(hopeless, key=hopeless.get) == "linear"
    assert hopeless["linear"] > 1 / 3
    assert hopeless["linear"] == pytest.approx(
        3 * max(hopeless[name] for name in hopeless if name != "linear"), rel=0.1
    )
    assert min(hopeless, key=hopeless.get) == "cosine"
    between = {name: share[1] for name, share in lab.spent.items()}
    assert sorted(between, key=between.get)[::3] == ["linear", "scaled linear"]


@pytest.mark.parametrize("name", LINEAR)
def test_the_squares_explain_the_gap_of_the_linear_lists(lab, name):
    squares = np.sum(np.square(lab.betas[name])) / 2
    assert lab.gaps[name][-1] == pytest.approx(squares, rel=0.02)


def test_no_two_terms_explain_the_gap_of_cosine(lab):
    assert lab.gaps["cosine"][-1] > 3 * np.sum(np.square(lab.betas["cosine"])) / 2


def test_the_gap_only_grows_and_cosine_grows_at_the_end(lab):
    for gap in lab.gaps.values():
        assert np.all(np.diff(gap) > -1e-12)
    gap = lab.gaps["cosine"]
    assert gap[lab.T // 2] < lab.gaps["linear"][lab.T // 2]
    assert gap[-1] > 20 * gap[int(0.97 * lab.T)]
    assert gap[-1] == pytest.approx(7, abs=0.5)  # the figure's description


def test_the_absolute_error_is_largest_in_the_middle(lab):
    assert 0.2 < lab.worst / lab.T < 0.6
    assert lab.absolute[-1] < lab.absolute[lab.worst] / 100


def test_twice_as_many_steps_halve_the_gap(lab):
    ratios = np.divide(lab.finer[:-1], lab.finer[1:])
    assert np.all(ratios > 1.95)
    assert np.all(ratios < 2.15)


def test_the_perfect_network_predicts_the_mean_of_v(lab):
    # With a variance of one, v is as uncertain as can be: its mean given x is zero at any share.
    assert lab.v_at(0.7, 0.3, 1.0) == pytest.approx(0)
    generator = np.random.default_rng(0)
    share, variance = 0.3, 4.0
    x0 = generator.normal(0, 2, 400_000)
    epsilon = generator.standard_normal(400_000)
    x = np.sqrt(share) * x0 + np.sqrt(1 - share) * epsilon
    v = np.sqrt(share) * epsilon - np.sqrt(1 - share) * x0
    near = np.abs(x - 1) < 0.05
    assert lab.v_at(1.0, share, variance) == pytest.approx(np.mean(v[near]), abs=0.05)


def test_the_shifted_list_keeps_its_beginning_and_leaves_nothing(lab):
    before, after = lab.schedules["scaled linear"], lab.tried["scaled linear, no trace"]
    assert after[0] == 1
    assert after[1] == pytest.approx(before[1])
    assert after[-1] == 0
    assert np.all(np.diff(after) < 0)


def test_a_trace_costs_the_variety_in_brightness_of_large_pictures(lab):
    kept = lab.kept["scaled linear"]
    assert np.all(np.diff(kept) < 1e-3)
    assert kept[0] > 0.99
    assert kept[-1] < 0.1
    assert 0.2 < lab.kept["linear"][-1] < 0.5
    for name in ("linear", "cosine", "scaled linear, no trace"):
        assert lab.kept[name][lab.row] > 0.95, name
    assert kept[lab.row] < 0.5
    order = [lab.kept[name][-1] for name in ("scaled linear", "linear", "cosine", "scaled linear, no trace")]
    assert order == sorted(order)


def test_what_is_kept_is_what_the_equation_without_steps_says(lab):
    # A Gaussian of variance v is led from variance one to v / (share v + 1 - share) times that.
    share = lab.schedules["scaled linear"][-1]
    exact = 1 / np.sqrt(share * lab.pixels * lab.SPREAD**2 + 1 - share)
    np.testing.assert_allclose(lab.kept["scaled linear"], exact, rtol=0.05)


def test_the_brightness_stands_above_its_noise_in_a_large_latent(lab):
    share = lab.schedules["scaled linear"][-1]
    assert lab.LATENT * lab.SPREAD**2 * share / (1 - share) > 1 > share / (1 - share)
