// @ts-check
/** The storage that a page reaches itself; where it is blocked, the page's head has put something else in its place, which forgets. */
export function ownStorage() {
  if ("storageIsBlocked" in globalThis) throw new Error("this browser lets nothing be stored");
  return localStorage;
}
