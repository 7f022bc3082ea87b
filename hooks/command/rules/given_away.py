"""No sentence that answers a mistake holds a number that the page would accept."""

import re
from collections.abc import Iterator
from pathlib import Path

from hooks.book.book import Book
from hooks.book.parts import Exercise
from hooks.book.plain_text import plain_text
from hooks.kinds import KINDS
from hooks.source.blocks import Text
from hooks.source.errors import AuthorError

NUMBER = re.compile(r"(?<![\w.])[-−]?\d+(?:,\d{3})*(?:\.\d+)?(?:\s*[×x]\s*10[⁻⁰¹²³⁴-⁹]+|e-?\d+)?")
POWER = re.compile("[×x]")

# Sentences that may hold such a number, by exercise and code, each with the reason: someone has read them.
REVIEWED: dict[tuple[str, str], str] = {}


def answers_given_away(book: Book, root: Path) -> Iterator[AuthorError]:
    """Yield the sentences that give an answer away, of their own exercise or of another on the page, in any variant."""
    for exercise in book.exercises:
        found: dict[str, tuple[str, str, int, Text]] = {}
        for variant in range(len(exercise.checker.variants)):
            for code, text in _for_mistakes(exercise):
                for number, whose in _accepted_numbers(book, exercise, variant, text):
                    found.setdefault(code, (number, whose, variant, text))
        for code, (number, whose, variant, text) in found.items():
            if (exercise.identifier, code) not in REVIEWED:
                answer = "the answer" if whose == exercise.identifier else f"the answer to `{whose}`"
                what = f"the sentence `{code}` holds {number}, which is {answer} (variant {variant})"
                yield exercise.block.error(what, "Ask for it instead, without the number", text.line)


def _for_mistakes(exercise: Exercise) -> Iterator[tuple[str, Text]]:
    """Yield the sentences for wrong answers, each with its code."""
    rights = {f"choice-{place}" for place, choice in enumerate(exercise.block.choices, 1) if choice.right}
    yield from ((code, text) for code, text in exercise.block.sentences.items() if code not in rights)


def _accepted_numbers(book: Book, exercise: Exercise, variant: int, text: Text) -> Iterator[tuple[str, str]]:
    """Yield the numbers of a sentence that an exercise of the page accepts, in the variant of that number, with its id."""
    numbers = NUMBER.findall(plain_text(exercise.fill(text.markdown, variant)))
    values = {one: float(one.replace("−", "-").replace(",", "")) for one in numbers if not POWER.search(one)}
    for other in book.exercises if values else ():
        if other.block.path == exercise.block.path:
            own = min(variant, len(other.checker.variants) - 1)
            interval = KINDS[other.kind].accepted(other, own)
            if interval is not None:
                low, high = interval
                yield from ((one, other.identifier) for one, value in values.items() if low <= value <= high)
