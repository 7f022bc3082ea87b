"""Prints what a build costs while the site is served: after an edit of a sentence, and of a class. Run from the project's folder."""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "docs" / "chapters" / "00-forward-process.md"
CLASS = ROOT / "checkers" / "pages" / "chapter_00.py"


def main() -> None:
    """Build once, and then after each edit, which is taken back."""
    with tempfile.TemporaryDirectory() as folder:
        command = [
            sys.executable,
            "-m",
            "hooks.command.serve.builder",
            f"{folder}/site",
            "http://127.0.0.1:8000/",
        ]
        builder = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

        def build(what: str, *changed: str) -> None:
            before, start = _processor_time(builder.pid), monotonic()
            builder.stdin.write(json.dumps(changed) + "\n")
            builder.stdin.flush()
            slip = json.loads(builder.stdout.readline())["slip"]
            spent = _processor_time(builder.pid) - before
            print(
                f"{what:24} {spent:5.1f} s of processor time, {monotonic() - start:5.1f} s in all", slip or ""
            )

        build("first build")
        for name, file, old, new, changed in (
            ("a sentence", PAGE, "\n## ", "\nOne sentence more.\n\n## ", ()),
            ("a class", CLASS, "\n@exercise", "\n_NOT_YET_THERE = 1\n\n\n@exercise", (CLASS.stem,)),
        ):
            text = file.read_text(encoding="utf-8")
            try:
                file.write_text(re.sub(old, new, text, count=1), encoding="utf-8")
                build(name, *changed)
            finally:
                file.write_text(text, encoding="utf-8")
            build(f"{name}, taken back", *changed)
        builder.stdin.close()
        builder.wait()


def _processor_time(process: int) -> float:
    """Return the seconds that a process has used, with those of all that it has started and that has ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


if __name__ == "__main__":
    main()
