// @ts-check
/**
 * Design: steps put in order with buttons, or with Alt and an arrow key.
 *
 * @import { Kind } from "../../wb/exercise/exercise.js"
 */
import { button, element } from "../../wb/page/elements.js";
import { bringIntoView } from "../../wb/page/into-view.js";
import { spoken } from "../../wb/exercise/formula-in-words.js";

const SLIDE = { duration: 160, easing: "ease-out" }; // ms

/** @param {HTMLElement} host @returns {HTMLOListElement} */
const list = (host) => /** @type {HTMLOListElement} */ (host.querySelector(".wb-steps"));

/** @param {HTMLElement} host @returns {HTMLLIElement[]} */
const steps = (host) => /** @type {HTMLLIElement[]} */ ([...list(host).children]);

/** @param {HTMLElement} host */
const order = (host) => steps(host).map((step) => String(step.dataset.step));

/** @param {HTMLElement} host @param {string} number */
const stepOf = (host, number) => steps(host).find((step) => step.dataset.step === number);

/** @param {Element} step */
const nameOf = (step) => spoken(step.querySelector(".wb-step") ?? step);

/** @type {WeakMap<HTMLElement, string[][]>} */
const histories = new WeakMap();

/** @type {Kind} */
export const design = {
  program: false,
  nothing: "nothing-ordered",

  read: (host) => order(host).join(" "),

  put(host, answer) {
    const saved = answer.split(" ");
    // The steps may have changed since.
    if ([...saved].sort().join() === order(host).sort().join()) reorder(host, saved);
  },

  start(host) {
    histories.set(host, []);
    for (const step of steps(host)) describeButtons(host, step);
    const undo = button("Undo", () => undoMove(host), { class: "wb-undo", hidden: "" });
    host.querySelector(".wb-actions")?.append(undo);
    list(host).after(element("p", { class: "wb-visually-hidden", "aria-live": "polite" }));
    list(host).addEventListener("click", (event) => {
      const pressed = event.target instanceof Element ? event.target.closest("[data-move]") : null;
      const step = pressed?.closest("li");
      if (step) move(host, step, pressed?.getAttribute("data-move") === "up" ? -1 : 1);
    });
    list(host).addEventListener("keydown", (event) => {
      const step = event.target instanceof Element ? event.target.closest("li") : null;
      if (!step || !event.altKey || !["ArrowUp", "ArrowDown"].includes(event.key)) return;
      event.preventDefault();
      move(host, step, event.key === "ArrowUp" ? -1 : 1);
    });
  },

  show(host, verdict) {
    const { step, right_so_far: before, moves } = verdict.facts;
    if (verdict.status !== "wrong") return;
    stepOf(host, String(step))?.setAttribute("data-judged", "wrong");
    return `${standing(Number(before))} ${moves === 1 ? "One move" : `${moves} moves`} would be enough.`;
  },

  clear(host) {
    for (const step of steps(host)) step.removeAttribute("data-judged");
  },

  mend(host, { code }) {
    // The code names the broken precedence: `3-before-1` means that step 1 has to come before step 3.
    const [late, early] = code.split("-before-").map((number) => stepOf(host, number));
    if (!late || !early) return;
    noteForUndo(host);
    late.before(early);
    bringIntoView(early);
    late.removeAttribute("data-judged");
    changed(host);
    say(host, `Step \u201c${nameOf(early)}\u201d moved to ${steps(host).indexOf(early) + 1} of ${steps(host).length}`);
  },
};

/** @param {number} before */
const standing = (before) =>
  before === 0 ? "The first step cannot stand first." : `The first ${before === 1 ? "step is" : `${before} steps are`} right so far.`;

/** @param {HTMLElement} host @param {HTMLLIElement} step */
function describeButtons(host, step) {
  const name = step.querySelector(".wb-step");
  if (!name) return;
  name.id ||= `${host.id}-step-${step.dataset.step}`;
  step.querySelectorAll("[data-move]").forEach((pressed) => pressed.setAttribute("aria-describedby", name.id));
}

/**
 * The neighbour is taken out and put back, never the step itself, so that the focus stays where it is.
 * @param {HTMLElement} host @param {HTMLLIElement} step @param {-1 | 1} by
 */
function move(host, step, by) {
  const neighbour = by < 0 ? step.previousElementSibling : step.nextElementSibling;
  if (!neighbour) return say(host, `Step \u201c${nameOf(step)}\u201d is already ${by < 0 ? "first" : "last"}`);
  noteForUndo(host);
  const places = [step, neighbour].map((moved) => moved.getBoundingClientRect().top);
  if (by < 0) step.after(neighbour);
  else step.before(neighbour);
  // Before the slide, which begins where the step stood.
  bringIntoView(step);
  [step, neighbour].forEach((moved, which) => slide(moved, places[which]));
  changed(host);
  say(host, `Step \u201c${nameOf(step)}\u201d moved to ${steps(host).indexOf(step) + 1} of ${steps(host).length}`);
}

/** @param {Element} moved @param {number} top Where it stood. */
function slide(moved, top) {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const distance = top - moved.getBoundingClientRect().top;
  moved.animate([{ transform: `translateY(${distance}px)` }, { transform: "none" }], SLIDE);
}

/** @param {HTMLElement} host @param {string[]} numbers */
function reorder(host, numbers) {
  list(host).append(...numbers.map((number) => /** @type {HTMLLIElement} */ (stepOf(host, number))));
}

/**
 * An order is no field of the form, which would say so itself.
 * @param {HTMLElement} host
 */
function changed(host) {
  list(host).dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {HTMLElement} host */
function noteForUndo(host) {
  histories.get(host)?.push(order(host));
  host.querySelector(".wb-undo")?.removeAttribute("hidden");
}

/** @param {HTMLElement} host */
function undoMove(host) {
  const history = histories.get(host);
  const before = history?.pop();
  if (!before) return;
  reorder(host, before);
  changed(host);
  say(host, "The last move is undone");
  if (history?.length) return;
  host.querySelector(".wb-undo")?.setAttribute("hidden", "");
  list(host).querySelector("button")?.focus();
}

/** @param {HTMLElement} host @param {string} sentence */
function say(host, sentence) {
  const place = host.querySelector(".wb-visually-hidden");
  if (place) place.textContent = sentence;
}
