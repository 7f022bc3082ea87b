"""The sentences that answer: those that all exercises share, and the order in which a verdict finds its own."""

from collections.abc import Iterator

from hooks.source.blocks import Text
from hooks.source.errors import AuthorError
from hooks.source.lines import DEFINITION, SLUG
from hooks.source.page import Page

# Names of sentences, the first that exists is shown; the page carries them to its script, which looks for them in the same order.
ORDER = ("{kind}-{code}", "{code}", "{kind}-{status}", "{status}")


def names(kind: str, code: str = "{code}", status: str = "{status}") -> list[str]:
    """Return the names of the sentences that a verdict may show, in order; without code and status, their patterns."""
    return [name.format(kind=kind, code=code, status=status) for name in ORDER]


def shared_sentences(feedback: Page | None) -> dict[str, str]:
    """Return the sentences that belong to no exercise, as Markdown by name.

    Args:
        feedback: The page that holds them, if there is one.

    Raises:
        AuthorError: If a sentence has no name, or two have the same.
    """
    found: dict[str, str] = {}
    if feedback is None:
        return found
    for code, sentence in _definitions(feedback):
        if not SLUG.match(code):
            what = f"the sentence `{sentence.markdown[:40]}` has no code"
            mend = "Write the code alone on the line directly above, in lower case, digits and hyphens"
            raise AuthorError(feedback.path, sentence.line, what, mend)
        if code in found:
            raise AuthorError(feedback.path, sentence.line, f"two sentences for `{code}`", "Keep one of them")
        found[code] = sentence.markdown
    return found


def _definitions(page: Page) -> Iterator[tuple[str, Text]]:
    """Yield the sentences of a page outside of exercises, each with the line above it."""
    lines = page.body.expandtabs(4).split("\n")
    for index, line in enumerate(lines):
        found = DEFINITION.match(line)
        if found:
            rest = []
            for text in lines[index + 1 :]:
                if text.strip() and not text.startswith(" "):
                    break
                rest.append(text.strip())
            markdown = " ".join([found[1], *rest]).strip()
            yield lines[index - 1].strip() if index else "", Text(markdown, page.first_line + index)
