// @ts-check
/**
 * Debug: the one wrong line of a listing.
 *
 * @import { Kind } from "../../wb/exercise/exercise.js"
 */
import { clearChoices, markChoice, putChoice, readChoice } from "../../wb/exercise/radios.js";

/** @type {Kind} */
export const debug = {
  program: false,
  few: true,
  nothing: "nothing-chosen",
  read: readChoice,
  put: putChoice,
  show: markChoice,
  clear: clearChoices,
};
