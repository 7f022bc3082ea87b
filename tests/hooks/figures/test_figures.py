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

from hooks.figures import chapter_03, chapter_05, registry
from hooks.figures.drawing import TOLERANCE, Drawing, Plot
from hooks.figures.plane import plane_log_density, plane_score
from hooks.figures.svg import WIDTH
from hooks.render.convert import render

ROOT = Path(__file__).parents[3]
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

    def place_of(self, words):
        """Return where words stand."""
        (found,) = [(x, y) for text, x, y, _ in self.texts if text == words]
        return found

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
            title = next(element.iter("title")).text
            assert re.match(rf"{number}: [A-Z]", title)
            caption = element.find("figcaption")
            assert "".join(caption.itertext()).strip().startswith(f"{number} ")
            assert f"{number}: {''.join(caption.find('.//strong').itertext())}" == title
            seen = next(element.iter("desc")).text
            assert re.search(r"[a-z]\.$", seen) or re.search(r"\d\.$", seen)
            assert not re.search(r"\[\[|\$|\\|\*", seen)


def test_a_sentence_leads_to_every_figure(book, parsed):
    for page in book.pages:
        figures = book.figures_on(page)
        tree = parsed(render(page, ROOT / "docs")) if figures else etree.Element("body")
        led_to = {
            link.attrib["href"]: "".join(link.itertext())
            for paragraph in tree.iter("p")
            for link in paragraph.iter("a")
        }
        for figure in figures:
            assert led_to.get(f"#{figure.identifier}") == f"Figure\u00a0{figure.number}"


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


def test_log_snrs_are_drawn_as_defined():
    seen = Seen("log-snr-of-schedules")
    t = np.arange(1001)
    cosine = np.cos((t / 1000 + 0.008) / 1.008 * np.pi / 2) ** 2
    cosine /= cosine[0]
    for role, shares, shift in (
        ("one", linear_shares(), 0),
        ("three", cosine, 0),
        ("three dotted", cosine, math.log(16)),
    ):
        for step in (100, 400, 600, 900):
            expected = math.log(shares[step] / (1 - shares[step])) - shift
            assert seen.value(role, step) == pytest.approx(expected, abs=0.08)


# Chapter 2


def test_the_turned_axes_read_what_the_chapter_computes():
    values = registry.picture("rotation-to-v").values
    x0, epsilon = values["x0"], values["epsilon"]
    turn = np.array([[0.8, 0.6], [-0.6, 0.8]])
    assert turn @ [x0, epsilon] == pytest.approx([values["x_t"], values["v"]])
    seen = Seen("rotation-to-v")
    dots = [
        places(path)[0][0]
        for role in ("dots signal", "dots noise", "dots two", "dots three")
        for path in seen.root.iter(f"{SVG}path")
        if path.attrib.get("class") == role
    ]
    on_x0, on_epsilon, on_x_t, on_v, point = map(np.array, dots)
    origin = np.array([on_epsilon[0], on_x0[1]])
    unit = (on_x0 - origin)[0] / x0
    assert np.linalg.norm(on_x_t - origin) / unit == pytest.approx(abs(values["x_t"]), abs=0.01)
    assert np.linalg.norm(on_v - origin) / unit == pytest.approx(abs(values["v"]), abs=0.01)
    # Each foot stands at a right angle.
    for foot in (on_x0, on_epsilon, on_x_t, on_v):
        assert (foot - origin) @ (point - foot) / unit**2 == pytest.approx(0, abs=0.01)


def test_the_weights_of_losses_are_those_of_their_derivation():
    seen = Seen("weights-of-losses")
    shares, betas = linear_shares(), np.concatenate([[0], np.linspace(1e-4, 0.02, 1000)])
    (_, zero), (_, four) = seen.place_of("1"), seen.place_of("10⁴")
    snr = shares[1:] / (1 - shares[1:])
    weights = {
        "two dotted": 1 + snr,
        "noise": snr,
        "three dashed": snr * betas[1:] / (2 * (1 - betas[1:]) * (1 - shares[1:])),
    }
    for role, weight in weights.items():
        (stroke,) = seen.strokes(role)
        curve = [(seen.across(x), (zero - y) / (zero - four) * 4) for x, y in stroke]
        for step in (20, 300, 500, 900):
            expected = math.log10(weight[step - 1] / weight[499])
            assert height_at(curve, step) == pytest.approx(expected, abs=0.06)


# Chapter 3


def mixture(x, means, variance):
    """Return density and score of a mixture of two equal Gaussians."""
    parts = np.exp(-((x - np.array(means)) ** 2) / (2 * variance)) / np.sqrt(2 * np.pi * variance) / 2
    return parts.sum(), (parts * (np.array(means) - x)).sum() / variance / parts.sum()


def test_two_hills_and_their_score_are_those_of_the_mixture():
    seen = Seen("two-hills")
    density, score = seen.strokes("signal")
    across = [(seen.across(x), y) for x, y in score]
    up = [(x, seen.up(y)) for x, y in across]
    for x in (-5, -3, -1, 0, 0.5, 2, 4):
        assert height_at(up, x) == pytest.approx(mixture(x, (-3, 3), 1)[1], abs=0.08)
    heights = [(seen.across(x), 104 - y) for x, y in density]
    for x in (-4, -1, 0, 2.5):
        expected = mixture(x, (-3, 3), 1)[0] / mixture(3, (-3, 3), 1)[0]
        assert height_at(heights, x) / height_at(heights, 3) == pytest.approx(expected, abs=0.01)


def test_the_arrow_turns_as_the_noise_grows():
    values = registry.picture("hills-merge").values
    seen = Seen("hills-merge")
    arrows = seen.strokes("three")
    assert len(arrows) == 4
    for row, (start, end) in enumerate(arrows):
        share = values[f"alpha_bar_{row}"]
        # Two images of which one is known to be more probable after a look at x: their mean, shrunk.
        mean_image = math.tanh(math.sqrt(share) * 0.3 / (1 - share))
        assert seen.across(start[0]) == pytest.approx(0.3, abs=0.01)
        assert seen.across(end[0]) == pytest.approx(math.sqrt(share) * mean_image, abs=0.01)
        assert values[f"landing_{row}"] == pytest.approx(math.sqrt(share) * mean_image)
    assert values["score_1"] > 0 > values["score_2"]


def hills(point):
    """Return the logarithm of the density of the three hills, up to a constant."""
    squares = ((np.array(chapter_03.MEANS) - point) ** 2).sum(axis=1)
    return np.log(np.exp(-squares / (2 * chapter_03.VARIANCE)).sum())


def test_the_score_over_the_plane_is_the_slope_of_the_log_density():
    for point in np.random.default_rng(0).uniform(-2, 2, (20, 2)):
        slope = [(hills(point + small) - hills(point - small)) / 2e-5 for small in ((1e-5, 0), (0, 1e-5))]
        assert plane_score(tuple(point), chapter_03.MEANS, chapter_03.VARIANCE) == pytest.approx(
            slope, abs=1e-4
        )
        height = plane_log_density(tuple(point), chapter_03.MEANS, chapter_03.VARIANCE)
        assert height == pytest.approx(hills(point) - math.log(3 * 2 * math.pi * chapter_03.VARIANCE))


def test_streamlines_climb_all_the_way_and_end_near_a_top():
    seen = Seen("streamlines-of-a-score")
    values = registry.picture("streamlines-of-a-score").values
    lines = [
        np.array([(seen.across(x), seen.up(y)) for x, y in stroke])
        for stroke in seen.strokes("three thin")
        if math.dist(stroke[0], stroke[-1]) > 5
    ]
    assert len(lines) == values["lines"]
    ends = [0, 0, 0]
    for line in lines:
        distances = np.linalg.norm(np.array(chapter_03.MEANS) - line[-1], axis=1)
        assert distances.min() < 0.35
        ends[distances.argmin()] += 1
        assert all(hills(before) < hills(after) for before, after in pairwise(line))
        for before, after in pairwise(line):
            # The drawn direction is that of the score, up to the rounding of places and the length of a stretch.
            score = np.array(plane_score(tuple((before + after) / 2), chapter_03.MEANS, chapter_03.VARIANCE))
            cosine = (after - before) @ score / np.linalg.norm(after - before) / np.linalg.norm(score)
            assert cosine > 0.9
    assert ends == [values[f"ends_{hill}"] for hill in range(3)]
    assert min(ends) > 5


def test_level_lines_keep_their_height_and_close():
    for mean in chapter_03.MEANS:
        for share in (0.25, 0.65):
            line = np.array(chapter_03.level_line(mean, share))
            heights = [math.exp(hills(point) - hills(np.array(mean))) for point in line]
            assert heights == pytest.approx([share] * len(line), rel=0.02)
            assert math.dist(line[0], line[-1]) < 0.05


# Chapter 4


def test_each_jump_of_ddim_sets_out_for_its_guess():
    shares = linear_shares()
    values = registry.picture("ddim-guesses").values
    seen = Seen("ddim-guesses")
    visited = [values[f"step_{number}"] for number in range(1, 5)]
    guesses = sorted((y, float(text.split()[-1])) for text, _, y, _ in seen.texts if "guess" in text)
    heights, named = zip(*guesses, strict=True)
    unit = (named[0] - named[-1]) / (heights[0] - heights[-1])
    dots = [
        (seen.across(x), named[0] + unit * (y - heights[0])) for ((x, y), *_) in seen.strokes("dots three")
    ]
    assert [round(t) for t, _ in dots] == visited
    for (t, x), tau, number in zip(dots, [*visited[1:], 0], range(1, 5), strict=True):
        amplitude, noise = math.sqrt(shares[round(t)]), 1 - shares[round(t)]
        # What is known of two images after a look at x.
        guess = math.tanh(amplitude * x / noise)
        assert values[f"guess_{number}"] == pytest.approx(guess, abs=0.02)
        epsilon = (x - amplitude * guess) / math.sqrt(noise)
        landed = math.sqrt(shares[tau]) * guess + math.sqrt(1 - shares[tau]) * epsilon
        after = dots[number][1] if tau else values["guess_4"]
        assert landed == pytest.approx(after, abs=0.02)


def test_the_spacings_are_the_lists_of_their_definition():
    seen = Seen("spacings-of-timesteps")
    rows = [[round(seen.across(x)) for ((x, _), *_) in places(path)] for path in seen.root.iter(f"{SVG}path")]
    rows = [row for row in rows if len(row) == 6]
    expected = [
        [830, 664, 498, 332, 166, 0],
        [831, 665, 499, 333, 167, 1],
        [999, 832, 666, 499, 332, 166],
        [999, 799, 599, 400, 200, 0],
    ]
    assert np.abs(np.array(rows) - expected).max() <= 2


# Chapter 5


def test_guidance_goes_on_in_the_direction_of_the_prompt():
    seen = Seen("guidance-goes-past")
    ((start, *_),) = seen.strokes("dots one")
    ((conditional, *_),) = seen.strokes("dots two")
    ends = [stroke[0] for stroke in seen.strokes("dots three")]
    for scale, end in zip((3, 7.5), ends, strict=True):
        expected = np.array(start) + scale * (np.array(conditional) - start)
        assert end == pytest.approx(tuple(expected), abs=0.5)


def test_the_guided_densities_are_the_product_of_their_parts():
    seen = Seen("guided-densities")
    x = np.linspace(-3, 4, 20001)
    everything, prompted = np.exp(-(x**2) / 2), np.exp(-((x - 1) ** 2))
    for scale, role in ((2, "three dotted"), (4, "three dashed"), (8, "three")):
        product = prompted**scale * everything ** (1.0 - scale)
        top = x[product.argmax()]
        assert registry.picture("guided-densities").values[f"mean_{scale}"] == pytest.approx(top, abs=1e-3)
        (stroke,) = seen.strokes(role)
        highest = min(stroke, key=lambda place: place[1])
        assert seen.across(highest[0]) == pytest.approx(top, abs=0.03)
        foot = max(y for _, y in stroke)
        spread = np.trapezoid(product, x) / product.max()
        area = np.trapezoid(*zip(*[(foot - y, seen.across(u)) for u, y in stroke], strict=True))
        assert area / (foot - highest[1]) == pytest.approx(spread, rel=0.02)


def test_without_exaggeration_a_sample_is_its_noise_stretched_and_moved():
    for prompt, mean in enumerate(chapter_05.MEANS):
        for noise in ((1.2, -0.4), (-0.3, 2.0)):
            expected = np.array(mean) + math.sqrt(chapter_05.VARIANCE) * np.array(noise)
            image = chapter_05.guided_image(noise, prompt, 1)
            assert image == pytest.approx(tuple(expected), abs=0.1)


def test_guidance_pulls_the_samples_of_two_prompts_beyond_their_means():
    seen = Seen("samples-of-two-prompts")
    values = registry.picture("samples-of-two-prompts").values
    left, right = sorted(x for text, x, _, _ in seen.texts if text == "0" if x > 40)
    unit = (sorted(x for text, x, _, _ in seen.texts if text == "2")[-1] - right) / 2
    zero = next(y for text, x, y, _ in seen.texts if text == "0" and x < 40)
    dots = np.array([stroke[0] for stroke in seen.strokes("dots one")]).reshape(2, -1, 2)
    crosses = np.array([np.mean(stroke, axis=0) for stroke in seen.strokes("two")[::2]]).reshape(2, -1, 2)
    assert dots.shape == crosses.shape == (2, values["count"], 2)
    strays = {}
    for panel, (middle, scale) in enumerate(((left, 1), (right, 4))):
        for made, mean in zip((dots[panel], crosses[panel]), np.array(chapter_05.MEANS), strict=True):
            samples = (made - (middle, zero)) / (unit, -unit)
            out = samples.mean(axis=0) @ mean / (mean @ mean)
            assert out == pytest.approx(values[f"out_{scale}"], abs=0.05)
            strays[scale] = strays.get(scale, 0) + int((samples @ mean < -0.01).sum())
            spread = samples.std(axis=0).mean()
            assert spread == pytest.approx(math.sqrt(0.5), abs=0.2) if scale == 1 else spread < 0.62
    assert values["out_1"] == pytest.approx(1, abs=0.02)
    assert values["out_4"] > 1.5
    assert strays == {scale: values[f"strays_{scale}"] for scale in (1, 4)}
    assert strays[1] > strays[4] == 0


# Chapter 6


def test_the_cost_of_attention_grows_with_the_square_of_the_positions():
    values = registry.picture("cost-of-attention").values
    assert values["at_latent"] == pytest.approx(4 * 4096**2 * 320 / 1e9)
    assert values["at_image"] == pytest.approx(4 * (512 * 512) ** 2 * 320 / 1e9)
    seen = Seen("cost-of-attention")
    (_, one), (_, million) = seen.place_of("1"), seen.place_of("10⁶")
    left, right = seen.place_of("16")[0], seen.place_of("1024")[0]
    for role, power, factor in (("three", 2, 4 * 320), ("two dashed", 1, 8 * 320**2)):
        (stroke,) = seen.strokes(role)
        for (x, y), side in zip((stroke[0], stroke[-1]), (16, 1024), strict=True):
            assert x == pytest.approx(left if side == 16 else right, abs=0.1)
            work = 10 ** ((one - y) / (one - million) * 6)
            assert work == pytest.approx(factor * (side * side) ** power / 1e9, rel=0.02)


# Chapter 7


def posterior_velocity(x, t):
    """Return the mean velocity at a place of the two-image world, from the posterior of the image."""
    signal, noise = 1 - t, t
    image = math.tanh(signal * x / noise**2)
    return (x - image) / t


def test_the_paths_of_the_field_follow_it_and_do_not_cross():
    seen = Seen("lines-and-paths")
    strokes = seen.strokes("three thin")
    lines, paths = strokes[:24], strokes[24:]
    assert all(len(line) == 2 for line in lines)
    assert len(paths) == 12
    centre = np.mean([path[0][1] for path in paths])
    unit = abs(paths[0][-1][1] - centre)
    for path in paths:
        times = [1 - (path[0][0] - x) / 136 for x, _ in path]
        curve = [(t, (centre - y) / unit) for t, (_, y) in zip(times, path, strict=True)]
        assert abs(height_at(curve, 0)) == pytest.approx(1, abs=0.02)
        for t in (0.95, 0.7):
            slope = (height_at(curve, t + 0.04) - height_at(curve, t - 0.04)) / 0.08
            assert slope == pytest.approx(posterior_velocity(height_at(curve, t), t), abs=0.12)
    for t in np.linspace(0.02, 0.98, 33):
        x = paths[0][0][0] - (1 - t) * 136
        heights = [height_at(path, x) for path in paths]
        assert all(before > after for before, after in pairwise(heights))


@pytest.mark.parametrize("steps", [1, 2, 4])
def test_straight_steps_land_where_euler_s_method_does(steps):
    x = 0.5
    for taken in range(steps):
        x -= posterior_velocity(x, 1 - taken / steps) / steps
    assert registry.picture("steps-in-the-two-image-world").values[f"end_{steps}"] == pytest.approx(x)
    role = {1: "one", 2: "two dashed", 4: "three"}[steps]
    assert Seen("steps-in-the-two-image-world").value(role, 0) == pytest.approx(x, abs=0.01)


def test_the_straight_path_is_drawn_beside_the_schedules_of_betas():
    seen = Seen("straight-path-as-a-schedule")
    values = registry.picture("straight-path-as-a-schedule").values
    share, ratio = seen.strokes("signal")
    heights = {text: y for text, _, y, _ in seen.texts if text in ("0.5", "5", "\u22125")}
    top, middle = (next(y for text, _, y, _ in seen.texts if text == tick) for tick in ("1", "0.5"))
    t = np.arange(1, 1000) / 1000
    straight = 2 * np.log((1 - t) / t)
    for time in (0.1, 0.3, 0.5, 0.8):
        curve = [(seen.across(x), 1 - (y - top) / (middle - top) / 2) for x, y in share]
        assert height_at(curve, time) == pytest.approx(
            (1 - time) ** 2 / ((1 - time) ** 2 + time**2), abs=0.01
        )
        ratios = [
            (seen.across(x), 5 - 10 * (y - heights["5"]) / (heights["\u22125"] - heights["5"]))
            for x, y in ratio
        ]
        assert height_at(ratios, time) == pytest.approx(2 * math.log((1 - time) / time), abs=0.1)
    steps = np.arange(1001)
    cosine = np.cos((steps / 1000 + 0.008) / 1.008 * np.pi / 2) ** 2
    cosine = (cosine / cosine[0])[1:1000]
    apart = abs(straight - np.log(cosine / (1 - cosine)))
    assert values["apart"] == pytest.approx(apart[99:900].max(), abs=1e-6)
    assert values["linear_middle"] == pytest.approx(linear_shares()[500])


# Chapter 8


def test_the_two_peaks_dissolve_by_the_schedule():
    seen = Seen("densities-over-time")
    shares = linear_shares()
    rows = [int(text.removeprefix("t = ")) for text, *_ in seen.texts if text.startswith("t = ")]
    hills = seen.strokes("signal")
    assert len(rows) == len(hills) == registry.picture("densities-over-time").values["rows"]
    unit = None
    for t, hill in zip(rows, hills, strict=True):
        curve = [(seen.across(x), hill[0][1] - y) for x, y in hill]
        amplitude, variance = math.sqrt(shares[t]), shares[t] * 0.01 + 1 - shares[t]
        for x in (-0.9, 0, 1, 1.4):
            expected = mixture(x, (-amplitude, amplitude), variance)[0]
            unit = unit or height_at(curve, 1) / mixture(1, (-1, 1), 0.01)[0]
            assert height_at(curve, x) / unit == pytest.approx(expected, abs=0.03)
    # One top: the density in the middle is no longer a valley.
    merged = registry.picture("densities-over-time").values["merged"]
    for t, bend in ((merged - 1, 1), (merged, -1)):
        amplitude, variance = math.sqrt(shares[t]), shares[t] * 0.01 + 1 - shares[t]
        sides = mixture(0.01, (-amplitude, amplitude), variance)[0]
        assert (sides - mixture(0, (-amplitude, amplitude), variance)[0]) * bend > 0


def test_three_samplers_set_out_from_the_same_noises():
    seen = Seen("three-samplers")
    values = registry.picture("three-samplers").values
    count = values["noises"]
    images = [stroke[0] for stroke in seen.strokes("dots signal")]
    unit = abs(images[0][1] - images[1][1]) / 2
    zero = (images[0][1] + images[1][1]) / 2
    paths = [
        [(x, (zero - y) / unit) for x, y in stroke]
        for role in ("one thin", "two thin")
        for stroke in seen.strokes(role)
    ]
    panels = [
        sorted((path for path in paths if path[0][0] == right), key=lambda path: path[0][1])
        for right in sorted({path[0][0] for path in paths})
    ]
    assert [len(panel) for panel in panels] == [count] * 3
    starts = [[path[0][1] for path in panel] for panel in panels]
    assert starts[0] == starts[1] == starts[2]
    changed = [sum(path[0][1] * path[-1][1] < 0 for path in panel) for panel in panels]
    assert changed == [values[f"changed_{name}"] for name in ("ddpm", "ddim", "flow")]
    assert changed[0] > changed[1] == changed[2] == 0
    for path in (path for panel in panels for path in panel):
        assert abs(path[-1][1]) == pytest.approx(1, abs=0.02)
    # An ODE keeps the order of its points, dice do not.
    for panel in panels[1:]:
        for x in np.linspace(panel[0][-1][0] + 5, panel[0][0][0], 9):
            heights = [height_at(path, x) for path in panel]
            assert all(before < after for before, after in pairwise(heights))


@pytest.mark.parametrize(("method", "role", "order"), [("euler", "one", 1), ("heun", "two dashed", 2)])
def test_the_slope_of_the_error_is_the_order_of_the_method(method, role, order):
    seen = Seen("orders-of-error")
    values = registry.picture("orders-of-error").values
    path, line = seen.strokes(role)
    factor = 1 - 2 / 3 if order == 1 else 1 - 2 / 3 + (2 / 3) ** 2 / 2
    (zero_x, _), (_, one), (_, half) = path[0], path[0], seen.place_of("0.5")
    for number, (x, y) in enumerate(path):
        assert x - zero_x == pytest.approx(number * (path[-1][0] - zero_x) / 3, abs=0.1)
        assert 1 - (y - one) / (half - one) / 2 == pytest.approx(factor**number, abs=0.01)
    two = max(x for text, x, _, _ in seen.texts if text == "2")
    many, _ = seen.place_of("128")
    (_, percent), (_, hundredth) = seen.place_of("1 %"), seen.place_of("0.01 %")
    dots = [stroke[0] for stroke in seen.strokes(f"dots {role.split()[0]}") if stroke[0][0] > 180]
    assert len(dots) == 7
    for power, (x, y) in enumerate(dots, 1):
        assert (x - two) / (many - two) * 6 + 1 == pytest.approx(power, abs=0.01)
        steps = 2**power // order
        growth = 1 - 1 / steps if order == 1 else 1 - 1 / steps + 1 / (2 * steps**2)
        error = abs(growth**steps * math.e - 1)
        assert -2 - 2 * (y - percent) / (hundredth - percent) == pytest.approx(math.log10(error), abs=0.01)
    assert line[0] == pytest.approx(dots[0], abs=0.11)
    assert line[-1] == pytest.approx(dots[-1], abs=0.11)
    slope = math.log2(10) * 2 * (dots[-1][1] - dots[-2][1]) / (hundredth - percent)
    assert slope == pytest.approx(order, abs=0.05)
    assert values[f"{method}_slope"] == pytest.approx(order, abs=0.03)


def test_euler_s_steps_fall_below_the_exact_decay():
    seen = Seen("euler-below-the-curve")
    for t in (0.3, 1, 2.2):
        assert seen.value("signal", t) == pytest.approx(math.exp(-t), abs=0.01)
    for role, steps in (("one", 4), ("two dashed", 8)):
        for number in range(1, steps + 1):
            expected = (1 - 3 / steps) ** number
            assert seen.value(role, 3 / steps * number) == pytest.approx(expected, abs=0.01)


def test_the_ode_goes_one_way_and_the_sde_many():
    seen = Seen("with-dice-and-without")
    values = registry.picture("with-dice-and-without").values
    ends = [seen.up(stroke[0][1]) for stroke in seen.strokes("dots noise")]
    assert len({round(end, 2) for end in ends}) == len(ends) == values["draws"]
    assert sum(end < 0 for end in ends) == values["low"]
    assert all(abs(abs(end) - 1) < 0.4 for end in ends)
    # The probability-flow ODE keeps the order of its points: here, the share of the density below.
    shares = linear_shares()
    below = 0.0
    for sign in (-1, 1):
        below += 0.5 * (1 + math.erf((0.6 - sign * math.sqrt(shares[1000])) / math.sqrt(2)))
    rank = below / 2
    normal = np.linspace(-2, 2, 400001)
    density = sum(np.exp(-((normal - sign) ** 2) / 0.02) for sign in (-1, 1))
    quantile = normal[np.searchsorted(np.cumsum(density) / density.sum(), rank)]
    assert seen.value("signal", 0) == pytest.approx(quantile, abs=0.03)


# Chapter 9


def test_the_time_per_image_is_work_over_rate():
    seen = Seen("time-against-steps")
    values = registry.picture("time-against-steps").values
    for percent, role in ((30, "one"), (40, "three"), (50, "two")):
        per_step = 2 * 5.2 / (312 * percent / 100)
        for steps in (10, 35, 55):
            assert seen.value(role, steps) == pytest.approx(steps * per_step, abs=0.03)
        assert values[f"most_{percent}"] == math.floor(3.6 / per_step)


def test_the_bars_are_as_long_as_the_work():
    seen = Seen("where-the-work-is")
    values = registry.picture("where-the-work-is").values
    bars = {
        role: [(x, u) for (x, _), (u, _) in seen.strokes(f"bar {role}")] for role in ("one", "two", "three")
    }
    assert [len(bars[role]) for role in ("one", "two", "three")] == [4, 2, 4]
    for row, (steps, passes) in enumerate(((50, 2), (25, 2), (25, 1), (4, 1))):
        total = 5.2 * steps * passes + 10.47
        assert values[f"total_{row}"] == pytest.approx(total)
        assert values[f"seconds_{row}"] == pytest.approx(total / (312 * 0.4))
        assert seen.across(bars["one"][row][1]) == pytest.approx(5.2 * steps, abs=1)
        assert seen.across(bars["three"][row][1]) == pytest.approx(total, abs=1)
    for row, (start, end) in enumerate(bars["two"]):
        assert seen.across(end) - seen.across(start) == pytest.approx(5.2 * (50, 25)[row], abs=3)


# Lesson A


def test_the_best_guesses_are_the_means_of_what_may_be_behind():
    seen = Seen("best-guess-at-three-noise-levels")
    values = registry.picture("best-guess-at-three-noise-levels").values
    for number, (role, share) in enumerate((("one", 0.9), ("two dashed", 0.36), ("three dotted", 0.04))):
        for x in (-1.5, -0.2, 0.5, 1.9):
            expected = math.tanh(math.sqrt(share) * x / (1 - share))
            assert seen.value(role, x) == pytest.approx(expected, abs=0.02)
        assert values[f"share_{number}"] == share
        assert values[f"guess_{number}"] == pytest.approx(math.tanh(math.sqrt(share) * 0.5 / (1 - share)))


# Lesson B


def test_the_mean_wind_weighs_the_lines_of_both_data_points():
    seen = Seen("mean-of-two-winds")
    data, time = np.array([-1.0, 2.0]), 0.5
    for x0, role in zip(data, ("one dashed", "two dashed"), strict=True):
        for x in (0.0, 0.8):
            assert seen.value(role, x) == pytest.approx((x - x0) / time, abs=0.05)
    for x in (-1.5, 0.2, 0.55, 2.5):
        noises = (x - (1 - time) * data) / time
        weights = np.exp(-(noises**2) / 2)
        expected = weights @ (noises - data) / weights.sum()
        assert seen.value("three", x) == pytest.approx(expected, abs=0.08)
    assert registry.picture("mean-of-two-winds").values["velocity"] == pytest.approx(-2.0489, abs=1e-4)


# Lesson C


def test_the_bound_is_drawn_below_the_evidence_and_touches_it_once():
    seen = Seen("elbo-below-the-evidence")
    values = registry.picture("elbo-below-the-evidence").values
    evidence = -math.log(2 * math.pi * 1.25) / 2 - 1 / 2.5
    assert values["evidence"] == pytest.approx(evidence)
    assert values["spread_0"] == pytest.approx(math.sqrt(0.2))
    for number, role in enumerate(("three", "one dashed", "two dotted")):
        spread = values[f"spread_{number}"]
        for mean in (0.3, 0.8, 1.2):
            gap = (math.log(0.2 / spread**2) - 1 + (spread**2 + (mean - 0.8) ** 2) / 0.2) / 2
            assert seen.value(role, mean) == pytest.approx(evidence - gap, abs=0.03)


# Lesson D


def test_the_loss_is_drawn_against_the_logarithm_of_the_temperature():
    seen = Seen("loss-against-temperature")
    values = registry.picture("loss-against-temperature").values
    pictures = np.radians([10, 80, 150])
    for role, angles in (("one", [25, 70, 165]), ("two dashed", [25, 40, 165])):
        matrix = np.cos(pictures[:, None] - np.radians(angles)[None, :])

        def loss(temperature, matrix=matrix):
            weights = np.exp(matrix / temperature)
            match = np.diag(weights)
            return -(np.log(match / weights.sum(axis=1)) + np.log(match / weights.sum(axis=0))).mean() / 2

        (stroke,) = seen.strokes(role)
        for power in (-1.2, -0.3, 0.0, 1.0):
            # The ticks stand at powers of ten.
            tenth, ten = seen.place_of("0.1")[0], seen.place_of("10")[0]
            x = tenth + (power + 1) / 2 * (ten - tenth)
            assert seen.up(height_at(stroke, x)) == pytest.approx(loss(10**power), abs=0.02)
    assert values["chance"] == pytest.approx(math.log(3))
    assert loss(values["best"]) == pytest.approx(values["least"], rel=1e-9)
    assert loss(values["best"] * 1.1) > values["least"] < loss(values["best"] / 1.1)


# Lesson E


def test_the_work_per_token_crosses_at_six_times_the_width():
    seen = Seen("work-per-token")
    values = registry.picture("work-per-token").values
    d = values["width"]
    assert values["linear"] == pytest.approx(24 * d * d / 1e6)
    (_, tenth), (_, ten) = seen.place_of("0.1"), seen.place_of("10")
    less, more = seen.place_of("10⁴")[0], seen.place_of("10⁵")[0]

    def read(x, y):
        tokens = 10 ** (4 + (x - less) / (more - less))
        return tokens, 10 ** (-1 + (tenth - y) / (tenth - ten) * 2)

    for role, work in (("three", lambda n: 4 * n * d / 1e6), ("one dashed", lambda n: 24 * d * d / 1e6)):
        (stroke,) = seen.strokes(role)
        for place in stroke:
            tokens, drawn = read(*place)
            assert drawn == pytest.approx(work(tokens), rel=0.03)
    (crossing,) = [place for place, *_ in seen.strokes("dots three")]
    assert read(*crossing)[0] == pytest.approx(6 * d, rel=0.01)
    images = sorted(read(*place)[0] for place, *_ in seen.strokes("dots two"))
    assert images == pytest.approx([256, 1024, 4096], rel=0.01)
