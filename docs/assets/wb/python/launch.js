// @ts-check
/**
 * Launches the worker that runs Python, and tells it where Python's parts lie: here beside the scripts, on a server.
 *
 * This module and `parts.js` are all that differs when pages are opened as files; their twins in `opened-as-file/` then take their place.
 *
 * @import { Boot, Kept } from "./protocol.js"
 */

// Seen from the bundle that this module becomes part of.
const served = new URL("./worker.js", import.meta.url);

/** The worker's script where it cannot get lost, once it has come. @type {string | null} */
let script = null;

/** Started by the page's head, before any script had come, and what it has said since. @typedef {{worker: Worker, said: Event[]}} Early */

/**
 * @param {Kept | null} kept  What an earlier worker has loaded.
 * @param {number} failures  How often the worker's script did not arrive: a browser's cache, which knows it by its address, is passed over.
 * @returns {Worker}
 */
export function launch(kept, failures) {
  const page = /** @type {{earlyWorker?: Early}} */ (globalThis);
  const early = page.earlyWorker;
  if (early) {
    delete page.earlyWorker;
    return takeOver(early);
  }
  const address = script ?? (failures ? `${served}?again=${failures}` : served.href);
  const worker = new Worker(address, { type: "module" });
  /** @type {Boot} */
  const boot = { kind: "boot", runtime: new URL("../runtime/", import.meta.url).href, kept };
  worker.postMessage(boot);
  worker.addEventListener("message", () => keepScript(address), { once: true });
  return worker;
}

/** @param {Early} early */
function takeOver({ worker, said }) {
  worker.onmessage = worker.onerror = null;
  worker.addEventListener("message", () => keepScript(served.href), { once: true });
  // After whoever asked for the worker listens to it.
  queueMicrotask(() => said.forEach((event) => worker.dispatchEvent(event)));
  return worker;
}

/**
 * Lets later workers start in a place without network.
 *
 * @param {string} address
 */
async function keepScript(address) {
  if (script) return;
  const response = await fetch(address).catch(() => null);
  // Without it, later workers ask again.
  if (response?.ok) script ??= URL.createObjectURL(await response.blob());
}
