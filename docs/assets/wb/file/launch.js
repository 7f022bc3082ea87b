// @ts-check
/**
 * Launches the worker that runs Python from a page opened as a file, where a browser starts no worker from a file and fetches nothing.
 *
 * The worker's script is part of this bundle, as text, and starts as a Blob; Python's parts come with a script that the page loads.
 *
 * @import { Boot, Runtime } from "../protocol.js"
 */
import { element } from "../page.js";

// Known only while the script runs for the first time.
const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;

// The bundler writes the worker's script here. A module worker would be refused, a classic one is not.
const script = URL.createObjectURL(new Blob([/** @type {any} */ (globalThis).WORKER], { type: "text/javascript" }));

/** @type {Promise<Runtime> | null} */
let runtime = null;

/**
 * @param {WebAssembly.Module | null} compiled  What an earlier worker made of Python's WebAssembly.
 * @returns {Worker}
 */
export function launch(compiled) {
  const worker = new Worker(script);
  runtime ??= loadRuntime();
  runtime.then(
    (parts) => {
      /** @type {Boot} */
      const boot = { kind: "boot", runtime: parts, compiled };
      worker.postMessage(boot);
    },
    (error) => worker.dispatchEvent(new ErrorEvent("error", { message: error.message })),
  );
  return worker;
}

/** @returns {Promise<Runtime>} */
function loadRuntime() {
  return new Promise((resolve, reject) => {
    const loaded = element("script", { src: new URL("../runtime/parts.js", here).href });
    loaded.addEventListener("load", () => resolve(/** @type {any} */ (globalThis).workbookRuntime));
    loaded.addEventListener("error", () => {
      runtime = null;
      reject(new Error("Python's parts are missing: was the whole folder unpacked?"));
    });
    document.head.append(loaded);
  });
}
