"""A bare page on stock Pyodide, which takes a number and says whether it is right: what ours is set beside."""

import shutil
from pathlib import Path

from hooks.pack.runtime import PYODIDE

FOLDER = "stock"
HOST = "stock"  # the id of its one exercise
RIGHT = "0.0793"

# It starts Pyodide at once, and carries the marks by which the bench reads our pages.
PAGE = f"""<!doctype html>
<html lang="en">
<title>Stock Pyodide</title>
<section id="{HOST}">
<form><label>Answer <input name="answer"></label> <button>Check</button></form>
<output class="wb-verdict"></output>
</section>
<script type="module">
const worker = new Worker("stock.js", {{ type: "module" }});
const output = document.querySelector("output");
document.querySelector("form").addEventListener("submit", (event) => {{
  event.preventDefault();
  worker.postMessage(document.querySelector("input").value);
}});
worker.onmessage = ({{ data }}) => {{
  if (data === "ready") return (document.documentElement.dataset.python = data);
  output.textContent = data;
  output.dataset.status = data;
}};
</script>
"""
WORKER = f"""
const ready = import("./pyodide.mjs").then(({{ loadPyodide }}) => loadPyodide());
ready.then((pyodide) => {{
  pyodide.runPython("1 + 1");
  postMessage("ready");
}});
self.onmessage = async ({{ data }}) => {{
  const pyodide = await ready;
  pyodide.globals.set("answer", data);
  postMessage(pyodide.runPython("'right' if abs(float(answer) - {RIGHT}) < 1e-4 else 'wrong'"));
}};
"""


def lay_out(site: Path) -> None:
    """Add the page to a built site, with Pyodide as it comes."""
    shutil.copytree(PYODIDE, site / FOLDER)
    (site / FOLDER / "index.html").write_text(PAGE, encoding="utf-8")
    (site / FOLDER / "stock.js").write_text(WORKER, encoding="utf-8")
