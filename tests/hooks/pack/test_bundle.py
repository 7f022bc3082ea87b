"""The bundler puts every kind of exercise into the page's script and styles, and says which one is not whole."""

import pytest

from hooks.kinds import KINDS
from hooks.node import MODULES, NodeError, run_script
from hooks.pack.fonts import SOURCES
from hooks.pack.steps import BUNDLE


@pytest.fixture
def bundled(tmp_path):
    """Bundle these kinds; returns the page's script and its styles."""
    fonts = tmp_path / "fonts"
    fonts.mkdir()
    for name, (place, pattern) in SOURCES.items():
        for font in (MODULES / name / place).glob(pattern):
            (fonts / font.name).touch()

    def bundle(names):
        out = tmp_path / "out"
        run_script(
            BUNDLE, {"outdir": str(out), "fonts": str(fonts), "kinds": names, "sentences": "<p>Said.</p>"}
        )
        return [(out / name).read_text(encoding="utf-8") for name in ("main.js", "styles.css")]

    return bundle


def test_every_kind_of_the_book_is_in_the_bundle(bundled):
    script, styles = bundled(list(KINDS))
    assert "nothing-typed" in script and "nothing-ordered" in script
    assert ".wb-field" in styles and ".wb-steps" in styles


def test_the_page_names_no_kind_itself(bundled):
    script, styles = bundled(["derive"])
    assert "nothing-typed" in script and "nothing-ordered" not in script
    assert ".wb-field" in styles and ".wb-steps" not in styles


def test_the_shared_sentences_are_in_the_bundle(bundled):
    script, _ = bundled(["derive"])
    assert "<p>Said.</p>" in script


def test_a_kind_without_a_script_stops_the_build(bundled):
    with pytest.raises(NodeError, match=r"guess/guess\.js"):
        bundled(["derive", "guess"])
