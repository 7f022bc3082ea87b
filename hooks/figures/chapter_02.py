"""Figures of docs/chapters/02-ddpm-loss.md."""

from math import acos, cos, sin, sqrt

from checkers.formulas import bound_weight, forward_process, linear_betas, snr, v_target

from .drawing import MINUS, Drawing, Plot
from .registry import Picture, figure
from .schedules import LINEAR

# The pixel that the chapter watches.
_X0, _EPSILON, _ALPHA_BAR = 0.6, -1.5, 0.64


@figure("rotation-to-v")
def rotation_to_v() -> Picture:
    """One pixel and its noise as a point, read on the axes of x0 and epsilon and on those of x_t and v."""
    drawing = Drawing(224)
    plot = Plot(drawing, x=(-2.4, 2.4), y=(-2, 1.15), top=8, bottom=216, left=22, right=338)
    angle = acos(sqrt(_ALPHA_BAR))
    along, across = (cos(angle), sin(angle)), (-sin(angle), cos(angle))
    x_t, v = forward_process(_X0, _ALPHA_BAR, _EPSILON), v_target(_X0, _EPSILON, _ALPHA_BAR)
    point = (_X0, _EPSILON)
    for start, end, words, anchor, role in (
        ((-1, 0), (1.5, 0), "*x_0*", "start", "guide"),
        ((0, -1.9), (0, 1), "*ε*", "start", "guide"),
        (_along(along, -1), _along(along, 1.5), "*x_t*", "start", "two thin"),
        (_along(across, -1.9), _along(across, 1), "*v*", "end", "two thin"),
    ):
        plot.line([start, end], role)
        beside = -0.08 if anchor == "end" else 0.08
        plot.words((end[0] + beside, end[1]), words, "two" if role == "two thin" else "", anchor)
    for foot, value, anchor, aside, role in (
        ((_X0, 0), _X0, "start", (0.08, 0.12), "signal"),
        ((0, _EPSILON), _EPSILON, "end", (-0.1, 0), "noise"),
        (_along(along, x_t), x_t, "end", (-0.06, 0.12), "two"),
        (_along(across, v), v, "start", (0.1, 0), "two"),
    ):
        plot.line([point, foot], f"{role} dashed")
        plot.dots([foot], role)
        plot.words((foot[0] + aside[0], foot[1] + aside[1]), f"{value:.3g}".replace("-", MINUS), role, anchor)
    plot.dots([point], "three")
    plot.line(
        [(0.4 * cos(angle * share / 20), 0.4 * sin(angle * share / 20)) for share in range(21)], "guide"
    )
    plot.words((0.45, 0.14), "*φ*")
    return Picture(drawing, {"x0": _X0, "epsilon": _EPSILON, "x_t": x_t, "v": v})


def _along(direction: tuple[float, float], length: float) -> tuple[float, float]:
    return length * direction[0], length * direction[1]


@figure("weights-of-losses")
def weights_of_losses() -> Picture:
    """What each loss multiplies the error of the picture by, relative to its weight in the middle."""
    drawing = Drawing(214)
    last_step = len(LINEAR) - 1
    middle = last_step // 2
    plot = Plot(
        drawing, x=(0, last_step), y=(1e-4, 1e6), top=20, bottom=174, left=40, right=346, logarithmic=True
    )
    plot.axes(
        x_ticks=(0, 250, 500, 750, 1000),
        y_ticks={1e-4: "10⁻⁴", 1e-2: "10⁻²", 1: "1", 1e2: "10²", 1e4: "10⁴", 1e6: "10⁶"},
        x_label="step *t*",
        y_label=f"weight of the picture’s error, 1 at step {middle}",
    )
    betas = linear_betas()
    weights = {
        "picture": ("guide", lambda t: 1.0),
        "v": ("two dotted", lambda t: 1 + snr(LINEAR[t])),
        "noise": ("noise", lambda t: snr(LINEAR[t])),
        "bound": ("three dashed", lambda t: bound_weight(betas[t - 1], LINEAR[t]) * snr(LINEAR[t])),
    }
    for role, weight in weights.values():
        values = [(t, weight(t) / weight(middle)) for t in range(2, last_step + 1)]
        plot.line([(t, value) for t, value in values if value <= 1e6], role)
    plot.words((745, 2.4), "picture", drop=0)
    plot.words((70, 2.6), "*v*", "two")
    plot.words((790, 8e-4), "noise", "noise", anchor="end")
    plot.words((110, 4e3), "bound", "three")
    first, last = 2, last_step
    return Picture(
        drawing,
        {
            "first": first,
            "last": last,
            **{
                f"{name}_{where}": weight(t) / weight(middle)
                for name, (_, weight) in weights.items()
                for where, t in (("first", first), ("last", last))
            },
        },
    )
