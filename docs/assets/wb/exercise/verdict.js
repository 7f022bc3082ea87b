// @ts-check
/**
 * Shows what the checker answered: the sentence comes from the page, the facts from the verdict.
 *
 * @import { Verdict } from "../python/protocol.js"
 */
import { element } from "../page/elements.js";
import { fillSlots } from "./variants.js";

/** @type {Record<Verdict["status"], string>} */
const WORDS = { right: "Right", wrong: "Not yet", unreadable: "Not judged", failed: "Our mistake" };

/** @param {HTMLElement} host @returns {HTMLElement | null} */
const output = (host) => host.querySelector("output.wb-verdict");

/**
 * @param {HTMLElement} host @param {Verdict} verdict
 * @param {string} [remark] What the kind adds, such as how far an order is from a right one.
 */
export function showVerdict(host, verdict, remark = "") {
  const place = output(host);
  if (!place) return;
  const said = sentence(host, verdict);
  const word = WORDS[verdict.status];
  const content = element("div", { class: "wb-said" }, said);
  if (remark) content.append(element("p", { class: "wb-remark" }, remark));
  place.replaceChildren(content);
  if (!content.textContent?.trim().startsWith(word)) place.prepend(element("strong", { class: "wb-word" }, word));
  place.dataset.code = verdict.code;
  place.dataset.status = verdict.status;
}

/** @param {HTMLElement} host */
export function clearVerdict(host) {
  const place = output(host);
  if (!place) return;
  place.replaceChildren();
  delete place.dataset.status;
  delete place.dataset.code;
}

/** @param {HTMLElement} host @param {Verdict} verdict @returns {DocumentFragment} */
function sentence(host, { status, code, facts }) {
  const template = find(host, code || status) ?? find(host, status);
  const said = /** @type {DocumentFragment} */ (template?.content.cloneNode(true) ?? new DocumentFragment());
  fillSlots(host, said);
  for (const place of said.querySelectorAll("[data-fact]")) {
    const fact = facts[String(place.getAttribute("data-fact"))];
    if (fact !== undefined) place.textContent = String(fact);
  }
  return said;
}

/** @param {HTMLElement} host @param {string} code @returns {HTMLTemplateElement | undefined} */
function find(host, code) {
  const named = (/** @type {string} */ selector, /** @type {string} */ name) =>
    [.../** @type {NodeListOf<HTMLTemplateElement>} */ (document.querySelectorAll(selector))].find(
      (template) => template.dataset.code === name,
    );
  return (
    [...host.querySelectorAll("template")].find((template) => template.dataset.code === code) ??
    named(".wb-shared template", `${host.getAttribute("kind")}-${code}`) ??
    named(".wb-shared template", code)
  );
}
