"""What Python says of an author's file, told as every other slip is: `file:line: what. What to do.`"""

import pkgutil
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from importlib import import_module
from pathlib import Path
from traceback import walk_tb

from hooks.node import ROOT

from .errors import AuthorError, shown

REGISTRY = "registry.py"
_MISSING_NAME = re.compile(r"cannot import name '(\w+)' from (?:partially initialized module )?'([\w.]+)'")


def python_slip(error: Exception, whose: str = "", own: Path | None = None) -> AuthorError:
    """Return an exception as a slip.

    Args:
        error: What was raised while one of the project's files was imported or one of its functions called.
        whose: What failed, such as "derive `mean-noise`: `answer()` fails for variant 0"; empty if the line alone says it.
        own: The file of the author whose line is wanted, where what fails may be deeper; else the deepest line of the project.
    """
    if isinstance(error, AuthorError):
        return error
    file, line = _place(error, own)
    what, mend = words_of(error)
    return AuthorError(shown(file), line, f"{whose} ({what})" if whose else what, mend)


@contextmanager
def told_as_slips(whose: str = "", own: Path | None = None) -> Iterator[None]:
    """Turn whatever is raised inside into an `AuthorError`; takes what `python_slip` takes."""
    try:
        yield
    except Exception as error:
        raise python_slip(error, whose, own) from error


def _place(error: Exception, own: Path | None) -> tuple[Path, int]:
    if isinstance(error, SyntaxError) and error.filename and error.lineno:
        return Path(error.filename), error.lineno
    frames = [(Path(frame.f_code.co_filename), line) for frame, line in walk_tb(error.__traceback__)]
    ours = [(file, line) for file, line in frames if _is_ours(file)]
    wanted = [(file, line) for file, line in ours if own is None or file == own]
    return (wanted or [(own, 1)] if own else ours or frames)[-1]


def _is_ours(file: Path) -> bool:
    """Return whether an author may have written a file; what registers names by decorators only finds their slips."""
    ours = file.is_relative_to(ROOT) and not file.is_relative_to(sys.prefix)
    return ours and file.name != REGISTRY and file != Path(__file__)


def words_of(error: Exception) -> tuple[str, str]:
    """Return what is wrong and what to do."""
    text = str(error).strip().rstrip(".")
    if isinstance(error, SyntaxError):
        return f"Python cannot read this ({error.msg})", "Mend the line, or the one above"
    if isinstance(error, ModuleNotFoundError) and error.name:
        return f"there is no module `{error.name}`", _near(error.name, _modules_like(error.name))
    if isinstance(error, ImportError) and (found := _MISSING_NAME.match(text)):
        return f"`{found[2]}` has no `{found[1]}`", _near(found[1], dir(sys.modules.get(found[2])))
    if isinstance(error, NameError) and error.name:
        return f"the name `{error.name}` has no value here", "Give it one above, or import it"
    if _raised_in(error) == REGISTRY:
        return text, "Give one of them another name"
    name = type(error).__name__
    return f"{name}: {text}" if text else name, "Mend what this line does"


def _raised_in(error: Exception) -> str:
    """Return the name of the file that an exception was raised in; empty if it was never raised."""
    frames = [frame.f_code.co_filename for frame, _ in walk_tb(error.__traceback__)]
    return Path(frames[-1]).name if frames else ""


def _near(name: str, known: list[str]) -> str:
    near = get_close_matches(name, known, n=1)
    return f"Did you mean `{near[0]}`?" if near else "Correct the name"


def _modules_like(name: str) -> list[str]:
    """Return the modules that can be imported in the place of one that is not there."""
    package, _, _ = name.rpartition(".")
    if not package:
        return [one for one in sys.stdlib_module_names if not one.startswith("_")]
    return [f"{package}.{one.name}" for one in pkgutil.iter_modules(import_module(package).__path__)]
