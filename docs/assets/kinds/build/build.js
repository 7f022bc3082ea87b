// @ts-check
/**
 * Build: a program in an editor that is loaded when it comes into view; until then, and without it, a plain text field.
 *
 * @import { Kind } from "../../wb/exercise/exercise.js"
 * @import { Editor } from "./editor.js"
 */
import { button, element } from "../../wb/page/elements.js";
import { recordOf, saveDraft } from "../../wb/progress/progress.js";
import { clearRun, showRun } from "./run.js";

const AHEAD = "600px"; // how far below the screen the editor is already loaded

/** @param {HTMLElement} host */
const field = (host) => /** @type {HTMLTextAreaElement} */ (host.querySelector("textarea[name=answer]"));

/** @type {WeakMap<HTMLElement, Editor>} */
const editors = new WeakMap();

/** @type {Kind} */
export const build = {
  program: true,
  nothing: "empty",

  read: (host) => (field(host).value.trim() ? field(host).value : null),

  start(host) {
    // What was typed before this script came is newer than any draft.
    if (field(host).value !== field(host).defaultValue) save(host, field(host).value);
    else field(host).value = recordOf(host.id).draft ?? field(host).defaultValue;
    field(host).addEventListener("input", () => save(host, field(host).value));
    field(host).addEventListener("keydown", (event) => {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) host.querySelector("form")?.requestSubmit();
    });
    host.querySelector(".wb-actions")?.append(resetButton(host), element("span", { class: "wb-keys" }, "Ctrl + Enter runs"));
    whenNear(field(host), () => openEditor(host));
  },

  show(host, verdict, answer) {
    showRun(host, verdict, answer);
    if (typeof verdict.facts.line === "number") editors.get(host)?.markLine(verdict.facts.line);
  },

  clear(host) {
    clearRun(host);
    editors.get(host)?.markLine(null);
  },
};

/** @param {HTMLElement} host @param {string} program */
function save(host, program) {
  field(host).value = program;
  saveDraft(host.id, program === field(host).defaultValue ? undefined : program);
}

/** @param {HTMLElement} host */
async function openEditor(host) {
  // A page that was opened before the site's last release asks in vain; then the text field stays.
  const loaded = await import("./editor.js").catch(() => null);
  if (!loaded || editors.has(host)) return;
  const focused = document.activeElement === field(host);
  const editor = loaded.createEditor(field(host), {
    label: `Your program ${host.querySelector(".wb-editor")?.getAttribute("data-entry") ?? ""}`,
    change: (program) => save(host, program),
    run: () => host.querySelector("form")?.requestSubmit(),
  });
  editors.set(host, editor);
  field(host).hidden = true;
  if (focused) editor.focus();
}

/** @param {HTMLElement} host */
function resetButton(host) {
  /** @type {string | null} */
  let before = null;
  const reset = button("Reset", () => {
    const replaced = before === null ? field(host).value : null;
    write(host, before ?? field(host).defaultValue);
    // Writing is a change too, and a change forgets what was reset; so this comes after it.
    before = replaced;
    reset.textContent = before === null ? "Reset" : "Undo reset";
  });
  host.addEventListener("input", () => {
    before = null;
    reset.textContent = "Reset";
  });
  return reset;
}

/** @param {HTMLElement} host @param {string} program */
function write(host, program) {
  const editor = editors.get(host);
  if (editor) return editor.replace(program);
  field(host).value = program;
  field(host).dispatchEvent(new Event("input", { bubbles: true }));
}

/** @param {Element} watched @param {() => void} act */
function whenNear(watched, act) {
  const observer = new IntersectionObserver(
    (entries) => {
      if (!entries.some((entry) => entry.isIntersecting)) return;
      observer.disconnect();
      act();
    },
    { rootMargin: AHEAD },
  );
  observer.observe(watched);
}
