// Make the query field of the SPARQL page an editor: highlighting, mistakes at their place, completion from our own vocabulary;
// queries of before, charts of answers, and texts that are copied.
// The textarea stays the form's field; without this script it is simply shown. Tab leaves the editor, as it leaves a field.

import { autocompletion, completionKeymap } from "@codemirror/autocomplete";
import { defaultKeymap, history, historyKeymap } from "@codemirror/commands";
import { HighlightStyle, bracketMatching, syntaxHighlighting } from "@codemirror/language";
import { SparqlLanguage } from "codemirror-lang-sparql";
import { linter } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, drawSelection, keymap, lineNumbers } from "@codemirror/view";
import { tags } from "@lezer/highlight";
import { chart } from "./chart.js";
import { completions, vocabulary } from "./completion.js";
import { element } from "./element.js";
import { copying, past, remember } from "./history.js";
import { mistakes } from "./mistakes.js";
import { WORDS } from "./words.js";

const lang = document.documentElement.lang;
const words = WORDS[lang] ?? WORDS.en;

const colours = HighlightStyle.define([
  { tag: tags.keyword, color: "var(--hue-5)", fontWeight: "600" },
  { tag: [tags.variableName, tags.special(tags.variableName)], color: "var(--hue-2)" },
  { tag: [tags.atom, tags.standard(tags.variableName)], color: "var(--link)" },
  { tag: [tags.string, tags.number], color: "var(--mark)" },
  { tag: tags.comment, color: "var(--quiet)", fontStyle: "italic" },
]);

const look = EditorView.theme({
  "&": { border: "1px solid var(--border)", borderRadius: ".5rem", background: "var(--paper)", color: "var(--ink)" },
  "&.cm-focused": { outline: ".25rem solid var(--ring)", outlineOffset: ".125rem", boxShadow: "0 0 0 .125rem var(--halo)" },
  ".cm-scroller": { fontFamily: "ui-monospace, Menlo, Consolas, monospace", fontSize: ".9em", lineHeight: "1.5" },
  ".cm-content": { minHeight: "14rem", caretColor: "var(--ink)" },
  ".cm-cursor": { borderLeftColor: "var(--ink)" },
  ".cm-gutters": { background: "var(--tint)", color: "var(--quiet)", borderRight: "1px solid var(--line)" },
  "&.cm-focused .cm-selectionBackground, .cm-selectionBackground": { background: "color-mix(in srgb, var(--amount) 25%, transparent) !important" },
  "&.cm-focused .cm-matchingBracket": { background: "color-mix(in srgb, var(--amount) 25%, transparent)" },
  ".cm-tooltip": { background: "var(--paper)", color: "var(--ink)", border: "1px solid var(--quiet)", maxWidth: "90vw" },
  ".cm-tooltip.cm-tooltip-autocomplete > ul > li[aria-selected]": { background: "var(--link)", color: "var(--paper)" },
  ".cm-completionInfo": { padding: ".4rem .6rem", maxWidth: "22rem", lineHeight: "1.5" },
  ".cm-completionDetail": { fontStyle: "normal", marginLeft: ".8em" },
});

// Typing over a selection: left to itself, Chromium keeps its colours in a style attribute, which our policy forbids.
function typeOver(event, view) {
  if (event.inputType !== "insertText" || !event.data || event.isComposing || view.state.selection.main.empty) return false;
  view.dispatch(view.state.replaceSelection(event.data), { userEvent: "input.type", scrollIntoView: true });
  event.preventDefault();
  return true;
}

function edit(field) {
  const label = document.querySelector(`label[for="${field.id}"]`);
  const host = document.createElement("div");
  field.before(host);
  // In a shadow root CodeMirror adopts its style sheets; in the document it would write them, which our policy forbids.
  const root = host.attachShadow({ mode: "open" });
  const terms = vocabulary(field.dataset.vocabulary);
  const submit = () => {
    field.form.requestSubmit();
    return true;
  };
  const view = new EditorView({
    doc: field.value,
    parent: root,
    root,
    extensions: [
      lineNumbers(),
      history(),
      drawSelection(),
      bracketMatching(),
      EditorView.lineWrapping,
      SparqlLanguage,
      syntaxHighlighting(colours),
      look,
      autocompletion({ override: [completions(terms, lang)], icons: false }),
      linter(mistakes(terms, lang), { delay: 300 }),
      keymap.of([{ key: "Mod-Enter", run: submit }, ...completionKeymap, ...defaultKeymap, ...historyKeymap]),
      EditorView.domEventHandlers({ beforeinput: typeOver }),
      EditorState.phrases.of(words.phrases),
      EditorView.contentAttributes.of({ "aria-label": label.textContent }),
      EditorView.updateListener.of((update) => {
        if (update.docChanged) field.value = update.state.doc.toString();
      }),
    ],
  });
  field.hidden = true;
  field.required = false; // the browser could not show what is missing in a hidden field
  label.addEventListener("click", () => view.focus());
  const write = (text) => view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: text } });
  field.addEventListener("filled", () => field.value !== view.state.doc.toString() && write(field.value));
  field.form.addEventListener("submit", () => remember(field.value));
  field.form.after(past(words, write));
}

// Draw each answer that has numbers, whenever one is shown.
function drawCharts() {
  for (const table of document.querySelectorAll("table.answer:not([data-drawn])")) {
    table.dataset.drawn = "yes";
    const drawn = table.caption && table.tBodies.length && chart(table);
    if (drawn) table.parentElement.after(element("details", {}, element("summary", {}, words.chart), element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.chart }, drawn)));
  }
}

const field = document.querySelector("textarea[data-vocabulary]");
if (field) edit(field);
copying(words);
drawCharts();
new MutationObserver(drawCharts).observe(document.querySelector("main"), { childList: true, subtree: true });
