// @ts-check
// Runs in the head of every page, before all other scripts.
{
  const page = /** @type {any} */ (window);

  // Where site data are blocked, the very mention of storage throws, and Material would stop there: no search, no choice of colours. What it
  // notes is kept until the page is left; storage.js is told that nothing is stored.
  for (const name of ["localStorage", "sessionStorage"]) {
    try {
      page[name].getItem("");
    } catch {
      /** @type {Map<string, string>} */
      const noted = new Map();
      const value = {
        getItem: (/** @type {string} */ key) => noted.get(key) ?? null,
        setItem: (/** @type {string} */ key, /** @type {string} */ text) => void noted.set(key, text),
        removeItem: (/** @type {string} */ key) => void noted.delete(key),
      };
      Object.defineProperty(page, name, { value });
      page.storageIsBlocked = true;
    }
  }

  // Buttons that are pressed before the exercises have started are pressed again by main.js when they have.
  /** @type {HTMLElement[]} */
  const pressed = (page.pressedBeforeStart = []);
  addEventListener("click", ({ target }) => {
    const button = target instanceof Element ? target.closest("wb-exercise button[type=button]") : null;
    if (button instanceof HTMLElement && !customElements.get("wb-exercise")) pressed.push(button);
  });

  // On a window, listeners are told in the order in which they came, and same-page-links.js has to know before Material does.
  addEventListener("popstate", (event) => page.onhistory?.(event));
}
