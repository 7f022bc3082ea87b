"""Packs Python for the browser: Pyodide, its standard library as trimmed byte code, and the checkers.

Pyodide ships its standard library as a zip of sources, and compiling those takes more than half of its start.
Here Pyodide itself, run by Node.js, compiles the modules that it, the checkers and learners' programs import;
the rest is left out. What it has compiled is kept in `.cache/` under a name that tells what it was made from:
an edit in Markdown never starts Pyodide, an edit in a checker starts it once.
"""

import ast
import hashlib
import io
import json
import shutil
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from hooks.node import ROOT, NodeError, run_script

from .numpy_wheel import LOCK, PYODIDE, Wheel

CHECKERS = ROOT / "checkers"
CACHE = ROOT / ".cache" / "runtime"
COMPILER = Path(__file__).with_name("compile.mjs")
# Modules of our own, laid out as in the zip of the standard library: what is there under the same name gives way.
OWN = Path(__file__).with_name("stdlib")
# What gave way and is still needed, under the name by which our own module finds it.
KEPT_AS = {"pyodide/_package_loader.py": "pyodide/_whole_package_loader.py"}

STDLIB = "python_stdlib.zip"
LIBRARY = "library.zip"
CHECKERS_ZIP = "checkers.zip"
CLOSED = "closed.json"
AT_START = "at-start.json"
COPIED = ("pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm")

# What learners' programs may import, generously: of an absent module, a message can only say just that.
# With each come the modules that it imports itself; those that the library imports only inside a function (as
# `_strptime`) are named too. The network and other processes are out of reach of a program in a browser.
LEARNERS_USE = (
    # numbers
    *("_pylong", "cmath", "colorsys", "decimal", "fractions", "math", "numbers", "random", "secrets"),
    *("statistics",),
    # containers, functions and types
    *("abc", "array", "bisect", "collections.abc", "contextlib", "contextvars", "copy", "copyreg"),
    *("dataclasses", "enum", "functools", "graphlib", "heapq", "itertools", "operator", "queue"),
    *("reprlib", "sched", "struct", "types", "typing", "weakref"),
    # text and data
    *("base64", "binascii", "codecs", "csv", "difflib", "gzip", "hashlib", "hmac", "json", "locale"),
    *("pickle", "pprint", "re", "shlex", "string.templatelib", "textwrap", "tomllib", "unicodedata"),
    *("urllib.parse", "uuid", "zipfile", "zlib", "encodings.ascii", "encodings.cp1252"),
    *("encodings.cp437", "encodings.hex_codec", "encodings.idna", "encodings.latin_1"),
    *("encodings.punycode", "encodings.raw_unicode_escape", "encodings.rot_13"),
    *("encodings.unicode_escape", "encodings.utf_16", "encodings.utf_16_be", "encodings.utf_16_le"),
    *("encodings.utf_32", "encodings.utf_8_sig"),
    # time
    *("_strptime", "calendar", "datetime", "time", "timeit"),
    # Python itself
    *("__future__", "_ast_unparse", "argparse", "ast", "asyncio", "atexit", "cProfile", "code"),
    *("concurrent.futures.thread", "dis", "doctest", "gc", "getopt", "importlib.metadata"),
    *("importlib.util", "inspect", "keyword", "linecache", "logging", "pkgutil", "platform"),
    *("pstats", "signal", "symtable", "sys", "threading", "token", "tokenize", "trace"),
    *("traceback", "tracemalloc", "unittest", "warnings"),
    # files, of which a program finds only those that it writes itself
    *("fnmatch", "glob", "io", "os", "pathlib", "shutil", "stat", "tempfile"),
)

# What comes to be imported without a word of the program's: so it has to be there before any of them runs.
UNASKED = ("_pylong", "encodings", "string.templatelib", "stringprep", "tracemalloc")

# Fixed, so that the same content gives the same bytes; a zip knows no earlier date.
_DATE = (1980, 1, 1, 0, 0, 0)
# So many versions of a part are kept, for those who switch between branches.
_KEPT = 16


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
    parts = {STDLIB: _stdlib(), CHECKERS_ZIP: _zip({**_unzip(_checkers()), CLOSED: closed.encode()})}
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
        files = _unzip(whole)
        first = {name.partition("/")[0] for name in json.loads(files.pop(AT_START))}
        return _zip(
            {name: code for name, code in files.items() if (name.partition("/")[0] in first) is at_start}
        )

    return _cached("start" if at_start else "library", [_recipe(), whole], make)


def _compiled_stdlib() -> bytes:
    """Return the zip of the trimmed standard library, with a list of the files that a start reads."""
    first = sorted({*UNASKED, *_imported_by_checkers()})
    own = {path.relative_to(OWN).as_posix(): path.read_bytes() for path in sorted(OWN.rglob("*.py"))}

    def make(folder: Path) -> bytes:
        stock = _unzip((PYODIDE / STDLIB).read_bytes())
        kept = {new: stock[old] for old, new in KEPT_AS.items()}
        _write(folder, {**stock, **kept, **own})
        stdlib = folder / STDLIB
        stdlib.write_bytes(_zip({**stock, **kept, **own}))
        with_imports = [name.removesuffix(".py").replace("/", ".") for name in kept]
        imports = [first, [*LEARNERS_USE, *with_imports]]
        at_start, files = _compile(folder, stdlib, shown="/lib/" + STDLIB, files=list(own), imports=imports)
        return _zip(
            {**_byte_code(folder, files), AT_START: json.dumps([f"{file}c" for file in at_start]).encode()}
        )

    made_from = [part for name, source in own.items() for part in (name.encode(), source)]
    return _cached("stdlib", [_recipe(), json.dumps(first).encode(), *made_from], make)


def _checkers() -> bytes:
    """Return the zip of the package `checkers`, still without the closed exercises."""
    sources = {
        f"checkers/{path.relative_to(CHECKERS).as_posix()}": path.read_bytes()
        for path in sorted(CHECKERS.rglob("*.py"))
    }

    def make(folder: Path) -> bytes:
        # With the library just packed, Pyodide starts in a third of the time.
        stdlib = folder / STDLIB
        stdlib.write_bytes(_stdlib())
        _write(folder, sources)
        [files] = _compile(folder, stdlib, shown="/lib/" + CHECKERS_ZIP, files=list(sources), imports=[[]])
        return _zip(_byte_code(folder, files))

    made_from = [part for name, source in sources.items() for part in (name.encode(), source)]
    return _cached("checkers", [_recipe(), *made_from], make)


def _recipe() -> bytes:
    """Return what decides how sources become byte code: Pyodide's version and this packer."""
    version = json.loads((PYODIDE / "package.json").read_text(encoding="utf-8"))["version"]
    return version.encode() + Path(__file__).read_bytes() + COMPILER.read_bytes()


def _imported_by_checkers() -> set[str]:
    """Return the modules of the standard library that the checkers import."""
    names = {name for path in CHECKERS.rglob("*.py") for name in _imported_by(path.read_bytes())}
    return {name for name in names if name.partition(".")[0] in sys.stdlib_module_names}


@cache
def _imported_by(source: bytes) -> set[str]:
    """Return the modules that a source imports, its own package left out."""
    statements = list(ast.walk(ast.parse(source)))
    names = {alias.name for one in statements if isinstance(one, ast.Import) for alias in one.names}
    return names | {one.module for one in statements if isinstance(one, ast.ImportFrom) and not one.level}


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
    for old in sorted(CACHE.glob(f"{kind}-*.zip"), key=lambda path: path.stat().st_mtime)[:-_KEPT]:
        old.unlink(missing_ok=True)
    return made


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def _unzip(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as opened:
        return {name: opened.read(name) for name in opened.namelist() if not name.endswith("/")}


def _zip(files: Mapping[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name in sorted(files):
            member = zipfile.ZipInfo(name, _DATE)
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, files[name], compresslevel=9)
    return packed.getvalue()
