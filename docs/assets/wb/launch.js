// @ts-check
/**
 * Launches the worker that runs Python, and tells it where Python's parts lie: here beside the scripts, on a server.
 *
 * This module and `parts.js` are all that differs when pages are opened as files; their twins in `file/` then take their place.
 *
 * @import { Boot } from "./protocol.js"
 */

/**
 * @param {WebAssembly.Module | null} compiled  What an earlier worker made of Python's WebAssembly.
 * @returns {Worker}
 */
export function launch(compiled) {
  // Seen from the bundle that this module becomes part of.
  const worker = new Worker(new URL("./worker.js", import.meta.url), { type: "module" });
  /** @type {Boot} */
  const boot = { kind: "boot", runtime: new URL("../runtime/", import.meta.url).href, compiled };
  worker.postMessage(boot);
  return worker;
}
