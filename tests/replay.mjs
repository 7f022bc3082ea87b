// Judges the lines of the transcript with the packed Python, as the browser does. Reads {runtime, lines}, writes [status, code, facts] for each.
import { readFileSync } from "node:fs";
import { loadPyodide } from "pyodide";

const { runtime, lines } = JSON.parse(readFileSync(0, "utf8"));

const pyodide = await loadPyodide({ stdLibURL: `${runtime}/python_stdlib.zip`, packages: [], stdout: () => {}, stderr: () => {} });
pyodide.FS.writeFile("/lib/checkers.zip", readFileSync(`${runtime}/checkers.zip`));
const replay = pyodide.runPython(`
import json
import sys
from zipimport import zipimporter

sys.path.insert(0, "/lib/checkers.zip")

from checkers import grade
from checkers.closed import open_book

open_book(zipimporter("/lib/checkers.zip").get_data("closed.json").decode())


def replay(lines):
    judged = [grade(line["exercise"], line["variant"], line["answer"]) for line in json.loads(lines)]
    return json.dumps([[verdict["status"], verdict["code"], verdict["facts"]] for verdict in judged])


replay
`);
process.stdout.write(replay(JSON.stringify(lines)));
