// @ts-check
/**
 * Every message between a page and the service worker, as types. A page asks over a channel of its own, and each question is answered there.
 *
 * @typedef {{kind: "status"}} AskStatus  Say how much is stored.
 * @typedef {{kind: "store", all: boolean}} Store
 *   Store the next file that is missing, if there is one: first the pages that are open and what every page needs; the rest only when
 *   `all` is set.
 * @typedef {{kind: "adopt", loaded: [string, ArrayBuffer][]}} Adopt
 *   Serve this page from now on, which came from the network: it has loaded these contents from these addresses.
 * @typedef {{kind: "take-over", alone: boolean}} TakeOver
 *   Replace the older release; with `alone`, only when no more than one page is open.
 * @typedef {AskStatus | Store | Adopt | TakeOver} Question
 *
 * @typedef {{stored: number, total: number, trouble: "" | Trouble}} Status  In bytes.
 * @typedef {"room" | "network" | "superseded"} Trouble
 *   Why a file could not be stored: no room on the device, no answer from the server, or a server that has it no more in this release.
 *
 * What the build writes above the service worker: the files of the release in the order of their storing, of which the first `shell` are
 * those that every page needs. A file is its path as pages ask for it, a hash of its content, and its size in bytes.
 * @typedef {{shell: number, files: [string, string, number][]}} Release
 */
export {};
