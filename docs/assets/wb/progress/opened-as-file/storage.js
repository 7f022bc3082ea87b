// @ts-check
/**
 * Stores what the pages remember where each page is opened as a file.
 *
 * To Firefox every file is an origin of its own, with a storage of its own: the dashboard would know nothing of what was solved on a
 * chapter's page. There one more file, in a hidden frame, stores everything for all pages, and a page works on a copy. Where all files
 * share one storage, as in Chromium, the frame goes as soon as that is known.
 *
 * @typedef {{kind: "stored", items: [string, string][]}} Stored  All that is stored; the first message, and again when another page changed it.
 * @typedef {{kind: "refused"}} Refused  The browser did not let a text be stored.
 * @typedef {{kind: "finished"}} Finished  Whatever was to be stored has been stored, and the frame may go.
 * @typedef {Stored | Refused | Finished} FromFrame
 */
import { element } from "../../page/elements.js";
import { ownStorage } from "../own-storage.js";

const ANSWER_LIMIT = 3000; // ms for the frame to answer; without it, each page has a storage of its own

// Known only while the script runs for the first time.
const here = /** @type {HTMLScriptElement} */ (document.currentScript).src;

// The file `storage-frame.html`, under the name that learners' browsers already know it by.
const frame = element("iframe", { hidden: "", title: "Stores your progress", src: new URL("keeper.html", here).href });
const probe = `workbook:probe:${crypto.getRandomValues(new Uint32Array(2)).join("")}`;

/** What the frame has stored; null where the page reaches the same storage itself. @type {Map<string, string> | null} */
let copy = null;
let shared = false;
let refused = false;
/** @type {((key: string | null) => void)[]} */
const watching = [];

/** Resolves when there is something to read. @type {Promise<void>} */
export const storageReady = new Promise((resolve) => {
  setTimeout(resolve, ANSWER_LIMIT);
  frame.addEventListener("load", () => send({ kind: "open", probe }));
  addEventListener("message", (event) => {
    if (!event.source || event.source !== frame.contentWindow) return;
    receive(event.data);
    resolve();
  });
});
document.body.append(frame);
addEventListener("storage", ({ key }) => {
  // Sent to whoever shares a storage with the frame. It may come before or after the frame's first message, for they go different ways.
  if (key === probe) useOwnStorage();
  else if (!copy) announce(key);
});

/** @param {object} message */
function send(message) {
  frame.contentWindow?.postMessage(message, "*");
}

/** @param {FromFrame} message */
function receive(message) {
  if (message.kind === "finished") {
    frame.remove();
  } else if (message.kind === "refused") {
    refused = true;
  } else if (!shared) {
    copy = new Map(message.items);
    announce(null);
  }
}

/** From now on the page stores everything itself: what goes through a message is lost when the page is left at that moment. */
function useOwnStorage() {
  if (shared) return;
  shared = true;
  copy = null;
  send({ kind: "finish" });
  announce(null);
}

/** @param {string | null} key */
function announce(key) {
  for (const changed of watching) changed(key);
}

/** @param {string} key @returns {string | null} */
export function readText(key) {
  return copy ? (copy.get(key) ?? null) : ownStorage().getItem(key);
}

/** @param {string} key @param {string} text */
export function writeText(key, text) {
  if (!copy) return ownStorage().setItem(key, text);
  if (refused) throw new Error("the browser lets nothing be stored");
  copy.set(key, text);
  send({ kind: "write", key, text });
}

/**
 * Tells when another page has changed what is stored.
 * @param {(key: string | null) => void} changed  Given the key, or null when all may have changed.
 */
export function watchStorage(changed) {
  watching.push(changed);
}
