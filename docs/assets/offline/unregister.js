// @ts-check
/**
 * The service worker of `workbook serve`: ends the one that a built site left at this address, and removes what it stored.
 */
const worker = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (self));

worker.addEventListener("install", () => worker.skipWaiting());
worker.addEventListener("activate", (event) => event.waitUntil(unregister()));

async function unregister() {
  await caches.delete(`workbook:${new URL(worker.registration.scope).pathname}`);
  const pages = await worker.clients.matchAll({ type: "window" });
  await worker.registration.unregister();
  for (const page of pages) page.navigate(page.url);
}
