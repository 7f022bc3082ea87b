// @ts-check
// Runs Python beside the page: loads Pyodide, opens the checkers' one door, and answers through it.
import { unreachable } from "./protocol.js";

/** @import {Boot, FromWorker, Grade, ToWorker, Understand, Verdict} from "./protocol.js" */

const CHECKERS = "/lib/checkers.zip";

// Memory of WebAssembly grows but never shrinks: a worker whose program took more than this is not kept, in bytes.
const MOST_HEAP = 256 * 2 ** 20;

// Between two reports of the progress, in milliseconds.
const REPORT_EVERY = 100;

// What could reach beyond this worker. Emscripten gives Python's sockets a WebSocket, for one.
const WAYS_OUT = ["fetch", "XMLHttpRequest", "WebSocket", "WebTransport", "EventSource"];

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
        return json.dumps({"verdict": grade(*where, asked["answer"]), "healthy": healthy()}, allow_nan=False)
    except Exception as error:
        facts = {"error": f"{type(error).__name__}: {error}"}
        verdict = {"status": "failed", "code": "defect", "facts": facts}
        return json.dumps({"text": "", "verdict": verdict, "healthy": False})


door
`;

/** Asks Python, in JSON both ways. @type {((request: string) => string) | undefined} */
let door;
/** @type {WebAssembly.Memory | undefined} */
let memory;

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
        // Whatever Python can catch, it has caught: an error that arrives here has taken the interpreter with it.
        post({ kind: "died", reason: reasonOf(error) });
      }
      break;
    default:
      unreachable(message);
  }
});

/** @param {Grade | Understand} message */
function answer(message) {
  if (!door) throw new Error("asked before Python was ready");
  if (message.kind === "grade" && message.program) post({ kind: "running" });
  const answered = JSON.parse(door(JSON.stringify(message)));
  if (message.kind === "understand") {
    post({ kind: "understood", text: answered.text });
    return;
  }
  const heap = memory?.buffer.byteLength ?? 0;
  post({ kind: "verdict", verdict: answered.verdict, healthy: answered.healthy && heap <= MOST_HEAP, heap });
}

/** @param {Boot} message */
async function boot({ runtime, compiled }) {
  /** @param {string} name */
  const address = (name) => new URL(name, runtime).href;
  const progress = watchProgress();

  // Everything is asked for at once: Pyodide itself would ask for one file after the other.
  const [lock, module, stdlib, checkers, { default: createPyodideModule }, { loadPyodide }] = await Promise.all([
    download(address("pyodide-lock.json")).then(async (response) => {
      const { sizes, ...contents } = await response.json();
      progress.expect(sizes);
      return contents;
    }),
    compiled ?? download(address("pyodide.asm.wasm"), progress).then(compile),
    download(address("python_stdlib.zip"), progress).then((response) => response.arrayBuffer()),
    download(address("checkers.zip"), progress).then((response) => response.arrayBuffer()),
    import(address("pyodide.asm.mjs")),
    import(address("pyodide.mjs")),
  ]);
  if (!compiled) post({ kind: "compiled", module });

  // Pyodide fetches and compiles by itself and offers no other way in; it is given what is already here.
  const replies = { [address("pyodide.asm.wasm")]: null, [address("python_stdlib.zip")]: stdlib };
  self.fetch = async (url) => new Response(replies[String(url)]);
  WebAssembly.instantiateStreaming = async (_source, imports) => {
    const instance = await WebAssembly.instantiate(module, imports);
    memory = /** @type {WebAssembly.Memory} */ (instance.exports.memory);
    return { module, instance };
  };
  const pyodide = await loadPyodide({
    indexURL: runtime,
    packageBaseUrl: runtime,
    lockFileContents: lock,
    createPyodideModule,
    jsglobals: Object.create(null),
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
  });
  for (const name of WAYS_OUT) Object.defineProperty(self, name, { value: undefined });

  pyodide.FS.writeFile(CHECKERS, new Uint8Array(checkers));
  door = pyodide.runPython(OPEN_THE_DOOR, { globals: pyodide.toPy({}) });
  post({ kind: "ready", python: pyodide.runPython("import platform; platform.python_version()") });
}

/**
 * @param {string} url
 * @param {{count: (response: Response) => void}} [progress]
 */
async function download(url, progress) {
  const response = await fetch(url);
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  // The bytes of a copy are counted, as a response rebuilt around a counting stream would lose the browser's code cache.
  progress?.count(response.clone());
  return response;
}

/** @param {Response} response */
async function compile(response) {
  const type = response.headers.get("content-type");
  return type === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

function watchProgress() {
  let loaded = 0;
  let total = 0;
  let reported = -REPORT_EVERY;
  const report = () => {
    if (performance.now() - reported < REPORT_EVERY && loaded < total) return;
    reported = performance.now();
    post({ kind: "progress", loaded, total });
  };
  return {
    /** @param {Record<string, number>} sizes  Bytes by file. */
    expect(sizes) {
      total = Object.values(sizes).reduce((sum, size) => sum + size, 0);
      report();
    },
    /** @param {Response} response */
    async count(response) {
      const reader = response.body?.getReader();
      for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
        loaded += part.value.length;
        report();
      }
    },
  };
}

/** @param {FromWorker} message */
function post(message) {
  self.postMessage(message);
}

/** @param {unknown} error */
function reasonOf(error) {
  // Of a traceback only the last line says what happened.
  const lines = String(error instanceof Error ? error.message || error.name : error).trimEnd().split("\n");
  return lines[lines.length - 1];
}
