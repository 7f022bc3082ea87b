// @ts-check
/**
 * Stores what has been solved, in this browser's storage; `wb-progress` on the document says that it changed.
 *
 * @import { ExerciseRecord, ProgressDocument, Solution } from "./record.js"
 */
import * as record from "./record.js";
import { notify } from "../page/notice.js";
import { readText, watchStorage, writeText } from "./storage.js";
import { readDocument } from "./read-document.js";

// Pages of one origin may belong to several copies of the workbook, and instant navigation leaves `__config` as the first page had it.
const config = document.getElementById("__config")?.textContent;
const PREFIX = `workbook:${new URL(config ? JSON.parse(config).base : ".", location.href).pathname}`;
const KEY = `${PREFIX}:progress`;
const LAST_KEY = `${PREFIX}:last`;

const SET_ASIDE = "Your saved progress could not be read in full. What could be read is used, and the original is kept aside in this browser.";
const NOT_STORED = "This browser does not let the page keep anything, so your progress will be forgotten when you leave.";

/** What is known once storage has failed; then nothing stored is touched again. @type {ProgressDocument | null} */
let unstored = null;
/**
 * The text that was stored when it was read or written last, and the document in it. Comparing a text with it takes a two-hundredth of the
 * time that reading it anew would take, and needs no word from whoever else writes: other pages, or the browser's own tools.
 * @type {{text: string, document: ProgressDocument} | null}
 */
let newest = null;
let last = "";

/** @returns {ProgressDocument} */
export function progress() {
  return unstored ?? load();
}

/** @param {string} id @returns {ExerciseRecord} */
export const recordOf = (id) => progress().exercises[id] ?? record.emptyRecord();

/** @param {string} id @param {number} variant */
export const variantOf = (id, variant) => record.variantOf(recordOf(id), variant);

/** @param {string} id @param {number} variant @param {boolean} few  Whether the answer was one of a few. */
export function recordAttempt(id, variant, few) {
  save(record.withDay(withRecord(id, (found) => record.afterAttempt(found, variant, { few, today: today() })), today()));
}

/** @param {string} id @param {{variants: number, variant: number, closed: boolean, solution: Solution}} answer */
export function recordSolution(id, answer) {
  save(record.withDay(withRecord(id, (found) => record.afterSolving(found, { ...answer, today: today() })), today()));
}

/** @param {string} id @param {number} variant */
export function recordOpening(id, variant) {
  save(withRecord(id, (found) => record.afterOpening(found, variant, today())));
}

/**
 * Stores an unfinished answer; nothing is announced, for it happens at every keystroke.
 * @param {string} id @param {string | undefined} draft @param {number} [drafted]  The variant that is shown, where there may be several.
 */
export function saveDraft(id, draft, drafted) {
  write(withRecord(id, (found) => record.withDraft(found, draft, drafted)));
  remember(id);
}

/**
 * Notes where the learner is.
 * @param {string} id
 */
export function remember(id) {
  last = id;
  try {
    writeText(LAST_KEY, id);
  } catch {
    // The page says that it keeps nothing as soon as there is something to keep.
  }
}

export function lastExercise() {
  try {
    return readText(LAST_KEY) ?? last;
  } catch {
    return last;
  }
}

export const streaks = () => record.streaks(progress().days, today());
export const today = () => record.localDate(new Date());
export const exportProgress = () => `${JSON.stringify(progress(), null, 2)}\n`;

/**
 * Merges an exported document into this one.
 * @param {string} text
 * @returns {boolean} Whether it could be read; otherwise nothing has changed.
 */
export function importProgress(text) {
  const { document: found, intact } = readDocument(text);
  if (intact) save(record.merge(progress(), found));
  return intact;
}

export function resetProgress() {
  remember("");
  save(record.emptyDocument());
}

/** @param {string} id @param {(found: ExerciseRecord) => ExerciseRecord} change @returns {ProgressDocument} */
function withRecord(id, change) {
  const current = progress();
  return { ...current, exercises: { ...current.exercises, [id]: change(current.exercises[id] ?? record.emptyRecord()) } };
}

/** @returns {ProgressDocument} */
function load() {
  try {
    const text = readText(KEY);
    if (text === null) return record.emptyDocument();
    if (text === newest?.text) return newest.document;
    const { document: found, intact } = readDocument(text);
    if (!intact) return setAside(text, found);
    newest = { text, document: found };
    return found;
  } catch {
    return keepInMemory(record.emptyDocument());
  }
}

/** @param {string} text @param {ProgressDocument} found @returns {ProgressDocument} */
function setAside(text, found) {
  let n = 1;
  while (readText(`${PREFIX}:set-aside:${n}`) !== null) n += 1;
  try {
    writeText(`${PREFIX}:set-aside:${n}`, text);
    writeText(KEY, JSON.stringify(found));
  } catch {
    // Without room for a copy the original must not be overwritten.
    return keepInMemory(found);
  }
  notify(SET_ASIDE);
  return found;
}

/** @param {ProgressDocument} changed */
function save(changed) {
  write(changed);
  announce();
}

/** @param {ProgressDocument} changed */
function write(changed) {
  if (unstored) {
    unstored = changed;
    return;
  }
  const text = JSON.stringify(changed);
  try {
    writeText(KEY, text);
    newest = { text, document: changed };
  } catch {
    keepInMemory(changed);
  }
}

/** @param {ProgressDocument} current */
function keepInMemory(current) {
  notify(NOT_STORED);
  unstored = current;
  return current;
}

function announce() {
  document.dispatchEvent(new CustomEvent("wb-progress"));
}

watchStorage((key) => {
  if (key === KEY || key === null) announce();
});
// A page that comes back from the back/forward cache missed what other pages wrote meanwhile.
addEventListener("pageshow", (event) => {
  if (event.persisted) announce();
});
