"""What Matplotlib draws, as a figure of the book."""

import io
import re
from xml.etree import ElementTree as etree

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure

from hooks.labs import plots
from hooks.labs.page import LOOK
from hooks.labs.plots import PlotError, as_figure

SVG = "{http://www.w3.org/2000/svg}"


def drawn(draw, size=(5, 3)):
    """Return what a function draws on a pair of axes, in the look of labs."""
    with matplotlib.rc_context(fname=LOOK):
        figure = Figure(figsize=size)
        draw(figure.subplots())
        file = io.StringIO()
        figure.savefig(file, format="svg")
    return file.getvalue()


def made(draw):
    """Return the figure as the book shows it."""
    return etree.fromstring(as_figure(drawn(draw), "one", "Figure <1>", "What & where"))


def paths(root, colour):
    return [one for one in root.iter(f"{SVG}path") if f"stroke:var(--wb-{colour})" in one.attrib["style"]]


def points(path):
    """Return the points of a line that begins once, in units."""
    numbers = [float(one) for one in re.findall(r"-?(?:\d+\.?\d*|\.\d+)", path.attrib["d"])]
    return np.cumsum(np.reshape(numbers, (-1, 2)), axis=0)


def test_a_figure_is_named_and_described_and_takes_nothing_else_along():
    drawing = as_figure(drawn(lambda axes: axes.plot([0, 1])), "one", "Figure <1>", "What & where")
    root = etree.fromstring(drawing)
    title, description = root.find(f"{SVG}title"), root.find(f"{SVG}desc")
    assert (title.text, description.text) == ("Figure <1>", "What & where")
    assert root.attrib["aria-labelledby"] == title.attrib["id"]
    assert root.attrib["aria-describedby"] == description.attrib["id"]
    assert root.attrib["viewBox"] == "0 0 360 216"
    assert not re.search(
        r"#[0-9a-f]{3,6}\b|font-family|metadata|<style|xlink|<g|http(?!://www.w3.org/2000/svg)", drawing
    )


def test_all_ids_begin_with_the_given_one():
    drawing = as_figure(drawn(lambda axes: axes.plot([0, 1])), "figure-7", "", "")
    assert all(one.startswith("figure-7-") for one in re.findall(r'id="([^"]*)"', drawing))
    assert all(one.startswith("figure-7-") for one in re.findall(r"url\(#([^)]*)\)", drawing))


def test_every_colour_of_the_look_is_one_of_the_book():
    found = re.findall(r"\b[0-9a-f]{6}\b", LOOK.read_text(encoding="utf-8"))
    assert len(found) > 8
    for colour in found:
        assert plots._variable(f"#{colour}").startswith("var(--wb-")


def test_lines_follow_the_colour_scheme_and_are_told_apart_without_colour():
    root = made(lambda axes: [axes.plot([0, 1], [level, level]) for level in range(4)])
    dashes = []
    for role in ("signal", "noise", "two", "one"):
        (line,) = paths(root, role)
        dashes.append(re.search("stroke-dasharray:([^;]*)|$", line.attrib["style"])[1])
    assert len(set(dashes)) == 4


def test_a_line_keeps_its_places():
    (line,) = paths(made(lambda axes: axes.plot(np.linspace(0, 1, 50), np.linspace(0, 1, 50) ** 2)), "signal")
    places = points(line)
    share = (places - places[0]) / (places[-1] - places[0])
    np.testing.assert_allclose(share[:, 1], share[:, 0] ** 2, atol=2e-3)


def test_round_markers_are_dots_of_their_size_and_one_element():
    def draw(axes):
        axes.plot([0, 1, 2], [0, 2, 4], "C1o", markersize=6)

    (dots,) = paths(made(draw), "noise")
    assert dots.attrib["d"].count("h0") == 3
    assert "stroke-width:6" in dots.attrib["style"]
    x, y = np.array(
        [[float(one) for one in pair.split()] for pair in re.findall("M([^h]*)h0", dots.attrib["d"])]
    ).T
    np.testing.assert_allclose(np.diff(x), np.diff(x)[0], atol=0.2)
    np.testing.assert_allclose(np.diff(y), np.diff(y)[0], atol=0.2)


def test_scattered_dots_weigh_little():
    generator = np.random.default_rng(0)
    drawing = as_figure(
        drawn(lambda axes: axes.scatter(*generator.standard_normal((2, 1000)), s=4)), "one", "", ""
    )
    assert drawing.count("h0") == 1000
    assert len(drawing) < 20_000


def test_words_keep_their_middle_when_the_type_changes():
    root = made(lambda axes: axes.set(xlabel="the x", title="the y"))
    texts = {one.text: one for one in root.iter(f"{SVG}text")}
    assert texts["the x"].attrib["class"] == "middle"
    assert texts["the x"].attrib["dy"] == f"{plots.MIDDLE}em"
    assert "font-size" not in etree.tostring(root, encoding="unicode")
    assert "style" not in texts["the y"].attrib
    turned = made(lambda axes: axes.set_ylabel("up"))
    (up,) = [one for one in turned.iter(f"{SVG}text") if one.text == "up"]
    assert up.attrib["transform"].startswith("rotate(-90 ")


def test_words_in_a_colour_follow_the_scheme():
    root = made(lambda axes: axes.text(0.5, 0.5, "noise & more", color="C1"))
    (text,) = [one for one in root.iter(f"{SVG}text") if one.text == "noise & more"]
    assert text.attrib["style"].startswith("fill:var(--wb-noise)")


@pytest.mark.parametrize(
    ("draw", "what"),
    [
        (lambda axes: axes.plot([0, 1], color="red"), "the colour #ff0000 is none of the book's"),
        (lambda axes: axes.set_title("$x$"), "a formula in a figure cannot follow"),
        (lambda axes: axes.imshow([[0, 1]]), "a figure made of pixels cannot follow"),
    ],
)
def test_what_cannot_follow_the_page_is_refused(draw, what):
    with pytest.raises(PlotError) as caught:
        made(draw)
    assert caught.value.args[0].startswith(what)


def test_another_width_is_refused():
    with pytest.raises(PlotError, match="not five inches wide"):
        as_figure(drawn(lambda axes: None, size=(6, 3)), "one", "", "")
