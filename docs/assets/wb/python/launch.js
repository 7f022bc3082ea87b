// @ts-check
/**
 * Launches the worker that runs Python, and tells it where Python's parts lie: here beside the scripts, on a server.
 *
 * On pages opened as files, `opened-as-file/launch.js` takes its place.
 *
 * @import { Boot, LoadedParts } from "./protocol.js"
 */

// Seen from the bundle that this module becomes part of.
const served = new URL("./worker.js", import.meta.url);

/** The worker's script where it cannot get lost, once it has come. @type {string | null} */
let script = null;

/**
 * @param {LoadedParts | null} parts  What an earlier worker has loaded.
 * @param {number} failures  How often the worker's script did not arrive: a browser's cache, which knows it by its address, is passed over.
 * @returns {Worker}
 */
export function launch(parts, failures) {
  const address = script ?? (failures ? `${served}?again=${failures}` : served.href);
  const worker = new Worker(address, { type: "module" });
  /** @type {Boot} */
  const boot = { kind: "boot", runtime: new URL("../runtime/", import.meta.url).href, parts };
  worker.postMessage(boot);
  worker.addEventListener("message", () => storeScript(address), { once: true });
  return worker;
}

/**
 * Lets later workers start in a place without network.
 *
 * @param {string} address
 */
async function storeScript(address) {
  if (script) return;
  const response = await fetch(address).catch(() => null);
  // Without it, later workers ask again.
  if (response?.ok) script ??= URL.createObjectURL(await response.blob());
}
