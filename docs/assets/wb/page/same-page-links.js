// @ts-check
/**
 * Leaves a page as it is when a link leads to a place on it, or a step back through the history does.
 *
 * For the first such step, Material's instant navigation would fetch the page once more and put it in the place of the one that is there,
 * and what has been typed into it would be gone.
 */

/** The page that is shown. */
let shown = location.pathname;
/** The page that was asked for last; until it comes, another one is shown. */
let asked = location.pathname;

/** @param {() => void} arrived  Called when the address has changed and the page has not. */
export function watchSamePageLinks(arrived) {
  addEventListener(
    "click",
    ({ target }) => {
      // By then Material has changed the address.
      setTimeout(() => (asked = location.pathname));
      const link = target instanceof Element ? target.closest("a[href]") : null;
      if (!(link instanceof HTMLAnchorElement && link.hash)) return;
      const here = link.origin === location.origin && link.pathname === location.pathname && link.search === location.search;
      // Links with a target are left to the browser.
      if (here) link.target = "_self";
    },
    { capture: true },
  );
  // Called by the page's head, which listens before Material does: on a window, listeners are told in the order in which they came.
  /** @type {{onhistory?: (event: PopStateEvent) => void}} */ (globalThis).onhistory = (event) => {
    const waiting = asked !== shown;
    asked = location.pathname;
    // Who steps back before the next page has come is still waited for: Material has to call that page off.
    if (waiting || asked !== shown) return;
    event.stopImmediatePropagation();
    // Where the page stood when it was left for another place; Material notes it and has told the browser not to.
    if (typeof event.state?.y === "number") scrollTo(0, event.state.y);
    arrived();
  };
}

/** To be called for each page that is shown. */
export function noteArrival() {
  shown = asked = location.pathname;
}
