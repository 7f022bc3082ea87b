"""Fonts are trimmed to what the pages show, and draw formulas."""

import pytest
from fontTools.ttLib import TTFont

from hooks.pack import fonts
from hooks.pack.fonts import characters_in, preload_fonts, trimmed_fonts


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


def test_a_page_asks_first_for_the_fonts_that_it_shows(tmp_path):
    bundled = tmp_path / "assets" / "workbook" / "fonts"
    bundled.mkdir(parents=True)
    for name in ("source-serif-4-latin-400-normal-A.woff2", "stix-two-math-latin-400-normal-B.woff2"):
        (bundled / name).touch()
    head = '<link rel="stylesheet" href="style.css">'
    page, lost = tmp_path / "chapters" / "one" / "index.html", tmp_path / "404.html"
    page.parent.mkdir(parents=True)
    page.write_text(f"{head}<p>x</p>", encoding="utf-8")
    lost.write_text(f"{head}<p>x</p>", encoding="utf-8")
    font = "assets/workbook/fonts/source-serif-4-latin-400-normal-A.woff2"
    link = f'<link rel="preload" as="font" type="font/woff2" href="../../{font}" crossorigin>'
    for _ in range(2):
        preload_fonts(tmp_path)
        assert page.read_text(encoding="utf-8") == f"{link}{head}<p>x</p>"
    assert lost.read_text(encoding="utf-8") == f"{head}<p>x</p>"
