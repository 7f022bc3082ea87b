// @ts-check
/** Other numbers for the same exercise: filling the slots, counting the variants, following a link to one. */
import { element } from "../page/elements.js";
import { spoken } from "./formula-in-words.js";

/** @param {HTMLElement} host @returns {string[][]} */
const slots = (host) => JSON.parse(host.dataset.slots ?? "[[]]");

/** @param {HTMLElement} host */
export const variantCount = (host) => slots(host).length;

/**
 * Writes the shown variant's numbers into the marked places, in prose and in both halves of a formula.
 * @param {HTMLElement} host @param {ParentNode} [root]
 */
export function fillSlots(host, root = host) {
  const texts = slots(host)[Number(host.dataset.variant)] ?? [];
  for (const slot of root.querySelectorAll("[data-slot]")) {
    const text = texts[Number(slot.getAttribute("data-slot"))];
    if (text !== undefined && text !== slot.textContent) slot.textContent = text;
  }
}

/** @param {HTMLElement} host @param {number} variant */
export function showVariant(host, variant) {
  host.dataset.variant = String(variant);
  fillSlots(host);
  nameInReport(host);
  const link = host.querySelector("a.wb-variant");
  if (!link) return;
  link.textContent = `Variant ${variant + 1} of ${variantCount(host)}`;
  link.setAttribute("href", `?v=${variant}#${host.id}`);
}

/**
 * Says in the link for reports which variant is shown, and where; the place of a page opened as a file is nobody's business.
 * @param {HTMLElement} host
 */
function nameInReport(host) {
  const link = host.querySelector("a[data-report]");
  if (!(link instanceof HTMLAnchorElement)) return;
  const { variant = "0", number } = host.dataset;
  const { origin, pathname, protocol } = location;
  const page = protocol === "file:" ? "" : `: ${origin}${pathname}?v=${variant}#${host.id}`;
  const report = new URL(link.href);
  const body = report.searchParams.get("body") ?? "";
  report.searchParams.set("body", body.replace(/^.*/, `Exercise ${number}, \`${host.id}\`, variant ${variant} counted from 0${page}`));
  link.href = report.href;
}

/**
 * Puts the link to the variant beside "Another like this", or takes that button away where there is no other variant.
 * @param {HTMLElement} host
 */
export function startVariants(host) {
  nameInReport(host);
  const another = host.querySelector("[data-another]");
  if (variantCount(host) < 2) return another?.remove();
  const said = element("span", { class: "wb-visually-hidden wb-new-numbers" });
  another?.after(element("span", { class: "wb-variant-place", "aria-live": "polite" }, element("a", { class: "wb-variant" }), said));
  showVariant(host, Number(host.dataset.variant));
}

/**
 * Has screen readers say what is given now: those sentences of the prompt that hold numbers of the variant.
 * @param {HTMLElement} host
 */
export function announceNumbers(host) {
  const parts = [...host.querySelectorAll(".wb-prompt > *")].filter((part) => part.querySelector("[data-slot]"));
  const place = host.querySelector(".wb-new-numbers");
  if (place) place.textContent = ` ${parts.map(spoken).join(" ")}`;
}

/**
 * The variant that the page's address asks of this exercise; null when it asks for none, -1 when there is no such variant.
 * @param {HTMLElement} host @param {{search: string, hash: string}} address
 */
export function linkedVariant(host, { search, hash }) {
  const asked = new URLSearchParams(search).get("v");
  if (asked === null || decodeURIComponent(hash.slice(1)) !== host.id) return null;
  return /^\d+$/.test(asked) && Number(asked) < variantCount(host) ? Number(asked) : -1;
}
