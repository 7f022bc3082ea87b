"""A copy of the project over which a kind of its own is laid; of the rest only that is changed which an author changes."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from built import ROOT

TOY = ROOT / "tests" / "toy_kind"
# What is hidden, installed or built.
LEFT_OUT = (".*", "__pycache__", "node_modules", "site", "dist", "*.egg-info")
PAGE = Path("docs", "chapters", "05-guidance.md")
IDENTIFIER = "my-guess"


def make_toy_project(copy: Path) -> None:
    """Copy the project, lay the kind over it, and have the command begin an exercise of that kind."""
    shutil.copytree(ROOT, copy, ignore=shutil.ignore_patterns(*LEFT_OUT))
    (copy / "node_modules").symlink_to(ROOT / "node_modules")
    shutil.copytree(TOY, copy, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    said = run(copy, "-m", "hooks.command.cli", "new", "guess", IDENTIFIER, "--chapter", "5")
    assert said.returncode == 0, said.stderr
    page = copy / PAGE
    page.write_text(page.read_text(encoding="utf-8").replace("TODO: ", ""), encoding="utf-8")


def run(copy: Path, *arguments: str) -> subprocess.CompletedProcess:
    """Run Python in the copy."""
    environment = {**os.environ, "PYTHONPATH": str(copy), "PYTHONDONTWRITEBYTECODE": "1"}
    command = [sys.executable, *arguments]
    return subprocess.run(
        command, cwd=copy, env=environment, capture_output=True, text=True, encoding="utf-8", check=False
    )
