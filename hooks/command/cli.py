"""The `workbook` command: serve, build, offline, new, check, list and grade."""

import argparse
import json
import os
import sys

from hooks.node import ROOT, NodeError
from hooks.source.errors import AuthorError
from hooks.source.python_slips import told_as_slips

from .terminal import misuse, say

# What reads the book is imported by the commands that need it: `serve` has to start while a file of ours is broken.

DOCS = ROOT / "docs"
SLIP = 1
INTERRUPTED = 130  # as shells report a command that Ctrl-C ended


def main(arguments: list[str] | None = None) -> int:
    """Run the command and return its exit code: 0, 1 for a slip in the content, 2 for a call that cannot be understood."""
    arguments = sys.argv[1:] if arguments is None else arguments
    try:
        if arguments[:1] == [
            "grade"
        ]:  # an answer may begin with a minus sign, which argparse would take for an option
            with told_as_slips():
                from .grade import grade

            return grade(arguments[1:], DOCS)
        return _run(arguments)
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
    serving = commands.add_parser("serve", help="build and serve the site with live reload")
    serving.add_argument(
        "--address", default="127.0.0.1:8000", help="address and port (default: %(default)s)"
    )
    building = commands.add_parser("build", help="write the site to site/")
    building.add_argument(
        "--generator",
        choices=("mkdocs", "properdocs", "zensical"),
        default="mkdocs",
        help="what makes pages of Markdown (default: %(default)s); what the others give is told in docs/decisions/",
    )
    commands.add_parser("offline", help="write dist/workbook-offline.zip, whose pages need no server")
    new = commands.add_parser("new", help="begin an exercise: write what is then filled in")
    new.add_argument(
        "kind",
        metavar="KIND",
        help="the kind of exercise; one that is not known is answered with those that are",
    )
    new.add_argument("id", metavar="ID", nargs="?", help="its name for good, in lower case with hyphens")
    new.add_argument(
        "--chapter",
        help="the chapter, or the letter of the lesson, it is written to; without it, it is printed only",
    )
    new.add_argument(
        "--beyond",
        action=argparse.BooleanOptionalAction,
        help="whether it is beyond the book, and so not counted; asked where the chapter is complete, and yes where nobody can answer",
    )
    commands.add_parser("check", help="lint the content: file:line: what. What to do.")
    listing = commands.add_parser("list", help="list the exercises in reading order")
    listing.add_argument("--json", action="store_true", help="as one JSON array")
    commands.add_parser("grade", help="judge an answer (see workbook grade --help)")
    options = parser.parse_args(arguments)
    if options.command != "serve":
        # A slip in a file that all others import, as the formulas are.
        with told_as_slips():
            import hooks.book.book  # noqa: F401
    match options.command:
        case "serve":
            from .serve import serve

            return serve(options.address)
        case "build":
            return _build(options.generator)
        case "offline":
            return _offline()
        case "new":
            return _new(options.kind, options.id, options.chapter, options.beyond)
        case "check":
            return _check()
        case _:
            return _list(options.json)


def _build(generator: str) -> int:
    if generator == "zensical":
        from hooks.mkdocs.zensical import build_with_zensical

        return build_with_zensical(ROOT / "site")
    from hooks.mkdocs.generator import build

    return build(generator=generator)


def _offline() -> int:
    from .offline import TARGET, write_offline

    code = write_offline(TARGET)
    if code == 0:
        megabytes = TARGET.stat().st_size / 1e6
        print(
            f"{TARGET.relative_to(ROOT)}: {megabytes:.1f} MB. Unpack it, and open index.html in its folder."
        )
    return code


def _check() -> int:
    from hooks.book.book import load_book

    from .check import faults
    from .rules import unknown_words

    found = list(faults(DOCS))
    try:
        found += unknown_words(DOCS.parent)
    except NodeError as error:
        print(f"Spelling was left out. {error}", file=sys.stderr)
    for fault in found:
        print(fault, file=sys.stderr)
    if found:
        return SLIP
    book = load_book(DOCS)
    counts = f"{len(book.exercises)} exercises and {len(book.figures)} figures on {len(book.pages)} pages"
    print(f"{counts}: nothing to mend.")
    return 0


def _is_beyond(said: str) -> bool:
    """Return whether a new exercise is not to count; whoever presses Enter, or cannot be asked, leaves the count as it is."""
    if not (sys.stdin and sys.stdin.isatty()):
        return True
    answer = input(
        f"{said}. Should the new one count as well? Progress of everybody changes with that. [y/N] "
    )
    return not answer.strip().lower().startswith("y")


def _new(kind: str, identifier: str | None, chapter: str | None, beyond: bool | None) -> int:
    from .new import NewError, skeleton, write_exercise

    try:
        if chapter is None:
            say(skeleton(kind, identifier, DOCS.parent))
            print("Nothing has been written. With an id and `--chapter N` it is.", file=sys.stderr)
        elif identifier is None:
            return misuse("to write into a chapter, `new` needs an id, such as `noise-of-a-mean`")
        else:
            decided = _is_beyond if beyond is None else lambda _: beyond
            for line in write_exercise(kind, identifier, chapter, DOCS.parent, decided):
                print(line)
            print("Now fill in each TODO; `workbook check` lists them.")
    except NewError as error:
        return misuse(str(error))
    return 0


def _list(as_json: bool) -> int:
    from hooks.book.book import load_book

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
        say(json.dumps(rows))
    else:
        for row in rows:
            say(f"{row['number']:<5} {row['kind']:<7} {row['id']:<32} {row['title']}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
