"""A program runs in a copy of the process, which is stopped in time and takes everything with it."""

import math
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from pathlib import Path

import pytest
from hostile import ATTACKS, EXPECTED, Root

import checkers
from checkers import registry
from checkers.programs import copies, sandbox

pytestmark = pytest.mark.skipif(not copies.CAN_COPY, reason="the process cannot be copied")

ROOT = Path(__file__).parents[3]
EXERCISE = "flow-match-step"
RIGHT = "def flow_match_step(x, v, dt):\n    return x + v * dt\n"
FORGOTTEN = "def flow_match_step(x, v, dt):\n    return x + v\n"
SHORT = 0.5  # seconds

PRINTING = """\
import math
math.sqrt = print
print("é\\n", {!r})
def f(x, y):
    if x == 1: raise ValueError("no\\ud800")
    return [x / y, "text", None, 2j, [], 1e999, math][int(y)]
"""
CALLS = [(1, 1), *((3.0, y) for y in range(1, 7)), (1, 0)]


def judged(text):
    verdict = checkers.grade(EXERCISE, 0, text)
    return verdict["status"], verdict["code"]


def descriptors():
    return [number for number in range(256) if is_open(number)]


@pytest.fixture
def copied(monkeypatch):
    """The numbers of the processes that are made; other tests of this process may have children of their own."""
    made, fork = [], os.fork

    def noted():
        number = fork()
        made.append(number)
        return number

    monkeypatch.setattr(os, "fork", noted)
    return made


def expect_gone(copied):
    assert copied
    for number in copied:
        with pytest.raises(ChildProcessError):
            os.waitpid(number, os.WNOHANG)


def is_open(number):
    try:
        os.fstat(number)
    except OSError:
        return False
    return True


@pytest.mark.parametrize(
    "text",
    [
        PRINTING.format("quoted"),
        "1 / 0",
        "def g(): pass",
        "def f(x): pass",
        "import numpy",
        "input()",
        "print('x' * 10**6)\ndef f(x, y): return x",
    ],
)
def test_a_run_in_a_copy_comes_to_the_same(text):
    code = compile(text, sandbox.FILENAME, "exec")
    assert copies.run(code, "f", CALLS) == sandbox.run(code, "f", CALLS)


@pytest.mark.parametrize(
    "text",
    [
        "while True: pass",
        "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
        "import time\ntime.sleep(60)",
        "import sys\nclass Full(type(sys.stdout.buffer)):\n    def write(self, data):\n        while True: pass\n"
        "sys.stdout.buffer.__class__ = Full\nprint('x')",
        "class Late:\n    def __del__(self):\n        while True: pass\nlate = Late()",
    ],
    ids=["loop", "loop that catches everything", "sleep", "output that takes nothing", "endless finaliser"],
)
def test_a_program_without_end_is_stopped(monkeypatch, text):
    with monkeypatch.context() as briefly:
        briefly.setattr(copies, "limit", SHORT)
        assert judged(text) == ("unreadable", "time-limit")
    assert judged(RIGHT) == ("right", "")


@pytest.mark.parametrize(
    "text",
    [
        "import ctypes\nctypes.string_at(0)",
        "import os\nos.closerange(0, 256)",
        "numbers = iter([1])\nfor _ in range(10**6): numbers = map(abs, numbers)\nlist(numbers)",
        "import faulthandler\nfaulthandler._sigsegv()",
        "import sys\nsys.stdout.buffer._kept.extend(bytes(2**31))",
    ],
    ids=["segmentation fault", "closed descriptors", "deep iterator", "fault", "no memory"],
)
def test_a_program_that_brings_its_copy_down_costs_nothing(text):
    verdict = judged(text)
    assert verdict in (("unreadable", "crashed"), ("wrong", "raised"))
    assert judged(RIGHT) == ("right", "")


# Each would spoil a later verdict, or the host, if it lived on.
LASTING = {
    "families of classes": "import collections.abc\ncollections.abc.Sequence.register(float)",
    "codecs": "import codecs, encodings\ncodecs.unregister(encodings.search_function)",
    "contexts": "import decimal\ndecimal.DefaultContext.prec = 1",
    "rights of files": "import os\nos.umask(0o777)",
    "handlers": "import signal\nsignal.signal(signal.SIGTERM, print)",
    "attributes of float": "import gc\ngc.get_referents(float.__dict__)[0]['__sub__'] = None",
    "the standard streams": "import os\nos.write(1, b'printed')\nos.write(2, b'printed')",
}


@pytest.mark.parametrize("lasting", LASTING.values(), ids=LASTING)
def test_nothing_lives_on(capfd, lasting):
    before = os.umask(0o022)
    os.umask(before)
    handlers = signal.getsignal(signal.SIGTERM)
    judged(f"{RIGHT}{lasting}\n")
    assert [judged(RIGHT), judged(FORGOTTEN)] == [("right", ""), ("wrong", "dt-forgotten")]
    assert os.umask(before) == before
    assert signal.getsignal(signal.SIGTERM) == handlers
    assert not isinstance(0.5, Sequence)
    assert capfd.readouterr() == ("", "")
    assert sandbox.healthy()


@pytest.mark.parametrize("name", ATTACKS)
def test_a_program_that_finds_its_judges_changes_no_other_verdict(monkeypatch, tmp_path, name):
    monkeypatch.setattr(copies, "folder", str(tmp_path))
    text, verdict = ATTACKS[name]
    with registry.restored(empty=True):
        registry.exercise(EXERCISE)(Root)
        with monkeypatch.context() as briefly:
            briefly.setattr(copies, "limit", SHORT)
            first = judged(text)
        assert first == (verdict or first)
        assert {text: judged(text) for text in EXPECTED} == EXPECTED


def is_running(number):
    """Whether a process lives; one that has ended but was not yet collected does not."""
    listing = subprocess.run(["ps", "-o", "stat=", "-p", str(number)], capture_output=True, text=True)
    return listing.stdout.strip()[:1] not in ("", "Z")


def expect_end(number):
    deadline = time.monotonic() + SHORT + 5
    while is_running(number) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not is_running(number)


def test_what_a_program_has_started_ends_with_it(monkeypatch, tmp_path):
    """It keeps the pipe open, so that the host waits for it as for the program."""
    monkeypatch.setattr(copies, "limit", 4 * SHORT)
    note = tmp_path / "number"
    note_number = f"open({str(note)!r}, 'w').write(str(os.getpid()))"
    text = f"import ctypes, os\nif not ctypes.CDLL(None).fork():\n    {note_number}\n    while True: pass\n"
    assert judged(text + RIGHT) == ("unreadable", "time-limit")
    expect_end(int(note.read_text()))


def test_a_copy_ends_when_its_host_is_killed():
    program = (
        "import os, sys\nimport checkers\nfrom checkers.programs import copies\n"
        f"copies.limit = {SHORT}\nfork = os.fork\n"
        "def noted():\n    number = fork()\n    if number: print(number, flush=True)\n    return number\n"
        f"os.fork = noted\ncheckers.grade({EXERCISE!r}, 0, 'while True: pass')\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as host:
        number = int(host.stdout.readline())
        assert is_running(number)
        host.kill()
    expect_end(number)


def test_programs_run_in_the_folder_that_the_host_has_set(monkeypatch, tmp_path):
    monkeypatch.setattr(copies, "folder", str(tmp_path))
    assert judged(f"import os\nassert os.path.samefile(os.getcwd(), {str(tmp_path)!r})\n{RIGHT}") == (
        "right",
        "",
    )


def test_a_program_meets_no_descriptor_of_the_host():
    with Path(__file__).open() as mine:
        text = f"import os\ntry:\n    os.fstat({mine.fileno()})\nexcept OSError:\n    pass\nelse:\n    raise ValueError\n"
        assert judged(text + RIGHT) == ("right", "")


def test_no_descriptor_and_no_copy_is_left(monkeypatch, copied):
    monkeypatch.setattr(copies, "limit", SHORT)
    before = descriptors()
    for text in (RIGHT, "1 / 0", "while True: pass", "import os\nos.closerange(0, 99)"):
        judged(text)
    assert descriptors() == before
    expect_gone(copied)


def test_a_copy_ends_with_an_interrupt_of_the_host(monkeypatch, copied):
    def interrupted(*_):
        raise KeyboardInterrupt

    monkeypatch.setattr(copies, "_read", interrupted)
    before = descriptors()
    with pytest.raises(KeyboardInterrupt):
        judged("while True: pass")
    assert descriptors() == before
    expect_gone(copied)


def test_programs_are_judged_from_several_threads():
    verdicts = []
    threads = [threading.Thread(target=lambda: verdicts.append(judged(RIGHT))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verdicts == [("right", "")] * 4


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux limits a process's memory")
@pytest.mark.parametrize("much", ["'x' * 10**10", "[0] * 10**9", "bytearray(10**10)"])
def test_a_program_that_wants_all_memory_is_told_so(much):
    verdict = checkers.grade(EXERCISE, 0, f"x = {much}\n{RIGHT}")
    assert (verdict["status"], verdict["code"]) == ("wrong", "raised")
    assert verdict["facts"]["error"].startswith("MemoryError")


def test_a_right_program_whose_copy_the_machine_has_ended_is_asked_once_more(monkeypatch, copied):
    """As the system does that has no memory left."""
    report = copies._report

    def ended_at_first(*arguments):
        if len(copied) == 1:  # in the first copy
            os.kill(os.getpid(), signal.SIGKILL)
        report(*arguments)

    monkeypatch.setattr(copies, "_report", ended_at_first)
    assert judged(RIGHT) == ("right", "")
    assert len(copied) == 2


def test_a_copy_whose_alarm_comes_before_the_host_looks_has_met_its_limit(monkeypatch, copied):
    """As on a machine so busy that the host is given no time."""

    def ring(*arguments):
        signal.setitimer(signal.ITIMER_REAL, SHORT / 10)
        time.sleep(60)

    monkeypatch.setattr(copies, "_report", ring)
    assert judged(RIGHT) == ("unreadable", "time-limit")
    assert len(copied) == 1


@pytest.mark.parametrize(
    ("before", "printed"),
    [
        ("print('α')\nprint('b', end='')", "α\nb"),
        ("import sys\nprint('to', file=sys.stderr)\nsys.stdout.write('c')", "to\nc"),
        ("for number in range(5): print(number)", "0\n1\n2\n3\n4\n"),
        ("print('x' * 10**6)\nprint('y')", "x" * 10_000),
        ("", None),
    ],
)
def test_what_a_program_printed_outlives_the_time_limit(monkeypatch, before, printed):
    monkeypatch.setattr(copies, "limit", SHORT * 2)
    verdict = checkers.grade(EXERCISE, 0, f"{before}\nwhile True: pass")
    assert (verdict["code"], verdict["facts"].get("stdout")) == ("time-limit", printed)


def test_a_program_that_prints_much_is_not_slowed_down_by_whoever_listens():
    assert judged(f"for number in range(10**6): print(number)\n{RIGHT}") == ("right", "")


def test_the_host_keeps_its_functions():
    assert judged("import math\nmath.sqrt = None\n" + RIGHT) == ("right", "")
    assert math.sqrt(4.0) == 2.0
