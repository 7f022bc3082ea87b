"""Trims the fonts to the characters that the book uses, which halves what a first visit loads of them."""

import hashlib
import json
import re
import tempfile
import unicodedata
from pathlib import Path

from fontTools import subset
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont

from hooks.node import MODULES, ROOT

from .release import LOST

SOURCES = {
    "@fontsource/source-serif-4": ("files", "source-serif-4-latin-[46]00-*.woff2"),
    "@fontsource/stix-two-math": ("files", "*-400-normal.woff2"),
}
CACHE = ROOT / ".cache" / "fonts"

TAG = re.compile(r"<[^>]*>")
# What the styles ask for, and what joins and places letters. Others, such as fractions, would bring their glyphs along.
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "lnum", "tnum"]
# Variants put digits, signs and brackets where a page was built with others.
ALWAYS = {chr(code) for code in range(0x20, 0x7F)} | {"\u2212", "\u00a0", "\u200b"}
# Browsers draw a letter that stands alone in a formula by its mathematical italic, such as U+1D465 for x; U+210E is that of h.
ITALICS = (0x210E, *range(0x1D434, 0x1D468), *range(0x1D6E2, 0x1D71C))

# What each font is asked for by, as it stands in a page.
BUNDLED = "assets/workbook/fonts/"
PRELOADED = {
    "<p>": f"{BUNDLED}source-serif-4-latin-400-normal-*",
    "<h1": f"{BUNDLED}source-serif-4-latin-600-normal-*",
    "<em>": f"{BUNDLED}source-serif-4-latin-400-italic-*",
    "<math": f"{BUNDLED}stix-two-math-*",
}
PRELOAD = re.compile(r'<link rel="preload" as="font"[^>]*>')
STYLESHEET = '<link rel="stylesheet"'


def characters_in(site: Path) -> frozenset[str]:
    """Return every character that stands on a page of a built site, letters also in the italics of formulas."""
    texts = (TAG.sub("", page.read_text(encoding="utf-8")) for page in site.rglob("*.html"))
    found = ALWAYS.union(*texts)
    italics = {chr(code) for code in ITALICS if _upright(chr(code)) in found}
    return frozenset(found | italics)


def _upright(italic: str) -> str:
    """Return the letter of which this is the mathematical italic; empty for a code that stands for none."""
    return "".join(chr(int(code, 16)) for code in unicodedata.decomposition(italic).split()[1:])


def trimmed_fonts(characters: frozenset[str]) -> Path:
    """Return a folder with the fonts, each trimmed to those of the characters that it has.

    Made anew only when the characters or the fonts have changed.
    """
    versions = [json.loads((MODULES / name / "package.json").read_text())["version"] for name in SOURCES]
    made_from = json.dumps([sorted(characters), versions]) + Path(__file__).read_text(encoding="utf-8")
    key = hashlib.sha256(made_from.encode()).hexdigest()[:24]
    folder = CACHE / key
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        # Each build trims into a folder of its own: another one may be doing the same at this moment, and be done sooner.
        with tempfile.TemporaryDirectory(dir=CACHE) as scratch:
            partial = Path(scratch, key)
            partial.mkdir()
            for name, (place, pattern) in SOURCES.items():
                for font in sorted((MODULES / name / place).glob(pattern)):
                    _trim(font, partial / font.name, characters)
            try:
                partial.rename(folder)
            except OSError:
                if not folder.is_dir():
                    raise
    return folder


def preload_fonts(site: Path) -> None:
    """Have each page of a bundled site ask for the fonts of its text and its formulas before all else; may be called again."""
    for page in site.rglob("*.html"):
        # The server shows its page for lost visitors at any address, from where no relative link leads here.
        if page.name != LOST:
            root = "../" * len(page.relative_to(site).parent.parts)
            html = PRELOAD.sub("", page.read_text(encoding="utf-8"))
            links = "".join(
                f'<link rel="preload" as="font" type="font/woff2" href="{root}{font.relative_to(site).as_posix()}" crossorigin>'
                for sign, pattern in PRELOADED.items()
                if sign in html
                for font in site.glob(pattern)
            )
            page.write_text(html.replace(STYLESHEET, links + STYLESHEET, 1), encoding="utf-8")


def _trim(source: Path, target: Path, characters: frozenset[str]) -> None:
    options = subset.Options(flavor="woff2", layout_features=FEATURES, notdef_outline=True, hinting=False)
    with subset.load_font(str(source), options) as font:
        if "MATH" in font:
            _make_radicals_equally_wide(font)
        trimmer = subset.Subsetter(options)
        trimmer.populate(unicodes=map(ord, characters))
        trimmer.subset(font)
        subset.save_font(font, str(target), options)


def _make_radicals_equally_wide(font: TTFont) -> None:
    """Make all sizes of the radical sign as wide as the smallest.

    Chromium leaves room for the widest of them behind every root. What is taller than the tallest, no formula of a page needs.
    """
    variants = font["MATH"].table.MathVariants
    radical = font.getBestCmap()[ord("√")]
    sizes = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(radical)]
    names = [record.VariantGlyph for record in sizes.MathGlyphVariantRecord]
    # After the table was read, or it would be read over this.
    sizes.GlyphAssembly = None
    glyphs, widths = font.getGlyphSet(), font["hmtx"]
    wanted, _ = widths[radical]
    for name in names:
        pen = TTGlyphPen(None)
        glyphs[name].draw(TransformPen(pen, (wanted / widths[name][0], 0, 0, 1, 0, 0)))
        font["glyf"][name] = outline = pen.glyph()
        outline.recalcBounds(font["glyf"])
        widths[name] = wanted, outline.xMin
