"""In place of Pyodide's event loop, which would let Python wait for JavaScript: nothing here does.

`pyodide/__init__.py` asks for it as the start ends.
"""

import sys


def _initialize_event_loop() -> None:
    """Take the stand-in for `asyncio` away, see `sitecustomize.py`."""
    del sys.modules["asyncio"]
