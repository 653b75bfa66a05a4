// What can be completed: keywords, the variables of the query, prefixes, and the terms of the ontology with their meaning.

const KEYWORDS =
  "SELECT DISTINCT WHERE FILTER OPTIONAL UNION MINUS GRAPH VALUES BIND AS GROUP BY HAVING ORDER DESC ASC LIMIT OFFSET " +
  "CONSTRUCT DESCRIBE ASK FROM NAMED PREFIX EXISTS NOT IN COUNT SUM AVG MIN MAX SAMPLE GROUP_CONCAT LANG LANGMATCHES STR " +
  "CONTAINS REGEX BOUND COALESCE IF";
const WORD = /[?$]?[\w-]*(:[\w-]*)?$/;

// Fetch the vocabulary once, when something is first completed; without it keywords and variables remain.
export function vocabulary(address) {
  let fetched;
  return () => {
    fetched ??= fetch(address)
      .then((response) => (response.ok ? response.json() : Promise.reject(new Error(response.statusText))))
      .catch(() => ({ prefixes: {}, terms: [] }));
    return fetched;
  };
}

// Return a source of completions as CodeMirror asks for them, with labels in `lang`.
export function completions(vocabulary, lang) {
  return async (context) => {
    const word = context.matchBefore(WORD);
    if (!word || (word.from === word.to && !context.explicit)) return null;
    const { prefixes, terms } = await vocabulary();
    return {
      from: word.from,
      options: [
        ...variables(context.state.doc.toString(), word.text),
        ...terms.map((term) => option(term, prefixes, lang)),
        ...Object.keys(prefixes).map((name) => ({ label: `${name}:`, detail: prefixes[name], apply: declare(prefixes) })),
        ...KEYWORDS.split(" ").map((label) => ({ label, type: "keyword" })),
      ],
      validFor: /^[?$]?[\w-]*:?[\w-]*$/,
    };
  };
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

// Put a name in, and declare its prefix at the top where the query does not.
function declare(prefixes) {
  return (view, completion, from, to) => {
    const prefix = completion.label.split(":")[0];
    const declared = new RegExp(`^\\s*PREFIX\\s+${prefix}:`, "im").test(view.state.doc.toString());
    const line = declared ? "" : `PREFIX ${prefix}: <${prefixes[prefix]}>\n`;
    view.dispatch({
      changes: [{ from: 0, insert: line }, { from, to, insert: completion.label }],
      selection: { anchor: from + line.length + completion.label.length },
      userEvent: "input.complete",
    });
  };
}
