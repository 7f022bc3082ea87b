"""What was measured, as one table."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "performance.md"

ABOUT = """---
written_by: make bench
---

# Performance

How long the workbook makes people wait, and how much they download. `make bench` measures all of it in one run and writes this page; the
numbers of one run compare with one another, those of another machine or hour do not.

"Stock" is a bare page that starts Pyodide as it comes, from the same server, at the same moment and in the same browser, and evaluates one
number. "First verdict" runs from the opening of chapter 0 to the verdict on an answer that was submitted as soon as the page took one.
The slow line carries 20 Mbit/s with round trips of 40 ms. Every visit is a new browser process; shown are medians of fresh profiles. A goal
is the most that it should be.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        unit: Of all its numbers.
        ours: Measured values.
        stock: Measured values of stock Pyodide, where it does the same.
        goal: The most that it should be, or `None`.
        ratio: The goal is a ratio to stock Pyodide.
        share: Which share of the values lies at or below the one shown; 0.5 shows the median.
    """

    what: str
    unit: str
    ours: Sequence[float]
    stock: Sequence[float] = ()
    goal: float | None = None
    ratio: bool = False
    share: float = 0.5

    def cells(self) -> list[str]:
        """Return the cells as text."""
        ours, stock = _value(self.ours, self.share), _value(self.stock, self.share) if self.stock else None
        against = "" if stock is None else f"{ours / stock:.2f}"
        goal = "" if self.goal is None else f"{self.goal:g}" + (" of stock" if self.ratio else "")
        return [f"{self.what} ({self.unit})", _number(ours), _number(stock), against, goal]


def _value(values: Sequence[float], share: float) -> float:
    if share == 0.5:
        return statistics.median(values)
    return sorted(values)[int(share * (len(values) - 1))]


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def as_page(rows: Iterable[Row], browser: str) -> str:
    """Return the page with the table, the day, the versions and the machine."""
    head = ["what", "ours", "stock", "ratio", "goal"]
    table = [head, ["---", *["---:"] * 4], *(row.cells() for row in rows)]
    lines = "\n".join(f"| {' | '.join(cells)} |" for cells in table)
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    made = (
        f"Measured on {datetime.now(UTC):%d %B %Y} with Pyodide {npm['pyodide']}, Chromium {browser}, CPython "
        f"{platform.python_version()}, MkDocs Material {version('mkdocs-material')}; {_machine()}."
    )
    return f"{ABOUT}\n{made}\n\n{lines}\n"


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores{load}"
