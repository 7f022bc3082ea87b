"""What can be read in two ways: commas, digits with spaces between them, exponents that were torn off.

Each of the functions here finds one such place and returns the ways to read it; `meaning.py` works out all of
them, and takes one only if the others cannot be meant.
"""

import re
from dataclasses import dataclass

from .arithmetic import ReadingError
from .notation import Folded


@dataclass(frozen=True, slots=True)
class Choice:
    """Ways to read a text.

    Attributes:
        meant: Those that can be taken.
        rivals: Those that are never taken; where one of them may be meant, the text is asked about.
        sure: Whether the first is meant unless another alone comes to the answer. Else the size decides.
        wary: Whether it is enough that another alone has the size of the answer.
        position: Where the text is unclear, as typed.
        reason: The code of the question.
    """

    meant: tuple[Folded, ...]
    rivals: tuple[Folded, ...]
    sure: bool
    position: int
    reason: str
    wary: bool = False


# Points.

_POINTS = re.compile(r"(?<![\d.,])[1-9]\d{0,2}(?:\.\d{3})+(?![\d.,])")
_POINT = re.compile(r"\.")


def points(body: Folded) -> Choice | None:
    """Return how `65.536` can be read: a point is a decimal mark, unless thousands were meant by it."""
    if not _POINTS.search(body.text):
        return None
    position = body.positions[body.text.index(".")]
    alone = bool(re.fullmatch(rf"[+-]? ?{_POINTS.pattern}", body.text))
    return Choice((body,), (_without_points(body),), True, position, "thousands-point", wary=alone)


def _without_points(body: Folded) -> Folded:
    return body.with_each(
        _POINTS.finditer(body.text), lambda found: body.cut(found.start(), found.end()).without(_POINT)
    )


# Commas.

_WITH_COMMA = re.compile(r"[\d.]*,[\d.,]*")
_WITH_POINT = re.compile(r"(?<![\d.,])\d*\.\d+(?![\d.,])|(?<![\d.,])\d+\.\d*(?![\d.,])")
_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:,\d{3}){2,}(?:\.\d*)?|[1-9]\d{0,2},\d{3}\.\d*")
_DECIMAL = re.compile(r"\d*,\d+|[1-9]\d{0,2}(?:\.\d{3})+,\d+")
_EITHER = re.compile(r"[1-9]\d{0,2},\d{3}")
_EXPONENT = re.compile(r"\s*(?:e[+-]?\d|\*\s*10\s*(?:\^|\*\*))", re.IGNORECASE)
_LISTED = re.compile(
    r"\A\(\s*-?[1-9]\d*,\d+\s*\)\Z|(?:log\w*\s*\(|\[)\s*-?[1-9]\d*,\d+\s*[)\]]", re.IGNORECASE
)
_COMMA, _COMMA_OR_POINT = re.compile(","), re.compile(r"[.,]")


def commas(body: Folded, thousandfold: bool = False) -> Choice | None:
    """Return how commas can be read: as decimal marks, or between thousands; all of a text in one way.

    Args:
        body: The expression.
        thousandfold: Whether thousands in a unit of the box may be meant: 2,250 for 2250 ms.

    Raises:
        ReadingError: If one of them can be neither.
    """
    _, found, kinds = _found(body)
    if not found:
        return None
    position = body.positions[body.text.index(",")]
    if "" in kinds or _LISTED.search(body.text):
        raise ReadingError(position, "comma")
    decimal, thousands = _with_points(body, found, kinds, "d"), _with_points(body, found, kinds, "t")
    if "t" not in kinds and "d" in kinds and not _WITH_POINT.search(_POINTS.sub("", body.text)):
        # 3.072*0,04, as it is written where the comma is the decimal mark
        decimal = _with_points(*_found(_without_points(body)), "d")
        return Choice((decimal,), (thousands,), True, position, "comma")
    settled = set(kinds) - {"dt"}
    if "dt" not in kinds:
        return Choice((decimal,), (), True, position, "comma")
    if settled == {"t"} or (not settled and _WITH_POINT.search(body.text)):
        return Choice((thousands,), (decimal,), True, position, "comma")
    alone = len(found[0][0]) == len(body.text.lstrip("+- "))
    if alone and (thousandfold or body.text.endswith(",000")):
        return Choice((thousands,), (decimal,), False, position, "comma")
    return Choice((thousands, decimal), (), False, position, "comma")


def _found(body: Folded) -> tuple[Folded, list[re.Match[str]], list[str]]:
    """Return a text, the numbers with commas in it, and what each of these can be."""
    found = list(_WITH_COMMA.finditer(body.text))
    return body, found, [_kind(run[0], body.text[run.end() :]) for run in found]


def _kind(run: str, behind: str) -> str:
    """Return `d` for a decimal mark, `t` for thousands, `dt` for either, nothing for neither."""
    if _THOUSANDS.fullmatch(run):
        return "t"
    if _EITHER.fullmatch(run):
        return "d" if _EXPONENT.match(behind) and run.index(",") == 1 else "dt"
    return "d" if _DECIMAL.fullmatch(run) else ""


def _with_points(body: Folded, found: list[re.Match[str]], kinds: list[str], way: str) -> Folded:
    each = iter(kinds)

    def number(run: re.Match[str]) -> Folded:
        kind, typed = next(each), body.cut(run.start(), run.end())
        if (kind if len(kind) == 1 else way) == "t":
            return typed.without(_COMMA)
        whole = typed.cut(0, typed.text.index(",")).without(_COMMA_OR_POINT)
        behind = typed.cut(typed.text.index(","))
        return Folded(f"{whole.text}.{behind.text[1:]}", whole.positions + behind.positions)

    return body.with_each(found, number)


# Spaces.

_GROUPS = re.compile(r"(?<![\d.,^_])[1-9]\d{0,2}(?: \d{3})+(?![\d,])")
_GROUPS_ALONE = re.compile(rf"[+-]? ?{_GROUPS.pattern}(?:\.\d*)?(?:[eE][+-]?\d+)?")
_SPACE_IN_GROUPS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_MIXED = re.compile(r"(?<![\d.,^/)])(\d+) +(\d+) ?/ ?(\d+)(?![\d.,]|\s*[\^/])")
_MIXED_FRACTION = re.compile(
    r"(?<![\d.,^/)])(\d+) *\\frac *(?:\{ *(\d+) *\} *\{ *(\d+) *\}|(\d) ?(\d)(?!\d))(?!\s*\^)"
)


def spaces(body: Folded, magnitude: float | None) -> Choice | None:
    """Return how digits with spaces between them can be read: as thousands, as a mixed number, or as a product."""
    if mixed := _mixed(body):
        return mixed
    groups = _GROUPS.search(body.text)
    if not groups:
        return None
    position = body.positions[body.text.index(" ", groups.start())]
    thousands, product = body.without(_SPACE_IN_GROUPS), body.replaced(_SPACE_IN_GROUPS, "*")
    if " 0" in groups[0]:  # no number begins so
        return Choice((thousands,), (), True, position, "two-numbers")
    alone = bool(_GROUPS_ALONE.fullmatch(body.text))
    sure = groups[0].count(" ") > 1 or (alone and not magnitude)
    return Choice((thousands,), (product,), sure, position, "two-numbers")


def _mixed(body: Folded) -> Choice | None:
    """Return how `2 1/4` can be read."""
    for pattern in (_MIXED, _MIXED_FRACTION):
        found = pattern.search(body.text)
        if not found:
            continue
        whole, upper, lower = (part for part in found.groups() if part is not None)
        if int(upper) >= int(lower):
            continue
        start, end = found.span()
        replacement = f"({whole}+{upper}/{lower})"
        inside = (body.positions[start],) * len(replacement)
        sum_of_both = Folded(
            body.text[:start] + replacement + body.text[end:],
            body.positions[:start] + inside + body.positions[end:],
        )
        apart = body.positions[start + len(whole)]
        if _GROUPS.match(body.text, start):  # 2 125/500
            thousands = body.without(_SPACE_IN_GROUPS)
            return Choice((sum_of_both, thousands), (), False, apart, "two-numbers")
        product = body.cut(0, start + len(whole)), body.cut(start + len(whole))
        factors = Folded(
            f"{product[0].text}*{product[1].text}", (*product[0].positions, apart, *product[1].positions)
        )
        return Choice((sum_of_both,), (factors,), True, apart, "two-numbers")
    return None


# Exponents.

_SPLIT_EXPONENT = re.compile(r"(?<![A-Za-z_\d.])(\d+\.?\d*|\.\d+) *[eE] *([+-]) *(\d+)(?![\d.])")
_WHOLE_EXPONENT = re.compile(r"\d[eE][+-]?\d")


# `1 - 10-4`, pasted from a page: the exponent has lost its raised place.
_TORN_POWER = re.compile(r"(?<![\d.,*])(?<!\* )10( *-) *(\d{1,2})(?![\d.,])")


def exponents(body: Folded) -> Choice | None:
    """Return how `4.3 e-5` can be read: as a power of ten, or as a product with Euler's number and a difference.

    The same for `10-4`, which is a difference unless only a power comes to the answer.
    """
    if torn := _TORN_POWER.search(body.text):
        alone = torn[0] == body.text
        power = body.replaced(_TORN_POWER, r"10^(-\2)")
        return Choice(
            (body,), (power,), True, body.positions[torn.start(1)], "ambiguous-exponent", wary=alone
        )
    found = _SPLIT_EXPONENT.search(body.text)
    if not found or _WHOLE_EXPONENT.match(body.text, found.end(1) - 1):
        return None
    power = body.replaced(_SPLIT_EXPONENT, r"\1e\2\3")
    product = body.replaced(_SPLIT_EXPONENT, r"\1*(e)\2\3")
    position = body.positions[body.text.lower().index("e", found.end(1))]
    return Choice((power,), (product,), False, position, "ambiguous-exponent")
