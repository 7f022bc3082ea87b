"""The index of the search is fetched on demand; what a browser does is in tests/browser/test_search.py."""

import pytest

from hooks.search import fetch_index_on_demand

MATERIAL = 'let r=Mn(e);return L($(location.protocol!=="file:"),Je("search")).pipe(Re(o=>o))'


def bundle(site, script):
    file = site / "assets" / "javascripts" / "bundle.0123.min.js"
    file.parent.mkdir(parents=True)
    file.write_text(script, encoding="utf-8")
    return file


def test_only_the_choice_between_at_once_and_on_demand_is_changed(tmp_path):
    others = 'function ks(){return location.protocol==="file:"?a:b}location.protocol!=="file:"&&c();'
    file = bundle(tmp_path, others + MATERIAL)
    fetch_index_on_demand(tmp_path)
    assert file.read_text(encoding="utf-8") == others + MATERIAL.replace('location.protocol!=="file:"', "!1")


@pytest.mark.parametrize("script", ["", MATERIAL * 2])
def test_a_theme_that_decides_otherwise_is_noticed(tmp_path, script):
    bundle(tmp_path, script)
    with pytest.raises(LookupError, match="places decide when the search is set up"):
        fetch_index_on_demand(tmp_path)
