"""The lines of a page: what each kind of line looks like, and which of them lie outside of listings and comments."""

import re
from collections.abc import Iterator

HEADER = re.compile(r"^(/{3,})[ \t]+([\w-]+)[ \t]*(?:\|[ \t]*(.*?))?[ \t]*$")
SLASHES = re.compile(r"^[ \t>]*/{3,}")
CLOSING = re.compile(r"^(/{3,})[ \t]*$")
FENCE = re.compile(r"^([ \t]*(?:`{3,}(?!.*`)|~{3,}))[ \t]*([\w+-]*)")
COMMENT = re.compile(r"^ {0,3}<!--")
HEADING = re.compile(r"^(?P<level>#{1,6})[ \t]+(?P<title>\S.*?)(?:[ \t]+\{#(?P<id>[\w-]+)\})?[ \t]*#*$")
OPTION = re.compile(r"^[ \t]*([a-z]+)[ \t]*:")
DEFINITION = re.compile(r"^:[ \t]{1,3}(\S.*)$")
BULLET = re.compile(r"^[-*+][ \t]+")
STEP = re.compile(r"^(\d+)\.[ \t]+(\S.*)$")
SLUG = re.compile(r"^[a-z0-9]+(?:-[a-z0-9]+)*$")
SLOT = re.compile(r"\[\[(fact:[a-z_]+|[A-Za-z_][\w.]*)(?::([^\[\]]*))?\]\]")
ALMOST_SLOT = re.compile(r"\[\[[ \t]*[A-Za-z_][\w.\- \t]*(?::[^\[\]]*)?\](?:\]|(?![(\[,]))")
CODE_SPAN = re.compile(r"(`+)(?!`).*?(?<!`)\1(?!`)")

# As the extension for formulas reads them.
DISPLAY = re.compile(r"\$\$(?:\\.|[^\\])+?\$\$", re.DOTALL)
INLINE = re.compile(r"(?<!\\)\$(?!\s)(?:\\.|[^\\$])+?(?<!\s)\$", re.DOTALL)
NEWLINE = "\n"
ESCAPED = re.compile(r"\\.", re.DOTALL)
FOUR_SPACES = " " * 4


def slots(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str, str]]:
    """Yield line, name and format of every `[[name:format]]` outside listings and code spans."""
    for number, line in outside_fences(lines):
        for found in SLOT.finditer(CODE_SPAN.sub("", line)):
            yield number, found[1], found[2] or ""


def outside_fences(lines: list[tuple[int, str]]) -> Iterator[tuple[int, str]]:
    """Yield the numbered lines that are part neither of a fenced listing nor of an HTML comment."""
    fence, comment = "", False
    for number, line in lines:
        found = FENCE.match(line)
        if fence:
            if line.rstrip() == fence:
                fence = ""
        elif found and not comment:
            fence = found[1]
        elif comment or COMMENT.match(line):
            _, closed, rest = line.partition("-->")
            comment = not closed
            if rest.strip():
                yield number, rest
        else:
            yield number, line


def join(lines: list[tuple[int, str]]) -> str:
    """Return the text of numbered lines."""
    return "\n".join(line for _, line in lines)


def indented(lines: list[tuple[int, str]], start: int) -> list[tuple[int, str]]:
    """Return the lines after `start` that belong to its list item: indented or blank, up to the next thing."""
    item: list[tuple[int, str]] = []
    for place in range(start + 1, len(lines)):
        number, line = lines[place]
        if number != lines[place - 1][0] + 1 or (line.strip() and not line.startswith(" ")):
            break
        item.append((number, re.sub(r"^ {1,4}", "", line)))
    while item and not item[-1][1].strip():
        item.pop()
    return item


def lists(own: list[tuple[int, str]], code_free: dict[int, str], bullet: re.Pattern[str]) -> list[list[int]]:
    """Return the lists at the left margin, each as the places of its items."""
    found: list[list[int]] = []
    ended = True
    for place, (number, line) in enumerate(own):
        if place and number != own[place - 1][0] + 1:
            ended = True
        if number in code_free and bullet.match(line):
            if ended:
                found.append([])
            found[-1].append(place)
            ended = False
        elif line.strip() and not line.startswith(" "):
            ended = True
    return found


def stray_dollar(lines: list[tuple[int, str]]) -> int | None:
    """Return the first line with a dollar that neither begins nor ends a formula, if there is one."""
    paragraph, start, previous = "", 0, 0
    for number, line in [*outside_fences(lines), (0, "")]:
        if paragraph and (number != previous + 1 or not line.strip() or SLASHES.match(line)):
            rest = "" if DISPLAY.fullmatch(paragraph.strip()) else paragraph
            for formula in (CODE_SPAN, INLINE, ESCAPED):
                rest = formula.sub(lambda found: NEWLINE * found[0].count(NEWLINE), rest)
            if "$" in rest:
                return start + rest[: rest.index("$")].count(NEWLINE)
            paragraph = ""
        if line.strip() and not SLASHES.match(line):
            start = start if paragraph else number
            paragraph += line + NEWLINE
        previous = number
    return None
