// In a copy of the site that is only files: ask in the browser what the page asks a server elsewhere.
// The page of a question keeps the answer to its example until another value is asked for; nothing is loaded before a click.

import { AnswerView, download } from "./answer_view.js";
import { BrowserEngine, TimeoutError } from "./browser_engine.js";
import { element, said } from "./element.js";
import { form as formOf, refusal } from "./sparql_text.js";
import { fill, term } from "./terms.js";

const AGREED = "kgtool-engine"; // that this visit may load the engine without being asked again

class Page {
  constructor(box) {
    this.box = box;
    this.settings = JSON.parse(box.dataset.engine);
    this.words = this.settings.words;
    this.engine = new BrowserEngine(this.settings);
    this.form = document.querySelector("main form[data-asks]");
    this.view = new AnswerView(box, this.settings, (iri, lang) => this.called(iri, lang), () => this.show());
    this.form.hidden = false;
    this.form.addEventListener("submit", (event) => this.submitted(event));
    window.addEventListener("popstate", () => this.asked());
  }

  called(iri, lang) {
    const [ja, en] = this.names[iri] ?? [];
    const [own, other] = lang === "ja" ? [ja, en] : [en, ja];
    if (own) return { text: own };
    if (other) return { text: other, lang: lang === "ja" ? "en" : "ja" };
    if (!iri.startsWith(this.settings.iris)) return { text: iri };
    return { text: iri.replace(/[/#]$/, "").split(/[#/]/).at(-1) };
  }

  submitted(event) {
    event.preventDefault();
    sessionStorage.setItem(AGREED, "yes");
    const given = new URLSearchParams(new FormData(this.form));
    for (const [name, value] of [...given]) if (!value) given.delete(name, value);
    history.pushState(null, "", `?${given}`);
    this.asked();
  }

  // Answer what the address asks; before the engine is loaded for the first time, say what that weighs.
  async asked() {
    const given = new URLSearchParams(location.search);
    if (!given.size) return;
    this.fillIn(given);
    if (this.engine.opened || sessionStorage.getItem(AGREED)) return this.run(given);
    const button = element("button", { type: "button" }, this.words.load);
    button.addEventListener("click", () => {
      sessionStorage.setItem(AGREED, "yes");
      this.run(given);
    });
    this.box.replaceChildren(element("p", {}, button), element("p", { class: "note" }, this.words.weight));
  }

  fillIn(given) {
    for (const [name, value] of given) {
      const field = this.form.elements[name];
      if (field) field.value = value;
      field?.dispatchEvent(new Event("filled"));
    }
    const language = document.querySelector("a.language");
    if (language) language.search = location.search;
  }

  async run(given) {
    document.querySelector("#answer")?.scrollIntoView();
    this.box.replaceChildren(element("p", { class: "notice", role: "status" }, this.engine.opened ? this.words.asking : this.words.loading));
    try {
      this.names ??= await (await fetch(this.settings.names)).json();
      const asked = this.settings.question ? this.question(given) : { text: given.get("query") };
      this.answer = asked.wrong ? undefined : await this.reply(asked.text);
      if (asked.wrong) return this.wrong(asked.wrong);
      this.shown = asked;
      this.show();
    } catch (error) {
      if (error instanceof TimeoutError) this.wrong(said(this.words.timeout, { seconds: this.settings.seconds }));
      else this.wrong(error instanceof Refused ? error.message : said(this.words.failed, { reason: error.message.slice(0, 300) }));
    }
  }

  async reply(text) {
    const refused = this.settings.question ? undefined : refusal(text);
    if (refused) throw new Refused(said(this.words[refused.code], { ...place(text, refused.at), clause: refused.clause }));
    const answer = await this.engine.ask(text);
    const rows = answer.results?.bindings.length ?? 1;
    if (rows > this.settings.rows) throw new Refused(said(this.words.many, { rows: this.settings.rows.toLocaleString("en") }));
    return answer;
  }

  show() {
    const given = new URLSearchParams(location.search);
    const number = Number(given.get("page"));
    this.view.show(this.answer, { page: number >= 1 ? Math.floor(number) : 1, sort: given.get("sort") ?? "" }, this.shown);
    const text = this.shown.text;
    const graph = /^(CONSTRUCT|DESCRIBE)$/.test(formOf(text));
    const formats = graph ? [["Turtle", "ttl"], ["N-Triples", "nt"]] : [["JSON", "json"], ["TSV", "tsv"], ["XML", "xml"]];
    this.box.querySelector(".files").append(...formats.flatMap(([title, ending]) => {
      const button = element("button", { type: "button" }, title);
      button.addEventListener("click", () => this.save(text, ending));
      return [button, " "];
    }));
  }

  async save(text, ending) {
    download(`${this.settings.name}.${ending}`, await this.engine.ask(text, ending));
  }

  wrong(text) {
    this.box.replaceChildren(element("p", { class: "notice", role: "alert" }, text));
  }

  // The question with the values of the address; without any, with those of its example.
  question(given) {
    const { params, body, prefixes, ids, heads, ours, sentence, plain } = this.settings.question;
    const names = Object.keys(params);
    const byExample = !names.some((name) => name !== "lang" && given.has(name));
    const terms = {};
    const conditions = [];
    for (const name of names) {
      const { type, title, optional, example } = params[name];
      const text = (name === "lang" ? (given.get(name) ?? this.settings.lang) : byExample ? example : (given.get(name) ?? "")).trim();
      if (!text && !optional) return { wrong: said(this.words.missing, { title, example }) };
      if (!text) continue;
      terms[name] = term(type, text, { prefixes, ids, options: this.options(name), byName: (name_) => this.iriOf(name_) });
      if (!terms[name]) return { wrong: said(this.words.unknown, { title, text, example }) };
      const iri = type === "iri" && terms[name].slice(1, -1);
      if (name !== "lang") conditions.push(said(this.words.condition, { title, value: iri ? this.called(iri, this.settings.lang).text : text }));
    }
    return { text: fill(body, terms), heads, ours, sentence: said(conditions.length ? sentence : plain, { conditions: conditions.join(this.words.and), total: "{total}" }) };
  }

  options(name) {
    const list = this.form.querySelectorAll(`#list-${name} option, select[name="${name}"] option`);
    return [...list].map((option) => ({ value: option.dataset.value ?? option.value, label: option.label }));
  }

  iriOf(text) {
    return Object.keys(this.names).find((iri) => this.names[iri].includes(text));
  }
}

class Refused extends Error {}

function place(text, at) {
  const before = text.slice(0, at).split("\n");
  return { line: before.length, column: before.at(-1).length + 1 };
}

const box = document.querySelector("[data-engine]");
if (box) new Page(box).asked();
