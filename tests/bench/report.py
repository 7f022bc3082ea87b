"""What was measured, as the tables of a page."""

import json
import os
import platform
import statistics
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
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

The page carries the verdicts on likely answers; any other answer waits for Python. Of first visits:
"""

# The words of the tables.
WORDS = """
## How it is measured

"Stock" is a bare page with a box, a button and Pyodide as it comes, from the same server and in the same browser. The two take turns, so
that whatever else the machine does meets both. Every visit is a new browser process; shown are medians of fresh profiles, and "ratio" is
ours divided by stock's. Where stock Pyodide does nothing of the kind, its cell is empty. A goal is the most that it should be.

- **First verdict**: from the opening of a page to the verdict on an answer that was submitted as soon as the page took one. Unless the
  kind of exercise is named, the answer is the first number of chapter 0.
- **Foreseen** is a likely answer: Python judged it while the site was built, and the page carries the verdict. For what was **judged by
  Python**, these verdicts were taken from the page, since many exercises foresee every answer.
- **By kind of exercise**: the first exercise of each kind in the book, on a first visit over loopback.
- **Loopback**: page and server share a machine. The **slow line** carries 20 Mbit/s with round trips of 40 ms.
- **Slower processor**: the whole browser, Python included, is stopped for three quarters of the time.
- **The opening** is that of chapter 0 on a first visit over loopback, until Python has started and the page has come to rest; nobody
  answers. The page is **blocked** for the sum of what each task of its main thread takes beyond 50 ms: it does not react then. The
  **longest task** is shown as 0 where none takes 50 ms. **Cumulative layout shift** is how much of what one sees jumps meanwhile; 0 is
  nothing.
"""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table.

    Attributes:
        what: What was measured.
        unit: Of all its numbers; empty for those without one.
        ours: Measured values.
        stock: Measured values of stock Pyodide, where it does the same.
        goal: The most that it should be, or `None`.
        ratio: The goal is a ratio to stock Pyodide.
        share: Which share of the values lies at or below the one shown; 0.5 shows the median.
        lead: What it is in words for readers, where it is one of the figures that the page begins with.
    """

    what: str
    unit: str
    ours: Sequence[float]
    stock: Sequence[float] = ()
    goal: float | None = None
    ratio: bool = False
    share: float = 0.5
    lead: str = ""

    def cells(self) -> list[str]:
        """Return the cells as text."""
        ours, stock = _value(self.ours, self.share), _value(self.stock, self.share) if self.stock else None
        against = _ratio(ours / stock) if stock else ""
        goal = "" if self.goal is None else f"{self.goal:g}" + (" of stock" if self.ratio else "")
        what = f"{self.what} ({self.unit})" if self.unit else self.what
        return [what, _number(ours), _number(stock), against, goal]


@dataclass(frozen=True, slots=True)
class Table:
    """One part of what was measured.

    Attributes:
        title: Its heading.
        rows: Its lines.
    """

    title: str
    rows: list[Row]


def _value(values: Sequence[float], share: float) -> float:
    if share == 0.5:
        return statistics.median(values)
    return sorted(values)[int(share * (len(values) - 1))]


def _ratio(value: float) -> str:
    return f"{value:.2f}" if value < 10 else f"{value:.0f}"


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.0f}" if value >= 100 else f"{value:.3g}"


def as_page(tables: Iterable[Table], browser: str) -> str:
    """Return the page: the figures that it leads with, the day, the versions and the machine, and all tables."""
    tables = list(tables)
    npm = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["dependencies"]
    made = (
        f"Measured on {datetime.now(UTC):%d %B %Y} with Pyodide {npm['pyodide']}, Chromium {browser}, CPython "
        f"{platform.python_version()}, MkDocs Material {version('mkdocs-material')}; {_machine()}."
    )
    leading = [replace(row, what=row.lead) for table in tables for row in table.rows if row.lead]
    lead = _lines(["", "ours", "stock Pyodide", "ratio"], (row.cells()[:4] for row in leading))
    parts = [
        f"## {table.title}\n\n{_lines(['what', 'ours', 'stock', 'ratio', 'goal'], (row.cells() for row in table.rows))}"
        for table in tables
    ]
    return "\n".join([ABOUT, lead, made, WORDS, *parts])


def _lines(head: list[str], rows: Iterable[list[str]]) -> str:
    """Return a table in Markdown."""
    table = [head, ["---", *["---:"] * (len(head) - 1)], *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in table)


def _machine() -> str:
    load = f", load {os.getloadavg()[0]:.1f} at the end" if hasattr(os, "getloadavg") else ""
    return f"{platform.system()} on {platform.machine()}, {os.cpu_count()} cores{load}"
