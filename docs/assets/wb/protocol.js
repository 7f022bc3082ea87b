// @ts-check
/**
 * Every message between the page and the worker that runs Python, as types: read this first.
 *
 * The page boots a worker, waits for `ready`, and then asks one thing at a time. Only plain data cross the border.
 *
 * To the worker:
 * @typedef {{kind: "boot", runtime: Runtime, compiled: WebAssembly.Module | null}} Boot
 *   Load Python from these parts; `compiled` is what an earlier worker made of its WebAssembly.
 * @typedef {string | Record<string, string>} Runtime
 *   The address of the folder that holds Python's parts; on a page opened as a file the parts themselves, by name.
 * @typedef {{kind: "grade", exercise: string, variant: number, answer: string, program: boolean}} Grade
 *   Judge an answer; `program` says that it is one, which then runs and may never end.
 * @typedef {{kind: "understand", exercise: string, variant: number, text: string}} Understand
 *   Say what a Derive box reads in this text.
 * @typedef {Boot | Grade | Understand} ToWorker
 *
 * From the worker:
 * @typedef {{kind: "progress", loaded: number, total: number}} Progress
 *   Bytes unpacked so far and in all; the total is 0 until it is known.
 * @typedef {{kind: "compiled", module: WebAssembly.Module}} Compiled  For `boot` of later workers.
 * @typedef {{kind: "ready", python: string}} Ready  Python's version.
 * @typedef {{kind: "unavailable", reason: string}} Unavailable  Python cannot start here; the worker is of no use.
 * @typedef {{kind: "running"}} Running  The learner's program starts now: the time limit counts from here.
 * @typedef {{kind: "verdict", verdict: Verdict, healthy: boolean, heap: number}} Graded
 *   `healthy` is false when the program left marks that could change later verdicts; `heap` is Python's memory in bytes.
 * @typedef {{kind: "understood", text: string}} Understood  Empty when there is nothing to say.
 * @typedef {{kind: "died", reason: string}} Died  The interpreter broke down, as in very deep recursion.
 * @typedef {Progress | Compiled | Ready | Unavailable | Running | Graded | Understood | Died} FromWorker
 *
 * What a checker answers; `code` names the sentence to show, `facts` are plain values that it may mention.
 * @typedef {{status: "right" | "wrong" | "unreadable" | "failed", code: string, facts: Record<string, any>}} Verdict
 *
 * Python's state as the page shows it on `<html data-python>`. `busy`: an answer is being judged. `stopped`: a program
 * was stopped, or broke down, and the next worker is not ready yet.
 * @typedef {"idle" | "loading" | "ready" | "busy" | "stopped" | "unavailable"} State
 *
 * The detail of the event `wb-python` on `document`, sent at every change of state and at every step of the loading.
 * @typedef {{state: State, loaded: number, total: number, reason: string}} PythonEvent
 */

/**
 * Ends a `switch` over all kinds of message; the type checker complains there when a kind was forgotten.
 *
 * @param {never} message
 * @returns {never}
 */
export function unreachable(message) {
  throw new Error(`no such message: ${JSON.stringify(message)}`);
}
