# %% [markdown]
# # Sampling with a perfect network
#
# When samples come out wrong, two things can be to blame: the network, or the walk from noise to data. This lab takes the first away. The
# data are numbers instead of images, drawn from a mixture of two Gaussians. Then the score at every noise level can be written down, as
# in chapter 3, and with it the noise that a perfect network would predict. Whatever error is left comes from the walk alone.

# %%
from math import sqrt
from statistics import NormalDist

import numpy as np

from checkers.formulas import (
    alpha_bars,
    ddim_step,
    ddpm_step,
    epsilon_from_score,
    linear_betas,
    mixture_score,
    posterior_variance,
    trailing_timesteps,
)

T = 1000
betas = linear_betas(T)
alpha_bar = alpha_bars(betas)  # alpha_bar[t] for t = 0 to T

means, weights, variance = (-1.0, 1.0), (0.3, 0.7), 0.04

# %% [markdown]
# ## The perfect network
#
# Noise draws the two Gaussians towards zero and widens them. At step $t$ their means are $\sqrt{\bar\alpha_t}\,\mu_k$, and both have the
# variance $\bar\alpha_t\,\sigma^2 + 1 - \bar\alpha_t$. The score of that mixture, times $-\sqrt{1 - \bar\alpha_t}$, is the noise to
# predict.


# %%
def epsilon_at(x, t):
    """Return the noise in the values x at step t."""
    share = alpha_bar[t]
    at_t = [sqrt(share) * mean for mean in means]
    variance_at_t = share * variance + 1 - share
    scores = [mixture_score(one, at_t, variance_at_t, weights) for one in x]
    return epsilon_from_score(np.array(scores), share)


# %% [markdown]
# ## Two samplers
#
# DDPM walks through all steps and adds fresh noise after each but the last. DDIM visits a few of them and adds none. Both are the
# formulas of [chapter 4](../chapters/04-sampling.md), applied to many values at once.


# %%
def sample_ddpm(x, generator):
    """Walk from step T to the data through every step, with fresh noise."""
    for t in range(T, 0, -1):
        z = generator.standard_normal(x.size)
        fresh = posterior_variance(alpha_bar[t], alpha_bar[t - 1])
        epsilon = epsilon_at(x, t)
        x = ddpm_step(x, epsilon, betas[t - 1], alpha_bar[t], fresh, z)
    return x


def sample_ddim(x, steps):
    """Walk to the data through a few steps, without noise."""
    # Libraries count timesteps from 0, the book from 1.
    visited = [t + 1 for t in trailing_timesteps(steps, T)]
    for t, tau in zip(visited, [*visited[1:], 0], strict=True):
        epsilon = epsilon_at(x, t)
        x = ddim_step(x, epsilon, alpha_bar[t], alpha_bar[tau])
    return x


# %% [markdown]
# ## How far off is a sample?
#
# To compare samples with the mixture, sort both and measure how far apart values of equal rank are, on average. That is the Wasserstein
# distance: how far the probability would have to be carried. For the samplers without dice, the start need not be random either. Values
# that split a standard Gaussian into equally likely parts stand for all possible draws, and no luck is left in the result.


# %%
COUNT = 200
shares = (np.arange(COUNT) + 0.5) / COUNT
start = np.array([NormalDist().inv_cdf(share) for share in shares])

modes = [NormalDist(mean, sqrt(variance)) for mean in means]


def cumulative(x):
    """Return the mixture's probability of a value below x."""
    return sum(w * mode.cdf(x) for w, mode in zip(weights, modes, strict=True))


grid = np.linspace(-2.5, 2.5, 5001)
exact = np.interp(shares, [cumulative(x) for x in grid], grid)


def distance(samples):
    """Return the Wasserstein distance between samples and the mixture."""
    return np.mean(np.abs(np.sort(samples) - exact))


# %%
print("steps  distance  above zero")
for steps in (5, 10, 20, 50, 100, 200):
    samples = sample_ddim(start, steps)
    above = np.mean(samples > 0)
    print(f"{steps:5d}  {distance(samples):8.4f}  {above:10.3f}")

# %% [markdown]
# The network is perfect in every row, and yet few steps miss: between two visits DDIM treats the prediction as constant, and it is not.
# Compare neighbouring rows. What becomes of the distance when the number of steps doubles, and of which order does that make the method
# ([chapter 8](../chapters/08-ode-and-sde.md))?

# %% [markdown]
# ## With dice and without
#
# Start both samplers twice from the same three values. DDIM has nothing to be uncertain about. DDPM draws fresh noise in every step, and
# may end near the other mode.

# %%
generator = np.random.default_rng(seed=0)
same = np.array([-1.0, 0.1, 1.2])
for run in ("first", "second"):
    print("DDIM,", run, "run:", np.round(sample_ddim(same, 50), 3))
for run in ("first", "second"):
    print("DDPM,", run, "run:", np.round(sample_ddpm(same, generator), 3))

# %% [markdown]
# ## Try it
#
# - Make the modes narrower (a smaller `variance`). Do 10 steps get better or worse? Why should fine structure cost steps?
# - Replace `linear_betas` by `cosine_betas`. Its last $\bar\alpha$ is almost zero. What does the first step of DDIM divide by?
# - Spoil the network: add a constant to its prediction. Which sampler forgives more?
