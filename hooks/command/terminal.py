"""How commands speak: on any terminal, and with one exit code for a call that cannot be understood."""

import sys

USAGE_ERROR = 2


def say(text: str) -> None:
    """Print a text that may hold half a character, or one that the terminal has not."""
    encoding = sys.stdout.encoding or "utf-8"
    print(text.encode(encoding, "backslashreplace").decode(encoding), flush=True)


def misuse(what: str) -> int:
    """Say why a call cannot be understood, and return the exit code for it."""
    print(f"workbook: {what}", file=sys.stderr)
    return USAGE_ERROR
