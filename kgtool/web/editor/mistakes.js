// Where a query breaks the grammar, as one types: the place that is to be mended, and what is wrong there.

import { syntaxTree } from "@codemirror/language";

const TERM = /^[?$<"'\w:_[(]/;
const WORDS = {
  ja: {
    dot: "ここに「.」か「;」が足りないようです",
    unexpected: (text) => `「${text}」はここには置けません`,
    end: "ここで終わっていて、続きがありません(閉じかっこなど)",
    prefix: (name) => `接頭辞 ${name}: の宣言がありません`,
    declare: "宣言を足す",
  },
  en: {
    dot: "a “.” or “;” seems to be missing here",
    unexpected: (text) => `“${text}” is not expected here`,
    end: "it ends here, and something is missing (a closing bracket?)",
    prefix: (name) => `the prefix ${name}: is not declared`,
    declare: "declare it",
  },
};

// Return the diagnostics of a document, as CodeMirror asks for them: the first mistake, and prefixes without a declaration.
export function mistakes(vocabulary, lang) {
  return async (view) => {
    const { state } = view;
    const text = state.doc.toString();
    if (!text.trim()) return [];
    const found = firstError(syntaxTree(state), text, WORDS[lang] ?? WORDS.en);
    return [...(found ? [found] : []), ...undeclared(text, (await vocabulary()).prefixes, WORDS[lang] ?? WORDS.en)];
  };
}

// Return the first mistake as { from, to, severity, message }; what is left out is marked where it belongs.
export function firstError(tree, text, words = WORDS.en) {
  let error;
  tree.iterate({
    enter(node) {
      if (node.type.isError && (!error || node.from < error.from)) error = { from: node.from, to: node.to, parent: node.node.parent?.name };
      return !error || node.from <= error.from;
    },
  });
  if (!error) return undefined;
  const before = text.slice(0, error.from).replace(/#[^\n]*/g, (comment) => " ".repeat(comment.length)).trimEnd().length;
  const next = text.slice(error.from).match(/^\s*(\S{1,20})/)?.[1];
  if (!next) return { from: Math.max(0, before - 1), to: before, severity: "error", message: words.end };
  if (error.parent === "ObjectList" && TERM.test(next)) {
    return { from: Math.max(0, before - 1), to: before, severity: "error", message: words.dot };
  }
  const from = error.from + text.slice(error.from).search(/\S/);
  return { from, to: Math.max(error.to, from + 1), severity: "error", message: words.unexpected(next) };
}

function undeclared(text, prefixes, words) {
  const bare = text.replace(/#[^\n]*|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>/g, (part) => " ".repeat(part.length));
  const declared = new Set([...bare.matchAll(/\bPREFIX\s+([\w.-]*):/gi)].map((found) => found[1]));
  const seen = new Set();
  return [...bare.matchAll(/(?<![\w?$:@.-])([A-Za-z][\w.-]*):(?=[\w%\\])/g)]
    .filter(([, name]) => !declared.has(name) && !seen.has(name) && seen.add(name))
    .map(({ 1: name, index }) => ({
      from: index,
      to: index + name.length + 1,
      severity: "error",
      message: words.prefix(name),
      actions: name in prefixes ? [{ name: words.declare, apply: (view) => declare(view, name, prefixes[name]) }] : [],
    }));
}

function declare(view, name, namespace) {
  view.dispatch({ changes: { from: 0, insert: `PREFIX ${name}: <${namespace}>\n` }, userEvent: "input" });
}
