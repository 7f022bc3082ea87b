"""In place of Pyodide's installer of packages, which imports a fifth of all modules that a start would read.

The start needs two names of folders. Whatever else Pyodide asks for comes with the first package, from its own
installer, which the packer keeps as `_whole_package_loader.py`.
"""

from site import getsitepackages
from typing import Any


class _Folder:
    """Has the one method by which Pyodide, in JavaScript, reads a path."""

    def __init__(self, path: str) -> None:
        self._path = path

    def __str__(self) -> str:
        return self._path


SITE_PACKAGES = _Folder(getsitepackages()[0])
DSO_DIR = _Folder("/usr/lib")


def init_loaded_packages() -> None:
    """Tell nothing: no package is there when Python starts."""


def __getattr__(name: str) -> Any:
    from . import _whole_package_loader

    return getattr(_whole_package_loader, name)
