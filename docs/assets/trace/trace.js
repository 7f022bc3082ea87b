// @ts-check
/**
 * Trace: one choice out of four.
 *
 * @import { Kind } from "../wb/exercise.js"
 */
import { clearChoices, markChoice, readChoice } from "../wb/radios.js";

/** @type {Kind} */
export const trace = {
  program: false,
  nothing: "nothing-chosen",
  read: readChoice,
  show: markChoice,
  clear: clearChoices,
};
