"""Figures of docs/chapters/01-noise-schedules.md."""

from math import log

from checkers.formulas import log_snr, snr_divided

from .drawing import Drawing, Plot
from .registry import Picture, figure
from .schedules import LINEAR, SCHEDULES

_LAST_STEP = len(LINEAR) - 1
_TICKS = (0, 250, 500, 750, 1000)
# With less than this share of the power a step is nearly noise, as the chapter counts.
_NEARLY_NOISE = 0.05
# What the image of the chapter is averaged over: blocks of four by four pixels.
_BLOCK_PIXELS = 16


@figure("shares-of-three-schedules")
def shares_of_three_schedules() -> Picture:
    """What the schedules leave of the power, and how many steps each spends below one twentieth."""
    drawing = Drawing(250)
    plot = Plot(drawing, x=(0, _LAST_STEP), y=(0, 1), top=20, bottom=150)
    plot.axes(
        x_ticks=_TICKS,
        y_ticks=(0, 0.5, 1),
        y_label="share of the signal’s power left",
    )
    ends = {}
    for name, (left, role) in SCHEDULES.items():
        plot.line(enumerate(left), role)
        ends[name] = next(t for t, share in enumerate(left) if share < _NEARLY_NOISE)
    plot.words((215, 0.36), "linear", "one", anchor="end")
    plot.words((450, SCHEDULES["scaled"][0][450]), "scaled", "two", anchor="middle")
    plot.words((545, 0.52), "cosine", "three")
    drawing.words((0, 190), "steps with less than 5 % left", drop=0)
    values = {}
    for row, (name, (_, role)) in enumerate(SCHEDULES.items()):
        height = 203 + 17 * row
        start, _ = plot.at(ends[name], 0)
        drawing.line([(start, height), (plot.right, height)], f"bar {role.split()[0]}")
        count = _LAST_STEP - ends[name] + 1
        drawing.words((start - 6, height), f"{name}: {count}", role.split()[0], anchor="end")
        values[name] = count
    return Picture(drawing, values)


@figure("log-snr-of-schedules")
def log_snr_of_schedules() -> Picture:
    """The logarithm of the signal-to-noise ratio, and the cosine shifted for a large image."""
    drawing = Drawing(214)
    lowest, highest = -10, 10
    plot = Plot(drawing, x=(0, _LAST_STEP), y=(lowest, highest), top=20, bottom=174, right=304)
    plot.axes(x_ticks=_TICKS, y_ticks=(-10, -5, 0, 5, 10), x_label="step *t*", y_label="log-SNR")
    shifted = [snr_divided(share, _BLOCK_PIXELS) for share in SCHEDULES["cosine"][0]]
    curves = {**SCHEDULES, "shifted": (shifted, "three dotted")}
    for left, role in curves.values():
        values = [(t, log_snr(share)) for t, share in enumerate(left) if 0 < share < 1]
        plot.line([(t, ratio) for t, ratio in values if lowest <= ratio <= highest], role)
    plot.words((600, -6.6), "linear", "one", anchor="end")
    plot.words((1015, log_snr(SCHEDULES["scaled"][0][_LAST_STEP])), "scaled", "two")
    plot.words((500, 1.6), "cosine", "three")
    plot.words((420, -4), "cosine, shifted", "three", anchor="end")
    at_middle = _LAST_STEP // 2
    return Picture(
        drawing,
        {
            "shift": log(_BLOCK_PIXELS),
            "middle": at_middle,
            **{f"{name}_middle": log_snr(left[at_middle]) for name, (left, _) in curves.items()},
        },
    )
