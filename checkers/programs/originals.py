"""What holds whatever a program does: types, texts and builtins as they were before it."""

import builtins
from typing import Any

BUILTINS = dict(vars(builtins))
# The functions of this module look their builtins up in a copy: they have to work while those of all others
# are patched.
__builtins__ = dict(BUILTINS)  # type: ignore[assignment]  # a dict serves as well as a module

# What a type says about itself can be overridden; what these say cannot.
bases_of = type.__dict__["__mro__"].__get__
attributes_of = type.__dict__["__dict__"].__get__

_VISIBLE = {
    **{code: 0x2400 + code for code in range(0x20) if chr(code) not in "\n\t"},
    0x7F: 0x2421,
    **dict.fromkeys(range(0x80, 0xA0), 0xFFFD),
}


class Sealed(type):
    """The type of classes whose attributes are not set in passing."""

    def __setattr__(cls, name: str, value: Any) -> None:
        raise TypeError("this class is sealed")


def descends(kind: type, base: type) -> bool:
    """Return whether one type is derived from another, whatever it says about itself."""
    return any(ancestor is base for ancestor in bases_of(kind))


def plain_text(text: str, kept: int) -> str:
    """Return the beginning of a text, safe for JSON, a page and a terminal.

    Control characters become visible ones; halves of characters, which no encoding can carry, become question
    marks.
    """
    text = str.__getitem__(text, slice(0, kept)).replace("\r\n", "\n")
    return text.encode("utf-8", "replace").decode("utf-8").translate(_VISIBLE)
