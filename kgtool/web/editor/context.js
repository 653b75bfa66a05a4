// What may stand at a place of a query: a class after `a`, a property after a subject, a resource after a property that asks for one.

import { tokens } from "./sparql_text.js";

const CLOSING = new Set([".", "{", "}"]);

// Return { place, classes, property } of the end of a text that has been typed so far, without the word being typed.
// `classes` are those that the subject is said to be of, anywhere in the query.
export function context(before, whole) {
  const found = tokens(before).map(({ text }) => text);
  let start = found.length;
  while (start > 0 && !CLOSING.has(found[start - 1])) start -= 1;
  const statement = found.slice(start);
  const part = statement.slice(statement.lastIndexOf(";") + 1);
  const subject = statement[0];
  const terms = statement.includes(";") ? [subject, ...part] : part;
  const classes = subject ? classesOf(subject, whole) : [];
  const verb = terms[1];
  if (terms.length < 1) return { place: "subject", classes: [] };
  if (terms.length === 1) return { place: "property", classes };
  if (verb === "A" || verb === "rdf:type") return { place: "class", classes: [] };
  return { place: "object", property: verb, classes };
}

function classesOf(subject, whole) {
  const found = tokens(whole).map(({ text }) => text);
  return found.flatMap((text, n) => (text === subject && ["A", "rdf:type"].includes(found[n + 1]) ? [found[n + 2]] : []));
}
