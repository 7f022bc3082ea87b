"""Mends a program that Python cannot read because of where it was copied from: characters of print, and frames around the lines.

Only programs that Python refuses come here, so nothing that works is ever changed. Strings and comments keep their characters.
"""

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a mended program.

    Attributes:
        text: What Python reads.
        number: Which line this is, or is part of, in the text as typed, from 1.
        inside: Whether the line begins within a string of several lines.
    """

    text: str
    number: int
    inside: bool = False


def mended(text: str) -> tuple[Line, ...]:
    """Return the lines of a program without what copying has added; whatever is taken off leaves an empty line."""
    lines = _with_plain_characters(text)
    for take_off in (_fences, _quoting, _numbers, _prompts, _commands, _indentation):
        lines = take_off(lines)
    return tuple(lines)


def strange_character(error: str) -> str:
    """Return the character at which Python's message takes offence, in words, or an empty text."""
    found = _REFUSED.search(error)
    if not found:
        return ""
    character = chr(int(found[1], 16))
    name = unicodedata.name(character, "a control character").lower()
    shown = f"“{character}”, " if character.isprintable() and not character.isspace() else ""
    return f"{shown}{name} (U+{found[1]})"


_REFUSED = re.compile(r"invalid (?:non-printable )?character .*?U\+([0-9A-F]{4,6})")

# --- characters ---

_LINE_END = re.compile(r"\r\n|\r|\n")
_LINE_SEPARATORS = "\u2028\u2029\u0085"
_DOUBLE, _SINGLE = "“”„‟«»″＂", "‘’‚‛′＇"
_PLAIN = str.maketrans(
    {
        **dict.fromkeys("−–—‐‑‒﹣", "-"),
        **dict.fromkeys("×∗✕⋅", "*"),
        **dict.fromkeys("÷∕⁄", "/"),
        **{"≤": "<=", "≥": ">=", "≠": "!=", "→": "->", "、": ",", "…": "...", "\u3000": "  "},
        **{chr(code): chr(code - 0xFEE0) for code in range(0xFF01, 0xFF5F)},  # forms as wide as Chinese ones
    }
)
_DELIMITER = re.compile(r"'''|\"\"\"|'|\"")


def _with_plain_characters(text: str) -> list[Line]:
    """Return the lines, with the characters outside strings and comments as Python knows them."""
    lines: list[Line] = []
    number, start_inside, here = 1, False, ""
    delimiter = ""  # of the string, or the hash of the comment, that this place is in
    ends = ""  # characters of print that end a string as well
    place = 0
    while place < len(text):
        character = text[place]
        end_of_line = _LINE_END.match(text, place)
        if end_of_line or (character in _LINE_SEPARATORS and not delimiter):
            if len(delimiter) == 1:  # a comment, or a string that was not closed
                delimiter = ""
            lines.append(Line(here, number, start_inside))
            here, start_inside = "", bool(delimiter)
            if end_of_line:
                number += 1
            place += len(end_of_line[0]) if end_of_line else 1
        elif delimiter and character == "\\" and delimiter != "#" and place + 1 < len(text):
            length = 1 if _LINE_END.match(text, place + 1) else 2
            here += text[place : place + length]
            place += length
        elif delimiter:
            closes = delimiter != "#" and (text.startswith(delimiter, place) or character in ends)
            if closes and ends and character == delimiter:  # a plain quotation mark between those of print
                closes = not any(mark in text[place:].splitlines()[0] for mark in ends)
                here += "" if closes else "\\"
            here += delimiter if closes else character
            place += len(delimiter) if closes and not ends else 1
            if closes:
                delimiter = ends = ""
        elif character in _DOUBLE + _SINGLE:
            ends = _DOUBLE if character in _DOUBLE else _SINGLE
            delimiter = '"' if character in _DOUBLE else "'"
            here += delimiter
            place += 1
        else:
            opening = _DELIMITER.match(text, place)
            delimiter = opening[0] if opening else "#" if character == "#" else ""
            here += delimiter or _plain(character)
            place += len(delimiter) or 1
    lines.append(Line(here, number, start_inside))
    return lines


def _plain(character: str) -> str:
    """Return what Python knows in place of a character outside strings and comments."""
    if character.isascii():
        return character
    category = unicodedata.category(character)
    if category == "Cf":  # takes no room, such as a soft hyphen or a byte order mark
        return ""
    return character.translate(_PLAIN) if category != "Zs" or character == "\u3000" else " "


# --- what stands around the lines ---

_FENCE = re.compile(r"\s*(?:```|~~~)\s*[\w.+-]*\s*$")
_QUOTED = re.compile(r"\s*([>|+])(?!>) ?")
_NUMBERED = re.compile(r"\s*(\d+)[.:|)]?")
_PROMPT = re.compile(r"\s*(?:>>>|In \[\d*\]:) ?")
_CONTINUATION = re.compile(r"\s*\.\.\.(?::\s|[ :]|$)")
_BEGINNING = re.compile(r"\s*(?:(?:import|from|def|class)\b|@)")  # of what mostly has no margin
_COMMAND = re.compile(r"\s*(?:!|%%?[a-z]{2,}\b(?:\s|$)|\$ |(?:python3? -m )?(?:pip3?|conda) install\b)")


def _fences(lines: list[Line]) -> list[Line]:
    """Keep what stands between fences, as a chat or a page of Markdown has them."""
    fences = [at for at, line in enumerate(lines) if not line.inside and _FENCE.match(line.text)]
    if not fences:
        return lines
    written = [at for at, line in enumerate(lines) if line.text.strip()]
    within = len(fences) % 2 == 1 and fences[0] == written[-1]  # only the end was copied
    kept = []
    for at, line in enumerate(lines):
        if at in fences:
            within = not within
        kept.append(line if within and at not in fences else replace(line, text=""))
    return kept


def _quoting(lines: list[Line]) -> list[Line]:
    """Take the mark of a quotation, or of an added line, from lines that all begin with the same one."""
    found = [_QUOTED.match(line.text) for line in lines if line.text.strip()]
    marks = {each and each[1] for each in found}
    if len(marks) != 1 or None in marks:
        return lines
    return _each(lines, lambda text: _QUOTED.sub("", text, count=1))


def _numbers(lines: list[Line]) -> list[Line]:
    """Take off the numbers of lines that all begin with one, each by one more than the last."""
    found = [_NUMBERED.match(line.text) for line in lines if line.text.strip()]
    numbers = [int(each[1][:6]) if each else -1 for each in found]
    if len(numbers) <= 1 or -1 in numbers or any(after - before != 1 for before, after in pairwise(numbers)):
        return lines
    return _each(lines, lambda text: _NUMBERED.sub("", text, count=1))


def _prompts(lines: list[Line]) -> list[Line]:
    """Take off the prompts of an interactive session, and what it answered."""
    kept: list[Line] = []
    asked = goes_on = False  # whether a prompt has come, and whether an indented line may follow without one
    for line in lines:
        text = line.text
        if not line.inside and _PROMPT.match(text):
            asked, text = True, _PROMPT.sub("", text, count=1)
        elif asked and _CONTINUATION.match(text):
            text = _CONTINUATION.sub("", text, count=1)
        elif asked and not line.inside and text.strip() and not (goes_on and text[0].isspace()):
            text = ""
        if text.strip():
            goes_on = text.rstrip().endswith(":") or (goes_on and text[0].isspace())
        kept.append(replace(line, text=text))
    return kept


def _commands(lines: list[Line]) -> list[Line]:
    """Take off what speaks to a notebook or a shell."""
    return [
        replace(line, text="") if not line.inside and _COMMAND.match(line.text) else line for line in lines
    ]


def _indentation(lines: list[Line]) -> list[Line]:
    """Take off what all lines are indented by, or all but a first one whose margin the copying has lost."""
    code = [
        line
        for line in lines
        if line.text.strip() and not (line.inside or line.text.lstrip().startswith("#"))
    ]
    opens = bool(code) and code[0].text.rstrip().endswith(":")
    if len(code) > 1 and not opens and not _margin(code[0]) and _BEGINNING.match(code[1].text):
        code = code[1:]
    margin = min(map(_margin, code), key=len, default="")
    return _each(lines, lambda text: text.removeprefix(margin))


def _margin(line: Line) -> str:
    return line.text[: len(line.text) - len(line.text.lstrip())]


def _each(lines: list[Line], change: Callable[[str], str]) -> list[Line]:
    return [replace(line, text=change(line.text)) for line in lines]
