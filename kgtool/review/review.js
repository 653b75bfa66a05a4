// One key for each button of the review: the page works without. Keys do nothing while somebody types, and can be switched off.

const ORDER = ["accepted", "rejected", "unsure"];
const keys = document.getElementById("keys");

if (keys) {
  keys.parentElement.hidden = false;
  keys.checked = localStorage.getItem("review-keys") !== "off";
  keys.addEventListener("change", () => localStorage.setItem("review-keys", keys.checked ? "on" : "off"));
}

function typing(target) {
  return target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

function turn(place) {
  const radios = [...document.querySelectorAll(`input[name="verdict-${place}"]`)];
  const at = ORDER.indexOf(radios.find((radio) => radio.checked)?.value);
  const next = radios.find((radio) => radio.value === ORDER[(at + 1) % ORDER.length]);
  if (next) {
    next.checked = true;
    next.focus();
  }
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
  if (typing(event.target)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (keys && !keys.checked) return;
  if (/^[1-9]$/.test(event.key)) turn(event.key);
  else if (event.key === "w" && document.getElementById("why")) document.getElementById("why").focus();
  else {
    const wanted = document.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (!wanted) return;
    wanted.click();
  }
  event.preventDefault();
});
