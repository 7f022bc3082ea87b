// @ts-check
/**
 * Has the workbook stored on this device, says so, and offers what the learner can do about it: remove it, store it again, change to a new
 * release. Comes last: `main.js` loads it when a page is at rest, and nothing is downloaded while Python is.
 *
 * @import { Question, Status } from "./messages.js"
 * @typedef {"" | "removed" | "asked" | "no room"} Choice  What was last said about storing, by the learner or by the device.
 */
import { notify } from "../wb/page/notice.js";
import { button, element, ensure } from "../wb/page/elements.js";

const SETTLE_TIME = 3_000; // ms in which a page comes to rest, and a browser changes from one worker to the next
const DOWNLOAD_LIMIT = 10_000; // ms that the page's own files wait for Python's download to end
const UPDATE_EVERY = 3_600_000; // ms between looks for a new release while a page stays open

const container = navigator.serviceWorker;
const manifest = /** @type {HTMLLinkElement} */ (document.querySelector("link[rel=manifest]"));
const BASE = new URL(".", manifest.href);
const SCRIPT = new URL("service-worker.js", BASE).href;
// Several copies of the workbook may share an origin. The service worker calls its cache by the same name.
const CACHE = `workbook:${BASE.pathname}`;
const CHOICE = `${CACHE}:offline`;

const NEWER = "A new version of the workbook is ready.";
const NO_ROOM = "There is not enough room on this device to store the workbook. It works as before while there is a network.";

/** @type {ServiceWorkerRegistration | null} */
let registration = null;
/** What is stored; null while nothing is known. @type {Status | null} */
let status = null;
/** Whether a newer release is ready. */
let newer = false;
/** Whether the service worker serves this page; another copy's worker may, whose scope holds this one's. */
let served = container.controller?.scriptURL === SCRIPT;
let checked = Date.now();
/** Whether anybody has done anything on this page: then it does not reload by itself. */
let touched = false;

/** What this page was loaded from, read before a newer release can take its place in the browser's cache. */
const loaded = served ? null : readLoaded();

async function start() {
  const found = await container.getRegistration(BASE.href).catch(() => null);
  if (found?.scope === BASE.href) {
    watchRegistration(found);
    if (found.active) status = await ask(found.active, { kind: "status" });
    if (found.waiting && served) changeUntouched(found.waiting);
  }
  show();
  if (!complete()) await wait(SETTLE_TIME);
  await storeAll();
}

/** Has everything stored that is not yet, one tab at a time. */
async function storeAll() {
  await navigator.locks.request(`${CACHE}:storing`, async () => {
    try {
      if (wanted()) await store();
    } catch {
      // A browser that forbids service workers, or a server without one: the page works as before.
    }
  });
  show();
  if (complete()) await adoptPage();
}

async function store() {
  if (!registration) {
    await Promise.race([pythonSettled(), wait(DOWNLOAD_LIMIT)]);
    watchRegistration(await container.register(SCRIPT, { scope: BASE.pathname }));
  }
  const worker = registration && (await activeOf(registration));
  if (worker) await fill(worker, await ask(worker, { kind: "status" }));
}

/** @param {ServiceWorker} worker @param {Status} before */
async function fill(worker, before) {
  status = before;
  show();
  if (complete() || !wanted()) return;
  const after = /** @type {Status} */ (await ask(worker, { kind: "store", all: !pythonLoads() }));
  status = after;
  if (after.trouble === "room") return discardForWantOfRoom();
  if (after.trouble === "superseded") return lookForNewer();
  if (after.trouble) return;
  // The page and what every page needs are stored; the rest waits until Python's own download is over.
  if (after.stored === before.stored) await pythonSettled();
  return fill(worker, after);
}

/** Has this page, which came from the network, served by the worker as well, so that it too can do without. */
async function adoptPage() {
  const worker = registration?.active;
  const own = await loaded;
  if (!served && worker && own) await ask(worker, { kind: "adopt", loaded: own });
}

/** @returns {Promise<[string, ArrayBuffer][] | null>} */
async function readLoaded() {
  const script = /** @type {HTMLScriptElement | null} */ (document.querySelector("script[src$='/workbook/main.js']"));
  const addresses = [location.href.split("#")[0], script?.src ?? ""];
  try {
    return await Promise.all(
      addresses.map(async (url) => {
        const response = await fetch(url, { cache: "only-if-cached", mode: "same-origin" });
        return /** @type {[string, ArrayBuffer]} */ ([url, await response.arrayBuffer()]);
      }),
    );
  } catch {
    return null;
  }
}

/** The device has no room: what was stored is of no use, and is given back. */
async function discardForWantOfRoom() {
  await discard("no room");
  notify(NO_ROOM);
}

/** @param {Choice} choice */
async function discard(choice) {
  choose(choice);
  status = null;
  await caches.delete(CACHE);
  await registration?.unregister();
  // The worker still has this page, and passes everything on to the network.
  registration = null;
  served = false;
  show();
}

/** What the button of the dashboard does: remove what is stored, or have it stored. */
async function change() {
  if (stored()) {
    choose("removed");
    // A tab that is storing stops after its file.
    await navigator.locks.request(`${CACHE}:storing`, () => discard("removed"));
  } else {
    choose("asked");
    show();
    await storeAll();
  }
}

/** @param {ServiceWorkerRegistration} found */
function watchRegistration(found) {
  if (registration === found) return;
  registration = found;
  newer ||= Boolean(found.active && found.waiting);
  found.addEventListener("updatefound", () => {
    const { active, installing } = found;
    if (active) installing?.addEventListener("statechange", () => installing.state === "installed" && offerNewer());
  });
}

function offerNewer() {
  newer = true;
  notify(NEWER, button("Reload", reload));
  show();
}

/**
 * A release that was ready before this page came takes over by itself, if this is the only page and nobody has touched it yet.
 *
 * @param {ServiceWorker} waiting
 */
async function changeUntouched(waiting) {
  offerNewer();
  // While a page loads, Chromium would put the change off for minutes.
  await pythonSettled();
  await wait(SETTLE_TIME);
  if (!touched) await ask(waiting, { kind: "take-over", alone: true });
}

async function reload() {
  if (!registration?.waiting || !served) return location.reload();
  // When the newer worker takes over, every page reloads.
  ask(registration.waiting, { kind: "take-over", alone: false });
  await wait(SETTLE_TIME);
  // The browser still waits for the older worker. Without any, the page comes from the server, if that can be reached.
  const reached = await fetch(SCRIPT, { cache: "no-store" }).catch(() => null);
  if (!reached?.ok) return;
  await registration.unregister();
  location.reload();
}

async function lookForNewer() {
  // Without a network there is none.
  await registration?.update().catch(() => null);
}

/** @param {ServiceWorkerRegistration} found @returns {Promise<ServiceWorker | null>} */
function activeOf({ active, waiting, installing }) {
  const worker = active ?? waiting ?? installing;
  return new Promise((resolve) => {
    const settle = () => {
      if (worker?.state === "activated") resolve(worker);
      else if (!worker || worker.state === "redundant") resolve(null);
    };
    worker?.addEventListener("statechange", settle);
    settle();
  });
}

/** @param {ServiceWorker} worker @param {Question} question @returns {Promise<any>} */
function ask(worker, question) {
  return new Promise((resolve) => {
    const { port1, port2 } = new MessageChannel();
    port1.onmessage = ({ data }) => resolve(data);
    worker.postMessage(question, [port2]);
  });
}

const complete = () => Boolean(status && status.stored === status.total);
const stored = () => Boolean(status?.stored);

/** Whether everything shall be stored: unless the learner has said otherwise, or the browser asks to save data. */
function wanted() {
  const { saveData } = /** @type {{connection?: {saveData?: boolean}}} */ (navigator).connection ?? {};
  return chosen() === "asked" || (chosen() === "" && !saveData);
}

/** @returns {Choice} */
function chosen() {
  try {
    return /** @type {Choice} */ (localStorage.getItem(CHOICE) ?? "");
  } catch {
    return "";
  }
}

/** @param {Choice} choice */
function choose(choice) {
  try {
    localStorage.setItem(CHOICE, choice);
  } catch {
    // It holds for this visit only where nothing can be kept.
  }
}

const pythonLoads = () => document.documentElement.dataset.python === "loading";

/** @returns {Promise<void>} */
function pythonSettled() {
  return new Promise((resolve) => {
    const check = () => {
      if (pythonLoads()) return;
      document.removeEventListener("wb-python", check);
      resolve();
    };
    document.addEventListener("wb-python", check);
    check();
  });
}

/** @param {number} time  In milliseconds. @returns {Promise<void>} */
const wait = (time) => new Promise((resolve) => setTimeout(resolve, time));

/** Shows the state of things in the page's footer and on the dashboard, each time that a page arrives or the state changes. */
function show() {
  showMark();
  showStorage();
}

function showMark() {
  const footer = document.querySelector(".md-copyright");
  if (!footer) return;
  const mark = ensure(footer, "wb-offline", (made) => footer.append(made));
  if (newer) mark.replaceChildren(NEWER, " ", button("Reload", reload));
  else mark.replaceChildren(complete() ? `Ready offline (${megabytes(status?.total)})` : "");
}

function showStorage() {
  const progress = document.querySelector(".wb-storage");
  if (!progress || (!status && wanted())) return;
  const storage = ensure(document, "wb-stored", (made) => {
    made.classList.add("wb-storage");
    made.append(element("p"), button("", change));
    progress.after(made);
  });
  const [sentence, act] = storage.children;
  sentence.textContent = sentenceNow();
  act.textContent = stored() ? "Remove from this device" : "Store on this device";
}

function sentenceNow() {
  const size = megabytes(Number(manifest.dataset.bytes));
  if (complete()) return `Ready offline: the whole workbook is stored on this device (${megabytes(status?.total)}).`;
  if (chosen() === "no room") return NO_ROOM;
  if (!wanted() && chosen() === "") return `Your browser asks to save data, so nothing is stored for use without a network (${size}).`;
  if (!wanted()) return `Nothing is stored on this device. To work without a network, the workbook needs ${size}.`;
  const soFar = `${megabytes(status?.stored)} of ${megabytes(status?.total)}`;
  if (status?.trouble) return `Stored on this device so far: ${soFar}. The rest follows when there is a network.`;
  return `Being stored on this device, to work without a network: ${soFar}.`;
}

/** @param {number} [bytes] */
const megabytes = (bytes = 0) => `${(bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0)} MB`;

container.addEventListener("controllerchange", () => {
  // Another tab has changed to the new release, or this one: a page must not outlive the release it began with.
  if (served) location.reload();
  served = container.controller?.scriptURL === SCRIPT;
});
for (const touch of ["keydown", "pointerdown", "wheel"]) addEventListener(touch, () => (touched = true), { once: true, passive: true });
addEventListener("online", storeAll);
addEventListener("storage", ({ key }) => key === CHOICE && show());
document.addEventListener("visibilitychange", () => {
  if (document.hidden || Date.now() - checked < UPDATE_EVERY) return;
  checked = Date.now();
  lookForNewer();
});
/** @type {any} */ (window).document$?.subscribe(show);
start();
