// @ts-check
/**
 * What an exercise shows between an answer and its verdict: Python loading, a program running, Python missing.
 *
 * @import { PythonEvent } from "../python/protocol.js"
 */
import { button, element, ensure } from "../page/elements.js";
import { stop } from "../python/python.js";

const STOP_AFTER = 500; // ms before a running program gets its Stop button
const LOADING = "Python is still loading. Your answer is kept and will be checked as soon as it is ready.";
const MODULES = "What your program imports is still loading. It runs as soon as that is here.";
const MISSING = "Python could not be loaded, so your answer is kept but not checked yet. Everything else on the page works.";
const NO_MEMORY = "There is too little free memory for Python, so your answer is kept but not checked yet. Closing other tabs may help.";

/** @type {WeakMap<HTMLElement, number>} */
const timers = new WeakMap();

/** @param {HTMLElement} host */
const place = (host) =>
  ensure(host, "wb-waiting", (made) => {
    // No role: `status` belongs to the verdict alone.
    made.setAttribute("aria-live", "polite");
    host.querySelector("output.wb-verdict")?.before(made);
  });

/** @param {HTMLElement} host */
export function prepareWaiting(host) {
  place(host);
}

/** @param {HTMLElement} host */
export function stopWaiting(host) {
  clearTimeout(timers.get(host));
  timers.delete(host);
  const here = place(host);
  here.replaceChildren();
  delete here.dataset.state;
}

/**
 * @param {HTMLElement} host @param {PythonEvent} python
 * @param {{program: boolean, retry: () => void}} pending
 */
export function showWaiting(host, python, { program, retry }) {
  const here = place(host);
  if (["idle", "loading", "stopped"].includes(python.state)) showLoading(here, python);
  else if (python.state === "unavailable") showState(here, python.state, () => [element("p", {}, python.memory ? NO_MEMORY : MISSING), button("Try again", retry)]);
  else if (here.dataset.state === "loading" || (here.dataset.state === "modules" && !python.total)) stopWaiting(host);
  if (python.state !== "busy" || !program) return;
  if (python.total) showModules(host, here, python);
  else if (!timers.has(host)) timers.set(host, setTimeout(showRunning, STOP_AFTER, here));
}

/** @param {HTMLElement} here @param {PythonEvent} python */
function showLoading(here, python) {
  showState(here, "loading", () => [element("p", {}, LOADING), element("progress", { "aria-label": "Python, loaded so far" })]);
  showProgress(here, python);
}

/** @param {HTMLElement} host @param {HTMLElement} here @param {PythonEvent} python */
function showModules(host, here, python) {
  clearTimeout(timers.get(host));
  timers.delete(host);
  const bar = () => element("progress", { "aria-label": "Modules, loaded so far" });
  showState(here, "modules", () => [element("p", {}, MODULES), bar(), button("Stop", stop)]);
  showProgress(here, python);
}

/** @param {HTMLElement} here @param {PythonEvent} python */
function showProgress(here, { loaded, total }) {
  const bar = here.querySelector("progress");
  if (bar && loaded && total) [bar.max, bar.value] = [total, loaded];
}

/** @param {HTMLElement} here */
function showRunning(here) {
  showState(here, "running", () => [element("p", {}, "Your program is running."), button("Stop", stop)]);
}

/**
 * Builds the content once per state, so that a screen reader hears the sentence once and not the progress.
 * @param {HTMLElement} here @param {string} state @param {() => Node[]} content
 */
function showState(here, state, content) {
  if (here.dataset.state === state) return;
  here.dataset.state = state;
  here.replaceChildren(...content());
}
