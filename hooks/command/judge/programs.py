"""Chooses what stands between a program and whatever comes after it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import checkers
from checkers.programs import copies

from .child import Verdict
from .process import JudgeProcess

Grade = Callable[[str, int, str], Verdict]


@contextmanager
def judge_of_programs() -> Iterator[Grade]:
    """Give a function that judges programs as `checkers.grade` does, and outlives whatever they do."""
    if copies.CAN_COPY:
        yield _grade_in_copy
    else:
        with JudgeProcess() as process:
            yield process.grade


def _grade_in_copy(exercise: str, variant: int, answer: str) -> Verdict:
    # An empty folder for each program: a file in it must not reach the next, nor the folder of whoever asks.
    with TemporaryDirectory(prefix="workbook-", ignore_cleanup_errors=True) as folder:
        copies.folder = folder
        try:
            return checkers.grade(exercise, variant, answer)
        finally:
            copies.folder = ""
