"""Types of a block's options: functions as `pymdownx.blocks` takes them, which return the value or say what is wrong with it."""

from typing import Any

from .errors import OptionError


def text(value: Any) -> str:
    """Return a text that is not empty."""
    if isinstance(value, str) and value.strip():
        return value
    raise OptionError("is not a text", 'Put it in quotes: `{name}: "..."`')


def words(value: Any) -> str:
    """Return a text that is shown as it stands."""
    words = text(value)
    if "[[" in words or "$" in words:
        raise OptionError("is shown as it stands, without slots and formulas", "Write it in plain words")
    return words


def switch(value: Any) -> bool:
    """Return whether something holds."""
    if isinstance(value, bool):
        return value
    raise OptionError("neither holds nor not", "Write `{name}: true`, or leave it out")


def names(value: Any) -> tuple[str, ...]:
    """Return the names in a text, which commas separate."""
    return tuple(name.strip() for name in text(value).split(",") if name.strip())


def function(value: Any) -> str:
    """Return the name of a Python function."""
    if isinstance(value, str) and value.isidentifier():
        return value
    raise OptionError("is not the name of a function", "Write it as in `{name}: function_name`")
