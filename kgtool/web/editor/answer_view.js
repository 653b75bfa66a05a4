// Show an answer: how many rows, the table of one page, sorted by a column where one is chosen, the other pages, files.

import { csv, grid, ordered } from "./cells.js";
import { element, said } from "./element.js";

export class AnswerView {
  // `settings` are those of the page, `called` gives the name of an IRI, `turn` is told of a new { page, sort }.
  constructor(box, settings, called, turn) {
    Object.assign(this, { box, settings, called, turn, words: settings.words, lang: settings.lang });
  }

  // `question` may have `heads` by column and `ours`, a list of columns, and the `sentence` that comes first.
  show(answer, { page = 1, sort = "" }, question = {}) {
    const found = grid(answer, this.called, this.lang);
    const heads = found.columns.map((name) => question.heads?.[name] ?? name);
    const rows = ordered(found, sort);
    const { rows: most } = this.settings.page;
    const last = Math.max(1, Math.ceil(rows.length / most));
    const number = Math.min(last, page);
    const first = (number - 1) * most;
    const shown = rows.slice(first, first + most);
    const counted = said(last > 1 ? this.words.part : this.words.all, { first: first + 1, last: first + shown.length, total: rows.length });
    this.box.replaceChildren(
      ...(question.sentence ? [element("p", { class: "lead" }, said(question.sentence, { total: rows.length.toLocaleString("en") }))] : []),
      ...(rows.length ? [this.#table(found, heads, question.ours ?? [], shown, sort, counted)] : [element("p", { class: "notice" }, this.words.nothing)]),
      ...(last > 1 ? [this.#pages(number, last, sort)] : []),
      this.#files(found, heads, question.files),
    );
  }

  #table({ columns, numeric }, heads, ours, rows, sort, caption) {
    const head = (name, n) => {
      const way = { [name]: "ascending", [`-${name}`]: "descending" }[sort];
      const badge = ours.includes(name) ? [" ", element("span", { class: "badge ours" }, this.words.ours)] : [];
      const link = this.#link({ sort: sort === name ? `-${name}` : name, page: 1 }, heads[n]);
      return element("th", { scope: "col", "aria-sort": way, class: numeric[n] ? "number" : undefined }, link, ...badge);
    };
    const table = element("table", { class: "answer" }, element("caption", {}, caption));
    table.append(element("thead", {}, element("tr", {}, ...columns.map(head))));
    table.append(element("tbody", {}, ...rows.map((row) => element("tr", {}, ...row.map((cell, n) => this.#cell(cell, numeric[n]))))));
    return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": this.words.answer }, table);
  }

  #cell(cell, isNumber) {
    const type = isNumber ? "number" : cell.text.length > 40 && !cell.iri ? "long" : undefined;
    const text = { true: this.words.yes, false: this.words.no }[cell.text] ?? cell.text;
    const foreign = cell.lang && cell.lang !== this.lang ? element("span", { lang: cell.lang }, text) : text;
    const href = cell.iri && this.#href(cell.iri);
    if (!cell.text) return element("td", { class: type }, element("span", { class: "note" }, this.words.none));
    return element("td", { class: type }, href ? element("a", { href, rel: this.#isOurs(cell.iri) ? undefined : "external" }, foreign) : foreign);
  }

  #isOurs(iri) {
    return iri.startsWith(this.settings.iris);
  }

  #href(iri) {
    if (!this.#isOurs(iri)) return /^https?:/.test(iri) ? iri : "";
    const [path, fragment] = iri.slice(this.settings.iris.length).split("#");
    return `${this.settings.root}doc/${path}.${this.lang}.html${fragment ? `#${fragment}` : ""}`;
  }

  #link(changes, ...children) {
    const address = new URL(location.href);
    for (const [name, value] of Object.entries(changes)) {
      if (value && value !== 1) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    const link = element("a", { href: address.search + "#answer" }, ...children);
    link.addEventListener("click", (event) => {
      event.preventDefault();
      history.pushState(null, "", address.search || location.pathname);
      this.turn();
    });
    return link;
  }

  #pages(number, last, sort) {
    const turned = (page, rel, text) => Object.assign(this.#link({ page, sort }, text), { rel });
    const before = number > 1 ? [turned(number - 1, "prev", this.words.previous), " "] : [];
    const after = number < last ? [turned(number + 1, "next", this.words.next)] : [];
    return element("nav", { "aria-label": this.words.pages }, element("p", {}, ...before, ...after));
  }

  #files(found, heads, more = []) {
    const files = [[this.words.csv, "csv", () => csv(found, heads)], ...more];
    const buttons = files.flatMap(([title, ending, make]) => {
      const button = element("button", { type: "button" }, title);
      button.addEventListener("click", async () => download(`${this.settings.name}.${ending}`, await make()));
      return [button, " "];
    });
    return element("p", { class: "files" }, ...buttons);
  }
}

// Offer a text as a file.
export function download(name, text) {
  const address = URL.createObjectURL(new Blob([text]));
  const link = element("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}
