"""Verdicts foreseen: while the site is built, the checkers judge the answers that learners are most likely to give.

The page answers those at once, before Python has come, and has Python judge them again when it is there. A table holds only what the
checkers said. An answer in it is known by a hash alone, so that nobody reads the right one in the page's source by chance.
`docs/assets/wb/exercise/foreseen.js` reads what is written here.
"""

import json
import re
from base64 import b64encode
from collections.abc import Iterator
from functools import cache
from itertools import chain, permutations
from pathlib import Path

from checkers import grade
from hooks.book.book import Book
from hooks.book.parts import Exercise
from hooks.kinds import KINDS

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
# Digits of an answer's hash: another answer has the hash of one of a hundred with a probability of 1 in 10 million, until Python is there.
KEY = 5
ORDERS = "!"
EXERCISE = re.compile(r'<wb-exercise [^>]*\bid="([^"]+)"[^>]*(?=>)')
# FNV-1a, 64 bits (Fowler, Noll and Vo, RFC 9923).
OFFSET, PRIME, BITS = 0xCBF29CE484222325, 0x100000001B3, 64


def write_tables(site: Path, book: Book) -> None:
    """Have each exercise of a built site carry the verdicts on its likely answers.

    Args:
        site: The folder of the site.
        book: What the site was built from.
    """
    exercises = {one.identifier: one for one in book.exercises}
    for page in site.rglob("*.html"):
        text = page.read_text(encoding="utf-8")
        with_tables = EXERCISE.sub(
            lambda found: f'{found[0]} data-foreseen="{table(exercises[found[1]])}"', text
        )
        if with_tables != text:
            page.write_text(with_tables, encoding="utf-8")


def table(exercise: Exercise) -> str:
    """Return the verdicts on the likely answers to an exercise, as the page carries them.

    Returns:
        Words with a blank between them. The first one holds the verdicts: a list of `[status, code, facts]` as JSON in base64. Each
        other word belongs to one variant. Where the likely answers are all orders of some steps, it is a mark and the place of each
        order's verdict; else each answer's key and the place of its verdict. A place has two digits if one is too few for all. Empty if
        no answer is likely.
    """
    judged = [dict(foreseen(exercise, variant)) for variant in range(len(exercise.checker.variants))]
    verdicts = list(dict.fromkeys(chain(*(found.values() for found in judged))))
    if not verdicts:
        return ""
    length = 1 if len(verdicts) <= len(DIGITS) else 2
    words = []
    for variant, found in enumerate(judged):
        places = [_digits(verdicts.index(verdict), length) for verdict in found.values()]
        if _is_every_order(list(found)):
            words.append(ORDERS + "".join(places))
        else:
            keys = [_key(exercise.identifier, variant, text) for text in found]
            assert len(set(keys)) == len(keys)  # no two answers have one key
            words.append("".join(sorted(map(str.__add__, keys, places))))
    return " ".join([b64encode(f"[{','.join(verdicts)}]".encode()).decode(), *words])


@cache
def _judged(identifier: str, variant: int, text: str) -> str:
    judged = grade(identifier, variant, text)
    return json.dumps([judged["status"], judged["code"], judged["facts"]], separators=(",", ":"))


def foreseen(exercise: Exercise, variant: int) -> Iterator[tuple[str, str]]:
    """Yield the likely answers to a variant, each with its verdict as JSON; one on which the checkers fail is left to Python."""
    for text in dict.fromkeys(KINDS[exercise.kind].likely_answers(exercise, variant)):
        verdict = _judged(exercise.identifier, variant, text)
        if not verdict.startswith('["failed"'):
            yield text, verdict


def _is_every_order(answers: list[str]) -> bool:
    """Return whether answers are all orders of some steps, in lexicographic order."""
    steps = range(1, len(answers[0].split()) + 1) if answers else ()
    return len(steps) > 1 and answers == [" ".join(map(str, order)) for order in permutations(steps)]


def _key(exercise: str, variant: int, answer: str) -> str:
    """Return what the page knows an answer by."""
    found = OFFSET
    for byte in f"{exercise} {variant} {answer}".encode():
        found = (found ^ byte) * PRIME % 2**BITS
    # The upper bits are folded into the lower ones, as the authors of the hash advise.
    return _digits(found ^ found >> 6 * KEY, KEY)


def _digits(number: int, count: int) -> str:
    """Return the last digits of a number, written to the base 64."""
    return "".join(DIGITS[number >> 6 * place & 63] for place in reversed(range(count)))
