"""Every slip an author can make stops the build with its place, what is wrong and what to do.

`tests/sites/` holds one tiny page, or one folder of pages, per slip. The message expected stands in the comment at the end of the page,
or in the folder's `expected.txt`.
"""

import ast
import re
import shutil
import sys
from pathlib import Path

import pytest

import hooks.book.book
import hooks.book.checks
import hooks.book.entries
import hooks.book.join
import hooks.book.margins
import hooks.book.references
import hooks.book.scan
import hooks.book.sentences
import hooks.kinds
import hooks.kinds.base
import hooks.kinds.reading
import hooks.render.base
import hooks.render.resolve
import hooks.source.options
import hooks.source.page
from hooks.book.book import load_book
from hooks.book.typed_numbers import typed_numbers
from hooks.render.convert import render
from hooks.source.errors import AuthorError

SITES = Path(__file__).parents[2] / "sites"
EXPECTED = re.compile(r"<!--\n(?P<message>(?:(?!<!--).)*?)\n-->\n\Z", re.DOTALL)
BROKEN = sorted(path for path in SITES.iterdir() if path.name not in ("whole", "README.md"))
SHAPE = re.compile(r"\S+\.(?:md|yml):[1-9]\d*: [^\n]+\. \S[^\n]*[.?:]", re.DOTALL)

# Complaints that no page of Markdown can show; each has a test of its own in test_scan.py, test_book.py,
# test_references.py, test_entries.py or in tests/slips.
SHOWN_ELSEWHERE = {
    "this line is not UTF-8",
    "no page has an exercise",
    "no page shows the figure",
    "type(checker)",
    "raise slip",
    "python_slip(",
    "NotImplementedError",
    "reference.path, reference.line, what",
    "path, line_of(",
    'self._place(f"[@{key}")',
}


def copied(site, folder):
    """Copy a site to a folder and return the message that is expected of it."""
    if site.is_dir():
        shutil.copytree(site, folder, dirs_exist_ok=True, ignore=shutil.ignore_patterns("expected.txt"))
        return (site / "expected.txt").read_text(encoding="utf-8").strip()
    shutil.copy(site, folder)
    return EXPECTED.search(site.read_text(encoding="utf-8"))["message"]


def complaint(folder, monkeypatch):
    """Return the error with which a site is refused, or `None`."""
    monkeypatch.chdir(folder)
    try:
        for page in load_book(folder).pages:
            render(page, folder)
            for error in typed_numbers(page):
                raise error
    except AuthorError as error:
        return error
    return None


@pytest.mark.usefixtures("tiny_exercises")
@pytest.mark.parametrize("site", BROKEN, ids=lambda site: site.stem)
def test_a_slip_is_reported_with_its_place_and_what_to_do(site, tmp_path, monkeypatch):
    expected = copied(site, tmp_path)
    error = complaint(tmp_path, monkeypatch)
    assert str(error).strip() == expected
    assert SHAPE.match(expected)


@pytest.mark.usefixtures("tiny_exercises")
@pytest.mark.parametrize(
    "as_typed_elsewhere",
    [
        pytest.param(lambda text: text.replace(b"\n", b"\r\n"), id="windows"),
        pytest.param(lambda text: b"\xef\xbb\xbf" + text, id="byte-order-mark"),
        pytest.param(lambda text: re.sub(rb"(?m)^(/{3,}.*)$", rb"\1  \t", text), id="spaces-after-slashes"),
    ],
)
def test_an_editor_s_habits_change_no_message(as_typed_elsewhere, tmp_path, monkeypatch):
    for site in BROKEN:
        folder = tmp_path / site.stem
        folder.mkdir()
        expected = copied(site, folder)
        for page in folder.rglob("*.md"):
            page.write_bytes(as_typed_elsewhere(page.read_bytes()))
        assert str(complaint(folder, monkeypatch)).strip() == expected


def complaints(module):
    """Yield the first and last line of every statement of a module that raises a complaint, and its text."""
    source = Path(module.__file__).read_text(encoding="utf-8")
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Raise) and node.exc:
            yield node.lineno, node.end_lineno, ast.get_source_segment(source, node)


@pytest.mark.usefixtures("tiny_exercises")
def test_every_complaint_is_shown_by_a_site(tmp_path, monkeypatch):
    raised = set()
    for site in BROKEN:
        folder = tmp_path / site.stem
        folder.mkdir()
        copied(site, folder)
        error = complaint(folder, monkeypatch)
        while error is not None:
            traceback = error.__traceback__
            while traceback.tb_next:
                traceback = traceback.tb_next
            raised.add((traceback.tb_frame.f_code.co_filename, traceback.tb_lineno))
            error = error.__cause__
    missing = [
        f"{Path(module.__file__).name}:{first}: {text}"
        for module in (
            hooks.source.options,
            hooks.source.page,
            hooks.book.scan,
            *(sys.modules[type(kind).__module__] for kind in hooks.kinds.KINDS.values()),
            hooks.kinds.base,
            hooks.kinds.reading,
            hooks.book.margins,
            hooks.book.sentences,
            hooks.book.book,
            hooks.book.join,
            hooks.book.checks,
            hooks.book.entries,
            hooks.book.references,
            hooks.render.base,
            hooks.render.resolve,
        )
        for first, last, text in complaints(module)
        if not any((module.__file__, line) in raised for line in range(first, last + 1))
        and not any(what in text for what in SHOWN_ELSEWHERE)
    ]
    assert not missing, "\n".join(missing)
