// @ts-check
/**
 * Fetches Python's runtime in the worker and starts it: everything at once, with progress, from this site alone.
 *
 * @import { Boot } from "./protocol.js"
 * @typedef {Promise<Record<string, number>>} Sizes  Bytes by file; known a little later than the first bytes arrive.
 */
import { openParts } from "./parts.js";

const WASM = "pyodide.asm.wasm";
const STDLIB = "python_stdlib.zip";

// Pyodide wants to know where its files lie. It is handed all of them, and a name that no network resolves asks nobody for more.
const NOWHERE = "https://pyodide.invalid/";

const REPORT_EVERY = 100; // ms

// What could reach beyond the worker, where learners' programs run. Emscripten gives sockets a WebSocket, for one.
const WAYS_OUT = ["fetch", "XMLHttpRequest", "WebSocket", "WebTransport", "EventSource"];

/**
 * Starts Python.
 *
 * @param {Boot} boot
 * @param {(loaded: number, total: number) => void} report  Told the bytes unpacked so far and in all.
 */
export async function loadRuntime({ runtime, compiled }, report) {
  const parts = openParts(runtime);
  const contents = parts.read("pyodide-lock.json").then((response) => response.json());
  const progress = watchProgress(
    contents.then(({ sizes }) => sizes),
    report,
  );
  /** @param {string} name */
  const download = async (name) => progress.count(await parts.read(name));
  /** @param {string} name */
  const load = async (name) => {
    const module = await parts.load(name);
    progress.add((await contents).sizes[name]);
    return module;
  };

  // Pyodide itself would ask for one file after the other.
  const [lock, module, stdlib, checkers, { default: createPyodideModule }, { loadPyodide }] = await Promise.all([
    contents,
    compiled ?? download(WASM).then(compile),
    download(STDLIB).then((response) => response.arrayBuffer()),
    download("checkers.zip").then((response) => response.arrayBuffer()),
    load("pyodide.asm.mjs"),
    load("pyodide.mjs"),
  ]);

  /** @type {WebAssembly.Instance} */
  let instance;
  // Pyodide fetches and compiles by itself and offers no other way in: it is given what is already here. It also waits
  // for ever when that fails, so the failure is told beside it.
  const failure = new Promise((_, reject) => {
    self.fetch = async (url) => new Response(String(url) === NOWHERE + STDLIB ? stdlib : null);
    WebAssembly.instantiateStreaming = async (_source, imports) => {
      instance = await WebAssembly.instantiate(module, imports).catch((error) => {
        reject(error);
        throw error;
      });
      return { module, instance };
    };
  });
  const start = loadPyodide({
    indexURL: NOWHERE,
    packageBaseUrl: NOWHERE,
    lockFileContents: lock,
    createPyodideModule,
    jsglobals: Object.create(null),
    stdin: () => null,
    stdout: () => {},
    stderr: () => {},
  });
  const pyodide = await Promise.race([start, failure]);
  for (const name of WAYS_OUT) Object.defineProperty(self, name, { value: undefined });

  /** Bytes of Python's memory, which grows and never shrinks. */
  const heap = () => /** @type {WebAssembly.Memory} */ (instance.exports.memory).buffer.byteLength;
  return { pyodide, module, checkers: new Uint8Array(checkers), version: lock.info.python, heap };
}

/** @param {Response} response */
async function compile(response) {
  // Not every server knows this type, without which a browser refuses to compile while it downloads.
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * @param {Sizes} sizes
 * @param {(loaded: number, total: number) => void} report
 */
function watchProgress(sizes, report) {
  let loaded = 0;
  let total = 0;
  let reported = 0;
  /** @param {number} bytes */
  const add = (bytes) => {
    loaded += bytes;
    if (performance.now() - reported < REPORT_EVERY && loaded !== total) return;
    reported = performance.now();
    report(loaded, total);
  };
  /** @param {ReadableStream<Uint8Array> | null} body */
  const read = async (body) => {
    const reader = body?.getReader();
    for (let part = await reader?.read(); part?.value; part = await reader?.read()) add(part.value.length);
  };
  // What goes wrong with a file is told by those who wait for it.
  const ignore = () => {};
  sizes.then((known) => (total = Object.values(known).reduce((sum, size) => sum + size, 0))).catch(ignore);
  return {
    add,
    /**
     * Counts the bytes of a copy: a response rebuilt around a counting stream would lose the browser's code cache.
     *
     * @param {Response} response
     */
    count(response) {
      read(response.clone().body).catch(ignore);
      return response;
    },
  };
}
