// @ts-check
/**
 * Reads Python's parts in the worker: here from a server. On pages opened as files, `opened-as-file/parts.js` takes its place.
 *
 * @import { Runtime } from "./protocol.js"
 */

// No program of a learner finds it any more, but NumPy may be wanted later.
const { fetch } = self;

/** @param {Runtime} runtime  The address of the folder that holds the parts. */
export function openParts(runtime) {
  return {
    /**
     * @param {string} name
     * @param {boolean} reload  Whether a copy in the browser's cache will not do.
     * @param {string} [hash]  Makes an address that stands for one content. By its address a browser knows what it has compiled.
     * @returns {Promise<Response>}
     */
    async read(name, reload, hash) {
      const address = new URL(hash ? `${name}?${hash}` : name, String(runtime)).href;
      const response = await fetch(address, { cache: reload ? "reload" : "default" });
      if (!response.ok) throw new Error(`${address}: ${response.status}`);
      return response;
    },
  };
}

/**
 * @param {string} script  The address of an ES module.
 * @returns {Promise<any>} What it exports.
 */
export const run = (script) => import(script);
