"""Trims the fonts to the characters that the book uses, which halves what a first visit loads of them."""

import hashlib
import json
import re
import tempfile
from pathlib import Path

from fontTools import subset

from hooks.node import MODULES, ROOT

SOURCES = {
    "katex": ("dist/fonts", "*.woff2"),
    "@fontsource/source-serif-4": ("files", "source-serif-4-latin-[46]00-*.woff2"),
}
CACHE = ROOT / ".cache" / "fonts"

TAG = re.compile(r"<[^>]*>")
# What the styles ask for, and what joins and places letters. Others, such as fractions, would bring their glyphs along.
FEATURES = ["ccmp", "kern", "liga", "locl", "mark", "mkmk", "lnum", "tnum"]
# Variants put digits, signs and brackets where a page was built with others.
ALWAYS = {chr(code) for code in range(0x20, 0x7F)} | {"\u2212", "\u00a0", "\u200b"}


def characters_in(site: Path) -> frozenset[str]:
    """Return every character that stands on a page of a built site."""
    texts = (TAG.sub("", page.read_text(encoding="utf-8")) for page in site.rglob("*.html"))
    return frozenset(ALWAYS.union(*texts))


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


def _trim(source: Path, target: Path, characters: frozenset[str]) -> None:
    options = subset.Options(flavor="woff2", layout_features=FEATURES, notdef_outline=True, hinting=False)
    with subset.load_font(str(source), options) as font:
        trimmer = subset.Subsetter(options)
        trimmer.populate(unicodes=map(ord, characters))
        trimmer.subset(font)
        subset.save_font(font, str(target), options)
