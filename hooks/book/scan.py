"""Reads the exercises of a Markdown page, with their line numbers, without rendering anything.

`pymdownx.blocks`, which renders them, prints a block it cannot read as plain text and says nothing. This scan runs first and stops
the build instead. It also is all that the command line needs: it knows every exercise in a few milliseconds and without Node.js.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Any

import yaml

from hooks.kinds import KINDS
from hooks.source.blocks import (
    DESCRIPTION,
    ENTRIES,
    FIGURE,
    FORMULA,
    SYMBOL,
    Block,
    EntryBlock,
    FigureBlock,
    Text,
    listings,
)
from hooks.source.errors import AuthorError, OptionError, did_you_mean
from hooks.source.lines import (
    CLOSING,
    COMMENT,
    DEFINITION,
    FENCE,
    FOUR_SPACES,
    HEADER,
    HEADING,
    OPTION,
    SLUG,
    indented,
    join,
    outside_fences,
)
from hooks.source.page import Page

from .margins import check_margins

TRAILING_ATTRIBUTES = re.compile(r"[ \t]\{:?[ \t]*[#.][^{}]*\}$")
SLASHES = re.compile(rf"^[ \t>]*(?:/{{3,}}|/{{1,2}}[ \t]*(?:{'|'.join(KINDS)})[ \t]*\|)")
FUNCTION = re.compile(r"^[a-z][a-z0-9_]*$")
PARTS = ("hint", "reveal")
# What is made from the whole book, and how messages begin to speak of it.
WHOLE = {
    "dashboard": "a dashboard is",
    "lessons": "the list of lessons is",
    "references": "the list of papers is",
}
LEAVES = (*WHOLE, "source")
TERMS = ("Values", "Mistaken for")
TOPMOST = (*KINDS, FIGURE, *ENTRIES, *LEAVES)
# What stands inside of something else, with one slash more.
INNER = {"hint": "exercise", "reveal": "exercise", DESCRIPTION: FIGURE}
MOST_HINTS = 3


@lru_cache(maxsize=512)
def blocks_of(page: Page) -> tuple[Block | FigureBlock | EntryBlock, ...]:
    """Return all exercises, figures and entries of a page in order; each page is scanned once.

    Raises:
        AuthorError: At the first slip.
    """
    return tuple(_Scanner(page).blocks())


def scan(page: Page) -> list[Block]:
    """Return the exercises of a page in order.

    Raises:
        AuthorError: At the first slip: an unknown or unclosed block, an option or sentence that does not fit, a missing part.
    """
    return [block for block in blocks_of(page) if isinstance(block, Block)]


def scan_figures(page: Page) -> list[FigureBlock]:
    """Return the figures of a page in order.

    Raises:
        AuthorError: At the first slip, be it one of an exercise.
    """
    return [block for block in blocks_of(page) if isinstance(block, FigureBlock)]


def scan_entries(page: Page) -> list[EntryBlock]:
    """Return the formulas and the symbols of a page in order.

    Raises:
        AuthorError: At the first slip, be it one of an exercise.
    """
    return [block for block in blocks_of(page) if isinstance(block, EntryBlock)]


class _Scanner:
    def __init__(self, page: Page) -> None:
        self.page = page
        # Tabs become spaces as they do when the page is rendered.
        lines = page.body.expandtabs(4).split("\n")
        self.lines = [(self.page.first_line + index, line) for index, line in enumerate(lines)]

    def blocks(self) -> Iterator[Block | FigureBlock | EntryBlock]:
        self._check_fences()
        code_free = dict(outside_fences(self.lines))
        for number, line in code_free.items():
            self._check_slashes(number, line)
        found, shown = [], []
        index = 0
        while index < len(self.lines):
            number, line = self.lines[index]
            if number in code_free and (header := HEADER.match(line)):
                if header[2] not in (*TOPMOST, *INNER):
                    raise self._unknown(header[2], number, TOPMOST)
                end = self._end(index, header[1], code_free)
                if header[2] in KINDS:
                    block = self._block(header, number, self.lines[index + 1 : end], code_free)
                    block.source = join(self.lines[index : end + 1])
                    found.append(block.identifier)
                    yield block
                elif header[2] == FIGURE:
                    yield self._figure(header, number, self.lines[index + 1 : end], code_free)
                elif header[2] in ENTRIES:
                    yield self._entry(header, number, self.lines[index + 1 : end], code_free)
                else:
                    self._check_leaf(header, number, self.lines[index + 1 : end])
                    if header[3]:
                        shown.append((number, header[3]))
                index = end
            elif number in code_free and CLOSING.match(line):
                raise AuthorError(
                    self.page.path, number, "this `///` closes nothing", "Remove it, or open a block above it"
                )
            index += 1
        for number, identifier in shown:
            if identifier not in found:
                what = f"there is no exercise `{identifier}` on this page, whose source could be shown"
                raise AuthorError(self.page.path, number, what, did_you_mean(identifier, found))

    def _check_fences(self) -> None:
        """Complain about a listing or a comment that is never closed: it swallows what follows."""
        fence, opened, depth, comment = "", 0, 0, 0
        for number, line in self.lines:
            found = FENCE.match(line)
            if fence and line.rstrip() == fence:
                fence = ""
            elif fence:
                if line.strip() == fence.strip():
                    what = "this fence is not indented like the one that it should close"
                    raise AuthorError(self.page.path, number, what, "Indent both alike")
                if line.strip() and len(line) - len(line.lstrip()) < len(fence) - len(fence.lstrip()):
                    mend = "Indent it like the fence, or close the listing above it"
                    raise AuthorError(
                        self.page.path, number, "this line is indented less than its listing", mend
                    )
                # A listing may show whole blocks. But one that holds the end of a block and not its beginning has swallowed it.
                depth += bool(HEADER.match(line)) - bool(CLOSING.match(line))
                if depth < 0 or (found and found[1].strip() == fence.strip() and found[2]):
                    break
            elif comment:
                comment = 0 if "-->" in line else comment
            elif found:
                fence, opened, depth = found[1], number, 0
            elif COMMENT.match(line) and "-->" not in line:
                comment = number
        if comment:
            raise AuthorError(self.page.path, comment, "this comment is never closed", "Write `-->` after it")
        if fence:
            mend = "Write the same fence on a line of its own after its last line, indented like its first"
            raise AuthorError(self.page.path, opened, "this listing is never closed", mend)

    def _check_slashes(self, number: int, line: str) -> None:
        """Complain about a line that looks like one of ours and would be printed as text, or read in another way."""
        if not SLASHES.match(line) or HEADER.match(line) or CLOSING.match(line):
            return
        if not line.startswith("/"):
            what = "a `///` line does not begin at the left margin"
            mend = "Move it out of the list, quotation or call-out; a listing that shows it needs a fence"
            raise AuthorError(self.page.path, number, what, mend)
        what = f"`{line.strip()[:40]}` neither opens nor closes a block"
        mend = "Write `/// kind | some-id` to open an exercise, `///` alone to close it"
        raise AuthorError(self.page.path, number, what, mend)

    def _check_leaf(self, header: re.Match[str], number: int, lines: list[tuple[int, str]]) -> None:
        name = header[2]
        if name in INNER:
            whole = INNER[name]
            what = f"`{name}` stands outside of {'an' if whole == 'exercise' else 'a'} {whole}"
            mend = f"Move it into the {whole}, with one slash more than the {whole} has"
            raise AuthorError(self.page.path, number, what, mend)
        empty = not any(line.strip() for _, line in lines)
        if name == "source" and not (header[3] and empty):
            mend = "Write `/// source | id-of-the-exercise` and `///` with nothing between them"
            raise AuthorError(self.page.path, number, "a source names an exercise and takes nothing", mend)
        if name != "source" and not (header[3] is None and empty):
            mend = f"Write `/// {name}` and `///` with nothing between them"
            what = f"{WHOLE[name]} made from the whole book and takes nothing"
            raise AuthorError(self.page.path, number, what, mend)

    def _unknown(self, name: str, number: int, known: tuple[str, ...]) -> AuthorError:
        return AuthorError(self.page.path, number, f"unknown block `{name}`", did_you_mean(name, known))

    def _end(self, start: int, slashes: str, code_free: dict[int, str]) -> int:
        for index in range(start + 1, len(self.lines)):
            number, line = self.lines[index]
            if number not in code_free:
                continue
            closing = CLOSING.match(line)
            if closing and closing[1] == slashes:
                return index
            header = HEADER.match(line)
            if not header:
                continue
            deeper = len(header[1]) > len(slashes)
            if header[2] not in (*TOPMOST, *INNER):
                raise self._unknown(header[2], number, tuple(INNER) if deeper else TOPMOST)
            if deeper:
                continue
            if header[2] in INNER:
                mend = f"Open and close it with one slash more: `{slashes}/ {header[2]}`"
                raise AuthorError(
                    self.page.path,
                    number,
                    f"this {header[2]} has no more slashes than its {INNER[header[2]]}",
                    mend,
                )
            what = f"`{self.lines[start][1].strip()}` is not closed where `{line.strip()}` begins (line {number})"
            mend = f"Write `{slashes}` above it: one cannot stand inside the other"
            raise AuthorError(self.page.path, self.lines[start][0], what, mend)
        number, line = self.lines[start]
        mend = f"Write `{slashes}` on a line of its own after its last line"
        raise AuthorError(self.page.path, number, f"`{line.strip()}` is never closed", mend)

    def _block(
        self, header: re.Match[str], number: int, lines: list[tuple[int, str]], code_free: dict[int, str]
    ) -> Block:
        kind, identifier = header[2], header[3] or ""
        if not SLUG.match(identifier):
            what = f"{kind} `{identifier}`: the id is not a slug" if identifier else f"this {kind} has no id"
            raise AuthorError(
                self.page.path,
                number,
                what,
                f"Write `/// {kind} | some-id` in lower case, digits and hyphens",
            )
        options, rest = self._options(kind, identifier, number, lines)
        block = Block(self.page.path, number, kind, identifier, options, lines=lines)
        own = self._parts(block, rest, code_free)
        self._title(block, own)
        check_margins(block, own, code_free)
        _sentences(block, own, code_free)
        KINDS[kind].scan(block, own, code_free)
        if block.reveal is None:
            raise block.error("it has no reveal", "Add a `//// reveal` block with the derivation")
        if not 1 <= len(block.hints) <= MOST_HINTS:
            raise block.error(
                f"it has {len(block.hints)} hints", f"Give it 1 to {MOST_HINTS} `//// hint` blocks"
            )
        return block

    def _options(
        self, kind: str, identifier: str, number: int, lines: list[tuple[int, str]]
    ) -> tuple[dict[str, object], list[tuple[int, str]]]:
        count = 0
        while count < len(lines) and re.match(r"^ {4,}\S", lines[count][1]):
            count += 1
        if not count:
            return {}, lines
        text = "\n".join(line for _, line in lines[:count])
        try:
            options, tree = yaml.safe_load(text), yaml.compose(text, yaml.SafeLoader)
        except (yaml.YAMLError, ValueError) as error:
            mark = getattr(error, "problem_mark", None)
            raise self._not_yaml(kind, identifier, number + 1 + (mark.line if mark else 0)) from error
        if not isinstance(options, dict) or tree is None:
            raise self._not_yaml(kind, identifier, number + 1)
        names = [(key.value, number + 1 + key.start_mark.line) for key, _ in tree.value]
        for place, (name, line) in enumerate(names):
            if name in (earlier for earlier, _ in names[:place]):
                what = f"{kind} `{identifier}`: the option `{name}` is given twice"
                raise AuthorError(self.page.path, line, what, "Keep one of them")
            options[name] = self._option(kind, identifier, line, name, options.get(name))
        return options, lines[count:]

    def _not_yaml(self, kind: str, identifier: str, line: int) -> AuthorError:
        mend = "Write `key: value`, one a line; quote values that contain a colon or begin with a sign"
        return AuthorError(
            self.page.path, line, f"{kind} `{identifier}`: its options are not valid YAML", mend
        )

    def _option(self, kind: str, identifier: str, line: int, name: str, value: object) -> object:
        """Return the value of an option, of the type that its kind declares."""
        known = _options_of(kind)
        if name not in known:
            what = f"{kind} `{identifier}`: unknown option `{name}`"
            raise AuthorError(self.page.path, line, what, did_you_mean(name, known))
        try:
            return known[name](value)
        except OptionError as error:
            what = f"{kind} `{identifier}`: the option `{name}` {error.what}"
            raise AuthorError(self.page.path, line, what, error.mend.replace("{name}", name)) from error

    def _parts(
        self, block: Block, lines: list[tuple[int, str]], code_free: dict[int, str]
    ) -> list[tuple[int, str]]:
        """Move hints and reveal into the block, and return the lines that are its own."""
        own: list[tuple[int, str]] = []
        index = 0
        while index < len(lines):
            number, line = lines[index]
            header = HEADER.match(line) if number in code_free else None
            if not header:
                if number in code_free and CLOSING.match(line):
                    raise block.error(
                        "this closes nothing",
                        "Count the slashes: a part closes with as many as it opened with",
                        number,
                    )
                own.append(lines[index])
                index += 1
                continue
            if header[2] not in PARTS:
                what = f"the {header[2]} `{header[3] or ''}` stands inside of it"
                raise block.error(
                    what, f"Close this {block.kind} before it: exercises are not nested", number
                )
            end = self._part_end(block, header, lines, index, code_free)
            self._part(block, header, number, lines[index + 1 : end])
            index = end + 1
        return own

    def _figure(
        self, header: re.Match[str], number: int, lines: list[tuple[int, str]], code_free: dict[int, str]
    ) -> FigureBlock:
        """Read a figure: its caption, and within it the description."""
        name = header[3] or ""
        if not SLUG.match(name):
            what = f"figure `{name}`: the name is not a slug" if name else "this figure has no name"
            mend = "Write `/// figure | some-name` in lower case, digits and hyphens"
            raise AuthorError(self.page.path, number, what, mend)
        if lines and lines[0][1].startswith(FOUR_SPACES):
            what = f"figure `{name}`: the first line is indented, and would be read as an option"
            raise AuthorError(self.page.path, number + 1, what, "Begin the caption at the left margin")
        block = FigureBlock(self.page.path, number, name, Text("", 0), tuple(lines))
        caption, descriptions = [], []
        index = 0
        while index < len(lines):
            line_number, line = lines[index]
            part = HEADER.match(line) if line_number in code_free else None
            if part is None:
                if line_number in code_free and CLOSING.match(line):
                    mend = "Count the slashes: a part closes with as many as it opened with"
                    raise block.error("this closes nothing", mend, line_number)
                caption.append(line)
                index += 1
                continue
            if part[2] != DESCRIPTION or part[3] is not None:
                what = f"`{line.strip()}` stands inside of it"
                raise block.error(
                    what, f"Beside its caption it has one `{part[1]} description` alone", line_number
                )
            end = self._part_end(block, part, lines, index, code_free)
            descriptions.append(Text(join(lines[index + 1 : end]).strip(), line_number))
            index = end + 1
        if not "".join(caption).strip():
            raise block.error("it has no caption", "Write below its first line what the figure shows")
        if len(descriptions) != 1 or not descriptions[0].markdown:
            how_many = "no" if not descriptions else "an empty" if len(descriptions) == 1 else "more than one"
            mend = "Say in one `//// description` block what is to be seen, for whoever does not see it"
            raise block.error(f"it has {how_many} description", mend)
        return replace(block, description=descriptions[0])

    def _part_end(
        self,
        block: Block | FigureBlock,
        header: re.Match[str],
        lines: list[tuple[int, str]],
        start: int,
        code_free: dict[int, str],
    ) -> int:
        for index in range(start + 1, len(lines)):
            number, line = lines[index]
            if number not in code_free:
                continue
            closing = CLOSING.match(line)
            if closing and closing[1] == header[1]:
                return index
            inner = HEADER.match(line)
            if inner and len(inner[1]) > len(header[1]):
                what = f"this {inner[2]} stands inside of a {header[2]}"
                raise block.error(
                    what, f"Open and close it with `{header[1]}`, below the {header[2]}", number
                )
            if inner or closing:
                break
        raise block.error(
            f"this {header[2]} is never closed", f"Write `{header[1]}` after its last line", lines[start][0]
        )

    def _part(self, block: Block, header: re.Match[str], number: int, lines: list[tuple[int, str]]) -> None:
        name, text = header[2], join(lines)
        if header[3] is not None:
            raise block.error(f"a {name} has no id", f"Write `{header[1]} {name}` alone", number)
        if text.startswith(FOUR_SPACES):
            mend = f"Leave an empty line below `{header[1]} {name}`"
            raise block.error(
                f"the first line of this {name} is indented, and would be read as an option", mend, number + 1
            )
        if not text.strip():
            raise block.error(f"this {name} is empty", "Write it, or remove the block", number)
        if name == "hint":
            block.hints.append(Text(text, number))
            return
        if block.reveal is not None:
            raise block.error("it has two reveals", "Join them into one", number)
        block.reveal = Text(text, number)
        block.model = next(iter(listings(lines)), None)

    def _entry(
        self, header: re.Match[str], number: int, lines: list[tuple[int, str]], code_free: dict[int, str]
    ) -> EntryBlock:
        """Read an entry of the index of formulas or of the glossary."""
        kind, name = header[2], header[3] or ""
        if not (FUNCTION if kind == FORMULA else SLUG).match(name):
            what = f"{kind} `{name}`: this names none" if name else f"this {kind} has no name"
            how = "name_of_a_function" if kind == FORMULA else "some-name"
            mend = f"Write `/// {kind} | {how}` in lower case"
            raise AuthorError(self.page.path, number, what, mend)
        options, own = self._options(kind, name, number, lines)
        block = EntryBlock(self.page, number, kind, name, options)
        for option in ENTRIES[kind]:
            if option not in options:
                mend = f"Add a line `{option}: ...` below its first, indented by four spaces"
                raise block.error(f"it has no option `{option}`", mend)
        self._title(block, own)
        text = [line for line_number, line in own if line_number in code_free and line.strip()]
        if kind == FORMULA and (len(text) < 2 or not text[1].startswith("$$")):
            raise block.error(
                "no formula follows its title", "Write it between `$$` and `$$` on lines of their own"
            )
        terms = [above for above, line in pairwise(text) if DEFINITION.match(line)]
        if kind == SYMBOL and tuple(terms) != TERMS:
            mend = f"Write `{TERMS[0]}` and `{TERMS[1]}`, each on a line of its own, and below it a colon and the text"
            raise block.error("it does not say what it may be, and what it is mistaken for", mend)
        return block

    def _title(self, block: Block | EntryBlock, own: list[tuple[int, str]]) -> None:
        number, line = next(((number, line) for number, line in own if line.strip()), (block.line, ""))
        heading = HEADING.match(line)
        option = OPTION.match(line)
        if option and option[1] in _options_of(block.kind):
            mend = "Indent it by four spaces, directly below the first line of the block"
            raise block.error(f"`{option[1]}` is not read as an option here", mend, number)
        if not heading or heading["level"] != "###":
            raise block.error(
                "it does not begin with its title", "Write `### Title` as its first line", number
            )
        if heading["id"] or TRAILING_ATTRIBUTES.search(heading["title"]):
            raise block.error(
                "its title carries attributes",
                "Remove the braces: the id stands in the block's first line",
                number,
            )
        block.title = Text(heading["title"], number)


def _options_of(kind: str) -> Mapping[str, Callable[[Any], Any]]:
    return ENTRIES.get(kind) or KINDS[kind].all_options


def _sentences(block: Block, own: list[tuple[int, str]], code_free: dict[int, str]) -> None:
    for index, (number, line) in enumerate(own):
        definition = DEFINITION.match(line) if number in code_free else None
        if not definition:
            if line.rstrip() == ":" and number in code_free:
                raise block.error("this sentence is empty", "Write it behind the colon", number)
            continue
        code = own[index - 1][1].strip() if index else ""
        if not SLUG.match(code):
            mend = "Write the code alone on the line directly above, in lower case, digits and hyphens"
            raise block.error(f"the sentence `{definition[1][:40]}` has no code", mend, number)
        if index > 1 and own[index - 2][1].strip() and own[index - 2][0] == number - 2:
            raise block.error(
                f"the code `{code}` stands in the middle of a paragraph",
                "Leave an empty line above it",
                number - 1,
            )
        if code in block.sentences:
            raise block.error(
                f"two sentences for `{code}`", "Join them, or give one of them its own code", number
            )
        rest = indented(own, index)
        block.sentences[code] = Text("\n".join([definition[1], *(text for _, text in rest)]), number)
