"""Finds a program on the machine, and installs Debian's package of it where that is possible and allowed."""

import fcntl
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from pathlib import Path

LOCK = Path(tempfile.gettempdir()) / "workbook-browser-tests-apt.lock"


def find_or_install(names: Iterable[str], package: str) -> str | None:
    """Return the path of the first of these programs that is there, installed from a package if need be, else `None`."""
    if not (shutil.which("apt-get") and os.geteuid() == 0):
        return _find(names)
    # Test processes ask at the same time. A program that is being installed is found before what it needs is there: so even the look is
    # behind the lock.
    with LOCK.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (found := _find(names)):
            for command in (["update"], ["install", "--yes", package]):
                subprocess.run(
                    ["apt-get", "--quiet=2", "--option=DPkg::Lock::Timeout=120", *command],
                    check=False,
                    stdout=subprocess.DEVNULL,
                )
            found = _find(names)
    return found


def _find(names: Iterable[str]) -> str | None:
    return next((path for name in names if (path := shutil.which(name))), None)
