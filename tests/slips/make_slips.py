"""Makes every slip of slips.yml in a copy of the small project, and prints what the command says of each, as JSON lines.

Each slip has a process of its own, since Python imports a page's module once; the processes are forked from one that has imported
what takes long and belongs to others.
"""

import compileall
import contextlib
import io
import json
import os
import shutil
import sys
import traceback
from collections.abc import Iterator
from pathlib import Path
from py_compile import PycInvalidationMode
from typing import Any

import yaml

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
OF_PAGES = ("chapter_*.py", "lesson_*.py", "contributing.py", "errata.py")


def slips() -> Iterator[dict[str, Any]]:
    """Yield the slips of all areas in order."""
    for area, listed in yaml.safe_load((HERE / "slips.yml").read_text(encoding="utf-8")).items():
        yield from ({"area": area, **slip} for slip in listed)


def build_project(folder: Path, source: Path = ROOT) -> None:
    """Write the small project: the code and the shared sentences of a project, and the pages beside this file."""
    without = shutil.ignore_patterns("__pycache__", *OF_PAGES)
    for room in ("checkers", "hooks"):
        shutil.copytree(source / room, folder / room, ignore=without)
    shutil.copytree(source / "tests" / "spelling", folder / "tests" / "spelling")
    shutil.copytree(HERE / "project", folder, dirs_exist_ok=True)
    shutil.copy(source / "docs" / "feedback.md", folder / "docs" / "feedback.md")
    (folder / "npm").symlink_to(source / "node_modules")


def said_of(slip: dict[str, Any], folder: Path) -> tuple[int, str]:
    """Return the exit code of the command after one edit, and all that it printed."""
    file = folder / slip["file"] if "file" in slip else None
    if file:
        text = file.read_text(encoding="utf-8")
        assert slip["old"] in text, f"{slip['slip']}: {slip['file']} does not hold what is to be replaced"
        file.write_text(text.replace(slip["old"], slip["new"], 1), encoding="utf-8")
    # Spelling is read by Node.js, which takes longer than all the rest; without its packages it is left out.
    packages = folder / "node_modules"
    if slip.get("spelling"):
        packages.symlink_to(folder / "npm")
    try:
        return _in_another_process(slip.get("command", "check").split(), folder)
    finally:
        packages.unlink(missing_ok=True)
        if file:
            file.write_text(text, encoding="utf-8")


def _in_another_process(command: list[str], folder: Path) -> tuple[int, str]:
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            json.dump(_run(command, folder), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        found = json.load(said)
    os.waitpid(child, 0)
    return found[0], found[1]


def _run(command: list[str], folder: Path) -> tuple[int, str]:
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    # Of what it compiled itself, an edit within a second and of equal length would not be seen.
    sys.dont_write_bytecode = True
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        try:
            from hooks.command.cli import main

            code = main(command)
        except BaseException:
            traceback.print_exc()
            code = 1
    return code, said.getvalue()


def main(folder: Path, source: Path) -> None:
    """Print a line of JSON for each slip, and one before them for the project as it is."""
    # Whatever this project's path holds must not be imported in the place of the copy.
    sys.path[:] = [one for one in sys.path if Path(one or ".").resolve() not in (ROOT, HERE, source)]
    import bs4
    import markdown
    import pymdownx.blocks.block
    import pymdownx.superfences  # noqa: F401

    del bs4, markdown
    build_project(folder, source)
    # Every process reads the modules compiled, those with a slip excepted: by its text, not by its time and length, a change is known.
    compileall.compile_dir(folder, quiet=2, invalidation_mode=PycInvalidationMode.CHECKED_HASH)
    for slip in [{"slip": "", "spelling": True}, *slips()]:
        code, said = said_of(slip, folder)
        sys.stdout.write(json.dumps({"slip": slip["slip"], "code": code, "said": said}) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) > 2 else ROOT))
