"""Texts that people type for numbers, each with what has to come out: right, wrong, or asked about at no cost.

Most are made from the numbers of every Derive exercise in every variant, each spelled in the ways people spell numbers. The rest was
collected by hand, in `collected.txt`. Nothing here knows how the reader works: numbers are spelled by `decimal`.
"""

import re
from collections.abc import Iterator
from decimal import ROUND_HALF_EVEN, Context, Decimal
from fractions import Fraction
from functools import cache
from itertools import islice
from math import isclose, log
from pathlib import Path
from typing import NamedTuple

import checkers
from checkers import registry
from checkers.kinds.derive import Derive, NotHere

COLLECTED = Path(__file__).with_name("collected.txt")
STATUS = {"right": "right", "wrong": "wrong", "asked": "unreadable"}

_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


class Text(NamedTuple):
    """A text in the box of one exercise.

    Attributes:
        exercise: The id of the exercise.
        variant: Which of its variants is shown.
        typed: The text.
        due: `right`, `wrong` or `asked`.
    """

    exercise: str
    variant: int
    typed: str
    due: str


class Figures(NamedTuple):
    """What came out.

    Attributes:
        texts: How many texts there are, by what is due.
        refused: Right ones that were not found right.
        accepted: Those that were found right and are not.
        counted: Unclear ones that cost an attempt.
        missed: Wrong ones that were asked about.
    """

    texts: dict[str, int]
    refused: list[Text]
    accepted: list[Text]
    counted: list[Text]
    missed: list[Text]


@cache
def corpus(every: int = 6) -> tuple[Text, ...]:
    """Return the texts, in the same order each time and none twice.

    Args:
        every: Of those that are made, one in so many is taken; all are judged in a minute.
    """
    return tuple(dict.fromkeys((*islice(_made(), 0, None, every), *_collected())))


def judge(texts: tuple[Text, ...]) -> Figures:
    """Judge all texts through the one door, and sort out what came out wrong."""
    found = Figures(dict.fromkeys(STATUS, 0), [], [], [], [])
    for text in texts:
        found.texts[text.due] += 1
        status = checkers.grade(text.exercise, text.variant, text.typed)["status"]
        if status == STATUS[text.due]:
            continue
        if text.due == "right":
            found.refused.append(text)
        elif status == "right":
            found.accepted.append(text)
        elif text.due == "asked":
            found.counted.append(text)
        else:
            found.missed.append(text)
    return found


def numbered() -> dict[str, str]:
    """Return the id of each exercise by its number in the book."""
    from hooks.book.book import load_book  # the command line of the bench has no book loaded yet

    docs = Path(__file__).parents[3] / "docs"
    return {one.number: one.identifier for one in load_book(docs).exercises if one.kind == "derive"}


def _collected() -> Iterator[Text]:
    ids = numbered()
    for line in COLLECTED.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            place, typed, due = line.split(" | ")
            number, variant = re.fullmatch(r"([\w.]+)(?:\[(\d)\])?", place).groups()
            yield Text(ids[number], int(variant or 0), typed, due)


def _exercises() -> Iterator[tuple[str, int, Derive]]:
    for name in sorted(registry.computed()):
        checker = registry.find(name)
        if isinstance(checker, Derive) and not name.startswith("example"):
            yield from ((name, variant, checker) for variant in range(len(checker.variants)))


def _made() -> Iterator[Text]:
    for name, variant, checker in _exercises():
        givens = checker.variants[variant]
        low, high = checker.accept(**givens)
        answer = float(checker.answer(**givens))
        box = Box(checker, answer)
        for typed in box.right():
            yield Text(name, variant, typed, "right")
        for typed in box.unclear():
            yield Text(name, variant, typed, "asked")
        for value in _wrong_values(checker, givens, answer):
            if not low <= value <= high:
                yield from (Text(name, variant, typed, "wrong") for typed in box.wrong(value))


def _wrong_values(checker: Derive, givens: dict, answer: float) -> Iterator[float]:
    """Yield the values of all known mistakes, and some that nobody knows."""
    for found in checker.misconceptions(**givens).values():
        if not isinstance(found, NotHere):
            yield from map(float, found if isinstance(found, tuple) else (found,))
    yield from (answer * factor for factor in (1.0737, 0.9131, 1.3719, 0.6173, 1.9, -1.2345))


def plain(value: float, digits: int = 12) -> str:
    """Return a number rounded to some significant digits, without a power of ten."""
    rounded = Context(prec=digits, rounding=ROUND_HALF_EVEN).create_decimal(Decimal(repr(float(value))))
    text = f"{rounded:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class Box:
    """How people spell numbers in the box of one exercise."""

    def __init__(self, checker: Derive, answer: float) -> None:
        self.checker, self.answer = checker, answer
        self.percent = "%" in checker.units
        self.text = plain(answer, 15 if checker.count else max(checker.digits + 1, 4))

    def right(self) -> Iterator[str]:
        """Yield right answers."""
        text, value = self.text, float(self.text)
        bare = text.removeprefix("-")
        minus = "-" if value < 0 else ""
        yield from (text, f" {text} ", text.replace("-", "−"), f"({text})", f"[{text}]", f"{text}.")
        yield from (
            f"= {text}",
            f"≈ {text}",
            f"~{text}",
            f"about {text}",
            f"the answer is {text}",
            f"=> {text}",
        )
        yield from (
            f"x = {text}",
            f"x_0 ≈ {text}",
            f"\\hat x_0 = {text}",
            f"ᾱ_500 = {text}",
            f"answer: {text}",
        )
        yield from (f"{text} =", f"{text},", f"{text};", f'"{text}"', f"'{text}'", f"`{text}`")
        # LaTeX.
        yield from (
            f"${text}$",
            f"\\({text}\\)",
            f"\\boxed{{{text}}}",
            f"\\num{{{text}}}",
            f"\\mathbf{{{text}}}",
        )
        yield from (
            f"\\bigl({text}\\bigr)",
            f"\\left[{text}\\right]",
            f"\\mathrm{{{text}}}",
            f"&= {text} .",
            f"x~=~{text}",
        )
        # What programs print.
        yield from (
            f"np.float64({text})",
            f"tensor({text})",
            f"tensor([{text}])",
            f"array({text})",
            f"({text},)",
        )
        yield from (f"tensor({text}, dtype=torch.float64)", f"tensor({text}, grad_fn=<DivBackward0>)")
        yield from (
            f">>> {text}",
            f"Out[7]: {text}",
            f"print({text})",
            f"float({text})",
            f"Decimal('{text}')",
        )
        yield repr(value)
        # Calculations.
        double, half = plain(2 * value), plain(value / 2)
        yield from (f"{double}/2", f"2*{half}" if value > 0 else f"2*({half})", f"2({half})", f"({double})/2")
        yield from (f"\\frac{{{double}}}{{2}}", f"{minus}\\frac{{1}}{{2}}\\cdot{bare_of(double)}")
        yield from (f"{double} ÷ 2", f"({half})·2", f"({half}) + ({half})")
        yield from (
            f"{minus}√({plain(value * value)})",
            f"{minus}sqrt({plain(value * value)})",
            f"{minus}\\sqrt{{{plain(value * value)}}}",
        )
        logarithm = plain(log(abs(value)))
        spellings = ("exp({})", "e^({})", "e**({})", "math.exp({})", "np.exp({})", r"\exp\left({}\right)")
        spellings += (
            r"e^{{{}}}",
            r"\mathrm e^{{{}}}",
            r"\mathrm{{e}}^{{{}}}",
            "EXP({})",
            r"\exp\bigl({}\bigr)",
        )
        yield from (minus + spelling.format(logarithm) for spelling in spellings)
        # Given twice.
        yield from (
            f"{text} {text}",
            f"{text} = {text}",
            f"{double}/2 = {text}",
            f"{text} ({double}/2)",
            f"{text} (={double}/2)",
        )
        yield from (
            f"x = {double}/2 = {text}",
            f"({half})*2 ≈ {text}",
            f"{text} (rounded)",
            f"{text} or {double}/2",
        )
        yield from (
            f"{minus}{spellings[0].format(logarithm)} ≈ {text}",
            f"{text} ({minus}{spellings[1].format(logarithm)})",
        )
        if minus:
            yield from (f"minus {bare}", f"- {bare}", f"–{bare}", f"—{bare}")
        yield from self._powers_of_ten(value)
        yield from self._fractions(value)
        yield from self._commas()
        yield from self._in_units(value)

    def _powers_of_ten(self, value: float) -> Iterator[str]:
        mantissa, power = _scientific(value, 15 if self.checker.count else max(self.checker.digits + 1, 4))
        yield from (
            f"{mantissa}e{power}",
            f"{mantissa}E{power}",
            f"{mantissa} × 10{str(power).translate(_RAISED)}",
        )
        yield from (
            f"{mantissa}*10^{power}",
            f"{mantissa}x10^({power})",
            f"{mantissa} x 10^{power}",
            f"{mantissa}*10**{power}",
        )
        yield from (
            f"{mantissa}\\cdot10^{{{power}}}",
            f"{mantissa}\\times 10^{{{power}}}",
            f"{mantissa}·10^{power}",
        )
        yield from (
            f"{mantissa}*^{power}",
            f"10^{power} * {mantissa}" if "-" not in mantissa else f"10^{power}*({mantissa})",
        )
        if "." in mantissa:
            yield from (f"{mantissa.replace('.', ',')}e{power}", f"{mantissa.replace('.', ',')}·10^{power}")
            yield f"{mantissa} 10^{power}"

    def _fractions(self, value: float) -> Iterator[str]:
        fraction = Fraction(value).limit_denominator(1000)
        upper, lower = abs(fraction.numerator), fraction.denominator
        if not isclose(float(fraction), value, rel_tol=1e-9) or lower == 1:
            return
        minus = "-" if value < 0 else ""
        yield from (
            f"{minus}{upper}/{lower}",
            f"{minus}\\frac{{{upper}}}{{{lower}}}",
            f"{minus}\\tfrac{{{upper}}}{{{lower}}}",
        )
        yield from (
            f"{minus}\\cfrac{{{upper}}}{{{lower}}}",
            f"{upper}/{lower} = {plain(abs(value))}" if not minus else f"-{upper}/{lower}",
        )
        if max(upper, lower) < 10:
            yield f"{minus}\\frac{upper}{lower}"
        whole, rest = divmod(upper, lower)
        if whole and max(rest, lower) < 100:
            yield from (f"{minus}{whole} {rest}/{lower}", f"{minus}{whole}\\frac{{{rest}}}{{{lower}}}")

    def _commas(self) -> Iterator[str]:
        bare, minus = self.text.removeprefix("-"), "-" if self.answer < 0 else ""
        whole, _, behind = bare.partition(".")
        if behind and (len(behind) != 3 or whole == "0" or not self._has_thousandths()):
            yield minus + bare.replace(".", ",")
        if behind:
            yield f"{minus}{whole}{{,}}{behind}" if len(behind) != 3 or whole == "0" else self.text
        if len(whole) > 3:
            grouped = f"{int(whole):,}" + (f".{behind}" if behind else "")
            yield from (minus + grouped.replace(",", mark) for mark in (",", " ", "\u202f", "'", "_", "\\,"))

    def _has_thousandths(self) -> bool:
        return any(isclose(factor, 1e-3, rel_tol=0.05) for factor in self.checker.units.values())

    def _in_units(self, value: float) -> Iterator[str]:
        for unit, factor in self.checker.units.items():
            typed = plain(value / factor, 12)
            yield from (f"{typed} {unit}", f"{typed}{unit}" if unit[0].isalpha() else f"{typed} {unit}")
            if unit.isalpha() and unit != "x":
                yield from (
                    f"{typed}\\,\\mathrm{{{unit}}}",
                    f"{typed}~{unit}",
                    f"{typed} ({unit})",
                    f"\\SI{{{typed}}}{{{unit}}}",
                )
        if "×" in self.checker.units:
            yield from (
                f"×{self.text}",
                f"x{self.text}",
                f"{self.text}-fold",
                f"{self.text}:1",
                f"a factor of {self.text}",
            )
        if not self.percent and not self.checker.count:
            share = plain(100 * value, 12)
            yield from (
                f"{share}%",
                f"{share} %",
                f"{share} percent",
                f"{share}\\%",
                f"{self.text} ({share}%)",
            )

    def unclear(self) -> Iterator[str]:
        """Yield texts that cannot be read, or mean several things at once."""
        text, value = self.text, float(self.text)
        bare = text.removeprefix("-")
        other = plain(value * 1.37, 4)
        little, much = plain(abs(value) * 0.98, 4), plain(abs(value) * 1.02, 4)
        yield from (
            f"{text} +- {little}",
            f"{text} ± 0.01",
            f"{text} +/- 0.01",
            f"{text}\\pm0.01",
            f"±{bare}",
        )
        if value > 0 and little != much:
            yield from (
                f"{little}-{much}",
                f"{little}–{much}",
                f"{little} - {much}",
                f"{little} to {much}",
                f"{little}..{much}",
            )
            yield from (f"{much}-{little}", f"between {little} and {much}")
        yield from (
            f"{text} = {other}",
            f"{text} ({other})",
            f"{text} or {other}",
            f"{other}/1 = {text}",
            f"x = {other} = {text}",
        )
        yield from (
            f"2x = {text}",
            f"2y = {text}",
            f"x/2 = {text}",
            f"{text} apples",
            f"{text} kg",
            f"{text}?",
            f"<{text}",
            f">{text}",
        )
        yield from (
            f"({text}",
            f"{text})",
            f"{text} +",
            f"{text}*",
            f"{text}/0",
            f"sqrt(-{bare}",
            f"ln(-{bare})",
            f"{text}^",
        )
        yield from (
            f"[{text}, {other}]",
            f"({text}, {other})",
            f"1:{bare}" if bare != "1" else "1:2",
            f"{text} and {other}",
            f"{text}; {other}",
        )
        yield from ("", "   ", "?", "idk", "no idea", "nan", "-inf", "x", "…", "1/2/3", f"0x{bare}")
        if "." in bare and bare[0] != "0":
            yield f"{text}{bare}"  # copied twice without a space
        power = _scientific(value, 4)[1]
        mantissa = _scientific(value, 4)[0]
        if power:
            sign = "−" if power < 0 else "+"
            yield from (
                f"{mantissa} × 10 {sign} {abs(power)}",
                f"{mantissa}×10  {sign}{abs(power)}",
                f"{mantissa}x10{sign}{abs(power)}",
            )
        if 0 < value < 0.9:
            lost = plain(-log(value), 4)
            yield from (f"e - {lost}", f"e -{lost}", f"e−{lost}")
        if bare.isdigit() and len(bare) > 3:
            yield f"{int(bare):,}".replace(",", ".")

    def wrong(self, value: float) -> Iterator[str]:
        """Yield spellings of a wrong number, with so many digits that it is not asked about for its length."""
        text = plain(value, 15 if float(value).is_integer() else 6)
        mantissa, power = _scientific(value, 6)
        yield from (
            text,
            f"x = {text}",
            f"{mantissa}e{power}",
            f"tensor({text})",
            f"\\boxed{{{text}}}",
            f"{plain(2 * value, 15)}/2",
        )
        if "." in text and len(text.partition(".")[2]) != 3:
            yield text.replace(".", ",")
        if not self.percent:
            yield f"{plain(100 * value, 12)}%"


def bare_of(text: str) -> str:
    """Return a number without its minus."""
    return text.removeprefix("-")


def _scientific(value: float, digits: int) -> tuple[str, int]:
    mantissa, power = f"{value:.{digits - 1}e}".split("e")
    return mantissa.rstrip("0").rstrip(".") if "." in mantissa else mantissa, int(power)
