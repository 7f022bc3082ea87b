"""Figures of docs/chapters/09-capstone.md."""

from checkers.formulas import compute_seconds, guided_passes
from checkers.pages.chapter_09 import facts

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
    for words, target in targets.items():
        plot.line([(0, target), (60, target)], "guide dashed")
        plot.words((1, target), f"{target:g} s, {words}", drop=-0.35)
    most = {}
    for percent, role in ((30, "one"), (40, "three"), (50, "two")):

        def seconds(steps: int, percent: int = percent) -> float:
            work = given["sdxl_profiled"] * guided_passes(steps, 7.5)
            return compute_seconds(work, given["a100"], percent / 100)

        line = [(steps, seconds(steps)) for steps in range(1, 61)]
        plot.line([pair for pair in line if pair[1] <= 7], role)
        fastest = [(steps, time) for steps, time in line if time <= given["target_interval"]]
        plot.dots(fastest[-1:], role)
        most[f"most_{percent}"] = fastest[-1][0]
        # Above the target, except where the next line leaves no room.
        if percent < 50:
            plot.words((fastest[-1][0] - 1, fastest[-1][1] + 0.4), str(fastest[-1][0]), role, anchor="end")
        else:
            plot.words((fastest[-1][0] + 1, fastest[-1][1]), str(fastest[-1][0]), role, drop=1.2)
    plot.words((52, 6.7), "30 % of the peak", "one", anchor="end")
    plot.words((60, 5.35), "40 %", "three", anchor="end")
    plot.words((44, 2.45), "50 %", "two")
    return Picture(drawing, most)


@figure("where-the-work-is")
def where_the_work_is() -> Picture:
    """The work for one image, part by part, as the pipeline is, and after each of the three remedies."""
    drawing = Drawing(252)
    given = facts()
    pipelines = {
        "50 steps, guided": (50, 7.5),
        "25 steps, guided": (25, 7.5),
        "25 steps, one pass each": (25, 1),
        "4 steps, one pass each": (4, 1),
    }
    plot = Plot(drawing, x=(0, 560), y=(0, 200), top=12, bottom=212, left=4, right=322)
    plot.axes(x_ticks=(0, 100, 200, 300, 400, 500), x_label="TFLOP for one image")
    values: dict[str, float] = {}
    for row, (name, (steps, guidance_scale)) in enumerate(pipelines.items()):
        height = 178 - 48 * row
        prompted = steps * given["sdxl_profiled"]
        passes = guided_passes(steps, guidance_scale) * given["sdxl_profiled"]
        total = passes + given["decoder"]
        # A gap of two units tells neighbours apart without colour.
        for role, start, end in (("one", 0, prompted), ("two", prompted, passes), ("three", passes, total)):
            if end > start:
                plot.line([(start + 2, height), (end, height)], f"bar {role}")
        seconds = compute_seconds(total, given["a100"], given["batch_percent"] / 100)
        plot.words((2, height + 14), name)
        plot.words((total + 6, height), f"{seconds:.2g} s", "three")
        if not row:
            plot.words((2, height - 14), "with the prompt", "one")
            plot.words((prompted + 2, height - 14), "without", "two")
            plot.words((total, height - 14), "decoder", "three", anchor="middle")
        values |= {
            f"steps_{row}": steps,
            f"total_{row}": total,
            f"seconds_{row}": seconds,
            f"decoder_{row}": 100 * given["decoder"] / total,
        }
    return Picture(drawing, values)
