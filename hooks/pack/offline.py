"""Writes the workbook as one zip, whose pages open by double click: no server, no network.

The pages are the site's own. What a browser refuses on a page opened as a file is done otherwise, as `offline.yml` and
`docs/assets/wb/*/opened-as-file/` tell: no module is loaded, no worker is started from a file, and nothing is fetched.
"""

import base64
import gzip
import json
import os
import subprocess
import sys
import tempfile
from fnmatch import fnmatch
from pathlib import Path

from hooks.node import ROOT

from .archive import zipped
from .release import MANIFEST, NEVER_ASKED_FOR

CONFIG = ROOT / "offline.yml"
TARGET = ROOT / "dist" / "workbook-offline.zip"
FOLDER = "workbook-offline"

# Of use to servers and to web apps only; search reads the twin of its index that is a script.
LEFT_OUT = (
    *NEVER_ASKED_FOR,
    *("404.html", "sitemap.xml", "search/search_index.json", "assets/javascripts/workers/*"),
    *(MANIFEST, "assets/icon-*.png"),
)


def write_offline(target: Path) -> int:
    """Build the pages and write the zip.

    Returns:
        The exit code of the build, which has said what is wrong; the zip is written when it is 0.
    """
    # The theme's announcement about its successor is for us, not for whoever builds the zip.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    with tempfile.TemporaryDirectory() as site:
        command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--config-file", str(CONFIG)]
        code = subprocess.run([*command, "--site-dir", site], cwd=ROOT, env=environment).returncode
        if code == 0:
            target.parent.mkdir(parents=True, exist_ok=True)
            _write_zip(Path(site), target)
    return code


def join_parts(folder: Path) -> None:
    """Replace the parts of Python in a folder by one script that holds them all, each compressed and in base64."""
    packed = {}
    for part in sorted(folder.iterdir()):
        packed[part.name] = base64.b64encode(gzip.compress(part.read_bytes(), mtime=0)).decode()
        part.unlink()
    script = f"var workbookRuntime = {json.dumps(packed, indent=0)};\n"
    (folder / "parts.js").write_text(script, encoding="utf-8")


def _write_zip(site: Path, target: Path) -> None:
    paths = {path.relative_to(site).as_posix(): path for path in site.rglob("*") if path.is_file()}
    files = {
        f"{FOLDER}/{name}": path.read_bytes()
        for name, path in paths.items()
        if not any(fnmatch(name, pattern) for pattern in LEFT_OUT)
    }
    # Renamed into place, so that a build that is broken off leaves no half of a zip.
    unfinished = target.with_suffix(".partial")
    unfinished.write_bytes(zipped(files))
    unfinished.replace(target)
