"""What the page's worker calls: JSON text in, JSON text out, and nothing is ever raised for an answer."""

import importlib
import json
import sys
from zipimport import zipimporter

from checkers import grade, understand
from checkers.closed import open_book
from checkers.programs.sandbox import healthy, listen, offer_numpy

__all__ = ["add_library", "answer", "listen", "offer_numpy", "read_closed"]


def read_closed(archive: str) -> None:
    """Register the closed exercises that the build has packed beside the checkers.

    Args:
        archive: The path of the zip that holds `closed.json`.

    Raises:
        ImportError: If there is no such zip.
        OSError: If that file is not in it.
    """
    open_book(zipimporter(archive).get_data("closed.json").decode())


def answer(request: str) -> str:
    """Answer one message of the page, as `docs/assets/wb/python/protocol.js` lists them.

    Args:
        request: A message of the kind `grade` or `understand`, as JSON.

    Returns:
        For `understand` an object with the `text`. For `grade` one with the `verdict`, and with `healthy`: whether this interpreter
        may judge another program. A defect of ours, whatever was asked, gives a verdict that says so.
    """
    asked = json.loads(request)
    where = asked["exercise"], asked["variant"]
    try:
        if asked["kind"] == "understand":
            return json.dumps({"text": understand(*where, asked["text"])})
        verdict = grade(*where, asked["answer"])
        return json.dumps({"verdict": verdict, "healthy": healthy()}, allow_nan=False)
    except Exception as error:
        facts = {"error": f"{type(error).__name__}: {error}"}
        verdict = {"status": "failed", "code": "defect", "facts": facts}
        return json.dumps({"text": "", "verdict": verdict, "healthy": False})


def add_library(archive: str) -> None:
    """Let programs import what of the standard library neither Python's start nor the checkers need.

    Args:
        archive: The path of the zip that holds these modules, which has been written meanwhile.
    """
    sys.path.append(archive)
    importlib.invalidate_caches()
