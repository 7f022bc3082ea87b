// @ts-check
/** The code editor, loaded on demand: Python, line numbers, completion, one marked line. */
import { autocompletion, closeBrackets, closeBracketsKeymap, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap, indentWithTab, isolateHistory } from "@codemirror/commands";
import { python, pythonLanguage } from "@codemirror/lang-python";
import { bracketMatching, indentOnInput, indentUnit, syntaxHighlighting } from "@codemirror/language";
import { EditorState, StateEffect, StateField } from "@codemirror/state";
import {
  Decoration, EditorView, drawSelection, highlightActiveLine, highlightActiveLineGutter, keymap, lineNumbers,
} from "@codemirror/view";
import { completeMath } from "./names.js";
import { highlighting, theme } from "./theme.js";

/**
 * @typedef {object} Editor
 * @property {() => void} focus
 * @property {(program: string) => void} replace  As one change, which the history can undo.
 * @property {(line: number | null) => void} markLine  From 1.
 *
 * @typedef {{label: string, change: (program: string) => void, run: () => void}} Wishes
 */

/** @type {import("@codemirror/state").StateEffectType<number | null>} */
const mark = StateEffect.define();

const markedLine = StateField.define({
  create: () => Decoration.none,
  update(marks, transaction) {
    const effect = transaction.effects.find((found) => found.is(mark));
    if (!effect) return transaction.docChanged ? Decoration.none : marks;
    const { doc } = transaction.state;
    if (effect.value === null || effect.value < 1 || effect.value > doc.lines) return Decoration.none;
    return Decoration.set([Decoration.line({ class: "cm-wrong" }).range(doc.line(effect.value).from)]);
  },
  provide: (field) => EditorView.decorations.from(field),
});

/**
 * Puts an editor in front of a text field.
 * @param {HTMLTextAreaElement} field @param {Wishes} wishes @returns {Editor}
 */
export function createEditor(field, { label, change, run }) {
  const place = document.createElement("div");
  place.className = "wb-code";
  // Instant navigation removes styles that the next page's head lacks; in a shadow root the editor's own stay with it.
  const root = place.attachShadow({ mode: "open" });
  // Material's one-letter shortcuts listen on the window.
  place.addEventListener("keydown", (event) => event.stopPropagation());
  field.after(place);
  const runKeys = ["Mod-Enter", "Ctrl-Enter"].map((key) => ({ key, run: () => (run(), true) }));
  const view = new EditorView({
    root,
    parent: root,
    state: EditorState.create({
      doc: field.value,
      extensions: [
        keymap.of([...runKeys, ...closeBracketsKeymap, ...completionKeymap, ...defaultKeymap, ...historyKeymap, indentWithTab]),
        lineNumbers(),
        history(),
        drawSelection(),
        highlightActiveLine(),
        highlightActiveLineGutter(),
        bracketMatching(),
        closeBrackets(),
        indentOnInput(),
        indentUnit.of("    "),
        python(),
        pythonLanguage.data.of({ autocomplete: completeMath }),
        // Enter has to stay a new line, so nothing is chosen before an arrow key chooses it.
        autocompletion({ selectOnOpen: false, icons: false }),
        syntaxHighlighting(highlighting),
        theme,
        markedLine,
        EditorView.contentAttributes.of({
          "aria-label": `${label}. Tab indents; Escape, then Tab, leaves the editor.`,
          autocapitalize: "none",
          spellcheck: "false",
        }),
        EditorView.updateListener.of((update) => {
          if (!update.docChanged) return;
          change(update.state.doc.toString());
          place.dispatchEvent(new Event("input", { bubbles: true }));
        }),
      ],
    }),
  });
  return {
    focus: () => view.focus(),
    replace: (program) =>
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: program }, annotations: isolateHistory.of("full") }),
    markLine: (line) => view.dispatch({ effects: mark.of(line) }),
  };
}
