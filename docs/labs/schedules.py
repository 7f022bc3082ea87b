# %% [markdown]
# # Schedules, measured
#
# A schedule is a list of numbers, and four lists are in wide use. All begin with the picture and end in noise, so why should it matter
# which one you take? [Chapter 1](../chapters/01-noise-schedules.md) gives the formulas. This lab puts them side by side and measures
# three things: where each list spends its steps, how far the handy exponential is from the exact product, and what becomes of the
# brightness of a picture when the last step leaves a trace of it.

# %%
from math import log, sqrt

import matplotlib.pyplot as plt
import numpy as np

from checkers.formulas import (
    alpha_bar_exponential,
    alpha_bars,
    cosine_betas,
    epsilon_from_v,
    linear_betas,
    log_snr,
    scaled_linear_betas,
    straight_path_alpha_bar,
    v_target,
    x0_from_v,
)

T = 1000
share_of_time = np.arange(T + 1) / T

betas = {
    "linear": linear_betas(T),
    "scaled linear": scaled_linear_betas(T),
    "cosine": cosine_betas(T),
}
schedules = {name: np.array(alpha_bars(some)) for name, some in betas.items()}
schedules["flow"] = np.array([straight_path_alpha_bar(t) for t in share_of_time])

# %% [markdown]
# The first three lists hold the variances $\beta_t$ that the steps add; `alpha_bars` multiplies out what they leave. Flow matching has no
# betas. It mixes data and noise with the amplitudes $1 - t$ and $t$, whose powers do not add up to one, and `straight_path_alpha_bar`
# says which $\bar\alpha$ has the same ratio of signal to noise ([chapter 7](../chapters/07-flow-matching.md)). So all four can be drawn
# on one axis.

# %%
figure, axes = plt.subplots(figsize=(5, 3))
for name, alpha_bar in schedules.items():
    axes.plot(share_of_time, alpha_bar, label=name)
axes.set(title="share of the signal's power", xlabel="share of the steps taken", ylim=(0, 1.02))
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** What is left of the signal's power. The linear lists have spent it long before the end; cosine and flow take their time.
#
# <!-- Four falling curves from one to about zero. The linear curve falls first and is flat for the last third of the steps, the scaled
# linear one lies a little above it. Cosine falls like a slide, evenly, and reaches zero at the end only. Flow starts flattest, crosses
# one half in the middle, and ends flat. -->
#
# When is half of the power gone, and what is left at the end?

# %%
print("               half gone at   left at the end")
half_gone = {}
for name, alpha_bar in schedules.items():
    half_gone[name] = np.argmax(alpha_bar < 1 / 2) / T
    print(f"{name:14s} {half_gone[name]:12.3f}   {alpha_bar[-1]:15.1e}")

# %% [markdown]
# Nothing is left by flow, next to nothing by cosine, little by the linear list and more than a hundred times as much by the scaled one,
# which is the list of Stable Diffusion. Keep that last number in mind; it returns at the end of this lab.
#
# ## Where the steps are spent
#
# Near both ends the picture of powers hides what happens: $\bar\alpha$ is almost one or almost zero there, and yet one noise level can be
# ten times the other. The logarithm of the signal-to-noise ratio shows it. Zero means that signal and noise are equally strong; each unit
# up or down is a factor of $e$ in their ratio.

# %%
inner = slice(1, T)  # at its ends the logarithm is infinite for some
levels = {name: np.array([log_snr(a) for a in some[inner]]) for name, some in schedules.items()}

figure, axes = plt.subplots(figsize=(5, 3.2))
for name, level in levels.items():
    axes.plot(share_of_time[inner], level, label=name)
axes.set(title="log-SNR", xlabel="share of the steps taken", ylim=(-14, 14))
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** The same four schedules as log-SNR. How steep a curve is says how quickly it passes through a noise level.
#
# <!-- Four curves that fall from about ten or more to below minus five. Cosine and flow fall gently in the middle and steeply at both
# ends, and flow looks the same when turned upside down around its middle. The linear curves drop steeply at first and then go down along
# a nearly straight slope; scaled linear ends highest. -->
#
# A network is trained at steps drawn evenly, so it practises a noise level as often as the schedule has steps there. Cut the range at a
# ratio of $e^{\pm 4}$: above it the picture is clean for the eye, below it hardly anything can be guessed.

# %%
EDGE = 4
print("share of steps:  clean    in between   hopeless")
spent = {}
for name, level in levels.items():
    spent[name] = np.mean(level > EDGE), np.mean(np.abs(level) <= EDGE), np.mean(level < -EDGE)
    clean, between, hopeless = spent[name]
    print(f"{name:14s} {clean:8.3f} {between:12.3f} {hopeless:10.3f}")

# %% [markdown]
# This is the quarrel of chapter 1 as a table. The linear list spends more than a third of its practice on levels at which there is
# nothing to learn, about three times as much as any other, and cosine spends least. The scaled linear list keeps most for the levels in
# between; its weakness is the last step. Flow's curve has a symmetry that a formula explains: swap $t$ and $1 - t$, and
# $\log\bigl((1-t)/t\bigr)^2$ changes its sign and nothing else.
#
# ## The exponential, and where it errs
#
# For small betas, $\bar\alpha_t \approx \exp(-\sum_i \beta_i)$. People use it because a sum can be done in the head. The first term that
# it drops from $\log(1 - \beta)$ is $-\beta^2/2$, so the exact product should lie below by a factor of about $\exp(-\sum_i \beta_i^2/2)$.
# Does it?

# %%
gaps = {}
for name in ("linear", "scaled linear", "cosine"):
    approximate = np.array([alpha_bar_exponential(betas[name][:t]) for t in range(T + 1)])
    gaps[name] = np.log(approximate / schedules[name])
    predicted = np.cumsum(np.square(betas[name])) / 2
    print(f"{name:14s} measured {gaps[name][-1]:7.4f}   from the squares {predicted[-1]:7.4f}")

# %% [markdown]
# For the linear lists the two columns agree, and so the leading term is the whole story. For cosine they do not: its last betas come
# close to one, and there no power series that is cut after two terms is of any use. Where along the schedule does the error arise?

# %%
figure, axes = plt.subplots(figsize=(5, 3))
for name, gap in gaps.items():
    axes.plot(share_of_time[1:], gap[1:], label=name)
axes.set(
    title="log of exponential over product", xlabel="share of the steps taken", yscale="log", ylim=(1e-7, 10)
)
axes.set_yticks([1e-6, 1e-4, 1e-2, 1], labels=["1e-6", "1e-4", "0.01", "1"])
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** How far the exponential lies above the product, as a logarithm. It only ever grows, and most where the betas are large.
#
# <!-- Three rising curves on a logarithmic axis. Linear and scaled linear rise together, fast at first and then slowly, to a few
# hundredths. Cosine begins as high as they do, stays below them in the middle, and shoots up to about seven over the last few steps. -->
#
# In proportion the error is largest at the end, in absolute terms it is not: where hardly any signal is left, a few per cent of it are
# nothing. And the error is a matter of step size. Describe the same process in twice as many steps, each adding half as much, and the
# squares in the sum are a quarter, of which there are twice as many. The gap should halve.

# %%
absolute = np.array([alpha_bar_exponential(betas["linear"][:t]) for t in range(T + 1)]) - schedules["linear"]
worst = np.argmax(absolute)
print(
    f"linear: largest absolute error {absolute[worst]:.4f}, at step {worst} of {T}, where {schedules['linear'][worst]:.2f} is left"
)

counts = [125, 250, 500, 1000, 2000, 4000]
finer = []
for steps in counts:
    same_process = linear_betas(steps, 1e-4 * T / steps, 0.02 * T / steps)
    finer.append(log(alpha_bar_exponential(same_process) / alpha_bars(same_process)[-1]))
    print(f"{steps:5d} steps: gap {finer[-1]:.5f}")

# %% [markdown]
# It does halve. The exponential is what the product becomes for steps of no length, and $\sum\beta_i$ becomes an integral of a rate: the
# continuous-time process of [chapter 8](../chapters/08-ode-and-sde.md).
#
# ## The trace that is left
#
# Sampling begins with pure noise. Training never saw it, unless $\bar\alpha_T = 0$: at step $T$ the network was shown noise with a trace
# of the picture, and it has learnt to read that trace. A trace of a single pixel is lost in its noise. The *mean brightness* of a picture
# is another matter. All $n$ pixels carry it, so that it can be averaged out of the noise, and its ratio of signal to noise is $n$ times
# that of a pixel.
#
# To measure the damage, follow brightness alone through a sampler. Write a picture as its mean times a constant picture of norm one, plus
# the rest. The number before that constant picture is $\sqrt n$ times the mean, and its noise has the variance one, as in every
# direction. If the mean brightness of the data is Gaussian with the standard deviation `SPREAD`, a perfect network is a formula, the
# linear estimate of chapter 2. It predicts $v$, which stays finite even where no signal is left.

# %%
SPREAD = 0.5


def v_at(x, share, variance):
    """Return the v that a perfect network predicts for Gaussian data of mean zero."""
    total = share * variance + 1 - share
    x0 = sqrt(share) * variance / total * x
    epsilon = sqrt(1 - share) / total * x
    return v_target(x0, epsilon, share)


def sample_ddim(x, alpha_bar, variance):
    """Walk from pure noise to the data through every step, without fresh noise."""
    for share, share_before in zip(alpha_bar[:0:-1], alpha_bar[-2::-1], strict=True):
        v = v_at(x, share, variance)
        x0, epsilon = x0_from_v(x, v, share), epsilon_from_v(x, v, share)
        x = sqrt(share_before) * x0 + sqrt(1 - share_before) * epsilon
    return x


# %% [markdown]
# The remedy of [@lin2023] (algorithm 1) takes any list and shifts its amplitudes down until the last is zero, then stretches them so that
# the first is what it was.


# %%
def without_trace(alpha_bar):
    """Return a schedule whose last step leaves no signal."""
    amplitude = np.sqrt(alpha_bar)
    last, first = amplitude[-1], amplitude[1]
    stretched = (amplitude - last) * first / (first - last)
    return np.append(1.0, stretched[1:] ** 2)


tried = {name: schedules[name] for name in ("scaled linear", "linear", "cosine")}
tried["scaled linear, no trace"] = without_trace(schedules["scaled linear"])

pixels = 4.0 ** np.arange(0, 11)
kept = {}
for name, alpha_bar in tried.items():
    # Every step is a multiplication, so that one start of size one tells the factor for all.
    kept[name] = np.array([sample_ddim(1.0, alpha_bar, n * SPREAD**2) / (sqrt(n) * SPREAD) for n in pixels])

figure, axes = plt.subplots(figsize=(5, 3.2))
for name, share in kept.items():
    axes.plot(pixels, share, label=name)
axes.set(
    title="spread of brightness, as a share of the data's", xlabel="pixels", xscale="log", ylim=(0, 1.08)
)
axes.set_xticks([1, 100, 10_000, 1_000_000], labels=["1", "100", "10,000", "1,000,000"])
axes.legend()
plt.show()

# %% [markdown]
# **Figure.** How much of the variety in brightness comes out of a sampler with a perfect network that starts from pure noise.
#
# <!-- Four curves against the number of pixels on a logarithmic axis. Scaled linear stays at one up to a few dozen pixels and then falls
# to below a tenth for a million. Linear stays at one longer and falls to about a third. Cosine and the shifted list begin to fall last,
# and keep most of the spread for a million pixels. -->
#
# The network is perfect, the steps are short, and still the pictures come out too much alike: neither very bright nor very dark. The
# start says “medium brightness” more clearly than any training example at step $T$ did, and the network believes it.

# %%
LATENT = 64 * 64
row = np.argmin(np.abs(pixels - LATENT))
for name, alpha_bar in tried.items():
    ratio = LATENT * SPREAD**2 * alpha_bar[-1] / (1 - alpha_bar[-1])
    print(
        f"{name:24s} SNR of the brightness at the last step {ratio:9.2e}   spread kept {kept[name][row]:.3f}"
    )

# %% [markdown]
# The table is for the latent of a large picture. At the last step of the scaled linear list the brightness stands *above* its noise,
# though each position is buried in it. Two things follow. A schedule that is good enough for small pictures can be too gentle for large
# ones. And a network that predicts $\epsilon$ cannot follow the remedy all the way, since at $\bar\alpha_T = 0$ its prediction says
# nothing about the picture; Lin and others therefore predict $v$.
#
# ## Try it
#
# - Use `snr_divided` of chapter 1 to shift the linear list to noisier levels. By what must its ratio be divided so that a million pixels
#   keep their brightness? Predict the number from the table before you search for it.
# - For a million pixels cosine and the list without a trace lose a little as well, though next to nothing is left at their last step. Set
#   `T` to four thousand. What does the loss come from, if it shrinks?
# - Draw the gap of the exponential for `cosine_betas(T, largest=0.5)`. How much of the error came from the last three steps?
# - Draw training steps unevenly, so that every log-SNR between $-8$ and $8$ is practised equally. Plot the density over $t$ that this
#   takes, for each schedule. Which of them needs the least correction?
