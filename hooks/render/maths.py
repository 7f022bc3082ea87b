"""Formulas set at build time as MathML by Temml, with slots whose numbers the page can change."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path
from xml.etree import ElementTree as etree

from hooks.book.slots import Place, is_power_of_ten
from hooks.node import MODULES, ROOT, run_script
from hooks.source.lines import SLOT

from .tex import fault

SCRIPT = Path(__file__).with_name("temml.mjs")
CACHE = ROOT / ".cache" / "formulas"

# Numbers no author writes: they stand for slots 0, 1, 2, ... while a formula is set, and are replaced in what comes back.
STAND_IN = 918273000
STAND_INS = re.compile(r"918273(\d{3})")
MOST_OF_A_SLOT = 6  # characters that most slots show

# What says nothing that browsers do not find out by themselves.
REPEATED = re.compile(
    r'<mspace></mspace>| fence="true"| class="tml-display" style="display:block math;"'
    r'|(?<=<mrow><mo) form="prefix"(?= stretchy="false">)| form="postfix"(?= stretchy="false">[^<]*</mo></mrow>)'
)
# As wide as the letter that it stands on, and not far above it.
BAR = re.compile(r'(<mo stretchy="false" class="wbk-acc" style="math-depth:0;">)\N{OVERLINE}(?=</mo>)')
# As a power it would be raised twice: its sign stands high already.
PRIME = re.compile(
    r'<msup>((?:(?!<msup>).)*?)(<mo lspace="0em" rspace="0em") class="tml-prime[^"]*">\N{PRIME}</mo></msup>'
)

# No browser breaks a formula. One with more characters than this is broken before its relations, so that it fits a phone's line.
UNBROKEN = 20
RELATIONS = frozenset("=≈<>≤≥≠∼∝≡≪≫→↦∈")

# After one of these a negative number needs no brackets: at the start, after a relation, an opening bracket or a separator.
STARTS_BARE = re.compile(
    r"(?:^|[=<>(\[{|&]|(?<!\\)[,;:]|\\(?:approx|equiv|le|leq|ge|geq|ne|neq|ll|gg|sim|propto|to|rightarrow|Rightarrow|mapsto|in"
    r"|lvert|lVert|langle|quad|qquad|\\))(?:\s|~|\\[,;:! ])*$"
)
RAISED = re.compile(r"\s*\^")


class FormulaError(ValueError):
    """A formula cannot be set; the message says why."""


def mark_slots(tex: str, number: Callable[[str, str, Place], int | str]) -> str:
    """Replace the slots of a formula.

    Args:
        tex: The formula, with slots such as `[[alpha_bar:.3f]]`.
        number: Given name, format and place of a slot, returns the slot's number, or its text where it never changes.

    Returns:
        The formula with a stand-in for each number, ready for `typeset`.
    """

    def one(name: str, spec: str, place: Place) -> str:
        found = number(name, spec, place)
        if isinstance(found, int):
            return f"{{{STAND_IN + found}}}"
        return "{" + found.replace("\u2212", "-").replace(",", "{,}").replace("%", r"\%") + "}"

    def replace(found: re.Match[str]) -> str:
        name, spec = found[1], found[2] or ""
        bare = STARTS_BARE.search(tex[: found.start()]) and not RAISED.match(tex[found.end() :])
        if is_power_of_ten(spec):
            return rf"{one(name, spec, 'mantissa')}\times 10^{one(name, spec, 'exponent')}"
        return one(name, spec, "bare" if bare else "bracketed")

    return SLOT.sub(replace, tex)


def typeset(formulas: list[tuple[str, bool]]) -> list[str | FormulaError]:
    """Return each formula as MathML, or why it cannot be set.

    Formulas that were set before come from a cache on disk; Node.js starts only for new ones.

    Args:
        formulas: TeX, and whether it is a display of its own.

    Raises:
        NodeError: If Node.js or Temml is not installed.
    """
    kept = {key: _cached(key) for key in formulas}
    cached: dict[tuple[str, bool], str | FormulaError] = {
        key: mathml for key, mathml in kept.items() if mathml is not None
    }
    missing = [key for key in kept if key not in cached]
    if missing:
        replies = run_script(SCRIPT, [{"tex": tex, "display": display} for tex, display in missing])
        for (tex, display), reply in zip(missing, replies, strict=True):
            if "error" in reply:
                cached[tex, display] = FormulaError(fault(tex) or reply["error"])
            elif _lost_stand_ins(tex, reply["mathml"]):
                cached[tex, display] = FormulaError("a slot stands where its number cannot change")
            else:
                root = etree.fromstring(_tidied(reply["mathml"]))
                _unwrap_rows(root)
                mathml = _text(root) if display else _breakable(root)
                _cache_file((tex, display)).write_text(mathml, encoding="utf-8")
                cached[tex, display] = mathml
    return [cached[key] for key in formulas]


def read_only(formulas: list[tuple[str, bool]]) -> list[str | FormulaError]:
    """Return each formula as it is written, or why it would surely be refused; needs no Node.js."""
    return [FormulaError(reason) if (reason := fault(tex)) else escape(tex) for tex, _ in formulas]


def fill_stand_ins(mathml: str, text: Callable[[int], str]) -> str:
    """Replace the stand-ins of `mark_slots` in a set formula by marked numbers.

    Args:
        mathml: What `typeset` returned.
        text: Given the number of a slot, returns what it shows at first.
    """

    def number(found: re.Match[str]) -> str:
        index = int(found[1])
        return f'<mn data-slot="{index}">{text(index)}</mn>'

    def in_text(found: re.Match[str]) -> str:
        index = int(found[1])
        return f'<span data-slot="{index}">{text(index)}</span>'

    mathml = re.sub(rf"<mn>{STAND_INS.pattern}</mn>", number, mathml)
    return STAND_INS.sub(in_text, mathml)


def _tidied(mathml: str) -> str:
    mathml = BAR.sub("\\1\N{MODIFIER LETTER MACRON}", REPEATED.sub("", mathml))
    return PRIME.sub("<mrow>\\1\\2>\N{PRIME}</mo></mrow>", mathml)


def _lost_stand_ins(tex: str, mathml: str) -> bool:
    """Return whether a number was set by other signs than its digits, as in bold."""
    return sorted(STAND_INS.findall(tex)) != sorted(STAND_INS.findall(mathml))


def _unwrap_rows(parent: etree.Element) -> None:
    """Take the frame from what stands alone in a row."""
    for place, child in enumerate(parent):
        _unwrap_rows(child)
        if child.tag == "mrow" and len(child) == 1 and not child.attrib:
            parent[place] = child[0]


def _breakable(root: etree.Element) -> str:
    """Return a formula, a long one as several, each of which begins with a relation."""
    row = root[0] if len(root) == 1 and root[0].tag == "mrow" else root
    shown = STAND_INS.sub("0" * MOST_OF_A_SLOT, "".join(row.itertext()))
    places = [
        place for place, part in enumerate(row) if place and part.tag == "mo" and part.text in RELATIONS
    ]
    if len(shown) <= UNBROKEN or not places:
        return _text(root)
    for place in places:
        # At the beginning of a formula, it would be taken for a sign of its neighbour alone.
        row[place].set("form", "infix")
    parts = [list(row)[start:end] for start, end in zip([0, *places], [*places, None], strict=True)]
    # Outside of a row, Chromium leaves no room around signs.
    return "<wbr>".join(f"<math><mrow>{''.join(map(_text, part))}</mrow></math>" for part in parts)


def _text(part: etree.Element) -> str:
    return etree.tostring(part, encoding="unicode", short_empty_elements=False)


def _cached(key: tuple[str, bool]) -> str | None:
    try:
        return _cache_file(key).read_text(encoding="utf-8")
    except FileNotFoundError:
        return None


def _cache_file(key: tuple[str, bool]) -> Path:
    folder = CACHE / _version()
    folder.mkdir(parents=True, exist_ok=True)
    return folder / hashlib.sha256(json.dumps(key).encode()).hexdigest()[:32]


@cache
def _version() -> str:
    package = json.loads((MODULES / "temml" / "package.json").read_text(encoding="utf-8"))
    recipe = SCRIPT.read_bytes() + Path(__file__).read_bytes()
    return f"{package['version']}-{hashlib.sha256(recipe).hexdigest()[:8]}"
