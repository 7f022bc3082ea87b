// @ts-check
/**
 * Lays a long page out in pieces: first what is in sight, as `theme.css` has it, then the rest, a few parts in each frame.
 *
 * A chapter's formulas have thousands of elements. All at once, they would keep a page from answering for a quarter of a second; and while
 * Python starts, it has more use for the processors than what nobody sees yet.
 */
const PARTS = `
  .md-content__inner > :is(p, ul, ol, .wb-display, .admonition),
  wb-exercise > :is(.wb-prompt, .wb-form, .wb-help),
  .wb-figure
`;
const A_FEW = 3;

/** What still waits. @type {HTMLElement[]} */
let parts = [];
let begun = false;

/** To be called for each page, once what is in sight is there. */
export function layOutTheRest() {
  parts = Array.from(document.querySelectorAll(PARTS));
  begun = false;
  // Who comes back, or follows a link to a place, is on the way to what was out of sight.
  if (scrollY || location.hash || !pythonStarts()) begin();
}

const pythonStarts = () => document.documentElement.dataset.python === "loading";

function begin() {
  if (begun) return;
  begun = true;
  const rest = parts;
  const next = () => {
    layOut(rest.splice(0, A_FEW));
    if (rest.length) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}

/** @param {HTMLElement[]} some */
function layOut(some) {
  for (const part of some) part.style.contentVisibility = "visible";
}

document.addEventListener("wb-python", () => pythonStarts() || begin());
addEventListener("scroll", begin, { passive: true });
// A link on the page leads to its place only where all that comes before has its height.
addEventListener(
  "click",
  ({ target }) => {
    if (target instanceof Element && target.closest("a[href*='#']")) layOut(parts.splice(0));
  },
  { capture: true },
);
