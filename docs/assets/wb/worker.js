// @ts-check
/**
 * Runs Python beside the page: opens the one door of the checkers, and answers through it.
 *
 * @import { Boot, FromWorker, Grade, ToWorker, Understand } from "./protocol.js"
 */
import { unreachable } from "./protocol.js";
import { loadRuntime } from "./runtime.js";

const CHECKERS = "/lib/checkers.zip"; // in Python's own file system

// A worker is not kept when a program has taken more memory than this, in bytes.
const MOST_HEAP = 256 * 2 ** 20;

// A program could take apart whatever in its interpreter notices that it has done so. What it may do is therefore read off its text
// before it runs: with these imports, and without these words, nothing but its own names is within its reach. After any other program
// the worker is replaced, whatever Python says.
const ORDINARY_IMPORTS = /\b(?:from (?:math|cmath|numpy) import [\w*, ]+|import (?:math|cmath|numpy)(?: as \w+)?)\s*(?:#.*)?$/gm;
const REACHING =
  /__|\b(?:import|eval|exec|compile|open|getattr|setattr|delattr|vars|globals|locals|type|super|breakpoint|gi_frame|cr_frame|ag_frame|f_back)\b/;

const OPEN_THE_DOOR = `
import json
import sys
from zipimport import zipimporter

sys.path.insert(0, "${CHECKERS}")

from checkers import grade, understand
from checkers.closed import open_book
from checkers.sandbox import healthy

open_book(zipimporter("${CHECKERS}").get_data("closed.json").decode())


def door(request):
    asked = json.loads(request)
    where = asked["exercise"], asked["variant"]
    try:
        if asked["kind"] == "understand":
            return json.dumps({"text": understand(*where, asked["text"])})
        verdict = grade(*where, asked["answer"])
        return json.dumps({"verdict": verdict, "healthy": healthy()}, allow_nan=False)
    except Exception as error:
        facts = {"error": f"{type(error).__name__}: {error}"}
        verdict = {"status": "failed", "code": "defect", "facts": facts}
        return json.dumps({"text": "", "verdict": verdict, "healthy": False})


door
`;

/** Asks Python; JSON in both directions. @type {(request: string) => string} */
let door;
/** @type {() => number} */
let heap;

self.addEventListener("message", ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  switch (message.kind) {
    case "boot":
      boot(message).catch((error) => post({ kind: "unavailable", reason: reasonOf(error) }));
      break;
    case "grade":
    case "understand":
      try {
        answer(message);
      } catch (error) {
        // Whatever Python can catch it has caught: an error that arrives here has taken the interpreter with it.
        post({ kind: "died", reason: reasonOf(error) });
      }
      break;
    default:
      unreachable(message);
  }
});

/** @param {Boot} message */
async function boot(message) {
  const python = await loadRuntime(message, (loaded, total) => post({ kind: "progress", loaded, total }));
  if (!message.compiled) post({ kind: "compiled", module: python.module });
  python.pyodide.FS.writeFile(CHECKERS, python.checkers);
  door = python.pyodide.runPython(OPEN_THE_DOOR, { globals: python.pyodide.toPy({}) });
  heap = python.heap;
  post({ kind: "ready", python: python.version });
}

/** @param {Grade | Understand} message */
function answer(message) {
  if (message.kind === "grade" && message.program) post({ kind: "running" });
  const answered = JSON.parse(door(JSON.stringify(message)));
  if (message.kind === "understand") {
    post({ kind: "understood", text: answered.text });
    return;
  }
  const size = heap();
  const healthy = answered.healthy && size <= MOST_HEAP && !(message.program && reaches(message.answer));
  post({ kind: "verdict", verdict: answered.verdict, healthy, heap: size });
}

/** @param {string} program  Python takes letters of other alphabets for plain ones in names, as this normal form does. */
function reaches(program) {
  return REACHING.test(program.normalize("NFKC").replace(ORDINARY_IMPORTS, ""));
}

/** @param {FromWorker} message */
function post(message) {
  self.postMessage(message);
}

/** @param {any} error  An error, or the object that Emscripten throws when Python exits. */
function reasonOf(error) {
  // Of Python's tracebacks the last line says what happened.
  return String(error?.message || error).trimEnd().split("\n").at(-1) ?? "";
}
