// @ts-check
// Runs in the head of every page, before all other scripts.
{
  const page = /** @type {any} */ (window);
  const { worker, runtime } = /** @type {HTMLScriptElement} */ (document.currentScript).dataset;

  // Python starts while the page is still being read; launch.js takes the worker over, with what it has said until then.
  if (worker && window.Worker) {
    const started = new Worker(worker, { type: "module" });
    /** @type {Event[]} */
    const said = [];
    started.onmessage = (event) => said.push(event);
    started.onerror = (event) => said.push(event);
    started.postMessage({ kind: "boot", runtime: new URL(runtime ?? "", location.href).href, kept: null });
    page.earlyWorker = { worker: started, said };
  }

  // Buttons that are pressed before the exercises have come to life are pressed again by main.js when they have.
  /** @type {HTMLElement[]} */
  const pressed = (page.pressedEarly = []);
  addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("wb-exercise button[type=button]") : null;
    if (button instanceof HTMLElement && !customElements.get("wb-exercise")) pressed.push(button);
  });

  // On a window, listeners are told in the order in which they came, and same-page-links.js has to know before Material does.
  addEventListener("popstate", (event) => page.onhistory?.(event));
}
