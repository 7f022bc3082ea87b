"""Prose is spelt as in British English with -ise, as `make lint` reads it."""

import re
from collections.abc import Iterator
from pathlib import Path

from hooks.node import run_tool
from hooks.source.errors import AuthorError

CONFIG = "tests/spelling/cspell.json"
PROSE = ("docs/**/*.md", "docs/labs/*.py")
OPTIONS = ("--config", CONFIG, "--no-progress", "--no-summary", "--no-color", "--show-suggestions")
FOUND = re.compile(
    r"^(?P<file>.+?):(?P<line>\d+):\d+ - \w+ word \((?P<word>.*?)\)(?: Suggestions: \[(?P<near>[^,\]]*))?"
)


def unknown_words(root: Path) -> Iterator[AuthorError]:
    """Yield the words in pages and labs that no list knows; code, formulas and links are not read.

    Args:
        root: The folder of the project.

    Raises:
        NodeError: If Node.js or the npm packages are missing.
    """
    said = run_tool("cspell", "lint", *OPTIONS, *PROSE, folder=root)
    for line in said.splitlines():
        if found := FOUND.match(line):
            mend = f"Did you mean `{found['near']}`?" if found["near"] else "Correct it."
            advice = f"{mend} If it is right, add it to tests/spelling/"
            yield AuthorError(
                found["file"], int(found["line"]), f"the word `{found['word']}` is not known", advice
            )
