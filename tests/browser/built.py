"""The site as the tests build it: below a folder of its host, as on GitHub Pages, where a link that forgets the folder breaks."""

import fcntl
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
BASE = "/diffusion-flow-math/"
SITE_URL = f"http://127.0.0.1{BASE}"


def build(folder: Path) -> None:
    """Build the site into a folder."""
    environment = {**os.environ, "SITE_URL": SITE_URL, "NO_MKDOCS_2_WARNING": "1"}
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(folder)]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout + done.stderr


def once(tmp_path_factory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a file or folder that is made once, also when several test processes ask for it."""
    shared = tmp_path_factory.getbasetemp()
    if "PYTEST_XDIST_WORKER" in os.environ:
        shared = shared.parent
    with (shared / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        made = shared / f"{name}.made"
        if not made.exists():
            make(shared / name)
            made.touch()
    return shared / name
