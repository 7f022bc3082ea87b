"""One spelling for each sign: the many ways to type a minus, a digit or a product, folded into one."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache

# For regular expressions on folded texts. Python takes vulgar fractions for letters; here they are numbers.
VULGAR = "[¼-¾⅐-⅞↉]"
LETTER = r"[^\W\d_¼-¾⅐-⅟↉]"
MARKS = "\u0300-\u036f\u20d0-\u20ff"  # combining ones, such as the bar of ᾱ


@dataclass(frozen=True, slots=True)
class Folded:
    """A text in which every sign has one spelling; each character knows its position in the text as typed."""

    text: str
    positions: tuple[int, ...]

    def cut(self, start: int, stop: int | None = None) -> "Folded":
        """Return the part between two indices."""
        return Folded(self.text[start:stop], self.positions[start:stop])

    def followed_by(self, other: "Folded") -> "Folded":
        """Return the text with another one behind it, which may come from another place."""
        return Folded(self.text + other.text, self.positions + other.positions)

    def without(self, pattern: re.Pattern[str]) -> "Folded":
        """Return the text without what a pattern finds in it."""
        return self.replaced(pattern, "")

    def replaced(self, pattern: re.Pattern[str], replacement: str) -> "Folded":
        """Return the text with a replacement, in the syntax of `re`, for what a pattern finds in it."""

        def expanded(found: re.Match[str]) -> Folded:
            new = found.expand(replacement)
            return Folded(new, (self.positions[found.start()],) * len(new))

        return self.with_each(pattern.finditer(self.text), expanded)

    def with_each(
        self, matches: Iterable[re.Match[str]], new: Callable[[re.Match[str]], "Folded"]
    ) -> "Folded":
        """Return the text with something new in the place of each match, from left to right."""
        whole, done = Folded("", ()), 0
        for found in matches:
            whole = whole.followed_by(self.cut(done, found.start())).followed_by(new(found))
            done = found.end()
        return whole.followed_by(self.cut(done))

    def stripped(self) -> "Folded":
        """Return the text without spaces at its ends."""
        start = len(self.text) - len(self.text.lstrip())
        return self.cut(start, max(start, len(self.text.rstrip())))


_SPELLINGS = {
    spelling: sign
    for sign, spellings in {
        "*": "×·⋅∗∙•✕✖⨯⁎\u2062",  # the last is the invisible times of typeset formulas
        "/": "÷∕⁄➗",
        "+": "➕",
        "-": "−˗⁃➖─",
        "^": "ˆ↑",
        "≈": "~∼≃≅≒≐",
        "=": "≔→⇒⟶⟹",
        "°": "º˚",
        " ": "&",  # where lines are aligned in LaTeX
        ":": "∶",
        ".": "٫。",
        ",": "،、",
        "'": "’‘ʼ′`´٬",
        "%": "٪",
        '"': "“”„«»",
    }.items()
    for spelling in spellings
}
_RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁽⁾", "0123456789+-()")
_RAISED_SIGNS = "⁺⁻"
_LOWERED = str.maketrans("₀₁₂₃₄₅₆₇₈₉₊₋₍₎", "0123456789+-()")
_LATEX = (
    {
        "cdot": "*",
        "times": "*",
        "ast": "*",
        "div": "/",
        "pi": "π",
        "sqrt": "√",
        "infty": "∞",
        "pm": "±",
        "mp": "±",
    }
    | dict.fromkeys(("approx", "sim", "simeq", "cong"), "≈")
    | dict.fromkeys(("to", "rightarrow", "Rightarrow", "implies"), "=")
    | dict.fromkeys(("dots", "ldots", "cdots"), "...")
    | dict.fromkeys(("circ", "degree"), "°")
    # What sets a size, a style or a frame leaves what stands in it as it is.
    | dict.fromkeys(
        (
            "left",
            "right",
            "!",
            "displaystyle",
            "textstyle",
            "boxed",
            "fbox",
            "num",
            "bm",
            "boldsymbol",
            "underline",
        ),
        "",
    )
    | dict.fromkeys(
        (
            "mathrm",
            "mathbf",
            "mathit",
            "mathsf",
            "mathtt",
            "text",
            "textbf",
            "ensuremath",
            "rm",
            "bf",
            "therefore",
        ),
        "",
    )
    | {size + side: "" for size in ("big", "Big", "bigg", "Bigg") for side in ("", "l", "r", "m")}
    | dict.fromkeys((",", ";", ":", ">", " ", "\\", "quad", "qquad", "thinspace"), " ")
    | dict.fromkeys(("frac", "dfrac", "tfrac", "cfrac", "nicefrac", "sfrac"), "\\frac")
    | {name: f" {name} " for name in ("exp", "ln", "log", "sin", "cos", "tan", "sinh", "cosh", "tanh")}
    | {escaped: escaped for escaped in "%()[]{}"}
)
_PIECE = re.compile(
    r"(?P<stacked>[⁰¹²³⁴-⁹]+[⁄/][₀-₉]+)|(?P<raised>[⁰¹²³⁴-⁹⁺⁻⁽⁾]+)|(?P<lowered>[₀-₉₊₋₍₎]+)"
    r"|(?P<product>\{\s*\\(?:times|cdot)\s*\}|\\(?:times|cdot)\s*\{\})"  # TeX's usual guards against odd spacing
    r"|(?P<comma>\{,\})"
    r"|\\(?:text(?:rm|bf|it)?|math(?:rm|bf|it|sf|tt)|operatorname\*?|mbox|unit|si)\s*\{(?P<upright>[^{}]*)\}"
    r"|\\(?:SI|qty)\s*\{(?P<quantity>(?:[^{}]|\{[^{}]*\})*)\}\s*\{(?P<unit>[^{}]*)\}"
    r"|(?P<tie>(?<=[\d)}\]])~(?=[A-Za-z\\(]|\d{3}(?![\d.]))|(?:(?<=\\times)|(?<=\\cdot))~)"  # 4.17~s, not x~0.5
    r"|\\(?P<latex>[A-Za-z]+|.)|(?P<other>.)",
    re.DOTALL,
)


def fold(typed: str, offset: int = 0) -> Folded:
    """Return a text with one spelling for each sign.

    Raised digits become `^(...)`, lowered ones `_{...}`; LaTeX commands become what they show, or stay.

    Args:
        typed: The text, or a part of it.
        offset: The position of its first character in the whole text.
    """
    folded: list[tuple[str, int]] = []
    for piece in _PIECE.finditer(typed):
        start, stop = piece.start() + offset, piece.end() + offset
        match piece.lastgroup:
            case "raised" | "lowered" as kind:
                table, opening, closing = (_RAISED, "^(", ")") if kind == "raised" else (_LOWERED, "_{", "}")
                if piece[0] in _RAISED_SIGNS:  # 10⁻3
                    opening, closing = "^", ""
                folded += [(sign, start) for sign in opening]
                folded += zip(piece[0].translate(table), range(start, stop), strict=True)
                folded += [(sign, stop - 1) for sign in closing]
            case "upright":
                inside = fold(piece["upright"], offset + piece.start("upright"))
                folded += zip(inside.text, inside.positions, strict=True)
            case "unit":  # \SI{4.17}{\second}
                inside = fold(piece["quantity"], offset + piece.start("quantity"))
                folded += zip(inside.text, inside.positions, strict=True)
                folded += [
                    (sign, start) for sign in " " + piece["unit"].replace("\\", "").replace("percent", "%")
                ]
            case "stacked":  # 2¹⁄₂, as a sum
                folded.append((" ", start))
                plain = piece[0].translate(_RAISED).translate(_LOWERED).replace("⁄", "/")
                folded += zip(plain, range(start, stop), strict=True)
            case "product" | "comma" | "tie" as kind:
                folded.append(({"product": "*", "comma": ",", "tie": " "}[kind], start))
            case "latex":
                folded += [(sign, start) for sign in _LATEX.get(piece["latex"], piece[0])]
            case _:
                folded += [(sign, start) for sign in _plain(piece[0])]
    return Folded("".join(sign for sign, _ in folded), tuple(position for _, position in folded))


@lru_cache(maxsize=1024)
def _plain(character: str) -> str:
    """Return the plain spelling of a character: `５` is `5`, every dash a minus, zero width nothing."""
    if character in _SPELLINGS:
        return _SPELLINGS[character]
    if re.match(VULGAR, character):
        return character
    category = unicodedata.category(character)
    if character.isspace() or category.startswith("Z"):
        return " "
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":  # formatting and variation selectors
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if category == "Pd":
        return "-"
    compatible = unicodedata.normalize("NFKC", character)
    return compatible if compatible == character else "".join(_plain(one) for one in compatible)
