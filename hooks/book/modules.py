"""The Python modules of pages and figures, in which an author may have made a slip: each of them is told."""

import inspect
import pkgutil
import re
from collections.abc import Iterator, Mapping
from importlib import import_module
from pathlib import Path

import checkers
import hooks.figures as figures
from checkers import pages, registry
from hooks.source.classes import line_of
from hooks.source.errors import AuthorError, shown
from hooks.source.python_slips import python_slip, told_as_slips

# What begins at the margin of a module: an exercise, by its id, or a definition that is none.
BEGINS = re.compile(r"""@exercise\(["'](?P<id>[^"']+)["']\)|def |@page_facts|[\w_]+ = """)


def slips_of_modules() -> Iterator[AuthorError]:
    """Yield why modules cannot be imported; if all can, why facts cannot be computed."""
    broken = [*checkers.broken.values()]
    # The package leaves out a module that no exercise needs, so that the browser need not load it; the book has its facts.
    left_out = [] if broken else [one.name for one in pkgutil.iter_modules(pages.__path__)]
    for name in left_out:
        try:
            import_module(f"{pages.__name__}.{name}")
        except Exception as error:
            broken.append(error)
    # Figures lean on the modules of pages, and would only say the same once more.
    slips = [_with_its_exercise(python_slip(error)) for error in broken or figures.broken.values()]
    yield from {str(slip): slip for slip in slips}.values()
    if not slips:
        for page, function in registry.functions_of_facts().items():
            try:
                _check_facts(page, Path(inspect.getfile(inspect.unwrap(function))))
            except AuthorError as error:
                yield error


def _with_its_exercise(slip: AuthorError) -> AuthorError:
    """Return a slip that names the exercise whose class it stands in, if it stands in one; a broken module knows none itself."""
    lines = Path(slip.path).read_text(encoding="utf-8", errors="replace").split("\n")[: slip.line]
    above = [found for line in lines if (found := BEGINS.match(line))]
    if not lines[-1].startswith((" ", "@", "class ")) or not above or not above[-1]["id"]:
        return slip
    return AuthorError(slip.path, slip.line, f"`{above[-1]['id']}`: {slip.what}", slip.mend)


def _check_facts(page: str, file: Path) -> None:
    function = registry.functions_of_facts()[page]
    name = f"{function.__name__}()"
    with told_as_slips(f"`{name}` of the page fails", file):
        found = function()
    if not isinstance(found, Mapping):
        mend = "End it with `return {...}`, the values by name"
        raise AuthorError(shown(file), line_of(function), f"`{name}` of the page returns {found!r:.60}", mend)
