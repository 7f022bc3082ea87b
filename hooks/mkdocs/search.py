"""Mends three habits of Material's search, the first two in a built site.

Material fetches the index as soon as a page stands, except from pages opened as files. It weighs more than a chapter, and few visits
search; here it is fetched when somebody begins to. The theme's feature `search.highlight`, which needs it at once too, stays off.

Lunr, which does the searching, tells the nodes of its tree of words apart by their signs and numbers, written one after the other: the
sign `1` to node 2 and the sign `3` to node 4 read like the sign `1` to node 234. Where words have digits, two nodes may be taken for one.
The tree then holds words that the index does not know, and a search for their beginning fails, even for a single letter. A mark after
each number keeps nodes apart.

Whenever the site is built, each page is taken apart for the index, which is a quarter of the work. While one page is edited, the others
stay as they are.
"""

import re
from copy import copy
from functools import lru_cache
from pathlib import Path
from typing import Any

BUNDLE = "assets/javascripts/bundle.*.min.js"
# Where Material decides: at once, or when its search is opened.
AT_ONCE = re.compile(r'location\.protocol!=="file:"(?=\),\w+\("search"\)\))')
NEVER_AT_ONCE = "!1"

WORKER = "assets/javascripts/workers/search.*.min.js"
# Where Lunr writes a node down: the text so far, a sign, the number of the node that it leads to.
RUN_TOGETHER = re.compile(r"(?P<text>\w+)=(?P=text)\+\w+\+\w+\.id(?=\}return (?P=text)\})")
APART = r'\g<0>+","'


def keeping_sections(parser: type[Any]) -> type[Any]:
    """Return a parser of pages that takes apart only those that it has not met, given Material's own."""

    @lru_cache(maxsize=128)
    def sections(page: str) -> list[Any]:
        first = parser()
        first.feed(page)
        first.close()
        return first.data

    class Parser(parser):
        def feed(self, data: str) -> None:
            # Copies, since the index names a section without a title after its page.
            self.data = [copy(section) for section in sections(data)]

    return Parser


def mend_search(site: Path) -> None:
    """Have a built site fetch the index of its search on demand, and find every word in it.

    Args:
        site: The folder of the site.

    Raises:
        LookupError: If Material or Lunr do this in another way than this knows.
    """
    _replace_once(site, BUNDLE, AT_ONCE, NEVER_AT_ONCE, "decide when the search is set up")
    _replace_once(site, WORKER, RUN_TOGETHER, APART, "write down a node of the search's words")


def _replace_once(site: Path, pattern: str, found: re.Pattern[str], by: str, what: str) -> None:
    [file] = site.glob(pattern)
    script, count = found.subn(by, file.read_text(encoding="utf-8"))
    if count != 1:
        raise LookupError(f"{file.name}: {count} places {what}; see hooks/mkdocs/search.py")
    file.write_text(script, encoding="utf-8")
