// @ts-check
/** Where the browser stores what the pages remember, as text by key. A browser that lets nothing be stored throws. */
import { ownStorage } from "./own-storage.js";

/** Resolves when there is something to read. */
export const storageReady = Promise.resolve();

/** @param {string} key @returns {string | null} */
export const readText = (key) => ownStorage().getItem(key);

/** @param {string} key @param {string} text */
export const writeText = (key, text) => ownStorage().setItem(key, text);

/**
 * Tells when another page has changed what is stored.
 * @param {(key: string | null) => void} changed  Given the key, or null when all may have changed.
 */
export function watchStorage(changed) {
  addEventListener("storage", (event) => changed(event.key));
}
