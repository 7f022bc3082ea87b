"""Trace: one of several choices is right, and each is answered by its own sentence."""

import re
from collections.abc import Iterator, Mapping
from typing import ClassVar
from xml.etree import ElementTree as etree

from checkers.kinds.base import Exercise as Checker
from checkers.kinds.trace import Trace
from hooks.source.blocks import Block, Choice, Text
from hooks.source.lines import BULLET, indented, join, lists
from hooks.source.options import names

from .base import Exercise, Kind, Samples
from .forms import first_text, group, shuffled, take, template
from .reading import check_one_list

TASK = re.compile(r"^[-*+][ \t]+\[([ xX])\][ \t]+(\S.*)$")
ALMOST_TASK = re.compile(r"^[-*+][ \t]*\[[^\]\w]*[xX]?[^\]\w]*\](?!\()")
TASK_MARK = re.compile(r"^\[[ xX]\]\s+")
FEWEST_CHOICES = 4


class TraceKind(Kind):
    """A list of choices, shown in an order of its own."""

    name = "trace"
    rank = 2
    label = "Trace"
    answer = "the choice's position in the source"
    options: ClassVar = {"formulas": names}
    reveal = "Show the explanation"
    skeleton = """\
/// trace | {identifier}

### TODO: a title

TODO: the question.

- [ ] TODO: a wrong choice

    TODO: what is said to whoever picks it; it names the mistake, and asks.

- [x] TODO: the right choice

    TODO: why it is right.

- [ ] TODO: another wrong choice

    TODO: what is said to whoever picks it.

- [ ] TODO: a third wrong choice

    TODO: what is said to whoever picks it.

//// hint
TODO: where to look.
////

//// reveal
TODO: why the right choice is right, and a remark beyond it.
////
///
"""

    def scan(self, block: Block, own: list[tuple[int, str]], code_free: dict[int, str]) -> None:
        """Read the choices, and the sentence below each."""
        found = [
            places
            for places in lists(own, code_free, BULLET)
            if any(ALMOST_TASK.match(own[place][1]) for place in places)
        ]
        check_one_list(block, own, found)
        said = {}
        for place in found[0] if found else ():
            number, line = own[place]
            task = TASK.match(line)
            if not task:
                raise block.error(
                    f"`{line[:40]}` is no choice",
                    "Write `- [ ] text`, or `- [x] text` for the right one",
                    number,
                )
            rest = indented(own, place)
            wrapped = []
            while rest and rest[0][1].strip():
                wrapped.append(rest.pop(0)[1].strip())
            text = " ".join([task[2], *wrapped])
            while rest and not rest[0][1].strip():
                rest.pop(0)
            if not rest:
                mend = "Below it, after an empty line and indented by four spaces, write what is said to whoever picks it"
                raise block.error(f"the choice `{text[:40]}` has no sentence", mend, number)
            block.choices.append(Choice(Text(text, number), task[1] != " "))
            said[f"choice-{len(block.choices)}"] = Text(join(rest), rest[0][0])
        if len(block.choices) < FEWEST_CHOICES:
            mend = f"Write at least {FEWEST_CHOICES}, each as `- [ ] text`, the right one as `- [x] text`"
            raise block.error(f"it has {len(block.choices)} choices", mend)
        right = sum(choice.right for choice in block.choices)
        if right != 1:
            raise block.error(f"{right} choices are marked right", "Mark exactly one with `[x]`")
        if block.sentences:
            code, sentence = next(iter(block.sentences.items()))
            raise block.error(
                f"the sentence `{code}` is never used", "In a trace, write it below its choice", sentence.line
            )
        block.sentences.update(said)

    def checker(self, block: Block, computed: Checker | None) -> Checker:
        """Return the question."""
        right = next(place for place, choice in enumerate(block.choices, 1) if choice.right)
        return Trace(right, len(block.choices))

    def form(self, exercise: Exercise, rest: list[etree.Element], form: etree.Element) -> list[etree.Element]:
        """Add the choices, and return what is said to whoever picks one."""
        items = take(
            rest, lambda child: child.tag == "ul" and all(TASK_MARK.match(first_text(item)) for item in child)
        )
        choices = group(form, "wb-choices", "Your choice")
        labels, templates = [], []
        for position, item in enumerate(items, 1):
            text, *sentence = list(item)
            label = etree.Element("label", {"class": "wb-choice"})
            etree.SubElement(label, "input", {"type": "radio", "name": "answer", "value": str(position)})
            span = etree.SubElement(label, "span")
            span.text = TASK_MARK.sub("", text.text or "")
            labels.append(label)
            content = etree.Element("dd")
            content.extend(sentence)
            templates.append(template(f"choice-{position}", content))
        choices.extend(shuffled(labels, exercise.identifier))
        return templates

    def parts(self, block: Block) -> Mapping[str, tuple[int, str]]:
        """Return how many choices there are."""
        return {"choices": (len(block.choices), "label[@class='wb-choice']")}

    def likely_answers(self, exercise: Exercise, variant: int) -> Iterator[str]:
        """Yield the number of each choice."""
        yield from map(str, range(1, len(exercise.block.choices) + 1))

    def samples(self, exercise: Exercise, variant: int = 0) -> Samples:
        """Return each position."""
        checker: Trace = exercise.checker
        positions = range(1, checker.choices + 1)
        wrong = [(str(place), f"choice-{place}") for place in positions if place != checker.right]
        unreadable = (("", "nothing-chosen"), ("0", "not-a-position"))
        return Samples((str(checker.right),), tuple(wrong), unreadable)
