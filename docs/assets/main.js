// @ts-check
/** What every page loads: the exercise element with its kinds, the dashboard, the marks in the table of contents. */
import { kinds } from "workbook:kinds";
import { copyFormulasAsText } from "./wb/page/copy.js";
import { letKeyboardsScroll } from "./wb/page/keyboard-scrolling.js";
import { markContents } from "./wb/progress/mark-contents.js";
import { showDashboard, startDashboard } from "./wb/progress/dashboard.js";
import { Exercise } from "./wb/exercise/exercise.js";
import { start } from "./wb/python/python.js";
import { storageReady } from "./wb/progress/storage.js";
import { layOutTheRest } from "./wb/page/layout-in-pieces.js";
import { noteArrival, watchSamePageLinks } from "./wb/page/same-page-links.js";

const ENOUGH_MEMORY = 2; // GB

/** What a page needs each time it arrives; instant navigation replaces its content and keeps the script. */
function open() {
  noteArrival();
  startDashboard();
  letKeyboardsScroll();
  show();
  if (document.querySelector("wb-exercise") && !costly()) whenIdle(start);
  whenIdle(layOutTheRest);
}

function show() {
  showDashboard();
  markContents();
}

let address = location.href;

/** A link to a variant on the same page changes the address and loads nothing. */
function followLink() {
  if (location.href === address) return;
  address = location.href;
  const linked = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (linked instanceof Exercise) linked.followLink();
}

/** Has the workbook stored for use without a network, last of all. Pages that must not be kept link no manifest: files, and those being edited. */
function storeWhenIdle() {
  const manifest = /** @type {HTMLLinkElement | null} */ (document.querySelector("link[rel=manifest]"));
  if (!manifest || !("serviceWorker" in navigator)) return;
  const store = new URL("assets/workbook/offline.js", manifest.href).href;
  // Without it the page works as before.
  addEventListener("load", () => whenIdle(() => import(store).catch(() => null)));
}

/** Whether Python's megabytes or its memory cost the reader something, so that it waits for an answer that needs it. Not every browser tells. */
function costly() {
  const { connection, deviceMemory = Infinity } = /** @type {any} */ (navigator);
  const { saveData = false, effectiveType = "4g", type = "" } = connection ?? {};
  return saveData || effectiveType !== "4g" || type === "cellular" || deviceMemory < ENOUGH_MEMORY;
}

/** @param {() => void} act */
function whenIdle(act) {
  // Safari has no `requestIdleCallback`.
  if ("requestIdleCallback" in window) requestIdleCallback(act, { timeout: 1500 });
  else setTimeout(act, 300);
}

storageReady.then(() => {
  Exercise.kinds = kinds;
  customElements.define("wb-exercise", Exercise);
  // See wb/page/head.js.
  for (const button of /** @type {{pressedBeforeStart?: HTMLElement[]}} */ (globalThis).pressedBeforeStart ?? []) button.click();
  document.addEventListener("wb-progress", show);
  document.addEventListener("click", followLink);
  watchSamePageLinks(followLink);
  copyFormulasAsText();

  /** @type {{document$?: {subscribe: (next: () => void) => void}}} */
  const { document$ } = /** @type {any} */ (window);
  if (document$) document$.subscribe(open);
  else open();
});
storeWhenIdle();
