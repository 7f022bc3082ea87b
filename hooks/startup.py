"""Runs first in the browser's Python, as `sitecustomize`: makes `zipimport` load each module once instead of twice.

Looking for a module in a zip asks for its file name, and `zipimport` finds that out by unpacking and reading the
module, only to throw it away and read it again for the import itself. Python's start imports some hundred modules.
"""

import zipimport
from collections.abc import Callable
from types import CodeType

Load = Callable[[zipimport.zipimporter, str], tuple[CodeType, bool, str]]


def once(load: Load) -> Load:
    """Return `load` with its last result kept for the one time that the same module is asked for again."""
    last: dict[tuple[zipimport.zipimporter, str], tuple[CodeType, bool, str]] = {}

    def load_once(importer: zipimport.zipimporter, name: str) -> tuple[CodeType, bool, str]:
        found = last.pop((importer, name), None)
        if found is None:
            found = load(importer, name)
            last.clear()
            last[importer, name] = found
        return found

    return load_once


zipimport._get_module_code = once(zipimport._get_module_code)
