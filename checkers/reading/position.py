"""Reading one position out of a list, as Trace and Debug answers are given."""

from checkers.verdict import Unreadable


def read_position(text: str, count: int) -> int | Unreadable:
    """Return the position, from 1, that the text names, or why it names none.

    Args:
        text: What came from the page or the command line, such as `2`.
        count: How many positions there are.
    """
    stripped = text.strip()
    if not stripped:
        return Unreadable(0, "nothing-chosen")
    # The length is looked at first: turning thousands of digits into an integer raises.
    if not stripped.isdecimal() or len(stripped) > len(str(count)) + 1:
        return Unreadable(0, "not-a-position", {"count": count})
    position = int(stripped)
    if not 1 <= position <= count:
        return Unreadable(0, "not-a-position", {"count": count})
    return position
