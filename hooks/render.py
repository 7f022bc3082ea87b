"""Renders a page with the extensions of the site and without the site, for the linter and for tests."""

from functools import cache
from pathlib import Path
from typing import Any

import yaml
from markdown import Markdown

from .node import ROOT
from .source import Page

SETTINGS = ROOT / "mkdocs.yml"


class _Loader(yaml.SafeLoader):
    """Reads a file of settings whose tags, such as `!ENV`, concern the site only."""


_Loader.add_multi_constructor("!", lambda loader, tag, node: None)


def render(page: Page, docs: Path) -> str:
    """Return the HTML of a page's text.

    Args:
        page: The page.
        docs: The folder with the book that it belongs to.

    Raises:
        AuthorError: If a formula cannot be set, or Markdown reads the page in another way than the scan.
        NodeError: If Node.js or KaTeX is not installed.
    """
    return converter(docs).convert(page.body)


def converter(docs: Path) -> Markdown:
    """Return a converter with the site's extensions for the pages of a book."""
    names, options = _extensions()
    return Markdown(extensions=names, extension_configs={**options, "hooks.blocks": {"docs": str(docs)}})


@cache
def _extensions() -> tuple[list[str], dict[str, dict[str, Any]]]:
    settings = yaml.load(SETTINGS.read_text(encoding="utf-8"), _Loader)
    listed = [one if isinstance(one, dict) else {one: {}} for one in settings["markdown_extensions"]]
    options = {name: given or {} for one in listed for name, given in one.items()}
    return list(options), options
