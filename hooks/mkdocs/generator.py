"""Starts the generator of the site: all that the commands have to know of it."""

import logging
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

from hooks.node import ROOT

SETTINGS = ROOT / "mkdocs.yml"
# The theme's announcement about its successor is for us, not for whoever builds the site.
os.environ.setdefault("NO_MKDOCS_2_WARNING", "1")


def build(*options: str, generator: str = "mkdocs") -> int:
    """Build the site in a process of its own, which says what is wrong.

    Args:
        *options: Of `mkdocs build`.
        generator: MkDocs, or ProperDocs, which goes on where MkDocs has ended, and takes the same settings and events.

    Returns:
        The exit code: 0 if the site was built.
    """
    command = [sys.executable, "-m", generator, "build", "--strict", "--config-file", str(SETTINGS), *options]
    return subprocess.run(command, cwd=ROOT).returncode


def build_for_serving(site: Path, address: str) -> None:
    """Build the site in this process, which keeps what an edit leaves as it is.

    Args:
        site: The folder to write to.
        address: Where the site is served.

    Raises:
        Exception: Whatever stops the build; what was said about it is in the log.
    """
    from mkdocs.commands import build as mkdocs

    config = _settings(site, address)
    _start_up(site, address)
    mkdocs.build(config, serve_url=address)


def _settings(site: Path, address: str):
    from mkdocs.config import load_config

    return load_config(str(SETTINGS), site_dir=str(site), site_url=address)


@cache
def _start_up(site: Path, address: str) -> None:
    """Tell the plugins once that the site is served."""
    for name, level in (("mkdocs", logging.WARNING), ("mkdocs.hooks.workbook", logging.INFO)):
        logging.getLogger(name).setLevel(level)
    _settings(site, address).plugins.on_startup(command="serve", dirty=False)
