// @ts-check
/** Building and finding parts of a page; text always goes in as text. */

/**
 * A new element with attributes and children; strings become text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Record<string, string>} [attributes] @param {...(string | Node)} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * A button that submits nothing.
 * @param {string} label @param {() => void} press @param {Record<string, string>} [attributes]
 */
export function button(label, press, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, label);
  made.addEventListener("click", press);
  return made;
}

/**
 * The one element of this class inside, made where it is missing.
 * @param {ParentNode} parent @param {string} name @param {(made: HTMLElement) => void} place
 */
export function ensure(parent, name, place) {
  const found = parent.querySelector(`.${name}`);
  if (found instanceof HTMLElement) return found;
  const made = element("div", { class: name });
  place(made);
  return made;
}
