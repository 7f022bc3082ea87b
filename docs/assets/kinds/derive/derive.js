// @ts-check
/**
 * Derive: a number typed into one box, with an echo of what was understood.
 *
 * @import { Kind } from "../../wb/exercise/exercise.js"
 */
import { element } from "../../wb/page/elements.js";
import { understand } from "../../wb/python/python.js";

const PAUSE = 200; // ms without a keystroke before the echo
const RETRY = 500; // ms until the next try while Python is loading
const SHOWN = 24; // characters shown on either side of one that could not be read

/** @param {HTMLElement} host */
const box = (host) => /** @type {HTMLInputElement} */ (host.querySelector("input[name=answer]"));

/** @param {HTMLElement} host */
const echo = (host) => /** @type {HTMLElement} */ (host.querySelector(".wb-echo"));

/** @type {Kind} */
export const derive = {
  program: false,
  nothing: "nothing-typed",

  read: (host) => (box(host).value.trim() ? box(host).value : null),

  put(host, answer) {
    box(host).value = answer;
    setTimeout(showUnderstood, PAUSE, host);
  },

  start(host) {
    let timer = 0;
    box(host).addEventListener("input", () => {
      clearTimeout(timer);
      clearMark(host);
      timer = setTimeout(showUnderstood, PAUSE, host);
    });
  },

  show(host, verdict, answer) {
    if (verdict.status !== "unreadable") return;
    box(host).setAttribute("aria-invalid", "true");
    if (typeof verdict.facts.position === "number") markCharacter(host, answer, verdict.facts.position);
  },

  clear: clearMark,

  renew(host) {
    box(host).value = "";
    echo(host).replaceChildren();
  },
};

/** @param {HTMLElement} host */
async function showUnderstood(host) {
  const text = box(host).value;
  const understood = text.trim() && (await understand({ exercise: host.id, variant: Number(host.dataset.variant), text }));
  if (text !== box(host).value || box(host).hasAttribute("aria-invalid") || !host.isConnected) return;
  echo(host).textContent = understood ?? "";
  if (understood === null && document.documentElement.dataset.python === "loading") setTimeout(showUnderstood, RETRY, host);
}

/**
 * Repeats the text with one character marked and puts the caret there. Python counts characters, JavaScript their halves.
 * @param {HTMLElement} host @param {string} answer @param {number} position
 */
function markCharacter(host, answer, position) {
  const characters = [...answer];
  const before = characters.slice(Math.max(0, position - SHOWN), position).join("");
  const after = characters.slice(position + 1, position + 1 + SHOWN).join("");
  const marked = element("mark", {}, characters[position]?.trim() ? characters[position] : "\u2423");
  echo(host).replaceChildren(position > SHOWN ? "\u2026" : "", before, marked, after);
  if (box(host).value !== answer) return;
  const caret = characters.slice(0, position).join("").length;
  box(host).setSelectionRange(caret, caret);
}

/** @param {HTMLElement} host */
function clearMark(host) {
  if (!box(host).hasAttribute("aria-invalid")) return;
  box(host).removeAttribute("aria-invalid");
  echo(host).replaceChildren();
}
