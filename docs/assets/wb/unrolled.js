// @ts-check
/**
 * Lays a long page out in pieces: first what is in sight, as `theme.css` has it, then the rest, a few parts in each frame.
 *
 * A chapter's formulas have thousands of elements. All at once, they would keep a page from answering for a quarter of a second.
 */
const PARTS = ".md-content__inner > :is(p, ul, ol, .wb-display), .wb-figure";
const A_FEW = 3;

export function layOutTheRest() {
  const parts = /** @type {HTMLElement[]} */ (Array.from(document.querySelectorAll(PARTS)));
  const next = () => {
    for (const part of parts.splice(0, A_FEW)) part.style.contentVisibility = "visible";
    if (parts.length) requestAnimationFrame(next);
  };
  requestAnimationFrame(next);
}
