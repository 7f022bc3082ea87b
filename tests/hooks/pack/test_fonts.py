"""Fonts are trimmed to what the pages show, and draw formulas."""

import pytest
from fontTools.ttLib import TTFont

from hooks.pack import fonts
from hooks.pack.fonts import characters_in, trimmed_fonts


@pytest.fixture(scope="module")
def trimmed(tmp_path_factory):
    """Return the fonts of a site with one page, by their names."""
    folder = tmp_path_factory.mktemp("site")
    (folder / "index.html").write_text("<p>h is <math><mi>α</mi></math> ∮ √</p>", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(fonts, "CACHE", folder / "cache")
        made = trimmed_fonts(characters_in(folder))
        return {font.name: TTFont(font) for font in made.iterdir()}


def characters(font):
    return {chr(code) for code in font.getBestCmap()}


def test_what_stands_on_a_page_and_what_a_variant_may_show_is_there(trimmed):
    serif = trimmed["source-serif-4-latin-400-normal.woff2"]
    assert {"h", "7", "\N{MINUS SIGN}"} <= characters(serif)
    assert "é" not in characters(serif)


def test_letters_of_formulas_are_there_in_italics(trimmed):
    mathematical = characters(trimmed["stix-two-math-latin-400-normal.woff2"])
    assert {
        "\N{MATHEMATICAL ITALIC SMALL ALPHA}",
        "\N{PLANCK CONSTANT}",
        "\N{CONTOUR INTEGRAL}",
    } <= mathematical
    assert "\N{MATHEMATICAL ITALIC SMALL BETA}" not in mathematical


def test_radical_signs_grow_in_height_and_not_in_width(trimmed):
    font = trimmed["stix-two-math-latin-400-normal.woff2"]
    variants = font["MATH"].table.MathVariants
    radical = font.getBestCmap()[ord("√")]
    sizes = variants.VertGlyphConstruction[variants.VertGlyphCoverage.glyphs.index(radical)]
    names = [record.VariantGlyph for record in sizes.MathGlyphVariantRecord]
    assert len(names) > 2
    assert {font["hmtx"][name][0] for name in names} == {font["hmtx"][radical][0]}
    heights = [font["glyf"][name].yMax for name in names]
    assert heights == sorted(set(heights))
    assert sizes.GlyphAssembly is None
