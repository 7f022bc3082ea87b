"""Prints how many right answers are refused and how many wrong ones accepted: `python tests/bench/answers.py [--all]`."""

import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "checkers" / "reading")]

from corpus import corpus, judge  # noqa: E402

figures = judge(corpus(1) if "--all" in sys.argv[1:] else corpus())
in_all = sum(figures.texts.values())
print(f"{in_all} texts:", ", ".join(f"{count} {due}" for due, count in figures.texts.items()))
for name, found in figures._asdict().items():
    if name != "texts":
        print(f"{name:9} {len(found):5}  {len(found) / in_all:.2%}")
        for text in found[:20]:
            print("         ", text.exercise, text.variant, repr(text.typed), "is", text.due)
