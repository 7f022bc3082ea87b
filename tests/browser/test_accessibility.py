"""axe-core finds nothing serious or critical on any page, light and dark, with every part of it opened."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"


def pages(docs=ROOT / "docs"):
    yield ""
    yield from (f"chapters/{file.stem}/" for file in sorted((docs / "chapters").glob("*.md")))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("path", list(pages()))
def test_nothing_serious_or_critical(context, page, address, path, scheme):
    page.emulate_media(color_scheme=scheme)
    page.goto(address + path)
    page.add_script_tag(path=AXE)
    page.evaluate(
        "() => document.querySelectorAll('wb-exercise details').forEach((part) => { part.open = true; })"
    )
    found = page.evaluate("() => axe.run(document, { resultTypes: ['violations'] })")
    bad = [
        f"{violation['id']} ({violation['impact']}): {violation['help']}\n  "
        + "\n  ".join(str(node["target"]) + " " + node["html"][:120] for node in violation["nodes"][:4])
        for violation in found["violations"]
        if violation["impact"] in ("serious", "critical")
    ]
    assert not bad, "\n".join(bad)
