"""Makes a tree of tokens, by recursive descent."""

from collections.abc import Callable
from dataclasses import replace

from .arithmetic import (
    Call,
    Constant,
    Degrees,
    Negative,
    Node,
    Number,
    Operation,
    Percent,
    ReadingError,
    power_of_ten,
)
from .tokens import Token

MAX_DEPTH = 40  # brackets, exponents and roots inside one another

_OF_ANGLES = frozenset({"sin", "cos", "tan"})
_BRACKETS = {"(": ")", "[": "]", "{": "}"}


_TWO_DIGITS = 2


class Parser:
    """Makes a tree of tokens, by recursive descent: sum, product, sign, power, atom.

    What has two usual meanings is refused: `1/2pi` and `1/2/3` (what is divided by what?), `exp -2` and `√2π`
    (where does the argument end?), `2^3π` (where does the exponent end?), two numbers side by side.
    """

    def __init__(self, tokens: list[Token], percent_places: int = 2) -> None:
        """Prepare to parse.

        Args:
            tokens: From `Splitter`, ending with `end`.
            percent_places: By how many places a percent sign moves the point: two, or none where percent is
                asked for.
        """
        self._tokens, self._percent_places = tokens, percent_places
        self._at = self._depth = 0
        self._angles = 0  # how many functions of an angle stand around: degrees are only read in them
        # Whether what was parsed last has no bracket to say where it ends: `√2`, `2^3`.
        self._open_ended = False

    def tree(self) -> Node:
        """Return the tree of the whole expression."""
        tree = self._sum()
        if self._next.kind == "close":
            raise ReadingError(self._next.position, "extra-bracket")
        return tree

    @property
    def _next(self) -> Token:
        return self._tokens[self._at]

    @property
    def _last(self) -> Token:
        return self._tokens[self._at - 1]

    def _take(self) -> Token:
        self._at += 1
        return self._last

    def _deeper(self, parse: Callable[[], Node]) -> Node:
        if self._depth == MAX_DEPTH:
            raise ReadingError(self._last.position, "too-deep")
        self._depth += 1
        node = parse()
        self._depth -= 1
        return node

    def _sum(self) -> Node:
        left = self._product()
        while self._next.kind in ("+", "-"):
            sign = self._take()
            left = Operation(sign.position, sign.kind, left, self._product())
        return left

    def _product(self) -> Node:
        left = self._signed()
        division: Token | None = None  # the one whose divisor was read last
        while True:
            token = self._next
            match token.kind:
                case "*":
                    left = self._multiplied(left, division, self._take())
                    division = None
                case "/":
                    if division:
                        raise ReadingError(token.position, "ambiguous-division")
                    division = self._take()
                    left = Operation(token.position, "/", left, self._signed())
                    if self._last.kind == "percent" and self._percent_places:  # 1/3%
                        raise ReadingError(token.position, "ambiguous-division")
                case "number" if self._is_power_behind_number:  # 4.32 10^-5
                    left = self._multiplied(left, division, token)
                    division = None
                case "number":
                    raise ReadingError(token.position, "two-numbers")
                case "constant" | "function" | "open" | "fraction":
                    if division:
                        raise ReadingError(division.position, "ambiguous-division")
                    if self._open_ended:
                        raise ReadingError(token.position, "needs-brackets")
                    left = Operation(token.position, "*", left, self._power())
                case _:
                    return left

    @property
    def _is_power_behind_number(self) -> bool:
        return (
            self._last.kind == "number" and self._next.text == "10" and self._tokens[self._at + 1].kind == "^"
        )

    def _multiplied(self, left: Node, division: Token | None, times: Token) -> Node:
        right = self._signed()
        power = power_of_ten(right)
        if power is not None and division:  # 1/2.5×10⁻³
            raise ReadingError(division.position, "ambiguous-division")
        match left:
            case Number(exponent=0) if power is not None:
                return replace(left, exponent=power)
            case Negative(Number(exponent=0) as number) if power is not None:
                return Negative(replace(number, exponent=power))
            case _:
                return Operation(times.position, "*", left, right)

    def _signed(self) -> Node:
        negative = False
        while self._next.kind in ("+", "-"):
            negative ^= self._take().kind == "-"
        node = self._power()
        return Negative(node) if negative else node

    def _power(self) -> Node:
        base = self._percents(self._atom())
        if self._next.kind != "^":
            return base
        if self._open_ended:
            raise ReadingError(self._next.position, "needs-brackets")
        caret = self._take()
        node = Operation(caret.position, "^", base, self._deeper(self._signed))
        if self._last.kind == "percent":  # 2^3%
            raise ReadingError(self._last.position, "needs-brackets")
        self._open_ended = self._last.kind != "close"
        return self._percents(node)

    def _percents(self, node: Node) -> Node:
        while self._next.kind in ("percent", "degree"):
            if self._open_ended:
                raise ReadingError(self._next.position, "needs-brackets")
            if self._next.kind == "degree":
                node = self._degrees(node)
                continue
            sign = self._take().text
            node = Percent(node, sign, self._percent_places + (1 if sign == "‰" else 0))
        return node

    def _degrees(self, node: Node) -> Node:
        sign = self._take()
        if not self._angles:
            raise ReadingError(sign.position, "unknown-unit", unit="°")
        return Degrees(node)

    def _atom(self) -> Node:
        token = self._take()
        self._open_ended = False
        match token.kind:
            case "number" if token.node:
                return token.node
            case "constant":
                if token.text == "e" and self._next.kind == "open":  # e(2): a product, or an exponent?
                    raise ReadingError(token.position, "ambiguous-exponent")
                return Constant(token.text)
            case "open":
                return self._bracketed(token)
            case "function":
                return self._call(token)
            case "fraction":
                return self._fraction(token)
            case _:
                # The sign that waits for an operand is at fault, if there is one, and not what follows it.
                waiting = self._tokens[max(self._at - 2, 0)]
                raise ReadingError(waiting.position, "missing-operand")

    def _bracketed(self, opening: Token) -> Node:
        node = self._deeper(self._sum)
        if self._take().text != _BRACKETS[opening.text]:
            raise ReadingError(opening.position, "missing-bracket")
        self._open_ended = False
        return node

    def _argument(self, function: Token) -> Node:
        if self._next.kind != "open":
            raise ReadingError(function.position, "needs-brackets")
        return self._bracketed(self._take())

    def _fraction(self, fraction: Token) -> Node:
        r"""Return a quotient from LaTeX, where a bare digit is an argument as well: `\frac94`, `\frac1{16}`."""
        digits = self._next
        if isinstance(digits.node, Number) and len(digits.text) == _TWO_DIGITS and digits.text.isdigit():
            self._take()
            upper, lower = (Number(digits.position + place, digit) for place, digit in enumerate(digits.text))
            return Operation(fraction.position, "/", upper, lower)
        return Operation(fraction.position, "/", self._fraction_part(fraction), self._fraction_part(fraction))

    def _fraction_part(self, fraction: Token) -> Node:
        part = self._next
        if part.kind == "constant" or (part.kind == "number" and len(part.text) == 1):
            return self._atom()
        return self._argument(fraction)

    def _call(self, function: Token) -> Node:
        if self._next.kind != "^":
            return self._applied(function)
        caret = self._take()  # cos²(0.4)
        exponent = self._deeper(self._exponent_of_function)
        if isinstance(exponent, Negative) and self._next.kind != "end":
            raise ReadingError(caret.position, "inverse-function")
        return Operation(caret.position, "^", self._applied(function), exponent)

    def _exponent_of_function(self) -> Node:
        negative = self._next.kind == "-"
        if negative:
            self._take()
        if self._next.kind not in ("number", "open"):
            raise ReadingError(self._next.position, "needs-brackets")
        node = self._atom()
        return Negative(node) if negative else node

    def _applied(self, function: Token) -> Node:
        """Return a function of what follows: a bracket, or a bare number, constant or root as in `ln 2`."""
        self._angles += function.text in _OF_ANGLES
        node = self._applied_to_what_follows(function)
        self._angles -= function.text in _OF_ANGLES
        return node

    def _applied_to_what_follows(self, function: Token) -> Node:
        opening = self._next
        if opening.kind == "open":
            node = Call(function.position, function.text, self._argument(function))
            if opening.text == "[" and self._next.kind == "open":  # \sqrt[3]{8}
                raise ReadingError(opening.position, "needs-brackets")
            return node
        if opening.kind in ("number", "constant") or opening.text == "√":
            argument = self._deeper(self._atom)
            if self._next.kind == "degree":
                argument = self._degrees(argument)
            node = Call(function.position, function.text, argument)
            self._open_ended = True
            return node
        raise ReadingError(function.position, "needs-brackets")
