# %% [markdown]
# # Slopes, and paths that tremble
#
# A sampler is a solver of a differential equation, and solvers come with promises: *first order*, *second order*. [Chapter
# 8](../chapters/08-ode-and-sde.md) says what they mean. This lab measures them, as slopes on logarithmic axes, and finds a case in which
# the promise is kept late. Then it lets the same noise run through both of the chapter's equations, the one with dice and the one
# without, and looks at what is the same and what is not.

# %%
from itertools import pairwise
from math import exp, sqrt
from statistics import NormalDist

import matplotlib.pyplot as plt
import numpy as np

from checkers.formulas import (
    euler_step,
    exact_decay,
    gaussian_log_density,
    gaussian_score,
    heun_step,
    probability_flow_drift,
    reverse_sde_drift,
)

generator = np.random.default_rng(seed=0)

# %% [markdown]
# ## The measuring rod
#
# Take an equation whose solution is known, $\mathrm dx/\mathrm dt = -x$, and follow it for one unit of time in $n$ steps. If the error
# behaves like $C/n^p$, then its logarithm falls along a straight line of slope $-p$ over the logarithm of $n$, and a fitted line tells
# $p$.


# %%
def walk_euler(x, velocity, times):
    """Follow a velocity along a list of times by Euler's method."""
    for t, after in pairwise(times):
        x = euler_step(x, velocity(x, t), after - t)
    return x


def walk_heun(x, velocity, times):
    """Follow a velocity along a list of times by Heun's method, two calls a step."""
    for t, after in pairwise(times):
        x = heun_step(x, velocity, t, after - t)
    return x


def order(steps, errors):
    """Return by which power of the number of steps the error falls."""
    return -np.polyfit(np.log(steps), np.log(errors), 1)[0]


def decay(x, t):
    """Return the velocity of exponential decay."""
    return -x


counts = 2 ** np.arange(2, 10)
decay_errors = {"Euler": [], "Heun": []}
for n in counts:
    times = np.linspace(0, 1, n + 1)
    decay_errors["Euler"].append(abs(walk_euler(1.0, decay, times) - exact_decay(1.0, 1.0, 1.0)))
    decay_errors["Heun"].append(abs(walk_heun(1.0, decay, times) - exact_decay(1.0, 1.0, 1.0)))
decay_orders = {name: order(counts, errors) for name, errors in decay_errors.items()}
for name, p in decay_orders.items():
    print(f"{name}: order {p:.2f}")

# %% [markdown]
# ## The same rod on a diffusion
#
# Now the equation that matters: the probability flow of the variance-preserving process with $\beta(t)$ rising evenly from $\beta_0$ to
# $\beta_1$. For Gaussian data of variance $v$ the noised data are Gaussian too, the score is a straight line, and the flow only rescales:
# $x$ keeps its place in units of the standard deviation. So the exact end is known here as well.

# %%
BETA_0, BETA_1 = 0.1, 20.0


def beta(t):
    """Return the rate at which noise is added at time t, from 0 (data) to 1 (noise)."""
    return BETA_0 + (BETA_1 - BETA_0) * t


def alpha_bar(t):
    """Return the share of the signal's power at time t."""
    return exp(-(BETA_0 * t + (BETA_1 - BETA_0) * t**2 / 2))


def flow_errors(variance, counts):
    """Return the errors of both methods at the end of the flow, from x = 1 at t = 1, in standard deviations of the data."""

    def velocity(x, t):
        spread = alpha_bar(t) * variance + 1 - alpha_bar(t)
        return probability_flow_drift(x, beta(t), gaussian_score(x, 0.0, spread))

    exact = 1 / sqrt(alpha_bar(1) * variance + 1 - alpha_bar(1))
    errors = {"Euler": [], "Heun": []}
    for n in counts:
        times = np.linspace(1, 0, n + 1)
        errors["Euler"].append(abs(walk_euler(1.0, velocity, times) / sqrt(variance) - exact))
        errors["Heun"].append(abs(walk_heun(1.0, velocity, times) / sqrt(variance) - exact))
    return errors


counts = 2 ** np.arange(3, 12)
broad, narrow = flow_errors(0.25, counts), flow_errors(0.0001, counts)

figure, (left, right) = plt.subplots(1, 2, figsize=(5, 3), sharey=True)
for axes, errors, title in ((left, broad, "broad data"), (right, narrow, "narrow data")):
    axes.plot(counts, errors["Euler"], "C0o-", label="Euler", markersize=4)
    axes.plot(2 * counts, errors["Heun"], "C1o--", label="Heun", markersize=4)
    axes.set(
        title=f"error, {title}", xlabel="calls of the network", xscale="log", yscale="log", ylim=(1e-7, 1000)
    )
    axes.set_xticks([10, 100, 1000], labels=["10", "100", "1000"])
left.set_yticks([1e-6, 1e-4, 1e-2, 1], labels=["1e-6", "1e-4", "0.01", "1"])
left.legend(loc="lower left")
plt.show()

# %% [markdown]
# **Figure.** The error at the end of the flow, in standard deviations of the data, for two data sets that differ in their spread only.
# Heun's method is charged for two calls a step.
#
# <!-- Two panels on logarithmic axes. On the left, for broad data, both errors fall along straight lines from the start, Heun's twice as
# steeply. On the right, for narrow data, both errors begin higher and fall slowly up to a few hundred calls, where the slopes of the left
# panel set in. -->

# %%
orders = {}
for name, errors in (("broad", broad), ("narrow", narrow)):
    for method in ("Euler", "Heun"):
        for part in (counts[2:6], counts[6:]):
            found = np.isin(counts, part)
            orders[name, method, part[0]] = order(part, np.array(errors[method])[found])
            print(
                f"{name:7s} {method:6s} {part[0]:4d} to {part[-1]:4d} steps: order {orders[name, method, part[0]]:.2f}"
            )

# %% [markdown]
# An order is a promise about the limit. For the narrow data Euler's method falls short of its order until there are hundreds of steps,
# and Heun's does too. The promise sets in once a step is short against the time over which the velocity changes, and near the data that
# time shrinks with their variance. Real pictures are narrow in this sense: they lie on something thin. With twenty steps nobody is in the
# limit, and what counts is where the steps are put. That is why practical samplers crowd them at low noise.
#
# ## Two equations, one noise
#
# For the rest of the lab the data are a mixture of two Gaussians, so that there is something to decide. The starts are not drawn: they
# are two thousand values that split a standard Gaussian into equally likely parts, so that no luck lies in them.

# %%
means, weights, variance = np.array([-1.0, 1.0]), np.array([0.3, 0.7]), 0.01


def score(x, t):
    """Return the score of the noised mixture at each place."""
    share = alpha_bar(t)
    centres, spread = sqrt(share) * means, share * variance + 1 - share
    logs = np.log(weights) + gaussian_log_density(x[:, None], centres, spread)
    parts = np.exp(logs - np.max(logs, axis=1, keepdims=True))
    parts /= np.sum(parts, axis=1, keepdims=True)
    return np.sum(parts * gaussian_score(x[:, None], centres, spread), axis=1)


def run_ode(x, steps):
    """Return the places at all times on the way from noise to data, by Euler steps without dice."""
    path = [x]
    for step in range(steps, 0, -1):
        t = step / steps
        x = euler_step(x, probability_flow_drift(x, beta(t), score(x, t)), -1 / steps)
        path.append(x)
    return np.array(path)


def run_sde(x, steps):
    """Return the same with fresh noise in each step."""
    path = [x]
    for step in range(steps, 0, -1):
        t = step / steps
        fresh = sqrt(beta(t) / steps) * generator.standard_normal(x.size)
        x = euler_step(x, reverse_sde_drift(x, beta(t), score(x, t)), -1 / steps) + fresh
        path.append(x)
    return np.array(path)


STEPS, COUNT = 500, 2000
ranks = (np.arange(COUNT) + 0.5) / COUNT
start = np.array([NormalDist().inv_cdf(rank) for rank in ranks])
ode, sde = run_ode(start, STEPS), run_sde(start, STEPS)

few = [150, 800, 1700]
times = np.linspace(1, 0, STEPS + 1)
figure, (left, right) = plt.subplots(1, 2, figsize=(5, 2.8), sharey=True)
for axes, path, title in ((left, ode, "without dice"), (right, sde, "with dice")):
    for number, walker in enumerate(few):
        axes.plot(times[::4], path[::4, walker], f"C{number}-", linewidth=1.3)
    axes.set(title=title, xlabel="time", xlim=(1, 0), ylim=(-3, 3), xticks=(1, 0.5, 0))
plt.show()

# %% [markdown]
# **Figure.** Three starting noises, followed by the probability flow and by the reverse SDE. Time runs from noise to data.
#
# <!-- Left: three smooth lines that never cross, one to minus one and two to plus one. Right: three trembling lines from the same starts,
# which cross each other many times and end in the same two places. -->
#
# The paths have nothing in common but their start. Is the *crowd* the same? The noised data are a mixture of two Gaussians at every time,
# so their quantiles are known. Sort a crowd, and measure how far its values are from the quantiles of equal rank, on average. An exact
# draw of the same size is not at distance zero either.


# %%
def quantiles(t):
    """Return the values that split the noised data at time t into equally likely parts."""
    share = alpha_bar(t)
    parts = [NormalDist(sqrt(share) * mean, sqrt(share * variance + 1 - share)) for mean in means]
    grid = np.linspace(-5, 5, 4001)
    below = [sum(weight * part.cdf(x) for weight, part in zip(weights, parts, strict=True)) for x in grid]
    return np.interp(ranks, below, grid)


def apart(crowd, t):
    """Return how far a crowd is from the noised data at time t."""
    return np.mean(np.abs(np.sort(crowd) - quantiles(t)))


crowds = {}
print("time   without dice   with dice   an exact draw")
for t in (0.75, 0.5, 0.25, 0.1, 0.0):
    at = round((1 - t) * STEPS)
    drawn = generator.choice(quantiles(t), COUNT)
    crowds[t] = apart(ode[at], t), apart(sde[at], t), apart(drawn, t)
    print("{:4.2f} {:14.3f} {:11.3f} {:15.3f}".format(t, *crowds[t]))

# %% [markdown]
# Both stay as close to the truth as an exact draw would be. The same crowd, made of different walkers: that is what it means for the two
# equations to share their marginals.
#
# What does a start say about the end? Without dice, everything. In one dimension paths of an equation cannot cross, so the order of the
# starts is the order of the ends, and three tenths of the starts, the lowest, end in the left mode. With dice, hardly anything.

# %%
figure, (left, right) = plt.subplots(1, 2, figsize=(5, 2.8), sharey=True)
for axes, path, title in ((left, ode, "end, without dice"), (right, sde, "end, with dice")):
    axes.plot(path[0][::3], path[-1][::3], "C0.", markersize=3)
    axes.set(title=title, xlabel="start", xlim=(-3, 3))
plt.show()


def kept_order(path):
    """Return the correlation between the ranks of the starts and the ranks of the ends."""
    places = [np.argsort(np.argsort(path[at])) for at in (0, -1)]
    return np.corrcoef(*places)[0, 1]


print(f"correlation of ranks: without dice {kept_order(ode):.3f}, with dice {kept_order(sde):.3f}")

# %% [markdown]
# **Figure.** Where the starts end, every third of them.
#
# <!-- Left: a single rising curve with a jump from the left mode to the right. Right: two bands of dots at minus one and plus one, each
# over the whole range of starts. -->
#
# ## What the dice are good for
#
# Few steps first, then a spoilt start: all walkers begin too far to the right, as if some earlier step had gone wrong.

# %%
print("steps   without dice   with dice")
by_steps = {}
for steps in (10, 20, 40, 80, 160):
    by_steps[steps] = apart(run_ode(start, steps)[-1], 0.0), apart(run_sde(start, steps)[-1], 0.0)
    print("{:5d} {:14.3f} {:11.3f}".format(steps, *by_steps[steps]))

SHIFT = 0.5
spoilt = apart(run_ode(start + SHIFT, STEPS)[-1], 0.0), apart(run_sde(start + SHIFT, STEPS)[-1], 0.0)
print("spoilt start, {} steps: without dice {:.3f}, with dice {:.3f}".format(STEPS, *spoilt))

# %% [markdown]
# With few steps the walk without dice is ahead: the dice have to be balanced by twice the score, and both are errors while steps are
# long. After a mistake it is the other way round. The flow carries the mistake faithfully to the end; the dice forget it, because each
# step mixes the crowd a little towards the marginal it should have. Samplers for trained networks, which err at every step, therefore
# often add *some* noise: [@karras2022] measure how much.
#
# ## Try it
#
# - Put the times of `flow_errors` where $\log$-SNR falls evenly instead of $t$. How many calls does Heun's method need now for the narrow
#   data?
# - Give `run_sde` a factor on its dice: $\lambda$ times the fresh variance and a score weighted by $(1 + \lambda)/2$. Which $\lambda$ are
#   the two equations of the chapter? Do the crowds agree for one in between?
# - Spoil the score instead of the start, by a small constant at every time. Which walk forgives more now?
# - How far to the right may the start be moved before the walk with dice remembers it? What would make it forget sooner?
