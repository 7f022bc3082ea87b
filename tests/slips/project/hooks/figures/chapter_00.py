"""Figures of docs/chapters/00-means.md."""

from .drawing import Drawing
from .registry import Picture, figure


@figure("noise-left")
def noise_left() -> Picture:
    """A line that falls."""
    drawing = Drawing(60)
    fall = 40
    drawing.line([(0, 10), (360, 10 + fall)], "signal")
    return Picture(drawing, {"fall": fall})
