"""What all formulas promise, and most of them against the papers' equations over a thousand random points.

The other side is vectorised NumPy, and written in another form: with phi = arccos(sqrt(alpha_bar)), x_t and v
are the picture and its noise turned by phi, one complex number. The files of the chapters go on from here, with
simulations and closed forms.
"""

import ast
import inspect
import re
from pathlib import Path

import numpy as np
import pytest

from checkers import formulas

HERE = Path(__file__).parent
PUBLIC = {
    name: function
    for name, function in inspect.getmembers(formulas, inspect.isfunction)
    if not name.startswith("_") and function.__module__ == formulas.__name__
}


def formulas_in(node):
    """Return the formulas that are named below a node of a syntax tree."""
    named = [one for one in ast.walk(node) if isinstance(one, ast.Attribute)]
    return {one.attr for one in named if ast.unparse(one.value) == "formulas"}


def is_table_of_errors(node):
    return isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "REFUSED"


def tries_an_error(node):
    return isinstance(node, ast.With) and ast.unparse(node.items[0]).startswith("pytest.raises(ValueError")


def section(function, title):
    """Return the lines of one section of a docstring, without their indentation."""
    found = re.search(rf"\n{title}:\n((?:    .*\n?)+)", inspect.getdoc(function))
    return found[1] if found else ""


@pytest.mark.parametrize("name", PUBLIC)
def test_a_formula_explains_each_argument_and_names_its_source(name):
    explained = re.findall(r"^    (\w+): ", section(PUBLIC[name], "Args"), re.MULTILINE)
    assert explained == list(inspect.signature(PUBLIC[name]).parameters)
    assert "\nSource: " in inspect.getdoc(PUBLIC[name])


def test_every_formula_is_compared_with_something_else():
    bodies = [ast.parse(path.read_text(encoding="utf-8")).body for path in HERE.glob("test_formulas*.py")]
    compared = set().union(
        *(formulas_in(node) for body in bodies for node in body if not is_table_of_errors(node))
    )
    assert PUBLIC.keys() - compared == set()


RANDOM = np.random.default_rng(0)
POINTS = 1000
X0, EPSILON, Z, X, OTHER = RANDOM.standard_normal((5, POINTS))
LEFT, LATER = np.sort(RANDOM.uniform(0.001, 0.999, (2, POINTS)), axis=0)[::-1]
PHI, PHI_LATER = np.arccos(np.sqrt(LEFT)), np.arccos(np.sqrt(LATER))
POSITIVE, SMALL, TIME = (
    RANDOM.uniform(0.1, 9, POINTS),
    RANDOM.uniform(0.001, 0.9, POINTS),
    RANDOM.random(POINTS),
)
TURNED = (X0 + 1j * EPSILON) * np.exp(-1j * PHI)
BACK = (X + 1j * OTHER) * np.exp(1j * PHI)
# One step of the chain: alpha_bar_(t-1) is LEFT, alpha_bar_t is that times 1 - beta. Ho et al. 2020, equation (7).
NOW = LEFT * (1 - SMALL)
POSTERIOR = (
    np.sqrt(LEFT) * SMALL / (1 - NOW) * (X / np.sqrt(NOW) - np.sqrt(1 / NOW - 1) * EPSILON)
    + np.sqrt(1 - SMALL) * (1 - LEFT) / (1 - NOW) * X
)
POSTERIOR_VARIANCE = (1 - LEFT) / (1 - NOW) * SMALL
# Song et al. 2021 (DDIM), equation (12), with a variance that the noise at the cleaner step has room for.
FRESH = SMALL * (1 - LEFT)
JUMPED = (
    np.cos(PHI) * (X / np.cos(PHI_LATER) - EPSILON * np.tan(PHI_LATER))
    + np.sqrt(np.sin(PHI) ** 2 - FRESH) * EPSILON
    + np.sqrt(FRESH) * Z
)

PAPERS = [
    (formulas.forward_process, (X0, LEFT, EPSILON), TURNED.real),
    (formulas.v_target, (X0, EPSILON, LEFT), TURNED.imag),
    (formulas.x0_from_v, (X, OTHER, LEFT), BACK.real),
    (formulas.epsilon_from_v, (X, OTHER, LEFT), BACK.imag),
    (formulas.x0_from_epsilon, (X, EPSILON, LEFT), X / np.cos(PHI) - EPSILON * np.tan(PHI)),
    (formulas.epsilon_from_x0, (X, X0, LEFT), X / np.sin(PHI) - X0 / np.tan(PHI)),
    (formulas.score_from_epsilon, (EPSILON, LEFT), -EPSILON / np.sin(PHI)),
    (formulas.epsilon_from_score, (OTHER, LEFT), -np.sin(PHI) * OTHER),
    (formulas.score_from_x0, (X, X0, LEFT), -(X - np.cos(PHI) * X0) / np.sin(PHI) ** 2),
    (formulas.x0_from_score, (X, OTHER, LEFT), X / np.cos(PHI) + np.sin(PHI) * np.tan(PHI) * OTHER),
    (formulas.snr, (LEFT,), np.tan(PHI) ** -2),
    (formulas.log_snr, (LEFT,), -2 * np.log(np.tan(PHI))),
    (formulas.snr_divided, (LEFT, POSITIVE), 1 / (1 + POSITIVE * np.tan(PHI) ** 2)),
    (formulas.x0_loss_per_epsilon_loss, (LEFT,), np.tan(PHI) ** 2),
    (formulas.v_loss_per_epsilon_loss, (LEFT,), 1 / np.cos(PHI) ** 2),
    (formulas.bound_weight, (SMALL, LEFT), 0.5 / ((1 / SMALL - 1) * np.sin(PHI) ** 2)),
    (formulas.squared_error, (X0, X), np.abs(X0 - X) ** 2),
    (
        formulas.gaussian_log_density,
        (X, X0, POSITIVE),
        np.log(np.exp(-((X - X0) ** 2) / POSITIVE / 2) / np.sqrt(2 * np.pi * POSITIVE)),
    ),
    (formulas.gaussian_score, (X, X0, POSITIVE), X0 / POSITIVE - X / POSITIVE),
    (formulas.posterior_variance, (NOW, LEFT), POSTERIOR_VARIANCE),
    (formulas.ddpm_mean, (X, EPSILON, SMALL, NOW), POSTERIOR),
    (formulas.ddpm_step, (X, EPSILON, SMALL, NOW, POSITIVE, Z), POSTERIOR + POSITIVE**0.5 * Z),
    (formulas.ddim_step, (X, EPSILON, LATER, LEFT, FRESH, Z), JUMPED),
    (
        formulas.sampling_seconds,
        (np.arange(POINTS) + 1, POSITIVE),
        np.cumsum(np.ones(POINTS)) * POSITIVE * 1e-3,
    ),
    (formulas.guided_prediction, (X, X0, POSITIVE), POSITIVE * X + (1 - POSITIVE) * X0),
    (formulas.guided_prediction_by_weight, (X, X0, POSITIVE), X + POSITIVE * (X - X0)),
    (formulas.interpolate, (X0, EPSILON, TIME), X0 + TIME * (EPSILON - X0)),
    (formulas.target_velocity, (X0, EPSILON), np.diff([X0, EPSILON], axis=0)[0]),
    (formulas.x0_from_velocity, (X, OTHER, TIME), (X - (TIME * OTHER))),
    (formulas.x1_from_velocity, (X, OTHER, TIME), X - TIME * OTHER + OTHER),
    (formulas.straight_path_snr, (TIME,), (1 / TIME - 1) ** 2),
    (formulas.straight_path_alpha_bar, (TIME,), 1 / (1 + (1 / TIME - 1) ** -2.0)),
    (formulas.euler_step, (X, OTHER, Z), np.sum([X, OTHER * Z], axis=0)),
    (formulas.exact_decay, (X, POSITIVE, TIME), X / np.exp(POSITIVE) ** TIME),
    (formulas.reverse_sde_drift, (X, POSITIVE, OTHER), -POSITIVE * (X / 2 + OTHER)),
    (formulas.probability_flow_drift, (X, POSITIVE, OTHER), -POSITIVE * (X + OTHER) / 2),
    (formulas.compute_seconds, (POSITIVE, POSITIVE, SMALL), 1 / SMALL),
    (formulas.images_per_hour, (POSITIVE,), 60 * 60 / POSITIVE),
    (formulas.flop_per_token, (POSITIVE,), POSITIVE + POSITIVE),
]


@pytest.mark.parametrize(
    ("formula", "columns", "expected"), PAPERS, ids=[formula.__name__ for formula, *_ in PAPERS]
)
def test_a_formula_agrees_with_the_papers_at_a_thousand_points(formula, columns, expected):
    found = [formula(*map(float, row)) for row in zip(*columns, strict=True)]
    assert np.allclose(found, expected, rtol=1e-9, atol=1e-10)


REFUSED = [
    (lambda: formulas.linear_beta(0), "no step 0"),
    (lambda: formulas.linear_beta(1001), "no step 1001"),
    (lambda: formulas.linear_beta(1, 1), "no step 1"),
    (lambda: formulas.linear_beta(1, beta_max=1.5), "from 0 to 1, not 1.5"),
    (lambda: formulas.linear_betas(1), "at least 2 steps"),
    (lambda: formulas.linear_betas(50, beta_min=-1e-4), "not -0.0001"),
    (lambda: formulas.scaled_linear_betas(1), "at least 2 steps"),
    (lambda: formulas.scaled_linear_betas(50, -1e-4), "not -0.0001"),
    (lambda: formulas.alpha_bar([0.1, 1.1]), "not 1.1"),
    (lambda: formulas.alpha_bars([0.1, -0.1]), "not -0.1"),
    (lambda: formulas.alpha_bar_exponential([2.0]), "not 2.0"),
    (lambda: formulas.forward_process(1.0, 1.1, 1.0), "share of the power"),
    (lambda: formulas.forward_process(1.0, float("nan"), 1.0), "share of the power"),
    (lambda: formulas.snr(1.0), "no noise to divide by"),
    (lambda: formulas.log_snr(0.0), "no signal is left"),
    (lambda: formulas.log_snr(1.0), "no noise"),
    (lambda: formulas.log_snr(0.5, 0), "base must be above 0"),
    (lambda: formulas.log_snr(0.5, 1), "no base of a logarithm"),
    (lambda: formulas.cosine_angle(1, 0), "last_step must be a whole number"),
    (lambda: formulas.cosine_angle(1, 10, -0.1), "offset must not be negative"),
    (lambda: formulas.cosine_alpha_bar(1001), "no step 1001"),
    (lambda: formulas.cosine_betas(0), "last_step must be"),
    (lambda: formulas.cosine_betas(10, largest=0), "largest must be above 0"),
    (lambda: formulas.cosine_betas(10, largest=1.1), "not 1.1"),
    (lambda: formulas.snr_divided(0.5, 0), "divisor must be above 0"),
    (lambda: formulas.summed_squared_error([1.0, 2.0], [1.0]), "2 values cannot be paired with 1"),
    (lambda: formulas.mean_squared_error([1.0, 2.0], [1.0]), "2 values cannot be paired with 1"),
    (lambda: formulas.mean_squared_error([], []), "no mean"),
    (lambda: formulas.bound_weight(0.01, 1.0), "no noise"),
    (lambda: formulas.bound_weight(1.0, 0.5), "beta_t"),
    (lambda: formulas.bound_weight(0.0, 0.5), "beta_t must be above 0"),
    (lambda: formulas.x0_from_epsilon(1.0, 1.0, 0.0), "no signal is left"),
    (lambda: formulas.epsilon_from_x0(1.0, 1.0, 1.0), "no noise"),
    (lambda: formulas.v_target(1.0, 1.0, -0.1), "share of the power"),
    (lambda: formulas.x0_from_v(1.0, 1.0, 2), "share of the power"),
    (lambda: formulas.epsilon_from_v(1.0, 1.0, 2), "share of the power"),
    (lambda: formulas.x0_loss_per_epsilon_loss(0.0), "no signal is left"),
    (lambda: formulas.v_loss_per_epsilon_loss(0.0), "no signal is left"),
    (lambda: formulas.gaussian_log_density(1.0, 0.0, -1.0), "variance must be above 0"),
    (lambda: formulas.gaussian_score(1.0, 0.0, 0.0), "variance must be above 0"),
    (lambda: formulas.mixture_log_density(0.0, (), 1.0, ()), "at least one Gaussian"),
    (lambda: formulas.mixture_score(0.0, (1.0, 2.0), 1.0, (1.0,)), "2 values cannot be paired with 1"),
    (lambda: formulas.mixture_score(0.0, (1.0, 2.0), 1.0, (0.7, 0.7)), "add up to 1"),
    (lambda: formulas.responsibilities(0.0, (1.0, 2.0), 1.0, (0.0, 1.0)), "positive"),
    (lambda: formulas.score_from_epsilon(1.0, 1.0), "no noise"),
    (lambda: formulas.epsilon_from_score(1.0, 1.5), "share of the power"),
    (lambda: formulas.x0_from_score(1.0, 1.0, 0.0), "no signal is left"),
    (lambda: formulas.score_from_x0(1.0, 1.0, 1.0), "no noise"),
    (lambda: formulas.posterior_variance(1.0, 1.0), "no noise"),
    (lambda: formulas.posterior_variance(0.0, 0.0), "alpha_bar_tau = 0"),
    (lambda: formulas.posterior_variance(0.5, 0.4), "less noise"),
    (lambda: formulas.ddpm_mean(1.0, 0.5, 0.01, 1.0), "no noise"),
    (lambda: formulas.ddpm_mean(1.0, 0.5, 1.0, 0.5), "beta_t"),
    (lambda: formulas.ddpm_step(1.0, 0.5, 0.01, 0.5, -0.01, 0.3), "variance must not be negative"),
    (lambda: formulas.ddim_step(1.0, 0.5, 0.0, 0.5), "no signal is left"),
    (lambda: formulas.ddim_step(1.0, 0.5, 0.5, 0.6, 0.5, 0.3), "more than all noise"),
    (lambda: formulas.leading_timesteps(0), "from 1 to 1000 steps"),
    (lambda: formulas.trailing_timesteps(1001), "from 1 to 1000 steps"),
    (lambda: formulas.linspace_timesteps(1), "from 2 to 1000 steps"),
    (lambda: formulas.sampling_seconds(0, 45), "passes must be"),
    (lambda: formulas.sampling_seconds(50, 0), "latency_ms must be above 0"),
    (lambda: formulas.guided_passes(0, 7.5), "steps must be"),
    (lambda: formulas.tilted_gaussian((0.0, 2.0), (0.0, 1.0), 2), "normalised"),
    (lambda: formulas.tilted_gaussian((0.0, 0.0), (0.0, 1.0), 2), "conditional_variance must be above 0"),
    (lambda: formulas.guided_sample_variance(0.5, -1.0, 2), "unconditional_variance must be above 0"),
    (lambda: formulas.position_count(100, 8), "does not divide"),
    (lambda: formulas.position_count(0), "side must be"),
    (lambda: formulas.value_count(64, 0), "channels must be"),
    (lambda: formulas.compression_ratio(64, 8, 0), "channels must be"),
    (lambda: formulas.attention_matrix_bytes(0, 2), "positions must be"),
    (lambda: formulas.key_value_bytes(16, 0.5, 2), "features must be a whole number"),
    (lambda: formulas.attention_flop(16, 0), "features must be"),
    (lambda: formulas.projection_flop(-1, 8), "positions must be"),
    (lambda: formulas.interpolate(0.0, 1.0, 1.1), "from 0 .data. to 1"),
    (lambda: formulas.x0_from_velocity(0.0, 1.0, -0.1), "from 0 .data. to 1"),
    (lambda: formulas.x1_from_velocity(0.0, 1.0, 1.1), "from 0 .data. to 1"),
    (lambda: formulas.straight_path_snr(0), "no noise to divide by"),
    (lambda: formulas.straight_path_alpha_bar(2), "from 0 .data. to 1"),
    (lambda: formulas.marginal_velocity(0.0, 0.5, []), "without data"),
    (lambda: formulas.marginal_velocity(0.0, 0, [1.0]), "no noise to divide by"),
    (lambda: formulas.mixture_velocity(0.0, 0.5, [], 1.0), "at least one Gaussian"),
    (lambda: formulas.mixture_velocity(0.0, 0.5, [1.0], 0.0), "variance must be above 0"),
    (lambda: formulas.reverse_sde_drift(0.0, -1.0, 1.0), "beta must not be negative"),
    (lambda: formulas.probability_flow_drift(0.0, -1.0, 1.0), "beta must not be negative"),
    (lambda: formulas.convolution_parameters(3, 0, 4), "channels_in must be"),
    (lambda: formulas.convolution_flop(3, 4, 4, 0), "positions must be"),
    (lambda: formulas.flop_per_token(0), "parameters must be above 0"),
    (lambda: formulas.unet_parameters(320, (), 2), "at least one level"),
    (lambda: formulas.unet_parameters(320, (1, 2), 0), "blocks must be"),
    (lambda: formulas.compute_seconds(-1, 312, 0.4), "work must not be negative"),
    (lambda: formulas.compute_seconds(520, 0, 0.4), "peak must be above 0"),
    (lambda: formulas.compute_seconds(520, 312, 40), "no program reaches 40"),
    (lambda: formulas.images_per_hour(0), "seconds must be above 0"),
]


@pytest.mark.parametrize(("call", "message"), REFUSED)
def test_what_lies_outside_the_domain_is_refused_with_the_reason(call, message):
    with pytest.raises(ValueError, match=message):
        call()


def test_every_error_that_a_docstring_tells_is_tried():
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in HERE.glob("test_formulas*.py")]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    tried = set().union(
        *(formulas_in(node) for node in nodes if is_table_of_errors(node) or tries_an_error(node))
    )
    assert {name for name, formula in PUBLIC.items() if section(formula, "Raises")} == tried
