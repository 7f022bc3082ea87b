// @ts-check
/**
 * What a learner has done, as plain values: how it changes, merges, migrates and is counted. No page, no storage, no clock.
 *
 * @typedef {"new" | "tried" | "assisted" | "right"} State
 * @typedef {{answer: string, code: string, facts: Record<string, unknown>}} Solution  A right answer and what its verdict was.
 * @typedef {object} VariantRecord
 * @property {number} attempts  Wrong answers that differed from the one before.
 * @property {string} opened    Local date of the last help that gives the answer away; empty when there was none.
 * @property {boolean} right    Solved unaided.
 * @property {Solution} [solution]  The last right answer, with help or without.
 * @typedef {object} ExerciseRecord
 * @property {State} state
 * @property {Record<string, VariantRecord>} variants
 * @property {string} [draft]    An answer that is not right yet; of a program, whatever was written last.
 * @property {number} [drafted]  The variant that was shown last, which the draft answers.
 * @typedef {{version: number, exercises: Record<string, ExerciseRecord>, days: string[]}} ProgressDocument
 * @typedef {Record<number, (document: any) => any>} Migrations  From this version to the next.
 */

export const VERSION = 1;

/** @type {Migrations} */
export const MIGRATIONS = {};

/** @type {State[]} */
export const STATES = ["new", "tried", "assisted", "right"];
const DAY = 86_400_000; // ms
const ATTEMPTS_THAT_SHOW = 1; // wrong ones out of a few choices, before one more counts as help

/** @returns {ProgressDocument} */
export const emptyDocument = () => ({ version: VERSION, exercises: {}, days: [] });

/** @returns {ExerciseRecord} */
export const emptyRecord = () => ({ state: "new", variants: {} });

/** @returns {VariantRecord} */
const emptyVariant = () => ({ attempts: 0, opened: "", right: false });

/**
 * The variant's record, or a fresh one.
 * @param {ExerciseRecord} record @param {number} variant
 */
export const variantOf = (record, variant) => record.variants[variant] ?? emptyVariant();

/** @param {State} one @param {State} other @returns {State} */
const higher = (one, other) => (STATES.indexOf(one) >= STATES.indexOf(other) ? one : other);

/** @param {ExerciseRecord} record @param {number} variant @param {Partial<VariantRecord>} change @param {State} state */
const changed = (record, variant, change, state) => ({
  ...record,
  state: higher(record.state, state),
  variants: { ...record.variants, [variant]: { ...variantOf(record, variant), ...change } },
});

/**
 * An attempt: a wrong answer that differs from the one before. Where there are only a few to choose from, the second one counts as help that
 * gives the answer away, since whoever tries them in turn comes to the right one; so does any on a later day until it is solved.
 * @param {ExerciseRecord} record @param {number} variant @param {{few: boolean, today: string}} choice @returns {ExerciseRecord}
 */
export function afterAttempt(record, variant, { few, today }) {
  const { attempts, opened, right } = variantOf(record, variant);
  const helped = few && !right && (attempts >= ATTEMPTS_THAT_SHOW || opened);
  return changed(record, variant, { attempts: attempts + 1, ...(helped && { opened: today }) }, "tried");
}

/**
 * Help that gives the answer away; it counts for nothing once the variant is solved unaided.
 * @param {ExerciseRecord} record @param {number} variant @param {string} today @returns {ExerciseRecord}
 */
export function afterOpening(record, variant, today) {
  return variantOf(record, variant).right ? record : changed(record, variant, { opened: today }, "new");
}

/**
 * A right answer. After help, an exercise with other variants asks for one of them, any other exercise for a later day with the reveal closed.
 * @param {ExerciseRecord} record
 * @param {{variants: number, variant: number, today: string, closed: boolean, solution: Solution}} answer
 * @returns {ExerciseRecord}
 */
export function afterSolving(record, { variants, variant, today, closed, solution }) {
  const { opened, right } = variantOf(record, variant);
  const forgotten = variants === 1 && opened < today && closed;
  return right || !opened || forgotten
    ? changed(record, variant, { right: true, solution }, "right")
    : changed(record, variant, { solution }, "assisted");
}

/**
 * The record with this unfinished answer, or with none, and with the variant that is shown.
 * @param {ExerciseRecord} record @param {string | undefined} draft @param {number} [drafted] @returns {ExerciseRecord}
 */
export function withDraft({ draft: _, drafted: __, ...rest }, draft, drafted) {
  // What is left out is not there at all: as `undefined` it would hide the other's draft when two documents are merged.
  return { ...rest, ...(draft !== undefined && { draft }), ...(drafted !== undefined && { drafted }) };
}

/**
 * Both documents in one: nothing that either holds is lost, and the first one's drafts win.
 * @param {ProgressDocument} one @param {ProgressDocument} other @returns {ProgressDocument}
 */
export function merge(one, other) {
  const exercises = { ...other.exercises };
  for (const [id, record] of Object.entries(one.exercises))
    exercises[id] = exercises[id] ? mergeRecords(record, exercises[id]) : record;
  return { version: VERSION, exercises, days: [...new Set([...one.days, ...other.days])].sort() };
}

/** @param {ExerciseRecord} one @param {ExerciseRecord} other @returns {ExerciseRecord} */
function mergeRecords(one, other) {
  const variants = { ...other.variants };
  for (const [variant, mine] of Object.entries(one.variants)) {
    const theirs = variants[variant] ?? emptyVariant();
    const solution = mine.solution ?? theirs.solution;
    variants[variant] = {
      attempts: Math.max(mine.attempts, theirs.attempts),
      opened: mine.opened > theirs.opened ? mine.opened : theirs.opened,
      right: mine.right || theirs.right,
      ...(solution && { solution }),
    };
  }
  const unfinished = one.draft === undefined && other.draft !== undefined ? other : one;
  const merged = { ...other, ...one, state: higher(one.state, other.state), variants };
  return withDraft(merged, unfinished.draft, unfinished.drafted);
}

/** @param {ProgressDocument} document @param {string} today @returns {ProgressDocument} */
export const withDay = (document, today) =>
  document.days.includes(today) ? document : { ...document, days: [...document.days, today].sort() };

/**
 * A local calendar date, such as 2026-11-23.
 * @param {Date} moment
 */
export function localDate(moment) {
  const [year, month, day] = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return `${String(year).padStart(4, "0")}-${String(month).padStart(2, "0")}-${String(day).padStart(2, "0")}`;
}

/**
 * Runs of consecutive dates: the one that ends today or yesterday, and the longest. Dates after today are not shown.
 * @param {string[]} days @param {string} today @returns {{current: number, best: number}}
 */
export function streaks(days, today) {
  const now = Date.parse(today) / DAY;
  const numbers = [...new Set(days.map((day) => Date.parse(day) / DAY))].filter((day) => day <= now).sort((a, b) => a - b);
  let [run, best] = [0, 0];
  numbers.forEach((day, place) => {
    run = day - numbers[place - 1] === 1 ? run + 1 : 1;
    best = Math.max(best, run);
  });
  return { current: numbers.length && now - numbers[numbers.length - 1] <= 1 ? run : 0, best };
}
