// @ts-check
/** What Material leaves to be done for keyboards and screen readers. */

const SCROLLERS = ".wb-display, .md-typeset__scrollwrap, .md-typeset pre > code";

/** What does not fit its place can be scrolled with the keyboard, and only that is a stop for the Tab key. */
const fitting = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.setAttribute("tabindex", "0");
    else target.removeAttribute("tabindex");
  }
});

/** To be called for each page: Material replaces its content. */
export function letKeyboardsScroll() {
  fitting.disconnect();
  // Material wraps tables after the page has been announced.
  requestAnimationFrame(() => document.querySelectorAll(SCROLLERS).forEach((scroller) => fitting.observe(scroller)));
  document.querySelector(".md-search[role=dialog]")?.setAttribute("aria-label", "Search");
}
