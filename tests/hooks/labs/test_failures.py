"""A lab that cannot be run is told with its line; what runs it says so in its own way."""

import re

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

from hooks.book.lab import cells
from hooks.labs.failures import slip_of_run

LAB = """\
# %% [markdown]
# # A lab

# %%
counts = [0, 1]


def share(count):
    return 1 / count


# %%
print(counts)
print([share(count) for count in counts])
"""


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore")
def test_the_line_is_that_of_the_cell_that_failed(tmp_path):
    lab = tmp_path / "lab.py"
    lab.write_text(LAB, encoding="utf-8")
    code = [nbformat.v4.new_code_cell(cell.source) for cell in cells(lab) if cell.kind == "code"]
    with pytest.raises(CellExecutionError) as caught:
        NotebookClient(nbformat.v4.new_notebook(cells=code)).execute()
    line = LAB.split("\n").index("print([share(count) for count in counts])") + 1
    wanted = rf"\S*lab\.py:{line}: this lab could not be run \(ZeroDivisionError: division by zero\)\. Mend what this line does\."
    assert re.fullmatch(wanted, str(slip_of_run(lab, str(caught.value))))
