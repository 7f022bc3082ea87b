"""Known wrong versions of a function to write, as a learner would hand them in: each a program of its own."""

import inspect
import math
import re
import textwrap


def program_of(function, entry):
    """Return a known wrong version as a program of its own, with whatever it uses of its module."""
    wanted, parts = [(entry, function)], {}
    while wanted:
        name, value = wanted.pop()
        if name in parts:
            continue
        if inspect.isfunction(value):
            parts[name] = source_of(value, name, entry)
            wanted += [
                (of_the_book(used, entry), value.__globals__[used])
                for used in names_in(value.__code__)
                if used in value.__globals__
            ]
        elif inspect.isclass(value):
            parts[name] = f"from {value.__module__} import {name}"
        else:
            parts[name] = f"import {name}" if inspect.ismodule(value) else f"{name} = {value!r}"
    return "\n".join(["from __future__ import annotations", "from math import *", *reversed(parts.values())])


def source_of(function, name, entry):
    lines = textwrap.dedent(inspect.getsource(function)).splitlines()
    begin = next(place for place, line in enumerate(lines) if line.startswith("def "))
    body = [re.sub(rf"\b{entry}\b", of_the_book(entry, entry), line) for line in lines[begin + 1 :]]
    return "\n".join([lines[begin].replace(function.__name__, name, 1), *body])


def of_the_book(name, entry):
    """Return another name for a formula that is called like the function to write, lest it call itself."""
    return f"book_{name}" if name == entry else name


def names_in(code):
    """Return the names that a function looks up outside of itself, as far as `math` does not have them."""
    inner = [constant for constant in code.co_consts if inspect.iscode(constant)]
    return {name for name in code.co_names if not hasattr(math, name)}.union(*map(names_in, inner))
