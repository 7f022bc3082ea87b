// @ts-check
/** Formulas in words, where a screen reader gets a plain text instead of MathML: names of choices, announcements. */

/** @type {Record<string, (parts: string[]) => string>} */
const SAID = {
  mfrac: ([above, below]) => `the fraction ${above} over ${below} end fraction`,
  msqrt: (parts) => `root of ${parts.join(" ")} end root`,
  msub: ([base, index]) => `${base} sub ${index}`,
  msup: ([base, power]) => raised(base, power),
  msubsup: ([base, index, power]) => raised(`${base} sub ${index}`, power),
  mover: ([base, accent]) => `${base} ${ACCENTS[accent] ?? accent}`,
  munder: ([base, below]) => `${base} under ${below}`,
  munderover: ([base, from, to]) => `${base} from ${from} to ${to}`,
};

/** @type {Record<string, string>} */
const ACCENTS = { "\u02c9": "bar", "\u02c6": "hat", "~": "tilde", "\u02d9": "dot", "\u2192": "vector" };

/** @param {string} base @param {string} power */
const raised = (base, power) => (power === "2" ? `${base} squared` : `${base} to the power ${power} end power`);

/**
 * What is shown, as one line of text.
 * @param {Node} shown @returns {string}
 */
export function spoken(shown) {
  if (!(shown instanceof Element)) return tidy(shown.textContent ?? "");
  if (shown.matches("[aria-hidden=true]")) return "";
  const parts = [...shown.childNodes].map(spoken).filter(Boolean);
  return SAID[shown.localName]?.(parts) ?? tidy(parts.join(" "));
}

/** @param {string} text */
const tidy = (text) => text.replace(/\u2212/g, "minus ").replace(/[\s\u2061\u2062]+/g, " ").trim();
