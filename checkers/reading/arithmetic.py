"""Trees of arithmetic: what they come to, and how they are shown to whoever typed them.

Everything is computed in floats, so that `9**9**9` overflows at once instead of being worked out.
"""

import math
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

Function: TypeAlias = Callable[[float], float]

CONSTANTS = {"π": math.pi, "e": math.e}
FUNCTIONS: dict[str, Function] = {
    "√": math.sqrt,
    "exp": math.exp,
    "log": math.log,
    "ln": math.log,
    "log10": math.log10,
    "log2": math.log2,
    "sin": math.sin,
    "cos": math.cos,
    "tan": math.tan,
    "sinh": math.sinh,
    "cosh": math.cosh,
    "tanh": math.tanh,
    "radians": math.radians,
    "abs": abs,
}


class ReadingError(Exception):
    """A text cannot be read, or has no value.

    Attributes:
        position: Index of the offending character in the text as typed.
        reason: The code of the sentence to show.
        facts: What that sentence mentions.
    """

    def __init__(self, position: int, reason: str, **facts: str | int) -> None:
        super().__init__(reason)
        self.position, self.reason, self.facts = position, reason, facts


# The tree. A position is that of the sign in the text as typed, for nodes that can fail.


@dataclass(frozen=True, slots=True)
class Number:
    """Digits with an optional point, times a power of ten."""

    position: int
    mantissa: str
    exponent: int = 0

    @property
    def decimals(self) -> int:
        """How many digits stand behind the point."""
        return len(self.mantissa.partition(".")[2])

    @property
    def place(self) -> int:
        """The exponent of ten of the last digit."""
        return self.exponent - self.decimals

    @property
    def digits(self) -> int:
        """How many significant digits were written."""
        return len(self.mantissa.replace(".", "").lstrip("0"))

    @property
    def zeros(self) -> int:
        """How many zeros end the digits if there is no point, which would make digits of them."""
        return 0 if "." in self.mantissa else len(self.mantissa) - len(self.mantissa.rstrip("0"))


@dataclass(frozen=True, slots=True)
class Mixed:
    """A vulgar fraction such as `½`, or a mixed number such as `1½`."""

    whole: str
    fraction: str


@dataclass(frozen=True, slots=True)
class Constant:
    """`π` or `e`."""

    name: str


@dataclass(frozen=True, slots=True)
class Negative:
    """A minus before an operand."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Percent:
    """A percent or per-mille sign behind an operand, which moves the point by some places to the left."""

    operand: "Node"
    sign: str
    places: int


@dataclass(frozen=True, slots=True)
class Degrees:
    """A degree sign behind an angle."""

    operand: "Node"


@dataclass(frozen=True, slots=True)
class Operation:
    """Two operands around one of `+ - * / ^`."""

    position: int
    sign: str
    left: "Node"
    right: "Node"


@dataclass(frozen=True, slots=True)
class Call:
    """One of `FUNCTIONS`, applied."""

    position: int
    name: str
    argument: "Node"


Node: TypeAlias = Number | Mixed | Constant | Negative | Percent | Degrees | Operation | Call


def literal(node: Node) -> Number | None:
    """Return the number whose digits were written, if only a sign and percent signs stand around it."""
    match node:
        case Number():
            return node
        case Negative(operand):
            return literal(operand)
        case Percent(operand, _, places):
            number = literal(operand)
            return number and replace(number, exponent=number.exponent - places)
        case _:
            return None


def whole(node: Node) -> int | None:
    """Return the number a node stands for if it is a plain whole number, perhaps with a minus."""
    match node:
        case Number(exponent=0, decimals=0):
            return int(node.mantissa)
        case Negative(Number(exponent=0, decimals=0) as number):
            return -int(number.mantissa)
        case _:
            return None


def power_of_ten(node: Node) -> int | None:
    """Return the exponent k of a node `10^k`."""
    match node:
        case Operation(sign="^", left=Number(mantissa="10", exponent=0), right=exponent):
            return whole(exponent)
        case _:
            return None


# What a tree comes to.


def work_out(node: Node, functions: Mapping[str, Function] = FUNCTIONS) -> float:
    """Return the value of a tree, which is finite.

    Args:
        node: The tree.
        functions: What each name of a function means.

    Raises:
        ReadingError: If there is none: `too-large`, `division-by-zero`, `not-real` or `outside-domain`.
    """
    match node:
        case Number(position, mantissa, exponent):
            return finite(float(f"{mantissa}e{exponent}"), position)
        case Mixed(number, fraction):
            return int(number or 0) + unicodedata.numeric(fraction)
        case Constant(name):
            return CONSTANTS[name]
        case Negative(operand):
            return -work_out(operand, functions)
        case Percent(
            Number() as number, _, places
        ):  # 7.93% has the digits of 0.0793, not those of a quotient
            return work_out(replace(number, exponent=number.exponent - places))
        case Percent(operand, _, places):
            return work_out(operand, functions) * 10.0**-places
        case Degrees(operand):
            return math.radians(work_out(operand, functions))
        case Call(position, name, argument):
            return _applied(name, functions[name], work_out(argument, functions), position)
        case Operation(position, sign, left, right):
            return _operated(sign, work_out(left, functions), work_out(right, functions), position)


def finite(value: float, position: int) -> float:
    """Return the value.

    Raises:
        ReadingError: If it is infinite, by the operation that stands at `position`.
    """
    if not math.isfinite(value):
        raise ReadingError(position, "too-large")
    return value


def _applied(name: str, function: Function, argument: float, position: int) -> float:
    try:
        return finite(function(argument), position)
    except ValueError:
        raise ReadingError(position, "not-real" if name == "√" else "outside-domain") from None
    except OverflowError:
        raise ReadingError(position, "too-large") from None


def _operated(sign: str, left: float, right: float, position: int) -> float:
    try:
        match sign:
            case "+":
                value = left + right
            case "-":
                value = left - right
            case "*":
                value = left * right
            case "/":
                value = left / right
            case _:
                value = math.pow(left, right)
    except OverflowError:
        raise ReadingError(position, "too-large") from None
    except (ZeroDivisionError, ValueError):
        # A power fails for two reasons: zero with a negative exponent, and a root of a negative number.
        raise ReadingError(position, "division-by-zero" if left == 0 or sign == "/" else "not-real") from None
    return finite(value, position)


# How a tree is shown: as plain Unicode that reads back as the same tree.

_SUM, _SIGN, _PRODUCT, _POWER, _ATOM = range(5)  # how tightly a text binds
_SHOWN_NAMES = {"log": "ln", "log10": "log₁₀", "log2": "log₂"}
_SUPERSCRIPTS = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


def show(node: Node, at_least: int = _SUM) -> str:
    """Return a tree as text, in brackets if it binds less tightly than its place demands."""
    text, strength = _shown(node)
    return text if strength >= at_least else f"({text})"


def _shown(node: Node) -> tuple[str, int]:
    match node:
        case Number(_, mantissa, 0):
            return mantissa, _ATOM
        case Number(_, mantissa, exponent):
            return _with_power(mantissa, exponent), _PRODUCT
        case Mixed(number, fraction):
            return number + fraction, _ATOM
        case Constant(name):
            return name, _ATOM
        case Negative(operand):
            return "−" + show(operand, _PRODUCT if isinstance(operand, Number) else _POWER), _SIGN
        case Percent(operand, sign, _):
            return show(operand, _ATOM) + sign, _POWER
        case Degrees(operand):
            return show(operand, _ATOM) + "°", _POWER
        case Call(_, "√", Constant() | Number(_, _, 0) as argument):
            return f"√{show(argument)}", _POWER
        case Call(_, name, argument):
            return f"{_SHOWN_NAMES.get(name, name)}({show(argument)})", _ATOM
        case Operation(_, "^", base, exponent):
            power = whole(exponent)
            raised = f"^{show(exponent, _ATOM)}" if power is None else _raised(power)
            return show(base, _ATOM) + raised, _POWER
        case Operation(_, "*" | "/" as sign, left, right):
            return _shown_product(sign, left, right), _PRODUCT
        case Operation(_, sign, left, right):
            first, second = show(left), show(right, _PRODUCT)
            if first.endswith("e") and second[0].isdigit():  # e − 2 could be e⁻² that lost its raised place
                first = f"{first[:-1]}(e)"
            return f"{first} {_with_minus(sign)} {second}", _SUM


def _shown_product(sign: str, left: Node, right: Node) -> str:
    match sign, left, right:
        case _, Operation(_, "/"), _:
            # Brackets, though the order of reading would do: that order is what people doubt.
            first = show(left, _ATOM)
        case "/", Number(_, _, exponent), _ if exponent:
            first = show(left, _ATOM)
        case "*", Number(_, _, 0) | Negative(Number(_, _, 0)), Constant("π"):
            return f"{show(left)}π"
        case _:
            first = show(left, _SIGN)
    match sign, right:
        case "/", Percent(_, _, places) if places:  # 1/3%: is the third divided by a hundred, or the three?
            second = show(right, _ATOM)
        case _:
            second = show(right, _POWER)
    return first + ("/" if sign == "/" else " × ") + second


def _with_power(mantissa: str, exponent: int) -> str:
    return f"{mantissa} × 10{_raised(exponent)}"


def _raised(number: int) -> str:
    return str(number).translate(_SUPERSCRIPTS)


def _with_minus(text: str) -> str:
    return text.replace("-", "−")


_EXACT_BELOW = 1e15  # whole numbers below it are exact floats
_NOISE_FREE = 12  # significant digits that float noise leaves alone
_SHORT = 7  # a number of so many digits is shown in full
_POINT_FROM, _POINT_BELOW = -4, 15  # numbers outside of these powers of ten are written with one


def decimal(value: float, precision: int) -> tuple[str, bool]:
    """Return a number as plain Unicode, and whether that is all of it.

    Args:
        value: A finite number.
        precision: Significant digits to round to when it has many.
    """
    if value.is_integer() and abs(value) < _EXACT_BELOW:
        return _with_minus(str(int(value))), True
    digits, exponent = _scientific(value, _NOISE_FREE)
    exact = len(digits) <= _SHORT
    if not exact:
        # A whole part is never rounded away: 123456.7 is shown as 123457, not as 123500.
        whole_part = exponent + 1 if exponent < _SHORT else 0
        digits, exponent = _scientific(value, max(precision, whole_part))
    if not _POINT_FROM <= exponent < (_POINT_BELOW if exact else _SHORT):
        text = _with_power(_with_point(digits, 1), exponent)
    elif exponent < 0:
        text = "0." + "0" * (-exponent - 1) + digits
    else:
        text = _with_point(digits.ljust(exponent + 1, "0"), exponent + 1)
    return ("−" if value < 0 else "") + text, exact


def _scientific(value: float, precision: int) -> tuple[str, int]:
    """Return the significant digits, without trailing zeros, and the exponent of the first."""
    mantissa, exponent = f"{abs(value):.{precision - 1}e}".split("e")
    return mantissa.replace(".", "").rstrip("0"), int(exponent)


def _with_point(digits: str, place: int) -> str:
    return digits[:place] + ("." + digits[place:] if digits[place:] else "")
