"""`workbook grade`: judges answers as the page does, one or a line of JSON each."""

import io
import json
import re
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

import checkers
from hooks.book.book import Book, load_book
from hooks.kinds import KINDS

from .judge.programs import judge_of_programs
from .terminal import misuse, say

ANSWERS = "\n".join(f"    {kind.name:8}{kind.answer}" for kind in KINDS.values())
HELP = f"""\
usage: workbook grade EXERCISE ANSWER [--variant N] [--json]
       workbook grade --jsonl

Judge one answer. EXERCISE is a number (0.3) or an id (signal-fraction). ANSWER depends on the kind of exercise; a lone - reads it from
standard input:

{ANSWERS}

With --jsonl, reads {{"exercise": ..., "variant": 0, "answer": ...}} a line and writes one verdict a line.
"""


def grade(arguments: list[str], docs: Path) -> int:
    """Run the command on the exercises of the book in a folder, and return its exit code."""
    variant, as_json, as_lines = "0", False, False
    words: list[str] = []
    rest = iter(arguments)
    for argument in rest:
        if argument in ("-h", "--help"):
            print(HELP, end="")
            return 0
        if argument == "--json":
            as_json = True
        elif argument == "--jsonl":
            as_lines = True
        elif argument == "--variant":
            variant = next(rest, "")
        elif argument.startswith("--variant="):
            variant = argument.removeprefix("--variant=")
        elif argument == "--":
            words.extend(rest)
        else:
            words.append(argument)
    with ExitStack() as stack:
        if as_lines:
            if words:
                return misuse("--jsonl takes its answers from standard input")
            judge = _Judge(load_book(docs), stack)
            for verdict in judge.lines():
                say(json.dumps(verdict))
            return 0
        if len(words) != 2:
            return misuse(f"expected EXERCISE and ANSWER, got {len(words)} words")
        if not re.fullmatch("[0-9]{1,9}", variant):
            return misuse(f"--variant takes a number from 0, not `{variant}`")
        name, answer = words
        if answer == "-":
            answer = _standard_input().read().decode("utf-8-sig", "replace")
        try:
            verdict = _Judge(load_book(docs), stack).judge(name, int(variant), answer)
        except _UnknownError as error:
            return misuse(str(error))
    say(json.dumps(verdict) if as_json else _in_words(verdict))
    return 0


def _in_words(verdict: dict[str, Any]) -> str:
    head = f"{verdict['status']} ({verdict['code']})" if verdict["code"] else verdict["status"]
    return f"{head}: {verdict['message']}" if verdict["message"] else head


class _UnknownError(LookupError):
    """There is no such exercise or variant."""


def _standard_input() -> BinaryIO:
    """Return the bytes of the standard input; none if it was closed."""
    return sys.stdin.buffer if sys.stdin else io.BytesIO()


class _Judge:
    """Judges answers for the command line."""

    def __init__(self, book: Book, stack: ExitStack) -> None:
        self.book = book
        self._grade_program = stack.enter_context(judge_of_programs())

    def judge(self, name: str, variant: int, answer: str) -> dict[str, Any]:
        """Return the verdict on an answer, with the sentence that the page shows.

        Raises:
            _UnknownError: If there is no such exercise or variant; the message names what is near.
        """
        exercise = self.book.find(name)
        if exercise is None:
            raise _UnknownError(f"no exercise `{name}`; did you mean {' or '.join(self.book.nearest(name))}?")
        count = len(exercise.checker.variants)
        if not 0 <= variant < count:
            known = f"0 to {count - 1}" if count > 1 else "only 0"
            raise _UnknownError(f"exercise {exercise.number} has no variant {variant}; it has {known}")
        grade = self._grade_program if checkers.runs_programs(exercise.identifier) else checkers.grade
        verdict = grade(exercise.identifier, variant, answer)
        message = self.book.message(exercise, variant, verdict)
        return {
            "status": verdict["status"],
            "code": verdict["code"],
            "message": message,
            "facts": verdict["facts"],
        }

    def lines(self) -> Iterator[dict[str, Any]]:
        """Yield a verdict for each line of standard input; a line that cannot be judged fails alone."""
        for line in _standard_input():
            try:
                yield self.judge(*_request(line))
            except (ValueError, LookupError, RecursionError) as error:
                yield {"status": "failed", "code": "bad-request", "message": str(error), "facts": {}}


def _request(line: bytes) -> tuple[str, int, str]:
    """Return exercise, variant and answer from one line of JSON.

    Raises:
        ValueError: If the line does not hold them.
    """
    if not line.strip():
        raise ValueError("this line is empty")
    try:
        request = json.loads(line.strip())
    except ValueError as error:
        raise ValueError(f"this line is not JSON ({error})") from error
    if not isinstance(request, dict):
        raise ValueError('expected an object such as {"exercise": "0.3", "variant": 0, "answer": "0.08"}')
    exercise, variant, answer = request.get("exercise"), request.get("variant", 0), request.get("answer")
    if not isinstance(exercise, str):
        raise ValueError("`exercise` must be a text: a number such as 0.3, or an id")
    if not isinstance(variant, int) or isinstance(variant, bool):
        raise ValueError("`variant` must be a whole number")
    if isinstance(answer, int | float) and not isinstance(answer, bool):
        answer = str(answer)
    if not isinstance(answer, str):
        raise ValueError("`answer` must be a text")
    return exercise, variant, answer
