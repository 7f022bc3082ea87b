// @ts-check
/**
 * Downloads Python's parts in the worker: all at once, with progress, from this site alone. Each is checked against the list that
 * the build has written, and what is missing, cut short or altered is asked for once more.
 *
 * @import { Checksum, LoadedParts, Lock, Runtime } from "./protocol.js"
 */
import { openParts } from "./parts.js";

export const LOCK = "pyodide-lock.json";
export const WASM = "pyodide.asm.wasm";
export const STDLIB = "python_stdlib.zip";
export const CHECKERS = "checkers.zip";
export const INTERPRETER = "pyodide.asm.mjs";
export const LOADER = "pyodide.mjs";
export const LIBRARY = "library.zip";
const FILES = [STDLIB, CHECKERS, INTERPRETER, LOADER];

const REPORT_EVERY = 100; // ms

/**
 * @param {Runtime} runtime
 * @param {(loaded: number, total: number) => void} report  Told the bytes unpacked so far and in all.
 * @returns {Promise<LoadedParts>}
 */
export async function download(runtime, report) {
  const parts = openParts(runtime);
  const count = counter(report);
  /** What has arrived whole, and the sum by which that was known. @type {Record<string, {sha256: string, part: any}>} */
  const arrived = {};

  /** @param {boolean} reload @returns {Promise<Lock>} */
  const readLock = async (reload) => (await parts.read(LOCK, reload)).json();
  /** @type {Promise<Lock> | undefined} */
  let newest;
  const readNewest = () => (newest ??= readLock(true));

  /** @param {boolean} reload  Whether a copy in the browser's cache will not do. @returns {Promise<Lock>} */
  const attempt = async (reload) => {
    const reading = reload ? readNewest() : readLock(false).catch(readNewest);
    // At first nothing waits for the list, and its failure is told by the parts: the round trip is better used.
    if (reload) await reading;
    else reading.catch(() => {});
    /** @param {string} name */
    const receive = async (name) => {
      // A cache can hold parts of two releases. The newest list then tells which of them belong together.
      if (arrived[name] && arrived[name].sha256 === (await reading).parts[name].sha256) return;
      const hash = name === WASM ? hashInAddress((await reading).parts[name]) : undefined;
      const response = await parts.read(name, reload, hash);
      // What is compiled is the response itself: one rebuilt around the bytes would lose the browser's code cache.
      const copy = name === WASM ? response.clone() : response;
      const checking = reading.then((lock) => verified(name, copy, lock.parts, count));
      const [bytes, module] = await Promise.all([checking, name === WASM ? compile(response) : null]);
      arrived[name] = { sha256: (await reading).parts[name].sha256, part: module ?? new Blob([bytes], { type: "text/javascript" }) };
    };
    await settleAll([WASM, ...FILES].map(receive));
    return reading;
  };

  const lock = await attempt(false).catch(() => attempt(true));
  const files = FILES.map((name) => [name, arrived[name].part]);
  return { lock, module: arrived[WASM].part, files: Object.fromEntries(files) };
}

/**
 * Downloads a part that is wanted later, in the same way.
 *
 * @param {Runtime} runtime
 * @param {string} name
 * @param {Checksum} checksum
 * @param {(loaded: number, total: number) => void} report
 */
export async function downloadLater(runtime, name, checksum, report) {
  const parts = openParts(runtime);
  const count = counter(report);
  const read = async (/** @type {boolean} */ reload) => verified(name, await parts.read(name, reload), { [name]: checksum }, count);
  return new Blob([await read(false).catch(() => read(true))]);
}

/**
 * Waits for all, also when one fails.
 *
 * @param {Promise<unknown>[]} promises
 */
async function settleAll(promises) {
  await Promise.allSettled(promises);
  await Promise.all(promises);
}

/** @param {Response} response */
async function compile(response) {
  // Not every server knows this type, without which a browser refuses to compile while it downloads.
  return response.headers.get("content-type") === "application/wasm"
    ? WebAssembly.compileStreaming(response)
    : WebAssembly.compile(await response.arrayBuffer());
}

/**
 * The bytes of a part, if they are those of the list.
 *
 * @param {string} name
 * @param {Response} response
 * @param {Record<string, Checksum>} parts
 * @param {(parts: Record<string, Checksum>, name: string, length: number) => void} count
 */
async function verified(name, response, parts, count) {
  const { size, sha256 } = parts[name];
  const bytes = new Uint8Array(size);
  let length = 0;
  const reader = /** @type {ReadableStream<Uint8Array>} */ (response.body).getReader();
  for (let part = await reader.read(); part.value; part = await reader.read()) {
    length += part.value.length;
    if (length > size) break;
    bytes.set(part.value, length - part.value.length);
    count(parts, name, length);
  }
  if (length !== size) throw new Error(`${name} has not the length that it should have`);
  // A page that came neither encrypted nor from this computer is not given the means; there the length has to do.
  if (crypto.subtle && hex(await crypto.subtle.digest("SHA-256", bytes)) !== sha256) throw new Error(`${name} has been altered`);
  return bytes;
}

/** @param {Checksum} checksum  The service worker stores a file under the same half. */
const hashInAddress = ({ sha256 }) => sha256.slice(0, sha256.length / 2);

/** @param {ArrayBuffer} sum */
const hex = (sum) => Array.from(new Uint8Array(sum), (byte) => byte.toString(16).padStart(2, "0")).join("");

/** @param {(loaded: number, total: number) => void} report */
function counter(report) {
  /** @type {Record<string, number>} */
  const lengths = {};
  let reported = 0;
  /** @param {Record<string, Checksum>} parts @param {string} name @param {number} length  Of what has arrived of this part. */
  return (parts, name, length) => {
    lengths[name] = length;
    const loaded = Object.values(lengths).reduce((sum, one) => sum + one, 0);
    const total = Object.values(parts).reduce((sum, { size }) => sum + size, 0);
    if (performance.now() - reported < REPORT_EVERY && loaded !== total) return;
    reported = performance.now();
    report(loaded, total);
  };
}
