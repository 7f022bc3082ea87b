// @ts-check
/**
 * Reads Python's parts in the worker of a page opened as a file: they arrive as text, each compressed and in base64.
 *
 * @import { Runtime } from "../protocol.js"
 */

const { importScripts } = /** @type {any} */ (self);
// By this function Pyodide tells a classic worker, which it refuses; programs shall not load scripts with it either.
Object.defineProperty(self, "importScripts", { value: undefined });

/** @param {Runtime} runtime  The parts by name. */
export function openParts(runtime) {
  return {
    /** @param {string} name @returns {Promise<Response>} */
    async read(name) {
      return new Response(unpack(/** @type {Record<string, string>} */ (runtime)[name]));
    },
  };
}

/**
 * @param {string} script  The address of a module, which the packer has turned into a script that leaves its exports in `exported`.
 * @returns {Promise<any>} What it exports.
 */
export async function run(script) {
  importScripts(script);
  return /** @type {any} */ (self).exported;
}

/** @param {string} packed */
function unpack(packed) {
  const text = atob(packed);
  const bytes = new Uint8Array(text.length);
  // `Uint8Array.from` would take twenty times as long.
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}
