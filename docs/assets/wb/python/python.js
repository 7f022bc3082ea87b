// @ts-check
/**
 * Asks Python, which runs in a worker, and keeps it answering: starts it, stops programs, replaces what broke.
 *
 * Without special headers a browser cannot interrupt a program, so stopping one means ending its worker. A spare worker
 * stands by after the first answer and takes over at once; what was waiting is then asked of that one.
 *
 * @import { FromWorker, Grade, Kept, PythonEvent, State, Understand, Verdict } from "./protocol.js"
 *
 * @typedef {{worker: Worker, heard: boolean, ready: boolean}} Host  A worker, whether it has said a word, and whether its Python has started.
 * @typedef {{message: Grade | Understand, resolve: (answer: any) => void, repeated?: boolean}} Question
 */
import { launch } from "./launch.js";
import { unreachable } from "./protocol.js";

const TIME_LIMIT = 5000; // ms for a learner's program, counted from its start
const SILENCE = 60_000; // ms without a word, after which a worker that should have said something is given up
const SHORT_SILENCE = 10_000; // ms for what takes a thousandth of that
const LITTLE_MEMORY = 2; // GB; on such a device no spare worker stands by

/** What the page was told last. @type {PythonEvent} */
let news = { state: "idle", loaded: 0, total: 0, reason: "", memory: false };
document.documentElement.dataset.python = news.state;
/** @type {Host | null} */
let current = null;
/** @type {Host | null} */
let spare = null;
// Only Chromium tells how much memory there is.
let sparing = (/** @type {{deviceMemory?: number}} */ (navigator).deviceMemory ?? Infinity) > LITTLE_MEMORY;
let used = false; // whether an answer has been judged
/** What no later worker has to load again, perhaps in a place without network. @type {Kept | null} */
let kept = null;
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
export const latest = () => news;

/** Stops the program that runs, else the first of those that wait. */
export function stop() {
  if (asked && isProgram(asked)) return breakOff("stopped");
  const first = waiting.findIndex(isProgram);
  if (first >= 0) waiting.splice(first, 1)[0].resolve(brokenOff("stopped"));
}

/**
 * @param {Grade | Understand} message
 * @returns {Promise<any>}
 */
function ask(message) {
  return new Promise((resolve) => {
    waiting.push({ message, resolve });
    if (news.state === "unavailable") giveUp();
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
  // A worker can vanish without a word.
  watch(asked.message.kind === "understand" ? SHORT_SILENCE : SILENCE, () => breakOff("crashed"));
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
    expect(current, meanwhile);
  } catch (error) {
    fail(String(error));
  }
}

/**
 * @param {Host} host
 * @param {State} meanwhile
 */
function expect(host, meanwhile) {
  watch(SILENCE, () => mourn(host, "no word from the worker"));
  show(meanwhile);
}

/**
 * @param {number} limit  In milliseconds.
 * @param {() => void} act
 */
function watch(limit, act) {
  clearTimeout(timer);
  timer = setTimeout(act, limit);
}

/** @returns {Host} */
function open() {
  if (!("Worker" in globalThis && "WebAssembly" in globalThis)) throw new Error("no Worker or no WebAssembly");
  const worker = launch(kept, failures);
  const host = { worker, heard: false, ready: false };
  worker.addEventListener("message", ({ data }) => hear(host, data));
  worker.addEventListener("messageerror", () => mourn(host, "a message could not be read"));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    mourn(host, event.message);
  });
  return host;
}

/**
 * @param {Host} host
 * @param {FromWorker} message
 */
function hear(host, message) {
  // What a worker said just before its end still arrives.
  if (host !== current && host !== spare) return;
  host.heard = true;
  switch (message.kind) {
    case "progress":
      if (host !== current) break;
      expect(host, news.state);
      announce({ ...news, loaded: message.loaded, total: message.total });
      break;
    case "loaded":
      kept = message.kept;
      if (host === current) spare?.worker.postMessage({ kind: "keep", kept });
      break;
    case "ready":
      host.ready = true;
      if (host !== current) break;
      keepSpare();
      next();
      break;
    case "running":
      if (news.total) announce({ ...news, loaded: 0, total: 0 });
      watch(TIME_LIMIT, () => breakOff("time-limit"));
      break;
    case "verdict":
      settle(message.verdict);
      if (!message.healthy) replace("loading");
      keepSpare();
      next();
      break;
    case "understood":
      settle(message.text);
      next();
      break;
    case "unavailable":
      mourn(host, message.reason, message.memory);
      break;
    case "died":
      mourn(host, message.reason);
      break;
    default:
      unreachable(message);
  }
}

/**
 * A worker has died, or never came to life.
 *
 * @param {Host} host
 * @param {string} reason
 * @param {boolean} [memory]  Whether there was not enough of it.
 */
function mourn(host, reason, memory = false) {
  host.worker.terminate();
  if (host === spare) {
    // The next one would fare no better.
    spare = null;
    sparing = false;
  } else if (host === current) {
    if (host.ready) breakOff("crashed");
    else if (host.heard) fail(reason, memory);
    else if (failures++ % 2 === 0) boot(news.state);
    else fail(reason || "the worker's script could not be loaded");
  }
}

/**
 * Ends the worker in the midst of its answer; another takes over.
 *
 * @param {"stopped" | "time-limit" | "crashed"} code
 */
function breakOff(code) {
  if (asked?.message.kind === "understand") settle("");
  else if (asked && isProgram(asked)) settle(brokenOff(code));
  else if (asked?.repeated) settle({ status: "failed", code: "", facts: { reason: code } });
  else if (asked) {
    // A number or a choice kills no worker: the next one is asked the same, once.
    waiting.unshift({ ...asked, repeated: true });
    asked = null;
  }
  replace("stopped");
  keepSpare();
  next();
}

/** @param {State} meanwhile  The state until the replacement is ready. */
function replace(meanwhile) {
  current?.worker.terminate();
  current = spare;
  spare = null;
  if (!current) boot(meanwhile);
  else if (!current.ready) expect(current, meanwhile);
}

/** Has a spare worker stand by, once someone works through exercises here; it costs as much memory as the first. */
function keepSpare() {
  if (spare || !sparing || !used || !current?.ready) return;
  try {
    spare = open();
  } catch {
    // A replacement then takes longer, which is all.
    sparing = false;
  }
}

/** @param {string} reason @param {boolean} [memory] */
function fail(reason, memory = false) {
  clearTimeout(timer);
  current = null;
  show("unavailable", { reason, memory });
  giveUp();
}

function giveUp() {
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
 * @returns {Verdict}
 */
function brokenOff(code) {
  return { status: "unreadable", code, facts: {} };
}

/**
 * @param {State} state
 * @param {Partial<PythonEvent>} [more]
 */
function show(state, more) {
  if (news.state === state) return;
  document.documentElement.dataset.python = state;
  announce({ loaded: 0, total: 0, reason: "", memory: false, ...more, state });
}

/** @param {PythonEvent} told */
function announce(told) {
  news = told;
  document.dispatchEvent(new CustomEvent("wb-python", { detail: news }));
}

// In the back/forward cache a page sleeps, and a browser may take its worker meanwhile: an answer that comes shows that it lives.
addEventListener("pageshow", ({ persisted }) => {
  if (persisted && current?.ready && !asked) ask({ kind: "understand", exercise: "", variant: 0, text: "" });
});
