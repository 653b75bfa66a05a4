// An answer as cells for people: names for IRIs, the text of literals, nothing where unbound; rows in order; CSV.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const NUMBERS = ["integer", "decimal", "double", "float"].map((name) => XSD + name);

// Return { columns, rows, numeric } of an answer in the SPARQL 1.1 Query Results JSON Format.
export function grid(answer, called, lang) {
  const cells = (row, columns) => columns.map((name) => cell(row[name], called, lang));
  const asked = "boolean" in answer;
  const columns = asked ? ["ASK"] : answer.head.vars;
  const rows = asked ? [[{ text: String(answer.boolean) }]] : answer.results.bindings.map((row) => cells(row, columns));
  const numeric = columns.map((_, n) => {
    const given = rows.map((row) => row[n]).filter(({ text }) => text);
    return given.length > 0 && given.every(({ number }) => number);
  });
  return { columns, rows, numeric };
}

function cell(term, called, lang) {
  if (!term) return { text: "" };
  if (term.type === "uri") return { iri: term.value, ...called(term.value, lang) };
  if (term.type === "bnode") return { text: `_:${term.value}` };
  if (term.type === "triple") {
    return { text: `<<( ${["subject", "predicate", "object"].map((part) => cell(term.value[part], called, lang).text).join(" ")} )>>` };
  }
  return { text: term.value, lang: term["xml:lang"], number: NUMBERS.includes(term.datatype) };
}

// Return the rows by a column, `-column` from the last to the first; those without a value come last.
export function ordered({ columns, rows, numeric }, sort) {
  const place = columns.indexOf(sort.replace(/^-/, ""));
  if (place < 0) return rows;
  const key = numeric[place] ? ({ text }) => Number(text) : ({ text }) => text;
  const way = sort.startsWith("-") ? -1 : 1;
  const compare = (a, b) => (key(a[place]) < key(b[place]) ? -way : key(a[place]) > key(b[place]) ? way : 0);
  const has = (row) => row[place].text !== "";
  return [...rows.filter(has).sort(compare), ...rows.filter((row) => !has(row))];
}

// Return CSV with names for IRIs, and with the mark by which Excel knows UTF-8.
export function csv({ rows }, heads) {
  const quote = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  return `\ufeff${[heads, ...rows.map((row) => row.map(({ text }) => text))].map((row) => `${row.map(quote).join(",")}\r\n`).join("")}`;
}
