// @ts-check
/**
 * Every message between the page and the worker that runs Python, as types: read this first.
 *
 * The page boots a worker, waits for `ready`, and then asks one thing at a time. Only plain data cross the border.
 *
 * To the worker:
 * @typedef {{kind: "boot", runtime: Runtime, parts: LoadedParts | null}} Boot
 *   Load Python from these parts, or start it from what an earlier worker has loaded.
 * @typedef {string | Record<string, string>} Runtime
 *   The address of the folder that holds Python's parts; on a page opened as a file the parts themselves, by name.
 * @typedef {{lock: Lock, module: WebAssembly.Module, files: Record<string, Blob>}} LoadedParts
 *   Python's compiled WebAssembly and its other parts: with them a worker starts without asking the network.
 * @typedef {{size: number, sha256: string}} Checksum  By which a part is known to be whole.
 * @typedef {{info: {python: string}, packages: {numpy?: Checksum & {file_name: string}}, parts: Record<string, Checksum>, later: Record<string, Checksum>}} Lock
 *   What the build has written about its parts, about those that only some programs need, and about NumPy where the site carries it.
 * @typedef {{kind: "parts", parts: LoadedParts}} Parts
 *   An earlier worker has added something meanwhile.
 * @typedef {{kind: "grade", exercise: string, variant: number, answer: string, program: boolean}} Grade
 *   Judge an answer; `program` says that it is one, which then runs and may never end.
 * @typedef {{kind: "understand", exercise: string, variant: number, text: string}} Understand
 *   Say what a Derive box reads in this text.
 * @typedef {Boot | Parts | Grade | Understand} ToWorker
 *
 * From the worker:
 * @typedef {{kind: "progress", loaded: number, total: number}} Progress
 *   Bytes unpacked so far and in all, of Python or, once that runs, of what a program needs besides; the total is 0 until it is known.
 * @typedef {{kind: "loaded", parts: LoadedParts}} Loaded  For `boot` of later workers; again when something has been added.
 * @typedef {{kind: "ready", python: string}} Ready  Python's version.
 * @typedef {{kind: "unavailable", reason: string, memory: boolean}} Unavailable
 *   Python cannot start here, for want of memory or for another reason; the worker is of no use.
 * @typedef {{kind: "running"}} Running  The learner's program starts now: the time limit counts from here.
 * @typedef {{kind: "printed", text: string}} Printed
 *   What the program has just printed, as far as it is kept: a verdict tells it all, but a program that is stopped has none.
 * @typedef {{kind: "verdict", verdict: Verdict, healthy: boolean, heap: number}} Graded
 *   `healthy` is false when the program left marks that could change later verdicts; `heap` is Python's memory in bytes.
 * @typedef {{kind: "understood", text: string}} Understood  Empty when there is nothing to say.
 * @typedef {{kind: "crashed", reason: string}} Crashed  The interpreter broke down, as in very deep recursion.
 * @typedef {Progress | Loaded | Ready | Unavailable | Running | Printed | Graded | Understood | Crashed} FromWorker
 *
 * What a checker answers; `code` names the sentence to show, `facts` are plain values that it may mention.
 * @typedef {{status: "right" | "wrong" | "unreadable" | "failed", code: string, facts: Record<string, any>}} Verdict
 *
 * Python's state as the page shows it on `<html data-python>`. `busy`: an answer is being judged. `stopped`: a program
 * was stopped, or broke down, and the next worker is not ready yet.
 * @typedef {"idle" | "loading" | "ready" | "busy" | "stopped" | "unavailable"} State
 *
 * The detail of the event `wb-python` on `document`, sent at every change of state and at every step of the loading.
 * @typedef {{state: State, loaded: number, total: number, reason: string, memory: boolean}} PythonEvent
 *   For `unavailable` the technical reason, and whether it is a lack of memory.
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
