// @ts-check
/**
 * One answer out of several, for the kinds that are a group of radio buttons.
 *
 * @import { Verdict } from "../python/protocol.js"
 */
import { recordOf, variantOf } from "../progress/progress.js";

const TRIED_IN_TURN = "From the second wrong choice on it counts as solved with help, until the first choice on another day is the right one.";

/** @param {HTMLElement} host */
const chosen = (host) => /** @type {HTMLInputElement | null} */ (host.querySelector("input[name=answer]:checked"));

/** @param {HTMLElement} host */
export const readChoice = (host) => chosen(host)?.value ?? null;

/** @param {HTMLElement} host @param {string} answer */
export function putChoice(host, answer) {
  const choices = /** @type {NodeListOf<HTMLInputElement>} */ (host.querySelectorAll("input[name=answer]"));
  for (const choice of choices) choice.checked = choice.value === answer;
}

/** @param {HTMLElement} host @param {Verdict} verdict */
export function markChoice(host, verdict) {
  chosen(host)?.closest("label")?.setAttribute("data-judged", verdict.status);
  const { attempts, opened } = variantOf(host.id, Number(host.dataset.variant));
  const inTurn = verdict.status === "wrong" && opened && attempts > 1 && recordOf(host.id).state !== "right";
  return inTurn ? TRIED_IN_TURN : "";
}

/** @param {HTMLElement} host */
export function clearChoices(host) {
  host.querySelectorAll("[data-judged]").forEach((label) => label.removeAttribute("data-judged"));
}
