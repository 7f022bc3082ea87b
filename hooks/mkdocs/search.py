"""Mends some habits of Material's search, most of them in a built site.

Material fetches the index as soon as a page stands, except from pages opened as files. It weighs more than a chapter, and few visits
search; here it is fetched when somebody begins to. The theme's feature `search.highlight`, which needs it at once too, stays off.

Lunr, which does the searching, tells the nodes of its tree of words apart by their signs and numbers, written one after the other: the
sign `1` to node 2 and the sign `3` to node 4 read like the sign `1` to node 234. Where words have digits, two nodes may be taken for one.
The tree then holds words that the index does not know, and a search for their beginning fails, even for a single letter. A mark after
each number keeps nodes apart.

People search by other words than the book's: by an abbreviation, in American spelling, by a letter for its name. Each such word is searched
as the book has it; `SYNONYMS` lists them.

In the index a formula is a line of text: with blanks around its signs and a sign before a power, its words are found, and it can be read.

Whenever the site is built, each page is taken apart for the index, which is a quarter of the work. While one page is edited, the others
stay as they are.
"""

import json
import re
from collections.abc import Callable
from copy import copy
from functools import lru_cache
from html import escape
from pathlib import Path
from typing import Any
from unicodedata import normalize
from xml.etree import ElementTree as etree

Replacement = str | Callable[[re.Match[str]], str]

BUNDLE = "assets/javascripts/bundle.*.min.js"
# Where Material decides: at once, or when its search is opened.
AT_ONCE = re.compile(r'location\.protocol!=="file:"(?=\),\w+\("search"\)\))')
NEVER_AT_ONCE = "!1"

WORKER = "assets/javascripts/workers/search.*.min.js"
# Where Lunr writes a node down: the text so far, a sign, the number of the node that it leads to.
RUN_TOGETHER = re.compile(r"(?P<text>\w+)=(?P=text)\+\w+\+\w+\.id(?=\}return (?P=text)\})")
APART = r'\g<0>+","'

# Where a worker is handed what was typed.
TYPED = re.compile(r"(?<=search\()(?P<typed>\w+)\)\{(?=(?:if\()?(?P=typed)=(?P=typed)\.replace\()")
# What people type, in small letters, and what the book says instead.
SYNONYMS = {
    "cfg": "classifier-free guidance",
    "flops": "flop",
    "tflops": "tflop",
    "vlb": "variational bound",
    "elbo": "variational bound",
    "reparameterization": "reparameterisation",
    "reparametrization": "reparameterisation",
    "reparametrisation": "reparameterisation",
    "discretization": "discretisation",
    "normalization": "normalisation",
    "utilization": "utilisation",
    "quantization": "quantisation",
    "negative prompt": "negative prompt guidance",
    "α": "alpha",
    "ᾱ": "alpha bar",
    "β": "beta",
    "γ": "gamma",
    "δ": "delta",
    "ε": "epsilon",
    "ϵ": "epsilon",
    "η": "eta",
    "θ": "theta",
    "λ": "lambda",
    "μ": "mu",
    "σ": "sigma",
    "τ": "tau",
    "φ": "phi",
    "ω": "omega",
}
REPHRASE = (
    "TYPED=Object.entries(SYNONYMS).reduce((said,[word,meant])=>said.replace("
    r'new RegExp(`(?<![\\p{L}\\p{M}])${word}(?![\\p{L}\\p{M}])`,"giu"),meant),TYPED);'
)

FORMULA = re.compile(r"<math\b[^>]*>.*?</math>", re.DOTALL)
# The names of functions end with a sign of no width.
NO_WIDTH = "\u2061"


def keeping_sections(parser: type[Any]) -> type[Any]:
    """Return a parser of pages that takes apart only those that it has not met, given Material's own."""

    @lru_cache(maxsize=128)
    def sections(page: str) -> list[Any]:
        first = parser()
        first.feed(page)
        first.close()
        return first.data

    class Parser(parser):
        def feed(self, data: str) -> None:
            # Copies, since the index names a section without a title after its page.
            searched = FORMULA.sub(lambda found: escape(_line(etree.fromstring(found[0]))), data)
            self.data = [copy(section) for section in sections(searched)]

    return Parser


def _line(part: etree.Element) -> str:
    """Return a part of a formula as it stands in the index."""
    inner = [_line(child) for child in part]
    # Letters of a script of their own, such as 𝒩, are those letters.
    text = normalize("NFKC", (part.text or "").replace(NO_WIDTH, ""))
    if part.tag == "msup":
        return "^".join(inner)
    if part.tag == "mfrac":
        return "/".join(inner)
    if part.tag == "mspace":
        return " "
    if part.tag == "mo" and not part.attrib.keys() & {"form", "lspace", "stretchy"}:
        return f"{text} " if "separator" in part.attrib else f" {text} " if text else ""
    return text + "".join(inner) + (part.tail or "" if part.tag == "span" else "")


def mend_search(site: Path) -> None:
    """Have a built site fetch the index of its search on demand, and find every word in it, by other words too.

    Args:
        site: The folder of the site.

    Raises:
        LookupError: If Material or Lunr do this in another way than this knows.
    """
    _replace_once(site, BUNDLE, AT_ONCE, NEVER_AT_ONCE, "decide when the search is set up")
    _replace_once(site, WORKER, RUN_TOGETHER, APART, "write down a node of the search's words")
    _replace_once(site, WORKER, TYPED, _rephrased, "are handed what was typed")


def _rephrased(found: re.Match[str]) -> str:
    """Return where a worker is handed what was typed, with a line that puts the book's words in its place."""
    said = REPHRASE.replace("TYPED", found["typed"])
    return found[0] + said.replace("SYNONYMS", json.dumps(SYNONYMS))


def _replace_once(site: Path, pattern: str, found: re.Pattern[str], by: Replacement, what: str) -> None:
    [file] = site.glob(pattern)
    script, count = found.subn(by, file.read_text(encoding="utf-8"))
    if count != 1:
        raise LookupError(f"{file.name}: {count} places {what}; see hooks/mkdocs/search.py")
    file.write_text(script, encoding="utf-8")
