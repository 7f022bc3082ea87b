// @ts-check
/**
 * Starts Python in the worker, from parts that have just been downloaded or that an earlier worker has left.
 *
 * @import { LoadedParts } from "./protocol.js"
 */
import { CHECKERS, INTERPRETER, LOADER, STDLIB } from "./download.js";
import { run } from "./parts.js";

// Pyodide wants to know where its files lie. It is handed all of them, and a name that no network resolves asks nobody for more.
const NOWHERE = "https://pyodide.invalid/";

// What could reach beyond the worker, where learners' programs run. Emscripten gives sockets a WebSocket, for one.
const WAYS_OUT = ["fetch", "XMLHttpRequest", "WebSocket", "WebTransport", "EventSource"];

/** @param {LoadedParts} parts */
export async function startPython({ lock, module, files }) {
  const [stdlib, checkers, { default: createPyodideModule }, { loadPyodide }] = await Promise.all([
    files[STDLIB].arrayBuffer(),
    files[CHECKERS].arrayBuffer(),
    runBlob(files[INTERPRETER]),
    runBlob(files[LOADER]),
  ]);

  /** @type {WebAssembly.Instance} */
  let instance;
  // Pyodide fetches and compiles by itself and offers no other way in: it is given what is already here. It also waits
  // for ever when something fails, so the failure is told beside it.
  const failure = new Promise((_, reject) => {
    self.addEventListener("unhandledrejection", (event) => {
      event.preventDefault();
      reject(event.reason);
    });
    self.fetch = async (url) => new Response(String(url) === NOWHERE + STDLIB ? stdlib : null);
    WebAssembly.instantiateStreaming = (_source, imports) =>
      new Promise((resolve) => {
        const instantiated = WebAssembly.instantiate(module, imports).then((made) => {
          instance = made;
          resolve({ module, instance });
        });
        instantiated.catch(reject);
      });
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

  /**
   * Installs a package of Pyodide's list, which fetches the file by itself: it is given what is already here.
   *
   * @param {string} name @param {Blob} wheel
   */
  const install = async (name, wheel) => {
    Object.defineProperty(self, "fetch", { value: async () => new Response(wheel) });
    const silent = () => {};
    try {
      await pyodide.loadPackage(name, { messageCallback: silent, errorCallback: silent });
    } finally {
      Object.defineProperty(self, "fetch", { value: undefined });
    }
  };
  return { pyodide, checkers: new Uint8Array(checkers), heap, install };
}

/** @param {Blob} script */
async function runBlob(script) {
  const address = URL.createObjectURL(script);
  const exported = await run(address);
  URL.revokeObjectURL(address);
  return exported;
}
