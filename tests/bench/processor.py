"""Makes the processor slower for one browser.

Chromium's own `Emulation.setCPUThrottlingRate` slows the main thread of a page alone, and Python runs in a worker.
"""

import os
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

RUN = 0.005  # seconds that the browser runs at a time


@contextmanager
def slowed(profile: str, times: float) -> Iterator[None]:
    """Slow the browser that has a profile open, by stopping all its processes again and again.

    Args:
        profile: The folder of the profile.
        times: How many times as long everything takes; 1 leaves the browser as it is.
    """
    if times == 1:
        yield
        return
    # Chromium's lock is a link that names the machine and the process; Playwright gives each browser a group of its own.
    browser = int(str(Path(profile, "SingletonLock").readlink()).rpartition("-")[2])
    group = os.getpgid(browser)
    assert group != os.getpgrp(), "the browser shares the group of this process"
    over = threading.Event()

    def alternate() -> None:
        with suppress(ProcessLookupError):
            while not over.is_set():
                os.killpg(group, signal.SIGSTOP)
                time.sleep(RUN * (times - 1))
                os.killpg(group, signal.SIGCONT)
                time.sleep(RUN)

    thread = threading.Thread(target=alternate)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
