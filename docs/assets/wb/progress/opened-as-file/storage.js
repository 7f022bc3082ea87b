// @ts-check
/**
 * Keeps what the pages remember where each page is opened as a file.
 *
 * To Firefox every file is an origin of its own, with a storage of its own: the dashboard would know nothing of what was solved on a
 * chapter's page. There one more file, in a hidden frame, keeps everything for all pages, and a page works on a copy. Where all files
 * share one storage, as in Chromium, the frame goes as soon as that is known.
 *
 * @typedef {{kind: "kept", items: [string, string][]}} Kept  All that is kept; the first word, and again when another page changed it.
 * @typedef {{kind: "refused"}} Refused  The browser did not let a text be kept.
 * @typedef {{kind: "left"}} Left  Whatever was to be kept has been kept, and the frame may go.
 * @typedef {Kept | Refused | Left} FromKeeper
 */
import { element } from "../../page/elements.js";

const PATIENCE = 3000; // ms for the frame to answer; without it, each page keeps its own

// Known only while the script runs for the first time.
const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;

const keeper = element("iframe", { hidden: "", title: "Keeps your progress", src: new URL("keeper.html", here).href });
const probe = `workbook:probe:${crypto.getRandomValues(new Uint32Array(2)).join("")}`;

/** What the keeper keeps; null where the page reaches the same storage itself. @type {Map<string, string> | null} */
let copy = null;
let shared = false;
let refused = false;
/** @type {((key: string | null) => void)[]} */
const watching = [];

/** Resolves when there is something to read. @type {Promise<void>} */
export const storageReady = new Promise((resolve) => {
  setTimeout(resolve, PATIENCE);
  keeper.addEventListener("load", () => say({ kind: "open", probe }));
  addEventListener("message", (event) => {
    if (!event.source || event.source !== keeper.contentWindow) return;
    hear(event.data);
    resolve();
  });
});
document.body.append(keeper);
addEventListener("storage", ({ key }) => {
  // Told to whoever shares a storage with the frame. It may come before or after the frame's first word, for they go different ways.
  if (key === probe) share();
  else if (!copy) tell(key);
});

/** @param {object} message */
function say(message) {
  keeper.contentWindow?.postMessage(message, "*");
}

/** @param {FromKeeper} message */
function hear(message) {
  if (message.kind === "left") {
    keeper.remove();
  } else if (message.kind === "refused") {
    refused = true;
  } else if (!shared) {
    copy = new Map(message.items);
    tell(null);
  }
}

/** From now on the page keeps everything itself: what goes through a message is lost when the page is left at that moment. */
function share() {
  if (shared) return;
  shared = true;
  copy = null;
  say({ kind: "leave" });
  tell(null);
}

/** @param {string | null} key */
function tell(key) {
  for (const changed of watching) changed(key);
}

/** @param {string} key @returns {string | null} */
export function readText(key) {
  return copy ? (copy.get(key) ?? null) : localStorage.getItem(key);
}

/** @param {string} key @param {string} text */
export function writeText(key, text) {
  if (!copy) return localStorage.setItem(key, text);
  if (refused) throw new Error("the browser lets nothing be kept");
  copy.set(key, text);
  say({ kind: "keep", key, text });
}

/**
 * Tells when another page has changed what is kept.
 * @param {(key: string | null) => void} changed  Given the key, or null when all may have changed.
 */
export function watchStorage(changed) {
  watching.push(changed);
}
