// @ts-check
/**
 * What a run shows below its verdict: every case, what was printed, the traceback, and the model answer after success.
 *
 * @import { Verdict } from "../../wb/python/protocol.js"
 */
import { element, ensure } from "../../wb/page/elements.js";

/** @typedef {{call: string, expected: string, got: string, ok: boolean, note: string}} Case */

/** @param {HTMLElement} host */
const place = (host) => ensure(host, "wb-run", (made) => host.querySelector("output.wb-verdict")?.after(made));

/** @param {HTMLElement} host */
export function clearRun(host) {
  place(host).replaceChildren();
}

/** @param {HTMLElement} host @param {Verdict} verdict @param {string} program */
export function showRun(host, { status, facts }, program) {
  place(host).replaceChildren(...traceback(facts), ...cases(facts), ...printed(facts));
  if (status === "right") place(host).append(...beside(host, program));
}

/** @param {Verdict["facts"]} facts @returns {Node[]} */
function cases({ cases: all, passed, total }) {
  if (!Array.isArray(all) || !all.length) return [];
  const rows = element("ol", { class: "wb-cases" }, ...all.map(row));
  const failing = rows.querySelector("[data-ok=false] details");
  if (failing instanceof HTMLDetailsElement) failing.open = true;
  const shown = all.length < total ? `; ${all.length} are shown, the others were drawn at random` : "";
  return [element("p", { class: "wb-caption" }, `${passed} of ${total} cases agree${shown}`), rows];
}

/** @param {Case} one */
function row({ call, expected, got, ok, note }) {
  const summary = element("summary", {}, element("code", {}, call), element("span", { class: "wb-case-word" }, ok ? "agrees" : "differs"));
  const terms = element("dl", {}, ...pair("yours", got || note), ...pair("expected", expected));
  if (got && note && !note.endsWith(got)) terms.append(...pair("note", note));
  return element("li", { "data-ok": String(ok) }, element("details", {}, summary, terms));
}

/** @param {string} term @param {string} value */
const pair = (term, value) => [element("dt", {}, term), element("dd", {}, element("code", {}, value))];

/** @param {Verdict["facts"]} facts @returns {Node[]} */
function printed({ stdout, unshown }) {
  if (!stdout) return [];
  const caption = unshown ? `Printed, with ${unshown.toLocaleString("en")} further characters left out` : "Printed";
  return [element("p", { class: "wb-caption" }, caption), scrollable(String(stdout), "What your program printed")];
}

/** @param {Verdict["facts"]} facts @returns {Node[]} */
function traceback({ traceback: lines, error }) {
  if (!error) return [];
  const trace = Array.isArray(lines) ? lines.map(({ line, text }) => `line ${line}: ${text}\n`) : [];
  return [element("p", { class: "wb-caption" }, "Where it stopped"), scrollable(trace.join("") + error, "The error and its lines")];
}

/** @param {HTMLElement} host @param {string} program @returns {Node[]} */
function beside(host, program) {
  const model = host.querySelector("details[data-reveal] .wb-model");
  if (!model) return [];
  const yours = element("div", {}, element("p", { class: "wb-caption" }, "Yours"), scrollable(program.trimEnd(), "Your program"));
  const ours = element("div", {}, element("p", { class: "wb-caption" }, "A model answer"), model.cloneNode(true));
  return [element("div", { class: "wb-beside" }, yours, ours)];
}

/**
 * A text block that can be scrolled with the keyboard too.
 * @param {string} text @param {string} label
 */
const scrollable = (text, label) => element("pre", {}, element("code", { tabindex: "0", role: "group", "aria-label": label }, text));
