// What can be completed at a place: classes after `a`, the properties of the subject's classes, plans and themes by their labels;
// everywhere the variables of the query, prefixes, and the terms of the ontology with their meaning.

import { context as contextOf } from "./context.js";

const KEYWORDS =
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND AS GROUP BY HAVING ORDER DESC ASC LIMIT OFFSET " +
  "CONSTRUCT DESCRIBE ASK FROM NAMED PREFIX EXISTS NOT IN COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT LANG LANGMATCHES STR " +
  "CONTAINS REGEX BOUND COALESCE IF";
const WORD = /[?$]?[\p{L}\p{N}_-]*(:[\p{L}\p{N}_-]*)?$/u;
const GOES_ON = /^[?$]?[\p{L}\p{N}_-]*:?[\p{L}\p{N}_-]*$/u;
const NOTHING = { prefixes: {}, terms: [], resources: [] };

// Fetch the vocabulary once, when something is first completed; without it keywords and variables remain.
export function vocabulary(address) {
  let fetched;
  return () => {
    fetched ??= fetch(address)
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
      .catch(() => NOTHING);
    return fetched;
  };
}

// Return a source of completions as CodeMirror asks for them, with labels in `lang`.
export function completions(vocabulary, lang) {
  return async (state) => {
    const word = state.matchBefore(WORD);
    const text = state.state.doc.toString();
    const here = contextOf(text.slice(0, word?.from ?? state.pos), text);
    const asked = state.explicit || (here.place !== "subject" && word?.from === word?.to && /\s$/.test(text.slice(0, state.pos)));
    if (!word || (word.from === word.to && !asked)) return null;
    return { from: word.from, options: options(await vocabulary(), here, lang, text, word.text), validFor: GOES_ON };
  };
}

// Return what fits at a place first. A variable that is being typed only completes to others.
export function options({ prefixes, terms, resources = [] }, here, lang, text, typed) {
  const known = new Map(terms.map((term) => [term.name, term]));
  const above = here.classes.flatMap((name) => lineage(name, known));
  const rank = (term) => {
    if (here.place === "class") return term.kind === "class" ? 50 : -50;
    if (here.place !== "property" || term.kind === "class") return here.place === "property" ? -50 : 0;
    return (term.domain ?? []).some((name) => above.includes(name)) ? 60 : term.domain?.length && above.length ? 0 : 20;
  };
  const wanted = here.place === "property" || here.place === "class" ? [] : resources.flatMap((one) => called(one, prefixes, lang));
  return [
    ...variables(text, typed),
    ...terms.filter((term) => here.place !== "class" || term.kind === "class").map((term) => ({ ...option(term, prefixes, lang), boost: rank(term) })),
    ...wanted,
    ...Object.keys(prefixes).map((name) => ({ label: `${name}:`, detail: prefixes[name], apply: declare(prefixes) })),
    ...KEYWORDS.split(" ").map((label) => ({ label, type: "keyword", boost: -20 })),
  ];
}

// A class and those above it.
function lineage(name, known, seen = new Set()) {
  if (seen.has(name)) return [];
  seen.add(name);
  return [name, ...(known.get(name)?.above ?? []).flatMap((one) => lineage(one, known, seen))];
}

function variables(text, typed) {
  const found = new Set(text.match(/[?$]\w+/g));
  found.delete(typed);
  return [...found].map((label) => ({ label, type: "variable" }));
}

function option(term, prefixes, lang) {
  const other = lang === "ja" ? "en" : "ja";
  return {
    label: term.name,
    detail: term.label[lang] || term.label[other],
    info: term.definition[lang] || term.definition[other] || undefined,
    type: term.kind,
    apply: declare(prefixes),
  };
}

// A resource by its name and by its label in either language; what is put in is its name.
function called({ name, label }, prefixes, lang) {
  const labels = [...new Set([label[lang], label.ja, label.en].filter(Boolean))];
  const own = { label: name, detail: labels[0], type: "constant", apply: declare(prefixes) };
  return [own, ...labels.map((text) => ({ label: text, detail: name, type: "constant", apply: declare(prefixes, name) }))];
}

// Put a name in, and declare its prefix at the top where the query does not.
function declare(prefixes, name = "") {
  return (view, completion, from, to) => {
    const put = name || completion.label;
    const prefix = put.split(":")[0];
    const declared = new RegExp(`^\\s*PREFIX\\s+${prefix}:`, "im").test(view.state.doc.toString());
    const line = declared ? "" : `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
    view.dispatch({
      changes: [{ from: 0, insert: line }, { from, to, insert: put }],
      selection: { anchor: from + line.length + put.length },
      userEvent: "input.complete",
    });
  };
}
