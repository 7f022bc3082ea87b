"""Figures of docs/chapters/01-noise-schedules.md."""

from itertools import accumulate

from checkers.formulas import cosine_betas, linear_betas, scaled_linear_betas

from .drawing import Drawing, Plot
from .registry import Picture, figure

_LAST_STEP = 1000
# Below this share of the power a step is nearly noise, above the other nearly clean: as the chapter counts.
_NOISE, _CLEAN = 0.05, 0.95


def _shares(betas):
    """Return alpha_bar at the steps 0 to T."""
    return list(accumulate((1 - beta for beta in betas), lambda left, kept: left * kept, initial=1.0))


_SCHEDULES = {
    "linear": (_shares(linear_betas(_LAST_STEP)), "one"),
    "scaled": (_shares(scaled_linear_betas(_LAST_STEP)), "two dashed"),
    "cosine": (_shares(cosine_betas(_LAST_STEP)), "three"),
}


@figure("shares-of-three-schedules")
def shares_of_three_schedules() -> Picture:
    """What the schedules leave of the power, and how many steps each spends below one twentieth."""
    drawing = Drawing(250)
    plot = Plot(drawing, x=(0, _LAST_STEP), y=(0, 1), top=20, bottom=150)
    plot.axes(
        x_ticks=(0, 250, 500, 750, 1000),
        y_ticks=(0, 0.5, 1),
        y_label="share of the signal’s power left",
    )
    ends = {}
    for name, (shares, role) in _SCHEDULES.items():
        plot.line(enumerate(shares), role)
        ends[name] = next(t for t, share in enumerate(shares) if share < _NOISE)
    plot.words((215, 0.36), "linear", "one", anchor="end")
    plot.words((488, 0.31), "scaled", "two")
    plot.words((545, 0.52), "cosine", "three")
    drawing.words((0, 190), "steps with less than 5 % left", drop=0)
    values = {}
    for row, (name, (_, role)) in enumerate(_SCHEDULES.items()):
        height = 203 + 17 * row
        start, _ = plot.at(ends[name], 0)
        drawing.line([(start, height), (plot.right, height)], f"bar {role.split()[0]}")
        count = _LAST_STEP - ends[name] + 1
        drawing.words((start - 6, height), f"{name}: {count}", role.split()[0], anchor="end")
        values[name] = count
    return Picture(drawing, values)
