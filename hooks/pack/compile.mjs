// Compiles Python files with the very Pyodide that will run them: only that one writes byte code it can read.
//
// Reads JSON from standard input:
//   pyodide  folder of the npm package
//   stdlib   zip of the standard library to start Pyodide with
//   folder   holds the sources, laid out as in their zip; the byte code is written beside each, as .pyc
//   shown    the folder that tracebacks name instead
//   files    what to compile, relative to the folder
//   imports  groups of modules of the standard library, of which the part that they load is compiled too
// Writes for each group the files that were in use after it, and those of `files`. The last list has all that were compiled.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const FOLDER = "/sources";

const request = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(`${request.pyodide}/pyodide.mjs`).href);
const pyodide = await loadPyodide({
  indexURL: request.pyodide,
  stdLibURL: request.stdlib,
  // Byte code lists the members of sets in the order of their hashes, which a fixed seed keeps the same in each run.
  env: { PYTHONHASHSEED: "0" },
});
pyodide.mountNodeFS(FOLDER, request.folder);
pyodide.globals.set("request", pyodide.toPy({ ...request, folder: FOLDER }));

const compiled = pyodide.runPython(`
import json
import sys
from importlib import import_module
from pathlib import PurePosixPath
from py_compile import PycInvalidationMode, compile

library = PurePosixPath(json.__file__).parent.parent


def in_use():
    # Frozen modules, such as os, are part of the interpreter: their copies in the zip are never read.
    read = [module for module in sys.modules.values() if getattr(module.__spec__, "origin", None) != "frozen"]
    paths = [PurePosixPath(module.__file__) for module in read if getattr(module, "__file__", None)]
    return {str(path.relative_to(library)) for path in paths if path.is_relative_to(library)}


groups = []
for names in request["imports"]:
    for name in names:
        import_module(name)
    groups.append(sorted({*request["files"], *(in_use() if names else ())}))

# The hash is not checked: a zip has no sources to compare it with.
for file in groups[-1]:
    compile(
        f"{request['folder']}/{file}",
        cfile=f"{request['folder']}/{file}c",
        dfile=f"{request['shown']}/{file}",
        doraise=True,
        invalidation_mode=PycInvalidationMode.UNCHECKED_HASH,
    )

json.dumps(groups)
`);
process.stdout.write(compiled);
