"""Design: steps to be put in order, graded as a partial order."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Self

from checkers.verdict import Unreadable, Verdict

from .base import ClosedExercise


@dataclass(frozen=True)
class Design(ClosedExercise):
    """Steps and what each of them needs.

    Attributes:
        steps: How many steps there are, numbered from 1 as in the Markdown source.
        after: For each step, the steps that must stand before it. Steps without an entry need nothing.
        remarks: Pairs (first, second) of independent steps; an order that has `first` before `second` is right and gets the
            sentence `first-before-second`.
    """

    steps: int
    after: Mapping[int, tuple[int, ...]]
    remarks: tuple[tuple[int, int], ...] = ()

    kind = "design"

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> Self:
        """Return the exercise that `to_data` described; JSON makes texts of the steps that are keys, lists of tuples."""
        after = {int(step): tuple(needed) for step, needed in data["after"].items()}
        return cls(data["steps"], after, tuple((first, second) for first, second in data["remarks"]))

    @classmethod
    def strict(cls, steps: int) -> "Design":
        """Return a design in which every step needs all steps before it."""
        return cls(steps, {step: tuple(range(1, step)) for step in range(2, steps + 1)})

    def parse(self, variant: int, text: str) -> list[int] | Unreadable:
        """Return the steps in the learner's order; a list that is short but right so far is not judged."""
        order: list[int] = []
        for word in re.finditer(r"[^\s,;>→()\[\]-]+", text):
            if not word[0].isdecimal() or len(word[0]) > len(str(self.steps)) + 1:
                return Unreadable(word.start(), "not-a-step", {"word": word[0][:20], "count": self.steps})
            step = int(word[0])
            if not 1 <= step <= self.steps:
                return Unreadable(word.start(), "not-a-step", {"word": word[0], "count": self.steps})
            if step in order:
                return Unreadable(word.start(), "repeated-step", {"step": step})
            order.append(step)
        if not order:
            return Unreadable(0, "nothing-ordered", {"count": self.steps})
        if len(order) < self.steps and self._first_violation(order) is None:
            return Unreadable(len(text), "right-so-far", {"placed": len(order), "count": self.steps})
        return order

    def grade(self, variant: int, answer: list[int]) -> Verdict:
        """Judge the order by the first step that stands before something it needs.

        The code names the broken precedence, `3-before-1`; when several are broken at that step, the one with the lowest source
        position. The facts say how many steps stand right before it and how many moves would mend the whole.
        """
        violation = self._first_violation(answer)
        if violation is None:
            return Verdict("right", self._remark(answer))
        place, step, missing = violation
        facts = {"step": step, "place": place + 1, "right_so_far": place, "moves": self._moves(answer)}
        return Verdict("wrong", f"{step}-before-{missing}", facts)

    def codes(self) -> frozenset[str]:
        """Return every code a wrong order can get."""
        return frozenset(
            f"{step}-before-{needed}" for step, all_needed in self.after.items() for needed in all_needed
        )

    def forces(self, first: int, second: int) -> bool:
        """Return whether every valid order has `first` before `second`."""
        return first in self._all_needs()[second]

    def _first_violation(self, order: list[int]) -> tuple[int, int, int] | None:
        placed: set[int] = set()
        for place, step in enumerate(order):
            missing = [needed for needed in sorted(self.after.get(step, ())) if needed not in placed]
            if missing:
                return place, step, missing[0]
            placed.add(step)
        return None

    def _remark(self, order: list[int]) -> str:
        for first, second in self.remarks:
            if order.index(first) < order.index(second):
                return f"{first}-before-{second}"
        return ""

    def _moves(self, order: list[int]) -> int:
        """Return how few single cards have to be lifted out and put elsewhere to reach a valid order.

        The cards that may stay are a longest run of the learner's order in which no card contradicts another; there are few
        enough cards to try every subset.
        """
        needs = self._all_needs()
        best = 0
        for chosen in range(1 << len(order)):
            kept = [step for place, step in enumerate(order) if chosen >> place & 1]
            if len(kept) > best and all(
                later not in needs[earlier]
                for place, earlier in enumerate(kept)
                for later in kept[place + 1 :]
            ):
                best = len(kept)
        return len(order) - best

    def _all_needs(self) -> dict[int, set[int]]:
        """Return for each step everything it needs, directly or through other steps."""
        needs = {step: set(self.after.get(step, ())) for step in range(1, self.steps + 1)}
        for _ in needs:
            for found in needs.values():
                found.update(*(needs[needed] for needed in tuple(found)))
        return needs
