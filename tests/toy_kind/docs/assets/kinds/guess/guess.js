// @ts-check
/**
 * Guess: a whole number typed into a box.
 *
 * @import { Kind } from "../../wb/exercise/exercise.js"
 */

/** @param {HTMLElement} host */
const box = (host) => /** @type {HTMLInputElement} */ (host.querySelector("input[name=answer]"));

/** @type {Kind} */
export const guess = {
  program: false,
  nothing: "nothing-typed",
  read: (host) => box(host).value.trim() || null,
  put(host, answer) {
    box(host).value = answer;
  },
};
