"""Browser tests wait for what is to happen, and never for a time in which it probably has."""

import re
from pathlib import Path

BROWSER = Path(__file__).with_name("browser")


def test_no_browser_test_waits_for_a_fixed_time():
    waits = [
        (path.name, hit.group())
        for path in sorted(BROWSER.glob("*.py"))
        for hit in re.finditer(r"wait_for_timeout|time\.sleep", path.read_text(encoding="utf-8"))
    ]
    # The pause between two looks at the condition in `wait_until`.
    assert waits == [("learner.py", "wait_for_timeout")]
