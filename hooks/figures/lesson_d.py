"""Figures of docs/lessons/d-contrastive-learning-and-clip.md."""

from checkers.formulas import contrastive_loss
from checkers.pages.lesson_d import facts, similarities

from .drawing import Drawing, Plot
from .registry import Picture, figure


@figure("loss-against-temperature")
def loss_against_temperature() -> Picture:
    """The loss of the lesson's batch against the temperature, with all captions in place and with one that has strayed."""
    drawing = Drawing(226)
    plot = Plot(drawing, x=(-2, 1), y=(0, 2), top=20, bottom=186)
    plot.axes(
        x_ticks={-2: "0.01", -1: "0.1", 0: "1", 1: "10"},
        y_ticks=(0, 0.5, 1, 1.5, 2),
        x_label="temperature *τ*",
        y_label="loss",
    )
    known = facts()
    plot.line([(-2, known["chance"]), (1, known["chance"])], "guide dashed")
    plot.words((-0.9, known["chance"]), "ln 3, chance", drop=-0.35)
    places = [-2 + place / 100 for place in range(301)]
    for strayed, role in ((False, "one"), (True, "two dashed")):
        matrix = similarities(strayed)
        line = [(place, contrastive_loss(matrix, 10**place)) for place in places]
        plot.line([(place, loss) for place, loss in line if loss <= 2], role)
    best = min(places, key=lambda place: contrastive_loss(similarities(strayed=True), 10**place))
    plot.dots([(best, contrastive_loss(similarities(strayed=True), 10**best))], "two")
    plot.words((-1.05, 0.14), "all in place", "one", anchor="end", drop=0.2)
    plot.words((-1.35, 1.6), "one has strayed", "two")
    values = {
        "chance": known["chance"],
        "best": 10**best,
        "least": contrastive_loss(similarities(strayed=True), 10**best),
    }
    return Picture(drawing, values)
