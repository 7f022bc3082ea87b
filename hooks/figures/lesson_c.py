"""Figures of docs/lessons/c-vae-and-vq-vae.md."""

from checkers.formulas import gaussian_elbo
from checkers.pages.lesson_c import facts

from .drawing import Drawing, Plot
from .registry import Picture, figure


@figure("elbo-below-the-evidence")
def elbo_below_the_evidence() -> Picture:
    """The evidence lower bound of the lesson's pixel against the mean that the encoder answers, at three spreads."""
    drawing = Drawing(226)
    plot = Plot(drawing, x=(-0.2, 1.8), y=(-4.2, -1.2), top=20, bottom=186)
    plot.axes(
        x_ticks=(0, 0.4, 0.8, 1.2, 1.6),
        y_ticks=(-4, -3, -2),
        x_label="mean *μ*",
        y_label="evidence lower bound",
    )
    known = facts()
    plot.line([(-0.2, known["evidence"]), (1.8, known["evidence"])], "guide dashed")
    plot.words((-0.2, known["evidence"]), "ln *p*(*x*)", drop=-0.35)
    values = {"evidence": known["evidence"], "best": known["best_mean"]}
    spreads = (known["best_spread"], 0.75, 0.08)
    for number, (spread, role) in enumerate(zip(spreads, ("three", "one dashed", "two dotted"), strict=True)):

        def bound(mean: float, spread: float = spread) -> float:
            return gaussian_elbo(known["x"], mean, spread, known["noise"])

        places = [-0.2 + place / 100 for place in range(201)]
        plot.line([(mean, bound(mean)) for mean in places if bound(mean) >= -4.2], role)
        values[f"spread_{number}"] = spread
    plot.dots([(known["best_mean"], known["elbo_best"])], "three")
    for height, words, role in (
        (-1.62, "*σ* = 0.45", "three"),
        (-2.0, "0.75", "one"),
        (-2.86, "0.08", "two"),
    ):
        plot.words((0.8, height), words, role, anchor="middle")
    return Picture(drawing, values)
