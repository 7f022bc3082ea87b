// @ts-check
/**
 * What is copied from a page is what one sees, with formulas as a line of plain text.
 *
 * The exponents of a formula are characters like all others: copied as it is, `4.04×10⁻⁵` would read `4.04×10−5`.
 */
import { element } from "./elements.js";
import { formulaAsText } from "./formula-as-text.js";

// A long formula is several, with a frame around them.
const FORMULA = ".wb-maths, math:not(.wb-maths > *)";
const NEVER_COPIED = ".headerlink, .wb-visually-hidden, button, input, select, textarea, script, style, template";

/** To be called once: it listens on the document, which stays. */
export function copyFormulasAsText() {
  document.addEventListener("copy", (event) => {
    const { target, clipboardData } = event;
    // Fields and the editor copy their own text.
    if (event.defaultPrevented || !clipboardData || (target instanceof Element && target.closest("input, textarea, .wb-code"))) return;
    const ranges = selectedRanges();
    if (!ranges.some(holdsFormula)) return;
    clipboardData.setData("text/plain", ranges.map(textOf).join("\n"));
    event.preventDefault();
  });
}

/** What is selected; Firefox selects several places at a time. @returns {Range[]} */
function selectedRanges() {
  const selection = getSelection();
  return Array.from({ length: selection?.rangeCount ?? 0 }, (_, n) => /** @type {Selection} */ (selection).getRangeAt(n).cloneRange());
}

/** @param {Node} node */
const formulaAround = (node) => (node instanceof Element ? node : node.parentElement)?.closest(FORMULA);

/**
 * Whether more than some characters of a single number or name would be copied out of a formula.
 * @param {Range} range
 */
function holdsFormula(range) {
  if (range.startContainer === range.endContainer && range.startContainer instanceof Text) return false;
  return Boolean(formulaAround(range.startContainer) || formulaAround(range.endContainer) || range.cloneContents().querySelector(FORMULA));
}

/**
 * The text of a selection as it is laid out. A formula that is selected in part is taken whole: a part of it may mean something else.
 * @param {Range} range
 */
function textOf(range) {
  const [first, last] = [formulaAround(range.startContainer), formulaAround(range.endContainer)];
  if (first) range.setStartBefore(first);
  if (last) range.setEndAfter(last);
  const copied = range.cloneContents();
  copied.querySelectorAll(NEVER_COPIED).forEach((part) => part.remove());
  for (const formula of copied.querySelectorAll(FORMULA)) {
    formula.replaceWith(element("span", { style: "white-space: pre" }, formulaAsText(formula)));
  }
  // Connected to the page, a copied exercise would come to life.
  for (const exercise of copied.querySelectorAll("wb-exercise")) exercise.replaceWith(element("div", {}, ...exercise.childNodes));
  // Only what is laid out has lines and paragraphs.
  const sheet = element("div", { class: "md-typeset wb-copied", "aria-hidden": "true" });
  sheet.append(copied);
  document.body.append(sheet);
  const text = sheet.innerText;
  sheet.remove();
  return text.trim();
}
