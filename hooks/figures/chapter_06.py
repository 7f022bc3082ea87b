"""Figures of docs/chapters/06-latent-diffusion.md."""

from math import log2, sqrt

from checkers.formulas import attention_flop, position_count, projection_flop

from .drawing import Drawing, Plot
from .registry import Picture, figure

_FEATURES = 320
_GIGA = 1e9


@figure("cost-of-attention")
def cost_of_attention() -> Picture:
    """What one layer of attention costs on growing grids: its products and its linear layers."""
    drawing = Drawing(226)
    sides = (16, 32, 64, 128, 256, 512, 1024)
    # The horizontal axis counts doublings.
    plot = Plot(drawing, x=(4, 10), y=(1e-2, 1e7), top=20, bottom=186, left=40, right=342, logarithmic=True)
    plot.axes(
        x_ticks={log2(side): str(side) for side in sides},
        y_ticks={1e-2: "0.01", 1: "1", 1e2: "100", 1e4: "10⁴", 1e6: "10⁶"},
        x_label="side of the grid",
        y_label="GFLOP of one layer",
    )

    def products(side: int) -> float:
        return attention_flop(position_count(side), _FEATURES) / _GIGA

    def linear(side: int) -> float:
        return projection_flop(position_count(side), _FEATURES) / _GIGA

    balance = sqrt(2 * _FEATURES)
    latent, image = 64, 512
    for side in (latent, image):
        plot.line([(log2(side), 1e-2), (log2(side), products(side))], "guide dashed")
    plot.line([(log2(side), linear(side)) for side in sides], "two dashed")
    plot.line([(log2(side), products(side)) for side in sides], "three")
    plot.dots([(log2(side), products(side)) for side in (latent, image)], "three")
    plot.words((log2(latent) - 0.12, products(latent) * 3), "latent", anchor="end")
    plot.words((log2(image) - 0.12, products(image) * 3), "pixels", anchor="end")
    plot.words((7.75, 3e4), "products: twice the side,\n16 times the work", "three", anchor="end", drop=-0.85)
    plot.words((8.85, 1.2), "linear layers:\ntwice the side,\n4 times the work", "two", anchor="end")
    return Picture(
        drawing,
        {
            "features": _FEATURES,
            "balance": balance,
            "latent": latent,
            "image": image,
            "at_latent": products(latent),
            "at_image": products(image),
            "linear_at_image": linear(image),
        },
    )
