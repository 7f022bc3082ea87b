"""Renders a page with the extensions of the site and without the site, for the linter and for tests."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown import Markdown

from hooks.node import ROOT
from hooks.source.page import Page

SETTINGS = ROOT / "mkdocs.yml"


class _Loader(yaml.SafeLoader):
    """Reads a file of settings whose tags, such as `!ENV`, concern the site only."""


_Loader.add_multi_constructor("!", lambda loader, tag, node: None)


def render(page: Page, docs: Path, set_formulas: bool = True) -> str:
    """Return the HTML of a page's text.

    Args:
        page: The page.
        docs: The folder with the book that it belongs to.
        set_formulas: Whether formulas are set, by Node.js, or only read.

    Raises:
        AuthorError: If a formula cannot be set, or Markdown reads the page in another way than the scan.
        NodeError: If Node.js or Temml is not installed.
    """
    return converter(docs, set_formulas).reset().convert(page.body)


@cache
def converter(docs: Path, set_formulas: bool = True) -> Markdown:
    """Return the converter with the site's extensions for the pages of a book."""
    names, options = _extensions()
    own = {**options["hooks.render.extension"], "docs": str(docs), "set_formulas": set_formulas}
    return Markdown(extensions=names, extension_configs={**options, "hooks.render.extension": own})


def settings_of(file: Path) -> dict[str, Any]:
    """Return the site's settings; those that are a tag, such as `!ENV`, are `None`."""
    return yaml.load(file.read_text(encoding="utf-8"), _Loader)


@cache
def _extensions() -> tuple[list[str], dict[str, dict[str, Any]]]:
    extensions = settings_of(SETTINGS)["markdown_extensions"]
    listed = [one if isinstance(one, dict) else {one: {}} for one in extensions]
    options = {name: given or {} for one in listed for name, given in one.items()}
    return list(options), options
