"""A toy exercise, and the programs that try to outlast their run: `programs.txt` and `attacks.txt`."""

import math
import os
from pathlib import Path

from checkers.kinds.build import Build, Case, mistake


class Root(Build):
    """A toy: half a square root."""

    entry = "half_root"
    cases = (Case(4.0), Case(9.0), Case(0.25))

    @staticmethod
    def reference(x):
        return math.sqrt(x) / 2

    @staticmethod
    def random_case(random):
        return (random.uniform(1, 9),)

    @mistake
    def no_root(x):
        return x / 2


RIGHT = "import math\ndef half_root(x):\n    return math.sqrt(x) / 2\n"
MISTAKEN = "def half_root(x):\n    return x / 2\n"
OTHERWISE = "def half_root(x):\n    return abs(x) + 1\n"
EXPECTED = {RIGHT: ("right", ""), MISTAKEN: ("wrong", "no-root"), OTHERWISE: ("wrong", "")}

# Before an attack: the frames of all callers, and what they call by a name.
CALLERS = """\
try:
    1 / 0
except ZeroDivisionError as error:
    frame = error.__traceback__.tb_frame
callers = []
while frame:
    callers.append(frame)
    frame = frame.f_back

def found(name):
    return next(caller.f_locals[name] for caller in callers if name in caller.f_locals)
"""


def read_programs(name: str) -> dict[str, tuple[str, tuple[str, str] | None]]:
    """Return the programs of a file by name, each with the verdict on it, or `None` where any will do."""
    stand_for = {"RIGHT": RIGHT, "WRONG": MISTAKEN, "PLATFORM": os.name, "CALLERS": CALLERS}
    programs = {}
    for section in Path(__file__).with_name(name).read_text(encoding="utf-8").split("#### ")[1:]:
        title, _, text = section.partition("\n")
        title, _, verdict = title.partition(" -> ")
        for word, meaning in stand_for.items():
            text = text.replace(word, meaning)
        status, _, code = verdict.partition(" ")
        programs[title] = (text, None if verdict == "any" else (status, code))
    return programs


PROGRAMS = read_programs("programs.txt")
ATTACKS = read_programs("attacks.txt")
