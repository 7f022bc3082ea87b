"""Formulas set at build time by KaTeX, with slots whose numbers the page can change."""

import hashlib
import json
import re
from collections.abc import Callable
from functools import cache
from html import escape
from pathlib import Path

from hooks.book.slots import Place, is_power_of_ten
from hooks.node import MODULES, ROOT, run_script
from hooks.source.lines import SLOT

from .tex import fault

SCRIPT = Path(__file__).with_name("katex.mjs")
CACHE = ROOT / ".cache" / "katex"

# Numbers no author writes: they stand for slots 0, 1, 2, ... while KaTeX sets a formula, and are replaced in what it returns.
STAND_IN = 918273000
STAND_INS = re.compile(r"918273(\d{3})")

ANNOTATION = re.compile(r"<annotation encoding=\"application/x-tex\">.*?</annotation>", re.DOTALL)

# A search finds each formula by its visible half; without this it would stand in the index twice.
SPOKEN_HALF = '<span class="katex-mathml"'
UNSEARCHED_HALF = f"{SPOKEN_HALF} data-search-exclude"

# After one of these a negative number needs no brackets: at the start, after a relation, an opening bracket or a separator.
STARTS_BARE = re.compile(
    r"(?:^|[=<>(\[{|&]|(?<!\\)[,;:]|\\(?:approx|equiv|le|leq|ge|geq|ne|neq|ll|gg|sim|propto|to|rightarrow|Rightarrow|mapsto|in"
    r"|lvert|lVert|langle|quad|qquad|\\))(?:\s|~|\\[,;:! ])*$"
)
RAISED = re.compile(r"\s*\^")


class FormulaError(ValueError):
    """KaTeX cannot set a formula; the message is KaTeX's own."""


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
    """Return each formula as HTML with MathML, or why it cannot be set.

    Formulas that were set before come from a cache on disk; Node.js starts only for new ones.

    Args:
        formulas: TeX, and whether it is a display of its own.

    Raises:
        NodeError: If Node.js or KaTeX is not installed.
    """
    kept = {key: _cached(key) for key in formulas}
    cached: dict[tuple[str, bool], str | FormulaError] = {
        key: html for key, html in kept.items() if html is not None
    }
    missing = [key for key in kept if key not in cached]
    if missing:
        replies = run_script(SCRIPT, [{"tex": tex, "display": display} for tex, display in missing])
        for key, reply in zip(missing, replies, strict=True):
            if "error" in reply:
                cached[key] = FormulaError(reply["error"])
            else:
                html = ANNOTATION.sub("", reply["html"]).replace(SPOKEN_HALF, UNSEARCHED_HALF)
                _cache_file(key).write_text(html, encoding="utf-8")
                cached[key] = html
    return [cached[key] for key in formulas]


def read_only(formulas: list[tuple[str, bool]]) -> list[str | FormulaError]:
    """Return each formula as it is written, or why KaTeX would surely refuse it; needs no Node.js."""
    return [FormulaError(reason) if (reason := fault(tex)) else escape(tex) for tex, _ in formulas]


def fill_stand_ins(html: str, text: Callable[[int], str]) -> str:
    """Replace the stand-ins of `mark_slots` in a set formula by marked numbers.

    Args:
        html: What `typeset` returned.
        text: Given the number of a slot, returns what it shows at first.
    """

    def mathml(found: re.Match[str]) -> str:
        index = int(found[1])
        return f'<mn data-slot="{index}">{text(index)}</mn>'

    def visible(found: re.Match[str]) -> str:
        index = int(found[1])
        return f'<span data-slot="{index}">{text(index)}</span>'

    html = re.sub(rf"<mn>{STAND_INS.pattern}</mn>", mathml, html)
    return STAND_INS.sub(visible, html)


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
    package = json.loads((MODULES / "katex" / "package.json").read_text(encoding="utf-8"))
    recipe = SCRIPT.read_bytes() + Path(__file__).read_bytes()
    return f"{package['version']}-{hashlib.sha256(recipe).hexdigest()[:8]}"
