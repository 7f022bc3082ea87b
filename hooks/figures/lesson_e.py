"""Figures of docs/lessons/e-transformer-arithmetic.md."""

from math import log10

from checkers.formulas import attention_flop, flop_per_token, transformer_block_parameters
from checkers.pages.lesson_e import facts

from .drawing import Drawing, Plot
from .registry import Picture, figure


@figure("work-per-token")
def work_per_token() -> Picture:
    """Work of a block per token against the number of tokens: the constant part, the growing part, and where they meet."""
    drawing = Drawing(226)
    plot = Plot(drawing, x=(1.8, 5), y=(0.1, 1000), top=20, bottom=186, logarithmic=True)
    plot.axes(
        x_ticks={2: "100", 3: "1000", 4: "10⁴", 5: "10⁵"},
        y_ticks={0.1: "0.1", 1: "1", 10: "10", 100: "100", 1000: "1000"},
        x_label="tokens *n*",
        y_label="MFLOP per token and block",
    )
    known = facts()
    width = known["width"]
    linear = flop_per_token(transformer_block_parameters(width)) / 1e6
    plot.line([(1.8, linear), (5, linear)], "one dashed")
    plot.line(
        [(power, attention_flop(round(10**power), width) / round(10**power) / 1e6) for power in (1.8, 5)],
        "three",
    )
    crossing = log10(known["balance"])
    plot.line([(crossing, 0.1), (crossing, linear)], "guide")
    plot.dots([(crossing, linear)], "three")
    plot.words((crossing + 0.05, 0.2), f"*n* = 6*d* = {known['balance']}")
    plot.words((1.85, linear), "linear layers", "one", drop=-0.5)
    plot.words((4.3, 260), "attention’s products", "three", anchor="end")
    for side in (256, 512, 1024):
        tokens = known[f"tokens_{side}"]
        products = attention_flop(tokens, width) / tokens / 1e6
        plot.dots([(log10(tokens), products)], "two")
        plot.words((log10(tokens) - 0.06, products), f"{side} px", "two", anchor="end", drop=0)
    values = {"width": width, "balance": known["balance"], "linear": linear}
    return Picture(drawing, values)
