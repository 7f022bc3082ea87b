"""Programs are judged behind one isolation; the process that is one is stopped, replaced and never left behind."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from checkers.programs import copies
from hooks.command.judge.child import GRACE
from hooks.command.judge.process import ROOT, JudgeProcess
from hooks.command.judge.programs import judge_of_programs

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
    with JudgeProcess() as child:
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


def test_the_process_is_replaced_after_marks_on_its_interpreter():
    with JudgeProcess() as child:
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
    with JudgeProcess(limit=SHORT) as child:
        assert judged(child, RIGHT) == ("right", "")
        before, started = pid_of(child), time.monotonic()
        verdict = child.grade(EXERCISE, 0, text)
        assert verdict == {"status": "unreadable", "code": "time-limit", "facts": {"seconds": SHORT}}
        assert SHORT <= time.monotonic() - started < SHORT + 3
        assert not is_running(before)
        assert judged(child, RIGHT) == ("right", "")


def test_the_limit_counts_from_the_start_of_the_program():
    slow = "import time; time.sleep(1); from hooks.command.judge.child import serve; serve()"
    with JudgeProcess(limit=SHORT, command=[sys.executable, "-c", slow]) as child:
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
    with JudgeProcess() as child:
        assert judged(child, "x = '\\d'\nimport warnings\nwarnings.warn('x')\n" + RIGHT) == ("right", "")


def test_the_process_ends_with_the_block():
    with JudgeProcess() as child:
        judged(child, RIGHT)
        pid, directory = pid_of(child), Path(child._directory.name)
        assert is_running(pid)
        assert directory.exists()
    assert not is_running(pid)
    assert not directory.exists()


def test_the_process_ends_with_an_interrupt(monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    with JudgeProcess() as child:
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
        f"from hooks.command.judge.process import JudgeProcess\nchild = JudgeProcess(limit={SHORT})\n"
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


def test_a_process_that_cannot_start_is_our_defect():
    with JudgeProcess(command=[sys.executable, "-c", "raise SystemExit(1)"]) as child:
        assert child.grade(EXERCISE, 0, RIGHT)["status"] == "failed"


@pytest.mark.skipif(not copies.CAN_COPY, reason="the process cannot be copied")
def test_where_the_process_can_be_copied_no_other_is_started(monkeypatch):
    def started(*_, **__):
        raise AssertionError("a process was started")

    monkeypatch.setattr(subprocess, "Popen", started)
    with judge_of_programs() as grade:
        assert grade(EXERCISE, 0, RIGHT)["status"] == "right"


def test_where_it_cannot_be_copied_programs_run_in_a_process_of_their_own(monkeypatch):
    monkeypatch.setattr(copies, "CAN_COPY", False)
    with judge_of_programs() as grade:
        assert (
            grade(EXERCISE, 0, f"import os\nassert os.getpid() != {os.getpid()}\n{RIGHT}")["status"]
            == "right"
        )
        assert grade.__self__.__class__ is JudgeProcess


@pytest.mark.parametrize("can_copy", sorted({False, copies.CAN_COPY}))
def test_a_file_reaches_neither_the_next_program_nor_the_folder_of_whoever_asks(
    monkeypatch, tmp_path, can_copy
):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(copies, "CAN_COPY", can_copy)
    with judge_of_programs() as grade:
        assert grade(EXERCISE, 0, "open('left.py', 'w').write('x = 1')\n" + RIGHT)["status"] == "right"
        assert grade(EXERCISE, 0, "import os\nassert os.listdir() == []\n" + RIGHT)["status"] == "right"
        assert grade(EXERCISE, 0, "import os\nos.rmdir(os.getcwd())\n" + RIGHT)["status"] == "right"
        assert grade(EXERCISE, 0, RIGHT)["status"] == "right"
    assert list(tmp_path.iterdir()) == []
