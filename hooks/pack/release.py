"""Makes a built site a web app, which needs the network once: links its manifest, and writes its service worker.

The service worker is `docs/assets/offline/service-worker.js` below a list of the site's files, each with a hash of its content.
So the same site gives the same worker, and any change to any file gives another one: to browsers that is a new release.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from fnmatch import fnmatch
from pathlib import Path
from urllib.parse import quote

from hooks.node import ROOT

SCRIPTS = ROOT / "docs" / "assets" / "offline"
SERVICE_WORKER = "service-worker.js"
MANIFEST = "manifest.webmanifest"
LOST = "404.html"

# No page asks for these: they serve debuggers, other languages, search engines, or sites without an icon of their own.
NEVER_ASKED_FOR = (
    *("*.map", "assets/javascripts/lunr/*", "sitemap.xml.gz"),
    *("assets/images/favicon.png", "assets/images/social/*"),
)
# Stored first: what every page needs. Then come the pages, and last what only answers and programs need.
EVERY_PAGE = (
    *("assets/icon*", "assets/javascripts/*", "assets/stylesheets/*", "assets/workbook/*"),
    *("search/*", "sitemap.xml", LOST, MANIFEST),
)
ONLY_ANSWERS = ("assets/runtime/*", "assets/workbook/worker.js", "assets/workbook/parts/editor-*")


def write_release(site: Path) -> None:
    """Link the manifest from all pages of a built site, and write its service worker; may be called again after a change."""
    bytes_in_all = sum(path.stat().st_size for path, _ in _files(site))
    for path, name in _files(site):
        # The server shows its page for lost visitors at any address, from where no relative link leads here.
        if name.endswith(".html") and name != LOST:
            _link_manifest(path, "../" * name.count("/"), bytes_in_all)
    files = sorted(_files(site), key=lambda file: (_turn(file[1]), file[1]))
    listed = [[_address(name), _hash(path), path.stat().st_size] for path, name in files]
    release = {"shell": sum(_turn(name) == 0 for _, name in files), "files": listed}
    script = (SCRIPTS / SERVICE_WORKER).read_text(encoding="utf-8")
    declared = f"self.workbookRelease = {json.dumps(release, separators=(',', ':'))};\n"
    (site / SERVICE_WORKER).write_text(declared + script, encoding="utf-8")


def write_unregistering(site: Path) -> None:
    """Write a service worker that ends any other at this address: pages that are being edited come from their server alone."""
    script = (SCRIPTS / "unregister.js").read_text(encoding="utf-8")
    (site / SERVICE_WORKER).write_text(script, encoding="utf-8")


def _files(site: Path) -> Iterator[tuple[Path, str]]:
    """Yield the files that pages ask for, each with its path below the site."""
    left_out = (*NEVER_ASKED_FOR, SERVICE_WORKER)
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site).as_posix()
        if path.is_file() and not any(fnmatch(name, pattern) for pattern in left_out):
            yield path, name


def _link_manifest(page: Path, root: str, bytes_in_all: int) -> None:
    # Whole megabytes, so that a change in one page does not change all others.
    size = f"{bytes_in_all / 1e6:.0f}000000"
    link = f'<link rel="manifest" href="{root}{MANIFEST}" data-bytes="{size}">'
    html = page.read_text(encoding="utf-8")
    page.write_text(
        re.sub(r'(<link rel="manifest"[^>]*>)?</head>', f"{link}</head>", html, count=1), encoding="utf-8"
    )


def _turn(name: str) -> int:
    if any(fnmatch(name, pattern) for pattern in ONLY_ANSWERS):
        return 2
    return 0 if any(fnmatch(name, pattern) for pattern in EVERY_PAGE) else 1


def _address(name: str) -> str:
    """Return a file's path as browsers ask for it: an index goes by the name of its folder."""
    return quote(re.sub(r"(^|/)index\.html$", r"\1", name))


def _hash(path: Path) -> str:
    """Return the first half of the SHA-256 of a file, as the service worker computes it."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:32]
