"""Runs first in the browser's Python, and makes its start short.

- Looking for a module in a zip asks for its file name, and `zipimport` finds that out by unpacking and reading the
  module, only to throw it away and read it again for the import itself. Here each is read once.
- Pyodide imports `asyncio`, with a fourth of all modules that a start would read, and asks it for a single name
  that matters to those who wait for JavaScript. It finds that name in a stand-in, which goes when the start is over
  (`pyodide/webloop.py`): a program that imports `asyncio` gets the real one.
"""

import sys
import zipimport
from collections.abc import Callable
from types import CodeType, ModuleType

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
sys.modules["asyncio"] = ModuleType("asyncio")
sys.modules["asyncio"].get_event_loop = None
