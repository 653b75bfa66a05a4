// Searches in a copy of the site that is only files: the same words find the same things, in the same order, as on the
// live site (kgtool/search/folding.py, index.py, kana.py, expansion.py and near.py; tests hold both to the same cases). Nothing here is ever parsed as HTML.

const INSIDE = 3, AT_ONCE = 20, WORDS = 8, LENGTH = 100, LONGEST = 280, BEFORE = 90;
const DASHES = "-‐‑‒–—―−";
const CLUSTER = /[\s\S][\u0300-\u036f\u3099\u309a\uff9e\uff9f]*/gu;

function letter(char, dash, gap) {
  const code = char.codePointAt(0);
  if ((code >= 0x30a1 && code <= 0x30f6) || code === 0x30fd || code === 0x30fe) return String.fromCodePoint(code - 0x60);
  if (DASHES.includes(char)) return dash;
  if (/\p{M}/u.test(char)) return "";
  if (!/[\p{L}\p{N}]/u.test(char)) return gap;
  const base = char.normalize("NFD")[0];
  return base < "\x80" ? base : char;
}

const fold = (text, dash, gap) => Array.from(text.normalize("NFKC").toLowerCase(), (char) => letter(char, dash, gap)).join("");

export const run = (text) => fold(text, "-", "");
export const spaced = (text) => fold(text, " ", " ");
const isRun = (lang, folded) => lang !== "en" || /[^\x00-\x7f]/.test(folded);
const split = (text) => text.split(" ").filter(Boolean);

export function asked(query) {
  const found = query.split(/[\s\x1c-\x1f\x85]+/u).map((word) => run(word).replace(/^-+|-+$/g, ""));
  return [...new Set(found.filter(Boolean))].map((word) => ({ run: word, words: /[^\x00-\x7f]/.test(word) ? [] : split(spaced(word)) }));
}

function named(text) {
  const folded = run(text).replace(/^-+|-+$/g, "");
  return { run: folded, words: /[^\x00-\x7f]/.test(folded) ? [] : split(spaced(text)), text };
}

const READING = /^[ぁ-んー]{2,}$/u;
const byText = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

export const isReading = (letters) => READING.test(letters);

export function written(letters, kana) {
  if (!isReading(letters) || letters.length > 30) return [];
  const best = [[[0, ""]]];
  for (let end = 1; end <= letters.length; end += 1) {
    const found = new Map();
    for (let start = 0; start < end; start += 1) {
      const piece = letters.slice(start, end);
      const steps = (Object.hasOwn(kana, piece) ? kana[piece] : []).map((word) => [1, word]);
      if (end - start === 1) steps.push([2, piece]);
      for (const [cost, word] of steps) {
        for (const [before, text] of best[start]) found.set(text + word, Math.min(before + cost, found.get(text + word) ?? Infinity));
      }
    }
    const ways = [...found].map(([text, cost]) => [cost, text]);
    best.push(ways.sort((a, b) => a[0] - b[0] || byText(a[1], b[1])).slice(0, 8));
  }
  const last = best[letters.length];
  return last.filter(([cost]) => cost === last[0][0] && 2 * cost <= letters.length + 1).map(([, text]) => text);
}

function synonyms(entry) {
  if (entry.kind !== "Theme") return entry.names.map(([, text]) => text);
  return [...new Map([...entry.names].reverse()).values()];
}

const wholes = (text) => [...new Set([split(spaced(text)).join(" "), run(text)])];

export function expanded(words, entries, index) {
  const others = (word) => {
    const keys = wholes(word.run);
    const called = entries.filter((entry) => index.named.includes(entry.kind) && keys.some((key) => entry.whole.has(key)));
    const texts = [...written(word.run, index.kana), ...called.slice(0, 3).flatMap(synonyms)];
    const found = texts.map(named).filter((other) => other.run && !other.run.includes(word.run));
    return [...new Map(found.map((other) => [other.run, other])).values()].slice(0, 8);
  };
  return words.map((word) => ({ ...word, others: others(word) }));
}

export function apart(word, known) {
  const found = [];
  for (let start = 0; start < word.run.length; ) {
    let end = word.run.length;
    while (end > start + 1 && !known.has(word.run.slice(start, end))) end -= 1;
    if (end > start + 1) found.push(word.run.slice(start, end));
    start = end;
  }
  return found;
}

export function near(words, entries, index) {
  const pairs = (letters) => new Set(Array.from({ length: Math.max(0, [...letters].length - 1) }, (_, at) => [...letters].slice(at, at + 2).join("")));
  const wanted = words.map((word) => pairs(word.run)).filter((one) => one.size);
  const shared = entries.filter((entry) => entry.kind === "Theme" || entry.path.startsWith(index.shared));
  const known = shared.flatMap((entry) => entry.names.map(([, text]) => [text, text]));
  for (const [reading, written] of Object.entries(index.kana)) known.push(...written.map((word) => [reading, word]));
  const best = new Map();
  for (const [spelling, text] of known) {
    const own = pairs(run(spelling));
    const like = Math.max(0, ...wanted.map((one) => (2 * [...own].filter((pair) => one.has(pair)).length) / (own.size + one.size)));
    if (like >= 0.5) best.set(text, Math.max(like, best.get(text) ?? 0));
  }
  return [...best].sort((a, b) => b[1] - a[1] || byText(a[0], b[0])).slice(0, 5).map(([text]) => text);
}

export function places(lang, text, word) {
  return [word, ...(word.others ?? [])].flatMap((one) => ownPlaces(lang, text, one));
}

function ownPlaces(lang, text, word) {
  const found = isRun(lang, run(text)) ? located(text, run, [word.run]) : [];
  if (found.length || lang !== "en" || !word.words.length) return found;
  const begins = word.words.map((part) => `(?<![^ ])${part}`);
  const inside = word.words.map((part, number) => (part.length < INSIDE ? begins[number] : part));
  const places = located(text, spaced, begins);
  return places.length ? places : located(text, spaced, inside);
}

function located(text, folding, patterns) {
  const at = [];
  let joined = "";
  for (const match of text.matchAll(CLUSTER)) {
    const folded = folding(match[0]);
    joined += folded;
    for (let number = 0; number < folded.length; number += 1) at.push([match.index, match.index + match[0].length]);
  }
  const found = patterns.map((pattern) => [...joined.matchAll(new RegExp(pattern, "gu"))]);
  if (found.some((matches) => !matches.length)) return [];
  return found.flat().map((match) => [at[match.index][0], at[match.index + match[0].length - 1][1]]);
}

export function marked(lang, text, words) {
  const spans = words.flatMap((word) => places(lang, text, word)).sort((a, b) => a[0] - b[0] || a[1] - b[1]);
  const pieces = [];
  let end = 0;
  for (let [start, stop] of spans) {
    if (stop <= end) continue;
    if (start <= end && pieces.length) pieces[pieces.length - 1][0] += text.slice(end, stop);
    else pieces.push([text.slice(end, start), false], [text.slice(start, stop), true]);
    end = stop;
  }
  return [...pieces, [text.slice(end), false]].filter(([piece]) => piece);
}

function cut(texts) {
  const every = texts.map(([lang, text]) => [lang, run(text), lang === "en" ? split(spaced(text)) : []]);
  return { runs: every.filter(([lang, folded]) => isRun(lang, folded)).map((one) => one[1]), words: every.flatMap((one) => one[2]) };
}

const has = (cut, word, inside) =>
  cut.runs.some((text) => text.includes(word.run)) ||
  (word.words.length > 0 &&
    word.words.every((part) => cut.words.some((own) => own.startsWith(part) || (inside && part.length >= INSIDE && own.includes(part)))));

export function prepare(index) {
  return index.entries.map(([path, kind, plan, code, names, texts, themes, mentions, shown, place, wording]) => {
    const of = (numbers) => numbers.map((number) => index.pointed[number]);
    const entry = { path, kind, plan, code, names, texts, themes: of(themes), mentions: of(mentions), shown, place, wording };
    const called = code ? [...names, ["", code]] : names;
    const pointed = [...entry.themes, ...entry.mentions].flatMap(([, own]) => own);
    const whole = called.map(([lang, text]) => (lang === "en" ? split(spaced(text)).join(" ") : run(text)));
    return { ...entry, whole: new Set(whole), called: cut(called), all: cut([...called, ...texts, ...wording, ...pointed]) };
  });
}

export function find(entries, words) {
  const joined = words.map((word) => word.run).join(" ");
  const keys = [run(joined), split(spaced(joined)).join(" ")];
  const tier = (entry) => {
    if (keys.some((key) => entry.whole.has(key))) return 0;
    if (words.every((word) => has(entry.called, word, false))) return 1;
    if (words.every((word) => has(entry.all, word, false))) return 2;
    if (words.every((word) => has(entry.all, word, true))) return 3;
    const anyway = (word) => has(entry.all, word, true) || (word.others ?? []).some((other) => has(entry.all, other, false));
    return words.every(anyway) ? 4 : 5;
  };
  const found = [[], [], [], [], [], []];
  if (words.length) for (const entry of entries) found[tier(entry)].push(entry);
  return found.slice(0, 5).flat();
}

export function counts(found, field) {
  const by = new Map();
  for (const entry of found) if (entry[field]) by.set(entry[field], (by.get(entry[field]) ?? 0) + 1);
  return [...by].sort((a, b) => b[1] - a[1] || (a[0] < b[0] ? -1 : 1));
}

export function withChosen(counted, chosen) {
  const own = counted.find(([value]) => value === chosen)?.[1] ?? 0;
  return chosen ? [[chosen, own], ...counted.filter(([value]) => value !== chosen)] : counted;
}

// From here on: the page.

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

class Page {
  constructor(box, index) {
    this.box = box;
    this.index = index;
    this.lang = document.documentElement.lang;
    this.given = new URLSearchParams(location.search);
    this.q = (this.given.get("q") ?? "").split(/\s+/u).filter(Boolean).join(" ").slice(0, LENGTH);
    this.words = asked(this.q).slice(0, WORDS);
    this.plan = this.planOf(this.given.get("plan") ?? "");
    this.kind = this.given.get("class") ?? "";
  }

  planOf(given) {
    const names = Object.entries(this.index.plans);
    const found = names.find(([id, names]) => given && (id === given || id.startsWith(`${given}-`) || names.includes(given)));
    return found ? found[0] : given;
  }

  named(pair) {
    return pair ? pair[this.lang === "ja" ? 0 : 1] : "";
  }

  address(changes) {
    const parameters = { q: this.q, plan: this.plan, class: this.kind, ...changes };
    return `?${new URLSearchParams(Object.entries(parameters).filter(([, value]) => value))}`;
  }

  show() {
    const entries = prepare(this.index);
    this.words = expanded(this.words, entries, this.index);
    const found = find(entries, this.words);
    const ofPlan = found.filter((entry) => !this.plan || entry.plan === this.plan);
    const ofKind = found.filter((entry) => !this.kind || entry.kind === this.kind);
    const both = ofPlan.filter((entry) => !this.kind || entry.kind === this.kind);
    const last = Math.max(1, Math.ceil(both.length / AT_ONCE));
    const page = Math.min(last, Math.max(1, Number(this.given.get("page")) || 1));
    const { found: heading, nothing, results, ours } = this.box.dataset;
    const also = this.words.filter((word) => word.others.length);
    const notes = also.map((word) => `${this.box.dataset.also}: ${word.run} → ${word.others.map((other) => other.text).join(this.lang === "ja" ? "、" : ", ")}`);
    this.box.replaceChildren(...notes.map((note) => element("p", { class: "note" }, note)), element("h2", {}, `${heading}: `, element("span", { class: "code", role: "status" }, String(both.length))));
    if (!both.length) this.box.append(element("p", { class: "notice" }, nothing));
    if (!both.length) this.meant(entries);
    const facts = element("dl", { class: "facts" });
    facts.append(...this.choices("class", withChosen(counts(ofPlan, "kind"), this.kind), this.index.kinds, this.kind));
    facts.append(...this.choices("plan", withChosen(counts(ofKind, "plan"), this.plan), this.index.plans, this.plan));
    const main = element("div");
    const sides = element("div", { class: "sides left" }, element("nav", { class: "aside", "aria-label": this.box.dataset.narrow }, facts), main);
    if (facts.children.length) this.box.append(sides);
    if (!both.length) return;
    const list = element("ol", { class: "entries", start: (page - 1) * AT_ONCE + 1 });
    list.append(...both.slice((page - 1) * AT_ONCE, page * AT_ONCE).map((entry) => this.result(entry)));
    main.append(element("h3", {}, last > 1 ? `${results} (${page} / ${last})` : results), list);
    main.append(element("p", { class: "note" }, element("span", { class: "badge ours" }, ours)));
    this.turn(main, page, last);
  }

  meant(entries) {
    const links = (heading, found) => {
      const shown = found.map(([text, number], place) => [place ? (this.lang === "ja" ? "、" : ", ") : "", element("a", { href: `?${new URLSearchParams({ q: text })}` }, text), number ? ` ${number}` : ""]);
      if (found.length) this.box.append(element("p", {}, `${heading} `, ...shown.flat()));
    };
    const known = new Set(Object.values(this.index.kana).flat().map(run));
    const cut = this.words.map((word) => apart(word, known));
    const texts = [...cut.map((parts) => parts.join(" ")), ...this.words.map((word) => word.run), ...cut.flat()];
    const parts = [...new Set(texts.filter(Boolean))].map((text) => [text, find(entries, asked(text)).length]);
    links(this.box.dataset.single, parts.filter(([, number]) => number));
    links(this.box.dataset.alike, near(this.words, entries, this.index).map((text) => [text, 0]));
    if (this.words.some((word) => isReading(word.run) && !word.others.length)) this.box.append(element("p", { class: "note" }, this.box.dataset.unread));
  }

  choices(parameter, counted, names, chosen) {
    const shown = counted.map(([value, number]) => {
      const name = this.named(names[value]) || value;
      const href = this.address({ [parameter]: value === chosen ? "" : value });
      const code = element("span", { class: "code" }, String(number));
      const { remove } = this.box.dataset;
      const made = value !== chosen
        ? [element("a", { href }, name), " ", code]
        : [element("strong", {}, name), " ", code, " ", element("a", { href, "aria-label": `${remove}: ${name}` }, remove)];
      return element("li", {}, ...made);
    });
    return counted.length ? [element("dt", {}, this.box.dataset[parameter]), element("dd", {}, element("ul", { class: "choices" }, ...shown))] : [];
  }

  pieces([lang, whole]) {
    const first = whole.length > LONGEST ? Math.min(Infinity, ...this.words.flatMap((word) => places(lang, whole, word).map(([start]) => start))) : 0;
    const start = Math.max(0, Math.min((first === Infinity ? 0 : first) - BEFORE, whole.length - LONGEST));
    const text = `${start > 0 ? "…" : ""}${whole.slice(start, start + LONGEST)}${start + LONGEST < whole.length ? "…" : ""}`;
    const shown = marked(lang, text, this.words).map(([piece, wanted]) => (wanted ? element("mark", {}, piece) : piece));
    return lang && lang !== this.lang ? [element("span", { lang }, ...shown)] : shown;
  }

  result(entry) {
    const best = (texts) => texts.find(([lang]) => lang === this.lang) ?? texts[0];
    const title = best([...entry.names, ...entry.shown]);
    const said = best(entry.texts);
    const href = this.page(entry.place || entry.path);
    const where = [this.named(this.index.kinds[entry.kind]), this.named(this.index.plans[entry.plan])].filter(Boolean);
    const code = entry.code ? [element("span", { class: "code" }, entry.code), " "] : [];
    const made = element("li", {}, element("p", { class: "kind" }, where.join(" · ")));
    made.append(element("p", {}, element("a", { href }, ...code, ...this.pieces(title))));
    if (said) made.append(element("p", {}, ...this.pieces(said)));
    for (const [of, text] of this.elsewhere(entry, [title, said])) {
      made.append(element("p", { class: "note" }, `${this.box.dataset[of]}: `, ...this.pieces(text)));
    }
    const { about } = this.box.dataset;
    const label = { href: this.page(entry.path), "aria-label": `${about}: ${title[1]}` };
    if (entry.place) made.append(element("p", { class: "note" }, element("a", label, about)));
    return made;
  }

  page(to) {
    const [path, fragment] = to.split("#");
    return `${this.box.dataset.root}${path}.${this.lang}.html${fragment ? `#${fragment}` : ""}`;
  }

  elsewhere(entry, shown) {
    let left = this.words.filter((word) => !shown.some((text) => text && places(...text, word).length));
    const own = [...entry.wording.map((text) => ["wording", text]), ...[...entry.names, ...entry.texts].map((text) => ["other", text])];
    const pointed = (of, found) => found.flatMap(([, names]) => names.map((text) => [of, text]));
    return [...own, ...pointed("theme", entry.themes), ...pointed("thing", entry.mentions)].filter(([, text]) => {
      const before = left.length;
      left = left.filter((word) => !places(...text, word).length);
      return left.length < before;
    });
  }

  turn(main, page, last) {
    const list = element("ul", { class: "beside" });
    const turned = (number) => this.address({ page: number > 1 ? number : "" });
    if (page > 1) list.append(element("li", {}, element("a", { rel: "prev", href: turned(page - 1) }, this.box.dataset.previous)));
    if (page < last) list.append(element("li", {}, element("a", { rel: "next", href: turned(page + 1) }, this.box.dataset.next)));
    if (last > 1) main.append(element("nav", { "aria-label": this.box.dataset.pages }, list));
  }
}

async function start(box) {
  const given = new URLSearchParams(location.search);
  for (const name of ["q", "plan"]) document.getElementById(name).value = given.get(name) ?? "";
  document.querySelector("a.language").search = location.search;
  if (!asked(given.get("q") ?? "").length) return;
  try {
    const answer = await fetch(box.dataset.index);
    if (!answer.ok) throw new Error(answer.statusText);
    new Page(box, await answer.json()).show();
  } catch {
    box.replaceChildren(element("p", { class: "notice", role: "status" }, box.dataset.failed));
  }
}

if (typeof document !== "undefined") {
  const box = document.querySelector("[data-index]");
  if (box) start(box);
}
