"""Debug: one line of a listing is wrong, and each line is answered by its own sentence."""

import re
from collections.abc import Iterator
from typing import ClassVar
from xml.etree import ElementTree as etree

from pygments import highlight
from pygments.formatters import HtmlFormatter
from pygments.lexers import PythonLexer

from checkers.kinds.base import Exercise as Checker
from checkers.kinds.debug import Debug
from hooks.source.blocks import Block, Listing
from hooks.source.errors import did_you_mean
from hooks.source.options import names

from .base import Exercise, Kind, Samples
from .forms import group, is_listing, take
from .reading import check_python, own_listing

BUG = re.compile(r"[ \t]*#[ \t]*BUG:[ \t]*(.*?)[ \t]*->[ \t]*(.*?)[ \t]*$")
BUG_MARK = re.compile(r"#[ \t]*BUG\b")


class DebugKind(Kind):
    """A listing whose lines are chosen from."""

    name = "debug"
    rank = 4
    label = "Debug"
    answer = "the line"
    options: ClassVar = {"formulas": names}
    reveal = "Show the explanation"
    skeleton = """\
/// debug | {identifier}

### TODO: a title

TODO: what the listing should do.

```python
def double(x):  # TODO: a listing of your own
    result = x * x  # BUG: TODO: why -> result = x + x
    return result
```

line-1
:   TODO: what is said to whoever chooses this line; it says what the line does.

line-2
:   TODO: why this is the wrong line.

line-3
:   TODO: what is said to whoever chooses this line.

//// hint
TODO: where to look.
////

//// reveal
TODO: what the line does, how it is mended, and a remark beyond it.
////
///
"""

    def scan(self, block: Block, own: list[tuple[int, str]], code_free: dict[int, str]) -> None:
        """Read the listing and the mark of its bug, which is taken away."""
        listing = own_listing(block, own)
        if listing is None:
            raise block.error("it has no listing", "Add a ```python listing with the wrong line marked")
        code = listing.code.split("\n")
        marked = [place for place, line in enumerate(code) if BUG_MARK.search(line)]
        how = "End the wrong line with `# BUG: why -> the repaired line`"
        if len(marked) != 1:
            raise block.error(f"{len(marked)} lines are marked as the bug", how, listing.line)
        bug = BUG.search(code[marked[0]])
        if not bug or not bug[1] or not bug[2]:
            raise block.error(
                "the mark of the bug lacks its reason or its repair", how, listing.line + marked[0]
            )
        indent = re.sub(r"\S.*", "", code[marked[0]])
        code[marked[0]] = code[marked[0]][: bug.start()]
        if not code[marked[0]].strip():
            raise block.error(
                "the mark of the bug stands on a line of its own", how, listing.line + marked[0]
            )
        block.bug, block.repair = marked[0] + 1, indent + bug[2]
        if block.repair.strip() == code[marked[0]].strip():
            raise block.error("the repair is what the line says already", how, listing.line + marked[0])
        block.listing = Listing(listing.language, "\n".join(code), listing.line)
        check_python(block, block.listing, "listing")
        check_python(
            block,
            Listing(
                "python", "\n".join([*code[: marked[0]], block.repair, *code[marked[0] + 1 :]]), listing.line
            ),
            "repair",
        )
        choosable = {f"line-{place + 1}" for place, line in enumerate(code) if line.strip()}
        for missing in sorted(choosable - block.sentences.keys(), key=lambda name: int(name[5:])):
            raise block.error(
                f"no sentence for `{missing}`",
                "Write what is said to whoever chooses that line",
                listing.line,
            )
        for code_name in block.sentences.keys() - choosable:
            raise block.error(
                f"the sentence `{code_name}` is never used",
                did_you_mean(code_name, choosable),
                block.sentences[code_name].line,
            )

    def checker(self, block: Block, computed: Checker | None) -> Checker:
        """Return the listing's length and its wrong line."""
        assert block.bug is not None  # `scan` has found it
        return Debug(block.bug, len(_lines(block)))

    def form(self, exercise: Exercise, rest: list[etree.Element], form: etree.Element) -> list[etree.Element]:
        """Add the lines, each to be chosen."""
        take(rest, is_listing)
        lines = group(form, "wb-lines", "The wrong line")
        listing = "\n".join(_lines(exercise.block))
        coloured = highlight(listing, PythonLexer(stripnl=False), HtmlFormatter(nowrap=True)).split("\n")
        for number, (line, code) in enumerate(zip(listing.split("\n"), coloured, strict=False), 1):
            row = etree.SubElement(lines, "label" if line.strip() else "div", {"class": "wb-line"})
            if line.strip():
                etree.SubElement(row, "input", {"type": "radio", "name": "answer", "value": str(number)})
            etree.SubElement(row, "span", {"class": "wb-line-number"}).text = str(number)
            indent = len(line) - len(line.lstrip())
            etree.SubElement(
                row, "code", {"class": "highlight", "style": f"--indent:{indent}ch", "data-html": code}
            )
        return []

    def likely_answers(self, exercise: Exercise, variant: int) -> Iterator[str]:
        """Yield the number of each line that can be chosen."""
        yield from (str(line) for line, code in enumerate(_lines(exercise.block), 1) if code.strip())

    def samples(self, exercise: Exercise, variant: int = 0) -> Samples:
        """Return each line that can be chosen."""
        block = exercise.block
        lines = enumerate(_lines(block), 1)
        wrong = [(str(line), f"line-{line}") for line, code in lines if code.strip() and line != block.bug]
        unreadable = (("", "nothing-chosen"), ("0", "not-a-position"))
        return Samples((str(block.bug),), tuple(wrong), unreadable)


def _lines(block: Block) -> list[str]:
    """Return the lines of the listing, which `scan` has found."""
    assert block.listing is not None
    return block.listing.code.split("\n")
