"""What is packed for the browser: complete for learners, the same in each build, and able to grade."""

import hashlib
import json
import shutil
import zipfile
from pathlib import Path

import pytest

import checkers
from hooks.node import run_script
from hooks.pack import runtime
from hooks.pack.library import LEARNERS_USE

PYODIDE = Path(__file__).with_name("packed.mjs")
FILES = {
    "checkers.zip",
    "library.zip",
    "pyodide-lock.json",
    "pyodide.asm.mjs",
    "pyodide.asm.wasm",
    "pyodide.mjs",
    "python_stdlib.zip",
}


@pytest.fixture(scope="module")
def packed(tmp_path_factory, book):
    folder = tmp_path_factory.mktemp("runtime")
    runtime.pack(folder, closed=book.closed_json())
    return folder


def names(archive: Path) -> list[str]:
    with zipfile.ZipFile(archive) as opened:
        return opened.namelist()


def run_packed(folder: Path, code: str):
    """Run code on the packed runtime, as it starts; its last expression is JSON."""
    return run_script(PYODIDE, {"folder": str(folder), "code": code})


def run_as_program(folder: Path, code: str):
    """Run code where all that programs may import has been added."""
    return run_packed(folder, f"import sys\nsys.path.append('/lib/library.zip')\n{code}")


@pytest.mark.slow
def test_a_build_from_nothing_gives_the_same_bytes(packed, book, tmp_path, monkeypatch):
    monkeypatch.setattr(runtime, "CACHE", tmp_path / "cache")
    runtime.pack(tmp_path / "again", closed=book.closed_json())
    assert {path.name for path in packed.iterdir()} == FILES
    for path in packed.iterdir():
        assert (tmp_path / "again" / path.name).read_bytes() == path.read_bytes(), path.name


def test_an_edit_in_markdown_is_packed_without_starting_pyodide(packed, tmp_path, monkeypatch):
    def refuse(*arguments):
        raise AssertionError("Pyodide was started")

    monkeypatch.setattr(runtime, "run_script", refuse)
    runtime.pack(tmp_path, closed='{"edited": 1}')
    with zipfile.ZipFile(tmp_path / "checkers.zip") as archive:
        assert json.loads(archive.read("closed.json")) == {"edited": 1}
    assert (tmp_path / "python_stdlib.zip").read_bytes() == (packed / "python_stdlib.zip").read_bytes()


def test_an_edit_in_a_checker_is_compiled_anew(packed, tmp_path, monkeypatch):
    edited = tmp_path / "checkers"
    shutil.copytree(runtime.CHECKERS, edited, ignore=shutil.ignore_patterns("__pycache__"))
    with (edited / "formulas.py").open("a") as formulas:
        formulas.write("edited = 42\n")
    monkeypatch.setattr(runtime, "CHECKERS", edited)
    runtime.pack(tmp_path / "runtime", closed="{}")
    code = """
import sys
sys.path.insert(0, "/lib/checkers.zip")
from checkers import formulas
str(formulas.edited)
"""
    assert run_packed(tmp_path / "runtime", code) == 42


@pytest.mark.parametrize("archive", ["python_stdlib.zip", "library.zip", "checkers.zip"])
def test_no_source_is_shipped(packed, archive):
    assert {Path(name).suffix for name in names(packed / archive)} - {".json"} == {".pyc"}


def test_the_lock_lists_no_package_and_what_it_says_of_the_parts_is_true(packed):
    lock = json.loads((packed / "pyodide-lock.json").read_text())
    assert lock["packages"] == {}
    contents = {name: (packed / name).read_bytes() for name in FILES - {"pyodide-lock.json"}}
    assert {**lock["parts"], **lock["later"]} == {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
    assert set(lock["later"]) == {"library.zip"}


def test_packages_of_the_library_are_not_torn_apart(packed):
    first, later = (
        {name.partition("/")[0] for name in names(packed / archive)}
        for archive in ("python_stdlib.zip", "library.zip")
    )
    assert "statistics.pyc" in later
    assert not first & later


def test_a_start_reads_nothing_that_waits_for_javascript_or_installs_packages(packed):
    loaded = set(run_packed(packed, "import json, sys\njson.dumps(sorted(sys.modules))"))
    assert {"pyodide.webloop", "pyodide._package_loader"} <= loaded
    assert loaded.isdisjoint(
        {
            "asyncio",
            "logging",
            "pyodide._whole_package_loader",
            "shutil",
            "socket",
            "ssl",
            "tempfile",
            "zipfile",
        }
    )


def test_a_program_gets_the_real_asyncio(packed):
    code = "import asyncio, json\njson.dumps([asyncio.iscoroutinefunction(asyncio.sleep), asyncio.__name__])"
    assert run_as_program(packed, code) == [True, "asyncio"]


def test_the_installer_of_packages_comes_when_it_is_asked_for(packed):
    code = """
import json
from pyodide import _package_loader as loader
names = loader.SITE_PACKAGES, loader.DSO_DIR
json.dumps([str(name) for name in names] == [loader.get_install_dir(kind) for kind in ("site", "dynlib")])
"""
    assert run_as_program(packed, code) is True


def test_nothing_that_programs_get_without_asking_comes_later(packed):
    """No word of these programs leads to an import of theirs."""
    code = r"""
import json
int("9" * 4000) * int("7" * 4000)
text = t"{1 + 1}"
told = []
for codec in "ascii latin-1 utf-8-sig utf-16 utf-32 cp1252 cp437 idna unicode_escape rot13".split():
    try:
        "a".encode(codec)
    except LookupError as error:
        told.append(str(error))
async def never_awaited(): pass
never_awaited()
json.dumps([error for error in told if "not a text encoding" not in error])
"""
    assert run_packed(packed, code) == []


def test_every_module_that_learners_use_can_be_imported(packed):
    code = f"""
import json
from importlib import import_module
missing = []
for name in {list(LEARNERS_USE)}:
    try:
        import_module(name)
    except ImportError as error:
        missing.append(str(error))
json.dumps(missing)
"""
    assert run_as_program(packed, code) == []


def test_what_the_library_imports_only_when_it_is_called_is_there(packed):
    """Each line calls a function that has an import inside."""
    code = r"""
import ast, calendar, codecs, collections, contextlib, copy, dataclasses, datetime, decimal, doctest
import fractions, functools, inspect, io, json, logging, math, pathlib, pickle, pprint, random, shutil
import statistics, string, tempfile, textwrap, time, timeit, traceback, typing, unittest, warnings
datetime.datetime.strptime("2026-11-23", "%Y-%m-%d")
time.strptime("23 Nov 2026", "%d %b %Y")
ast.unparse(ast.parse("a = 1 + b"))
int("9" * 4000) * int("7" * 4000)
str(10**4000)
f"{fractions.Fraction(1, 3):.3f} {decimal.Decimal(2).sqrt():.5f}"
string.Template("$a").substitute(a=1)
collections.Counter("abcab").most_common(1)
statistics.NormalDist(0, 1).inv_cdf(0.3)
pprint.pformat(dataclasses.make_dataclass("A", ["x"])(1))
copy.deepcopy(pickle.loads(pickle.dumps({1: [2]})))
typing.get_type_hints(dataclasses.make_dataclass("A", [("x", int)]))
functools.singledispatch(lambda x: x).register(int, abs)
inspect.signature(math.sqrt), inspect.getdoc(random.gauss)
timeit.timeit("1 + 1", number=1)
logging.getLogger("a").warning("shown nowhere")
with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings(record=True):
    warnings.warn("careful")
    doctest.run_docstring_examples(textwrap.dedent, {})
    calendar.prmonth(2026, 11)
try:
    math.sqr
except AttributeError as error:
    told = "".join(traceback.format_exception(error))
for codec in "ascii latin-1 utf-8 utf-8-sig utf-16 utf-32 cp1252 cp437 idna unicode_escape rot13".split():
    codecs.encode("a", codec)
with tempfile.TemporaryDirectory() as folder:
    (pathlib.Path(folder) / "a.txt").write_text("a")
    shutil.make_archive(folder + "/b", "zip", folder)
unittest.TextTestRunner(stream=io.StringIO()).run(unittest.FunctionTestCase(lambda: None))
json.dumps("Did you mean" in told)
"""
    assert run_as_program(packed, code) is True


def test_assertions_and_docstrings_are_kept(packed):
    code = """
import json, random, typing
def fails():
    assert False
try:
    fails()
    asserted = False
except AssertionError:
    asserted = True
json.dumps([asserted, bool(random.gauss.__doc__), bool(typing.get_type_hints.__doc__)])
"""
    assert run_packed(packed, code) == [True, True, True]


@pytest.mark.slow
def test_of_the_checkers_docstrings_only_those_of_classes_are_shipped_and_lines_keep_their_numbers(packed):
    code = """
import json, sys
sys.path.insert(0, "/lib/checkers.zip")
import checkers
from checkers.verdict import Verdict
json.dumps([checkers.__doc__, checkers.grade.__doc__, bool(Verdict.__doc__), checkers.grade.__code__.co_firstlineno])
"""
    line = checkers.grade.__code__.co_firstlineno
    assert run_packed(packed, code) == [None, None, True, line]


def test_the_packed_checkers_grade_as_those_of_the_command_line(packed, book):
    answers = [
        (one.identifier, variant, text)
        for one in book.exercises
        for variant, givens in enumerate(one.checker.variants)
        for text in (
            *(str(value) for value in range(1, 8)),
            *("1,5,5", "0.5", "2 1 3 4 5", "def f(:", "def f(x): return x", ""),
            *([repr(one.checker.answer(**givens))] if one.kind == "derive" else []),
        )
    ]
    expected = [checkers.grade(*answer) for answer in answers]
    assert {verdict["status"] for verdict in expected} == {"right", "wrong", "unreadable"}
    code = f"""
import json, sys
sys.path.insert(0, "/lib/checkers.zip")
from checkers import browser
browser.read_closed("/lib/checkers.zip")
asked = [dict(zip(("exercise", "variant", "answer"), answer), kind="grade") for answer in {answers!r}]
json.dumps([json.loads(browser.answer(json.dumps(one)))["verdict"] for one in asked])
"""
    assert run_packed(packed, code) == json.loads(json.dumps(expected))
