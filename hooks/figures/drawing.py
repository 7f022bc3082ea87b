"""Draws lines, areas, dots and words as a small SVG that takes its colours and its sizes of type from the page's styles.

A drawing is 360 units wide, about the width of a phone's column in pixels, so that one layout serves all screens: on a wide one the
drawing grows and the type does not. Everything is placed for the phone's type. Why no library does this is told in `docs/decisions/`.

Roles are the classes that `figures.css` colours: `signal` (data, too) and `noise` throughout the book, `one`, `two` and `three` for what is
compared, `guide` for what helps to read it. Lines are told apart without colour by `dashed` and `dotted`, and by words beside them.
"""

import html
import math
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import pairwise

from .svg import envelope, number, row

# Units by which a line may leave its exact place: a fifth of a pixel on a wide screen.
TOLERANCE = 0.1
MINUS = "\u2212"
VARIABLE = re.compile(r"\*([^*_]+)(?:_([^*]+))?\*")

# What figures.css knows how to colour and to draw.
ROLES = frozenset(
    ("signal", "noise", "one", "two", "three", "guide", "dashed", "dotted", "thin", "axis", "grid", "bar")
)

Point = tuple[float, float]


class Drawing:
    """An SVG in the making; places are in units from its upper left corner."""

    def __init__(self, height: float) -> None:
        """Begin an empty drawing.

        Args:
            height: In units of which the width has 360.
        """
        self.height = height
        self._parts: list[str] = []

    def line(self, points: Iterable[Point], role: str) -> None:
        """Draw a line through points; those that it does not need are left out."""
        self._parts.append(f'<path class="{_known(role)}" d="{_path(_simplified(list(points)))}"/>')

    def area(self, points: Iterable[Point], role: str) -> None:
        """Fill the area inside a closed line."""
        self._parts.append(f'<path class="area {_known(role)}" d="{_path(_simplified(list(points)))}z"/>')

    def dots(self, points: Iterable[Point], role: str) -> None:
        """Draw a round dot at each point; the styles set its size."""
        marks = "".join(f"M{number(x)} {number(y)}h0" for x, y in points)
        self._parts.append(f'<path class="dots {_known(role)}" d="{marks}"/>')

    def crosses(self, points: Iterable[Point], role: str) -> None:
        """Draw an upright cross at each point."""
        arm = 2.5
        marks = "".join(
            f"M{number(x - arm)} {number(y)}h{number(2 * arm)}M{number(x)} {number(y - arm)}v{number(2 * arm)}"
            for x, y in points
        )
        self._parts.append(f'<path class="{_known(role)}" d="{marks}"/>')

    def arrow(self, start: Point, end: Point, role: str) -> None:
        """Draw an arrow."""
        angle = math.atan2(start[1] - end[1], start[0] - end[0])
        barbs = [
            (end[0] + 6 * math.cos(angle + turn), end[1] + 6 * math.sin(angle + turn)) for turn in (0.4, -0.4)
        ]
        head = _path([barbs[0], end, barbs[1]])
        self._parts.append(
            f'<path class="{_known(role)}" d="{_path([start, end])}"/><path class="head {_known(role)}" d="{head}"/>'
        )

    def words(
        self, place: Point, text: str, role: str = "", anchor: str = "start", drop: float = 0.35
    ) -> None:
        """Write words.

        Args:
            place: Where they begin, or where their middle or end is.
            text: The words; `*x_t*` is a variable with its index, a new line begins a new line.
            role: The colour, if any.
            anchor: Which part of the words stands at the place: `start`, `middle` or `end`.
            drop: By how much their foot lies below the place, in heights of type; the default centres a line on the place.
        """
        x, y = number(place[0]), number(place[1])
        classes = " ".join(filter(None, (anchor if anchor != "start" else "", _known(role))))
        attributes = f' class="{classes}"' if classes else ""
        for below, line in enumerate(text.split("\n") if text else ()):
            dy = number(drop + 1.2 * below, 2)
            self._parts.append(f'<text{attributes} x="{x}" y="{y}" dy="{dy}em">{_inline(line)}</text>')

    def cells(self, corner: Point, size: float, shades: Sequence[Sequence[int]], levels: int) -> None:
        """Draw an image.

        Args:
            corner: Its upper left corner.
            size: Side of a pixel.
            shades: Its rows of pixels, each from 0 (black) to `levels` - 1 (white).
            levels: How many shades there are, at least 2.
        """
        left, top = corner
        width, height = size * len(shades[0]), size * len(shades)
        ground = f"M{number(left)} {number(top)}h{number(width)}v{number(height)}h{number(-width)}z"
        self._parts.append(f'<g class="image"><path class="black" d="{ground}"/>')
        for level in range(1, levels):
            marks = "".join(
                f"M{start} {row}h{end - start}"
                for row, shade in enumerate(shades)
                for start, end in _runs(shade, level)
            )
            if marks:
                self._parts.append(
                    f'<path transform="translate({number(left)} {number(top + size / 2)})scale({number(size)})" '
                    f'stroke-opacity="{number(level / (levels - 1), 2)}" d="{marks}"/>'
                )
        self._parts.append("</g>")

    def svg(self, identifier: str, title: str, description: str) -> str:
        """Return the drawing as the SVG element of a page.

        Args:
            identifier: What the ids in it begin with.
            title: Its short name.
            description: What is to be seen, for whoever does not see it.
        """
        content = "".join(self._parts)
        return envelope(self.height, content, identifier=identifier, title=title, description=description)


def _known(role: str) -> str:
    """Return a role.

    Raises:
        ValueError: If the page's styles have none of that name.
    """
    for word in role.split():
        if word not in ROLES:
            raise ValueError(f"there is no role `{word}`; known are {', '.join(sorted(ROLES))}")
    return role


class Plot:
    """A pair of axes in a drawing: turns data into places."""

    def __init__(
        self,
        drawing: Drawing,
        *,
        x: tuple[float, float],
        y: tuple[float, float],
        top: float,
        bottom: float,
        left: float = 34,
        right: float = 346,
        logarithmic: bool = False,
    ) -> None:
        """Lay out the axes without drawing them.

        Args:
            drawing: Where they stand.
            x: The first and the last value on the horizontal axis.
            y: The lowest and the highest value on the vertical axis.
            top: Place of the highest value.
            bottom: Place of the lowest value.
            left: Place of the first value.
            right: Place of the last value.
            logarithmic: Whether the vertical axis counts factors.
        """
        self.drawing = drawing
        self.x, self.y = x, y
        self.left, self.right, self.top, self.bottom = left, right, top, bottom
        self._scale: Callable[[float], float] = math.log if logarithmic else float

    def at(self, x: float, y: float) -> Point:
        """Return the place of a pair of values."""
        low, high = map(self._scale, self.y)
        across = (x - self.x[0]) / (self.x[1] - self.x[0])
        up = (self._scale(y) - low) / (high - low)
        return self.left + across * (self.right - self.left), self.bottom + up * (self.top - self.bottom)

    def axes(
        self,
        *,
        x_label: str = "",
        y_label: str = "",
        x_ticks: Sequence[float] | Mapping[float, str] = (),
        y_ticks: Sequence[float] | Mapping[float, str] = (),
    ) -> None:
        """Draw the horizontal axis, a faint line at each value named on the vertical one, and their names.

        A mapping gives the words for a value; without it the value is written as a number.
        """
        for value, words in _named(y_ticks).items():
            _, height = self.at(self.x[0], value)
            self.drawing.line([(self.left, height), (self.right, height)], "grid")
            self.drawing.words((self.left - 7, height), words, anchor="end")
        self.drawing.line([(self.left, self.bottom), (self.right, self.bottom)], "axis")
        for value, words in _named(x_ticks).items():
            across, _ = self.at(value, self.y[0])
            self.drawing.line([(across, self.bottom), (across, self.bottom + 3)], "axis")
            self.drawing.words((across, self.bottom + 3), words, anchor="middle", drop=1.1)
        self.drawing.words((self.right, self.bottom + 3), x_label, anchor="end", drop=2.4)
        self.drawing.words((0, self.top), y_label, drop=-0.8)

    def curve(self, function: Callable[[float], float], role: str, points: int = 240) -> None:
        """Draw a function over the whole width."""
        first, last = self.x
        places = (first + (last - first) * place / (points - 1) for place in range(points))
        self.line([(x, function(x)) for x in places], role)

    def line(self, values: Iterable[Point], role: str) -> None:
        """Draw a line through pairs of values."""
        self.drawing.line([self.at(*pair) for pair in values], role)

    def area(self, values: Iterable[Point], role: str) -> None:
        """Fill the area inside a closed line through pairs of values."""
        self.drawing.area([self.at(*pair) for pair in values], role)

    def dots(self, values: Iterable[Point], role: str) -> None:
        """Draw a dot at each pair of values."""
        self.drawing.dots([self.at(*pair) for pair in values], role)

    def crosses(self, values: Iterable[Point], role: str) -> None:
        """Draw an upright cross at each pair of values."""
        self.drawing.crosses([self.at(*pair) for pair in values], role)

    def arrow(self, start: Point, end: Point, role: str) -> None:
        """Draw an arrow from one pair of values to another."""
        self.drawing.arrow(self.at(*start), self.at(*end), role)

    def words(
        self, pair: Point, text: str, role: str = "", anchor: str = "start", drop: float = 0.35
    ) -> None:
        """Write words at a pair of values, as `Drawing.words` does."""
        self.drawing.words(self.at(*pair), text, role, anchor, drop)


def _named(ticks: Sequence[float] | Mapping[float, str]) -> Mapping[float, str]:
    if isinstance(ticks, Mapping):
        return ticks
    return {value: f"{value:g}".replace("-", MINUS) for value in ticks}


def _path(points: Sequence[Point]) -> str:
    """Return a path through points, in steps of a tenth that add up without a drift."""
    tenths = [(round(10 * x), round(10 * y)) for x, y in points]
    steps = [
        end - start for before, after in pairwise(tenths) for start, end in zip(before, after, strict=True)
    ]
    return f"M{row(tenths[0])}l{row(steps)}"


def _simplified(points: list[Point]) -> list[Point]:
    """Leave out the points that a line does not need to stay within the tolerance, by Ramer, Douglas and Peucker."""
    kept = {0, len(points) - 1}
    stretches = [(0, len(points) - 1)]
    while stretches:
        first, last = stretches.pop()
        distances = [_distance(point, points[first], points[last]) for point in points[first : last + 1]]
        farthest = first + max(range(len(distances)), key=distances.__getitem__)
        if distances[farthest - first] > TOLERANCE:
            kept.add(farthest)
            stretches += [(first, farthest), (farthest, last)]
    return [points[place] for place in sorted(kept)]


def _distance(point: Point, start: Point, end: Point) -> float:
    """Return how far a point lies from the line through two others, or from these where they are one."""
    across, down = end[0] - start[0], end[1] - start[1]
    length = math.hypot(across, down)
    u, v = point[0] - start[0], point[1] - start[1]
    return abs(across * v - down * u) / length if length else math.hypot(u, v)


def _runs(row: Sequence[int], level: int) -> Iterable[tuple[int, int]]:
    """Yield where neighbouring pixels of one shade begin and end."""
    start = 0
    for place in range(1, len(row) + 1):
        if place == len(row) or row[place] != row[start]:
            if row[start] == level:
                yield start, place
            start = place


def _inline(text: str) -> str:
    """Return words as SVG; what follows an index goes back up to the line."""
    parts, end, sunk = [], 0, False
    for found in VARIABLE.finditer(text):
        parts.append(_plain(text[end : found.start()], sunk))
        sunk = sunk and found.start() == end
        parts.append(f'<tspan class="variable"{_RAISE if sunk else ""}>{html.escape(found[1])}</tspan>')
        sunk = bool(found[2])
        if found[2]:
            parts.append(f'<tspan class="index" dy=".25em">{html.escape(found[2])}</tspan>')
        end = found.end()
    return "".join([*parts, _plain(text[end:], sunk)])


# The index is three quarters as large as the words around it.
_RAISE = ' dy="-.19em"'


def _plain(text: str, sunk: bool) -> str:
    escaped = html.escape(text, quote=False)
    return f"<tspan{_RAISE}>{escaped}</tspan>" if sunk and text else escaped
