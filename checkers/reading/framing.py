"""Takes off what stands around an expression: names, words, prompts, quotation marks; finds answers given twice."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from .arithmetic import ReadingError
from .notation import LETTER, MARKS, Folded
from .parser import Parser
from .tokens import Splitter

# Atomic groups keep a long name that is none from being tried in every possible division.
_NAME = re.compile(
    rf"\\?{LETTER}(?>_\w+[-+]\d+|[\w\s\\'^{MARKS}]|(?<={LETTER})-(?={LETTER})"
    r"|\{[^{}]*\}|\([^()]*\)|\[[^\[\]]*\])*+"
)
_LEADING = re.compile(
    r"(?:[=≈\s]|(?:about|approximately|approx|around|roughly|circa|ca|exactly|equals|is|it is|it's|so|thus|hence|i\.?e"
    r"|i get|(?:by )?(?:a )?factor(?: of)?|(?:the )?(?:answer|result|value)(?: is)?)\b\.?,?(?=[\s≈=]))*",
    re.IGNORECASE,
)
# A full stop, the dots of digits that go on, a comma of a list, a word.
_ENDING = re.compile(
    r"(?:\.+|[,;]|(?<=[\d%)]),? (?:approx(?:imately)?|roughly|rounded|or so)\.?)\Z", re.IGNORECASE
)
_RELATIONS = "=≈;"
_ARROWS = re.compile(r"[=-]>|:=")
_UNEQUAL = re.compile(r"[<>!≠≤≥]")  # a bound is no answer
_OTHERWISE = re.compile(r",?\s+(?:or|i\.\s?e\.?|that is)\s+", re.IGNORECASE)
_PROMPT = re.compile(
    r"(?:>>>?(?=\s)|>>>|(?:julia|octave(?::\d+)?|ghci)>|In ?\[\d*\]:|Out ?\[\d*\]:|\[1\](?= ))\s*",
    re.IGNORECASE,
)
_QUOTES = re.compile(r"\"|(?<=[(\[])'|'(?=[)\]])|\A'|'\Z")
# tensor(0.0786, device=cpu, grad_fn=<MulBackward0>); (0.0786,)
_OPTIONS = re.compile(r"\.item\(\)|,\s*[a-z_]+=[^,()]*(?:\([^()]*\))?(?=[,)])|,\s*(?=[)\]])")
_TENSORFLOW = re.compile(r"<tf\.Tensor:.*\bnumpy=([^<>]*)>")
_FRACTION = re.compile(r"\bFraction\(\s*(-?\d+)\s*,\s*(\d+)\s*\)")
_SIGNS_IN_WORDS = (
    (re.compile(r"\b(?:minus|negative)\b(?=\s*[\d.(√])", re.IGNORECASE), "-"),
    (re.compile(r"\bplus\b(?=\s*[\d.(√])", re.IGNORECASE), "+"),
    (re.compile(r"\btimes\b(?=\s*[\d.(√])", re.IGNORECASE), "*"),
    (re.compile(r"\b(?:divided by|over)\b(?=\s*[\d.(√])", re.IGNORECASE), "/"),
)
_TO_ONE = re.compile(r"(?<=[\d)])\s*(?::|to)\s*1\Z", re.IGNORECASE)  # 48:1
_TIMES = re.compile(r"[*xX]\s*(?=\d)")  # ×48
_MULTIPLE = re.compile(  # 2x, x/2, -x*3
    rf"-?(?:[\d.\s]*[*/]?\s*)\\?{LETTER}[\w{{}}^{MARKS}]*(?:\s*[*/]\s*[\d.]+)?"
)
_NOTE = re.compile(r"approx(?:imately)?\.?|rounded|exact(?:ly)?", re.IGNORECASE)
_BRACKETS = {")": "(", "]": "[", "}": "{"}


@dataclass(frozen=True, slots=True)
class Side:
    """One of the expressions around the relation signs of a text.

    Attributes:
        body: The expression.
        relation: Where the relation sign behind it stands in the text as typed; -1 behind the last.
    """

    body: Folded
    relation: int = -1

    @property
    def may_have_names(self) -> bool:
        r"""Whether names without a value may stand in it: `1 - \beta_1 = 0.9`, while `2x = 3` asks for x."""
        return not _MULTIPLE.fullmatch(self.body.text)


def unframed(folded: Folded, in_times: bool) -> list[Side]:
    """Return the expressions of a text without names, words and signs around them; there is at least one.

    Args:
        folded: The text.
        in_times: Whether the box asks how many times, so that `×48` is a number.

    Raises:
        ReadingError: If there is none.
    """
    body = folded.stripped()
    if not body.text:
        raise ReadingError(0, "nothing-typed")
    last = body.positions[-1]
    sides = [side for side in _sides(_clean(body)) if side.body.text]
    without_names = [side for side in sides if not _is_name(side.body)]
    sides = without_names or sides[-1:]
    if not sides or (not without_names and sides[0].relation != -1):
        raise ReadingError(last, "missing-operand")
    if end := _ENDING.search(sides[-1].body.text):
        sides[-1] = Side(sides[-1].body.cut(0, end.start()).stripped(), sides[-1].relation)
        if not sides[-1].body.text:
            raise ReadingError(last, "missing-operand")
    return [_without_signs(side, in_times) for side in sides]


def _clean(body: Folded) -> Folded:
    """Return a text without marks that frame all of it, and with signs in place of words."""
    while len(body.text) > 1 and body.text[0] == body.text[-1] == "$":
        body = body.cut(1, -1).stripped()
    if emphasised := re.fullmatch(r"\*\*(?=[^*])(.*[^*])\*\*", body.text):
        body = body.cut(*emphasised.span(1))
    if shown := _TENSORFLOW.fullmatch(body.text):
        body = body.cut(*shown.span(1))
    while prompt := _PROMPT.match(body.text):
        body = body.cut(prompt.end())
    body = body.without(_QUOTES).replaced(_FRACTION, r"(\1/\2)").without(_OPTIONS).replaced(_ARROWS, "=")
    for words, sign in _SIGNS_IN_WORDS:
        body = body.replaced(words, sign)
    body = body.replaced(_OTHERWISE, "=").stripped()
    if unequal := _UNEQUAL.search(body.text):
        position = body.positions[unequal.start()]
        raise ReadingError(position, "unexpected-character", character=unequal[0])
    if _opening_of_last_bracket(body.text) == 0 and "=" in body.text:  # \boxed{x = 0.5}
        body = body.cut(1, -1).stripped()
    return body


def _sides(body: Folded) -> Iterator[Side]:
    begun = depth = 0
    label = re.match(r"[^:=≈;]*:", body.text)  # answer: 5
    if label and _is_name(body.cut(0, label.end() - 1)):
        begun = label.end()
    for index, sign in enumerate(body.text):
        depth += (sign in "([{") - (sign in ")]}")
        if sign in _RELATIONS and depth <= 0 and index >= begun:
            yield Side(_without_words(body.cut(begun, index)), body.positions[index])
            begun = index + 1
    yield Side(_without_words(body.cut(begun)))


def _without_words(body: Folded) -> Folded:
    words = _LEADING.match(body.text)
    return body.cut(words.end() if words else 0).stripped()


def _without_signs(side: Side, in_times: bool) -> Side:
    body = side.body
    if in_times and (sign := _TIMES.match(body.text)):
        body = body.cut(sign.end())
    if ratio := _TO_ONE.search(body.text):
        body = body.cut(0, ratio.start())
    return Side(body, side.relation)


def _is_name(folded: Folded) -> bool:
    if not _NAME.fullmatch(folded.text):
        return False
    try:
        Parser(Splitter(folded).tokens()).tree()
    except ReadingError:
        return True
    return False


@dataclass(frozen=True, slots=True)
class Restated:
    """What may be one answer, given twice.

    Attributes:
        sides: Both.
        product: Whether they may be the factors of a product instead.
        marked: Whether a relation sign stands between them.
        position: Where the second begins in the text as typed.
    """

    sides: tuple[Folded, ...]
    product: bool
    marked: bool
    position: int


_LITERAL = re.compile(r"[+-]?[\d.,]+%?")
_TWICE = re.compile(r"(\S(?:.*\S)?)\s+\1")


def restated(body: Folded) -> Restated | None:
    """Return the two answers of `2.25 (9/4)` or `0.0793 0.0793`; nothing if there is one."""
    text = body.text
    if twice := _TWICE.fullmatch(text):
        second = body.cut(len(text) - len(twice[1]))
        return Restated((body.cut(0, len(twice[1])), second), False, False, second.positions[0])
    opening = _opening_of_last_bracket(text)
    if opening < 1 or text[opening] == "{":
        return None
    first, second = body.cut(0, opening).stripped(), body.cut(opening + 1, -1).stripped()
    if not first.text or not second.text or first.text[-1] in "+-*/^√(":
        return None
    inside = _without_words(second)
    spaced = text[opening - 1] == " "
    if not (spaced or _LITERAL.fullmatch(first.text)):  # 8/2(2+2)
        return None
    marked = "=" in second.text[: len(second.text) - len(inside.text)] or "≈" in second.text[:1]
    return (
        Restated((first, inside), not (spaced or marked), marked, body.positions[opening])
        if inside.text
        else None
    )


def without_note(body: Folded) -> Folded:
    """Return an expression without brackets around a unit or a remark at its end: `4.17 (s)`, `0.0793 (rounded)`."""
    opening = _opening_of_last_bracket(body.text)
    inside = body.cut(opening + 1, -1).stripped() if opening > 0 else None
    if (
        not inside
        or not re.fullmatch(rf"(?:{LETTER}|[ ./%])+", inside.text)
        or not _ends(body.text[:opening])
    ):
        return body
    before = body.cut(0, opening)
    if _NOTE.fullmatch(inside.text):
        return before.stripped()
    return Folded(
        f"{before.text} {inside.text}", (*before.positions, before.positions[-1], *inside.positions)
    )


def _ends(text: str) -> bool:
    return text.rstrip()[-1:].isdigit()


def _opening_of_last_bracket(text: str) -> int:
    """Return where the bracket opens that closes at the end; -1 if none does."""
    if text[-1:] not in _BRACKETS:
        return -1
    closing, opening = text[-1], _BRACKETS[text[-1]]
    depth = 0
    for index in range(len(text) - 1, -1, -1):
        depth += (text[index] == closing) - (text[index] == opening)
        if not depth:
            return index
    return -1
