// @ts-check
/**
 * Shows what the checker answered: the sentence is the exercise's own or one that all share, the facts come from the verdict.
 *
 * @import { Verdict } from "../python/protocol.js"
 */
import sentences from "workbook:sentences";
import { element } from "../page/elements.js";
import { bringIntoView, isInSight } from "../page/into-view.js";
import { fillSlots } from "./variants.js";

/** @type {Record<Verdict["status"], string>} */
const WORDS = { right: "Right", wrong: "Not yet", unreadable: "Not judged", failed: "Our mistake" };

/** @param {HTMLElement} host @returns {HTMLElement | null} */
const output = (host) => host.querySelector("output.wb-verdict");

/**
 * @param {HTMLElement} host @param {Verdict} verdict
 * @param {string} [remark] What the kind adds, such as how far an order is from a right one.
 * @param {{restored?: boolean}} [how] Whether the verdict is an earlier one: then it is neither announced nor brought into view.
 */
export function showVerdict(host, verdict, remark = "", { restored = false } = {}) {
  const place = output(host);
  if (!place) return;
  if (restored) place.setAttribute("aria-live", "off");
  const said = sentence(host, verdict);
  const word = WORDS[verdict.status];
  const content = element("div", { class: "wb-said" }, said);
  content.append(insight(host, verdict));
  if (remark) content.append(element("p", { class: "wb-remark" }, remark));
  place.replaceChildren(content);
  if (!content.textContent?.trim().startsWith(word)) place.prepend(element("strong", { class: "wb-word" }, word));
  place.dataset.code = verdict.code;
  place.dataset.status = verdict.status;
  // Who has gone on meanwhile, as while Python was loading, is not called back.
  if (!restored && isInSight(host)) bringIntoView(place);
}

/** @param {HTMLElement} host */
export function clearVerdict(host) {
  const place = output(host);
  if (!place) return;
  place.replaceChildren();
  place.removeAttribute("aria-live");
  delete place.dataset.status;
  delete place.dataset.code;
}

/**
 * Says whether the verdict that is shown is about another answer than the one that stands there.
 * @param {HTMLElement} host @param {boolean} outdated
 */
export function markOutdated(host, outdated) {
  host.toggleAttribute("data-outdated", outdated);
  // Beside the verdict and not in it: a status is read out as a whole when anything in it changes.
  const note = host.querySelector(".wb-outdated");
  if (!outdated) note?.remove();
  else if (!note) output(host)?.before(element("p", { class: "wb-outdated" }, "About your last answer:"));
}

/** @param {HTMLElement} host @param {Verdict} verdict @returns {DocumentFragment} */
function sentence(host, verdict) {
  const { facts } = verdict;
  const template = find(host, verdict);
  const said = /** @type {DocumentFragment} */ (template?.content.cloneNode(true) ?? new DocumentFragment());
  for (const place of said.querySelectorAll("[data-fact]")) {
    const fact = facts[String(place.getAttribute("data-fact"))];
    // A list holds names of sentences, of which the first that exists is meant.
    if (Array.isArray(fact)) place.replaceChildren(...(first(host, fact)?.content.cloneNode(true).childNodes ?? []));
    else if (fact !== undefined) place.textContent = String(fact);
  }
  fillSlots(host, said);
  return said;
}

/**
 * What the exercise's author says beyond the number once it is right, where there is such a sentence.
 * @param {HTMLElement} host @param {Verdict} verdict @returns {DocumentFragment}
 */
function insight(host, { status, code }) {
  const own = status === "right" && !code ? ownTemplates(host).find(isInsight) : undefined;
  const said = /** @type {DocumentFragment} */ (own?.content.cloneNode(true) ?? new DocumentFragment());
  fillSlots(host, said);
  return said;
}

/**
 * The first sentence that exists of those that the page names, in the order that hooks/book/sentences.py gives.
 * @param {HTMLElement} host @param {Verdict} verdict @returns {HTMLTemplateElement | undefined}
 */
function find(host, { code, status }) {
  const names = (host.dataset.sentences ?? "").replaceAll("{code}", code).replaceAll("{status}", status).split(" ");
  return first(host, names);
}

/** @param {HTMLElement} host @param {string[]} names @returns {HTMLTemplateElement | undefined} */
function first(host, names) {
  // What an exercise says beyond the number follows the verdict's sentence, and never takes its place.
  const templates = [...ownTemplates(host).filter((template) => !isInsight(template)), ...shared()];
  return names.map((name) => templates.find((template) => template.dataset.code === name)).find(Boolean);
}

/** @param {HTMLElement} host */
const ownTemplates = (host) => [...host.querySelectorAll("template")];

/** @param {HTMLTemplateElement} template */
const isInsight = (template) => template.dataset.code === "right";

/** The sentences that all exercises share, once one was asked for. @type {HTMLTemplateElement[]} */
let parsed = [];

function shared() {
  if (!parsed.length) parsed = [...new DOMParser().parseFromString(sentences, "text/html").querySelectorAll("template")];
  return parsed;
}
