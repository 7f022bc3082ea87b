"""Wrong numbers that learners reach, and what is said of each: a list that grows, and its figures.

A line of `wrong_answers.txt` holds exercise and variant, what was typed, and the code of the sentence, with the names of what it
speaks of; `-` where nothing is said. An exclamation mark behind it says that whoever reviewed the line had another slip in mind
than the sentence speaks of.
"""

import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[3]


@dataclass(frozen=True)
class Row:
    """One wrong number.

    Attributes:
        exercise: The id.
        variant: Which variant was shown.
        text: What was typed.
        said: The code of the sentence and the names of what it speaks of; `-` for none.
        misleading: Whether the sentence speaks of something else than was done.
    """

    exercise: str
    variant: int
    text: str
    said: str
    misleading: bool


def rows() -> list[Row]:
    """Return the list."""
    found = []
    for line in Path(__file__).with_suffix(".txt").read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            place, text, said = (cell.strip() for cell in line.split("|"))
            exercise, variant = place.split()
            found.append(
                Row(exercise, int(variant), text, said.removesuffix("!").strip(), said.endswith("!"))
            )
    return found


def said(verdict: dict) -> str:
    """Return what a verdict says as the list writes it."""
    things = (
        fact[len(fact) > 1] if isinstance(fact, list) else str(fact) for fact in verdict["facts"].values()
    )
    return " ".join([verdict["code"] or "-", *things])


def figures() -> Counter:
    """Return how many sentences of the list fit, how many mislead, and of how many numbers nothing is said."""
    return Counter(
        "silent" if row.said == "-" else "misleading" if row.misleading else "fitting" for row in rows()
    )


if __name__ == "__main__":
    counted = figures()
    total = sum(counted.values())
    for name in ("fitting", "misleading", "silent"):
        sys.stdout.write(f"{name:12}{counted[name]:6}{100 * counted[name] / total:8.1f} %\n")
