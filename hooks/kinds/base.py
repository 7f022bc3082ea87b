"""What a kind of exercise says of itself, and what all kinds have in common."""

import keyword
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cached_property
from typing import Any, ClassVar, Protocol
from xml.etree import ElementTree as etree

from checkers.kinds import classes
from checkers.kinds.base import Exercise as Checker
from hooks.source.blocks import Block
from hooks.source.classes import ClassSlips
from hooks.source.errors import AuthorError, did_you_mean
from hooks.source.options import switch


class Exercise(Protocol):
    """What a kind may ask of an exercise of the book: its words, its checker, and how it is called."""

    @property
    def block(self) -> Block:
        """Its words."""

    @property
    def checker(self) -> Any:
        """What judges the answers to it."""

    @property
    def identifier(self) -> str:
        """Its id."""

    @property
    def title(self) -> str:
        """Its title."""


@dataclass(frozen=True)
class Samples:
    """Answers to one exercise, as text, with the verdict that each has to get.

    Attributes:
        right: Answers that are right.
        wrong: Answers that are wrong, each with the code of its sentence; `None` where any code will do.
        unreadable: Answers that cost nothing, each with the code of its sentence.
    """

    right: tuple[str, ...]
    wrong: tuple[tuple[str, str | None], ...]
    unreadable: tuple[tuple[str, str], ...]


# What a block of any kind may have.
SHARED_OPTIONS: Mapping[str, Callable[[Any], Any]] = {"beyond": switch}


class Kind:
    """A kind of exercise; each has one subclass, in a file of its own.

    Attributes:
        name: How blocks, checkers, scripts and styles call it.
        rank: Its place in lists.
        label: How the page calls it.
        answer: What an answer is on the command line, in words.
        options: The type of each option beside the shared ones: a function that returns the value or raises `OptionError`.
        submit: What the button says that hands in the answer.
        reveal: What the line says that opens the answer.
        skeleton: The block of a new exercise, with `{identifier}` and `{entry}`, a name for a function.
        class_skeleton: The class of a new exercise of a computed kind, with `{identifier}`, `{entry}` and `{name}`.
        imports: What that class imports: names by module.
    """

    name: ClassVar[str]
    rank: ClassVar[int]
    label: ClassVar[str]
    answer: ClassVar[str]
    options: ClassVar[Mapping[str, Callable[[Any], Any]]] = {}
    submit: ClassVar[str] = "Check"
    reveal: ClassVar[str]
    skeleton: ClassVar[str]
    class_skeleton: ClassVar[str] = ""
    imports: ClassVar[Mapping[str, tuple[str, ...]]] = {}

    @cached_property
    def computed(self) -> bool:
        """Whether a class works the answer out; the answers of other kinds are marked in Markdown."""
        return classes()[self.name].computed

    @property
    def all_options(self) -> Mapping[str, Callable[[Any], Any]]:
        """The type of each option that a block may have, the shared ones first."""
        return {**SHARED_OPTIONS, **self.options}

    # How a block is read.

    def scan(self, block: Block, own: list[tuple[int, str]], code_free: dict[int, str]) -> None:
        """Read what is special to this kind, and complain about it.

        Args:
            block: The exercise; its options, title, sentences, hints and reveal have been read.
            own: Its numbered lines outside of hints and reveal, below its options.
            code_free: Those lines of the page that stand in no listing, by number.

        Raises:
            AuthorError: At the first slip.
        """

    def checker(self, block: Block, computed: Any) -> Checker:
        """Return what judges the answers.

        Args:
            block: The exercise.
            computed: What its class has registered; `None` for a kind that is not computed.

        Raises:
            AuthorError: If words and checker do not fit together.
        """
        raise NotImplementedError

    def look_through(self, slips: ClassSlips) -> None:
        """Look through a class of a computed kind, one of whose methods has failed or returned what nobody can use.

        Args:
            slips: What the class is complained about with.

        Raises:
            AuthorError: At the first slip.
        """

    def values(self, checker: Any) -> list[Mapping[str, Any]]:
        """Return for each variant every name that a slot may use."""
        return [{}]

    def accepted(self, exercise: Exercise, variant: int) -> tuple[float, float] | None:
        """Return the interval of numbers that one variant accepts; `None` where the answer is no number."""
        return None

    def likely_answers(self, exercise: Exercise, variant: int) -> Iterator[str]:
        """Yield the answers that are judged while the site is built, so that the page need not wait for Python."""
        yield from ()

    def faults(self, exercise: Exercise) -> Iterator[AuthorError]:
        """Yield what only trying shows, and takes too long for each time a book is read."""
        yield from ()

    # How it is rendered.

    def form(self, exercise: Exercise, rest: list[etree.Element], form: etree.Element) -> list[etree.Element]:
        """Fill the form, and return templates with sentences that stood in the prompt.

        Args:
            exercise: The exercise.
            rest: What Markdown has made of the prompt; what the form shows is taken out of it.
            form: The form, still empty.
        """
        raise NotImplementedError

    def parts(self, block: Block) -> Mapping[str, tuple[int, str]]:
        """Return what the page has to hold: for each part, named in the plural, how many, and the path to one."""
        return {}

    def finish_reveal(self, reveal: etree.Element) -> None:
        """Arrange what the reveal shows; its first child is the line that opens it."""

    # How it is begun.

    def new_block(self, identifier: str, beyond: bool = False) -> str:
        """Return the Markdown of a new exercise.

        Args:
            identifier: The id.
            beyond: Whether it stands in a chapter without counting among the book's own.
        """
        block = self.skeleton.format(identifier=identifier, entry=function_name(identifier))
        first, _, rest = block.partition("\n")
        return f"{first}\n    beyond: true\n{rest}" if beyond else block

    def new_class(self, identifier: str, entry: str = "", taken: Collection[str] = ()) -> str:
        """Return the class of a new exercise of a computed kind.

        Args:
            identifier: The id.
            entry: The function that is asked for, if one is; by default it is called like the exercise.
            taken: Names that its own must not be one of.
        """
        name = "".join(word.capitalize() for word in identifier.split("-"))
        imported = [one for names in self.imports.values() for one in names]
        if not name.isidentifier() or name in taken or name in imported:
            name = f"Exercise{name}"
        entry = entry or function_name(identifier)
        return self.class_skeleton.format(identifier=identifier, name=name, entry=entry)

    # How it is tried.

    def samples(self, exercise: Exercise, variant: int = 0) -> Samples:
        """Return answers that show what the checker tells apart."""
        raise NotImplementedError


def function_name(identifier: str) -> str:
    """Return the name of a function that is called like an exercise."""
    name = identifier.replace("-", "_")
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"compute_{name}"


def check_codes(
    slips: ClassSlips, block: Block, codes: frozenset[str], optional: frozenset[str] = frozenset()
) -> None:
    """Complain about a code that verdicts of all exercises have, about one without a sentence, and about a sentence without a code.

    Args:
        slips: What the class is complained about with.
        block: The exercise.
        codes: The mistakes that its class knows.
        optional: Codes of the kind's own that may have a sentence.

    Raises:
        AuthorError: At the first of them.
    """
    for code in sorted(codes & slips.checker.own_codes):
        mend = "Give the mistake a name that says what was done"
        raise slips.error(
            code, f"the mistake `{code}` is called like a verdict that any answer may get", mend
        )
    needless, missing = block.sentences.keys() - codes - optional, codes - block.sentences.keys()
    for code in block.sentences:
        if code in needless and get_close_matches(code, missing):
            what = f"the sentence `{code}` is never used"
            raise block.error(what, did_you_mean(code, missing), block.sentences[code].line)
    for code in sorted(missing):
        raise block.error(
            f"no sentence for `{code}`", f"Add a line `{code}` and below it `:   ` with the sentence"
        )
    for code in block.sentences:
        if code in needless:
            known = get_close_matches(code, codes)
            mend = did_you_mean(code, codes) if known else "Let its class know this mistake, or remove it"
            raise block.error(f"the sentence `{code}` is never used", mend, block.sentences[code].line)
