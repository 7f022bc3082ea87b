"""Figures show what an independent computation says, describe it in words, and come out the same every time."""

import gzip
import math
import os
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path
from xml.etree import ElementTree as etree

import numpy as np
import pytest

from hooks.figures import registry
from hooks.figures.drawing import TOLERANCE, WIDTH, Drawing, Plot
from hooks.render import render

ROOT = Path(__file__).parent.parent.parent
SVG = "{http://www.w3.org/2000/svg}"
NUMBER = re.compile(r"-?(?:\d+\.?\d*|\.\d+)")
# Size of type on a phone in units, as in figures.css, and how wide a letter is at most on average.
TYPE, LETTER = 11.5, 0.62
MOST_BYTES = 3000

NAMES = registry.names()


def places(path):
    """Return the points of each stroke of a path, in units."""
    strokes = []
    for command, text in re.findall(r"([Mlhvz])([^Mlhvz]*)", path.attrib["d"]):
        numbers = [float(one) for one in NUMBER.findall(text)]
        if command == "M":
            strokes.append([tuple(numbers)])
        elif command == "l":
            for across, down in zip(numbers[::2], numbers[1::2], strict=True):
                x, y = strokes[-1][-1]
                strokes[-1].append((x + across, y + down))
        elif command in "hv" and numbers[0]:
            x, y = strokes[-1][-1]
            strokes[-1].append((x + numbers[0], y) if command == "h" else (x, y + numbers[0]))
    return strokes


class Seen:
    """A figure as its reader sees it: lines by their role, and axes that tick labels calibrate."""

    def __init__(self, name):
        svg = registry.picture(name).drawing.svg("one", "Title", "Description")
        self.root = etree.fromstring(svg)
        self.texts = [
            ("".join(one.itertext()), float(one.attrib["x"]), float(one.attrib["y"]), one)
            for one in self.root.iter(f"{SVG}text")
        ]

    def strokes(self, role):
        """Return all strokes of a role, in units."""
        return [
            stroke
            for path in self.root.iter(f"{SVG}path")
            if path.attrib.get("class") == role
            for stroke in places(path)
        ]

    def ticks(self, drop, anchor, place):
        """Return the places and the values that the labels of an axis name."""
        named = [
            (where[place], float(text.replace("\u2212", "-")))
            for text, *where, one in self.texts
            if (one.attrib["dy"], one.attrib.get("class")) == (drop, anchor)
            and re.fullmatch("\u2212?[0-9.]+", text)
        ]
        return sorted(named)

    def across(self, x, drop="1.1em", anchor="middle", place=0):
        """Return the value at a place, read off the ticks of the horizontal axis."""
        units, values = zip(*self.ticks(drop, anchor, place), strict=True)
        slope = (values[-1] - values[0]) / (units[-1] - units[0])
        return values[0] + (x - units[0]) * slope

    def up(self, y):
        """Return the value at a height, read off the ticks of the vertical axis."""
        return self.across(y, ".35em", "end", 1)

    def value(self, role, x):
        """Return what the one line of a role shows at a value on the horizontal axis."""
        (stroke,) = self.strokes(role)
        values = [(self.across(unit), self.up(height)) for unit, height in stroke]
        return height_at(values, x)


def height_at(stroke, x):
    """Return the height of a stroke above a place, interpolated."""
    xs, ys = zip(*sorted(stroke), strict=True)
    return float(np.interp(x, xs, ys))


# Every figure


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_is_small_valid_and_named(name):
    svg = registry.picture(name).drawing.svg("one", "Figure <1>", "What & where")
    root = etree.fromstring(svg)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, description.text) == ("Figure <1>", "What & where")
    assert root.attrib["role"] == "img"
    assert root.attrib["aria-labelledby"] == title.attrib["id"]
    assert root.attrib["aria-describedby"] == description.attrib["id"]
    assert "data-search-exclude" in root.attrib
    assert len(gzip.compress(svg.encode(), 6, mtime=0)) <= MOST_BYTES
    assert not re.search(r"nan|inf|#[0-9a-f]{3}|style=|<script", svg)


@pytest.mark.parametrize("name", NAMES)
def test_nothing_of_a_figure_leaves_its_frame_on_a_phone(name):
    seen = Seen(name)
    height = registry.picture(name).drawing.height
    for path in seen.root.iter(f"{SVG}path"):
        if "transform" not in path.attrib:
            for x, y in (point for stroke in places(path) for point in stroke):
                assert -0.5 <= x <= WIDTH + 0.5, path.attrib
                assert -0.5 <= y <= height + 0.5, path.attrib
    for text, x, y, element in seen.texts:
        width = len(text) * TYPE * LETTER
        classes = element.attrib.get("class", "").split()
        left = x - (width / 2 if "middle" in classes else width if "end" in classes else 0)
        foot = y + TYPE * float(element.attrib["dy"].removesuffix("em"))
        assert left >= -1 or "end" in classes, text
        assert left + width <= WIDTH + 12, text
        assert 0 < foot <= height, text


def test_figures_are_the_same_in_another_process():
    program = (
        "from hooks.figures import registry\n"
        "print(*(registry.picture(name).drawing.svg('a', 'b', 'c') for name in registry.names()), sep='\\n')"
    )
    expected = "\n".join(registry.picture(name).drawing.svg("a", "b", "c") for name in NAMES)
    done = subprocess.run(
        [sys.executable, "-c", f"import hooks.figures\n{program}"],
        cwd=ROOT,
        env={**os.environ, "PYTHONHASHSEED": "7"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert done.stdout.strip() == expected


def test_every_figure_stands_in_the_book_with_its_number_and_its_description(book, parsed):
    assert sorted(one.block.name for one in book.figures) == sorted(NAMES)
    for chapter in book.chapters:
        tree = parsed(render(chapter.page, ROOT / "docs"))
        figures = book.figures_on(chapter.page)
        shown = list(tree.iter("figure"))
        assert [one.attrib["id"] for one in shown] == [one.identifier for one in figures]
        for place, element in enumerate(shown, 1):
            number = f"Figure {chapter.number}.{place}"
            assert next(element.iter("title")).text == number
            caption = "".join(element.find("figcaption").itertext()).strip()
            assert caption.startswith(f"{number} ")
            seen = next(element.iter("desc")).text
            assert re.search(r"[a-z]\.$", seen) or re.search(r"\d\.$", seen)
            assert not re.search(r"\[\[|\$|\\|\*", seen)


def test_no_two_functions_draw_one_figure():
    with pytest.raises(ValueError, match="two functions draw the figure"):
        registry.figure(NAMES[0])(lambda: None)


# Drawing


def test_a_line_keeps_its_place_with_fewer_points():
    drawing = Drawing(100)
    drawing.line([(x, 50 + 40 * math.sin(x / 40)) for x in np.linspace(0, 360, 2000)], "signal")
    (path,) = etree.fromstring(drawing.svg("a", "b", "c")).iter(f"{SVG}path")
    (stroke,) = places(path)
    assert len(stroke) < 80
    assert stroke[0] == (0, 50)
    for x in np.linspace(0, 360, 777):
        # The tenth of a unit to which places are rounded comes on top.
        assert abs(height_at(stroke, x) - (50 + 40 * math.sin(x / 40))) < TOLERANCE * 2 + 0.1


def test_places_are_rounded_without_a_drift():
    drawing = Drawing(100)
    zigzag = [(place / 3, 50 + place % 2 * 7) for place in range(1000)]
    drawing.line(zigzag, "signal")
    (path,) = etree.fromstring(drawing.svg("a", "b", "c")).iter(f"{SVG}path")
    (stroke,) = places(path)
    assert len(stroke) == len(zigzag)
    assert all(abs(x - u) < 0.051 for (x, _), (u, _) in zip(stroke, zigzag, strict=True))


def test_a_logarithmic_axis_counts_factors():
    plot = Plot(Drawing(100), x=(0, 1), y=(0.01, 100), top=10, bottom=90, logarithmic=True)
    heights = [plot.at(0, 10.0**power)[1] for power in (-2, -1, 0, 1, 2)]
    assert [before - after for before, after in pairwise(heights)] == pytest.approx([20] * 4)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ("step *t*", 'step <tspan class="variable">t</tspan>'),
        (
            "*x_0* & noise",
            '<tspan class="variable">x</tspan><tspan class="index" dy=".25em">0</tspan>'
            '<tspan dy="-.19em"> &amp; noise</tspan>',
        ),
        ("a < b", "a &lt; b"),
    ],
)
def test_variables_are_set_as_such(words, expected):
    drawing = Drawing(100)
    drawing.words((0, 0), words)
    assert f">{expected}</text>" in drawing.svg("a", "b", "c")


# Chapter 0 and 1


def linear_shares():
    return np.concatenate([[1], np.cumprod(1 - np.linspace(1e-4, 0.02, 1000))])


def test_the_powers_of_signal_and_noise_are_those_of_the_schedule():
    seen = Seen("powers-of-signal-and-noise")
    shares = linear_shares()
    for t in (0, 130, 259, 500, 900, 1000):
        assert seen.value("signal", t) == pytest.approx(shares[t], abs=0.004)
        assert seen.value("noise dashed", t) == pytest.approx(1 - shares[t], abs=0.004)
    assert registry.picture("powers-of-signal-and-noise").values["even"] == np.argmax(shares < 0.5)


def test_the_picture_dissolves_by_the_formula():
    shades = {}
    for place, group in enumerate(Seen("image-dissolves").root.iter(f"{SVG}g")):
        image = np.zeros((16, 16))
        for path in list(group)[1:]:
            for (start, row), (end, _) in places(path):
                image[int(row), int(start) : int(end)] = float(path.attrib["stroke-opacity"])
        shades[place] = 4 * image - 2
    shares = linear_shares()
    clean, noise = shades[0], shades[4]
    for place, t in ((1, 100), (2, 250), (3, 500)):
        expected = np.sqrt(shares[t]) * clean + np.sqrt(1 - shares[t]) * noise
        inside = (abs(expected) < 1.8) & (abs(clean) < 1.9) & (abs(noise) < 1.9)
        # Half a shade for each of the three pictures.
        assert inside.sum() > 200
        assert abs(expected - shades[place])[inside].max() < 0.76
    assert clean.mean() == pytest.approx(0, abs=0.1)


def test_three_schedules_are_drawn_as_defined():
    seen = Seen("shares-of-three-schedules")
    t = np.arange(1001)
    cosine = np.cos((t / 1000 + 0.008) / 1.008 * np.pi / 2) ** 2
    roots = np.linspace(math.sqrt(8.5e-4), math.sqrt(0.012), 1000)
    schedules = {
        "linear": ("one", linear_shares()),
        "scaled": ("two dashed", np.concatenate([[1], np.cumprod(1 - roots**2)])),
        "cosine": ("three", cosine / cosine[0]),
    }
    for name, (role, shares) in schedules.items():
        for step in (0, 200, 470, 800, 1000):
            assert seen.value(role, step) == pytest.approx(shares[step], abs=0.004)
        count = int((shares[1:] < 0.05).sum())
        assert registry.picture("shares-of-three-schedules").values[name] == count
        (bar,) = seen.strokes(f"bar {role.split()[0]}")
        assert seen.across(bar[1][0]) - seen.across(bar[0][0]) == pytest.approx(count, abs=2)
