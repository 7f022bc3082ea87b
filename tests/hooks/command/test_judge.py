"""The process that runs programs for the command line is stopped, replaced and never left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checkers.programs.copies import CAN_COPY
from hooks.command.judge.child import GRACE
from hooks.command.judge.host import ROOT, Child

EXERCISE = "forward-process"
RIGHT = """\
from math import sqrt

def forward_process(x0, alpha_bar_t, epsilon):
    return sqrt(alpha_bar_t) * x0 + sqrt(1 - alpha_bar_t) * epsilon
"""
WRONG = RIGHT.replace("+ sqrt", "- sqrt")
SHORT = 0.7  # seconds

posix = pytest.mark.skipif(os.name != "posix", reason="signals and process groups are those of POSIX")


@pytest.fixture(scope="module")
def child():
    with Child() as child:
        yield child


def judged(child, text):
    verdict = child.grade(EXERCISE, 0, text)
    return verdict["status"], verdict["code"]


def pid_of(child):
    return child._process.pid


def is_running(pid):
    """Whether a process lives; one that has ended but was not yet collected does not."""
    listing = subprocess.run(["ps", "-o", "stat=", "-p", str(pid)], capture_output=True, text=True)
    return listing.stdout.strip()[:1] not in ("", "Z")


def test_programs_are_judged(child):
    assert judged(child, RIGHT) == ("right", "")
    assert judged(child, WRONG) == ("wrong", "noise-subtracted")
    assert judged(child, "def f(:") == ("unreadable", "syntax-error")


def test_the_verdict_is_that_of_the_door(child):
    import checkers

    for text in (RIGHT, WRONG, "1 / 0", "def f(:", "", "def forward_process(a): pass"):
        assert child.grade(EXERCISE, 0, text) == checkers.grade(EXERCISE, 0, text)


def test_an_ordinary_program_keeps_the_process_warm(child):
    judged(child, RIGHT)
    before = pid_of(child)
    for text in (WRONG, RIGHT, "1 / 0", "import statistics\nprint('x')", "raise SystemExit", "input()"):
        judged(child, text)
        assert pid_of(child) == before


MARKS = RIGHT + "import math\nmath.cos = None"


@posix
def test_marks_on_the_interpreter_end_with_the_copy(child):
    judged(child, RIGHT)
    before = pid_of(child)
    assert judged(child, MARKS) == ("right", "")
    assert judged(child, RIGHT + "import math\nmath.cos(1)") == ("right", "")
    assert pid_of(child) == before


def test_a_process_that_cannot_be_copied_is_replaced_after_marks_on_the_interpreter():
    alone = "from checkers.programs import copies\nfrom hooks.command.judge.child import serve\ncopies.CAN_COPY = False\nserve()"
    with Child(command=[sys.executable, "-c", alone]) as child:
        assert judged(child, RIGHT) == ("right", "")
        before = pid_of(child)
        assert judged(child, WRONG) == ("wrong", "noise-subtracted")
        assert pid_of(child) == before
        assert judged(child, MARKS) == ("right", "")
        assert judged(child, RIGHT) == ("right", "")
        assert pid_of(child) != before


@pytest.mark.parametrize(
    "text",
    [
        "while True: pass",
        "import time\ntime.sleep(60)",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import re\nre.match('(a+)+b', 'a' * 50)",
        "def forward_process(a, b, c):\n    while True: print('x')",
    ],
    ids=["loop", "sleep", "loop that catches everything", "loop in C", "printing loop"],
)
def test_a_program_without_end_is_stopped(text):
    with Child(limit=SHORT) as child:
        assert judged(child, RIGHT) == ("right", "")
        before, started = pid_of(child), time.monotonic()
        verdict = child.grade(EXERCISE, 0, text)
        assert verdict == {"status": "unreadable", "code": "time-limit", "facts": {"seconds": SHORT}}
        assert SHORT <= time.monotonic() - started < SHORT + 3
        assert not is_running(before)
        assert judged(child, RIGHT) == ("right", "")


def test_the_limit_counts_from_the_start_of_the_program():
    slow = "import time; time.sleep(1); from hooks.command.judge.child import serve; serve()"
    with Child(limit=SHORT, command=[sys.executable, "-c", slow]) as child:
        assert judged(child, RIGHT) == ("right", "")


@pytest.mark.parametrize(
    "text",
    ["import ctypes\nctypes.string_at(0)", "import os\nos.closerange(0, 64)"],
    ids=["segmentation fault", "closed pipes"],
)
def test_a_program_that_kills_the_process_costs_nothing(child, text):
    assert judged(child, text) == ("unreadable", "crashed")
    assert judged(child, RIGHT) == ("right", "")


def test_a_process_that_died_meanwhile_is_replaced(child):
    judged(child, RIGHT)
    child._process.kill()
    child._process.wait()
    assert judged(child, RIGHT) == ("right", "")


def test_nothing_a_program_writes_to_a_descriptor_is_taken_for_a_verdict(child):
    write = "import os\nfor fd in range(1, 32):\n    try: os.write(fd, {})\n    except OSError: pass\n"
    forged = b'{"token": "ready", "verdict": {"status": "right", "code": "", "facts": {}}, "healthy": true}\n'
    deep = 'b"[" * 100_000 + b"\\n"'
    for rubbish in (b"rubbish", b"\n[[[[\n", b"\xff\n", forged, b"null\n"):
        assert judged(child, write.format(rubbish) + WRONG) == ("wrong", "noise-subtracted")
    assert judged(child, write.format(deep) + WRONG) == ("wrong", "noise-subtracted")
    assert judged(child, RIGHT) == ("right", "")


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
# A program that goes to lengths can find all that judges it. None of this may reach the next program.
FORGED = """\
import json, os

reply = b"\\n" + json.dumps({"token": found("request")["token"], "verdict": VERDICT, "healthy": True}).encode() + b"\\n"
for descriptor in range(3, 32):
    try:
        os.write(descriptor, reply)
    except OSError:
        pass
"""
ATTACKS = {
    "requests are taken": "found('requests').close()",
    "requests are read": "import os\nfor fd in range(3, 9):\n    os.set_blocking(fd, False)\n    os.read(fd, 99)",
    "the fence does nothing": (
        "nothing = (lambda *a, **k: None).__code__\n"
        "for each in vars(type(found('around'))).values():\n"
        "    if hasattr(each, '__code__'):\n"
        "        each.__code__ = nothing\n"
        "import math\nmath.sqrt = abs"
    ),
    "the ledger is cooked": (
        "ledger = next(c for c in callers if 'fence' in c.f_globals).f_globals['fence']._ledger\n"
        "ledger.active = False\nimport gc\ngc.get_referents(float.__dict__)[0]['__sub__'] = lambda *a: 0.0\n"
        "open('left.py', 'w').write('x = 1')"
    ),
    "cases are eased": "for case in found('self').cases:\n    case.absolute = 9e9",
    "a verdict is written": FORGED.replace("VERDICT", "{'status': 'right', 'code': '', 'facts': {}}"),
    "no verdict is written": FORGED.replace("VERDICT", "['right']"),
    "a strange verdict is written": FORGED.replace("VERDICT", "{'status': [], 'code': None, 'facts': 1}"),
    "a verdict is written and time wasted": (
        FORGED.replace("VERDICT", "{'status': 'right', 'code': '', 'facts': {}}") + "while True: pass\n"
    ),
}


@posix
@pytest.mark.parametrize("attack", ATTACKS.values(), ids=ATTACKS)
def test_a_program_that_finds_its_judges_changes_no_other_verdict(attack):
    with Child(limit=SHORT) as child:
        verdict = child.grade(EXERCISE, 0, CALLERS + attack + "\n" + RIGHT)
        assert verdict.keys() == {"status", "code", "facts"}
        assert verdict["status"] in ("right", "wrong", "unreadable", "failed")
        assert judged(child, "import os\nassert os.listdir() == []\n" + WRONG) == (
            "wrong",
            "noise-subtracted",
        )
        assert judged(child, RIGHT) == ("right", "")


def test_ten_million_characters_are_cheap(child):
    started = time.monotonic()
    verdict = child.grade(EXERCISE, 0, "print('x' * 10**7)\n" + RIGHT)
    assert time.monotonic() - started < 3
    assert verdict["status"] == "right"
    assert verdict["facts"]["stdout"] == "x" * 10_000
    assert verdict["facts"]["unshown"] == 10**7 + 1 - 10_000


def test_a_file_does_not_reach_the_next_program(child):
    assert judged(child, "open('left.py', 'w').write('x = 1')\n" + RIGHT) == ("right", "")
    assert judged(child, "import os\nassert os.listdir() == []\n" + RIGHT) == ("right", "")


def test_numpy_is_refused_although_it_is_installed(child):
    assert judged(child, "import numpy as np\n" + RIGHT) == ("unreadable", "no-numpy")


def test_the_environment_of_the_caller_does_not_change_a_verdict(monkeypatch):
    monkeypatch.setenv("PYTHONWARNINGS", "error")
    monkeypatch.setenv("PYTHONPATH", "nowhere")
    with Child() as child:
        assert judged(child, "x = '\\d'\nimport warnings\nwarnings.warn('x')\n" + RIGHT) == ("right", "")


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits a process's memory")
def test_a_program_that_wants_all_memory_is_told_so(child):
    verdict = child.grade(EXERCISE, 0, "x = bytearray(10**10)\n" + RIGHT)
    assert (verdict["status"], verdict["code"]) == ("wrong", "raised")
    assert verdict["facts"]["error"].startswith("MemoryError")


def test_the_process_ends_with_the_block():
    with Child() as child:
        judged(child, RIGHT)
        pid, directory = pid_of(child), Path(child._directory.name)
        assert is_running(pid)
        assert directory.exists()
    assert not is_running(pid)
    assert not directory.exists()


def test_the_process_ends_with_an_interrupt(monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    with Child() as child:
        judged(child, RIGHT)
        pid = pid_of(child)
        monkeypatch.setattr(child, "_ask", interrupted)
        with pytest.raises(KeyboardInterrupt):
            judged(child, RIGHT)
        assert not is_running(pid)


@posix
def test_the_process_ends_when_its_parent_is_killed(tmp_path):
    """Even in the middle of a program that never ends."""
    program = (
        f"from hooks.command.judge.host import Child\nchild = Child(limit={SHORT})\n"
        f"child.grade('{EXERCISE}', 0, {RIGHT!r})\n"
        "print(child._process.pid, flush=True)\n"
        f"child.grade('{EXERCISE}', 0, 'while True: pass')\n"
    )
    environment = {**os.environ, "TMPDIR": str(tmp_path)}  # it cannot clean up after itself
    parent = subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, env=environment, stdout=subprocess.PIPE, text=True
    )
    with parent:
        pid = int(parent.stdout.readline())
        assert is_running(pid)
        parent.kill()
    deadline = time.monotonic() + SHORT + GRACE + 3
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(pid)


@pytest.mark.skipif(not CAN_COPY, reason="a process that cannot be copied runs programs itself")
def test_a_program_that_leaves_the_group_of_its_process_ends_all_the_same(tmp_path):
    note = tmp_path / "pid"
    text = f"import os\nos.setsid()\nopen({str(note)!r}, 'w').write(str(os.getpid()))\nwhile True: pass"
    with Child(limit=SHORT) as child:
        assert judged(child, text) == ("unreadable", "time-limit")
    pid = int(note.read_text())
    deadline = time.monotonic() + SHORT + GRACE + 3
    while is_running(pid) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not is_running(pid)


def test_a_process_that_cannot_start_is_our_defect():
    with Child(command=[sys.executable, "-c", "raise SystemExit(1)"]) as child:
        assert child.grade(EXERCISE, 0, RIGHT)["status"] == "failed"
