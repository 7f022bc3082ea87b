// @ts-check
/**
 * Asks Python, which runs in a worker, and keeps it answering: starts it, stops programs, replaces what broke.
 *
 * Without special headers a browser cannot interrupt a program, so stopping one means ending its worker. A spare worker
 * stands by after the first answer and takes over at once; what was waiting is then asked of that one.
 *
 * @import { FromWorker, Grade, PythonEvent, State, Understand, Verdict } from "./protocol.js"
 *
 * @typedef {{worker: Worker, ready: boolean}} Host  A worker, and whether its Python has started.
 * @typedef {{message: Grade | Understand, resolve: (answer: any) => void}} Question
 */
import { launch } from "./launch.js";
import { unreachable } from "./protocol.js";

const TIME_LIMIT = 5000; // ms for a learner's program, counted from its start
const SILENCE = 60_000; // ms without a word, after which a worker that should have said something is given up
const LITTLE_MEMORY = 2; // GB; on such a device no spare worker stands by

/** @type {State} */
let state = "idle";
document.documentElement.dataset.python = state;
/** @type {Host | null} */
let current = null;
/** @type {Host | null} */
let spare = null;
// Only Chromium tells how much memory there is.
let sparing = (/** @type {{deviceMemory?: number}} */ (navigator).deviceMemory ?? Infinity) > LITTLE_MEMORY;
let used = false; // whether an answer has been judged
/** Python's WebAssembly, which no later worker has to compile again. @type {WebAssembly.Module | null} */
let compiled = null;
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
    if (state === "unavailable") giveUp();
    else if (current) next();
    else start();
  });
}

/** Asks the next question, if Python is free. */
function next() {
  if (!current?.ready || asked) return;
  clearTimeout(timer);
  asked = waiting.shift() ?? null;
  // An echo is there in a tenth of a millisecond: it makes nobody wait.
  show(asked?.message.kind === "grade" ? "busy" : "ready");
  if (!asked) return;
  // A worker can vanish without a word.
  watch(SILENCE, () => breakOff("crashed"));
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
  const worker = launch(compiled);
  const host = { worker, ready: false };
  worker.addEventListener("message", ({ data }) => hear(host, data));
  worker.addEventListener("messageerror", () => mourn(host, "a message could not be read"));
  worker.addEventListener("error", (event) => {
    event.preventDefault();
    mourn(host, event.message || "the worker could not be loaded");
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
  switch (message.kind) {
    case "progress":
      if (host !== current) break;
      expect(host, state);
      announce(message);
      break;
    case "compiled":
      compiled = message.module;
      break;
    case "ready":
      host.ready = true;
      if (host !== current) break;
      keepSpare();
      next();
      break;
    case "running":
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
 */
function mourn(host, reason) {
  host.worker.terminate();
  if (host === spare) {
    // The next one would fare no better.
    spare = null;
    sparing = false;
  } else if (host === current) {
    if (host.ready) breakOff("crashed");
    else fail(reason);
  }
}

/**
 * Ends the worker in the midst of its answer; another takes over.
 *
 * @param {"stopped" | "time-limit" | "crashed"} code
 */
function breakOff(code) {
  if (asked?.message.kind === "understand") settle("");
  else if (asked) settle(isProgram(asked) ? brokenOff(code) : { status: "failed", code: "", facts: { reason: code } });
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

/** @param {string} reason */
function fail(reason) {
  clearTimeout(timer);
  current = null;
  show("unavailable", reason);
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
 * @param {State} next
 * @param {string} [reason]
 */
function show(next, reason) {
  if (state === next) return;
  state = next;
  document.documentElement.dataset.python = state;
  announce({ reason });
}

/** @param {{loaded?: number, total?: number, reason?: string}} news */
function announce({ loaded = 0, total = 0, reason = "" }) {
  /** @type {PythonEvent} */
  const detail = { state, loaded, total, reason };
  document.dispatchEvent(new CustomEvent("wb-python", { detail }));
}
