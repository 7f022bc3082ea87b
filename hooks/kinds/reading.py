"""What several kinds read alike: one list, one program."""

import ast

from hooks.source.blocks import Block, Listing, listings


def check_one_list(block: Block, own: list[tuple[int, str]], found: list[list[int]]) -> None:
    """Complain about what stands between two lists that should be one.

    Raises:
        AuthorError: At the first line between them.
    """
    if len(found) > 1:
        place = found[0][-1] + 1
        while own[place][0] == own[place - 1][0] + 1 and (
            not own[place][1].strip() or own[place][1].startswith(" ")
        ):
            place += 1
        mend = "Indent what belongs to an item by four spaces, and move the rest above or below the list"
        raise block.error("its list is interrupted here", mend, own[place - 1][0] + 1)


def own_listing(block: Block, own: list[tuple[int, str]]) -> Listing | None:
    """Return the first Python listing of a block's own, which has to be its first listing.

    Raises:
        AuthorError: If another stands above it, or it is indented.
    """
    shown = list(listings(own))
    found = next((listing for listing in shown if listing.language == "python"), None)
    if found and found is not shown[0]:
        raise block.error(
            "a listing stands above the one with the program", "Move it below", shown[0].line - 1
        )
    if found and own[[number for number, _ in own].index(found.line) - 1][1].startswith(" "):
        raise block.error("its listing is indented", "Begin it at the left margin", found.line - 1)
    return found


def check_python(block: Block, listing: Listing, what: str) -> ast.Module:
    """Return the syntax tree of a listing.

    Args:
        block: The exercise.
        listing: The program.
        what: What it is to the exercise, such as `stub`.

    Raises:
        AuthorError: If it is not valid Python.
    """
    try:
        return ast.parse(listing.code)
    except (SyntaxError, ValueError) as error:
        line = listing.line + (getattr(error, "lineno", None) or 1) - 1
        message = getattr(error, "msg", str(error))
        raise block.error(f"the {what} is not valid Python ({message})", "Mend it", line) from error
