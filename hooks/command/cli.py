"""The `workbook` command: serve, build, offline, new, check, list and grade."""

import argparse
import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any, BinaryIO

import checkers
from checkers.kinds import KINDS
from hooks.book.book import Book, load_book
from hooks.command.judge.host import Child
from hooks.node import ROOT, NodeError
from hooks.pack.offline import TARGET, write_offline
from hooks.source.errors import AuthorError

from .check import faults
from .new import NewError, skeleton, write_exercise

if TYPE_CHECKING:
    from hooks.command.judge.host import Child

DOCS = ROOT / "docs"
SLIP, USAGE_ERROR = 1, 2
INTERRUPTED = 130  # as shells report a command that Ctrl-C ended

GRADE_HELP = """\
usage: workbook grade EXERCISE ANSWER [--variant N] [--json]
       workbook grade --jsonl

Judge one answer. EXERCISE is a number (0.3) or an id (signal-fraction). ANSWER is what the learner types (derive), the choice's position
in the source (trace), the whole program (build), the line (debug) or the steps' positions in the learner's order, such as "2 1 3"
(design); a lone - reads it from standard input. With --jsonl, reads {"exercise": ..., "variant": 0, "answer": ...} a line and writes
one verdict a line.
"""


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0, 1 for a slip in the content, 2 for a call that cannot be understood."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        # An answer may begin with a minus sign, which argparse would take for an option.
        return _grade(arguments[1:]) if arguments[:1] == ["grade"] else _run(arguments)
    except (AuthorError, NodeError) as error:
        print(error, file=sys.stderr)
        return SLIP
    except BrokenPipeError:
        # Whoever reads, such as `head`, has read enough. Python would complain once more when it empties its buffer.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="workbook", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    serve = commands.add_parser("serve", help="build and serve the site with live reload")
    serve.add_argument("--address", default="127.0.0.1:8000", help="address and port (default: %(default)s)")
    commands.add_parser("build", help="write the site to site/")
    commands.add_parser("offline", help=f"write {TARGET.relative_to(ROOT)}, whose pages need no server")
    new = commands.add_parser("new", help="begin an exercise: write what is then filled in")
    new.add_argument("kind", metavar="KIND", help=", ".join(KINDS))
    new.add_argument("id", metavar="ID", nargs="?", help="its name for good, in lower case with hyphens")
    new.add_argument(
        "--chapter",
        help="the chapter, or the letter of the lesson, it is written to; without it, it is printed only",
    )
    commands.add_parser("check", help="lint the content: file:line: what. What to do.")
    listing = commands.add_parser("list", help="list the exercises in reading order")
    listing.add_argument("--json", action="store_true", help="as one JSON array")
    commands.add_parser("grade", help="judge an answer (see workbook grade --help)")
    options = parser.parse_args(arguments)
    match options.command:
        case "serve":
            # MkDocs imports Python once; after an edit in it, only a new process knows the change.
            watched = [word for room in ("checkers", "hooks") for word in ("--directory", str(ROOT / room))]
            restart = [
                "watchdog.watchmedo",
                "auto-restart",
                *watched,
                "--pattern",
                "**/*.py",
                "--recursive",
                "--",
            ]
            return _run_module(
                *restart, sys.executable, "-m", "mkdocs", "serve", "--dev-addr", options.address
            )
        case "build":
            return _run_module("mkdocs", "build", "--strict")
        case "offline":
            return _offline()
        case "new":
            return _new(options.kind, options.id, options.chapter)
        case "check":
            return _check()
        case _:
            return _list(options.json)


def _say(text: str) -> None:
    """Print a text that may hold half a character, or one that the terminal has not."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)


def _standard_input() -> BinaryIO:
    """Return the bytes of the standard input; none if it was closed."""
    return sys.stdin.buffer if sys.stdin else io.BytesIO()


def _run_module(*arguments: str) -> int:
    # The theme's announcement about its successor is for us, not for whoever builds the site.
    environment = {**os.environ, "NO_MKDOCS_2_WARNING": "1"}
    process = subprocess.Popen([sys.executable, "-m", *arguments], cwd=ROOT, env=environment)
    try:
        return process.wait()
    except KeyboardInterrupt:
        # Asked to stop rather than killed, so that what it has started stops with it.
        process.terminate()
        process.wait()
        return 0


def _offline() -> int:
    code = write_offline(TARGET)
    if code == 0:
        megabytes = TARGET.stat().st_size / 1e6
        print(
            f"{TARGET.relative_to(ROOT)}: {megabytes:.1f} MB. Unpack it, and open index.html in its folder."
        )
    return code


def _check() -> int:
    found = list(faults(DOCS))
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        return SLIP
    book = load_book(DOCS)
    counts = f"{len(book.exercises)} exercises and {len(book.figures)} figures on {len(book.pages)} pages"
    print(f"{counts}: nothing to mend.")
    return 0


def _new(kind: str, identifier: str | None, chapter: str | None) -> int:
    try:
        if chapter is None:
            _say(skeleton(kind, identifier, DOCS.parent))
            print("Nothing has been written. With an id and `--chapter N` it is.", file=sys.stderr)
        elif identifier is None:
            return _misuse("to write into a chapter, `new` needs an id, such as `noise-of-a-mean`")
        else:
            for line in write_exercise(kind, identifier, chapter, DOCS.parent):
                print(line)
            print("Now fill in each TODO; `workbook check` lists them.")
    except NewError as error:
        return _misuse(str(error))
    return 0


def _list(as_json: bool) -> int:
    rows = [
        {
            "number": one.number,
            "id": one.identifier,
            "kind": one.kind,
            "chapter": one.chapter,
            "title": one.title,
            "variants": len(one.checker.variants),
            "beyond": one.beyond,
        }
        for one in load_book(DOCS).exercises
    ]
    if as_json:
        _say(json.dumps(rows))
    else:
        for row in rows:
            _say(f"{row['number']:<5} {row['kind']:<7} {row['id']:<32} {row['title']}")
    return 0


def _grade(arguments: list[str]) -> int:
    variant, as_json, as_lines, words = "0", False, False, []
    rest = iter(arguments)
    for argument in rest:
        if argument in ("-h", "--help"):
            print(GRADE_HELP, end="")
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
                return _misuse("--jsonl takes its answers from standard input")
            judge = _Judge(load_book(DOCS), stack)
            for verdict in judge.lines():
                _say(json.dumps(verdict))
            return 0
        if len(words) != 2:
            return _misuse(f"expected EXERCISE and ANSWER, got {len(words)} words")
        if not re.fullmatch("[0-9]{1,9}", variant):
            return _misuse(f"--variant takes a number from 0, not `{variant}`")
        name, answer = words
        if answer == "-":
            answer = _standard_input().read().decode("utf-8-sig", "replace")
        try:
            verdict = _Judge(load_book(DOCS), stack).judge(name, int(variant), answer)
        except _UnknownError as error:
            return _misuse(str(error))
    _say(json.dumps(verdict) if as_json else _in_words(verdict))
    return 0


def _misuse(what: str) -> int:
    print(f"workbook: {what}", file=sys.stderr)
    return USAGE_ERROR


def _in_words(verdict: dict[str, Any]) -> str:
    head = f"{verdict['status']} ({verdict['code']})" if verdict["code"] else verdict["status"]
    return f"{head}: {verdict['message']}" if verdict["message"] else head


class _UnknownError(LookupError):
    """There is no such exercise or variant."""


class _Judge:
    """Judges answers for the command line; programs run in a child process that starts with the first of them."""

    def __init__(self, book: Book, stack: ExitStack) -> None:
        self.book = book
        self.stack = stack
        self.child: Child | None = None

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
        if checkers.runs_programs(exercise.identifier):
            self.child = self.child or self.stack.enter_context(Child())
            verdict = self.child.grade(exercise.identifier, variant, answer)
        else:
            verdict = checkers.grade(exercise.identifier, variant, answer)
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


if __name__ == "__main__":
    sys.exit(main())
