// @ts-check
/** Sentences about the page as a whole, above its content. */

/** @type {Set<string>} */
const shown = new Set();

/**
 * Shows a sentence, once per visit, until it is dismissed.
 * @param {string} sentence
 * @param {...HTMLButtonElement} actions  What can be done about it.
 */
export function notify(sentence, ...actions) {
  if (shown.has(sentence)) return;
  shown.add(sentence);
  const notice = document.createElement("div");
  notice.className = "wb-notice";
  notice.setAttribute("role", "status");
  const text = document.createElement("p");
  text.textContent = sentence;
  const close = document.createElement("button");
  close.type = "button";
  close.textContent = "Dismiss";
  close.addEventListener("click", () => notice.remove());
  notice.append(text, ...actions, close);
  document.querySelector("article")?.prepend(notice);
}
