// Suggests towns while one types: a combobox with a list (WAI-ARIA 1.2) over a field that works without it. The names are
// loaded when the field is first used, and folded as the search folds them.

const MOST = 8;
const LONG = /ou|oo|uu/g;
const DASH = /(?<![0-9])-|-(?![0-9])/g;
const lang = document.documentElement.lang;

function ranked(rows, fold, text) {
  const wanted = fold(text);
  if (!wanted) return [];
  const spelt = wanted.replace(LONG, (long) => long[0]);
  const forms = [...new Set([wanted, spelt])];
  const rank = (keys) => {
    const begins = keys.findIndex((key) => forms.some((form) => key.startsWith(form)));
    if (begins >= 0) return keys.some((key) => forms.includes(key)) ? 0 : 1;
    return [...wanted].length > 1 && keys.some((key) => key.includes(wanted)) ? 2 : 3;
  };
  return [0, 1, 2].flatMap((tier) => rows.filter((row) => (row.rank = rank(row.keys)) === tier));
}

async function load(field) {
  const [answer, { run }] = await Promise.all([fetch(field.dataset.towns), import(field.dataset.folding)]);
  if (!answer.ok) throw new Error(answer.statusText);
  const fold = (text) => run(text).replace(DASH, "");
  const rows = (await answer.json()).map(([id, ja, en, others]) => {
    const [town, plan] = lang === "ja" ? ja : en;
    return { id, town: town || plan, plan, keys: [...ja, ...en, ...others, id].map(fold).filter(Boolean) };
  });
  const towns = new Map();
  for (const { town } of rows) towns.set(town, (towns.get(town) ?? 0) + 1);
  return { fold, rows: rows.map((row) => ({ ...row, fills: towns.get(row.town) > 1 ? row.id : row.town })) };
}

function combobox(field, number) {
  const box = document.createElement("span");
  const list = document.createElement("ul");
  const said = document.createElement("span");
  box.className = "picker";
  said.className = "hidden";
  said.setAttribute("role", "status");
  list.id = `towns-${number}`;
  list.hidden = true;
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", field.dataset.list);
  field.setAttribute("aria-controls", list.id);
  field.replaceWith(box);
  box.append(field, list, said);
  if (field.form.hidden) field.form.hidden = false;
  let names;
  let shown = [];
  let at = -1;

  const close = () => {
    list.hidden = true;
    at = -1;
    field.setAttribute("aria-expanded", "false");
    field.removeAttribute("aria-activedescendant");
  };
  const take = (row) => {
    field.value = row.fills;
    close();
    if (field.dataset.does === "open") location.assign(`${field.dataset.root}doc/id/${row.id}.${lang}.html`);
  };
  const move = (to) => {
    at = to;
    [...list.children].forEach((option, place) => option.setAttribute("aria-selected", String(place === at)));
    field.setAttribute("aria-activedescendant", list.children[at].id);
    list.children[at].scrollIntoView({ block: "nearest" });
  };
  const option = (row, place) => {
    const made = document.createElement("li");
    const plan = document.createElement("span");
    made.id = `${list.id}-${place}`;
    made.setAttribute("role", "option");
    made.setAttribute("aria-selected", "false");
    plan.className = "note";
    plan.textContent = row.plan === row.town ? "" : row.plan;
    made.append(row.town, " ", plan);
    made.addEventListener("pointerdown", (event) => event.preventDefault());
    made.addEventListener("click", () => take(row));
    return made;
  };
  const suggest = async () => {
    const loaded = await (names ??= load(field).catch(() => (names = undefined)));
    if (!loaded) return;
    const found = ranked(loaded.rows, loaded.fold, field.value);
    shown = found.slice(0, MOST);
    list.replaceChildren(...shown.map(option));
    close();
    list.hidden = !shown.length;
    field.setAttribute("aria-expanded", String(shown.length > 0));
    const words = found.length ? field.dataset.count.replace("{number}", found.length) : field.dataset.none;
    said.textContent = field.value.trim() ? words : "";
  };
  field.addEventListener("focus", () => (names ??= load(field).catch(() => (names = undefined))), { once: true });
  field.addEventListener("input", suggest);
  field.addEventListener("blur", close);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing) return;
    const open = !list.hidden;
    if (event.key === "Escape" && open) close();
    else if (event.key === "Enter" && open && at >= 0) take(shown[at]);
    else if (event.key === "ArrowDown" && open) move((at + 1) % shown.length);
    else if (event.key === "ArrowUp" && open) move(at <= 0 ? shown.length - 1 : at - 1);
    else return;
    event.preventDefault();
  });
  if (field.dataset.does !== "open") return;
  field.form.addEventListener("submit", async (event) => {
    if (!field.value.trim() || field.form.dataset.served !== undefined) return;
    event.preventDefault();
    await suggest();
    if (shown.length) take(shown[0]);
  });
}

document.querySelectorAll("input[data-towns]").forEach(combobox);
