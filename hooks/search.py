"""Fetches the index of the search when somebody begins to search, and not with every page.

Material fetches it as soon as a page stands, except from pages opened as files. It weighs more than a chapter, and few visits search.
The theme's feature `search.highlight`, which needs it at once too, stays off.
"""

import re
from pathlib import Path

BUNDLE = "assets/javascripts/bundle.*.min.js"
# Where Material decides: at once, or when its search is opened.
AT_ONCE = re.compile(r'location\.protocol!=="file:"(?=\),\w+\("search"\)\))')
NEVER_AT_ONCE = "!1"


def fetch_index_on_demand(site: Path) -> None:
    """Have the pages of a built site wait with the index of the search until it is opened.

    Args:
        site: The folder of the site.

    Raises:
        LookupError: If Material decides in another way than this knows.
    """
    [bundle] = site.glob(BUNDLE)
    script, count = AT_ONCE.subn(NEVER_AT_ONCE, bundle.read_text(encoding="utf-8"))
    if count != 1:
        raise LookupError(
            f"{bundle.name}: {count} places decide when the search is set up; see hooks/search.py"
        )
    bundle.write_text(script, encoding="utf-8")
