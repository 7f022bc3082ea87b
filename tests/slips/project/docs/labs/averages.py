# %% [markdown]
# # Averages, measured
#
# The mean of many shots, drawn. [The chapter](../chapters/00-means.md) says why it falls.

# %%
import matplotlib.pyplot as plt

from checkers.formulas import noise_of_mean

counts = [1, 2, 3, 4]
left = [noise_of_mean(1, count) for count in counts]

# %%
figure, axes = plt.subplots(figsize=(5, 2.8))
axes.plot(counts, left, "C0")
plt.show()

# %% [markdown]
# **Figure.** Noise left in a mean, against the number of shots.
#
# <!-- A curve that falls, steeply first. -->
#
# After four shots half of it is left.
#
# ## Try it
#
# - How much is left after nine shots?
# - How many shots leave a tenth?
# - What would be left if the shots were copies of one another?
