// Values of a question's parameters as RDF terms in N-Triples syntax, and the question with them in place.

const XSD = "http://www.w3.org/2001/XMLSchema#";
const FORMS = {
  integer: /^[+-]?\d+$/,
  decimal: /^[+-]?(\d+(\.\d*)?|\.\d+)$/,
  date: /^\d{4}-\d{2}-\d{2}$/,
  boolean: /^(true|false)$/,
};
const IRI = /^[A-Za-z][A-Za-z0-9+.-]*:[^\s<>"{}|\\^`]+$/;
const SLOT = /VALUES\s*\(\s*\$(\w+)\s*\)\s*\{\s*\(\s*UNDEF\s*\)\s*\}/g;

const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s・]+/g, "");

// Return the term that a text stands for; undefined where it is none. `options` are { value, label } of what the form
// offers, `byName` leads from a name to an IRI.
export function term(type, text, { prefixes, ids, options = [], byName = () => undefined }) {
  if (type === "iri") {
    const chosen = options.find(({ value, label }) => [value, label].some((said) => said && fold(said) === fold(text)));
    const iri = expand(chosen?.value ?? text, prefixes, ids) ?? byName(text);
    return iri && IRI.test(iri) ? `<${iri}>` : undefined;
  }
  if (type in FORMS) return FORMS[type].test(text) ? `"${text}"^^<${XSD}${type}>` : undefined;
  return JSON.stringify(text); // escapes as N-Triples does
}

function expand(text, prefixes, ids) {
  const [, prefix, local] = /^([A-Za-z][\w-]*):(.*)$/.exec(text) ?? [];
  if (prefix && prefix in prefixes) return prefixes[prefix] + local;
  if (prefix) return text;
  return /^(\d{5}-[a-z0-9-]+|[a-z-]+\/)[A-Za-z0-9/_.-]*$/.test(text) ? ids + text : undefined;
}

// Return the SPARQL with terms for the parameters that have one; the others stay open.
export function fill(body, terms) {
  return body.replace(SLOT, (slot, name) => `VALUES ($${name}) { (${terms[name] ?? "UNDEF"}) }`);
}
