"""Reads formulas without setting them: finds, in no time and without Node.js, what would be refused.

A build has the last word. This reading knows Temml's commands and how many arguments each takes (`commands.txt`, written by
`tests/hooks/render/test_tex.py`), groups, scripts, delimiters in pairs, and environments.
"""

import re
from difflib import get_close_matches
from functools import cache
from pathlib import Path

COMMANDS = Path(__file__).with_name("commands.txt")
TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|%[^\n]*|\s+|.", re.DOTALL)
OPTIONAL = re.compile(r"\s*\[[^\]]*\]")

# Each takes one delimiter; of these two, the second closes the first.
DELIMITED = re.compile(r"\\(?:left|right|middle|[bB]igg?[lrm]?)")
SIZED_LEFT, SIZED_RIGHT = re.compile(r"\\[bB]igg?l"), re.compile(r"\\[bB]igg?r")
DELIMITERS = {
    "(", ")", "[", "]", "<", ">", "/", "|", ".", r"\|", r"\{", r"\}", r"\lbrace", r"\rbrace", r"\lbrack", r"\rbrack",
    r"\langle", r"\rangle", r"\lt", r"\gt", r"\lvert", r"\rvert", r"\vert", r"\lVert", r"\rVert", r"\Vert", r"\lfloor",
    r"\rfloor", r"\lceil", r"\rceil", r"\lgroup", r"\rgroup", r"\lmoustache", r"\rmoustache", r"\backslash", r"\ulcorner",
    r"\urcorner", r"\llcorner", r"\lrcorner", r"\uparrow", r"\downarrow", r"\updownarrow", r"\Uparrow", r"\Downarrow",
    r"\Updownarrow",
}  # fmt: skip
ENVIRONMENTS = {
    "aligned", "alignedat", "array", "bmatrix", "Bmatrix", "cases", "dcases", "gathered", "matrix", "pmatrix", "rcases",
    "smallmatrix", "split", "vmatrix", "Vmatrix", "align", "align*", "alignat", "alignat*", "equation", "equation*", "gather",
    "gather*", "CD", "darray", "drcases", "subarray", "bmatrix*", "Bmatrix*", "matrix*", "pmatrix*", "vmatrix*", "Vmatrix*",
}  # fmt: skip
WITH_ARGUMENT = {
    "array", "darray", "subarray", "alignedat", "alignat", "alignat*",
}  # fmt: skip
# Their argument is text, a length or a colour, in which other rules hold.
VERBATIM = {
    r"\text", r"\textbf", r"\textit", r"\textrm", r"\textsf", r"\texttt", r"\textmd", r"\textup", r"\textnormal", r"\emph",
    r"\mbox", r"\hbox", r"\fbox", r"\tag", r"\hspace", r"\kern", r"\hskip", r"\rule", r"\color", r"\textcolor", r"\colorbox",
    r"\fcolorbox", r"\raisebox",
}  # fmt: skip
END = ""


def fault(tex: str) -> str:
    """Return why a formula would be refused, in a few words; empty if nothing is found."""
    try:
        _Reader(tex).formula()
    except _FaultError as error:
        return str(error)
    return ""


class _FaultError(ValueError):
    """What is wrong with a formula."""


@cache
def _commands() -> dict[str, tuple[int, bool]]:
    """Return how many arguments each command takes, and whether it may be an argument without braces."""
    lines = COMMANDS.read_text(encoding="utf-8").splitlines()
    fields = (line.rsplit(" ", 2) for line in lines)
    return {name: (int(count), where == "anywhere") for name, count, where in fields}


class _Reader:
    def __init__(self, tex: str) -> None:
        self.tex = tex
        self.place = 0

    def formula(self) -> None:
        self._row(END)

    def _next(self, skip_spaces: bool = True) -> str:
        """Return the token that follows and move behind it; empty at the end."""
        while found := TOKEN.match(self.tex, self.place):
            self.place = found.end()
            if not (skip_spaces and (found[0].isspace() or found[0].startswith("%"))):
                return found[0]
        return END

    def _peek(self) -> str:
        place = self.place
        token = self._next()
        self.place = place
        return token

    def _row(self, closing: str) -> str:
        r"""Read up to a token that closes: `}`, `\right`, `\end`, or the end."""
        scripts: set[str] = set()
        brackets: list[str] = []  # those that are open, with the command that sizes them
        while True:
            token = self._next()
            if token == closing:
                return token
            self._match(token, brackets)
            if token in (END, "}", r"\right", r"\end"):
                raise _FaultError(_unclosed(closing) if token == END else _unopened(token, closing))
            if token in ("^", "_", "'"):
                self._script(token, scripts)
            else:
                scripts = scripts if token in (r"\limits", r"\nolimits") else set()
                self._atom(token, in_environment=closing == r"\end")

    def _match(self, token: str, brackets: list[str]) -> None:
        """Keep account of the brackets of a row: one that is sized needs a sized one to close it."""
        if token in ("(", "["):
            brackets.append(token)
        elif SIZED_LEFT.fullmatch(token):
            brackets.append(token + self._peek())
        elif SIZED_RIGHT.fullmatch(token) and brackets:
            brackets.pop()
        elif token in (")", "]") and brackets and len(opened := brackets.pop()) > 1:
            raise _FaultError(f"`{opened}` is closed by a `{token}` without a size")

    def _script(self, token: str, scripts: set[str]) -> None:
        kind = "_" if token == "_" else "^"
        if kind in scripts and not (token == "'" and "'" in scripts):
            raise _FaultError(
                "two superscripts on one symbol" if kind == "^" else "two subscripts on one symbol"
            )
        if token == "'":
            scripts |= {"'", "^"}
            while self._peek() == "'":
                self._next()
            if self._peek() == "^":
                self._next()
                self._argument("^")
            return
        scripts.add(kind)
        self._argument(token)

    def _atom(self, token: str, in_environment: bool) -> None:
        if token == "{":
            self._row("}")
        elif token == "&" and not in_environment:
            raise _FaultError("`&` outside of an environment")
        elif token in ("#", "$"):
            raise _FaultError(f"`{token}` inside of the formula")
        elif DELIMITED.fullmatch(token):
            self._delimiter(token)
            if token == r"\left":
                self._row(r"\right")
                self._delimiter(r"\right")
        elif token == r"\begin":
            self._environment()
        elif token.startswith("\\") and token not in (r"\limits", r"\nolimits", r"\hline", r"\\"):
            self._command(token)
        elif token == r"\\":
            self._optional()

    def _command(self, token: str) -> None:
        count, _ = _known(token)
        if count:
            self._optional()
        for _ in range(count):
            if token in VERBATIM:
                self._verbatim(token)
            else:
                self._argument(token)

    def _argument(self, of: str) -> None:
        token = self._next()
        if token == "{":
            self._row("}")
        elif token in (END, "}", "&", "^", "_", r"\right", r"\end", r"\\"):
            raise _FaultError(
                f"`{of}` lacks its argument" if token in (END, "}") else f"`{of}` is followed by `{token}`"
            )
        elif token == r"\begin":
            self._environment()
        elif DELIMITED.fullmatch(token) or token == "'":
            raise _FaultError(f"`{of}` is followed by `{token}`")
        elif token.startswith("\\"):
            _, anywhere = _known(token)
            if not anywhere:
                raise _FaultError(f"the argument of `{of}` needs braces around `{token}`")
            self._command(token)

    def _verbatim(self, of: str) -> None:
        token = self._next()
        if token in (END, "}"):
            raise _FaultError(f"`{of}` lacks its argument")
        depth = 1 if token == "{" else 0
        while depth:
            token = self._next()
            if token == END:
                raise _FaultError(_unclosed("}"))
            if token in ("^", "_", "&", "#", "$"):
                raise _FaultError(f"`{token}` in the text of `{of}`")
            if token.startswith("\\"):
                _known(token)
            depth += (token == "{") - (token == "}")

    def _optional(self) -> None:
        if found := OPTIONAL.match(self.tex, self.place):
            self.place = found.end()

    def _delimiter(self, of: str) -> None:
        token = self._next()
        if token not in DELIMITERS:
            raise _FaultError(f"`{of}` is not followed by a bracket")

    def _environment(self) -> None:
        name = self._name(r"\begin")
        if name not in ENVIRONMENTS:
            raise _FaultError(f"unknown environment `{name}`")
        if name in WITH_ARGUMENT:
            self._verbatim(name)
        self._row(r"\end")
        closed = self._name(r"\end")
        if closed != name:
            raise _FaultError(rf"`\end{{{closed}}}` closes `\begin{{{name}}}`")

    def _name(self, of: str) -> str:
        found = re.compile(r"\s*\{([A-Za-z]+\*?)\}").match(self.tex, self.place)
        if not found:
            raise _FaultError(f"`{of}` lacks the name of its environment")
        self.place = found.end()
        return found[1]


def _known(command: str) -> tuple[int, bool]:
    if command not in _commands():
        near = get_close_matches(command, _commands(), n=1)
        raise _FaultError(f"unknown command `{command}`" + (f", perhaps for `{near[0]}`" if near else ""))
    return _commands()[command]


def _unclosed(closing: str) -> str:
    return {"}": "a `{` is never closed", r"\right": r"a `\left` has no `\right`"}.get(
        closing, r"a `\begin` has no `\end`"
    )


def _unopened(token: str, closing: str) -> str:
    if closing == END:
        opening = {"}": "{", r"\right": r"\left"}.get(token, r"\begin")
        return f"`{token}` without `{opening}`"
    return f"`{token}` comes where `{closing}` is missing"
