// @ts-check
/** Bringing what has just changed before the reader's eyes. */

/**
 * Scrolls as little as it takes for something to be seen, and not at all where it is.
 * @param {Element} part
 */
export function bringIntoView(part) {
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  part.scrollIntoView({ block: "nearest", behavior: still ? "auto" : "smooth" });
}

/**
 * Whether any of it can be seen.
 * @param {Element} part
 */
export function isInSight(part) {
  const { top, bottom } = part.getBoundingClientRect();
  return bottom > 0 && top < innerHeight;
}
