// @ts-check
/**
 * Hints one after the other, the reveal, and the offer of help after three attempts.
 *
 * @import { Verdict } from "../python/protocol.js"
 * @import { Kind } from "./exercise.js"
 */
import { button, element, ensure } from "../page/elements.js";
import { recordOf, recordOpening, variantOf } from "../progress/progress.js";

const ATTEMPTS_BEFORE_HELP = 3;
const COST = "(then it counts as solved with help)";

/** @param {HTMLElement} host @returns {HTMLDetailsElement[]} */
const hints = (host) => [.../** @type {NodeListOf<HTMLDetailsElement>} */ (host.querySelectorAll("details[data-hint]"))];

/** @param {HTMLElement} host @returns {HTMLDetailsElement | null} */
const reveal = (host) => host.querySelector("details[data-reveal]");

/** @param {HTMLElement} host */
export const revealIsClosed = (host) => !reveal(host)?.open;

/** @param {HTMLElement} host */
export function startHelp(host) {
  hideLaterHints(host);
  // `toggle` does not bubble.
  host.addEventListener("toggle", (event) => showNextHint(host, event.target), true);
  // Find-in-page and printing open the reveal too; only a click or a key on its summary, which clicks, asks for it.
  host.addEventListener("click", (event) => {
    const summary = event.target instanceof Element && event.target.closest("details[data-reveal] > summary");
    if (summary && revealIsClosed(host)) recordOpening(host.id, Number(host.dataset.variant));
  });
}

/** @param {HTMLElement} host */
const hideLaterHints = (host) => hints(host).forEach((hint, place, all) => (hint.hidden = place > 0 && !all[place - 1].open));

/** @param {HTMLElement} host @param {EventTarget | null} toggled */
function showNextHint(host, toggled) {
  const all = hints(host);
  const place = all.findIndex((hint) => hint === toggled);
  if (place >= 0 && all[place].open && all[place + 1]) all[place + 1].hidden = false;
  if (!closedHint(host) || !revealIsClosed(host)) withdrawOffer(host);
}

/** @param {HTMLElement} host */
const closedHint = (host) => hints(host).find((hint) => !hint.open);

/**
 * Says what opening the reveal costs, as long as it costs something, and offers it as a comparison once the variant has been solved.
 * @param {HTMLElement} host
 */
export function nameReveal(host) {
  const summary = reveal(host)?.querySelector("summary");
  if (!summary) return;
  const label = (summary.dataset.label ??= summary.textContent ?? "");
  const { opened, right } = variantOf(host.id, Number(host.dataset.variant));
  const free = right || opened || recordOf(host.id).state === "right";
  summary.replaceChildren(right ? "Compare with ours" : label, ...(free ? [] : [element("span", { class: "wb-cost" }, COST)]));
}

/**
 * Closes all hints and the reveal, as the page comes.
 * @param {HTMLElement} host
 */
export function closeHelp(host) {
  for (const part of [...hints(host), reveal(host)]) if (part) part.open = false;
  hideLaterHints(host);
}

/**
 * @param {HTMLElement} host @param {Kind} kind @param {Verdict} verdict
 */
export function offerHelp(host, kind, verdict) {
  const place = ensure(host, "wb-offer", (made) => host.querySelector(".wb-help")?.before(made));
  place.replaceChildren();
  const variant = Number(host.dataset.variant);
  if (verdict.status !== "wrong" || variantOf(host.id, variant).attempts < ATTEMPTS_BEFORE_HELP || !revealIsClosed(host)) return;
  const offers = [];
  if (closedHint(host)) offers.push(button("Open a hint", () => openHint(host), { "data-offer": "hint" }));
  const { mend } = kind;
  if (mend) {
    const press = () => {
      mend(host, verdict);
      recordOpening(host.id, variant);
      place.replaceChildren();
    };
    offers.push(button("Put this step in its place", press, { "data-offer": "step" }));
    offers.push(element("span", {}, COST));
  }
  if (offers.length) place.append(element("span", {}, "This one is hard. Would some help be welcome?"), ...offers);
}

/** @param {HTMLElement} host */
function openHint(host) {
  const hint = closedHint(host);
  clearOffer(host);
  if (!hint) return;
  hint.hidden = false;
  hint.open = true;
  hint.querySelector("summary")?.focus();
}

/**
 * Takes back the offer of a hint where there is none to open, and with the reveal open, which holds everything, any other.
 * @param {HTMLElement} host
 */
function withdrawOffer(host) {
  host.querySelector("[data-offer=hint]")?.remove();
  if (!host.querySelector("[data-offer]") || !revealIsClosed(host)) clearOffer(host);
}

/** @param {HTMLElement} host */
export function clearOffer(host) {
  host.querySelector(".wb-offer")?.replaceChildren();
}
