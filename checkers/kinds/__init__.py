"""The five kinds of exercise, and the options a block of each kind may carry in Markdown."""

OPTIONS: dict[str, frozenset[str]] = {
    "derive": frozenset({"label", "placeholder", "unit"}),
    "trace": frozenset({"formulas"}),
    "build": frozenset({"entry"}),
    "debug": frozenset({"formulas"}),
    "design": frozenset({"after", "formulas"}),
}

KINDS = tuple(OPTIONS)

# Their answer is computed by a class in `chapter_NN.py`; the answer of the others is marked beside the words.
COMPUTED = frozenset({"derive", "build"})
