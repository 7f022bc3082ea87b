"""The one door: the page, the command line and the tests all judge answers through `grade`."""

import pkgutil
from importlib import import_module
from typing import Any

from . import pages, registry
from .programs import fence
from .verdict import Unreadable, Verdict

# Why a module of a page cannot be imported, by its name. Whoever reads the book tells its author; a command survives it until then.
broken: dict[str, Exception] = {}

# Computed exercises register themselves as the module of their page is imported.
for _module in pkgutil.iter_modules(pages.__path__):
    if _module.name != "errata":
        _name = f"{pages.__name__}.{_module.name}"
        try:
            import_module(_name)
        except Exception as _error:
            broken[_name] = _error

# Set by the tests, so that a defect of ours stops them with its traceback instead of becoming a verdict.
reraise_defects = False


def grade(exercise: str, variant: int, answer: str) -> dict[str, Any]:
    """Judge one answer; never raises for what a learner typed.

    Args:
        exercise: The id of the exercise, such as `signal-fraction`.
        variant: Which of its variants was shown, from 0.
        answer: What the learner typed, chose, ordered or wrote, as text: the number; the position of the choice, from 1; the line,
            from 1; the positions of the steps in the learner's order; or the whole program.

    Returns:
        The verdict as plain JSON values: `status`, `code` and `facts`. An unknown exercise or variant, and a defect of ours, give
        the status `failed`.
    """
    return _judge(exercise, variant, answer).as_dict()


def understand(exercise: str, variant: int, text: str) -> str:
    """Return what is read in a text that is being typed, as plain Unicode; empty when there is nothing to say.

    Args:
        exercise: The id of the exercise.
        variant: Which of its variants is shown, from 0.
        text: What stands in the box so far.
    """
    found = registry.find(exercise)
    return found.understand(variant, text) if found else ""


def runs_programs(exercise: str) -> bool:
    """Return whether an answer to this exercise is a program, which its host has to time and may have to stop."""
    found = registry.find(exercise)
    return found is not None and found.runs_programs


def _judge(exercise: str, variant: int, answer: str) -> Verdict:
    found = registry.find(exercise)
    if found is None:
        return Verdict("failed", "unknown-exercise", {"exercise": exercise})
    if not (isinstance(variant, int) and 0 <= variant < len(found.variants)):
        return Verdict("failed", "unknown-variant", {"variant": variant, "variants": len(found.variants)})
    try:
        parsed = found.parse(variant, answer)
        return parsed.as_verdict() if isinstance(parsed, Unreadable) else found.grade(variant, parsed)
    except Exception as error:
        if reraise_defects:
            raise
        if found.runs_programs:
            fence.distrust()  # a program may have brought this about
        return Verdict("failed", "defect", {"error": f"{type(error).__name__}: {error}"})
