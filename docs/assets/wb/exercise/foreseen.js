// @ts-check
/**
 * Verdicts on likely answers, which the checkers have given while the site was built; hooks/pack/foreseen.py writes the tables.
 *
 * @import { Verdict } from "../python/protocol.js"
 */

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const KEY = 5; // digits of an answer's hash
const [OFFSET, PRIME] = [0xcbf29ce484222325n, 0x100000001b3n]; // FNV-1a, 64 bits
const ORDERS = "!";

/**
 * The verdict on an answer, if it was foreseen.
 * @param {string} table  As the page carries it; empty if there is none.
 * @param {{exercise: string, variant: number, answer: string}} given
 * @returns {Verdict | null}
 */
export function foreseenVerdict(table, { exercise, variant, answer }) {
  const [listed, ...words] = table.trim().split(" ");
  const word = words[variant];
  if (!word) return null;
  const [verdicts, text] = [JSON.parse(atob(listed)), answer.trim()];
  const length = verdicts.length <= DIGITS.length ? 1 : 2;
  const digits = word.startsWith(ORDERS) ? ofOrder(word.slice(ORDERS.length), text, length) : ofKey(word, key(`${exercise} ${variant} ${text}`), length);
  if (!digits) return null;
  const [status, code, facts] = verdicts[[...digits].reduce((place, digit) => 64 * place + DIGITS.indexOf(digit), 0)];
  return { status, code, facts };
}

/**
 * The digits behind a key, in a word of keys with so many digits behind each.
 * @param {string} word @param {string} wanted @param {number} length
 */
function ofKey(word, wanted, length) {
  for (let at = 0; at < word.length; at += KEY + length) if (word.startsWith(wanted, at)) return word.slice(at + KEY, at + KEY + length);
  return "";
}

/**
 * The digits of an order, in a word with so many digits for each order, in lexicographic order.
 * @param {string} word @param {string} text @param {number} length
 */
function ofOrder(word, text, length) {
  const order = text.split(" ").map(Number);
  let rank = 0;
  let count = 1;
  // From behind: how many of the steps that follow are smaller, times the orders of those that follow.
  for (let [behind, orders] = [0, 1]; behind < order.length; behind += 1, orders *= behind) {
    const rest = order.slice(order.length - behind);
    rank += orders * rest.filter((step) => step < order[order.length - behind - 1]).length;
    count = orders * (behind + 1);
  }
  const whole = [...order].sort((one, other) => one - other).every((step, place) => step === place + 1);
  return whole && word.length === length * count ? word.slice(length * rank, length * (rank + 1)) : "";
}

/**
 * What the table knows an answer by.
 * @param {string} text
 */
function key(text) {
  const bytes = [...new TextEncoder().encode(text)];
  const hash = bytes.reduce((found, byte) => BigInt.asUintN(64, (found ^ BigInt(byte)) * PRIME), OFFSET);
  const folded = hash ^ (hash >> BigInt(6 * KEY));
  return Array.from({ length: KEY }, (_, place) => DIGITS[Number((folded >> BigInt(6 * (KEY - 1 - place))) & 63n)]).join("");
}
