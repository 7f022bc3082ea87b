"""Writes the workbook as one zip, whose pages open by double click: no server, no network.

The pages are the site's own. What a browser refuses on a page opened as a file is done otherwise, as `offline.yml` and
`docs/assets/wb/*/opened-as-file/` tell: no module is loaded, no worker is started from a file, and nothing is fetched.
"""

import base64
import gzip
import json
from fnmatch import fnmatch
from pathlib import Path

from .archive import zipped
from .release import MANIFEST, NEVER_ASKED_FOR

FOLDER = "workbook-offline"

# Of use to servers and to web apps only; search reads the twin of its index that is a script.
LEFT_OUT = (
    *NEVER_ASKED_FOR,
    *("404.html", "sitemap.xml", "search/search_index.json", "assets/javascripts/workers/*"),
    *(MANIFEST, "assets/icon-*.png"),
)


def join_parts(folder: Path) -> None:
    """Replace the parts of Python in a folder by one script that holds them all, each compressed and in base64."""
    packed = {}
    for part in sorted(folder.iterdir()):
        packed[part.name] = base64.b64encode(gzip.compress(part.read_bytes(), mtime=0)).decode()
        part.unlink()
    script = f"var workbookRuntime = {json.dumps(packed, indent=0)};\n"
    (folder / "parts.js").write_text(script, encoding="utf-8")


def write_zip(site: Path, target: Path) -> None:
    """Write the zip of a site that was built to be opened as files."""
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
