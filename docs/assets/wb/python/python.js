// @ts-check
/**
 * Asks Python, which runs in a worker, and keeps it answering: starts it, stops programs, replaces what broke.
 *
 * Without special headers a browser cannot interrupt a program, so stopping one means ending its worker. A spare worker
 * stands by after the first answer and takes over at once; what was waiting is then asked of that one.
 *
 * @import { FromWorker, Grade, LoadedParts, PythonEvent, State, Understand, Verdict } from "./protocol.js"
 *
 * @typedef {{worker: Worker, responded: boolean, ready: boolean}} Interpreter
 *   A worker, whether a message has come from it, and whether its Python has started.
 * @typedef {{message: Grade | Understand, resolve: (answer: any) => void, repeated?: boolean, printed?: string}} Question
 */
import { launch } from "./launch.js";
import { unreachable } from "./protocol.js";

const TIME_LIMIT = 5000; // ms for a learner's program, counted from its start
const RESPONSE_LIMIT = 60_000; // ms without a message, after which a worker that should have sent one is given up
const SHORT_RESPONSE_LIMIT = 10_000; // ms for what takes a thousandth of that
const LITTLE_MEMORY = 2; // GB; on such a device no spare worker stands by

/** What the page was told last. @type {PythonEvent} */
let status = { state: "idle", loaded: 0, total: 0, reason: "", memory: false };
document.documentElement.dataset.python = status.state;
/** @type {Interpreter | null} */
let current = null;
/** @type {Interpreter | null} */
let spare = null;
// Only Chromium tells how much memory there is.
let spareAllowed = (/** @type {{deviceMemory?: number}} */ (navigator).deviceMemory ?? Infinity) > LITTLE_MEMORY;
let used = false; // whether an answer has been judged
/** What no later worker has to load again, perhaps in a place without network. @type {LoadedParts | null} */
let parts = null;
let failures = 0; // how often the worker's script did not arrive
/** The question that Python is at. @type {Question | null} */
let asked = null;
/** @type {Question[]} */
const waiting = [];
/** Of what Python is at: its start, or an answer. @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Starts Python, unless it has been started; each call after a failure tries once more. */
export function start() {
  if (!current) boot("loading");
}

/**
 * Has an answer judged as soon as Python is ready. The promise always resolves.
 *
 * @param {Omit<Grade, "kind">} answer
 * @returns {Promise<Verdict>}
 */
export function grade(answer) {
  return ask({ kind: "grade", ...answer });
}

/**
 * Says what a Derive box reads in a text: empty when there is nothing to say, null while Python is not ready.
 *
 * @param {Omit<Understand, "kind">} typed
 * @returns {Promise<string | null>}
 */
export async function understand(typed) {
  return current?.ready ? ask({ kind: "understand", ...typed }) : null;
}

/** What is known about Python just now. */
export const latest = () => status;

/** Stops the program that runs, else the first of those that wait. */
export function stop() {
  if (asked && isProgram(asked)) return interrupt("stopped");
  const first = waiting.findIndex(isProgram);
  if (first >= 0) waiting.splice(first, 1)[0].resolve(interruptedVerdict("stopped"));
}

/**
 * @param {Grade | Understand} message
 * @returns {Promise<any>}
 */
function ask(message) {
  return new Promise((resolve) => {
    waiting.push({ message, resolve });
    if (status.state === "unavailable") failWaiting();
    else if (current) next();
    else start();
  });
}

/** Asks the next question, if Python is free. */
function next() {
  if (!current?.ready || asked) return;
  clearTimeout(timer);
  const question = waiting.shift();
  // Whoever hears that Python is ready may ask at once, from within `show`.
  if (!question) return show("ready");
  asked = question;
  // An echo is there in a tenth of a millisecond: it makes nobody wait.
  show(asked.message.kind === "grade" ? "busy" : "ready");
  // A browser may end a worker without telling.
  startTimer(asked.message.kind === "understand" ? SHORT_RESPONSE_LIMIT : RESPONSE_LIMIT, () => interrupt("crashed"));
  current.worker.postMessage(asked.message);
}

/** @param {any} answer  To the question that Python is at. */
function settle(answer) {
  clearTimeout(timer);
  used ||= asked?.message.kind === "grade";
  asked?.resolve(answer);
  asked = null;
}

/** @param {State} meanwhile  The state until the worker is ready. */
function boot(meanwhile) {
  try {
    current = open();
    awaitStart(current, meanwhile);
  } catch (error) {
    fail(String(error));
  }
}

/**
 * @param {Interpreter} interpreter
 * @param {State} meanwhile
 */
function awaitStart(interpreter, meanwhile) {
  startTimer(RESPONSE_LIMIT, () => handleFailure(interpreter, "no message from the worker"));
  show(meanwhile);
}

/**
 * @param {number} limit  In milliseconds.
 * @param {() => void} act
 */
function startTimer(limit, act) {
  clearTimeout(timer);
  timer = setTimeout(act, limit);
}

/** @returns {Interpreter} */
function open() {
  if (!("Worker" in globalThis && "WebAssembly" in globalThis)) throw new Error("no Worker or no WebAssembly");
  const worker = launch(parts, failures);
  const interpreter = { worker, responded: false, ready: false };
  worker.addEventListener("message", ({ data }) => receive(interpreter, data));
  worker.addEventListener("messageerror", () => handleFailure(interpreter, "a message could not be read"));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    handleFailure(interpreter, event.message);
  });
  return interpreter;
}

/**
 * @param {Interpreter} interpreter
 * @param {FromWorker} message
 */
function receive(interpreter, message) {
  // What a worker sent just before its end still arrives.
  if (interpreter !== current && interpreter !== spare) return;
  interpreter.responded = true;
  switch (message.kind) {
    case "progress":
      if (interpreter !== current) break;
      awaitStart(interpreter, status.state);
      announce({ ...status, loaded: message.loaded, total: message.total });
      break;
    case "loaded":
      parts = message.parts;
      if (interpreter === current) spare?.worker.postMessage({ kind: "parts", parts });
      break;
    case "ready":
      interpreter.ready = true;
      if (interpreter !== current) break;
      startSpare();
      next();
      break;
    case "running":
      if (status.total) announce({ ...status, loaded: 0, total: 0 });
      startTimer(TIME_LIMIT, () => interrupt("time-limit"));
      break;
    case "printed":
      if (interpreter === current && asked) asked.printed = (asked.printed ?? "") + message.text;
      break;
    case "verdict":
      settle(message.verdict);
      if (!message.healthy) replace("loading");
      startSpare();
      next();
      break;
    case "understood":
      settle(message.text);
      next();
      break;
    case "unavailable":
      handleFailure(interpreter, message.reason, message.memory);
      break;
    case "crashed":
      handleFailure(interpreter, message.reason);
      break;
    default:
      unreachable(message);
  }
}

/**
 * Deals with a worker that has crashed, or never started.
 *
 * @param {Interpreter} interpreter
 * @param {string} reason
 * @param {boolean} [memory]  Whether there was not enough of it.
 */
function handleFailure(interpreter, reason, memory = false) {
  interpreter.worker.terminate();
  if (interpreter === spare) {
    // The next one would fail as well.
    spare = null;
    spareAllowed = false;
  } else if (interpreter === current) {
    if (interpreter.ready) interrupt("crashed");
    else if (interpreter.responded) fail(reason, memory);
    else if (failures++ % 2 === 0) boot(status.state);
    else fail(reason || "the worker's script could not be loaded");
  }
}

/**
 * Ends the worker while it works on an answer; another takes over.
 *
 * @param {"stopped" | "time-limit" | "crashed"} code
 */
function interrupt(code) {
  if (asked?.message.kind === "understand") settle("");
  else if (asked && isProgram(asked)) settle(interruptedVerdict(code, asked.printed));
  else if (asked?.repeated) settle({ status: "failed", code: "", facts: { reason: code } });
  else if (asked) {
    // A number or a choice kills no worker: the next one is asked the same, once.
    waiting.unshift({ ...asked, repeated: true });
    asked = null;
  }
  replace("stopped");
  startSpare();
  next();
}

/** @param {State} meanwhile  The state until the replacement is ready. */
function replace(meanwhile) {
  current?.worker.terminate();
  current = spare;
  spare = null;
  if (!current) boot(meanwhile);
  else if (!current.ready) awaitStart(current, meanwhile);
}

/** Has a spare worker stand by, once someone works through exercises here; it costs as much memory as the first. */
function startSpare() {
  if (spare || !spareAllowed || !used || !current?.ready) return;
  try {
    spare = open();
  } catch {
    // A replacement then takes longer, which is all.
    spareAllowed = false;
  }
}

/** @param {string} reason @param {boolean} [memory] */
function fail(reason, memory = false) {
  clearTimeout(timer);
  current = null;
  show("unavailable", { reason, memory });
  failWaiting();
}

function failWaiting() {
  /** @type {Verdict} */
  const verdict = { status: "failed", code: "python-unavailable", facts: {} };
  for (const { message, resolve } of waiting.splice(0)) resolve(message.kind === "grade" ? verdict : null);
}

/** @param {Question} question */
function isProgram({ message }) {
  return message.kind === "grade" && message.program;
}

/**
 * @param {string} code
 * @param {string} [printed]  By the program until then.
 * @returns {Verdict}
 */
function interruptedVerdict(code, printed) {
  return { status: "unreadable", code, facts: printed ? { stdout: printed } : {} };
}

/**
 * @param {State} state
 * @param {Partial<PythonEvent>} [more]
 */
function show(state, more) {
  if (status.state === state) return;
  document.documentElement.dataset.python = state;
  announce({ loaded: 0, total: 0, reason: "", memory: false, ...more, state });
}

/** @param {PythonEvent} changed */
function announce(changed) {
  status = changed;
  document.dispatchEvent(new CustomEvent("wb-python", { detail: status }));
}

// A browser may end the worker of a page in the back/forward cache: an answer shows that it still runs.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && current?.ready && !asked) ask({ kind: "understand", exercise: "", variant: 0, text: "" });
});
