// @ts-check
/**
 * Formulas as a line of plain text that can be typed and read again: `4.04×10^(-5)`, `sqrt(a)`, `(a + b)/2`.
 *
 * @typedef {{text: string, is: "value" | "quotient" | "name" | "operator" | "opening" | "closing" | "separator" | "letter" | "mark" | "gap"}} Part
 */

const OPENING = new Set("([{⟨⌊⌈");
const CLOSING = new Set(")]}⟩⌋⌉!%′");
const TIGHT = new Set("×*/");
const SIGNED = new Set("+-±∓");
/** What TeX sets above a letter, as the sign that joins it. @type {Record<string, string>} */
const ACCENTS = { "ˉ": "\u0304", "ˆ": "\u0302", "~": "\u0303", "˙": "\u0307", "→": "\u20d7" };

/** @type {Record<string, (children: Element[]) => Part>} */
const BUILT = {
  mfrac: ([above, below]) => ({ text: `${operand(above)}/${operand(below)}`, is: "quotient" }),
  msqrt: (children) => value(`sqrt(${row(children)})`),
  mroot: ([base, degree]) => value(`${operand(base)}^(1/${operand(degree)})`),
  msub: ([base, index]) => indexed(base, `_${operand(index)}`),
  msup: ([base, power]) => indexed(base, `^${operand(power)}`),
  msubsup: ([base, index, power]) => indexed(base, `_${operand(index)}^${operand(power)}`),
  munder: ([base, below]) => indexed(base, `_${operand(below)}`),
  mover: ([base, accent]) => {
    const sign = ACCENTS[accent.textContent ?? ""];
    return sign ? value(row([base]) + sign) : indexed(base, `^${operand(accent)}`);
  },
  munderover: ([base, from, to]) => indexed(base, `_${operand(from)}^${operand(to)}`),
  mtable: (children) => value(children.map(line).join("\n")),
  mspace: () => ({ text: " ", is: "gap" }),
};

/** @param {Element} cells */
const line = (cells) => [...cells.children].map((cell) => row([cell])).filter(Boolean).join(" ").trim();

/** @param {string} text @returns {Part} */
const value = (text) => ({ text, is: "value" });

/**
 * A formula, given in MathML, in one piece or in several.
 * @param {Element} formula
 */
export const formulaAsText = (formula) => row([...formula.children]).replace(/ (?=[.,;](?:\s|$))/g, "").trim().normalize("NFC");

/**
 * Children that stand side by side. Signs between two values get blanks around them; values side by side, which are a product, get one.
 * @param {Element[]} children
 */
function row(children) {
  const parts = children.flatMap(partsOf);
  let text = "";
  /** @type {Part["is"]} */
  let before = "opening";
  parts.forEach((part, place) => {
    let { text: shown, is } = part;
    if (is === "quotient") {
      const next = parts[place + 1];
      // As a factor, `a/b c` might be read as `a/(b c)`.
      if (isOperand(before) || (next && (isOperand(next.is) || ["quotient", "opening"].includes(next.is)))) shown = `(${shown})`;
      is = "value";
    }
    const signed = SIGNED.has(shown) && ["opening", "separator", "operator", "gap"].includes(before);
    if (is === "operator" && !signed && !TIGHT.has(shown)) shown = ` ${shown} `;
    else if (isOperand(is) && isOperand(before) && !(is === "letter" && before === "letter")) shown = ` ${shown}`;
    else if (is === "opening" && before === "closing") shown = ` ${shown}`;
    text += before === "separator" && is !== "gap" ? ` ${shown}` : shown;
    // A sign in front of its value belongs to it.
    before = signed ? "opening" : is;
  });
  return text.replace(/ {2,}/g, " ");
}

/** @param {Part["is"]} is */
const isOperand = (is) => ["value", "letter", "name"].includes(is);

/** @param {Element} child @returns {Part[]} */
function partsOf(child) {
  const text = plain(child.textContent ?? "");
  const children = [...child.children];
  const built = Object.hasOwn(BUILT, child.localName) ? BUILT[child.localName] : null;
  if (built) return [built(children)];
  if (children.length) return children.flatMap(partsOf);
  if (!text) return [];
  if (child.localName === "mn") return [value(text)];
  if (child.localName === "mtext") return [{ text, is: text.trim() ? "mark" : "gap" }];
  if (/^[,;]$/.test(text)) return [{ text, is: "separator" }];
  if (TIGHT.has(text)) return [{ text, is: "operator" }];
  if (OPENING.has(text)) return [{ text, is: "opening" }];
  if (CLOSING.has(text)) return [{ text, is: "closing" }];
  if (child.localName === "mi") {
    if (text.length > 1) return [{ text, is: "name" }];
    return [{ text, is: child.getAttribute("mathvariant") === "normal" ? "letter" : "value" }];
  }
  if (/^[∥∣|]$/.test(text)) return [{ text: text === "∥" ? "‖" : "|", is: "mark" }];
  return [{ text, is: /^[∑∏∫∇∂∞]$/.test(text) ? "value" : "operator" }];
}

/** @param {Element} base @param {string} added @returns {Part} */
function indexed(base, added) {
  const { text, is } = whole([base]);
  return { text: text + added, is: is === "closing" || is === "operator" ? is : "value" };
}

/**
 * What stands above, below or beside a sign of its own, in brackets where it is more than one value.
 * @param {Element} child
 */
const operand = (child) => whole([child]).text;

/** @param {Element[]} children @returns {Part} */
function whole(children) {
  const parts = children.flatMap(partsOf).filter(({ is }) => is !== "gap");
  if (parts.length === 1 && parts[0].is !== "quotient" && !SIGNED.has(parts[0].text[0])) return parts[0];
  const text = row(children).trim();
  const word = parts.every(({ is }) => is === "letter");
  const bracketed = parts[0]?.is === "opening" && parts.at(-1)?.is === "closing" && closesLast(text);
  return value(word || bracketed ? text : `(${text})`);
}

/** Whether the bracket that opens a text closes at its end. @param {string} text */
function closesLast(text) {
  let depth = 0;
  return [...text].every((sign, place) => {
    if (OPENING.has(sign)) depth += 1;
    if (")]}⟩⌋⌉".includes(sign)) depth -= 1;
    return depth > 0 || place === text.length - 1;
  });
}

/** Letters of a script of their own, such as 𝒩, are those letters. @param {string} text */
const plain = (text) => text.replace(/[\u{1d400}-\u{1d7ff}]/gu, (letter) => letter.normalize("NFKC")).replace(/\u2212/g, "-").replace(/[⋅·]/g, "*").replace(/[\u2061-\u2063\u200b]/g, "").replace(/\s/g, " ");
