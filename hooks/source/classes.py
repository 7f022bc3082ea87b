"""Tells what is wrong with the class of a computed exercise, once one of its methods has failed or returned what nobody can use."""

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from difflib import get_close_matches
from numbers import Real
from pathlib import Path
from typing import Any

from checkers.kinds.base import Exercise

from .blocks import Block
from .errors import AuthorError, did_you_mean, shown
from .python_slips import python_slip

# How like two names are of which one is a slip of the other, between 0 and 1.
NEARLY = 0.8


def place_of(checker: Exercise) -> tuple[str, int]:
    """Return the file and the line of an exercise's class."""
    return shown(file_of(checker)), line_of(type(checker))


def file_of(checker: Exercise) -> Path:
    """Return the file that an exercise's class stands in."""
    return Path(inspect.getfile(type(checker)))


def line_of(what: Callable[..., Any]) -> int:
    """Return the line of `class` or `def`, below the decorators."""
    lines, first = inspect.getsourcelines(inspect.unwrap(what))
    return next(
        (number for number, line in enumerate(lines, first) if line.lstrip().startswith(("class ", "def "))),
        first,
    )


def line_of_attribute(checker: Exercise, name: str) -> int:
    """Return the line that gives a class one of its attributes, or a mistake its code; that of the class if there is none."""
    lines, first = inspect.getsourcelines(type(checker))
    begins = (
        f"{name} =",
        f"{name}=",
        f"{name}:",
        f"def {name}(",
        f'"{name}":',
        f"def {name.replace('-', '_')}(",
    )
    found = (number for number, line in enumerate(lines, first) if line.strip().startswith(begins))
    return next(found, line_of(type(checker)))


class ClassSlips:
    """Complains about the class of one exercise; each method raises an `AuthorError` at the first slip it finds."""

    def __init__(self, block: Block, checker: Exercise) -> None:
        """Take the exercise's words, which name it, and its class."""
        self.name = f"{block.kind} `{block.identifier}`"
        self.checker = checker
        self.file = file_of(checker)

    def error(self, attribute: str, what: str, mend: str) -> AuthorError:
        """Return the complaint about one attribute of the class, or about the class where it is missing."""
        line = line_of_attribute(self.checker, attribute)
        return AuthorError(shown(self.file), line, f"{self.name}: {what}", mend)

    def call(self, method: str, what: str, *positional: Any, **named: Any) -> Any:
        """Return what a method returns.

        Args:
            method: Its name.
            what: For what it is called, such as "for variant 0".
            positional: Its arguments.
            named: Those that go by name.
        """
        try:
            return getattr(self.checker, method)(*positional, **named)
        except Exception as error:
            raise python_slip(error, f"{self.name}: `{method}()` fails {what}", self.file) from error

    def returned(self, method: str, value: Any, what: str, mend: str) -> AuthorError:
        """Return the complaint about what a method has returned for some variant or case."""
        if value is None:
            mend = f"End it with `return` and the value, {mend}"
            return self.error(method, f"`{method}()` returns None {what}", mend)
        return self.error(method, f"`{method}()` returns {value!r:.60} {what}", f"Return {mend}")

    def misspelt(self) -> Iterator[AuthorError]:
        """Yield the attributes of the class that nothing reads, and whose names are nearly those of ones that are read."""
        own = type(self.checker)
        read = [name for base in own.__mro__[1:] for name in vars(base) if not name.startswith("_")]
        for name in vars(own):
            near = get_close_matches(name, read, n=1, cutoff=NEARLY)
            if near and name not in read:
                yield self.error(name, f"nothing reads `{name}`", f"Did you mean `{near[0]}`?")

    def check_variants(self, methods: Iterable[str]) -> None:
        """Complain about variants that are none, and about givens that the methods do not take."""
        variants = self.checker.variants
        if isinstance(variants, Mapping) or not all(isinstance(one, Mapping) for one in variants):
            mend = "Write `({...}, {...})`, with a comma after each variant"
            raise self.error("variants", "`variants` is not a tuple of givens by name", mend)
        if not variants:
            raise self.error("variants", "`variants` is empty", "Give the numbers of at least four variants")
        own = [name for name in methods if name in vars(type(self.checker))]
        for name in own:
            parameters = inspect.signature(getattr(self.checker, name)).parameters.values()
            if any(one.kind is one.VAR_KEYWORD for one in parameters):
                continue
            taken = {one.name for one in parameters}
            wrong = [place for place, givens in enumerate(variants) if set(givens) != taken]
            if len(wrong) == len(variants):
                raise self.error(name, *_apart(f"`{name}()`", taken, set(variants[0]), "the variants"))
            for place in wrong:
                whose = f"variant {place}"
                raise self.error("variants", *_apart(whose, set(variants[place]), taken, f"`{name}()`"))


def _apart(whose: str, has: set[str], wanted: set[str], who: str) -> tuple[str, str]:
    """Return what is wrong with names that differ from those that are wanted, and what to do."""
    missing, needless = sorted(wanted - has), sorted(has - wanted)
    if needless:
        known = ", ".join(f"`{one}`" for one in sorted(wanted))
        mend = did_you_mean(needless[0], missing) if len(missing) == 1 else f"Known are {known}"
        return f"{whose} has `{needless[0]}`, which {who} {'do' if who[0] == 't' else 'does'} not know", mend
    return f"{whose} lacks `{missing[0]}`, which {who} {'have' if who[0] == 't' else 'takes'}", "Add it"


def is_number(value: Any) -> bool:
    """Return whether a value is a real number, and no truth value."""
    return isinstance(value, Real) and not isinstance(value, bool)
