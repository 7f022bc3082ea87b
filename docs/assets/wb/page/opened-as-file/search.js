// @ts-check
/**
 * Lets the theme's search start its worker on a page opened as a file, where a browser starts none from a file: the bundler has written
 * that worker's script here as text, and it starts as a Blob. The theme loads this script before its own.
 */
const script = URL.createObjectURL(new Blob([/** @type {any} */ (globalThis).SEARCH_WORKER], { type: "text/javascript" }));

globalThis.Worker = class extends Worker {
  /** @param {string | URL} url @param {WorkerOptions} [options] */
  constructor(url, options) {
    super(String(url).includes("/workers/search.") ? script : url, options);
  }
};
