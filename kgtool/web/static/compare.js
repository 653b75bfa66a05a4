// Compares any plans in a copy of the site that is only files: the bands and figures of the live page (kgtool/web/models/bands.py and
// comparison.py, kgtool/web/html/templates/compare_theme.html; a test holds both to the same). Nothing here is ever parsed as HTML.

const MOST = 6, OFFERED = 12;
const CLOSE = ["exact", "close", "first-broader", "second-broader"], ABSENCES = ["none-close", "none"];
const TURNED = { "first-broader": "second-broader", "second-broader": "first-broader" };

const compared = (a, b) => (a < b ? -1 : a > b ? 1 : 0);
const inOrder = (key) => (a, b) => {
  const [left, right] = [key(a), key(b)];
  return left.map((part, place) => compared(part, right[place])).find(Boolean) ?? 0;
};

function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export function share(number, total) {
  const whole = total ? (100 * number) / total : 0;
  const low = Math.floor(whole);
  return whole - low === 0.5 ? low + (low % 2) : Math.round(whole);
}

function judgements(chosen, pairs) {
  const found = [];
  chosen.forEach((first, place) => chosen.slice(place + 1).forEach((second) => {
    for (const [one, other, judged] of pairs) {
      const turned = one === second.id && other === first.id;
      if (!turned && (one !== first.id || other !== second.id)) continue;
      for (const [iri, subject, object, relation, confidence, reason] of judged) {
        const ends = turned ? [object, subject] : [subject, object];
        found.push({ iri, ends, relation: (turned && TURNED[relation]) || relation, confidence, reason, plans: [first, second] });
      }
    }
  }));
  return found;
}

class Groups {
  of = new Map();

  join(ends) {
    const whole = new Set(ends.flatMap((iri) => [...(this.of.get(iri) ?? [iri])]));
    for (const iri of whole) this.of.set(iri, whole);
  }
}

export function sorted(chosen, data, kinds) {
  const listing = kinds.indexOf("PlanListing");
  const every = new Map(), columns = [];
  for (const plan of chosen) {
    const own = (data.elements[plan.id] ?? []).map(([iri, kind, at, confidence, abstract]) => ({ iri, kind, at, confidence, abstract }));
    for (const one of own) every.set(one.iri, one);
    columns.push(own.filter((one) => one.kind !== listing).map((one) => one.iri));
  }
  const at = (judged) => every.get(judged.ends.find((iri) => every.has(iri)));
  const about = judgements(chosen, data.pairs).filter(at);
  const matches = about.sort(inOrder((judged) => [at(judged).kind, at(judged).at, -judged.confidence]));
  const within = new Set(columns.flat());
  const groups = new Groups(), absent = new Map();
  for (const judged of matches) {
    if (CLOSE.includes(judged.relation)) groups.join(judged.ends);
    if (!ABSENCES.includes(judged.relation)) continue;
    const end = judged.ends.find(Boolean);
    absent.set(end, [...(absent.get(end) ?? []), judged]);
  }
  const lone = new Set([...within].filter((iri) => absent.has(iri) && !groups.of.has(iri)));
  const pairs = matches.filter((judged) => !ABSENCES.includes(judged.relation));
  const surest = inOrder((judged) => [-judged.confidence, judged.iri]);
  for (const judged of [...pairs].sort(surest)) {
    const free = judged.ends.some((iri) => within.has(iri) && !groups.of.has(iri) && !lone.has(iri));
    if (judged.relation === "related" && free) groups.join(judged.ends);
  }
  const place = (iri) => (within.has(iri) ? [every.get(iri).kind, every.get(iri).at, iri] : [kinds.length, 0, iri]);
  const both = [...new Set(groups.of.values())].filter((whole) => [...whole].some((iri) => within.has(iri))).map((whole) => {
    const members = chosen.map((plan) => [...whole].filter((iri) => iri.startsWith(`${plan.version}/`)).sort(inOrder(place)));
    const sure = members.map((column) => Math.max(0, ...column.filter((iri) => within.has(iri)).map((iri) => every.get(iri).confidence)));
    const joining = pairs.filter((judged) => judged.ends.every((iri) => whole.has(iri))).sort(surest);
    const off = Math.floor((100 * sure.length - sure.reduce((sum, one) => sum + one, 0) + 5) / 10);
    return { members, judgements: joining, key: [off, ...members.flat().map(place).sort(inOrder((one) => one))[0]] };
  });
  const only = columns.map((column) => column.filter((iri) => lone.has(iri)).map((iri) => ({ iri, judgements: absent.get(iri) })));
  const unjudged = columns.map((column) => column.filter((iri) => !groups.of.has(iri) && !lone.has(iri)));
  const shares = columns.map((column, number) => [column.length - only[number].length - unjudged[number].length, only[number].length, unjudged[number].length]);
  return { both: both.sort(inOrder((group) => group.key)), only, unjudged, shares, matches, every };
}

export function differences(chosen, { matches, every }, kinds) {
  if (chosen.length !== 2) return [];
  const telling = ["Measure", "Direction"].map((kind) => kinds.indexOf(kind));
  const weight = (judged) => {
    const ends = judged.ends.filter((iri) => every.has(iri)).map((iri) => every.get(iri));
    return [-ends.reduce((sum, end) => sum + end.confidence, 0), -ends.every((end) => telling.includes(end.kind)), -judged.confidence];
  };
  const told = matches.filter((judged) => judged.reason && CLOSE.slice(1).includes(judged.relation));
  const lone = matches.filter((judged) => judged.reason && ABSENCES.includes(judged.relation));
  const sides = [told, lone.filter((judged) => judged.ends[0]), lone.filter((judged) => !judged.ends[0])];
  return sides.filter((found) => found.length).map((found) => [...found].sort(inOrder(weight))[0]);
}

class Comparison {
  constructor(box, chosen, data) {
    this.chosen = chosen;
    this.data = data;
    this.words = JSON.parse(box.dataset.words);
    this.root = box.dataset.root;
    this.lang = document.documentElement.lang;
    this.bands = sorted(chosen, data, this.words.kinds);
  }

  text(text) {
    if (!text) return [];
    const [said, lang] = text;
    return lang ? [element("span", { lang }, said), " ", element("span", { class: "badge" }, this.words.languages[lang] ?? lang)] : [said];
  }

  page(path) {
    return `${this.root}doc/${path}.${this.lang}.html`;
  }

  named(iri) {
    const [code, above, text] = this.data.names[iri];
    const shown = code || above ? [element("span", { class: "code" }, code || `${above} ›`), " "] : [];
    return [...shown, ...this.text(text)];
  }

  part(iri) {
    const said = this.bands.every.get(iri)?.abstract;
    const made = element("p", {}, element("a", { href: this.page(iri) }, ...this.named(iri)));
    if (said) made.append(" ", element("span", { class: "said" }, ...this.text(said)));
    return made;
  }

  sure(judged) {
    const { confidence } = judged;
    const level = confidence >= 80 ? 3 : confidence >= 60 ? 2 : confidence ? 1 : 0;
    const degree = level ? this.words.degrees[level].replace("{}", (confidence / 100).toFixed(2)) : this.words.degrees[0];
    const said = `${this.words.confidence} ${degree}`;
    return element("span", { class: `sure sure-${level}`, title: said }, element("span", { class: "hidden" }, said));
  }

  why(words, judged) {
    const mark = element("a", { class: "note", href: this.page(judged.iri) }, this.sure(judged));
    return element("p", { class: "why" }, element("strong", {}, words), " ", ...this.text(judged.reason), " ", mark);
  }

  relation(judged) {
    const broader = { "first-broader": judged.plans[0], "second-broader": judged.plans[1] }[judged.relation];
    return broader ? this.words.broader.replace("{}", broader.name[0]) : this.words.relations[judged.relation];
  }

  town(plan) {
    return element("span", { class: `town ${plan.hue}` }, ...this.text(plan.name));
  }

  cities(plans = this.chosen) {
    const names = plans.map((plan) => plan.name[0]);
    const last = names.pop();
    return names.length ? names.join(this.words.comma) + this.words.and + last : last;
  }

  band(words, number, body, more = "") {
    const count = element("span", { class: "code" }, String(number));
    return element("details", { class: `band ${more}`.trim() }, element("summary", {}, element("h2", {}, words), " ", count), body);
  }

  table() {
    const { words, chosen, bands } = this;
    const two = chosen.length === 2;
    const heads = [words.plan, two ? words.inBoth : words.inOthers, words.inOne, words.notJudged];
    const rows = chosen.map((plan, place) => {
      const numbers = bands.shares[place];
      const total = numbers.reduce((sum, one) => sum + one, 0);
      const cells = numbers.map((number) => number
        ? element("td", {}, element("strong", {}, `${share(number, total)}%`), " ", element("span", { class: "note" }, `${number} / ${total}`))
        : element("td", {}, element("span", { class: "note" }, "–")));
      return element("tr", {}, element("th", { scope: "row" }, this.town(plan)), ...cells);
    });
    const head = element("thead", {}, element("tr", {}, ...heads.map((word) => element("th", { scope: "col" }, word))));
    const caption = element("caption", {}, `${words.caption} `, element("span", { class: "badge ours" }, words.ours));
    const table = element("table", { class: "glance bands" }, caption, head, element("tbody", {}, ...rows));
    return element("div", { class: "wide", tabindex: "0", role: "region", "aria-label": words.where }, table);
  }

  differ() {
    const found = differences(this.chosen, this.bands, this.words.kinds);
    const named = (judged) => judged.ends.filter(Boolean).flatMap((iri, place) => [...(place ? [" – "] : []), ...this.named(iri)]);
    const items = found.map((judged) => element("li", {}, ...this.text(judged.reason), " ", element("a", { class: "note", href: this.page(judged.iri) }, ...named(judged))));
    const said = items.length ? element("ul", { class: "lead-list" }, ...items) : element("p", {}, this.words.noDifferences);
    return element("section", {}, element("h2", { id: "differences" }, this.words.differs), said);
  }

  both() {
    const { words, chosen } = this;
    const heads = chosen.map((plan) => element("h3", { id: plan.id, class: `of ${plan.hue}` }, this.town(plan)));
    const body = element("div", { id: "both" }, element("div", { class: "pair heads" }, ...heads));
    for (const group of this.bands.both) {
      const columns = group.members.map((column, place) => {
        const parts = column.length ? column.map((iri) => this.part(iri)) : [element("p", { class: "note" }, "–")];
        const city = element("p", { class: "note narrow" }, ...this.text(chosen[place].name));
        return element("div", { class: `town-${place + 1} of ${chosen[place].hue}` }, city, ...parts);
      });
      const subject = element("div", { class: "subject" }, element("div", { class: "pair" }, ...columns));
      subject.append(...group.judgements.slice(0, 2).map((judged) => this.why(this.relation(judged), judged)));
      const more = group.judgements.length - 2;
      if (more > 0) subject.append(element("p", { class: "note" }, words.more.replace("{}", more)));
      body.append(subject);
    }
    if (!this.bands.both.length) body.append(element("p", { class: "note" }, words.nothingMatched));
    return this.band(chosen.length === 2 ? words.both : words.several, this.bands.both.length, body);
  }

  only(plan, place) {
    const found = this.bands.only[place];
    const items = found.map((lone) => element("li", {}, this.part(lone.iri), ...lone.judgements.map((judged) => {
      const other = judged.plans.find((one) => one !== plan);
      return this.why(this.words.absent[judged.relation].replace("{}", other.name[0]), judged);
    })));
    const list = element("ul", { class: `entries of ${plan.hue}`, id: `only-${plan.id}` }, ...items);
    return found.length ? [this.band(this.words.only.replace("{}", plan.name[0]), found.length, list, `town-${place + 1}`)] : [];
  }

  unjudged() {
    const columns = this.bands.unjudged.map((column, place) => {
      const parts = column.length ? column.map((iri) => this.part(iri)) : [element("p", { class: "note" }, this.words.none)];
      const { hue, name } = this.chosen[place];
      return element("div", { class: `town-${place + 1} of ${hue}` }, element("p", { class: "note" }, ...this.text(name)), ...parts);
    });
    const body = element("div", { id: "unjudged" }, element("p", { class: "note" }, this.words.nothingSaid), element("div", { class: "pair" }, ...columns));
    return this.band(this.words.notJudgedHere, this.bands.unjudged.flat().length, body);
  }

  switch() {
    const choice = (id, words, checked) => {
      const radio = element("input", { type: "radio", name: "town", id });
      radio.checked = checked;
      return element("label", {}, radio, ` ${words}`);
    };
    const towns = this.chosen.map((plan, place) => choice(`town-${place + 1}`, plan.name[0], false));
    return element("fieldset", { class: "switch" }, element("legend", {}, this.words.see), choice("town-all", this.words.all, true), ...towns);
  }

  show(box) {
    const { words, chosen } = this;
    const title = `${words.theme}: ${words.whose.replace("{}", this.cities())}`;
    const plans = chosen.map((plan) => element("li", {}, this.town(plan), " ", element("a", { href: this.page(plan.iri) }, ...this.text(plan.own))));
    const open = chosen.filter((plan) => !plan.judged);
    const notice = open.length ? [element("p", { class: "gap" }, (open.length > 1 ? words.openMany : words.openOne).replace("{}", this.cities(open)))] : [];
    document.title = document.title.replace(/^.*(?= – )/, title);
    box.replaceChildren(element("h1", {}, title), element("ul", { class: "beside" }, ...plans), ...notice,
      element("div", { class: "panels" }, this.differ(), element("div", {}, this.table())), this.switch(),
      this.both(), ...chosen.flatMap((plan, place) => this.only(plan, place)), this.unjudged());
    document.getElementById("everything").remove();
  }
}

function called(plans) {
  return plans.map((plan) => (plans.filter((other) => other.name[0] === plan.name[0]).length > 1 ? { ...plan, name: plan.own } : plan));
}

function form(box, plans, chosen) {
  const words = JSON.parse(box.dataset.words);
  const made = element("form", { class: "choose", method: "get" });
  const offered = [...chosen, ...plans.filter((plan) => !chosen.some((one) => one.id === plan.id))].slice(0, Math.max(OFFERED, chosen.length));
  const names = called(offered.sort(inOrder((plan) => [plan.id])));
  const items = names.map((plan) => {
    const box = element("input", { type: "checkbox", name: "plan", value: plan.id });
    box.checked = chosen.some((one) => one.id === plan.id);
    return element("li", {}, element("label", {}, box, ` ${plan.name[0]}`));
  });
  const fields = element("fieldset", {}, element("legend", {}, words.choose), element("ul", { class: "inline" }, ...items));
  const others = plans.filter((plan) => !offered.some((one) => one.id === plan.id));
  if (others.length) {
    const known = element("datalist", { id: "others" }, ...others.map((plan) => element("option", { value: plan.id }, `${plan.name[0]} ${plan.own[0]}`)));
    const field = element("input", { id: "more", name: "plan", type: "text", autocomplete: "off", list: "others" });
    fields.append(element("p", {}, element("label", { for: "more" }, words.another), " ", field, known));
  }
  fields.append(element("p", {}, element("button", { class: "primary" }, words.compare)));
  made.append(fields);
  return made;
}

function read(plans, given) {
  const wanted = given.map((text) => text.trim()).filter(Boolean);
  const find = (text) => plans.find((plan) => [plan.id, plan.id.slice(0, 5), plan.name[0], plan.own[0]].includes(text));
  const found = [...new Set(wanted.map(find).filter(Boolean))];
  return { chosen: found.slice(0, MOST), unknown: wanted.filter((text) => !find(text)), leftOut: found.slice(MOST) };
}

async function loaded(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(answer.statusText);
  return answer.json();
}

async function start(box) {
  const { plans: list, data, usual } = box.dataset;
  const words = JSON.parse(box.dataset.words);
  const chooser = document.getElementById("choose");
  const notice = (text) => chooser.append(element("p", { class: "notice", role: "status" }, text));
  try {
    const plans = (await loaded(list)).map(([id, version, name, own, judged, hue]) => ({ id, iri: `id/${id}`, version, name, own, judged, hue }));
    const given = new URLSearchParams(location.search).getAll("plan");
    const { chosen, unknown, leftOut } = read(plans, given);
    const shown = chosen.length > 1 ? chosen : usual.split(" ").map((id) => plans.find((plan) => plan.id === id));
    for (const text of unknown) notice(words.unknown.replace("{}", text));
    if (leftOut.length) notice(words.leftOut + leftOut.map((plan) => plan.id).join(words.comma));
    if (chosen.length === 1) notice(words.oneMore);
    if (chosen.length > 1) {
      new Comparison(box, called(chosen), await loaded(data)).show(box);
      for (const link of document.querySelectorAll("a.language, main > ul.inline a")) link.search = location.search;
    }
    chooser.append(form(box, plans, shown));
  } catch {
    notice(words.failed);
  }
}

if (typeof document !== "undefined") {
  const box = document.querySelector("#compared[data-words]");
  if (box) start(box);
}
