"""Turns what Matplotlib draws into a figure of the book, which follows the colour scheme and whose type keeps its size.

Matplotlib writes colours and type into each element, and places to a millionth. Here the book's light colours, which `matplotlibrc` hands
to it, become the variables that the page's styles set for both schemes; type becomes that of `figures.css`; dots and lines become as short
as those of `hooks/figures`. What could not follow the page is refused: other colours, pixels, and formulas.
"""

import html
import re
from collections.abc import Iterator
from itertools import count
from xml.etree import ElementTree as etree

from hooks.figures.svg import WIDTH, envelope, row
from hooks.node import ROOT

COLOURS = ROOT / "docs" / "assets" / "wb" / "styles" / "colours.css"
ROLES = ("signal", "noise", "one", "two", "ink", "soft", "edge", "line", "paper")

SVG = "{http://www.w3.org/2000/svg}"
LINK = "{http://www.w3.org/1999/xlink}href"
NUMBER = re.compile(r"-?\d+(?:\.\d+)?(?:e-?\d+)?")
COMMAND = re.compile(r"([MLQCz])([^MLQCz]*)")
TURNED = re.compile(r"rotate\((-?[\d.]+)")
# The middle of small letters lies so far above their foot, in heights of type: words keep their middle when the page's type is another.
MIDDLE = 0.35

COPIED = ("vector-effect", "stroke-dasharray", "opacity", "fill-opacity", "stroke-opacity")

Style = dict[str, str]
Steps = list[tuple[str, list[float]]]


class PlotError(ValueError):
    """Something in a drawing cannot follow the page; the message says what, and what to do instead."""


def as_figure(drawn: str, identifier: str, title: str, description: str) -> str:
    """Return a drawing as the SVG element of a page.

    Args:
        drawn: The SVG that Matplotlib has written.
        identifier: What the ids in it begin with.
        title: Its short name.
        description: What is to be seen, for whoever does not see it.

    Raises:
        PlotError: If something in it cannot follow the page.
    """
    root = etree.fromstring(drawn)
    width, height = (float(one) for one in root.attrib["viewBox"].split()[2:])
    if round(width) != WIDTH:
        raise PlotError("the figure is not five inches wide", "Write `figsize=(5, ...)`")
    content = "".join(_Drawing(root, identifier).parts())
    return envelope(height, content, identifier=identifier, title=title, description=description)


class _Drawing:
    """Reads Matplotlib's elements in the order in which they are painted."""

    def __init__(self, root: etree.Element, identifier: str) -> None:
        self.root = root
        self.defined = {one.attrib["id"]: one for one in root.iter() if "id" in one.attrib}
        self.clips: dict[str, str] = {}
        self._names = (f"{identifier}-clip-{number}" for number in count(1))

    def parts(self) -> Iterator[str]:
        """Yield the elements of the page; neighbouring lines of one look are one element."""
        look = ""
        run: list[str] = []
        for attributes, content in self._painted(self.root, ""):
            if run and (attributes != look or content.startswith("<")):
                yield f'<path{look} d="{"".join(run)}"/>'
                run = []
            if content.startswith("<"):
                yield content
            else:
                look = attributes
                run.append(content)
        if run:
            yield f'<path{look} d="{"".join(run)}"/>'
        for clip, name in self.clips.items():
            (frame,) = self.defined[clip]
            sizes = "".join(
                f' {key}="{float(frame.attrib[key]):.4g}"' for key in ("x", "y", "width", "height")
            )
            yield f'<clipPath id="{name}"><rect{sizes}/></clipPath>'

    def _painted(self, parent: etree.Element, clip: str) -> Iterator[tuple[str, str]]:
        """Yield the attributes and the steps of each line, and each text as a whole."""
        for element in parent:
            inside = self._clip(element.attrib.get("clip-path", "")) or clip
            style = _style(element)
            match element.tag.removeprefix(SVG):
                case "g":
                    yield from self._painted(element, inside)
                case "path" if {"fill", "stroke"} & style.keys():
                    yield _attributes(style, inside), _short(_steps(element.attrib["d"]))
                case "use":
                    yield self._marker(element, style, inside)
                case "text":
                    yield "", _words(element, style)
                case "image":
                    what = "a figure made of pixels cannot follow the colour scheme"
                    raise PlotError(what, "Draw lines, dots or contours")

    def _marker(self, element: etree.Element, style: Style, clip: str) -> tuple[str, str]:
        marker = self.defined[element.attrib[LINK].removeprefix("#")]
        across, down = float(element.attrib["x"]), float(element.attrib["y"])
        steps = _steps(marker.attrib["d"])
        style = _style(marker) | style
        if "fill" in style and any(command == "C" for command, _ in steps):
            # A line of no length with round ends is a dot, which grows with the drawing.
            size = 2 * max(abs(number) for _, numbers in steps for number in numbers)
            dot = {key: value for key, value in style.items() if key == "opacity"}
            dot |= {"stroke": style["fill"], "stroke-width": f"{size:.3g}", "vector-effect": "none"}
            return _attributes(dot, clip), _short([("M", [across, down])]) + "h0"
        return _attributes(style, clip), _short(steps, across, down)

    def _clip(self, reference: str) -> str:
        clip = reference.removeprefix("url(#").removesuffix(")")
        if not clip:
            return ""
        if clip not in self.clips:
            self.clips[clip] = next(self._names)
        return self.clips[clip]


def _style(element: etree.Element) -> Style:
    """Return how an element looks, without what is not painted."""
    declared = (one.partition(":") for one in element.attrib.get("style", "").split(";") if one)
    style = {name.strip(): value.strip() for name, _, value in declared}
    return {name: value for name, value in style.items() if value != "none"}


def _attributes(style: Style, clip: str) -> str:
    look: Style = {name: _variable(style[name]) for name in ("fill", "stroke") if name in style}
    if "stroke" in style:
        look["stroke-width"] = style.get("stroke-width", "1")
    else:
        look["stroke"] = "none"
    look |= {name: style[name] for name in COPIED if name in style}
    return f' style="{_declared(look)}"' + (f' clip-path="url(#{clip})"' if clip else "")


def _declared(look: Style) -> str:
    return ";".join(f"{name}:{value}" for name, value in look.items())


def _variable(colour: str) -> str:
    light, _, _ = COLOURS.read_text(encoding="utf-8").partition("slate")
    for role in ROLES:
        if re.search(rf"--wb-{role}: {colour}\b", light):
            return _role(role)
    what = f"the colour {colour} is none of the book's, and would not follow the colour scheme"
    raise PlotError(what, 'Use "C0" to "C3"')


def _role(role: str) -> str:
    return f"var(--wb-{role})"


def _words(element: etree.Element, style: Style) -> str:
    if len(element):
        mend = "Say it in words, without dollars"
        raise PlotError("a formula in a figure cannot follow the page's type", mend)
    size = float(style["font-size"].removesuffix("px"))
    x, y = float(element.attrib["x"]), float(element.attrib["y"])
    attributes = f'x="{x:.4g}" y="{y - MIDDLE * size:.4g}" dy="{MIDDLE}em"'
    turned = TURNED.match(element.attrib.get("transform", ""))
    if turned and float(turned[1]):
        attributes += f' transform="rotate({turned[1]} {x:.4g} {y:.4g})"'
    if style.get("text-anchor", "start") != "start":
        attributes += f' class="{style["text-anchor"]}"'
    colour = _variable(style["fill"])
    if colour != _role("soft"):
        attributes += f' style="fill:{colour};font-weight:600"'
    return f"<text {attributes}>{html.escape(element.text or '', quote=False)}</text>"


def _steps(path: str) -> Steps:
    return [
        (command, [float(number) for number in NUMBER.findall(text)])
        for command, text in COMMAND.findall(path)
    ]


def _short(steps: Steps, across: float = 0, down: float = 0) -> str:
    """Return a path, moved by a distance, in steps of a tenth of a unit that add up without a drift."""
    path, before, at, start = "", "", (0, 0), (0, 0)
    for command, numbers in steps:
        points = [
            (round(10 * (x + across)), round(10 * (y + down)))
            for x, y in zip(numbers[::2], numbers[1::2], strict=True)
        ]
        if command == "z":
            letter, written, at = "z", "", start
        elif command == "M":
            letter, written = "M", row(one for point in points for one in point)
            at = start = points[0]
        elif points[-1] != at:
            letter = command.lower()
            written = row(one - origin for point in points for one, origin in zip(point, at, strict=True))
            at = points[-1]
        else:
            continue
        if letter != before:
            path += letter + written
        else:  # a command that is given again needs no letter
            path += written if written.startswith("-") else f" {written}"
        before = letter
    return path
