# %% [markdown]
# # Arrows that lead to data
#
# A score is a field of arrows that point uphill ([chapter 3](../chapters/03-score-function.md)). Whoever knows the field should be able
# to draw samples: follow the arrows, and shake a little so as not to get stuck on the tops. This is Langevin sampling. It is exact in the
# limit, it needs nothing but the score, and as it stands it is useless for pictures. This lab finds out why, and why the same walk works
# when it begins in noise.

# %%
from math import sqrt

import matplotlib.pyplot as plt
import numpy as np

from checkers.formulas import (
    cosine_alpha_bar,
    gaussian_log_density,
    gaussian_score,
)

means = np.array([(-2.0, -1.0), (2.0, -1.0), (0.0, 2.0)])
weights = np.array([0.1, 0.3, 0.6])
variance = 0.16

# %% [markdown]
# ## A field to look at
#
# The data are points in the plane, in three round clusters of unequal weight. Noised to the share $\bar\alpha$ they are still three
# Gaussians, with the centres $\sqrt{\bar\alpha}\,\mu_k$ and the variance $\bar\alpha\,\sigma^2 + 1 - \bar\alpha$ in each direction. The
# score of a mixture is the mean of the Gaussians' scores, weighted by how probably the point belongs to each.


# %%
def noised(alpha_bar):
    """Return the centres and the variance of the clusters when this share of their power is left."""
    return sqrt(alpha_bar) * means, alpha_bar * variance + 1 - alpha_bar


def belonging(x, alpha_bar, weights):
    """Return how probably each point belongs to each cluster, points by clusters."""
    centres, spread = noised(alpha_bar)
    logs = np.log(weights) + np.sum(gaussian_log_density(x[:, None, :], centres, spread), axis=2)
    shares = np.exp(logs - np.max(logs, axis=1, keepdims=True))
    return shares / np.sum(shares, axis=1, keepdims=True)


def score(x, alpha_bar=1.0, weights=weights):
    """Return the score at each point, points by coordinates."""
    centres, spread = noised(alpha_bar)
    shares = belonging(x, alpha_bar, weights)
    return np.sum(shares[:, :, None] * gaussian_score(x[:, None, :], centres, spread), axis=1)


# %%
across, up = np.linspace(-4, 4, 41), np.linspace(-3, 4, 36)
places = np.stack(np.meshgrid(across, up), axis=-1)


def draw_field(axes, alpha_bar):
    """Draw where the arrows lead, and the centres of the clusters."""
    arrows = score(places.reshape(-1, 2), alpha_bar).reshape(places.shape)
    axes.streamplot(
        across, up, arrows[..., 0], arrows[..., 1], density=0.7, color="C0", linewidth=1, arrowsize=0.8
    )
    axes.plot(*noised(alpha_bar)[0].T, "C1o", markersize=7)
    axes.set(aspect="equal", xlim=(-4, 4), ylim=(-3, 4), xticks=[], yticks=[])
    axes.grid(False)


figure, (left, right) = plt.subplots(1, 2, figsize=(5, 2.6))
draw_field(left, 1.0)
draw_field(right, 0.1)
left.set_title("the data")
right.set_title("a tenth of the power left")
plt.show()

# %% [markdown]
# **Figure.** Streamlines of the score, for the data and for the same data in much noise. The dots are the centres of the clusters.
#
# <!-- Two fields of arrows. On the left the plane is divided into three regions, in each of which all streamlines run to the centre of
# one cluster; along the borders they part. On the right all streamlines run to one place in the middle, where the three centres have
# moved close together. -->
#
# On the left the plane is cut into three basins. Whoever starts in one is led to its centre, and nothing in the arrows nearby says that
# other clusters exist. On the right there is one basin for all.
#
# Now the flaw. The clusters have unequal weights. Make them equal, and look at how the arrows change.

# %%
equal = np.full(3, 1 / 3)
changes = {}
print("change of the score, relative to its length:")
for name, shift in (("one standard deviation from a centre", 0.4), ("three standard deviations", 1.2)):
    near = means + np.array([0, shift])
    difference = np.linalg.norm(score(near) - score(near, weights=equal), axis=1)
    changes[name] = np.max(difference / np.linalg.norm(score(near), axis=1))
    print(f"  {name:38s} {changes[name]:.1e}")
middle = np.mean(means[:2], axis=0, keepdims=True)
difference = np.linalg.norm(score(middle) - score(middle, weights=equal))
changes["border"] = difference / np.linalg.norm(score(middle))
print(f"  {'halfway between two centres':38s} {changes['border']:.1e}")

# %% [markdown]
# Where the data lie, the score does not depend on the weights. It knows them only on the borders, where there are no data, so that a
# network is never shown them and a walker never comes by.
#
# ## One hill: the price of a step
#
# Before the three clusters, try the walk on one. A step of size $h$ is
#
# $$
# x \leftarrow x + \tfrac h2\, \nabla \log p(x) + \sqrt h\, z, \quad z \sim \mathcal N(0, 1).
# $$
#
# For a Gaussian of variance $v$ the score is $-x/v$, and so each step multiplies $x$ by $1 - h/2v$ and adds the variance $h$. The walk
# settles where the two balance, at the variance
#
# $$
# \frac{h}{1 - (1 - h/2v)^2} = \frac{v}{1 - h/4v} .
# $$
#
# That is not $v$. Every step size has its error, which vanishes with $h$; and at $h = 4v$ the walk flies apart.

# %%
generator = np.random.default_rng(seed=0)


def settled_variance(ratio, chains=4000, steps=400):
    """Return the variance at which a walk with h = ratio v settles, divided by v = 1."""
    x = np.zeros(chains)
    for _ in range(steps):
        x = x + ratio / 2 * gaussian_score(x, 0.0, 1.0) + sqrt(ratio) * generator.standard_normal(chains)
    return np.var(x)


ratios = np.array([0.1, 0.4, 0.8, 1.2, 1.6, 2.0, 2.4, 2.8, 3.2])
measured = np.array([settled_variance(ratio) for ratio in ratios])
fine = np.linspace(0, 3.3, 100)

figure, axes = plt.subplots(figsize=(5, 2.6))
axes.plot(fine, 1 / (1 - fine / 4), label="formula")
axes.plot(ratios, measured, "C1o", label="measured")
axes.set(title="variance of the samples over v", xlabel="step size h over v", ylim=(0, 6))
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** Langevin sampling of one Gaussian with steps of various sizes: the samples spread too far, as the formula says.
#
# <!-- A curve that starts at one, rises slowly, and bends upwards towards a wall at four. Nine measured dots lie on it. -->
#
# From here on a fifth of the variance serves as step size. The variance of the samples is then about a twentieth too large, which is
# small beside the error that comes now.
#
# ## Three hills: the walk without a guide
#
# Two thousand walkers start from standard normal draws and take the same number of steps each. How many end in which cluster?

# %%
WALKERS, LEVELS, STEPS_PER_LEVEL, RATIO = 2000, 40, 25, 0.2


def langevin(x, alpha_bar, steps):
    """Walk over the density at one noise level."""
    h = RATIO * noised(alpha_bar)[1]
    for _ in range(steps):
        x = x + h / 2 * score(x, alpha_bar) + sqrt(h) * generator.standard_normal(x.shape)
    return x


def shares_of(x, alpha_bar=1.0):
    """Return the share of the walkers that stand nearest to each centre."""
    distances = np.linalg.norm(x[:, None, :] - noised(alpha_bar)[0], axis=2)
    return np.bincount(np.argmin(distances, axis=1), minlength=len(means)) / len(x)


start = generator.standard_normal((WALKERS, 2))
plain, plain_shares = start, []
for _ in range(LEVELS):
    plain = langevin(plain, 1.0, STEPS_PER_LEVEL)
    plain_shares.append(shares_of(plain))

print("true weights           ", weights)
print("start, nearest centre  ", np.round(shares_of(start), 3))
print(f"after {STEPS_PER_LEVEL:4d} steps       ", np.round(plain_shares[0], 3))
print(f"after {LEVELS * STEPS_PER_LEVEL:4d} steps       ", np.round(plain_shares[-1], 3))

# %% [markdown]
# Each walker goes to the cluster in whose basin it was dropped, and stays. A thousand steps change nothing: inside each cluster the
# samples are right, between the clusters they are wrong. Ten thousand would not help either, since the waiting time for a crossing grows
# exponentially with the height of the pass. For pictures, where the void between two clusters is all that is not a picture, it may as
# well be infinite.
#
# ## The same walk, through noise levels
#
# [@song2019] begin where there is only one basin, and let the noise fade. At every level the walkers take a few steps over the density
# of *that* level, with steps as large as its hills are wide. The total number of steps is the same as before.

# %%
schedule = [cosine_alpha_bar(t, LEVELS) for t in range(LEVELS - 1, -1, -1)]
guided, guided_shares, crossings = start, [], []
for alpha_bar in schedule:
    centres, _ = noised(alpha_bar)
    before = np.argmin(np.linalg.norm(guided[:, None, :] - centres, axis=2), axis=1)
    guided = langevin(guided, alpha_bar, STEPS_PER_LEVEL)
    after = np.argmin(np.linalg.norm(guided[:, None, :] - centres, axis=2), axis=1)
    crossings.append(np.mean(before != after))
    guided_shares.append(shares_of(guided, alpha_bar))

print("true weights       ", weights)
print("through the levels ", np.round(guided_shares[-1], 3))

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(5, 2.7))
for axes, x, title in ((left, plain, "without levels"), (right, guided, "with levels")):
    axes.plot(*x[:700].T, "C0.", markersize=3)
    axes.set(aspect="equal", xlim=(-4, 4), ylim=(-3, 4), xticks=[], yticks=[], title=title)
    axes.grid(False)
    for centre, share in zip(means, shares_of(x), strict=True):
        axes.text(centre[0], centre[1] - 1.6, f"{share:.0%}", ha="center")
plt.show()

# %% [markdown]
# **Figure.** Seven hundred of the walkers at the end of both walks, and the share of all walkers in each cluster.
#
# <!-- Two scatter plots of three round clusters, of the same shape in both. Without levels the three hold similar shares. With levels the
# left one holds about a tenth, the right one a third, the upper one more than half. -->
#
# The clusters look alike in both pictures; what differs is how many points are in each. When was that decided?

# %%
figure, axes = plt.subplots(figsize=(5, 2.8))
levels = np.arange(LEVELS)
for number, name in enumerate(("left", "right", "upper")):
    axes.plot(levels, [shares[number] for shares in guided_shares], f"C{number}", label=name)
axes.plot(levels, crossings, "C3:", label="changed cluster")
axes.set(
    title="share of the walkers",
    xlabel="noise level, from much noise to none",
    ylim=(0, 1),
    xlim=(0, LEVELS + 9),
)
for number, height in enumerate(weights):
    axes.text(LEVELS + 0.5, height, f"{height:.0%} true", color=f"C{number}", va="center")
axes.legend(loc="upper left", ncols=2)
plt.show()

# %% [markdown]
# **Figure.** The shares as the noise fades, and how many of the walkers change their cluster during a level.
#
# <!-- Three lines begin at about a third each and part over the first half of the levels, to end at their true weights. A dotted line,
# the share that changes cluster, starts near two thirds, falls as they part, and is zero for the last quarter. -->
#
# As long as the hills overlap, walkers change sides freely, and their shares follow the weights. Then the passes close. What has been
# decided by then stays decided, and the remaining levels only sharpen the picture. This division of labour is the same in every diffusion
# sampler: what a picture shows is settled in much noise, what its details are in little. [Chapter 8](../chapters/08-ode-and-sde.md)
# follows the walk with steps of no length.
#
# ## Try it
#
# - Use five levels with two hundred steps each. Are the shares still right? Which level was too long a jump, and how can you tell from
#   `crossings`?
# - Start all walkers in the upper cluster instead of at random. Which of the two walks forgets where it began?
# - Keep the number of steps, but spread the levels so that $\log$-SNR falls evenly. At which levels are steps wasted, and on what?
# - Leave out the noise $z$ at the last level only. Which quantity that you measured gets better, and which gets worse?
