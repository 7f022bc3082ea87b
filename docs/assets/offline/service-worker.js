// @ts-check
/**
 * The service worker: keeps one release of the workbook on the device, and serves pages from there alone.
 *
 * The build writes the list of the release's files above this text, with a hash for each. So any change to any file makes another worker,
 * which is how browsers notice a new release, and a worker serves only what has the contents of its own: never a page of one release
 * with checkers of another. What is stored is stored under its hash; what two releases share is downloaded once.
 *
 * @import { Question, Release, Status, Trouble } from "./messages.js"
 * @typedef {{path: string, hash: string, size: number, key: string}} File  `key` is the address it is stored under.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));
const release = /** @type {Release} */ (/** @type {any} */ (self).workbookRelease);

const SCOPE = worker.registration.scope;
// Several copies of the workbook may share an origin, and the cache storage belongs to the origin.
const CACHE = `workbook:${new URL(SCOPE).pathname}`;
// Stored with the last file. It tells the next release's worker that here the whole is wanted.
const WHOLE = `${SCOPE}?whole`;

/** @type {File[]} */
const files = release.files.map(([path, hash, size]) => ({ path, hash, size, key: `${SCOPE}${path}?${hash}` }));
const byPath = new Map(files.map((file) => [file.path, file]));
const total = files.reduce((sum, { size }) => sum + size, 0);

const NOT_STORED = `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Not stored yet</title><style>body{max-width:34rem;margin:4rem auto;padding:0 1rem;font:1.1rem/1.6 system-ui}</style>
<h1>Not stored yet</h1><p>There is no network, and this page has not been stored on this device yet. It will be after a visit with a
network. Your progress is safe.</p><p><a href="">Try again</a> or <a href="${SCOPE}">go to the dashboard</a>.</p>`;

worker.addEventListener("install", (event) => event.waitUntil(install()));
worker.addEventListener("activate", (event) => event.waitUntil(discardOthers()));

worker.addEventListener("fetch", (event) => {
  const { method, mode, url } = event.request;
  const path = pathOf(url);
  if (method !== "GET" || path === null) return;
  const file = byPath.get(path);
  if (file) event.respondWith(serve(file, event.request));
  else if (byPath.has(`${path}/`)) event.respondWith(Response.redirect(`${SCOPE}${path}/${new URL(url).search}`));
  else if (mode === "navigate") event.respondWith(fetch(event.request).catch(notFound));
});

worker.addEventListener("message", (event) => {
  event.waitUntil(answer(event.data).then((answered) => event.ports[0]?.postMessage(answered)));
});

/** @param {Question} question */
async function answer(question) {
  switch (question.kind) {
    case "status":
      return status();
    case "store":
      return store(question.all);
    case "adopt":
      return adopt(question.loaded);
    case "take-over":
      return takeOver(question.alone);
  }
}

/** A device that holds the whole of a release changes to the next one only when it holds the whole of that; else a page has it stored. */
async function install() {
  if (!(await caches.match(WHOLE, { cacheName: CACHE }))) return;
  for (let { stored, trouble } = await status(); stored < total; { stored, trouble } = await store(true)) {
    if (trouble) throw new Error(`the new release could not be stored: ${trouble}`);
  }
}

/** Now that no page of another release is open, what only others had can go. */
async function discardOthers() {
  if (!(await caches.has(CACHE))) return;
  const cache = await caches.open(CACHE);
  const own = new Set(files.map(({ key }) => key));
  const missing = (await missingFrom(cache)).length > 0;
  for (const { url } of await cache.keys()) {
    if (!own.has(url) && (url !== WHOLE || missing)) await cache.delete(url);
  }
}

/**
 * The stored file, else the same file from the network. A Range is answered with the whole, as servers may.
 *
 * @param {File} file @param {Request} request
 * @returns {Promise<Response>}
 */
async function serve(file, request) {
  const compiled = await compiledBefore(file, request);
  if (compiled) return compiled;
  const stored = await caches.match(file.key, { cacheName: CACHE, ignoreVary: true });
  if (stored) return stored;
  // Nothing is stored before a page asks for it, nor after a learner has removed it.
  if (!(await caches.has(CACHE))) return fetch(request);
  const navigating = request.mode === "navigate";
  try {
    const fresh = await download(file, "auto");
    if (fresh) return fresh;
  } catch {
    return navigating ? notStored() : Response.error();
  }
  if (!navigating) return Response.error();
  // The server has another release, and this one can never be completed. The page comes from the server, with a worker of its own.
  await worker.registration.unregister();
  return Response.redirect(request.url);
}

/**
 * The interpreter as the browser's own cache has it, if it still does. Of that copy the compiled code of the first visit is kept too, whereas a
 * stored one has its own and is compiled once more.
 *
 * @param {File} file @param {Request} request
 */
async function compiledBefore({ key }, request) {
  if (!isCompiled(key) || request.url !== key || request.cache !== "default") return null;
  const cached = await fetch(key, { cache: "only-if-cached", mode: "same-origin" }).catch(() => null);
  return cached?.ok ? cached : null;
}

/**
 * Whether a file is asked for at the address that it is stored under. Only so do browsers find what they have compiled of a stored file.
 *
 * @param {string} address
 */
function isCompiled(address) {
  return new URL(address).pathname.endsWith(".wasm");
}

/**
 * A file from the network; null when the server has none with this content.
 *
 * @param {File} file @param {RequestPriority} priority
 */
async function download({ path, hash, key }, priority) {
  const address = isCompiled(key) ? key : SCOPE + path;
  // What the browser itself keeps saves a download, but may be of another release.
  for (const cache of /** @type {RequestCache[]} */ (["default", "reload"])) {
    const response = await fetch(address, { cache, priority });
    const content = response.clone().arrayBuffer();
    if (!response.ok || (await hashOf(await content)) !== hash) continue;
    // A response that was redirected may not answer for a page.
    return response.redirected ? new Response(response.body, { headers: response.headers }) : response;
  }
  return null;
}

/** @param {boolean} all @returns {Promise<Status>} */
async function store(all) {
  /** @type {"" | Trouble} */
  let trouble = "";
  try {
    trouble = await storeNext(all);
  } catch (error) {
    trouble = error instanceof DOMException && error.name === "QuotaExceededError" ? "room" : "network";
  }
  return { ...(await status()), trouble };
}

/** @param {boolean} all @returns {Promise<"" | Trouble>} */
async function storeNext(all) {
  const cache = await caches.open(CACHE);
  const missing = await missingFrom(cache);
  const open = new Set((await windows(true)).map(({ url }) => pathOf(url)));
  const [next = all ? missing[0] : undefined] = missing.filter((file) => open.has(file.path) || files.indexOf(file) < release.shell);
  if (next) {
    const response = await download(next, "low");
    if (!response) return "superseded";
    await cache.put(next.key, response);
  }
  if (missing.every((file) => file === next)) await cache.put(WHOLE, new Response());
  return "";
}

/** @returns {Promise<Status>} */
async function status() {
  const missing = (await caches.has(CACHE)) ? await missingFrom(await caches.open(CACHE)) : files;
  return { stored: total - missing.reduce((sum, { size }) => sum + size, 0), total, trouble: "" };
}

/** @param {Cache} cache */
async function missingFrom(cache) {
  const stored = new Set((await cache.keys()).map(({ url }) => url));
  return files.filter(({ key }) => !stored.has(key));
}

/**
 * Serves the page that asks, if what it has loaded is of this release. To adopt one page is to adopt all, so it must be the only one.
 *
 * @param {[string, ArrayBuffer][]} loaded
 */
async function adopt(loaded) {
  for (const [url, content] of loaded) {
    if (byPath.get(pathOf(url) ?? "?")?.hash !== (await hashOf(content))) return;
  }
  const uncontrolled = (await windows(true)).length - (await windows(false)).length;
  if (uncontrolled === 1) await worker.clients.claim();
}

/** @param {boolean} alone @returns {Promise<boolean>} Whether it does. */
async function takeOver(alone) {
  if (alone && (await windows(true)).length > 1) return false;
  await worker.skipWaiting();
  return true;
}

/**
 * The open pages of this copy of the workbook.
 *
 * @param {boolean} includeUncontrolled  Also those that this worker does not serve.
 */
async function windows(includeUncontrolled) {
  return (await worker.clients.matchAll({ type: "window", includeUncontrolled })).filter(({ url }) => pathOf(url) !== null);
}

/**
 * The path of an address below this copy of the workbook, as the list has it; null for an address elsewhere.
 *
 * @param {string} url
 */
function pathOf(url) {
  const { origin, pathname } = new URL(url);
  const address = origin + pathname;
  return address.startsWith(SCOPE) ? address.slice(SCOPE.length).replace(/(^|\/)index\.html$/, "$1") : null;
}

/** @param {ArrayBuffer} content  A response's. @returns {Promise<string>} The first half of its SHA-256. */
async function hashOf(content) {
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", content));
  return [...digest.subarray(0, 16)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function notFound() {
  const page = byPath.get("404.html");
  const stored = page && (await caches.match(page.key, { cacheName: CACHE, ignoreVary: true }));
  return stored ? new Response(stored.body, { status: 404, headers: stored.headers }) : notStored();
}

function notStored() {
  return new Response(NOT_STORED, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}
