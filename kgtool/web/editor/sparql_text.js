// What the text of a query tells without an engine: its form, whether it names a dataset, and what the server would refuse.

const TOKEN =
  /#[^\n]*|"""(?:[^\\]|\\[^])*?"""|'''(?:[^\\]|\\[^])*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>"{}|^`\\\s]*>|[?$][\p{L}\p{N}_]+|[\p{L}\p{N}_.-]*:[\p{L}\p{N}_.:%\\-]*|[\p{L}_][\p{L}\p{N}_]*|\d+(?:\.\d+)?|[-+*/(){},;.=<>!&|]/gu;
const UPDATES = "INSERT DELETE LOAD CLEAR CREATE DROP COPY MOVE ADD WITH".split(" ");
const FORMS = "SELECT CONSTRUCT ASK DESCRIBE".split(" ");
const INSIDE = "MINUS SELECT VALUES".split(" ");

// Return words in upper case, names, variables, IRIs, strings and marks, with their places; comments are left out.
export function tokens(text) {
  return [...text.matchAll(TOKEN)]
    .filter(([token]) => !token.startsWith("#"))
    .map((found) => ({ text: /^[\p{L}_][\p{L}\p{N}_]*$/u.test(found[0]) ? found[0].toUpperCase() : found[0], at: found.index }));
}

export function form(text) {
  return tokens(text).find((token) => [...FORMS, ...UPDATES].includes(token.text))?.text ?? "";
}

export function namesDataset(text) {
  return tokens(text).some((token) => token.text === "FROM");
}

// Return { code, at, clause } of what is not asked here, with the codes of the server; undefined where nothing is.
// In GRAPH ?g { … } every MINUS, SELECT and VALUES is refused; the server lets those pass that it can tell to be harmless.
export function refusal(text) {
  const found = tokens(text);
  const first = found.find((token) => [...FORMS, ...UPDATES].includes(token.text));
  if (UPDATES.includes(first?.text)) return { code: "update-refused", at: first.at };
  const escaped = text.search(/\\u|\\U/);
  const service = found.find((token) => /SERVICE/i.test(token.text.split(":")[0]) && !/^[?$"'<]/.test(token.text));
  if (service) return { code: "service-refused", at: service.at };
  if (escaped >= 0 && /\\u|\\U/.test(text.replace(/"""[^]*?"""|'''[^]*?'''|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^>\s]*>/g, ""))) {
    return { code: "service-refused", at: escaped };
  }
  return graphRefusal(found) ?? arithmeticRefusal(found);
}

function graphRefusal(found) {
  const open = []; // for each brace, whether it is inside of GRAPH ?variable
  let scoped = false;
  for (const [n, token] of found.entries()) {
    if (token.text === "{") {
      open.push(scoped || open.at(-1) === true);
      scoped = false;
    } else if (token.text === "}") open.pop();
    else if (token.text === "GRAPH" && /^[?$]/.test(found[n + 1]?.text ?? "")) scoped = true;
    else if (open.at(-1) && INSIDE.includes(token.text)) return { code: "graph-variable", at: token.at, clause: token.text };
  }
  return undefined;
}

// Oxigraph's releases for browsers read a - b + c as a - (b + c), and a / b * c as a / (b * c): such a chain needs brackets.
function arithmeticRefusal(found) {
  const chains = [{}]; // for each bracket, the - and the / that stand before in the same chain
  for (const [n, { text, at }] of found.entries()) {
    const chain = chains.at(-1);
    const kind = { "+": "sum", "-": "sum", "*": "product", "/": "product" }[text];
    if (text === "(" || text === "{") chains.push({});
    else if (text === ")" || text === "}") chains.length > 1 && chains.pop();
    else if (kind && isArithmetic(found[n - 1]?.text ?? "", found[n + 1]?.text ?? "")) {
      if (chain[kind]) return { code: "arithmetic", at };
      if (kind === "sum") chain.product = false;
      if (text === "-" || text === "/") chain[kind] = true;
    } else if (/^([,;.=<>!&|]|AS|IN|NOT)$/.test(text)) chains[chains.length - 1] = {};
  }
  return undefined;
}

// Whether a sign stands between two operands, and not in a property path or before a number.
function isArithmetic(before, after) {
  const value = /^([?$].|\d)/;
  return /^([?$].+|\d.*|\)|["'].*)$/s.test(before) && (value.test(before) || value.test(after) || after === "(" || /^[A-Z]+$/.test(after));
}
