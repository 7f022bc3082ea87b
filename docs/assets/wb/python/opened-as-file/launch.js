// @ts-check
/**
 * Launches the worker that runs Python from a page opened as a file, where a browser starts no worker from a file and fetches nothing.
 *
 * The worker's script is part of this bundle, as text, and starts as a Blob; Python's parts come with a script that the page loads.
 *
 * @import { Boot, LoadedParts, Runtime } from "../protocol.js"
 */
import { element } from "../../page/elements.js";

// Known only while the script runs for the first time.
const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;

// The bundler writes the worker's script here. A module worker would be refused, a classic one is not.
const script = URL.createObjectURL(new Blob([/** @type {any} */ (globalThis).WORKER], { type: "text/javascript" }));

/** @type {Promise<Runtime> | null} */
let runtime = null;

/**
 * @param {LoadedParts | null} parts  What an earlier worker has loaded.
 * @returns {Worker}
 */
export function launch(parts) {
  const worker = new Worker(script);
  runtime ??= loadRuntime();
  runtime.then(
    (all) => {
      /** @type {Boot} */
      const boot = { kind: "boot", runtime: parts ? later(all) : all, parts };
      worker.postMessage(boot);
    },
    (error) => worker.dispatchEvent(new ErrorEvent("error", { message: error.message })),
  );
  worker.addEventListener("message", ({ data }) => {
    // Perhaps a part is damaged: the next try reads the folder anew, which may have been unpacked again by then.
    if (data.kind === "unavailable") runtime = null;
  });
  return worker;
}

/**
 * Of all parts those that a worker may want later: it gets a copy of each, and they are large.
 *
 * @param {Runtime} parts
 */
const later = (parts) => Object.fromEntries(Object.entries(parts).filter(([name]) => name === "library.zip" || name.endsWith(".whl")));

/** @returns {Promise<Runtime>} */
function loadRuntime() {
  return new Promise((resolve, reject) => {
    const loaded = element("script", { src: new URL("../runtime/parts.js", here).href });
    const page = /** @type {{workbookRuntime?: Runtime}} */ (globalThis);
    loaded.addEventListener("load", () => {
      loaded.remove();
      // A script that was cut short does not run, and yet counts as loaded.
      if (page.workbookRuntime) resolve(page.workbookRuntime);
      else loaded.dispatchEvent(new Event("error"));
    });
    loaded.addEventListener("error", () => {
      runtime = null;
      reject(new Error("Python's parts are missing: was the whole folder unpacked?"));
    });
    delete page.workbookRuntime;
    document.head.append(loaded);
  });
}
