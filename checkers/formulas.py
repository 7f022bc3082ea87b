"""Every formula of the book, once, in the notation of the field.

Plain Python on floats and sequences, so that the same lines run on the command line and in the learner's
browser. Each docstring gives meaning, arguments, errors and the paper's equation; each chapter has its own
section, in reading order. What lies outside of a formula's domain is refused with a ValueError, by the checks
at the end of this file.

At a given x_t, the noise, the clean value, v and the score are four names for one thing, and each formula
`b_from_a` leads from one to another; where there is none, two of them do, by way of epsilon or x0.

Notation: `alpha_bar` is a share of *power* (variance) and its square root an *amplitude*; `epsilon` is
standard normal noise; steps count from 1 to T; in flow matching the data stand at t = 0, the noise at t = 1.
"""

import math
from collections.abc import Callable, Sequence, Sized
from itertools import accumulate, pairwise

# A line is fixed by two points.
_FEWEST_STEPS = 2

# Chapter 0: forward process


def linear_beta(t: int, last_step: int = 1000, beta_min: float = 1e-4, beta_max: float = 0.02) -> float:
    """Return the variance of the noise that step t of the linear schedule adds.

    Args:
        t: Step, from 1 to `last_step`.
        last_step: T, the number of steps; at least 2.
        beta_min: Variance added by step 1.
        beta_max: Variance added by step T.

    Raises:
        ValueError: If the schedule has no step t or fewer than two steps, or if a variance lies outside [0, 1].

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, section 4, which has the defaults given here.
    """
    _check_variances(beta_min, beta_max)
    if not 1 <= t <= last_step or last_step < _FEWEST_STEPS:
        raise ValueError(f"a linear schedule of {last_step} steps has no step {t}")
    return _on_line(t, last_step, beta_min, beta_max)


def linear_betas(last_step: int = 1000, beta_min: float = 1e-4, beta_max: float = 0.02) -> list[float]:
    """Return the variances of all T steps of the linear schedule; that of step t stands at index t - 1.

    Args:
        last_step: T, the number of steps; at least 2.
        beta_min: Variance added by step 1.
        beta_max: Variance added by step T.

    Raises:
        ValueError: If there are fewer than two steps, or if a variance lies outside [0, 1].

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, section 4.
    """
    _check_schedule(last_step, beta_min, beta_max)
    return _line(last_step, beta_min, beta_max)


def _line(last_step: int, first: float, last: float) -> list[float]:
    """Return as many values as there are steps, evenly spaced from the first one to the last."""
    return [_on_line(t, last_step, first, last) for t in range(1, last_step + 1)]


def _on_line(t: int, last_step: int, first: float, last: float) -> float:
    return first + (last - first) * (t - 1) / (last_step - 1)


def alpha_bar(betas: Sequence[float]) -> float:
    """Return the share of the signal's power that is left after the given steps: the product of all 1 - beta.

    Args:
        betas: Variances of the steps 1 to t, each in [0, 1]; no step at all gives alpha_bar_0 = 1.

    Raises:
        ValueError: If a variance lies outside [0, 1].

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, definition above equation (4).
    """
    _check_variances(*betas)
    return math.prod(1 - beta for beta in betas)


def alpha_bars(betas: Sequence[float]) -> list[float]:
    """Return the share of the signal's power that is left at every step; that of step t stands at index t.

    Args:
        betas: Variances of the steps 1 to T, each in [0, 1].

    Raises:
        ValueError: If a variance lies outside [0, 1].

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, definition above equation (4), with alpha_bar_0 = 1.
    """
    _check_variances(*betas)
    return list(accumulate(betas, lambda left, beta: left * (1 - beta), initial=1.0))


def alpha_bar_exponential(betas: Sequence[float]) -> float:
    """Return exp(-sum of the betas), the approximation of `alpha_bar` for small betas; never below it.

    As 1 - beta < exp(-beta) for every beta > 0, the product lies below, by a factor of about
    exp(-sum of beta^2 / 2).

    Args:
        betas: Variances of the steps 1 to t, each in [0, 1].

    Raises:
        ValueError: If a variance lies outside [0, 1].

    Source: the logarithm of `alpha_bar`, a sum of log(1 - beta), cut after its first term.
    """
    _check_variances(*betas)
    return math.exp(-math.fsum(betas))


def forward_process(x0: float, alpha_bar_t: float, epsilon: float) -> float:
    """Return the noised value x_t = sqrt(alpha_bar_t) x0 + sqrt(1 - alpha_bar_t) epsilon.

    Args:
        x0: Clean value.
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1].
        epsilon: Standard normal noise, already drawn.

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1].

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (4).
    """
    _check_share(alpha_bar_t)
    return math.sqrt(alpha_bar_t) * x0 + math.sqrt(1 - alpha_bar_t) * epsilon


def snr(alpha_bar_t: float) -> float:
    """Return the signal-to-noise ratio, power over power, for data of unit variance.

    Args:
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1).

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or is 1: there is no noise.

    Source: Kingma, Salimans, Poole, Ho 2021, arXiv 2107.00630, equation (2); their alpha^2 is alpha_bar here,
    their sigma^2 is 1 - alpha_bar.
    """
    _check_share(alpha_bar_t, noise=True)
    return alpha_bar_t / (1 - alpha_bar_t)


def log_snr(alpha_bar_t: float, base: float = math.e) -> float:
    """Return the logarithm of the signal-to-noise ratio; the field takes the natural one, engineers base 10.

    Args:
        alpha_bar_t: Share of the signal's power left at step t, strictly between 0 and 1.
        base: Base of the logarithm.

    Raises:
        ValueError: If `alpha_bar_t` is not strictly between 0 and 1, or if `base` is not positive, or is 1.

    Source: Kingma, Salimans, Poole, Ho 2021, arXiv 2107.00630, equation (5), where the log-SNR is -gamma.
    """
    _check_share(alpha_bar_t, signal=True, noise=True)
    _check_positive(base=base)
    if base == 1:
        raise ValueError("1 is no base of a logarithm")
    return math.log(snr(alpha_bar_t), base)


# Chapter 1: noise schedules


def scaled_linear_betas(
    last_step: int = 1000, beta_min: float = 8.5e-4, beta_max: float = 0.012
) -> list[float]:
    """Return the variances of all T steps where it is their square roots that rise evenly.

    Args:
        last_step: T, the number of steps; at least 2.
        beta_min: Variance added by step 1.
        beta_max: Variance added by step T.

    Raises:
        ValueError: If there are fewer than two steps, or if a variance lies outside [0, 1].

    Source: the configuration of Stable Diffusion, which has the defaults given here; Rombach et al. 2022, arXiv
    2112.10752.
    """
    _check_schedule(last_step, beta_min, beta_max)
    return [root**2 for root in _line(last_step, math.sqrt(beta_min), math.sqrt(beta_max))]


def cosine_angle(t: float, last_step: int = 1000, offset: float = 0.008) -> float:
    """Return the angle of the cosine schedule in radians; it rises evenly and reaches pi / 2 at t = T.

    Args:
        t: Step, from 0 to `last_step`.
        last_step: T, the number of steps; at least 1.
        offset: The paper's s, a small share of the schedule by which time starts late; 0 for none.

    Raises:
        ValueError: If there are no steps, or if `offset` is negative.

    Source: Nichol, Dhariwal 2021, arXiv 2102.09672, the argument of f in the definition of the cosine schedule.
    """
    _check_counts(last_step=last_step)
    _check_not_negative(offset=offset)
    return (t / last_step + offset) / (1 + offset) * math.pi / 2


def cosine_alpha_bar(t: float, last_step: int = 1000, offset: float = 0.008) -> float:
    """Return the share of the signal's power that the cosine schedule leaves at step t, f(t) / f(0).

    The formula is taken at its word, without the clip of `cosine_betas`: exactly 1 at t = 0, and at t = T zero
    but for rounding.

    Args:
        t: Step, from 0 to `last_step`.
        last_step: T, the number of steps; at least 1.
        offset: The paper's s.

    Raises:
        ValueError: If the schedule has no step t, or if `offset` is negative.

    Source: Nichol, Dhariwal 2021, arXiv 2102.09672, definition of the cosine schedule.
    """
    if not 0 <= t <= last_step:
        raise ValueError(f"a cosine schedule of {last_step} steps has no step {t}")
    at_step, at_start = (math.cos(cosine_angle(step, last_step, offset)) ** 2 for step in (t, 0))
    return at_step / at_start


def cosine_betas(last_step: int = 1000, offset: float = 0.008, largest: float = 0.999) -> list[float]:
    """Return the variances of all T steps of the cosine schedule, clipped; that of step t stands at index t - 1.

    The `alpha_bar` of the result is the share with the clip.

    Args:
        last_step: T, the number of steps; at least 1.
        offset: The paper's s.
        largest: Where a variance is cut off; 1 for no clip at all.

    Raises:
        ValueError: If there are no steps, if `offset` is negative, or if `largest` is not in (0, 1].

    Source: Nichol, Dhariwal 2021, arXiv 2102.09672, definition of the cosine schedule, and the clip named there.
    """
    _check_counts(last_step=last_step)
    _check_positive(largest=largest)
    _check_variances(largest)
    left = [cosine_alpha_bar(t, last_step, offset) for t in range(last_step + 1)]
    return [min(1 - after / before, largest) for before, after in pairwise(left)]


def snr_divided(alpha_bar_t: float, divisor: float) -> float:
    """Return the share of the signal's power when the signal-to-noise ratio is divided by a number.

    Args:
        alpha_bar_t: Share before, in [0, 1].
        divisor: What the ratio is divided by, positive; its logarithm is taken off the log-SNR.

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or if `divisor` is not positive.

    Source: `snr`, solved for alpha_bar; as a shift of the log-SNR in Hoogeboom, Heek, Salimans 2023, arXiv
    2301.11093.
    """
    _check_share(alpha_bar_t)
    _check_positive(divisor=divisor)
    return alpha_bar_t / (alpha_bar_t + (1 - alpha_bar_t) * divisor)


# Chapter 2: DDPM loss


def squared_error(target: float, prediction: float) -> float:
    """Return the squared distance between one element of the target and the same element of the prediction.

    Args:
        target: The element as it was drawn, such as one of epsilon.
        prediction: The network's value for it.

    Source: one term of the squared norm in Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (14).
    """
    return (target - prediction) ** 2


def summed_squared_error(targets: Sequence[float], predictions: Sequence[float]) -> float:
    """Return the squared norm of target minus prediction: the squared errors of all elements, added up.

    Args:
        targets: All elements of the target, in one row.
        predictions: The network's values, in the same order.

    Raises:
        ValueError: If the two differ in length.

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (14), whose norm is this sum.
    """
    _check_lengths(targets, predictions)
    return math.fsum(squared_error(*pair) for pair in zip(targets, predictions, strict=True))


def mean_squared_error(targets: Sequence[float], predictions: Sequence[float]) -> float:
    """Return the squared error of the average element, which is what training code prints.

    Args:
        targets: All elements of the target, at least one.
        predictions: The network's values, in the same order.

    Raises:
        ValueError: If the two differ in length, or if there is no element.

    Source: `summed_squared_error`, divided by the number of elements.
    """
    if not len(targets):
        raise ValueError("no elements have no mean")
    return summed_squared_error(targets, predictions) / len(targets)


def bound_weight(beta_t: float, alpha_bar_t: float) -> float:
    """Return what the variational bound multiplies the squared error of epsilon by, at a step t > 1.

    The variance of the reverse step is taken to be beta_t, one of the paper's two choices.

    Args:
        beta_t: Variance of the noise that step t adds, in (0, 1).
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1).

    Raises:
        ValueError: If `beta_t` is not in (0, 1), or if there is no noise at all (`alpha_bar_t` = 1).

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (12) with sigma_t^2 = beta_t.
    """
    _check_beta(beta_t)
    _check_positive(beta_t=beta_t)
    _check_share(alpha_bar_t, noise=True)
    return beta_t / (2 * (1 - beta_t) * (1 - alpha_bar_t))


def x0_from_epsilon(x_t: float, epsilon: float, alpha_bar_t: float) -> float:
    """Return the clean value that the noise leads back to: `forward_process`, solved for x0.

    Args:
        x_t: Noised value.
        epsilon: The noise in it; with a network's prediction in its place the result estimates E[x0 | x_t].
        alpha_bar_t: Share of the signal's power left at step t, in (0, 1].

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or is 0: no signal is left.

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (15).
    """
    _check_share(alpha_bar_t, signal=True)
    return (x_t - math.sqrt(1 - alpha_bar_t) * epsilon) / math.sqrt(alpha_bar_t)


def epsilon_from_x0(x_t: float, x0: float, alpha_bar_t: float) -> float:
    """Return the noise that turns the clean value into the noised one: `forward_process`, solved for epsilon.

    Args:
        x_t: Noised value.
        x0: Clean value; with a network's prediction in its place the result estimates E[epsilon | x_t].
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1).

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or is 1: there is no noise.

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (4).
    """
    _check_share(alpha_bar_t, noise=True)
    return (x_t - math.sqrt(alpha_bar_t) * x0) / math.sqrt(1 - alpha_bar_t)


def v_target(x0: float, epsilon: float, alpha_bar_t: float) -> float:
    """Return v = sqrt(alpha_bar_t) epsilon - sqrt(1 - alpha_bar_t) x0, the target of v-prediction.

    Args:
        x0: Clean value.
        epsilon: Standard normal noise, already drawn.
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1].

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1].

    Source: Salimans, Ho 2022, arXiv 2202.00512, section 4; their alpha is sqrt(alpha_bar), their sigma
    sqrt(1 - alpha_bar).
    """
    _check_share(alpha_bar_t)
    return math.sqrt(alpha_bar_t) * epsilon - math.sqrt(1 - alpha_bar_t) * x0


def x0_from_v(x_t: float, v: float, alpha_bar_t: float) -> float:
    """Return the clean value that v leads back to, sqrt(alpha_bar_t) x_t - sqrt(1 - alpha_bar_t) v.

    Args:
        x_t: Noised value.
        v: The value of `v_target`, or a network's prediction of it.
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1].

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1].

    Source: Salimans, Ho 2022, arXiv 2202.00512, section 4.
    """
    _check_share(alpha_bar_t)
    return math.sqrt(alpha_bar_t) * x_t - math.sqrt(1 - alpha_bar_t) * v


def epsilon_from_v(x_t: float, v: float, alpha_bar_t: float) -> float:
    """Return the noise that v leads back to, sqrt(1 - alpha_bar_t) x_t + sqrt(alpha_bar_t) v.

    Args:
        x_t: Noised value.
        v: The value of `v_target`, or a network's prediction of it.
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1].

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1].

    Source: Salimans, Ho 2022, arXiv 2202.00512, appendix D.
    """
    _check_share(alpha_bar_t)
    return math.sqrt(1 - alpha_bar_t) * x_t + math.sqrt(alpha_bar_t) * v


def x0_loss_per_epsilon_loss(alpha_bar_t: float) -> float:
    """Return L_x0 / L_epsilon, where both errors belong to the same prediction: 1 / SNR.

    Args:
        alpha_bar_t: Share of the signal's power left at step t, in (0, 1].

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or is 0: no signal is left.

    Source: `x0_from_epsilon`; Salimans, Ho 2022, arXiv 2202.00512, section 4.
    """
    _check_share(alpha_bar_t, signal=True)
    return (1 - alpha_bar_t) / alpha_bar_t


def v_loss_per_epsilon_loss(alpha_bar_t: float) -> float:
    """Return L_v / L_epsilon, where both errors belong to the same prediction: 1 + 1 / SNR.

    Args:
        alpha_bar_t: Share of the signal's power left at step t, in (0, 1].

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or is 0: no signal is left.

    Source: `epsilon_from_v`; Salimans, Ho 2022, arXiv 2202.00512, section 4, whose weight for x0 is SNR + 1.
    """
    _check_share(alpha_bar_t, signal=True)
    return 1 / alpha_bar_t


# Chapter 3: score function


def gaussian_log_density(x: float, mean: float, variance: float) -> float:
    """Return the natural logarithm of a Gaussian's density at x.

    Args:
        x: Where the density is wanted.
        mean: Mean of the Gaussian.
        variance: Its variance, above 0.

    Raises:
        ValueError: If `variance` is not positive.

    Source: the density of N(mean, variance).
    """
    _check_positive(variance=variance)
    return -math.log(2 * math.pi * variance) / 2 - (x - mean) ** 2 / (2 * variance)


def gaussian_score(x: float, mean: float, variance: float) -> float:
    """Return the score of a Gaussian, the derivative of its log-density: -(x - mean) / variance.

    Args:
        x: Where the score is wanted.
        mean: Mean of the Gaussian.
        variance: Its variance, above 0.

    Raises:
        ValueError: If `variance` is not positive.

    Source: `gaussian_log_density`, differentiated with respect to x.
    """
    _check_positive(variance=variance)
    return -(x - mean) / variance


def mixture_log_density(x: float, means: Sequence[float], variance: float, weights: Sequence[float]) -> float:
    """Return the natural logarithm of the density of a mixture of Gaussians of one variance.

    Args:
        x: Where the density is wanted.
        means: Means of the Gaussians, at least one.
        variance: Their common variance, above 0.
        weights: How probable each Gaussian is: as many as there are means, positive, with the sum 1.

    Raises:
        ValueError: If there is no Gaussian, if the lengths differ, if a weight or the variance is not positive, or if the
            weights do not add up to 1.

    Source: the weighted sum of the densities, with the largest factored out so that none underflows.
    """
    terms = _weighted_log_densities(x, means, variance, weights)
    largest = max(terms)
    return largest + math.log(math.fsum(math.exp(term - largest) for term in terms))


def responsibilities(
    x: float, means: Sequence[float], variance: float, weights: Sequence[float]
) -> list[float]:
    """Return how probable it is that x comes from each Gaussian of a mixture, by Bayes' rule.

    Args:
        x: The point observed.
        means: Means of the Gaussians, at least one.
        variance: Their common variance, above 0.
        weights: How probable each Gaussian is: as many as there are means, positive, with the sum 1.

    Raises:
        ValueError: If there is no Gaussian, if the lengths differ, if a weight or the variance is not positive, or if the
            weights do not add up to 1.

    Source: Bayes' rule.
    """
    total = mixture_log_density(x, means, variance, weights)
    return [math.exp(term - total) for term in _weighted_log_densities(x, means, variance, weights)]


def mixture_score(x: float, means: Sequence[float], variance: float, weights: Sequence[float]) -> float:
    """Return the score of a mixture of Gaussians: the mean of their scores, weighted by responsibility.

    Args:
        x: Where the score is wanted.
        means: Means of the Gaussians, at least one.
        variance: Their common variance, above 0.
        weights: How probable each Gaussian is: as many as there are means, positive, with the sum 1.

    Raises:
        ValueError: If there is no Gaussian, if the lengths differ, if a weight or the variance is not positive, or if the
            weights do not add up to 1.

    Source: `mixture_log_density`, differentiated with respect to x.
    """
    shares = responsibilities(x, means, variance, weights)
    return math.fsum(
        share * gaussian_score(x, mean, variance) for share, mean in zip(shares, means, strict=True)
    )


def _weighted_log_densities(
    x: float, means: Sequence[float], variance: float, weights: Sequence[float]
) -> list[float]:
    """Return the logarithm of what each Gaussian contributes to the density of a mixture at x."""
    _check_mixture(means, weights)
    return [
        math.log(weight) + gaussian_log_density(x, mean, variance)
        for weight, mean in zip(weights, means, strict=True)
    ]


def score_from_epsilon(epsilon: float, alpha_bar_t: float) -> float:
    """Return the score that a noise amounts to, -epsilon / sqrt(1 - alpha_bar_t).

    Args:
        epsilon: The noise in x_t, or a network's prediction of it. For the drawn noise this is the score of
            x_t given x0; for the mean noise E[epsilon | x_t] it is that of the marginal density of x_t.
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1).

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or is 1: there is no noise.

    Source: Vincent 2011, doi 10.1162/NECO_a_00142, for the mixing of Ho et al. 2020, arXiv 2006.11239, equation (4).
    """
    _check_share(alpha_bar_t, noise=True)
    return -epsilon / math.sqrt(1 - alpha_bar_t)


def epsilon_from_score(score: float, alpha_bar_t: float) -> float:
    """Return the noise that a score amounts to, -sqrt(1 - alpha_bar_t) times the score.

    Args:
        score: Score at x_t.
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1].

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1].

    Source: `score_from_epsilon`, solved for epsilon.
    """
    _check_share(alpha_bar_t)
    return -math.sqrt(1 - alpha_bar_t) * score


def x0_from_score(x_t: float, score: float, alpha_bar_t: float) -> float:
    """Return E[x0 | x_t] = (x_t + (1 - alpha_bar_t) score) / sqrt(alpha_bar_t), by Tweedie's formula.

    Args:
        x_t: Noised value.
        score: Score of the marginal density of x_t at this value.
        alpha_bar_t: Share of the signal's power left at step t, in (0, 1].

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or is 0: no signal is left.

    Source: Efron 2011, doi 10.1198/jasa.2011.tm11181, for a mean of sqrt(alpha_bar_t) x0 and a variance of
    1 - alpha_bar_t.
    """
    _check_share(alpha_bar_t, signal=True)
    return (x_t + (1 - alpha_bar_t) * score) / math.sqrt(alpha_bar_t)


def score_from_x0(x_t: float, x0: float, alpha_bar_t: float) -> float:
    """Return the score (sqrt(alpha_bar_t) x0 - x_t) / (1 - alpha_bar_t) that a clean value amounts to.

    Args:
        x_t: Noised value.
        x0: Clean value: the one that was drawn gives the score of x_t given x0, the mean E[x0 | x_t] that of
            the marginal density of x_t.
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1).

    Raises:
        ValueError: If `alpha_bar_t` lies outside [0, 1], or is 1: there is no noise.

    Source: `x0_from_score`, solved for the score.
    """
    _check_share(alpha_bar_t, noise=True)
    return (math.sqrt(alpha_bar_t) * x0 - x_t) / (1 - alpha_bar_t)


# Chapter 4: sampling (reverse process)


def posterior_variance(alpha_bar_t: float, alpha_bar_tau: float) -> float:
    """Return the variance of x_tau given x_t and x0; for neighbouring steps, the beta_t with a tilde.

    It is beta_t (1 - alpha_bar_tau) / (1 - alpha_bar_t), where beta_t = 1 - alpha_bar_t / alpha_bar_tau is the
    variance of the noise that all steps from tau to t add together. At tau = 0 it is 0.

    Args:
        alpha_bar_t: Share of the signal's power left at the later step t, in [0, 1).
        alpha_bar_tau: Share left at the earlier step tau, from `alpha_bar_t` to 1, above 0.

    Raises:
        ValueError: If a share lies outside [0, 1], if tau is noisier than t, or if there is no noise at t or no signal at
            tau.

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (7) for tau = t - 1; Song, Meng, Ermon 2021, arXiv
    2010.02502, equation (16) with eta = 1, squared, for any tau.
    """
    _check_share(alpha_bar_t, noise=True)
    _check_share(alpha_bar_tau, "alpha_bar_tau", signal=True)
    if alpha_bar_tau < alpha_bar_t:
        raise ValueError(
            f"a step back leads to less noise, not from alpha_bar {alpha_bar_t} to {alpha_bar_tau}"
        )
    return (1 - alpha_bar_t / alpha_bar_tau) * (1 - alpha_bar_tau) / (1 - alpha_bar_t)


def ddpm_mean(x_t: float, epsilon: float, beta_t: float, alpha_bar_t: float) -> float:
    """Return the mean of DDPM's step, (x_t - beta_t / sqrt(1 - alpha_bar_t) epsilon) / sqrt(1 - beta_t).

    Args:
        x_t: Noised value.
        epsilon: The noise that the network predicts in it.
        beta_t: Variance of the noise that step t adds, in [0, 1).
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1).

    Raises:
        ValueError: If `beta_t` is not in [0, 1), or if there is no noise at all (`alpha_bar_t` = 1).

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, equation (11).
    """
    _check_beta(beta_t)
    _check_share(alpha_bar_t, noise=True)
    return (x_t - beta_t / math.sqrt(1 - alpha_bar_t) * epsilon) / math.sqrt(1 - beta_t)


def ddpm_step(
    x_t: float, epsilon: float, beta_t: float, alpha_bar_t: float, variance: float, z: float
) -> float:
    """Return x_(t-1), one step of DDPM: its mean, plus fresh noise.

    Args:
        x_t: Noised value.
        epsilon: The noise that the network predicts in it.
        beta_t: Variance of the noise that step t adds, in [0, 1).
        alpha_bar_t: Share of the signal's power left at step t, in [0, 1).
        variance: Variance of the fresh noise, sigma_t^2: `beta_t` or the `posterior_variance`.
        z: Standard normal noise, already drawn; 0 at t = 1.

    Raises:
        ValueError: If `beta_t` is not in [0, 1), if there is no noise at all (`alpha_bar_t` = 1), or if `variance` is
            negative.

    Source: Ho, Jain, Abbeel 2020, arXiv 2006.11239, algorithm 2.
    """
    _check_not_negative(variance=variance)
    return ddpm_mean(x_t, epsilon, beta_t, alpha_bar_t) + math.sqrt(variance) * z


def ddim_step(
    x_t: float,
    epsilon: float,
    alpha_bar_t: float,
    alpha_bar_tau: float,
    variance: float = 0.0,
    z: float = 0.0,
) -> float:
    """Return x_tau: the implied clean value, mixed anew with the predicted noise at the level of tau.

    Without fresh noise this is DDIM. With the `posterior_variance` and tau = t - 1 it is DDPM's step.

    Args:
        x_t: Noised value.
        epsilon: The noise that the network predicts in it.
        alpha_bar_t: Share of the signal's power left at step t, in (0, 1].
        alpha_bar_tau: Share left at the step tau that is jumped to, in [0, 1].
        variance: Variance of the fresh noise, at most 1 - `alpha_bar_tau`; the predicted noise gives way to it.
        z: Standard normal noise, already drawn.

    Raises:
        ValueError: If a share lies outside [0, 1], if no signal is left at t (`alpha_bar_t` = 0), or if `variance` is
            negative or larger than the power of the noise at tau.

    Source: Song, Meng, Ermon 2021, arXiv 2010.02502, equation (12).
    """
    _check_share(alpha_bar_tau, "alpha_bar_tau")
    _check_not_negative(variance=variance)
    if variance > 1 - alpha_bar_tau:
        raise ValueError(
            f"fresh noise of variance {variance} is more than all noise at alpha_bar {alpha_bar_tau}"
        )
    x0 = x0_from_epsilon(x_t, epsilon, alpha_bar_t)
    kept = math.sqrt(1 - alpha_bar_tau - variance)
    return math.sqrt(alpha_bar_tau) * x0 + kept * epsilon + math.sqrt(variance) * z


def leading_timesteps(steps: int, last_step: int = 1000, offset: int = 0) -> list[int]:
    """Return the timesteps of the spacing `leading`: multiples of the stride, rounded down, from 0 up.

    Args:
        steps: How many timesteps to visit, from 1 to `last_step`.
        last_step: T; timesteps are counted from 0 to T - 1, noisiest first in the list.
        offset: Added to every timestep; 1 for Stable Diffusion.

    Raises:
        ValueError: If there are not so many timesteps.

    Source: Lin, Liu, Li, Yang 2023, arXiv 2305.08891, table 2, where timesteps count from 1.
    """
    _check_steps(steps, 1, last_step)
    return [place * (last_step // steps) + offset for place in reversed(range(steps))]


def trailing_timesteps(steps: int, last_step: int = 1000) -> list[int]:
    """Return the timesteps of the spacing `trailing`: from the last one down, one stride apart.

    Args:
        steps: How many timesteps to visit, from 1 to `last_step`.
        last_step: T; timesteps are counted from 0 to T - 1, noisiest first in the list.

    Raises:
        ValueError: If there are not so many timesteps.

    Source: Lin, Liu, Li, Yang 2023, arXiv 2305.08891, table 2, where timesteps count from 1.
    """
    _check_steps(steps, 1, last_step)
    return [round(last_step * (steps - place) / steps) - 1 for place in range(steps)]


def linspace_timesteps(steps: int, last_step: int = 1000) -> list[int]:
    """Return the timesteps of the spacing `linspace`: evenly from the last one to the first, both included.

    Args:
        steps: How many timesteps to visit, from 2 to `last_step`.
        last_step: T; timesteps are counted from 0 to T - 1, noisiest first in the list.

    Raises:
        ValueError: If there are not so many timesteps, or both ends cannot be included.

    Source: Lin, Liu, Li, Yang 2023, arXiv 2305.08891, table 2, where timesteps count from 1.
    """
    _check_steps(steps, 2, last_step)
    return [round((last_step - 1) * place / (steps - 1)) for place in reversed(range(steps))]


def sampling_seconds(passes: int, latency_ms: float) -> float:
    """Return how long the passes of a sampler take one after the other, in seconds.

    Args:
        passes: How often the network is called, at least once.
        latency_ms: What one call takes, in milliseconds, above 0.

    Raises:
        ValueError: If there is no pass, or if `latency_ms` is not positive.

    Source: the passes depend on each other, so that their times add up.
    """
    _check_counts(passes=passes)
    _check_positive(latency_ms=latency_ms)
    return passes * latency_ms / 1000


# Chapter 5: classifier-free guidance


def guided_prediction(conditional: float, unconditional: float, guidance_scale: float) -> float:
    """Return eps_u + s (eps_c - eps_u), the prediction with the prompt's difference multiplied by s.

    It serves every target that is linear in the noise once x_t is given: picture, v, velocity and score.

    Args:
        conditional: The network's value for one component, with the prompt.
        unconditional: Its value for the same component, without.
        guidance_scale: s; 0 gives the unconditional prediction, 1 the conditional one.

    Source: Saharia et al. 2022, arXiv 2205.11487, equation (2), where s is called w.
    """
    return unconditional + guidance_scale * (conditional - unconditional)


def guided_prediction_by_weight(conditional: float, unconditional: float, guidance_weight: float) -> float:
    """Return (1 + w) eps_c - w eps_u, the same in the convention of the first paper; w = s - 1.

    Args:
        conditional: The network's value for one component, with the prompt.
        unconditional: Its value for the same component, without.
        guidance_weight: w; -1 gives the unconditional prediction, 0 the conditional one.

    Source: Ho, Salimans 2022, arXiv 2207.12598, equation (6).
    """
    return (1 + guidance_weight) * conditional - guidance_weight * unconditional


def guided_passes(steps: int, guidance_scale: float) -> int:
    """Return how often the network predicts while one image is sampled, one prediction per pass.

    A prediction whose factor is 0 need not be computed, so that the scales 0 and 1 take one pass per step.

    Args:
        steps: Steps of a sampler that asks for the guided prediction once per step, as DDPM and DDIM do.
        guidance_scale: s of `guided_prediction`.

    Raises:
        ValueError: If there is no step.

    Source: the two terms of `guided_prediction`.
    """
    _check_counts(steps=steps)
    return steps if guidance_scale in (0, 1) else 2 * steps


def tilted_gaussian(
    conditional: tuple[float, float], unconditional: tuple[float, float], guidance_scale: float
) -> tuple[float, float]:
    """Return mean and variance of the density proportional to p(x) p(c | x)^s, for Gaussians p(x | c) and p(x).

    By Bayes' rule that density is proportional to p(x | c)^s p(x)^(1 - s).

    Args:
        conditional: Mean and variance of p(x | c).
        unconditional: Mean and variance of p(x).
        guidance_scale: s.

    Raises:
        ValueError: If a variance is not positive, or if the product cannot be normalised, as with a large s and a prompt
            that widens p(x).

    Source: the tilt of Ho, Salimans 2022, arXiv 2207.12598, with s = 1 + w; the product of two Gaussians.
    """
    (conditional_mean, conditional_variance), (mean, variance) = conditional, unconditional
    _check_positive(conditional_variance=conditional_variance, unconditional_variance=variance)
    precision = guidance_scale / conditional_variance + (1 - guidance_scale) / variance
    if precision <= 0:
        raise ValueError(f"at the scale {guidance_scale} the tilted density cannot be normalised")
    pull = guidance_scale * conditional_mean / conditional_variance + (1 - guidance_scale) * mean / variance
    return pull / precision, 1 / precision


def guided_sample_variance(
    conditional_variance: float, unconditional_variance: float, guidance_scale: float
) -> float:
    """Return the variance of what a deterministic sampler makes of noise, for Gaussians p(x | c) and p(x).

    With the guided score in the probability-flow equation and steps of no length, it is v_c^s v_u^(1 - s).

    Args:
        conditional_variance: v_c, the variance of p(x | c).
        unconditional_variance: v_u, the variance of p(x).
        guidance_scale: s.

    Raises:
        ValueError: If a variance is not positive.

    Source: the probability-flow equation of Song et al. 2021, arXiv 2011.13456, solved for linear scores.
    """
    _check_positive(conditional_variance=conditional_variance, unconditional_variance=unconditional_variance)
    return float(conditional_variance**guidance_scale * unconditional_variance ** (1 - guidance_scale))


# Chapter 6: latent diffusion


def position_count(side: int, factor: int = 1) -> int:
    """Return how many positions a square array has, (side / factor)^2: what attention compares pairwise.

    Args:
        side: Pixels along one side of the image.
        factor: By how much the encoder shrinks each side; 1 for the image itself.

    Raises:
        ValueError: If `factor` does not divide `side`, or if one of them is not at least 1.

    Source: Rombach et al. 2022, arXiv 2112.10752, section 3.1: f = H / h = W / w.
    """
    _check_counts(side=side, factor=factor)
    if side % factor:
        raise ValueError(f"the factor {factor} does not divide the side {side}")
    return (side // factor) ** 2


def value_count(side: int, channels: int, factor: int = 1) -> int:
    """Return how many numbers a square array holds, its channels at every position.

    Args:
        side: Pixels along one side of the image.
        channels: Numbers at each position, 3 for a colour image.
        factor: By how much the encoder shrinks each side; 1 for the image itself.

    Raises:
        ValueError: If `factor` does not divide `side`, or if a number is not at least 1.

    Source: Rombach et al. 2022, arXiv 2112.10752, section 3.1: z has the shape h x w x c.
    """
    _check_counts(channels=channels)
    return channels * position_count(side, factor)


def compression_ratio(side: int, factor: int, latent_channels: int, image_channels: int = 3) -> float:
    """Return how many times fewer numbers the latent holds than the image.

    Args:
        side: Pixels along one side of the image.
        factor: By how much the encoder shrinks each side.
        latent_channels: Numbers at each position of the latent, at least 1.
        image_channels: Numbers at each pixel.

    Raises:
        ValueError: If `factor` does not divide `side`, or if a number is not at least 1.

    Source: the quotient of two `value_count`s.
    """
    return value_count(side, image_channels) / value_count(side, latent_channels, factor)


def attention_matrix_bytes(positions: int, bytes_per_number: int) -> int:
    """Return the size of one head's attention matrix, one number for each pair of positions.

    Args:
        positions: Positions that attend to each other.
        bytes_per_number: 2 in FP16, 4 in FP32.

    Raises:
        ValueError: If a number is not at least 1.

    Source: Dao et al. 2022, arXiv 2205.14135, section 2.2: S = Q K^T has the shape N x N.
    """
    _check_counts(positions=positions, bytes_per_number=bytes_per_number)
    return positions**2 * bytes_per_number


def key_value_bytes(positions: int, features: int, bytes_per_number: int) -> int:
    """Return the size of the keys and values of one attention layer together, 2 n d numbers.

    Args:
        positions: Positions n that attend to each other.
        features: Features d of each position, over all heads.
        bytes_per_number: 2 in FP16, 4 in FP32.

    Raises:
        ValueError: If a number is not at least 1.

    Source: Dao et al. 2022, arXiv 2205.14135, section 2.2: K and V have the shape N x d each.
    """
    _check_counts(positions=positions, features=features, bytes_per_number=bytes_per_number)
    return 2 * positions * features * bytes_per_number


def attention_flop(positions: int, features: int) -> int:
    """Return the FLOP of the two matrix products of self-attention, 4 n^2 d.

    Scores and weighted sums take 2 n^2 d each, an addition and a multiplication counted separately; the
    softmax is left out. The number of heads does not matter as long as their features add up to `features`.

    Args:
        positions: Positions n that attend to each other.
        features: Features d of each position, over all heads.

    Raises:
        ValueError: If a number is not at least 1.

    Source: Q K^T multiplies n x d by d x n, and its softmax multiplies n x d once more.
    """
    _check_counts(positions=positions, features=features)
    return 4 * positions**2 * features


def projection_flop(positions: int, features: int) -> int:
    """Return the FLOP of the four linear layers around self-attention, 8 n d^2.

    They make queries, keys and values, and take the result back; each takes 2 n d^2.

    Args:
        positions: Positions n.
        features: Features d of each position, the same going in and coming out.

    Raises:
        ValueError: If a number is not at least 1.

    Source: four products of n x d by d x d.
    """
    _check_counts(positions=positions, features=features)
    return 8 * positions * features**2


# Chapter 7: flow matching


def interpolate(x0: float, x1: float, t: float) -> float:
    """Return the point of the straight path, x_t = (1 - t) x0 + t x1.

    Args:
        x0: The data, one component.
        x1: The noise, the same component of a standard normal draw.
        t: Time, from 0 (data) to 1 (noise).

    Raises:
        ValueError: If `t` lies outside [0, 1].

    Source: Lipman et al. 2023, arXiv 2210.02747, equation (22) with sigma_min = 0 and time reversed; Esser et
    al. 2024, arXiv 2403.03206, have this direction of time.
    """
    _check_time(t)
    return (1 - t) * x0 + t * x1


def target_velocity(x0: float, x1: float) -> float:
    """Return d x_t / dt along the straight path, x1 - x0.

    It is the same at every time and points from data to noise.

    Args:
        x0: The data, one component.
        x1: The noise, the same component.

    Source: Lipman et al. 2023, arXiv 2210.02747, the target in equation (23) with sigma_min = 0 and time
    reversed.
    """
    return x1 - x0


def x0_from_velocity(x_t: float, velocity: float, t: float) -> float:
    """Return the data end of the straight line through `x_t`, x0 = x_t - t v.

    Args:
        x_t: The point at time t, one component.
        velocity: Velocity of the line, x1 - x0; a network's velocity gives an estimate of E[x0 | x_t].
        t: Time, from 0 (data) to 1 (noise).

    Raises:
        ValueError: If `t` lies outside [0, 1].

    Source: `interpolate` and `target_velocity`, solved for x0.
    """
    _check_time(t)
    return x_t - t * velocity


def x1_from_velocity(x_t: float, velocity: float, t: float) -> float:
    """Return the noise end of the straight line through `x_t`, x1 = x_t + (1 - t) v.

    Args:
        x_t: The point at time t, one component.
        velocity: Velocity of the line, x1 - x0; a network's velocity gives an estimate of E[x1 | x_t].
        t: Time, from 0 (data) to 1 (noise).

    Raises:
        ValueError: If `t` lies outside [0, 1].

    Source: `interpolate` and `target_velocity`, solved for x1.
    """
    _check_time(t)
    return x_t + (1 - t) * velocity


def straight_path_snr(t: float) -> float:
    """Return the signal-to-noise ratio ((1 - t) / t)^2 of the straight path, in power.

    The data are taken to have unit variance, as the noise has.

    Args:
        t: Time, above 0 (there is no noise at t = 0) and at most 1.

    Raises:
        ValueError: If `t` lies outside [0, 1], or is 0, where the ratio is infinite.

    Source: the amplitudes 1 - t and t of `interpolate`; the ratio as in `snr`.
    """
    _check_time(t, noise=True)
    return ((1 - t) / t) ** 2


def straight_path_alpha_bar(t: float) -> float:
    """Return the signal's share of the power on the straight path, (1 - t)^2 / ((1 - t)^2 + t^2).

    It is the alpha_bar at which a variance-preserving process has the signal-to-noise ratio that the straight
    path has at t: the two points then differ by a common factor only.

    Args:
        t: Time, from 0 (data) to 1 (noise).

    Raises:
        ValueError: If `t` lies outside [0, 1].

    Source: `straight_path_snr`, solved for alpha_bar in SNR = alpha_bar / (1 - alpha_bar).
    """
    _check_time(t)
    return (1 - t) ** 2 / ((1 - t) ** 2 + t**2)


def euler_step(x: float, velocity: float, dt: float) -> float:
    """Return x + v dt, one explicit Euler step along dx/dt = v.

    Args:
        x: Where the step starts, one component.
        velocity: The velocity at the start.
        dt: Signed time step: negative from noise (t = 1) towards data (t = 0), positive the other way.

    Source: Euler's method for ordinary differential equations.
    """
    return x + velocity * dt


def marginal_velocity(x: float, t: float, data: Sequence[float]) -> float:
    """Return E[x1 - x0 | x_t = x] for equally likely data points and standard normal noise.

    A perfect network learns this. Each data point x0 explains x by the noise x1 = (x - (1 - t) x0) / t,
    hence by a line of velocity (x - x0) / t; the lines are averaged with the probability of their noise.

    Args:
        x: Where the velocity is wanted, one-dimensional.
        t: Time, above 0 and at most 1.
        data: The data points, at least one.

    Raises:
        ValueError: If `t` lies outside [0, 1], or is 0, where every point is a data point, or if `data` is empty.

    Source: the marginal vector field of Lipman et al. 2023, arXiv 2210.02747, section 3, with time reversed.
    """
    _check_time(t, noise=True)
    if not len(data):
        raise ValueError("without data there is no velocity")
    exponents = [-(((x - (1 - t) * x0) / t) ** 2) / 2 for x0 in data]
    largest = max(exponents)  # subtracted so that at least one weight is 1 and the sum never vanishes
    weights = [math.exp(exponent - largest) for exponent in exponents]
    total = math.fsum(weights)
    mean_of_x0 = math.fsum(weight * x0 for weight, x0 in zip(weights, data, strict=True)) / total
    return (x - mean_of_x0) / t


# Chapter 8: ODE and SDE sampling


def exact_decay(x: float, rate: float, time: float) -> float:
    """Return where dx/dt = -rate x leads from x in a given time, x exp(-rate time).

    Args:
        x: Where the path starts.
        rate: Share of x that is lost per unit of time, to begin with.
        time: How long the path is followed.

    Source: the linear differential equation, solved.
    """
    return x * math.exp(-rate * time)


def heun_step(x: float, velocity: Callable[[float, float], float], t: float, dt: float) -> float:
    """Return the point after one step of Heun's method: an Euler step, taken again with the mean velocity.

    The mean is that of the velocities at the start and at the end of the Euler step, so one step asks twice.

    Args:
        x: Where the step starts, one component.
        velocity: The velocity as a function of place and time.
        t: When the step starts.
        dt: Signed time step.

    Source: Karras, Aittala, Aila, Laine 2022, arXiv 2206.00364, algorithm 1, without its special last step.
    """
    at_start = velocity(x, t)
    at_end = velocity(euler_step(x, at_start, dt), t + dt)
    return euler_step(x, (at_start + at_end) / 2, dt)


def reverse_sde_drift(x: float, beta: float, score: float) -> float:
    """Return the drift of the reverse SDE of the variance-preserving process, -beta x / 2 - beta score.

    It belongs to a clock that runs backwards, dt < 0, and to fresh noise of variance beta |dt| in each step.

    Args:
        x: Where the process is, one component.
        beta: Rate at which the forward process adds noise at this time, above 0.
        score: Score of the noised data, at this place and time.

    Raises:
        ValueError: If `beta` is negative.

    Source: Song et al. 2021, arXiv 2011.13456, the reverse-time SDE, with the drift and diffusion of the VP SDE.
    """
    _check_not_negative(beta=beta)
    return -beta * x / 2 - beta * score


def probability_flow_drift(x: float, beta: float, score: float) -> float:
    """Return the velocity of the probability-flow ODE of the variance-preserving process.

    It is -beta x / 2 - beta score / 2: half the score of `reverse_sde_drift`, and no noise.

    Args:
        x: Where the process is, one component.
        beta: Rate at which the forward process adds noise at this time, above 0.
        score: Score of the noised data, at this place and time.

    Raises:
        ValueError: If `beta` is negative.

    Source: Song et al. 2021, arXiv 2011.13456, the probability-flow ODE, with the drift and diffusion of the VP
    SDE.
    """
    _check_not_negative(beta=beta)
    return -beta * x / 2 - beta * score / 2


def mixture_velocity(x: float, t: float, means: Sequence[float], variance: float) -> float:
    """Return E[x1 - x0 | x_t = x] on the straight path, for data from a mixture of equally likely Gaussians.

    It is `marginal_velocity` for data that are not single points.

    Args:
        x: Where the velocity is wanted, one-dimensional.
        t: Time, from 0 (data) to 1 (noise).
        means: Means of the Gaussians, at least one.
        variance: Their common variance, above 0.

    Raises:
        ValueError: If `t` lies outside [0, 1], if there is no Gaussian, or if the variance is not positive.

    Source: the mean of x1 - x0 given x_t, jointly Gaussian for each part of the mixture, weighted by
    responsibility.
    """
    _check_time(t)
    _check_positive(variance=variance)
    if not len(means):
        raise ValueError("a mixture has at least one Gaussian")
    noised = (1 - t) ** 2 * variance + t**2
    centres = [(1 - t) * mean for mean in means]
    shares = responsibilities(x, centres, noised, [1 / len(means)] * len(means))
    slope = (t - (1 - t) * variance) / noised
    return math.fsum(
        share * (slope * (x - centre) - mean)
        for share, mean, centre in zip(shares, means, centres, strict=True)
    )


# Chapter 9: capstone


def convolution_parameters(kernel: int, channels_in: int, channels_out: int) -> int:
    """Return how many weights a two-dimensional convolution has, k^2 C_in C_out, its biases left out.

    Args:
        kernel: Side k of the square kernel, in positions.
        channels_in: Channels of its input.
        channels_out: Channels of its output.

    Raises:
        ValueError: If a number is not at least 1.

    Source: one k x k kernel for each pair of an input and an output channel.
    """
    _check_counts(kernel=kernel, channels_in=channels_in, channels_out=channels_out)
    return kernel**2 * channels_in * channels_out


def convolution_flop(kernel: int, channels_in: int, channels_out: int, positions: int) -> int:
    """Return the FLOP of a convolution, 2 k^2 C_in C_out per position of its output.

    Each weight is multiplied and added once at every position; the two are counted separately.

    Args:
        kernel: Side k of the square kernel, in positions.
        channels_in: Channels of its input.
        channels_out: Channels of its output.
        positions: Positions of its output, height times width.

    Raises:
        ValueError: If a number is not at least 1.

    Source: `convolution_parameters`, used once per position.
    """
    _check_counts(positions=positions)
    return 2 * convolution_parameters(kernel, channels_in, channels_out) * positions


def flop_per_token(parameters: float) -> float:
    """Return the FLOP of a dense network at one position, 2 N: each weight is multiplied and added once.

    A transformer takes so many per token, its attention left out; a convolution takes them at every position.

    Args:
        parameters: Weights N of the network, or a multiple such as billions, of which the result is in too.

    Raises:
        ValueError: If `parameters` is not positive.

    Source: Kaplan et al. 2020, arXiv 2001.08361, table 1, whose C_forward is 2 N with the attention left out.
    """
    _check_positive(parameters=parameters)
    return 2 * parameters


def unet_parameters(channels: int, multipliers: Sequence[int], blocks: int, kernel: int = 3) -> int:
    """Return the convolution weights of a simplified U-Net.

    Each block has two convolutions that keep the width of their level, `channels` times its multiplier. A level
    has `blocks` of them on the way down and as many on the way up; one more stands in the middle, as wide as the
    last level. Skip connections, attention, embeddings and biases are left out.

    Args:
        channels: Width of the first level.
        multipliers: Width of each level as a multiple of the first, from the top to the bottom.
        blocks: Blocks per level and direction.
        kernel: Side of the square kernels.

    Raises:
        ValueError: If `multipliers` is empty, or if a number is not at least 1.

    Source: the shape of the network in Ronneberger et al. 2015, arXiv 1505.04597; `convolution_parameters`.
    """
    _check_counts(blocks=blocks)
    if not len(multipliers):
        raise ValueError("a U-Net has at least one level")
    widths = [channels * multiplier for multiplier in multipliers]
    per_block = [2 * convolution_parameters(kernel, width, width) for width in widths]
    return 2 * blocks * sum(per_block) + per_block[-1]


def compute_seconds(work: float, peak: float, utilisation: float) -> float:
    """Return how long a device computes, work / (peak * utilisation).

    Args:
        work: Amount of arithmetic, in FLOP or a multiple of it.
        peak: Largest rate of the device, in the same multiple per second.
        utilisation: Share of the peak that the program reaches, above 0 and at most 1.

    Raises:
        ValueError: If `work` is negative, if `peak` is not positive, or if `utilisation` is not in (0, 1].

    Source: the rate is peak * utilisation by the definition of utilisation.
    """
    _check_not_negative(work=work)
    _check_positive(peak=peak, utilisation=utilisation)
    if utilisation > 1:
        raise ValueError(f"no program reaches {utilisation} of the peak")
    return work / (peak * utilisation)


def images_per_hour(seconds: float) -> float:
    """Return how many images come out in an hour if one follows the other without a pause.

    Args:
        seconds: Time per image, above 0; for a batch, its time divided by the images in it.

    Raises:
        ValueError: If `seconds` is not positive.

    Source: an hour has 3600 seconds.
    """
    _check_positive(seconds=seconds)
    return 3600 / seconds


# Related lessons


def spread_of_sum(*spreads: float) -> float:
    """Return the standard deviation of a sum of independent parts, the root of the sum of their variances.

    Args:
        spreads: Standard deviations of the parts, none negative.

    Raises:
        ValueError: If a standard deviation is negative.

    Source: variances of independent random variables add up.
    """
    for spread in spreads:
        _check_not_negative(spread=spread)
    return math.hypot(*spreads)


def posterior_mean(x_t: float, alpha_bar_t: float, data: Sequence[float]) -> float:
    """Return E[x0 | x_t] for equally likely data points: the guess at x0 with the least mean squared error.

    Args:
        x_t: Noised value.
        alpha_bar_t: Share of the signal's power left at step t, in (0, 1).
        data: The data points, at least one.

    Raises:
        ValueError: If `alpha_bar_t` is not strictly between 0 and 1, or if `data` is empty.

    Source: Bayes' rule; the data points, each weighted with its `responsibilities`.
    """
    _check_share(alpha_bar_t, signal=True, noise=True)
    means = [math.sqrt(alpha_bar_t) * x0 for x0 in data]
    shares = responsibilities(x_t, means, 1 - alpha_bar_t, [1 / len(data)] * len(data) if data else [])
    return math.fsum(share * x0 for share, x0 in zip(shares, data, strict=True))


def reparameterised(mean: float, spread: float, epsilon: float) -> float:
    """Return z = mean + spread epsilon, a draw from N(mean, spread^2) as a differentiable function of both.

    Args:
        mean: Mean of the latent, one component.
        spread: Its standard deviation, not negative.
        epsilon: Standard normal noise, already drawn.

    Raises:
        ValueError: If `spread` is negative.

    Source: Kingma, Welling 2014, arXiv 1312.6114, section 2.4.
    """
    _check_not_negative(spread=spread)
    return mean + spread * epsilon


def gaussian_kl(mean: float, spread: float) -> float:
    """Return the Kullback-Leibler divergence of N(mean, spread^2) from N(0, 1), in nats.

    Args:
        mean: Mean of the latent, one component.
        spread: Its standard deviation, above 0.

    Raises:
        ValueError: If `spread` is not positive.

    Source: Kingma, Welling 2014, arXiv 1312.6114, appendix B, which has its negative.
    """
    _check_positive(spread=spread)
    return (mean**2 + spread**2 - 1 - math.log(spread**2)) / 2


def gaussian_elbo(x: float, mean: float, spread: float, noise_variance: float) -> float:
    """Return the evidence lower bound, in nats, for z from N(0, 1) and x = z plus Gaussian noise.

    Args:
        x: The value seen.
        mean: Mean of the latent that the encoder answers.
        spread: Its standard deviation, above 0.
        noise_variance: Variance of the decoder's noise, above 0.

    Raises:
        ValueError: If `spread` or `noise_variance` is not positive.

    Source: Kingma, Welling 2014, arXiv 1312.6114, equation (3), with E[(x - z)^2] = (x - mean)^2 + spread^2.
    """
    at_the_mean = gaussian_log_density(x, mean, noise_variance)
    return at_the_mean - spread**2 / (2 * noise_variance) - gaussian_kl(mean, spread)


def squared_distance(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the squared Euclidean distance of two vectors.

    Args:
        first: A vector.
        second: Another, of the same length.

    Raises:
        ValueError: If the two differ in length.

    Source: the square of the norm in van den Oord et al. 2017, arXiv 1711.00937, section 3.1.
    """
    return summed_squared_error(first, second)


def nearest_codeword(vector: Sequence[float], codebook: Sequence[Sequence[float]]) -> int:
    """Return the index, from 0, of the codeword nearest to a vector; the first of equally near ones.

    Args:
        vector: The encoder's vector at one position.
        codebook: The codewords, at least one, each as long as the vector.

    Raises:
        ValueError: If there is no codeword, or one of another length.

    Source: van den Oord, Vinyals, Kavukcuoglu 2017, arXiv 1711.00937, section 3.1.
    """
    if not len(codebook):
        raise ValueError("a codebook has at least one codeword")
    return min(range(len(codebook)), key=lambda index: squared_distance(vector, codebook[index]))


def code_bits(positions: int, codewords: int) -> float:
    """Return the bits that name one of K codewords at each position, log2 K each.

    Args:
        positions: Positions of the latent.
        codewords: K, the size of the codebook.

    Raises:
        ValueError: If a number is not at least 1.

    Source: van den Oord, Vinyals, Kavukcuoglu 2017, arXiv 1711.00937, section 4.2, which counts 9 bits for 512 codewords.
    """
    _check_counts(positions=positions, codewords=codewords)
    return positions * math.log2(codewords)


def vector_quantisation_loss(
    vector: Sequence[float], codeword: Sequence[float], commitment: float = 0.25
) -> float:
    """Return what a VQ-VAE adds to its loss at one position: (1 + commitment) times the squared distance.

    The first part trains the codeword and the second the encoder; their values differ by the factor alone.

    Args:
        vector: The encoder's vector.
        codeword: The codeword that was chosen for it.
        commitment: The paper's beta, not negative.

    Raises:
        ValueError: If the two differ in length, or if `commitment` is negative.

    Source: van den Oord, Vinyals, Kavukcuoglu 2017, arXiv 1711.00937, section 3.2, which has the default given here.
    """
    _check_not_negative(commitment=commitment)
    return (1 + commitment) * squared_distance(vector, codeword)


def cosine_similarity(first: Sequence[float], second: Sequence[float]) -> float:
    """Return the cosine of the angle between two vectors: their scalar product, once both have length 1.

    Args:
        first: A vector, not zero.
        second: Another, of the same length, not zero.

    Raises:
        ValueError: If the two differ in length, or if one of them is zero.

    Source: the scaled scalar products in Radford et al. 2021, arXiv 2103.00020, figure 3.
    """
    _check_lengths(first, second)
    sizes = math.hypot(*first) * math.hypot(*second)
    _check_positive(product_of_lengths=sizes)
    return math.fsum(one * other for one, other in zip(first, second, strict=True)) / sizes


def softmax(scores: Sequence[float], temperature: float = 1.0) -> list[float]:
    """Return the scores as probabilities: exponentials of score / temperature, divided by their sum.

    Args:
        scores: Any numbers, at least one.
        temperature: Above 0; the smaller, the more of the probability the largest score has.

    Raises:
        ValueError: If there is no score, or if `temperature` is not positive.

    Source: the Boltzmann distribution, with the largest score factored out so that nothing overflows.
    """
    _check_positive(temperature=temperature)
    if not len(scores):
        raise ValueError("without scores there are no probabilities")
    largest = max(scores)
    weights = [math.exp((score - largest) / temperature) for score in scores]
    return [weight / math.fsum(weights) for weight in weights]


def info_nce(similarities: Sequence[float], match: int, temperature: float) -> float:
    """Return the contrastive loss of one row, minus the logarithm of the probability of its match, in nats.

    Args:
        similarities: Of one item with each candidate, at least one.
        match: Index of the candidate that belongs to it, from 0.
        temperature: What the similarities are divided by, above 0.

    Raises:
        ValueError: If there is no candidate, or none at `match`, or if `temperature` is not positive.

    Source: van den Oord, Li, Vinyals 2018, arXiv 1807.03748, equation (4), with exp(similarity / temperature) as its f.
    """
    _check_positive(temperature=temperature)
    if not 0 <= match < len(similarities):
        raise ValueError(f"among {len(similarities)} candidates there is none at {match}")
    # Not by way of `softmax`, whose smallest probabilities round to zero.
    largest = max(similarities)
    total = math.fsum(math.exp((one - largest) / temperature) for one in similarities)
    return math.log(total) + (largest - similarities[match]) / temperature


def contrastive_loss(similarities: Sequence[Sequence[float]], temperature: float) -> float:
    """Return the symmetric loss of a batch: the mean of `info_nce` over all rows and all columns.

    Args:
        similarities: A square matrix; the matches stand on its diagonal.
        temperature: What the similarities are divided by, above 0.

    Raises:
        ValueError: If the matrix is empty or not square, or if `temperature` is not positive.

    Source: Radford et al. 2021, arXiv 2103.00020, figure 3.
    """
    for row in similarities:
        _check_lengths(row, similarities)
    lines = [*similarities, *zip(*similarities, strict=True)]
    if not lines:
        raise ValueError("an empty batch has no loss")
    size = len(similarities)
    return math.fsum(info_nce(line, place % size, temperature) for place, line in enumerate(lines)) / len(
        lines
    )


def cross_attention_flop(positions: int, tokens: int, features: int) -> int:
    """Return the FLOP of the two matrix products of cross-attention, 4 n m d.

    It is `attention_flop` where each of n positions looks at m tokens instead of at all positions.

    Args:
        positions: Positions n that ask.
        tokens: Tokens m that are looked at.
        features: Features d, over all heads.

    Raises:
        ValueError: If a number is not at least 1.

    Source: the products of Vaswani et al. 2017, arXiv 1706.03762, equation (1), a multiplication and an addition
    counted separately.
    """
    _check_counts(positions=positions, tokens=tokens, features=features)
    return 4 * positions * tokens * features


def transformer_block_parameters(features: int, expansion: int = 4) -> int:
    """Return the weights of a transformer block, 4 d^2 of attention and 2 e d^2 of the MLP; its biases left out.

    Args:
        features: Width d of the block.
        expansion: By how much the MLP widens its inside, e.

    Raises:
        ValueError: If a number is not at least 1.

    Source: Kaplan et al. 2020, arXiv 2001.08361, table 1, with d_attn = d_model and d_ff = e d_model.
    """
    _check_counts(features=features, expansion=expansion)
    return (4 + 2 * expansion) * features**2


def transformer_flop(tokens: int, features: int, layers: int = 1) -> int:
    """Return the FLOP of a forward pass through transformer blocks, 24 n d^2 + 4 n^2 d each.

    Each weight is multiplied and added once per token; the products of attention are added to that.

    Args:
        tokens: Tokens n, all of which look at all.
        features: Width d of the blocks, whose MLP is four times as wide inside.
        layers: Number of blocks.

    Raises:
        ValueError: If a number is not at least 1.

    Source: `transformer_block_parameters` and `attention_flop`.
    """
    _check_counts(layers=layers)
    linear = 2 * transformer_block_parameters(features) * tokens
    return layers * (linear + attention_flop(tokens, features))


def balanced_tokens(features: int) -> int:
    """Return at how many tokens the products of attention cost as much as all linear layers of a block, 6 d.

    Args:
        features: Width d of the block.

    Raises:
        ValueError: If the width is not at least 1.

    Source: 4 n^2 d = 24 n d^2, solved for n.
    """
    _check_counts(features=features)
    return 6 * features


def training_flop(forward: float) -> float:
    """Return the FLOP of a training pass, three times those of the forward pass.

    The backward pass multiplies by each matrix once for its input's derivative, and once for its weights'.

    Args:
        forward: FLOP of the forward pass, or a multiple of them.

    Raises:
        ValueError: If `forward` is not positive.

    Source: Kaplan et al. 2020, arXiv 2001.08361, section 2.1: 6 N per token, for the 2 N of the forward pass.
    """
    _check_positive(forward=forward)
    return 3 * forward


# What the formulas refuse

# Times are added up step by step, so that the last may miss an end by this much.
_TIME_NOISE = 1e-9


def _check_share(
    share: float, name: str = "alpha_bar_t", *, signal: bool = False, noise: bool = False
) -> None:
    """Refuse what is no share of the power, and shares without the signal or the noise that is divided by."""
    if not 0 <= share <= 1:
        raise ValueError(f"{name} is a share of the power, from 0 to 1, not {share}")
    if signal and share == 0:
        raise ValueError(f"with {name} = 0 no signal is left to divide by")
    if noise and share == 1:
        raise ValueError(f"with {name} = 1 there is no noise to divide by")


def _check_variances(*variances: float) -> None:
    """Refuse variances that no step of a schedule can add."""
    if variances and not (min(variances) >= 0 and max(variances) <= 1):
        wrong = next(variance for variance in variances if not 0 <= variance <= 1)
        raise ValueError(f"a step adds noise of a variance from 0 to 1, not {wrong}")


def _check_schedule(last_step: int, beta_min: float, beta_max: float) -> None:
    if last_step < _FEWEST_STEPS:
        raise ValueError(
            f"a line has two ends, so the schedule has at least {_FEWEST_STEPS} steps, not {last_step}"
        )
    _check_variances(beta_min, beta_max)


def _check_beta(beta_t: float) -> None:
    if not 0 <= beta_t < 1:
        raise ValueError(f"beta_t lies from 0 up to, but not at, 1; it is {beta_t}")


def _check_not_negative(**numbers: float) -> None:
    for name, number in numbers.items():
        if not number >= 0:
            raise ValueError(f"{name} must not be negative, as {number} is")


def _check_steps(steps: int, fewest: int, most: int) -> None:
    if not fewest <= steps <= most:
        raise ValueError(f"this spacing has from {fewest} to {most} steps, not {steps}")


def _check_positive(**numbers: float) -> None:
    for name, number in numbers.items():
        if not number > 0:
            raise ValueError(f"{name} must be above 0, not {number}")


def _check_counts(**numbers: int) -> None:
    for name, number in numbers.items():
        if number < 1 or number % 1:
            raise ValueError(f"{name} must be a whole number from 1 up, not {number}")


def _check_lengths(first: Sized, second: Sized) -> None:
    if len(first) != len(second):
        raise ValueError(f"{len(first)} values cannot be paired with {len(second)}")


def _check_mixture(means: Sequence[float], weights: Sequence[float]) -> None:
    if not len(means):
        raise ValueError("a mixture has at least one Gaussian")
    _check_lengths(means, weights)
    if not (min(weights) > 0 and math.isclose(math.fsum(weights), 1)):
        raise ValueError(f"the weights of a mixture are positive and add up to 1, not {weights}")


def _check_time(t: float, *, noise: bool = False) -> None:
    """Refuse times off the straight path, and its clean end where the noise is divided by."""
    if not -_TIME_NOISE <= t <= 1 + _TIME_NOISE:
        raise ValueError(f"t runs from 0 (data) to 1 (noise); it is {t}")
    if noise and t <= 0:
        raise ValueError("at t = 0 there is no noise to divide by")
