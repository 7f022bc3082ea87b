"""What an author begins with: exercises that are whole, and say TODO wherever words or numbers of their author belong.

They pass everything except `workbook check`, which lists each TODO.
"""

import keyword
from collections.abc import Collection

_DERIVE = """\
/// derive | {identifier}
    label: "TODO: the words beside the box"

### TODO: a title

TODO: the question, with what is given, such as $[[given]]$.

sign-error
:   TODO: what is said to whoever lost the sign; it names what was done, and asks.

//// hint
TODO: where to look.
////

//// reveal
TODO: the derivation, line by line, up to $[[answer:.3g]]$, and a remark beyond the number.
////
///
"""

_TRACE = """\
/// trace | {identifier}

### TODO: a title

TODO: the question.

- [ ] TODO: a wrong choice

    TODO: what is said to whoever picks it; it names the mistake, and asks.

- [x] TODO: the right choice

    TODO: why it is right.

- [ ] TODO: another wrong choice

    TODO: what is said to whoever picks it.

- [ ] TODO: a third wrong choice

    TODO: what is said to whoever picks it.

//// hint
TODO: where to look.
////

//// reveal
TODO: why the right choice is right, and a remark beyond it.
////
///
"""

_BUILD = """\
/// build | {identifier}
    entry: {entry}

### TODO: a title

TODO: what `{entry}(x)` returns, and what its arguments mean.

```python
def {entry}(x):
    ...
```

sign-error
:   TODO: what is said to whoever lost the sign; it names what was done, and asks.

//// hint
TODO: where to look.
////

//// reveal
```python
def {entry}(x):
    return x  # TODO: the model answer
```

TODO: why it is right, and a remark beyond it.
////
///
"""

_DEBUG = """\
/// debug | {identifier}

### TODO: a title

TODO: what the listing should do.

```python
def double(x):  # TODO: a listing of your own
    result = x * x  # BUG: TODO: why -> result = x + x
    return result
```

line-1
:   TODO: what is said to whoever chooses this line; it says what the line does.

line-2
:   TODO: why this is the wrong line.

line-3
:   TODO: what is said to whoever chooses this line.

//// hint
TODO: where to look.
////

//// reveal
TODO: what the line does, how it is mended, and a remark beyond it.
////
///
"""

_DESIGN = """\
/// design | {identifier}
    after: {{2: [1], 3: [2]}}

### TODO: a title

TODO: what the steps lead to.

1. TODO: the first step
2. TODO: the second step, which needs the first
3. TODO: the third step, which needs the second

2-before-1
:   TODO: what is said when the second step stands before the first.

3-before-2
:   TODO: what is said when the third step stands before the second.

//// hint
TODO: where to look.
////

//// reveal
TODO: what each step needs, and a remark beyond it.
////
///
"""

_BLOCKS = {"derive": _DERIVE, "trace": _TRACE, "build": _BUILD, "debug": _DEBUG, "design": _DESIGN}

_CLASSES = {
    "derive": '''\
@exercise("{identifier}")
class {name}(Derive):
    """TODO: what is asked; paper and equation."""

    # TODO: what is given, by name, in at least four variants
    variants = ({{"given": 1.0}}, {{"given": 2.0}}, {{"given": 3.0}}, {{"given": 4.0}})

    def answer(self, *, given):
        """Return the answer."""
        return given  # TODO: its formula

    def misconceptions(self, *, given):
        """Return the typical wrong results."""
        return {{"sign-error": -given}}  # TODO: the value that each mistake leads to
''',
    "build": '''\
@exercise("{identifier}")
class {name}(Build):
    """TODO: what the function computes; paper and equation."""

    entry = "{entry}"
    cases = (Case(1.0), Case(-2.0))  # TODO: what is always tried, the edges among it

    @staticmethod
    def reference(x):
        """Return what is right."""
        return x  # TODO: its formula

    @staticmethod
    def random_case(random):
        """Return the arguments of one more case."""
        return (random.uniform(-3, 3),)  # TODO: arguments as they occur

    @mistake
    def sign_error(x):
        """Lose the sign."""
        return -x  # TODO: a known wrong version
''',
}

# What the class of a kind imports from its package.
IMPORTS = {
    "derive": {"checkers.kinds.derive": ("Derive",), "checkers.registry": ("exercise",)},
    "build": {"checkers.kinds.build": ("Build", "Case", "mistake"), "checkers.registry": ("exercise",)},
}


def block_of(kind: str, identifier: str) -> str:
    """Return the Markdown of a new exercise."""
    return _BLOCKS[kind].format(identifier=identifier, entry=entry_of(identifier))


def class_of(kind: str, identifier: str, entry: str = "", taken: Collection[str] = ()) -> str:
    """Return the class of a new computed exercise.

    Args:
        kind: One of the computed kinds.
        identifier: The id.
        entry: The function that a Build asks for; by default it is called like the exercise.
        taken: Names that its own must not be one of.
    """
    name = "".join(word.capitalize() for word in identifier.split("-"))
    imported = [one for names in IMPORTS[kind].values() for one in names]
    if not name.isidentifier() or name in taken or name in imported:
        name = f"Exercise{name}"
    return _CLASSES[kind].format(identifier=identifier, name=name, entry=entry or entry_of(identifier))


def entry_of(identifier: str) -> str:
    """Return the name of a function that is called like an exercise."""
    name = identifier.replace("-", "_")
    return name if name.isidentifier() and not keyword.iskeyword(name) else f"compute_{name}"
