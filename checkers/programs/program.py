"""A learner's program as text: read, mended from what copying has added, and compiled."""

import re
import warnings
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from types import CodeType

from checkers.verdict import Unreadable

from . import pasted
from .originals import plain_text
from .sandbox import FILENAME, TEXT_KEPT, Outcome

TEXT_LIMIT = 10_000  # characters of a program
# Characters of one line. Both limits keep programs from nesting so deeply that the browser's compiler dies of it.
LINE_LIMIT = 1_000
LINE_KEPT = 200  # characters of a quoted line

_LINE_END = re.compile(r"\r\n|\r|\n")
_HALF_CHARACTER = re.compile("[\ud800-\udfff]")
_BYTE_ORDER_MARK = "\ufeff"
_DRAWING = frozenset({"choice", "gauss", "normal", "normalvariate", "randint", "randn", "random", "uniform"})


@dataclass(frozen=True, slots=True)
class Program:
    """A learner's program that compiles.

    Attributes:
        lines: Its lines as typed, without their ends.
        code: What it compiles to.
        numbers: For each line of what was compiled, which line as typed it comes from.
    """

    lines: tuple[str, ...]
    code: CodeType
    numbers: Sequence[int]

    def as_typed(self, outcome: Outcome) -> Outcome:
        """Return an outcome with the numbers of the lines as typed."""
        lines = (self.numbers[line - 1] for line in outcome.lines if 1 <= line <= len(self.numbers))
        return replace(outcome, lines=tuple(lines))

    def draws(self) -> bool:
        """Return whether a function of the program draws random numbers."""
        return _draws(self.code)


def read_program(text: str) -> Program | Unreadable:
    """Compile a program, mended from what copying adds if it does not compile as it stands.

    Args:
        text: The program as typed.
    """
    begin = len(text) - len(text.removeprefix(_BYTE_ORDER_MARK))
    if not text[begin:].strip():
        return Unreadable(0, "empty")
    if len(text) > TEXT_LIMIT:
        return Unreadable(TEXT_LIMIT, "too-long", {"length": len(text), "limit": TEXT_LIMIT})
    lines = tuple(_LINE_END.split(text[begin:]))
    starts = [begin, *(begin + end.end() for end in _LINE_END.finditer(text[begin:]))]

    def unreadable(line: int, column: int, error: str, code: str = "syntax-error") -> Unreadable:
        line = min(max(line, 1), len(lines))
        quoted = lines[line - 1]
        column = min(max(column, 1), len(quoted) + 1)
        facts = {
            "line": line,
            "column": column,
            "error": plain_text(error, TEXT_KEPT),
            "text": plain_text(quoted, LINE_KEPT),
        }
        if character := pasted.strange_character(error):
            code, facts["character"] = "strange-character", plain_text(character, LINE_KEPT)
        return Unreadable(starts[line - 1] + column - 1, code, facts)

    for number, line in enumerate(lines, 1):
        if len(line) > LINE_LIMIT:
            return unreadable(number, LINE_LIMIT + 1, f"this line is longer than {LINE_LIMIT} characters")
        if "\0" in line:
            return unreadable(number, line.index("\0") + 1, "source code cannot contain null bytes")
        if half := _HALF_CHARACTER.search(line):
            return unreadable(number, half.start() + 1, "source code cannot contain half a character")
    typed = range(1, len(lines) + 1)
    try:
        return Program(lines, _compiled(lines), typed)
    except Exception:  # whether in what was typed or in what copying has added, the next attempt tells
        mended = pasted.mended("\n".join(lines))
    numbers = [line.number for line in mended]
    try:
        return Program(lines, _compiled([line.text for line in mended]), numbers)
    except SyntaxError as error:
        line = numbers[min(max(error.lineno or 1, 1), len(numbers)) - 1]
        deep = "too many nested" in str(error.msg)
        code = "nested-too-deeply" if deep else "syntax-error"
        return unreadable(line, error.offset or 1, f"{type(error).__name__}: {error.msg}", code)
    except Exception as error:  # nested too deeply: the longest line is the likeliest place
        longest = max(range(len(lines)), key=lambda index: len(lines[index]))
        return unreadable(longest + 1, 1, f"{type(error).__name__}: {error}", "nested-too-deeply")


def _compiled(lines: Iterable[str]) -> CodeType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return compile("\n".join(lines), FILENAME, "exec", dont_inherit=True)


def _draws(code: CodeType) -> bool:
    functions = [part for part in code.co_consts if isinstance(part, CodeType)]
    return any(not _DRAWING.isdisjoint(part.co_names) or _draws(part) for part in functions)
