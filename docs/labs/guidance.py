# %% [markdown]
# # What guidance really samples
#
# Guidance multiplies the difference that a prompt makes. [Chapter 5](../chapters/05-guidance.md) says which density this is *said* to
# sample: $p(x)\, p(c \mid x)^s$, tilted towards whatever shouts its class. It also warns that samplers do not quite arrive there. Here
# everything can be computed, the classes, the tilt and every score, so that the samples can be laid over the density they are said to
# come from. Where do they differ, why, and what does it cost to guide at some noise levels only?

# %%
from math import sqrt

import matplotlib.pyplot as plt
import numpy as np

from checkers.formulas import (
    alpha_bars,
    ddim_step,
    epsilon_from_score,
    epsilon_from_x0,
    gaussian_log_density,
    gaussian_score,
    guided_prediction,
    guided_sample_variance,
    linear_betas,
    log_snr,
    tilted_gaussian,
)

T, STRIDE = 1000, 4
alpha_bar = np.array(alpha_bars(linear_betas(T)))
visited = range(T, 0, -STRIDE)
start = np.random.default_rng(seed=0).standard_normal((2000, 2))

# %% [markdown]
# ## Two classes that overlap
#
# Class A is a round Gaussian around the left centre, class B one around the right, equally likely. Without a prompt the data are the
# mixture of both. All of them have their scores at every noise level, as in chapter 3.

# %%
CENTRES = np.array([(-1.0, 0.0), (1.0, 0.0)])
VARIANCE = 0.36


def epsilons(x, share):
    """Return the perfect predictions for class B and without a prompt, each points by coordinates."""
    centres, spread = sqrt(share) * CENTRES, share * VARIANCE + 1 - share
    logs = np.sum(gaussian_log_density(x[:, None, :], centres, spread), axis=2)
    belongs = np.exp(logs - np.max(logs, axis=1, keepdims=True))
    belongs /= np.sum(belongs, axis=1, keepdims=True)
    scores = gaussian_score(x[:, None, :], centres, spread)
    without = np.sum(belongs[:, :, None] * scores, axis=1)
    return epsilon_from_score(scores[:, 1], share), epsilon_from_score(without, share)


def sample(guidance_scale, guided_at=lambda share: True):
    """Walk with DDIM from noise to data, guided at the noise levels that are asked for."""
    x = start
    for t in visited:
        conditional, unconditional = epsilons(x, alpha_bar[t])
        scale = guidance_scale if guided_at(alpha_bar[t]) else 1
        epsilon = guided_prediction(conditional, unconditional, scale)
        x = ddim_step(x, epsilon, alpha_bar[t], alpha_bar[t - STRIDE])
    return x


# %%
samples = {scale: sample(scale) for scale in (1, 3, 8)}

figure, row = plt.subplots(1, 3, figsize=(5, 1.8), sharey=True)
for axes, (scale, x) in zip(row, samples.items(), strict=True):
    axes.plot(*x[:500].T, "C0.", markersize=2.5)
    axes.plot(*CENTRES.T, "C1o", markersize=5)
    axes.set(title=f"scale {scale}", aspect="equal", xlim=(-2, 4.5), ylim=(-2.2, 2.2), xticks=[], yticks=[])
    axes.grid(False)
plt.show()

# %% [markdown]
# **Figure.** Samples of class B, the right one, under growing guidance. The large dots are the centres of both classes.
#
# <!-- Three scatter plots. At scale one a round cloud around the right centre. At scale three the cloud is narrower from left to right
# and has moved right, past its centre. At scale eight it is a narrow upright oval still further right. Its height is the same in all
# three. -->

# %%
print("scale   mean across   spread across   spread upwards")
for scale, x in samples.items():
    print(f"{scale:5d} {np.mean(x[:, 0]):13.3f} {np.std(x[:, 0]):15.3f} {np.std(x[:, 1]):16.3f}")

# %% [markdown]
# Guidance pushes the samples away from the *other class*, beyond the centre of their own, and squeezes them in that one direction.
# Upwards the classes do not differ, the difference is zero, and nothing happens. In a picture this is the prompt getting louder: what
# distinguishes it is exaggerated, what it has in common with everything else stays.
#
# ## Laid over the tilted density
#
# Upwards nothing happens, so look across only. There the tilted density $p(x \mid c)^s\, p(x)^{1-s}$ can be worked out on a grid.

# %%
grid = np.linspace(-6, 10, 3201)
width = grid[1] - grid[0]
of_class = [np.exp(gaussian_log_density(grid, centre, VARIANCE)) for centre in CENTRES[:, 0]]
of_all = (of_class[0] + of_class[1]) / 2


def tilted(guidance_scale):
    """Return the density that guidance is said to sample, on the grid."""
    logs = guidance_scale * np.log(of_class[1]) + (1 - guidance_scale) * np.log(of_all)
    density = np.exp(logs - np.max(logs))
    return density / np.sum(density * width)


def moments(density):
    """Return mean and standard deviation of a density on the grid."""
    mean = np.sum(grid * density * width)
    return mean, sqrt(np.sum((grid - mean) ** 2 * density * width))


SCALE = 4
guided = sample(SCALE)[:, 0]
heights, edges = np.histogram(guided, bins=40, density=True)
figure, axes = plt.subplots(figsize=(5, 2.8))
axes.stairs(heights, edges, color="C0", linewidth=2, label="guided samples")
axes.plot(grid, tilted(SCALE), "C1--", label="tilted density")
axes.plot(grid, of_class[1], "C3:", label="class B")
axes.set(xlabel="place across", title=f"density, guidance scale {SCALE}", xlim=(-1.2, 3.6), ylim=(0, None))
axes.legend()
plt.show()

print("                   mean  spread")
print(f"class B         {CENTRES[1, 0]:7.3f} {sqrt(VARIANCE):7.3f}")
print("tilted density  {:7.3f} {:7.3f}".format(*moments(tilted(SCALE))))
print(f"guided samples  {np.mean(guided):7.3f} {np.std(guided):7.3f}")

# %% [markdown]
# **Figure.** The samples are not those of the tilted density: they have gone further, and spread less.
#
# <!-- A dotted bell around one, the class. A dashed bell, a little narrower and to the right of it, the tilted density. A stepped
# outline, the samples, is clearly narrower and taller than both and stands furthest right. -->
#
# The network is perfect, and with a step at each of the thousand levels the numbers hardly move. So where does it come from?
#
# ## Two things that do not commute
#
# To sample the tilted density one would noise it, and follow the score of *that*, level by level. Guidance tilts the noised densities
# instead: at each level it takes $p_t(x \mid c)^s\, p_t(x)^{1-s}$. At the clean end both are the same. With noise they are not: to tilt
# and then to noise is something else than to noise and then to tilt.
#
# On a grid the right way can be walked, too. The mean of $x_0$ given $x_t$ is a sum over the grid, and with it the prediction that a
# network trained on the tilted density would make.


# %%
def sample_tilted(guidance_scale):
    """Walk with the perfect prediction for the tilted density itself."""
    x, density = start[:, 0], tilted(guidance_scale)
    known = density > 1e-12
    for t in visited:
        share = alpha_bar[t]
        logs = gaussian_log_density(x[:, None], sqrt(share) * grid[known][::4], 1 - share)
        logs += np.log(density[known][::4])
        belongs = np.exp(logs - np.max(logs, axis=1, keepdims=True))
        x0 = belongs @ grid[known][::4] / np.sum(belongs, axis=1)
        x = ddim_step(x, epsilon_from_x0(x, x0, share), share, alpha_bar[t - STRIDE])
    return x


right_way = sample_tilted(SCALE)
print("                       mean  spread")
print("tilted density      {:7.3f} {:7.3f}".format(*moments(tilted(SCALE))))
print(f"its own score       {np.mean(right_way):7.3f} {np.std(right_way):7.3f}")
print(f"guided score        {np.mean(guided):7.3f} {np.std(guided):7.3f}")

# %% [markdown]
# The sampler is innocent: given the score of the noised tilted density, it arrives. It is the guided score that belongs to no noised
# density of anything.
#
# ## How much variance goes
#
# For two Gaussians of different spread, both answers are formulas of chapter 5. Let the prompt narrow the data from variance one to a
# quarter, around the same mean. The tilted density has the variance $1 / (s/v_c + (1 - s)/v_u)$; what the deterministic sampler makes of
# noise has $v_c^{\,s}\, v_u^{1-s}$.

# %%
NARROW, WIDE = 0.25, 1.0


def sampled_variance(guidance_scale):
    """Return the variance that guided DDIM leaves of standard normal noise, for two centred Gaussians."""
    x = 1.0  # every step is a multiplication
    for t in visited:
        share = alpha_bar[t]
        both = [
            epsilon_from_score(gaussian_score(x, 0.0, share * v + 1 - share), share) for v in (NARROW, WIDE)
        ]
        x = ddim_step(x, guided_prediction(*both, guidance_scale), share, alpha_bar[t - STRIDE])
    return x**2


scales = np.linspace(1, 8, 15)
measured = np.array([sampled_variance(scale) for scale in scales])
predicted = np.array([guided_sample_variance(NARROW, WIDE, scale) for scale in scales])
said = np.array([tilted_gaussian((0.0, NARROW), (0.0, WIDE), scale)[1] for scale in scales])

figure, axes = plt.subplots(figsize=(5, 2.8))
axes.plot(scales, measured, "C0o", label="measured", markersize=4)
axes.plot(scales, predicted, "C0-", label="sampler, by formula")
axes.plot(scales, said, "C1--", label="tilted density")
axes.set(title="variance", xlabel="guidance scale", yscale="log")
axes.set_yticks([1e-4, 1e-2, 1], labels=["1e-4", "0.01", "1"])
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** What guidance leaves of the variance: it falls by the same factor with each unit of the scale.
#
# <!-- On a logarithmic axis the measured dots fall along a straight line to about a hundred-thousandth, close to the formula's line. The
# dashed curve of the tilted density flattens and stays more than a thousand times higher at the right end. -->
#
# The tilted density loses variance like $1/s$, the sampler exponentially. Whoever turns the scale up sees variety vanish faster than the
# tilt would have it.
#
# ## Guiding at some levels only
#
# [@kynkaanniemi2024] leave guidance out in much noise and in little, and get better pictures. What does each part of the walk
# contribute here? Split the levels at log-SNR of plus and minus two.

# %%
parts = {
    "everywhere": lambda share: True,
    "in much noise": lambda share: log_snr(share) < -2,
    "in between": lambda share: -2 <= log_snr(share) <= 2,
    "in little noise": lambda share: log_snr(share) > 2,
    "nowhere": lambda share: False,
}


def doubtful(x):
    """Return the share of the samples that a perfect classifier does not give to class B with 19 to 1."""
    odds = np.exp(
        gaussian_log_density(x, CENTRES[1, 0], VARIANCE) - gaussian_log_density(x, CENTRES[0, 0], VARIANCE)
    )
    return np.mean(odds < 19)


by_part = {}
print("guided            mean  spread  doubtful")
for name, guided_at in parts.items():
    x = sample(SCALE, guided_at)[:, 0]
    by_part[name] = np.mean(x), np.std(x), doubtful(x)
    print("{:15s} {:6.3f} {:7.3f} {:9.3f}".format(name, *by_part[name]))

# %% [markdown]
# Read the table against its last row. In much noise guidance moves the crowd as a whole: the mean goes far, the spread hardly shrinks. In
# little noise it moves nothing, squeezes a little, and leaves most of the doubtful samples in doubt, since their class was settled
# before. In between the class is decided: guiding there alone leaves as few doubtful samples as guiding everywhere, with a good deal less
# overshoot. The narrowness it does not cure; that is the price of the tilt at each level, wherever it is paid.
#
# With pictures there is a further reason to spare much noise: guidance there picks the few layouts that shout the prompt, and all samples
# begin to look alike. A class with a single hill, as here, has no layouts to lose.
#
# ## Try it
#
# - Give class B two hills instead of one, the second further from class A. Which of them does a large scale prefer, and at which levels
#   is that choice made?
# - Add fresh noise to the walk, as DDPM does (`ddim_step` takes a variance and a draw). Does the crowd come closer to the tilted density?
#   Why should it?
# - Let class B be *wider* than the data as a whole, in the section with two Gaussians. From which scale on has the tilted density no
#   area, and what does the sampler do there?
# - Use scales below one, and below zero. Which density does a negative prompt aim at?
