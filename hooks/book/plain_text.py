"""Markdown and TeX as plain text, for the command line, titles and tables of contents."""

import re

from .typed_numbers import MARKED

GREEK = {
    "alpha": "α", "beta": "β", "gamma": "γ", "delta": "δ", "Delta": "Δ", "epsilon": "ε", "varepsilon": "ε", "eta": "η", "theta": "θ",
    "lambda": "λ", "mu": "μ", "nu": "ν", "pi": "π", "rho": "ρ", "sigma": "σ", "Sigma": "Σ", "tau": "τ", "phi": "φ", "psi": "ψ",
    "omega": "ω", "nabla": "∇", "partial": "∂", "infty": "∞",
}  # fmt: skip
SYMBOLS = {
    "cdot": "·", "times": "×", "approx": "≈", "le": "≤", "leq": "≤", "ge": "≥", "geq": "≥", "ne": "≠", "neq": "≠", "to": "→",
    "rightarrow": "→", "mapsto": "↦", "sim": "∼", "in": "∈", "pm": "±", "propto": "∝", "sum": "Σ", "prod": "∏", "int": "∫", "mid": "|",
    "lvert": "|", "rvert": "|", "lVert": "‖", "rVert": "‖", "ldots": "…", "dots": "…", "cdots": "⋯", "quad": "  ", "dfrac": r"\frac",
    "tfrac": r"\frac", "langle": "⟨", "rangle": "⟩", "ll": "≪", "gg": "≫", "equiv": "≡", "prime": "′", "circ": "°",
}  # fmt: skip
WORDS = ("exp", "log", "ln", "cos", "sin", "tan", "min", "max")
ACCENTS = {"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "dot": "\u0307"}
SUPERSCRIPTS = str.maketrans("0123456789+-−()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁽⁾ⁿ")
VERBATIM = re.compile(
    r"(?P<ticks>`+)(?!`)(?P<code>.+?)(?<!`)(?P=ticks)(?!`)"
    r"|\$\$(?P<display>.+?)\$\$"
    r"|(?<!\$)\$(?P<formula>(?:\\.|[^\\$])+?)\$"
    r"|\\(?P<sign>[!-/:-@\[-`{-~])",
    re.DOTALL,
)
SENTENCE_END = re.compile(r"(?<=[.?!]) ")
GROUP = r"\{((?:[^{}]|\{[^{}]*\})*)\}"


def plain_text(markdown: str) -> str:
    """Return a Markdown paragraph as plain text in one line; formulas become Unicode."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        """Put aside what is no Markdown any more: a star in it is a star."""
        tex = found["display"] or found["formula"]
        kept.append(plain_tex(tex) if tex else found["sign"] or found["code"].strip())
        return f"\ue000{len(kept) - 1}\ue001"

    text = VERBATIM.sub(keep, markdown)
    text = MARKED.sub(r"\1", text)
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)(?:\{[^}]*\})?", r"\1", text)
    text = re.sub(r"(\*\*|__)(.+?)\1", r"\2", text)
    text = re.sub(r"(?<![\w*])\*(?!\s)(.+?)(?<!\s)\*(?![\w*])", r"\1", text)
    text = re.sub(r"(?<!\w)_(?!\s)(.+?)(?<!\s)_(?!\w)", r"\1", text)
    text = re.sub("\ue000(\\d+)\ue001", lambda found: kept[int(found[1])], text)
    return " ".join(text.split())


def first_sentences(markdown: str, most: int = 200) -> str:
    """Return how the first paragraph of a text begins, as plain text: its first sentence, and as many more as are short enough."""
    paragraphs = (
        part for part in markdown.split("\n\n") if part.strip() and part.lstrip()[0] not in "#/<!|`-"
    )
    first, *others = SENTENCE_END.split(plain_text(next(paragraphs, "")))
    for sentence in others:
        if len(first) + len(sentence) >= most:
            break
        first = f"{first} {sentence}"
    return first


def plain_tex(tex: str) -> str:
    """Return a formula as Unicode, readable aloud and in a terminal, such as `√(1 − ᾱ_t)`."""
    text = re.sub(
        r"\\(?:left|right|big|Big|bigl|bigr|Bigl|Bigr|displaystyle|textstyle|limits|mathstrut)(?![A-Za-z])",
        "",
        tex,
    )
    text = re.sub(r"\\(?:begin|end)\{[a-z]+\*?\}|(?<!\\)&", " ", text)
    text = re.sub(r"\\\\(?:\[[^\]]*\])?", " ", text)
    text = re.sub(r"\\(?:,|;|:|!|>| )", " ", text).replace("~", " ")
    text = re.sub(r"\\([dt])frac", r"\\frac", text)
    text = re.sub(
        r"\\(?:mathrm|mathbf|mathbb|mathcal|mathit|boldsymbol|text|operatorname)\s*" + GROUP, r"\1", text
    )
    for name, letter in GREEK.items():
        text = re.sub(rf"\\{name}(?![A-Za-z])", letter, text)
    for name, mark in ACCENTS.items():
        text = re.sub(
            rf"\\{name}(?![A-Za-z])\s*(?:\{{\s*(\w)\s*\}}|(\w))",
            rf"\1\2{mark}",
            text,
        )
    before = None
    while before != text:
        before = text
        text = re.sub(
            r"\\frac\s*" + GROUP + r"\s*" + GROUP,
            lambda found: f"{_operand(found[1])}/{_operand(found[2])}",
            text,
        )
        text = re.sub(r"\\frac\s*(\d)\s*(\d)", r"\1/\2", text)
        text = re.sub(r"\\sqrt\s*" + GROUP, lambda found: f"√{_operand(found[1])}", text)
        text = re.sub(r"\^\s*" + GROUP, lambda found: _superscript(found[1]), text)
        text = re.sub(r"\^\s*(\w)", lambda found: _superscript(found[1]), text)
        text = re.sub(r"_\s*" + GROUP, lambda found: f"_{_operand(found[1])}", text)
    for name, symbol in SYMBOLS.items():
        text = re.sub(rf"\\{name}(?![A-Za-z])", symbol, text)
    text = re.sub(rf"\\({'|'.join(WORDS)})(?![A-Za-z])", r"\1 ", text)
    text = re.sub(r"(?<!\\)[{}]", "", text.replace(r"\|", "‖").replace("-", "−"))
    # What is left are signs that TeX wants escaped, and commands whose name says enough.
    text = re.sub(r"\\([A-Za-z]+|.)", r"\1", text)
    return " ".join(re.sub(r"\s+([,.;:)])", r"\1", text).split())


def _operand(text: str) -> str:
    """Put brackets around whatever is more than one symbol or number."""
    inner = text.strip()
    return inner if re.fullmatch(r"[\d.]+|\w\u0304?(?:_\w+)?|\w+", inner) else f"({inner})"


def _superscript(text: str) -> str:
    inner = text.strip()
    raised = inner.translate(SUPERSCRIPTS)
    unraisable = set(inner) - set("0123456789+-−()n")
    return f"^{_operand(inner)}" if unraisable else raised
