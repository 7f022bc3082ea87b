"""Compares what may stand between a learner's program and the next one: `python tests/bench/isolation.py`.

Prints what a program costs behind each, and what each lets through of the programs that try to outlast their run.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parent.parent / "checkers" / "programs"))

from hostile import ATTACKS, EXPECTED, PROGRAMS, RIGHT, Root

import checkers
from checkers import registry
from checkers.programs import copies
from hooks.book.book import load_book
from hooks.command.judge import child
from hooks.command.judge.process import JudgeProcess
from hooks.command.judge.programs import judge_of_programs
from hooks.node import ROOT

TOY = "half-root"
REPEATED = 100
LIMIT = 1.0  # seconds
LISTING = "import os\nassert os.listdir() == []\n"

registry.exercise(TOY)(Root)

Grade = Callable[[str, int, str], child.Verdict]


def in_place(exercise: str, variant: int, answer: str) -> child.Verdict:
    """Judge behind the fence alone, in this process."""
    copies.CAN_COPY = False
    try:
        return checkers.grade(exercise, variant, answer)
    finally:
        copies.CAN_COPY = True


def nested(exercise: str, variant: int, answer: str) -> child.Verdict:
    """Judge in a copy of a process that its parent may replace, too."""
    copies.CAN_COPY, copies.limit = True, 2 * LIMIT
    return checkers.grade(exercise, variant, answer)


def judge_process(served: str) -> JudgeProcess:
    return JudgeProcess(LIMIT, [sys.executable, __file__, served])


def cost(grade: Grade) -> tuple[float, float]:
    """Return the milliseconds of a first program, and those that half of many more stay below."""
    taken = []
    for _ in range(1 + REPEATED):
        started = time.perf_counter()
        assert grade(TOY, 0, RIGHT)["status"] == "right"
        taken.append(1000 * (time.perf_counter() - started))
    return taken[0], statistics.median(taken[1:])


def let_through(grade: Grade) -> list[str]:
    """Return the names of the hostile programs after which another is judged wrongly, or finds a file."""
    found = []
    for name, (text, _) in {**PROGRAMS, **ATTACKS}.items():
        grade(TOY, 0, text)
        after = {one: grade(TOY, 0, one) for one in EXPECTED}
        told = {one: (verdict["status"], verdict["code"]) for one, verdict in after.items()}
        if told != EXPECTED or grade(TOY, 0, LISTING + RIGHT)["status"] != "right":
            found.append(name)
    return found


def main() -> None:
    load_book(ROOT / "docs")  # as the command line has it while it judges
    print(f"{'':52}   first program   each more   let through")

    def say(what: str, grade: Grade, attacked: bool = True) -> None:
        first, more = cost(grade)
        through = let_through(grade) if attacked else None
        told = "not tried" if through is None else ", ".join([str(len(through)), *through])
        print(f"{what:54} {first:10.0f} ms {more:8.1f} ms   {told}", flush=True)

    say("the fence alone, in the process of the command line", in_place, attacked=False)
    with judge_process("fence") as process:
        say("a process with the fence, replaced when it shows marks", process.grade)
    with judge_process("fence") as process:

        def fresh(*request: object) -> child.Verdict:
            try:
                return process.grade(*request)
            finally:
                process.close()

        say("a new process for each program", fresh, attacked=False)
    copies.limit = LIMIT
    with judge_of_programs() as grade:
        say("a copy of the command line", grade)
    with judge_process("nested") as process:
        say("a copy of a process, as before", process.grade)
    print(
        f"{len(PROGRAMS) + len(ATTACKS)} hostile programs, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}"
    )


if __name__ == "__main__":
    if sys.argv[1:] == ["fence"]:
        child.serve()
    elif sys.argv[1:] == ["nested"]:
        child.serve(nested)
    else:
        with TemporaryDirectory() as folder:
            os.chdir(folder)  # whatever a program leaves behind
            main()
