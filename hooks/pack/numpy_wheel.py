"""Fetches NumPy for the browser, which npm's Pyodide comes without: from Pyodide's own distribution, and only the very file that it names.

The site works without it: programs that import NumPy are then told that it is not here. So a build never fails for want of it; a build
without network says so once.
"""

import hashlib
import json
import logging
import os
import re
import tempfile
import urllib.request
from functools import cache
from http.client import HTTPException
from pathlib import Path
from typing import Any, NamedTuple

from hooks.node import MODULES, ROOT

PYODIDE = MODULES / "pyodide"
LOCK = "pyodide-lock.json"
CACHE = ROOT / ".cache" / "numpy"
# Set to `no`, the site is built without NumPy, and nothing is asked for.
SWITCH = "WORKBOOK_NUMPY"

PATIENCE = 4  # seconds to wait for a server, once per build

log = logging.getLogger("workbook")


class Wheel(NamedTuple):
    """A package for the browser's Python.

    Attributes:
        entry: What Pyodide's list of packages says about it: `name`, `file_name`, `sha256` and more.
        content: The bytes of the file.
    """

    entry: dict[str, Any]
    content: bytes


@cache
def numpy_wheel() -> Wheel | None:
    """Return NumPy for the installed Pyodide, or `None`, with the reason in the build's log.

    Asked for once per process: whoever edits pages while offline waits for the network once.
    """
    if os.environ.get(SWITCH) == "no":
        return None
    try:
        entry = json.loads((PYODIDE / LOCK).read_text(encoding="utf-8"))["packages"]["numpy"]
        return Wheel(entry, _cached(entry))
    except (OSError, HTTPException, LookupError, ValueError) as error:
        log.info(
            f"This site is built without NumPy, which could not be fetched: {error}. Programs that import it are told so. "
            f"{SWITCH}=no builds without asking."
        )
        return None


def distribution() -> str:
    """Return the address of the installed Pyodide's own distribution, as its loader has it.

    Raises:
        ValueError: If the loader names none.
    """
    version = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))["version"]
    loader = (PYODIDE / "pyodide.mjs").read_text(encoding="utf-8")
    found = re.search(r"`(https://[^`$]+)\$\{\w+\}(/full/)`", loader)
    if not found:
        raise ValueError("Pyodide names no address of its distribution")
    return f"{found[1]}{version}{found[2]}"


def _cached(entry: dict[str, Any]) -> bytes:
    path = CACHE / entry["file_name"]
    if path.is_file() and _is_meant(path.read_bytes(), entry):
        return path.read_bytes()
    content = _fetch(distribution() + entry["file_name"])
    if not _is_meant(content, entry):
        raise ValueError(f"{entry['file_name']} has arrived altered")
    CACHE.mkdir(parents=True, exist_ok=True)
    # Renamed into place, so that another build at the same time never reads half a file.
    with tempfile.TemporaryDirectory(dir=CACHE) as folder:
        unfinished = Path(folder) / path.name
        unfinished.write_bytes(content)
        unfinished.replace(path)
    return content


def _fetch(address: str) -> bytes:
    with urllib.request.urlopen(address, timeout=PATIENCE) as response:
        return response.read()


def _is_meant(content: bytes, entry: dict[str, Any]) -> bool:
    return hashlib.sha256(content).hexdigest() == entry["sha256"]
