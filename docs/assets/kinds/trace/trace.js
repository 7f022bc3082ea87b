// @ts-check
/**
 * Trace: one choice out of four.
 *
 * @import { Kind } from "../../wb/exercise/exercise.js"
 */
import { clearChoices, markChoice, putChoice, readChoice } from "../../wb/exercise/radios.js";
import { spoken } from "../../wb/exercise/formula-in-words.js";

/** @type {Kind} */
export const trace = {
  program: false,
  few: true,
  nothing: "nothing-chosen",
  read: readChoice,
  put: putChoice,
  start: nameChoices,
  show: markChoice,
  clear: clearChoices,
};

/**
 * A name made of MathML is its characters in a row, which cannot tell a root from what stands under it.
 * @param {HTMLElement} host
 */
function nameChoices(host) {
  for (const choice of host.querySelectorAll(".wb-choice"))
    if (choice.querySelector("math")) choice.querySelector("input")?.setAttribute("aria-label", spoken(choice));
}
