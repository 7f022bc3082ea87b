"""Build: the learner writes a program that defines one function, and the function is tried on cases."""

import math
import random
import re
import sys
from collections.abc import Callable, Iterable, Sequence
from difflib import get_close_matches
from inspect import signature
from operator import itemgetter
from types import CodeType
from typing import TYPE_CHECKING, Any, ClassVar, TypeAlias

from checkers.programs import copies, sandbox
from checkers.programs.originals import plain_text
from checkers.programs.program import LINE_KEPT, Program, read_program
from checkers.programs.sandbox import Outcome
from checkers.verdict import Facts, Status, Unreadable, Verdict

from .base import Exercise

RANDOM_CASES = 10
Random: TypeAlias = random.Random  # what draws them
RANDOM_DIGITS = 6  # significant digits of a random argument, so that a call can be read and typed

_CALL_KEPT = 200  # characters of a call's text
_NUMBER_DIGITS = 12  # significant digits of a value shown
# What Python says of a name without a value, and of `^` between numbers that are not whole.
_UNDEFINED = re.compile(r"name '(\w+)' is not defined")
_CARET = "unsupported operand type(s) for ^"
# Libraries of arrays: for the numbers of these tasks, `math` has the same functions under the same names.
_ARRAY_LIBRARIES = frozenset(
    {
        *("autograd", "cupy", "jax", "keras", "mlx", "mpmath", "numpy", "paddle", "scipy", "sympy"),
        *("tensorflow", "tinygrad", "torch"),
    }
)
_FROM_IMPORT = re.compile(r"from [\w.]+ import (.*)")
_UNAWAITED = ("coroutine", "async_generator")
_MOST_PLACES = 8  # decimal places to which results may have been rounded

# What a result other than a number says about the program: status and code.
_ODD_RESULTS: dict[str, tuple[Status, str]] = {
    "none": ("unreadable", "returned-none"),
    "text": ("unreadable", "returned-text"),
    "other": ("unreadable", "returned-other"),
    "complex": ("wrong", "returned-complex"),
    "not-finite": ("wrong", "not-finite"),
}


class Case(tuple[Any, ...]):
    """One call that is tried, and how near its result has to be.

    Without a tolerance of its own a case takes that of its exercise. It is a tuple, so that no program that
    finds it can change it.

    Attributes:
        arguments: The positional arguments.
        relative: Allowed deviation as a share of the expected value, or `None`.
        absolute: Allowed deviation, or `None`.
    """

    __slots__ = ()

    def __new__(cls, *arguments: Any, relative: float | None = None, absolute: float | None = None) -> "Case":
        """Take the arguments as they stand in a call."""
        return super().__new__(cls, (arguments, relative, absolute))

    arguments = property(itemgetter(0))
    relative = property(itemgetter(1))
    absolute = property(itemgetter(2))


if TYPE_CHECKING:
    mistake = staticmethod  # so that a checker of types does not take the first argument for an instance
else:

    def mistake(function: Callable[..., Any]) -> staticmethod:
        """Mark a function of a Build class as a known wrong version; its name, with hyphens, is the code."""
        function.is_mistake = True
        return staticmethod(function)


class Build(Exercise):
    """A function to write. A chapter's class says which, on what it is tried, and what is right.

    Attributes:
        entry: Name of the function.
        relative_tolerance: Allowed deviation, relative to the expected value or to 1, whichever is
            larger in size.
        cases: What is tried, and shown, every time.
        reference: The right version, a static method.
        mistakes: The known wrong versions by code, in order of definition.
    """

    kind = "build"
    computed = True
    runs_programs = True
    own_codes = Exercise.own_codes | {
        *(
            "empty",
            "too-long",
            "syntax-error",
            "strange-character",
            "nested-too-deeply",
            "function-missing",
            "wrong-signature",
            "time-limit",
            "crashed",
        ),
        *(
            "stopped",
            "asked-for-input",
            "no-numpy",
            "no-arrays",
            "module-refused",
            "module-not-shipped",
            "no-help",
            "draws-at-random",
            "async-function",
            "cmath-for-math",
            "recursion",
            "printed-not-returned",
            "rounded",
        ),
        *("raised", "undefined-name", "caret-for-power", *(code for _, code in _ODD_RESULTS.values())),
    }
    variants = ({},)

    entry: ClassVar[str]
    relative_tolerance: ClassVar[float] = 1e-9
    cases: ClassVar[tuple[Case, ...]]
    mistakes: ClassVar[dict[str, Callable[..., Any]]] = {}

    reference: ClassVar[Callable[..., Any]]

    @staticmethod
    def random_case(random: Random) -> Iterable[Any] | Case | None:
        """Return the arguments of one more case, drawn with this generator; `None` for none."""
        return None

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        own = {
            name.replace("_", "-"): function.__func__
            for name, function in vars(cls).items()
            if isinstance(function, staticmethod) and hasattr(function.__func__, "is_mistake")
        }
        cls.mistakes = {**cls.mistakes, **own}

    @property
    def parameters(self) -> str:
        """The parameters of the function, as they stand in its `def` line."""
        return str(signature(self.reference))[1:-1]

    def parse(self, variant: int, text: str) -> Program | Unreadable:
        """Compile a program, mended from what copying adds if it does not compile as it stands.

        Args:
            variant: Not used; a Build exercise has one variant.
            text: The program as typed.
        """
        return read_program(text)

    def grade(self, variant: int, program: Program) -> Verdict:
        """Run a program, try its function on every case, and judge the results.

        Args:
            variant: Not used; a Build exercise has one variant.
            program: What `parse` returned.
        """
        cases = self.all_cases()
        run = copies.run(program.code, self.entry, [case.arguments for case in cases])
        if run.end in ("time-limit", "crashed"):
            limited: Facts = {"seconds": copies.limit} if run.end == "time-limit" else {}
            return Verdict("unreadable", run.end, limited | ({"stdout": run.stdout} if run.stdout else {}))
        outcomes = [program.as_typed(found) for found in run.outcomes]
        facts: Facts = {"stdout": run.stdout}
        if run.unshown:
            facts["unshown"] = run.unshown
        if run.end == "missing":
            nearest = get_close_matches(self.entry, run.names, n=1, cutoff=0.5) or run.names[:1] or ("none",)
            return Verdict(
                "unreadable", "function-missing", {**facts, "entry": self.entry, "nearest": nearest[0]}
            )
        if run.end == "signature":
            found = {"entry": self.entry, "expected": self.parameters, "given": run.parameters}
            return Verdict("unreadable", "wrong-signature", {**facts, **found})
        if run.end == "raised":
            facts |= {"cases": [], "passed": 0, "total": len(cases)}
            return _stopped(outcomes[0], program.lines, facts)
        verdict = self._judge(cases, outcomes, program.lines, facts)
        if (verdict.status, verdict.code) == ("wrong", "") and program.draws():
            return Verdict("wrong", "draws-at-random", verdict.facts)
        reordered = self._reordered(program.code)
        if verdict.status == "wrong" and reordered:
            found = {"entry": self.entry, "expected": self.parameters, "given": reordered}
            return Verdict("unreadable", "wrong-signature", {**verdict.facts, **found})
        return verdict

    def all_cases(self) -> list[Case]:
        """Return the listed cases and the random ones: the same every time."""
        generator = random.Random(self.entry)
        drawn = [self.random_case(generator) for _ in range(RANDOM_CASES)]
        return [*self.cases, *(_rounded(case) for case in drawn if case is not None)]

    def problems(self) -> list[str]:
        """Return what is wrong with the class itself, one sentence each; empty if nothing is."""
        cases = self.all_cases()
        found = []
        for code, function in {"": self.reference, **self.mistakes}.items():
            outcomes = [_call(function, case) for case in cases]
            verdict = self._judge(cases, outcomes, (), {})
            if (verdict.status, verdict.code) != ("wrong" if code else "right", code):
                name = f"the mistake `{code}`" if code else "the reference"
                found.append(f"{name} is judged {verdict.status} `{verdict.code}`")
        return found

    def _judge(
        self, cases: list[Case], outcomes: Sequence[Outcome], lines: Sequence[str], facts: Facts
    ) -> Verdict:
        expected = [_call(self.reference, case) for case in cases]
        passed = self._agreeing(cases, outcomes, expected)
        facts |= {
            "cases": self._shown(cases, outcomes, expected, passed),
            "passed": sum(passed),
            "total": len(cases),
        }
        if all(passed):
            return Verdict("right", "", facts)
        unread = next((found for found in outcomes if found.asked or found.module), None)
        if unread is not None:
            return _stopped(unread, lines, facts)
        first = passed.index(False)
        facts["call"] = self._text_of_call(cases[first])
        for code, function in self.mistakes.items():
            if all(self._agreeing(cases, outcomes, [_call(function, case) for case in cases])):
                return Verdict("wrong", code, facts)
        if self._are_rounded(outcomes, expected):
            return Verdict("wrong", "rounded", facts)
        failed = [index for index, right in enumerate(passed) if not right]
        raised = next((index for index in failed if outcomes[index].kind == "raised"), None)
        if raised is not None:
            facts["call"] = self._text_of_call(cases[raised])
            return _stopped(outcomes[raised], lines, facts)
        odd = next((index for index in failed if outcomes[index].kind in _ODD_RESULTS), None)
        if odd is not None:
            facts |= {"call": self._text_of_call(cases[odd]), "type": outcomes[odd].name or "None"}
            if outcomes[odd].kind == "none" and facts.get("stdout"):
                return Verdict("unreadable", "printed-not-returned", facts)
            if outcomes[odd].name in _UNAWAITED:
                return Verdict("unreadable", "async-function", facts)
            if outcomes[odd].kind == "complex" and any("cmath" in line for line in lines):
                return Verdict("unreadable", "cmath-for-math", facts)
            return Verdict(*_ODD_RESULTS[outcomes[odd].kind], facts)
        return Verdict("wrong", "", facts)

    def _reordered(self, code: CodeType) -> str:
        """Return the function's parameters if they are the right ones in another order, else an empty text."""
        expected = list(signature(self.reference).parameters)
        given = expected
        for defined in code.co_consts:
            if isinstance(defined, CodeType) and defined.co_name == self.entry:
                given = list(defined.co_varnames[: defined.co_argcount])
        return ", ".join(given) if given != expected and sorted(given) == sorted(expected) else ""

    @staticmethod
    def _are_rounded(outcomes: Sequence[Outcome], expected: Sequence[Outcome]) -> bool:
        """Return whether every result is the right number, rounded to one and the same place that keeps them apart."""
        if not all(one.kind == "number" for one in (*outcomes, *expected)):
            return False
        found, wanted = ([one.number for one in results] for results in (outcomes, expected))
        # A program that returns the same nought for all small numbers has rounded nothing.
        return len(set(found)) > 1 and any(
            found == [round(number, places) for number in wanted] for places in range(_MOST_PLACES + 1)
        )

    def _agreeing(
        self, cases: list[Case], outcomes: Iterable[Outcome], expected: Iterable[Outcome]
    ) -> list[bool]:
        return [
            self._agrees(case, found, wanted)
            for case, found, wanted in zip(cases, outcomes, expected, strict=True)
        ]

    def _agrees(self, case: Case, found: Outcome, wanted: Outcome) -> bool:
        if found.kind != wanted.kind:
            # The root of a negative number: `math` raises where a power of one half is complex.
            return {found.kind, wanted.kind} == {"complex", "raised"} and "ValueError" in (
                found.name,
                wanted.name,
            )
        if found.kind == "raised":
            return found.name == wanted.name
        if found.kind != "number":
            return True
        if case.relative is None and case.absolute is None:
            allowed = self.relative_tolerance * max(1.0, abs(wanted.number))
        else:
            allowed = max((case.relative or 0.0) * abs(wanted.number), case.absolute or 0.0)
        return abs(found.number - wanted.number) <= allowed

    def _shown(
        self, cases: list[Case], outcomes: Iterable[Outcome], expected: Iterable[Outcome], passed: list[bool]
    ) -> list[Facts]:
        """Return the rows of the table: the listed cases, then the first random one that failed."""
        rows = list(zip(cases, outcomes, expected, passed, strict=True))
        listed = len(self.cases)
        failed = [row for row in rows[listed:] if not row[3]]
        return [self._row(*row) for row in (*rows[:listed], *failed[:1])]

    def _row(self, case: Case, found: Outcome, wanted: Outcome, passed: bool) -> Facts:
        got, should = _text_of(found), _text_of(wanted)
        if got == should and not passed:  # they differ beyond the digits shown
            got, should = repr(found.number), repr(wanted.number)
        notes = {
            "raised": f"raised {found.name}",
            "none": "returned None",
            "text": f"returned {found.name}",
            "other": f"returned {found.name}",
            "complex": f"returned {found.name}",
            "not-finite": "not a finite number",
        }
        return {
            "call": self._text_of_call(case),
            "expected": should,
            "got": got,
            "ok": passed,
            "note": notes.get(found.kind, ""),
        }

    def _text_of_call(self, case: Case) -> str:
        inside = ", ".join(getattr(value, "__name__", None) or repr(value) for value in case.arguments)
        return plain_text(f"{self.entry}({inside})", _CALL_KEPT)


def _stopped(found: Outcome, lines: Sequence[str], facts: Facts) -> Verdict:
    """Return the verdict on a program, or a call, that an exception ended."""
    numbers = [number for number in found.lines if 1 <= number <= len(lines)]
    facts["traceback"] = [
        {"line": number, "text": plain_text(lines[number - 1].strip(), LINE_KEPT)} for number in numbers
    ]
    facts["error"] = f"{found.name}: {found.text}" if found.text else found.name
    if numbers:
        facts["line"] = numbers[-1]
    if found.asked:
        return Verdict("unreadable", "asked-for-input", facts)
    if found.module:
        line = lines[numbers[-1] - 1].strip() if numbers else ""
        return Verdict("unreadable", *_not_here(found.module, line, facts))
    if found.name == "RecursionError":
        return Verdict("wrong", "recursion", facts)
    undefined = _UNDEFINED.match(found.text) if found.name == "NameError" else None
    if undefined:
        return Verdict("wrong", "undefined-name", {**facts, "name": undefined[1]})
    if found.name == "TypeError" and found.text.startswith(_CARET):
        return Verdict("wrong", "caret-for-power", facts)
    return Verdict("wrong", "raised", facts)


def _not_here(module: str, line: str, facts: Facts) -> tuple[str, Facts]:
    """Return the code for a module that is not here, and the facts with what to write in the place of this line."""
    facts = {**facts, "module": module}
    if module == "pydoc" and "pydoc" not in line:
        return "no-help", facts
    if module.partition(".")[0] in sys.stdlib_module_names:
        return "module-not-shipped", facts
    if module not in _ARRAY_LIBRARIES:
        return "module-refused", facts
    taken = _FROM_IMPORT.match(line)
    listed = [part.strip() for part in taken[1].strip("()").split(",")] if taken else []
    names = [part for part in listed if hasattr(math, part.partition(" ")[0])]
    instead = f"from {math.__name__} import " + ", ".join(names) if names else "import math"
    facts |= {"instead": instead, "root": "sqrt(…)" if "sqrt" in names else "math.sqrt(…)"}
    return "no-numpy" if module == "numpy" else "no-arrays", facts


def _call(function: Callable[..., Any], case: Case) -> Outcome:
    """Return what one of our own functions comes to; a version may be meant to raise."""
    try:
        return sandbox.outcome(function(*map(sandbox.copied, case.arguments)))
    except Exception as error:
        return Outcome("raised", name=type(error).__name__)


def _rounded(drawn: Iterable[Any] | Case) -> Case:
    case = drawn if isinstance(drawn, Case) else Case(*drawn)
    return Case(*map(_shortened, case.arguments), relative=case.relative, absolute=case.absolute)


def _shortened(value: Any) -> Any:
    if isinstance(value, float):
        return float(f"{value:.{RANDOM_DIGITS}g}")
    if isinstance(value, list | tuple):
        return type(value)(map(_shortened, value))
    return value


def _text_of(found: Outcome) -> str:
    if found.kind == "number":
        return f"{found.number + 0.0:.{_NUMBER_DIGITS}g}"  # adding zero turns -0.0 into 0.0
    return {"none": "None", "text": repr(found.text)}.get(found.kind, "")


class _Canary(Build):
    """Half a square root: whether a right and a wrong program are still told apart."""

    entry = "canary"
    cases = (Case(2.0), Case(1.0))

    @staticmethod
    def reference(x: float) -> float:
        return math.sqrt(x) / 2

    @mistake
    def no_square_root(x: float) -> float:
        return x / 2


@sandbox.canary
def _still_judges() -> bool:
    exercise = _Canary()

    def judged(*results: Any) -> tuple[str, str]:
        verdict = exercise._judge(list(exercise.cases), [*map(sandbox.outcome, results)], (), {})
        return verdict.status, verdict.code

    return [judged(0.7071067811865476, 0.5), judged(1.0, 0.5), judged(0.6, 0.5), judged(None, None)] == [
        *(("right", ""), ("wrong", "no-square-root"), ("wrong", ""), ("unreadable", "returned-none"))
    ]
