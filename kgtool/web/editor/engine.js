// The worker in which Oxigraph answers: it loads the module and the graph once, then answers one query after another.
// Whoever started it ends it at the deadline.

import init, { Store } from "oxigraph/web.js";

let store;

async function bytes(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${answer.status} ${address}`);
  const body = new Uint8Array(await answer.arrayBuffer());
  if (body[0] !== 0x1f || body[1] !== 0x8b) return body; // the server has said that it is compressed
  return new Uint8Array(await new Response(new Blob([body]).stream().pipeThrough(new DecompressionStream("gzip"))).arrayBuffer());
}

async function open({ module, dump }) {
  const [graph] = await Promise.all([bytes(dump), init({ module_or_path: fetch(module) })]);
  store = new Store();
  store.load(graph, { format: "application/n-quads", no_transaction: true });
  return store.size;
}

const term = ({ termType, value, language, datatype, subject, predicate, object }) => ({
  type: { NamedNode: "uri", BlankNode: "bnode", Quad: "triple" }[termType] ?? "literal",
  value: termType === "Quad" ? { subject: term(subject), predicate: term(predicate), object: term(object) } : value,
  ...(language ? { "xml:lang": language } : {}),
  ...(datatype ? { datatype: datatype.value } : {}),
});

// Rows as the SPARQL 1.1 Query Results JSON Format has them; a graph has a row for each triple. With a format, the text.
function ask({ text, form, base, union, format }) {
  const options = { base_iri: base, use_default_graph_as_union: union, ...(format ? { results_format: format } : {}) };
  if (format) return store.query(text, options);
  if (!/^(CONSTRUCT|DESCRIBE)$/.test(form)) {
    return JSON.parse(store.query(text, { ...options, results_format: "json" }));
  }
  const columns = ["subject", "predicate", "object"];
  const rows = store.query(text, options).map((quad) => Object.fromEntries(columns.map((name) => [name, term(quad[name])])));
  return { head: { vars: columns }, results: { bindings: rows } };
}

const DOES = { open, ask };

self.onmessage = async ({ data }) => {
  try {
    self.postMessage({ id: data.id, value: await DOES[data.does](data) });
  } catch (error) {
    self.postMessage({ id: data.id, error: String(error?.message ?? error) });
  }
};
