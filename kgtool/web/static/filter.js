// Narrow a list down while one types: what has all the words, in its text or in data-words, stays; empty groups go.

const fold = (text) => text.normalize("NFKC").toLowerCase();

function narrow(field, said) {
  const words = fold(field.value).split(/\s+/).filter(Boolean);
  let left = 0;
  for (const item of document.querySelectorAll("[data-words]")) {
    const text = fold(`${item.textContent} ${item.dataset.words}`);
    item.hidden = !words.every((word) => text.includes(word));
    left += item.hidden ? 0 : 1;
  }
  for (const group of document.querySelectorAll("[data-group]")) group.hidden = !group.querySelector("[data-words]:not([hidden])");
  said.textContent = words.length ? said.dataset.found.replace("{number}", left) : "";
}

const form = document.querySelector("form[data-filter]");
if (form) {
  const field = form.elements.q;
  const said = form.querySelector("[data-found]");
  form.hidden = false;
  field.value = new URLSearchParams(location.search).get("q") ?? field.value;
  field.addEventListener("input", () => narrow(field, said));
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    history.replaceState(null, "", field.value ? `?${new URLSearchParams({ q: field.value })}` : location.pathname);
  });
  if (field.value) narrow(field, said);
}
