// @ts-check
/**
 * Runs Python beside the page, and has the checkers answer what the page asks.
 *
 * @import { Boot, Checksum, FromWorker, Grade, LoadedParts, ToWorker, Understand } from "./protocol.js"
 *
 * @typedef {object} Checkers  The functions of checkers/browser.py.
 * @property {(archive: string) => void} read_closed
 * @property {(request: string) => string} answer
 * @property {(listener: (text: string) => void) => void} listen
 * @property {(archive: string) => void} add_library
 * @property {() => void} offer_numpy
 */
import { LIBRARY, download, downloadLater } from "./download.js";
import { unreachable } from "./protocol.js";
import { startPython } from "./runtime.js";

// In Python's own file system.
const CHECKERS_ZIP = "/lib/checkers.zip";
const LIBRARY_ZIP = "/lib/library.zip";

// A worker is replaced when a program has taken more memory than this, in bytes.
const HEAP_LIMIT = 256 * 2 ** 20;

// A program could take apart whatever in its interpreter notices that it has done so. What it may do is therefore read off its text
// before it runs: with these imports, and without these words, nothing but its own names is within its reach. After any other program
// the worker is replaced, whatever Python says.
const ORDINARY_IMPORTS = /\b(?:from (?:math|cmath|numpy) import [\w*, ]+|import (?:math|cmath|numpy)(?: as \w+)?)\s*(?:#.*)?$/gm;
const REACHING =
  /__|\b(?:import|eval|exec|compile|open|getattr|setattr|delattr|vars|globals|locals|type|super|breakpoint|gi_frame|cr_frame|ag_frame|f_back)\b/;

/** What this worker and later ones start from. @type {LoadedParts} */
let parts;
/** Asks Python; JSON in both directions. @type {(request: string) => string} */
let ask;
/** @type {() => number} */
let heap;
/** Adds what of the standard library neither Python's start nor the checkers need, unless it is there already. @type {() => Promise<void>} */
let addLibrary;
/** Installs NumPy, unless it is there already or the site has none. @type {() => Promise<void>} */
let addNumpy;

self.addEventListener("message", ({ data }) => {
  const message = /** @type {ToWorker} */ (data);
  switch (message.kind) {
    case "boot":
      boot(message).catch((error) => {
        // What a browser throws when it has no memory to give.
        post({ kind: "unavailable", reason: reasonOf(error), memory: error instanceof RangeError });
      });
      break;
    case "parts":
      parts = message.parts;
      break;
    case "grade":
    case "understand":
      // Whatever Python can catch it has caught: an error that arrives here has taken the interpreter with it.
      answer(message).catch((error) => post({ kind: "crashed", reason: reasonOf(error) }));
      break;
    default:
      unreachable(message);
  }
});

/** @param {Boot} message */
async function boot(message) {
  parts = message.parts ?? (await download(message.runtime, report));
  const python = await startPython(parts);
  python.pyodide.FS.writeFile(CHECKERS_ZIP, python.checkers);
  python.pyodide.pyimport("sys").path.insert(0, CHECKERS_ZIP);
  /** @type {Checkers} */
  const checkers = python.pyodide.pyimport("checkers.browser");
  checkers.read_closed(CHECKERS_ZIP);
  checkers.listen((text) => post({ kind: "printed", text }));
  ask = checkers.answer;
  heap = python.heap;
  if (!message.parts) post({ kind: "loaded", parts });

  /** @param {string} name @param {Checksum} checksum */
  const fetchLater = async (name, checksum) => {
    const file = parts.files[name] ?? (await downloadLater(message.runtime, name, checksum, report));
    parts = { ...parts, files: { ...parts.files, [name]: file } };
    return file;
  };
  addLibrary = once(async () => {
    const library = await fetchLater(LIBRARY, parts.lock.later[LIBRARY]);
    python.pyodide.FS.writeFile(LIBRARY_ZIP, new Uint8Array(await library.arrayBuffer()));
    checkers.add_library(LIBRARY_ZIP);
    post({ kind: "loaded", parts });
  });
  addNumpy = once(async () => {
    const { numpy } = parts.lock.packages;
    if (!numpy) return;
    await addLibrary();
    await python.install("numpy", await fetchLater(numpy.file_name, numpy));
    checkers.offer_numpy();
    post({ kind: "loaded", parts });
  });
  post({ kind: "ready", python: parts.lock.info.python });
}

/** @param {number} loaded @param {number} total */
function report(loaded, total) {
  post({ kind: "progress", loaded, total });
}

/**
 * The same, but done only until it has succeeded.
 *
 * @param {() => Promise<void>} act
 */
function once(act) {
  let done = false;
  return async () => {
    if (!done) await act();
    done = true;
  };
}

/** @param {Grade | Understand} message */
async function answer(message) {
  if (message.kind === "grade" && message.program) {
    // Without them, the program is told that a module is not here.
    if (reaches(message.answer)) await addLibrary().catch(() => {});
    if (message.answer.includes("numpy")) await addNumpy().catch(() => {});
    post({ kind: "running" });
  }
  const answered = JSON.parse(ask(JSON.stringify(message)));
  if (message.kind === "understand") {
    post({ kind: "understood", text: answered.text });
    return;
  }
  const size = heap();
  const healthy = answered.healthy && size <= HEAP_LIMIT && !(message.program && reaches(message.answer));
  post({ kind: "verdict", verdict: answered.verdict, healthy, heap: size });
}

/**
 * @param {string} program  Python takes letters of other alphabets for plain ones in names, as this normal form does; and before it
 *   runs, checkers/programs/pasted.py may take off characters without width and the numbers of lines.
 */
function reaches(program) {
  const mended = program.normalize("NFKC").replace(/\p{Cf}/gu, "").replace(/^\s*\d+/gm, "");
  return REACHING.test(mended.replace(ORDINARY_IMPORTS, ""));
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
