"""Figures of docs/chapters/09-capstone.md."""

from checkers.chapter_09 import facts
from checkers.formulas import compute_seconds, guided_passes

from .drawing import Drawing, Plot
from .registry import Picture, figure


@figure("time-against-steps")
def time_against_steps() -> Picture:
    """Seconds per image against the number of guided steps, at three utilisations, with the two targets."""
    drawing = Drawing(226)
    plot = Plot(drawing, x=(0, 60), y=(0, 7), top=20, bottom=186)
    plot.axes(
        x_ticks=(0, 10, 20, 30, 40, 50, 60),
        y_ticks=(0, 2, 4, 6),
        x_label="guided steps",
        y_label="seconds per image",
    )
    given = facts()
    targets = {"latency": given["target_seconds"], "throughput": given["target_interval"]}
    most = {}
    for percent, role in ((30, "one"), (40, "three"), (50, "two")):

        def seconds(steps: int, percent: int = percent) -> float:
            work = given["sdxl_profiled"] * guided_passes(steps, 7.5)
            return compute_seconds(work, given["a100"], percent / 100)

        line = [(steps, seconds(steps)) for steps in range(1, 61)]
        plot.line([pair for pair in line if pair[1] <= 7], role)
        most[f"most_{percent}"] = max(steps for steps, time in line if time <= given["target_interval"])
    for words, target in targets.items():
        plot.line([(0, target), (60, target)], "guide dashed")
        plot.words((1, target), f"{target:g} s, {words}", drop=-0.35)
    plot.words((55, 6.8), "30 %", "one", anchor="end")
    plot.words((60, 5.35), "40 %", "three", anchor="end")
    plot.words((60, 3.1), "50 %", "two", anchor="end", drop=0.9)
    return Picture(drawing, most)
