// @ts-check
/** The editor in the book's colours, which are custom properties and so reach into its shadow root in light and in dark. */
import { HighlightStyle } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

export const theme = EditorView.theme({
  "&": { color: "var(--md-code-fg-color)", backgroundColor: "var(--wb-code-paper)", fontSize: "var(--wb-code-size)" },
  "&.cm-focused": { outline: "none" },
  ".cm-scroller": { fontFamily: "var(--wb-mono)", lineHeight: "1.6", overflowX: "auto" },
  ".cm-content": { padding: "12px 0", caretColor: "var(--md-default-fg-color)", minHeight: "8em" },
  ".cm-line": { padding: "0 12px 0 8px" },
  ".cm-gutters": { color: "var(--wb-faint)", backgroundColor: "var(--wb-code-paper)", border: "0" },
  ".cm-lineNumbers .cm-gutterElement": { padding: "0 8px 0 12px", minWidth: "20px" },
  ".cm-activeLine, .cm-activeLineGutter": { backgroundColor: "transparent" },
  "&.cm-focused .cm-activeLine": { backgroundColor: "var(--wb-hover)" },
  ".cm-cursor": { borderLeft: "2px solid var(--md-accent-fg-color)" },
  "& > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, &.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground":
    { backgroundColor: "var(--wb-selection)" },
  "&.cm-focused .cm-matchingBracket": { backgroundColor: "var(--wb-selection)" },
  ".cm-wrong": { backgroundColor: "var(--wb-wrong-paper)", boxShadow: "inset 3px 0 var(--wb-wrong)" },
  ".cm-tooltip": {
    color: "var(--md-default-fg-color)", backgroundColor: "var(--wb-surface)", border: "1px solid var(--wb-line)", borderRadius: "6px",
    overflow: "hidden",
  },
  ".cm-tooltip.cm-tooltip-autocomplete > ul": { fontFamily: "var(--wb-mono)", fontSize: "var(--wb-code-size)" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li": { padding: "4px 10px" },
  ".cm-tooltip-autocomplete ul li[aria-selected]": { color: "var(--wb-on-accent)", background: "var(--md-accent-fg-color)" },
});

/** @param {string} name */
const colour = (name) => `var(--md-code-hl-${name}-color)`;

export const highlighting = HighlightStyle.define([
  { tag: [tags.keyword, tags.operatorKeyword], color: colour("keyword") },
  { tag: [tags.string, tags.special(tags.string)], color: colour("string") },
  { tag: [tags.number, tags.bool, tags.null], color: colour("number") },
  { tag: [tags.comment], color: colour("comment"), fontStyle: "italic" },
  { tag: [tags.function(tags.variableName), tags.function(tags.definition(tags.variableName))], color: colour("function") },
  { tag: [tags.operator, tags.punctuation, tags.bracket], color: colour("operator") },
]);
