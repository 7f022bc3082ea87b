"""Keeps what pages have become from one build to the next, while the site is served to somebody who edits it.

An edit changes one page, seldom more. A page is rendered anew unless all that it is made from equals what it was made from the last time.
Of code, only what the modules of pages give is part of that: any other edit in Python starts a new process, which has kept nothing.
"""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

_rendered: dict[str, tuple[object, dict[str, Any]]] = {}


def render_or_recall(page: Any, name: str, ground: object, render: Callable[[], None]) -> None:
    """Render a page, or give it what it became before.

    Args:
        page: Has what it became as attributes.
        name: Its name, the same at each build.
        ground: All that it is made from, to be compared.
        render: Sets the attributes.
    """
    earlier, became = _rendered.get(name, (None, {}))
    if earlier == ground:
        vars(page).update(became)
        return
    before = dict(vars(page))
    with _remarks() as remarks:
        render()
    became = {key: value for key, value in vars(page).items() if before.get(key) is not value}
    if remarks:
        # What is said about a page is said at each build, until it is mended.
        _rendered.pop(name, None)
    else:
        _rendered[name] = ground, became


def forget() -> None:
    """Have every page rendered anew, as a process does that has just been started."""
    _rendered.clear()


@contextmanager
def _remarks() -> Iterator[list[logging.LogRecord]]:
    """Return a list, to which is added what is logged meanwhile."""
    records: list[logging.LogRecord] = []
    listener = logging.Handler()
    listener.emit = records.append  # type: ignore[method-assign, assignment]  # all that a handler has to do
    logging.getLogger().addHandler(listener)
    try:
        yield records
    finally:
        logging.getLogger().removeHandler(listener)
