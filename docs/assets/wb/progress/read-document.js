// @ts-check
/**
 * Reading a progress document from text that may be older, newer or broken.
 *
 * @import { ExerciseRecord, Migrations, ProgressDocument, Solution, State, VariantRecord } from "./record.js"
 */
import { MIGRATIONS, STATES, VERSION, emptyDocument } from "./record.js";

const UNKNOWN_DAY = "1970-01-01";

/** @param {unknown} value @returns {value is Record<string, unknown>} */
const isRecord = (value) => typeof value === "object" && value !== null && !Array.isArray(value);

/**
 * The document in the text, brought to this version. What is unknown or broken is left out, and then `intact` is false: the caller
 * keeps the text aside.
 * @param {string} text
 * @param {Migrations} [migrations]
 * @param {number} [version]
 * @returns {{document: ProgressDocument, intact: boolean}}
 */
export function readDocument(text, migrations = MIGRATIONS, version = VERSION) {
  try {
    return sift(migrate(JSON.parse(text), migrations, version));
  } catch {
    return { document: emptyDocument(), intact: false };
  }
}

/** @param {any} found @param {Migrations} migrations @param {number} version */
function migrate(found, migrations, version) {
  let document = found;
  while (document.version !== version) {
    if (!Object.hasOwn(migrations, document.version)) throw new Error(`no way from version ${document.version}`);
    document = migrations[document.version](document);
  }
  return document;
}

/** @param {unknown} found @returns {{document: ProgressDocument, intact: boolean}} */
function sift(found) {
  const document = emptyDocument();
  const { exercises = {}, days = [] } = isRecord(found) ? found : {};
  if (!isRecord(found) || !isRecord(exercises) || !Array.isArray(days)) return { document, intact: false };
  let intact = true;
  for (const [id, value] of Object.entries(exercises)) {
    const record = exerciseRecord(value);
    if (record) document.exercises[id] = record;
    else intact = false;
  }
  document.days = days.filter(isDate);
  return { document, intact: intact && document.days.length === days.length };
}

/** @param {unknown} value @returns {ExerciseRecord | null} */
function exerciseRecord(value) {
  if (!isRecord(value) || !STATES.includes(/** @type {State} */ (value.state))) return null;
  const { state, variants = {}, draft, drafted } = value;
  if (!isRecord(variants) || !["string", "undefined"].includes(typeof draft)) return null;
  if (drafted !== undefined && !isCount(drafted)) return null;
  const unfinished = { ...(draft !== undefined && { draft }), ...(drafted !== undefined && { drafted }) };
  const record = /** @type {ExerciseRecord} */ ({ state, variants: {}, ...unfinished });
  for (const [variant, found] of Object.entries(variants)) {
    const sound = variantRecord(found);
    if (!sound) return null;
    record.variants[variant] = sound;
  }
  return record;
}

/** @param {unknown} value @returns {VariantRecord | null} */
function variantRecord(value) {
  if (!isRecord(value)) return null;
  const { attempts = 0, opened = "", right = false, solution } = value;
  // A plain yes or no, as another program may write it, says that it was opened but not when.
  const day = typeof opened === "boolean" ? (opened ? UNKNOWN_DAY : "") : opened;
  const sound = isCount(attempts) && (day === "" || isDate(day)) && typeof right === "boolean";
  if (!sound || (solution !== undefined && !isSolution(solution))) return null;
  return { attempts: Number(attempts), opened: String(day), right: Boolean(right), ...(solution !== undefined && { solution }) };
}

/** @param {unknown} value @returns {value is Solution} */
const isSolution = (value) => isRecord(value) && typeof value.answer === "string" && typeof value.code === "string" && isRecord(value.facts);

/** @param {unknown} value @returns {value is number} */
const isCount = (value) => Number.isInteger(value) && Number(value) >= 0;

/** @param {unknown} value @returns {value is string} */
function isDate(value) {
  if (typeof value !== "string" || !/^\d{4}-\d\d-\d\d$/.test(value)) return false;
  const moment = new Date(`${value}T00:00Z`);
  // `2026-02-30` is a day in March to one browser and no day at all to another.
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(value);
}
