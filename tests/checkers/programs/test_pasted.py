"""A program is read as it was meant, whatever copying has put into it or around it; a working one is never changed."""

import pytest

from checkers.kinds.build import Build, Case
from checkers.programs.pasted import mended
from checkers.verdict import Unreadable


class Half(Build):
    entry = "half"
    cases = (Case(3.0, 1.0), Case(5.0, 2.0))

    @staticmethod
    def reference(x, y):
        return (x - y) / 2


PLAIN = "import math\n\ndef half(x, y):\n    # “half” − of it\n    d = x - y\n    return d * (1 / 2)\n"


def grade(text):
    program = Half().parse(0, text)
    return program.as_verdict() if isinstance(program, Unreadable) else Half().grade(0, program)


def prefixed(text, prefix):
    return "".join(prefix(number) + line for number, line in enumerate(text.splitlines(keepends=True), 1))


TRANSCRIPT = """\
>>> import math
>>> def half(x, y):
...     d = x - y
...     return d / 2
...
>>> half(3, 1)
1.0
>>> print("a\\nb")
a
b
"""


@pytest.mark.parametrize(
    "text",
    [
        PLAIN.replace("    ", "\u00a0\u00a0\u00a0\u00a0"),
        PLAIN.replace(" - ", "\u2009-\u2009"),
        PLAIN.replace("    ", "\u3000\u3000"),
        PLAIN.replace("    d", "\u3000\u3000d"),  # on one of two lines that belong together
        PLAIN.replace("return", "ret\u00adurn"),
        PLAIN.replace("x - y", "x\u200b - y"),
        PLAIN.replace("def", "\ufeffdef"),
        PLAIN.replace("x - y\n    return", "x - y\u2028    return"),
        PLAIN.replace("x - y", "x − y"),
        "def half(x, y):\n    import math\n    return (x − y) / 2\n",
        PLAIN.replace("x - y", "x – y"),
        PLAIN.replace("d * ", "d × ").replace("1 / 2", "1 ÷ 2"),
        PLAIN.replace("(x, y):", "（x， y）："),
        PLAIN.replace("d = x", "name = “it's”; d = x"),
        PLAIN.replace("d = x", "name = ‘a “b”’; d = x"),
        PLAIN.replace("d = x", 'assert len(“a"b"”) == 4; d = x'),
        PLAIN.replace("d = x", "assert len('“−”') == 3; d = x − 0 +  0 *x"),
        PLAIN.replace("    #", "    “““Half of − it.”””\n    #"),
        f"```python\n{PLAIN}```",
        f"```\n{PLAIN}\n```\n",
        f"Here's the function:\n\n```python\n{PLAIN}```\n\nIt halves a − b.\n",
        f"{PLAIN}```",
        f"~~~ py\n{PLAIN}~~~",
        f"    ```python\n{prefixed(PLAIN, lambda _: '    ')}    ```",
        TRANSCRIPT,
        TRANSCRIPT.replace(">>> ", "In [1]: ").replace("... ", "   ...: "),
        "In [1]: def half(x, y):\n   ...:     return (x - y) / 2\n   ...:\n\nIn [2]: half(3, 1)\nOut[2]: 1.0\n",
        ">>> def half(x, y):\n    return (x - y) / 2\n\n>>> half(3, 1)\n1.0\n",
        PLAIN + ">>> half(3, 1)\n1.0\n",
        prefixed(PLAIN, lambda number: f"{number:3}  "),
        prefixed(PLAIN, lambda number: f"{number + 7}. "),
        prefixed(PLAIN, lambda number: f"{number}"),
        prefixed(PLAIN, lambda number: f"{number}\t"),
        prefixed(PLAIN, lambda _: "> "),
        prefixed(PLAIN, lambda _: "+"),
        f"!pip install numpy\n%matplotlib inline\n{PLAIN}",
        f"%%time\n{PLAIN}",
        f"$ pip install numpy\npip install torch\n{PLAIN}",
        prefixed(PLAIN, lambda _: "    "),
        prefixed(PLAIN, lambda _: "\t"),
        "# my half\n" + prefixed(PLAIN, lambda _: "  "),
        "import math\n    import random\n    def half(x, y):\n        return (x - y) / 2\n",
        f"```python\n{prefixed(PLAIN, lambda number: f'{number} ').replace(' - ', ' – ')}```",
    ],
)
def test_what_copying_adds_is_taken_off(text):
    with pytest.raises(SyntaxError):
        compile(text, "", "exec")
    verdict = grade(text)
    assert (verdict.status, verdict.code) == ("right", ""), verdict.facts


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        PLAIN.replace("# “half”", 'f"“{x}” − ```"  #'),
        '"""\n```\n>>> half(3, 1)\n1 ```\n!pip\n"""\n' + PLAIN,
        "1\n2\n3\n" + PLAIN,
        PLAIN.replace("d = x - y", "d = x - y + 0 * (7\n%\n4\n%y)"),
    ],
)
def test_a_program_that_python_reads_stays_as_it_is(text):
    program = Half().parse(0, text)
    assert program.code == compile(text, program.code.co_filename, "exec")
    assert grade(text).status == "right"


def test_a_fence_or_prompt_inside_a_text_of_several_lines_is_no_frame():
    text = (
        'def half(x, y):\n    """\n    ```\n    >>> half(3, 1)\n    1\n    ```\n    """\n    return x – y\n'
    )
    assert grade(text).code == ""
    assert "\n".join(line.text for line in mended(text)) == text.replace("–", "-")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        (f"Look:\n```python\n{PLAIN.replace('1 /', '1 / 0 /')}```", 8),
        (f"\u200b\n{PLAIN.replace('1 /', '1 / 0 /')}", 7),
        (prefixed(PLAIN.replace("1 /", "1 / 0 /"), lambda number: f"{number}: "), 6),
        (f"import math\u2028{PLAIN.replace('1 /', '1 / 0 /')}", 6),
    ],
)
def test_an_error_names_the_line_as_typed(text, line):
    verdict = grade(text)
    assert (verdict.code, verdict.facts["line"]) == ("raised", line)
    assert "1 / 0" in verdict.facts["traceback"][-1]["text"]


def test_a_slip_beside_what_copying_adds_is_told_at_its_line_as_typed():
    verdict = grade(f"```python\n{PLAIN.replace('x, y):', 'x, y)').replace(' - ', ' – ')}```")
    assert (verdict.code, verdict.facts["line"]) == ("syntax-error", 4)
    assert "expected ':'" in verdict.facts["error"]


@pytest.mark.parametrize(
    ("text", "character"),
    [
        (PLAIN.replace("x - y", "√x - y"), "“√”, square root (U+221A)"),
        (PLAIN.replace("x - y", "x² - y"), "“²”, superscript two (U+00B2)"),
        (PLAIN.replace("x - y", "x\u0007 - y"), "a control character (U+0007)"),
    ],
)
def test_other_characters_are_named_in_words(text, character):
    verdict = grade(text)
    assert (verdict.code, verdict.facts["line"]) == ("strange-character", 5)
    assert verdict.facts["character"] == character


def test_brackets_nested_too_deeply_are_called_so():
    verdict = grade(PLAIN.replace("x - y", "(" * 400 + "x - y" + ")" * 400))
    assert (verdict.code, verdict.facts["line"]) == ("nested-too-deeply", 5)
