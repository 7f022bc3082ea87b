// @ts-check
/**
 * Debug: the one wrong line of a listing.
 *
 * @import { Kind } from "../wb/exercise.js"
 */
import { clearChoices, markChoice, readChoice } from "../wb/radios.js";

/** @type {Kind} */
export const debug = {
  program: false,
  nothing: "nothing-chosen",
  read: readChoice,
  show: markChoice,
  clear: clearChoices,
};
