"""Takes the sentences that all exercises share out of the pages, for the script of all pages: browsers keep that from page to page."""

import re
from pathlib import Path

from hooks.book.join import FEEDBACK_FILE
from hooks.source.errors import AuthorError

SHARED = re.compile(r'<div class="wb-shared"[^>]*>(.*?</template>)\s*</div>', re.DOTALL)


def take_shared_sentences(site: Path) -> str:
    """Return the templates of the shared sentences as HTML, and leave them in no page of a built site.

    Raises:
        AuthorError: If they are not the same on all pages, as where one has a link.
    """
    found = set()
    for page in sorted(site.rglob("*.html")):
        html = page.read_text(encoding="utf-8")
        if sentences := SHARED.search(html):
            found.add(sentences[1])
            page.write_text(html.replace(sentences[0], ""), encoding="utf-8")
    if len(found) > 1:
        what = "a sentence is not the same on all pages"
        raise AuthorError(FEEDBACK_FILE, 1, what, "Write no link to a page of the book into it")
    return "".join(found)
