"""Which modules of Python's standard library the browser gets: those of its start, of the checkers, and of learners' programs."""

import ast
import sys
from functools import cache
from pathlib import Path

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


def imported_from_library(package: Path) -> set[str]:
    """Return the modules of the standard library that a package imports, given its folder."""
    names = {name for path in package.rglob("*.py") for name in _imported_by(path.read_bytes())}
    return {name for name in names if name.partition(".")[0] in sys.stdlib_module_names}


@cache
def _imported_by(source: bytes) -> set[str]:
    """Return the modules that a source imports, its own package left out."""
    statements = list(ast.walk(ast.parse(source)))
    names = {alias.name for one in statements if isinstance(one, ast.Import) for alias in one.names}
    return names | {
        one.module for one in statements if isinstance(one, ast.ImportFrom) and one.module and not one.level
    }
