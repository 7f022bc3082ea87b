"""Each lab as a reader runs it: its notebook, in an empty folder, without the book."""

import json
import sys
from pathlib import Path
from types import SimpleNamespace

import matplotlib.pyplot as plt
import pytest

from hooks.book.book import load_book
from hooks.book.lab import cells
from hooks.labs.notebook import as_notebook

DOCS = Path(__file__).parent.parent.parent / "docs"


@pytest.fixture(scope="module")
def lab(request, tmp_path_factory):
    """What the lab that a module of tests is named after has computed."""
    name = Path(request.module.__file__).stem.removeprefix("test_")
    notebook = json.loads(as_notebook(cells(DOCS / "labs" / f"{name}.py"), load_book(DOCS).references))
    code = "\n".join(cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    names = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path_factory.mktemp(name))
        for module in [one for one in sys.modules if one.partition(".")[0] == "checkers"] + ["checkers"]:
            patch.setitem(sys.modules, module, None)  # importing it is an error
        patch.setattr(plt, "show", lambda: plt.close("all"))
        plt.switch_backend("svg")
        exec(compile(code, f"{name}.ipynb", "exec"), names)
        assert list(Path().iterdir()) == []
    return SimpleNamespace(**names)
