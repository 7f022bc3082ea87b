# %% [markdown]
# # One network, two losses
#
# Predict the noise, or predict the velocity: [chapter 2](../chapters/02-ddpm-loss.md) and [chapter 7](../chapters/07-flow-matching.md)
# train with different targets, on differently mixed inputs, and sample with different steps. What of this makes a difference? Here the
# same small network is trained twice, from the same weights, with the same data and the same noise. Everything is written out in NumPy,
# backward pass and optimiser included, and takes less than a minute. Nothing is hidden in a library, so you can change anything.

# %%
from itertools import pairwise
from math import pi, sqrt

import matplotlib.pyplot as plt
import numpy as np

from checkers.formulas import (
    alpha_bars,
    ddim_step,
    euler_step,
    log_snr,
    scaled_linear_betas,
    straight_path_alpha_bar,
    trailing_timesteps,
    x0_from_epsilon,
    x0_from_velocity,
)

T = 1000
alpha_bar = np.array(alpha_bars(scaled_linear_betas(T)))
generator = np.random.default_rng(seed=0)

# %% [markdown]
# ## Data with a shape
#
# The data are two crescents, one around the end of the other, with some dust around each. They are shifted and scaled so that each
# coordinate has the mean zero and the variance one, as the schedules expect.


# %%
def crescents(along):
    """Return a point for each number between 0 and 1; one half of them belongs to each crescent."""
    angle, upper = 2 * pi * along, along < 0.5
    x, y = np.cos(angle), np.sin(angle)
    arcs = np.stack([np.where(upper, x, x + 1), np.where(upper, y, y + 0.4)], axis=1)
    return arcs + 0.06 * generator.standard_normal((len(along), 2))


even = crescents((np.arange(20_000) + 0.5) / 20_000)
centre, scale = np.mean(even, axis=0), np.std(even, axis=0)


def draw_data(count):
    """Return data points, count by 2."""
    return (crescents(generator.uniform(size=count)) - centre) / scale


# %% [markdown]
# ## The network
#
# Two coordinates and a time go in, two numbers come out. The coordinates are stretched, so that the network can draw finer lines; time
# enters as a few sines and cosines, as in larger networks. In between lie three layers with the activation $a \cdot \sigma(a)$, where
# $\sigma$ is the logistic function. The forward pass remembers what the backward pass will need.

# %%
WIDTH, STRETCH = 64, 3
FREQUENCIES = pi * np.array([0.5, 1, 2, 4])
SIZES = (2 + 2 * len(FREQUENCIES), WIDTH, WIDTH, WIDTH, 2)


def new_network():
    """Return the layers of a network, each a matrix and a row of biases; always the same."""
    dice = np.random.default_rng(seed=1)
    return [[dice.standard_normal((into, out)) / sqrt(into), np.zeros(out)] for into, out in pairwise(SIZES)]


def forward(network, x, t):
    """Return the prediction for the points x at the times t, and what to remember of each layer."""
    angles = t[:, None] * FREQUENCIES
    inputs, remembered = np.concatenate([STRETCH * x, np.sin(angles), np.cos(angles)], axis=1), []
    for matrix, bias in network[:-1]:
        a = inputs @ matrix + bias
        gate = 1 / (1 + np.exp(-a))
        remembered.append((inputs, a, gate))
        inputs = a * gate
    matrix, bias = network[-1]
    remembered.append((inputs, None, None))
    return inputs @ matrix + bias, remembered


# %% [markdown]
# Backwards, each layer receives how the loss changes with its output. It hands on how the loss changes with its input, and keeps how it
# changes with its own numbers. The slope of $a\,\sigma(a)$ is $\sigma + a\,\sigma\,(1 - \sigma)$.


# %%
def backward(network, remembered, slope):
    """Return the slopes of the loss with respect to each layer's matrix and biases."""
    slopes = []
    for (matrix, _), (inputs, a, gate) in zip(reversed(network), reversed(remembered), strict=True):
        if a is not None:
            slope = slope * (gate + a * gate * (1 - gate))
        slopes.append([inputs.T @ slope, np.sum(slope, axis=0)])
        slope = slope @ matrix.T
    return slopes[::-1]


# %% [markdown]
# A backward pass that is wrong by a factor or a sign still trains, only badly. So test it before you trust it: nudge one weight, and see
# whether the loss changes as predicted.

# %%
few_x, few_t = generator.standard_normal((50, 2)), generator.uniform(size=50)
few_targets = generator.standard_normal((50, 2))


def loss_of(network):
    """Return the loss of a network on the fifty points."""
    return np.mean((forward(network, few_x, few_t)[0] - few_targets) ** 2)


network = new_network()
prediction, remembered = forward(network, few_x, few_t)
slopes = backward(network, remembered, 2 * (prediction - few_targets) / few_targets.size)
errors = []
for layer in range(len(network)):
    nudged = new_network()
    nudged[layer][0][1, 1] += 1e-5
    measured = (loss_of(nudged) - loss_of(network)) / 1e-5
    errors.append(abs(measured / slopes[layer][0][1, 1] - 1))
    print(f"layer {layer}: predicted {slopes[layer][0][1, 1]:9.6f}, measured {measured:9.6f}")

# %% [markdown]
# ## Two ways to set the question
#
# Both losses take a data point, a noise and a random time, mix the first two, and ask for something that the mixture no longer shows.
# These are `forward_process` of chapter 0 and `interpolate` of chapter 7, written for many times at once.


# %%
def noise_question(x0, noise, u):
    """Return the mixture of DDPM, its time, and the target: the noise."""
    step = 1 + np.floor(T * u).astype(int)
    share = alpha_bar[step][:, None]
    return np.sqrt(share) * x0 + np.sqrt(1 - share) * noise, step / T, noise


def flow_question(x0, noise, u):
    """Return the mixture of flow matching, its time, and the target: the velocity from data to noise."""
    time = u[:, None]
    return (1 - time) * x0 + time * noise, u, noise - x0


# %% [markdown]
# The optimiser is Adam, in five lines: a running mean of the slopes, divided by the root of a running mean of their squares. Both means
# start at zero, for which their first values are corrected. The learning rate fades to nothing, so that the last steps settle.

# %%
STEPS, BATCH, RATE = 5000, 256, 1e-2


def train(question):
    """Return a trained network and its loss at each step."""
    dice = np.random.default_rng(seed=2)
    network, losses = new_network(), []
    means = [[np.zeros_like(one) for one in layer] for layer in network]
    squares = [[np.zeros_like(one) for one in layer] for layer in network]
    for step in range(1, STEPS + 1):
        picked = dice.integers(0, len(training_data), BATCH)
        noise, u = dice.standard_normal((BATCH, 2)), dice.uniform(size=BATCH)
        x, t, target = question(training_data[picked], noise, u)
        prediction, remembered = forward(network, x, t)
        error = prediction - target
        losses.append(np.mean(error**2))
        slopes = backward(network, remembered, 2 * error / error.size)
        rate = RATE * (1 + np.cos(pi * step / STEPS)) / 2
        for layer in range(len(network)):
            for part in range(2):
                mean, square, slope = means[layer][part], squares[layer][part], slopes[layer][part]
                mean += 0.1 * (slope - mean)
                square += 0.001 * (slope**2 - square)
                corrected = np.sqrt(square / (1 - 0.999**step)) + 1e-8
                network[layer][part] -= rate * mean / (1 - 0.9**step) / corrected
    return network, np.array(losses)


training_data = draw_data(20_000)
noise_network, noise_losses = train(noise_question)
flow_network, flow_losses = train(flow_question)

# %%
figure, axes = plt.subplots(figsize=(5, 2.8))
for losses, name in ((noise_losses, "noise"), (flow_losses, "velocity")):
    blocks = np.mean(losses.reshape(-1, 20), axis=1)
    axes.plot(20 * np.arange(len(blocks)) + 10, blocks, label=name, linewidth=1.3)
axes.set(title="loss, mean of twenty steps", xlabel="step", xscale="log", ylim=(0, 2.2))
axes.set_xticks([10, 100, 1000], labels=["10", "100", "1000"])
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** Both losses while the networks learn. Neither goes to zero, and their heights cannot be compared.
#
# <!-- Two curves over the steps on a logarithmic axis. Both fall until a few hundred steps and hardly afterwards. The loss of the noise
# levels off near a third, that of the velocity at about four times as much. -->
#
# Does the second network learn worse, because its loss is several times as large? It answers another question. The target of the first is
# noise of variance one; that of the second is a difference of noise and data, of variance two. And neither can be answered fully: many
# pairs of data and noise give the same mixture, and the best answer to a square loss is their mean. What is left is the spread of the
# target around that mean.
#
# ## Compared on equal terms
#
# To compare the two, let both say the same thing. At equal ratio of signal to noise the two mixtures are the same picture up to a factor
# (chapter 7), and either prediction implies an estimate of the clean point. So show both networks the same mixtures, and measure how far
# their estimates are from the clean point, and from each other.

# %%
times = np.linspace(0.05, 0.95, 19)
points, noises = draw_data(4000), generator.standard_normal((4000, 2))
levels, rms = [], {"noise": [], "velocity": [], "apart": []}
for time in times:
    share = straight_path_alpha_bar(time)
    if share < alpha_bar[-1]:  # noisier than all that the first network has seen
        continue
    step = np.argmin(np.abs(alpha_bar - share))
    mixture = sqrt(share) * points + sqrt(1 - share) * noises
    epsilon, _ = forward(noise_network, mixture, np.full(4000, step / T))
    by_noise = x0_from_epsilon(mixture, epsilon, share)
    on_path = mixture * sqrt((1 - time) ** 2 + time**2)
    velocity, _ = forward(flow_network, on_path, np.full(4000, time))
    by_velocity = x0_from_velocity(on_path, velocity, time)
    levels.append(log_snr(share))
    for name, difference in (
        ("noise", by_noise - points),
        ("velocity", by_velocity - points),
        ("apart", by_noise - by_velocity),
    ):
        rms[name].append(np.sqrt(np.mean(difference**2)))

figure, axes = plt.subplots(figsize=(5, 2.8))
axes.plot(levels, rms["noise"], label="noise network from the data")
axes.plot(levels, rms["velocity"], label="velocity network from the data")
axes.plot(levels, rms["apart"], "C3:", label="one from the other")
axes.set(title="distance of the estimates", xlabel="log-SNR", xlim=(max(levels), min(levels)), ylim=(0, 1.2))
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** How far the clean points that the two networks imply are from the true ones, and from each other.
#
# <!-- Two nearly equal curves that rise from almost zero on the left, in little noise, to about one on the right, in much noise. A dotted
# curve, the distance of the two estimates from each other, stays far below both and rises a little at the right. -->
#
# At every level the two estimates are much closer to each other than to the truth, and both are far from the truth for the same reason:
# it cannot be known. **The two losses teach the same function.** They part a little in much noise, where the first network's answer is
# divided by the small $\sqrt{\bar\alpha_t}$, and its mistakes with it. What differs besides is which noise levels count for how much
# while it is learnt, and how the answer is used.
#
# ## Walking
#
# The first network walks with DDIM, the second with Euler steps along the straight path. Both start from the same noise. Four calls of
# the network, and thirty-two, beside the data:

# %%
COUNT = 4000
start = generator.standard_normal((COUNT, 2))


def walk_ddim(calls):
    """Walk from noise to data with the first network."""
    visited, x = [t + 1 for t in trailing_timesteps(calls, T)], start
    for t, tau in zip(visited, [*visited[1:], 0], strict=True):
        epsilon, _ = forward(noise_network, x, np.full(COUNT, t / T))
        x = ddim_step(x, epsilon, alpha_bar[t], alpha_bar[tau])
    return x


def walk_flow(calls):
    """Walk from noise to data with the second network."""
    x = start
    for step in range(calls, 0, -1):
        velocity, _ = forward(flow_network, x, np.full(COUNT, step / calls))
        x = euler_step(x, velocity, -1 / calls)
    return x


held_out = draw_data(COUNT)
figure, rows = plt.subplots(2, 3, figsize=(5, 3.6))
for row, name, walk in zip(rows, ("noise", "velocity"), (walk_ddim, walk_flow), strict=True):
    shown = {f"{name}, 4 calls": walk(4), f"{name}, 32 calls": walk(32), "data": held_out}
    for axes, (title, x) in zip(row, shown.items(), strict=True):
        axes.plot(*x[:600].T, "C0.", markersize=2.5)
        axes.set(title=title, aspect="equal", xlim=(-2.2, 2.2), ylim=(-2.4, 2.4), xticks=[], yticks=[])
        axes.grid(False)
plt.show()

# %% [markdown]
# **Figure.** Six hundred samples each, by both networks, in few steps and in many.
#
# <!-- Six scatter plots. With four calls both networks draw crescents that are blurred and have shrunk together, the noise network's more
# so. With thirty-two calls both draw two clear crescents that look like the data on the right, but for a few strays between them. -->
#
# To put a number on this, project data and samples on many directions, sort each projection, and measure how far values of equal rank are
# apart, on average: the *sliced Wasserstein distance*. Two draws of the data themselves are not at distance zero either; what they reach
# is the best that any sampler can hope for.

# %%
angles = pi * np.arange(64) / 64
directions = np.stack([np.cos(angles), np.sin(angles)])


def distance(a, b):
    """Return the sliced Wasserstein distance of two sets of equally many points."""
    return np.mean(np.abs(np.sort(a @ directions, axis=0) - np.sort(b @ directions, axis=0)))


floor = np.mean([distance(draw_data(COUNT), held_out) for _ in range(5)])
calls = [2, 4, 8, 16, 32, 64]
by_ddim = [distance(walk_ddim(count), held_out) for count in calls]
by_flow = [distance(walk_flow(count), held_out) for count in calls]

print(f"two draws of the data {floor:.3f}")
print("calls   noise, DDIM   velocity, Euler")
for row in zip(calls, by_ddim, by_flow, strict=True):
    print("{:5d} {:13.3f} {:17.3f}".format(*row))

# %%
figure, axes = plt.subplots(figsize=(5, 2.8))
axes.plot(calls, by_ddim, "C0o-", label="noise, DDIM")
axes.plot(calls, by_flow, "C1o--", label="velocity, Euler")
axes.axhline(floor, color="C3", linestyle=":", label="two draws of the data")
axes.set(title="sliced Wasserstein distance", xlabel="calls of the network", xscale="log", yscale="log")
axes.set_xticks(calls, labels=calls)
axes.set_yticks([0.03, 0.1, 0.3], labels=["0.03", "0.1", "0.3"])
axes.minorticks_off()
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** Quality of the samples against the number of network calls.
#
# <!-- Two falling curves on logarithmic axes. The velocity network's lies below the other. From about thirty on both are flat, close to a
# dotted line that marks the distance of two draws of the data. -->
#
# With few calls the velocity does better here: along the straight path the first steps go about straight, while DDIM begins by dividing
# by the small amplitude $\sqrt{\bar\alpha_T}$, whatever the network got wrong. With many calls the error of the walk is gone. What stays
# is the error of the networks, which no number of steps mends; with both it is small, close to the dotted line.
#
# This is a result on one data set, one schedule and one small network. What carries over is the way of asking: compare at equal noise,
# count calls and not steps, and know the floor before you celebrate a difference.
#
# ## Try it
#
# - Train with half of `STEPS` and with twice as many. Which part of the last figure moves, the slope on the left or the level on the
#   right?
# - Replace `scaled_linear_betas` by `linear_betas`, and look at two and four calls. How large is $1/\sqrt{\bar\alpha_T}$ now?
# - Draw the times of `flow_question` so that the middle is practised more, as by `1 / (1 + np.exp(-z))` with normal `z`. At which log-SNR
#   does the second figure improve, and where does that cost?
# - Let `walk_flow` take Heun's steps, two calls each. From how many calls on do they pay, and why not below?
