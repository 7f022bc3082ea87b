"""Packs Python for the browser: Pyodide, its standard library as trimmed byte code, and the checkers.

Pyodide ships its standard library as a zip of sources, and compiling those takes more than half of its start.
Here Pyodide itself, run by Node.js, compiles the modules that it, the checkers and learners' programs import;
the rest is left out. What it has compiled is kept in `.cache/` under a name that tells what it was made from:
an edit in Markdown never starts Pyodide, an edit in a checker starts it once.
"""

import ast
import hashlib
import json
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from hooks.node import ROOT, NodeError, run_script

from . import archive, library
from .archive import unzipped, zipped
from .library import LEARNERS_USE, UNASKED, imported_from_library
from .numpy_wheel import LOCK, PYODIDE, Wheel

CHECKERS = ROOT / "checkers"
CACHE = ROOT / ".cache" / "runtime"
COMPILER = Path(__file__).with_name("compile.mjs")
# Modules of our own, laid out as in the zip of the standard library: what is there under the same name gives way.
OWN = Path(__file__).with_name("stdlib")
# What gave way and is still needed, under the name by which our own module finds it.
MOVED_TO = {"pyodide/_package_loader.py": "pyodide/_whole_package_loader.py"}

STDLIB = "python_stdlib.zip"
LIBRARY = "library.zip"
CHECKERS_ZIP = "checkers.zip"
CLOSED = "closed.json"
AT_START = "at-start.json"
COPIED = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")

# So many versions of a part are kept, for those who switch between branches.
_MOST_VERSIONS = 16


def pack(destination: Path, closed: str, wheel: Wheel | None = None) -> None:
    """Write all that the browser needs to run Python and to grade; the same content gives the same bytes.

    Args:
        destination: The folder to write to, made if it is missing.
        closed: The closed exercises as JSON, as `checkers.closed.open_book` reads them.
        wheel: NumPy, if the site carries it: it is loaded for the first program that names it.

    Raises:
        NodeError: If Node.js or the npm package `pyodide` is not installed, or a module does not compile.
    """
    if not PYODIDE.is_dir():
        raise NodeError("The npm package `pyodide` is missing. Run `make`, which installs it.")
    # Deflated, although a server that compresses packed stored zips 5 % better: most send them as they are.
    parts = {STDLIB: _stdlib(), CHECKERS_ZIP: zipped({**unzipped(_checkers()), CLOSED: closed.encode()})}
    later = {LIBRARY: _library()}
    destination.mkdir(parents=True, exist_ok=True)
    for name in COPIED:
        shutil.copyfile(PYODIDE / name, destination / name)
    for name, content in {**parts, **later}.items():
        (destination / name).write_bytes(content)
    # Pyodide reads `info` and `packages`, where it finds none to ask another server for. The worker reads `parts`, by which
    # it shows how much has come, and tells a part that was cut short or altered on its way; and `later` for the programs that need it.
    info = json.loads((PYODIDE / LOCK).read_text(encoding="utf-8"))["info"]
    packages = {}
    if wheel:
        (destination / wheel.entry["file_name"]).write_bytes(wheel.content)
        packages[wheel.entry["name"]] = {**wheel.entry, **_mark(wheel.content)}
    lock = {
        "info": info,
        "packages": packages,
        "parts": dict.fromkeys((*COPIED, *parts)),
        "later": dict.fromkeys(later),
    }
    (destination / LOCK).write_text(json.dumps(lock), encoding="utf-8")
    mark_parts(destination)


def mark_parts(folder: Path) -> None:
    """Write into the list of the parts in a folder what they are like now; may be called again after a change."""
    lock = json.loads((folder / LOCK).read_text(encoding="utf-8"))
    for group in ("parts", "later"):
        lock[group] = {name: _mark((folder / name).read_bytes()) for name in lock[group]}
    (folder / LOCK).write_text(json.dumps(lock, indent=1) + "\n", encoding="utf-8")


def _mark(content: bytes) -> dict[str, Any]:
    return {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}


def _stdlib() -> bytes:
    """Return the zip of the modules that Python's start and the checkers need of the standard library."""
    return _half(at_start=True)


def _library() -> bytes:
    """Return the zip of the other modules, which only programs ask for."""
    return _half(at_start=False)


def _half(at_start: bool) -> bytes:
    """Return one half of the trimmed standard library.

    Packages stay whole: Python looks for the rest of one only where it has found its beginning.
    """
    whole = _compiled_stdlib()

    def make(_: Path) -> bytes:
        files = unzipped(whole)
        first = {name.partition("/")[0] for name in json.loads(files.pop(AT_START))}
        return zipped(
            {name: code for name, code in files.items() if (name.partition("/")[0] in first) is at_start}
        )

    return _cached("start" if at_start else "library", [_recipe(), whole], make)


def _compiled_stdlib() -> bytes:
    """Return the zip of the trimmed standard library, with a list of the files that a start reads."""
    first = sorted({*UNASKED, *imported_from_library(CHECKERS)})
    own = {path.relative_to(OWN).as_posix(): path.read_bytes() for path in sorted(OWN.rglob("*.py"))}

    def make(folder: Path) -> bytes:
        stock = unzipped((PYODIDE / STDLIB).read_bytes())
        kept = {new: stock[old] for old, new in MOVED_TO.items()}
        _write(folder, {**stock, **kept, **own})
        stdlib = folder / STDLIB
        stdlib.write_bytes(zipped({**stock, **kept, **own}))
        with_imports = [name.removesuffix(".py").replace("/", ".") for name in kept]
        imports = [first, [*LEARNERS_USE, *with_imports]]
        at_start, files = _compile(folder, stdlib, shown="/lib/" + STDLIB, files=list(own), imports=imports)
        return zipped(
            {**_byte_code(folder, files), AT_START: json.dumps([f"{file}c" for file in at_start]).encode()}
        )

    made_from = [part for name, source in own.items() for part in (name.encode(), source)]
    return _cached("stdlib", [_recipe(), json.dumps(first).encode(), *made_from], make)


def _checkers() -> bytes:
    """Return the zip of the package `checkers`, still without the closed exercises."""
    sources = {
        f"checkers/{path.relative_to(CHECKERS).as_posix()}": _without_docstrings(path.read_bytes())
        for path in sorted(CHECKERS.rglob("*.py"))
    }

    def make(folder: Path) -> bytes:
        # With the library just packed, Pyodide starts in a third of the time.
        stdlib = folder / STDLIB
        stdlib.write_bytes(_stdlib())
        _write(folder, sources)
        [files] = _compile(folder, stdlib, shown="/lib/" + CHECKERS_ZIP, files=list(sources), imports=[[]])
        return zipped(_byte_code(folder, files))

    made_from = [part for name, source in sources.items() for part in (name.encode(), source)]
    return _cached("checkers", [_recipe(), *made_from], make)


def _without_docstrings(source: bytes) -> bytes:
    """Return a source without what it says to its readers, a twelfth of the zip; its lines keep their numbers.

    Classes keep theirs: for a data class without one Python makes up its own, which takes longer than loading it.
    """
    lines = source.splitlines(keepends=True)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and ast.get_docstring(node) is not None:
            doc = node.body[0]
            in_its_place = (
                b"" if isinstance(node, ast.Module) else lines[doc.lineno - 1][: doc.col_offset] + b"pass"
            )
            lines[doc.lineno - 1] = in_its_place + b"\n"
            last = doc.end_lineno or doc.lineno
            lines[doc.lineno : last] = [b"\n"] * (last - doc.lineno)
    return b"".join(lines)


def _recipe() -> bytes:
    """Return what decides how sources become byte code: Pyodide's version and this packer."""
    version = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))["version"]
    own = (Path(__file__), Path(library.__file__), Path(archive.__file__), COMPILER)
    return version.encode() + b"".join(file.read_bytes() for file in own)


def _compile(folder: Path, stdlib: Path, **request: Any) -> list[list[str]]:
    """Compile the sources in a folder with Pyodide.

    Args:
        folder: Holds the sources, laid out as in their zip.
        stdlib: The standard library to start Pyodide with.
        **request: The rest of what `compile.mjs` reads.

    Returns:
        For each group of imports the files that were in use after it; the last list has all that were compiled.
    """
    places = {"pyodide": str(PYODIDE), "stdlib": str(stdlib), "folder": str(folder)}
    return run_script(COMPILER, {**places, **request})


def _byte_code(folder: Path, files: Iterable[str]) -> dict[str, bytes]:
    """Return what became of sources in a folder, under the name that each has in the zip."""
    return {f"{file}c": (folder / f"{file}c").read_bytes() for file in files}


def _cached(kind: str, made_from: Iterable[bytes], make: Callable[[Path], bytes]) -> bytes:
    """Return what `make` returned for the same content before, else call it with an empty folder."""
    digest = hashlib.sha256()
    for part in made_from:
        digest.update(hashlib.sha256(part).digest())
    cached = CACHE / f"{kind}-{digest.hexdigest()[:24]}.zip"
    if cached.is_file():
        return cached.read_bytes()
    CACHE.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE) as name:
        folder = Path(name)
        made = make(folder)
        # Renamed into place, so that another build at the same time never reads half a file.
        unfinished = folder / cached.name
        unfinished.write_bytes(made)
        unfinished.replace(cached)
    for old in sorted(CACHE.glob(f"{kind}-*.zip"), key=lambda path: path.stat().st_mtime)[:-_MOST_VERSIONS]:
        old.unlink(missing_ok=True)
    return made


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
