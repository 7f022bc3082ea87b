// Runs Python code on a packed runtime, under Node.js as the tests have no browser at hand.
// Reads {folder, code} from standard input, writes what the code's last expression, a JSON text, stands for.
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { folder, code } = JSON.parse(readFileSync(0, "utf8"));
const { loadPyodide } = await import(pathToFileURL(`${folder}/pyodide.mjs`).href);
const pyodide = await loadPyodide({ indexURL: folder, jsglobals: Object.create(null) });
for (const name of ["checkers.zip", "library.zip"]) pyodide.FS.writeFile(`/lib/${name}`, readFileSync(`${folder}/${name}`));
process.stdout.write(pyodide.runPython(code));
