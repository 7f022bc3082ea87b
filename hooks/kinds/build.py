"""Build: a program is written that defines one function, and its class tries it on cases."""

import ast
import html
import random
from collections.abc import Iterator
from inspect import signature
from typing import Any, ClassVar
from xml.etree import ElementTree as etree

from checkers.kinds.base import Exercise as Checker
from checkers.kinds.build import RANDOM_CASES, Build, Case
from checkers.verdict import Unreadable
from hooks.source.blocks import Block, Listing
from hooks.source.classes import ClassSlips
from hooks.source.errors import AuthorError
from hooks.source.options import function

from .base import Exercise, Kind, Samples, check_codes
from .forms import is_listing, take
from .reading import check_python, own_listing


class BuildKind(Kind):
    """An editor that begins with the stub; the reveal shows the model answer."""

    name = "build"
    rank = 3
    label = "Build"
    answer = "the whole program"
    options: ClassVar = {"entry": function}
    submit = "Run"
    reveal = "Show the model answer"
    skeleton = """\
/// build | {identifier}
    entry: {entry}

### TODO: a title

TODO: what `{entry}(x)` returns, and what its arguments mean.

```python
def {entry}(x):
    ...
```

sign-error
:   TODO: what is said to whoever lost the sign; it names what was done, and asks.

//// hint
TODO: where to look.
////

//// reveal
```python
def {entry}(x):
    return x  # TODO: the model answer
```

TODO: why it is right, and a remark beyond it.
////
///
"""
    class_skeleton = '''\
@exercise("{identifier}")
class {name}(Build):
    """TODO: what the function computes; paper and equation."""

    entry = "{entry}"
    cases = (Case(1.0), Case(-2.0))  # TODO: what is always tried, the edges among it

    @staticmethod
    def reference(x: float) -> float:
        """Return what is right."""
        return x  # TODO: its formula

    @staticmethod
    def random_case(random: Random) -> tuple[float]:
        """Return the arguments of one more case."""
        return (random.uniform(-3, 3),)  # TODO: arguments as they occur

    @mistake
    def sign_error(x: float) -> float:
        """Lose the sign."""
        return -x  # TODO: a known wrong version
'''
    imports: ClassVar = {
        "checkers.kinds.build": ("Build", "Case", "Random", "mistake"),
        "checkers.registry": ("exercise",),
    }

    def scan(self, block: Block, own: list[tuple[int, str]], code_free: dict[int, str]) -> None:
        """Read the stub, and check that it and the model answer define the function."""
        entry = block.options.get("entry")
        if entry is None:
            raise block.error(
                "it does not say which function is called", "Add the option `entry: function_name`"
            )
        block.listing = own_listing(block, own)
        if block.listing is None:
            raise block.error(
                "it has no stub", "Add a ```python listing with the function's first line and `...`"
            )
        for what, listing in (("stub", block.listing), ("model answer", block.model)):
            if listing is None or listing.language != "python":
                raise block.error(
                    "its reveal has no model answer", "Add a ```python listing with the whole function"
                )
            tree = check_python(block, listing, what)
            if not any(isinstance(node, ast.FunctionDef) and node.name == entry for node in tree.body):
                raise block.error(
                    f"the {what} does not define `{entry}`", f"Write `def {entry}(...):`", listing.line
                )

    def checker(self, block: Block, computed: Build) -> Checker:
        """Return the class's own exercise, if it asks for the same function and its mistakes have their sentences."""
        if computed.entry != block.options["entry"]:
            raise block.error(
                f"its class calls `{computed.entry}`", "Name the same function in the option `entry`"
            )
        check_codes(ClassSlips(block, computed), block, frozenset(computed.mistakes))
        return computed

    def look_through(self, slips: ClassSlips) -> None:
        """Try the reference on every case, and see whether it takes what is drawn at random."""
        checker: Any = slips.checker  # whatever its author has made of it
        for name in ("entry", "cases", "reference"):
            if not hasattr(checker, name):
                mend = "Add it as in the example of docs/contributing.md"
                raise slips.error("", f"its class has no `{name}`", mend)
        cases = checker.cases
        if (
            not isinstance(cases, tuple | list)
            or isinstance(cases, Case)
            or not all(isinstance(one, Case) for one in cases)
        ):
            mend = "Write `(Case(...), Case(...))`, with a comma after each, also after a single one"
            raise slips.error("cases", "`cases` is not a tuple of cases", mend)
        parameters = signature(checker.reference)
        for case in cases:
            try:
                parameters.bind(*case.arguments)
            except TypeError as error:
                mend = f"Give it what `reference({checker.parameters})` takes"
                raise slips.error(
                    "cases", f"a case of {case.arguments!r:.60} does not fit ({error})", mend
                ) from error
        for case in cases:
            slips.call("reference", f"for the case {case.arguments!r:.60}", *case.arguments)
        generator = random.Random(checker.entry)
        for _ in range(RANDOM_CASES):
            drawn = slips.call("random_case", "for a case", generator)
            if drawn is None:
                continue
            mend = f"the arguments as a tuple, as in `return (x,)` for a single one, for `reference({checker.parameters})`"
            if not isinstance(drawn, tuple | list):
                raise slips.returned("random_case", drawn, "for a case", mend)
            try:
                parameters.bind(*(drawn.arguments if isinstance(drawn, Case) else drawn))
            except TypeError:
                raise slips.returned("random_case", drawn, "for a case", mend) from None

    def faults(self, exercise: Exercise) -> Iterator[AuthorError]:
        """Yield what is wrong with the class and with the model answer, which are tried for that."""
        checker: Build = exercise.checker
        slips = ClassSlips(exercise.block, checker)
        yield from slips.misspelt()
        try:
            self.look_through(slips)
        except AuthorError as error:
            yield error
            return
        for problem in checker.problems():
            yield slips.error("", problem, "Change it, or add a case that tells them apart")
        model = _listing(exercise.block.model)
        program = checker.parse(0, model.code)
        verdict = program.as_verdict() if isinstance(program, Unreadable) else checker.grade(0, program)
        if verdict.status != "right":
            what = f"the model answer is judged {verdict.status} `{verdict.code}`"
            yield exercise.block.error(what, "Mend it, or the reference", model.line)

    def form(self, exercise: Exercise, rest: list[etree.Element], form: etree.Element) -> list[etree.Element]:
        """Add the editor, with the stub in it."""
        take(rest, is_listing)
        stub = _listing(exercise.block.listing).code
        editor = etree.SubElement(form, "div", {"class": "wb-editor", "data-entry": exercise.checker.entry})
        attributes = {
            "name": "answer",
            "rows": str(stub.count("\n") + 3),
            "spellcheck": "false",
            "autocapitalize": "none",
            # A browser would bring back what stood here when the page was left; the draft is newer.
            "autocomplete": "off",
            "aria-label": f"Your program for {exercise.title}",
        }
        # Kept apart from the page until the end: nothing may take its characters for markup.
        etree.SubElement(editor, "textarea", {**attributes, "data-html": html.escape(stub, quote=False)})
        return []

    def finish_reveal(self, reveal: etree.Element) -> None:
        """Frame the model answer."""
        for place, child in enumerate(reveal):
            if "data-listing" in child.attrib:
                model = etree.Element("div", {"class": "wb-model"})
                model.append(child)
                reveal.remove(child)
                reveal.insert(place, model)
                return

    def samples(self, exercise: Exercise, variant: int = 0) -> Samples:
        """Return the model answer, a program that always returns the same, and the stub."""
        block, entry = exercise.block, exercise.checker.entry
        constant = f"def {entry}(*values):\n    return 1234.5"
        unreadable = (
            ("", "empty"),
            (_listing(block.listing).code, "returned-none"),
            (f"def {entry}(", "syntax-error"),
        )
        return Samples((_listing(block.model).code,), ((constant, None),), unreadable)


def _listing(listing: Listing | None) -> Listing:
    """Return a listing that `scan` has found."""
    assert listing is not None
    return listing
