"""Addresses at the forge that holds the repository: where a page is edited, and where a mistake is reported.

They are links only, for a reader to follow: no page asks a forge for anything.
"""

import re
from urllib.parse import quote, urlencode

BRANCH = "main"
REPOSITORY = re.compile(r"https?://[\w.:-]+(?:/[\w.~-]+)+/[\w.~-]+(?<!\.git)/?")

# The first line is completed in the page, with the variant that is shown and the page's address.
REPORT = """\
Exercise {number}, `{identifier}`

**What I typed, chose or wrote:**


**What I read in reply:**


**What I expected, and why:**
"""


def problem_with(repository: str) -> str:
    """Return what is wrong with the address of a repository, and what to do about it; nothing if it is empty or right."""
    if not repository or REPOSITORY.fullmatch(repository):
        return ""
    return (
        f"REPOSITORY is `{repository}`, which is not the address of a repository. "
        "Write it in full and without `.git`, as in `https://github.com/owner/name`, or leave it empty."
    )


def edit_address(repository: str, path: str, line: int = 1) -> str:
    """Return where a file is edited.

    Args:
        repository: The address of the repository, such as `https://github.com/owner/name`.
        path: The file, as seen from the repository's root.
        line: The line to begin at.
    """
    place = f"#L{line}" if line > 1 else ""
    return f"{repository.rstrip('/')}/edit/{BRANCH}/{quote(path)}{place}"


def source_address(repository: str, path: str, line: int) -> str:
    """Return where a line of a file is read; the arguments are those of `edit_address`."""
    return f"{repository.rstrip('/')}/blob/{BRANCH}/{quote(path)}#L{line}"


def report_address(repository: str, number: str, identifier: str) -> str:
    """Return where a new issue about an exercise is written, begun with what is known about it."""
    text = {
        "title": f"{number} {identifier}: ",
        "body": REPORT.format(number=number, identifier=identifier),
    }
    return f"{repository.rstrip('/')}/issues/new?{urlencode(text, quote_via=quote)}"
