// @ts-check
/**
 * Reads Python's parts in the worker: here from a server. The twin for pages opened as files is `file/parts.js`.
 *
 * @import { Runtime } from "./protocol.js"
 */

/** @param {Runtime} runtime  The address of the folder that holds the parts. */
export function openParts(runtime) {
  const address = (/** @type {string} */ name) => new URL(name, String(runtime)).href;
  return {
    /** @param {string} name @returns {Promise<Response>} */
    async read(name) {
      const response = await fetch(address(name));
      if (!response.ok) throw new Error(`${address(name)}: ${response.status}`);
      return response;
    },

    /** @param {string} name  Of an ES module. @returns {Promise<any>} */
    load: (name) => import(address(name)),
  };
}
