// The last queries of this browser, kept in it, beside the field; and a button that copies a text.

import { element } from "./element.js";

const KEY = "kgtool-queries";
const MOST = 20;

function kept() {
  try {
    return JSON.parse(localStorage.getItem(KEY)) ?? [];
  } catch {
    return [];
  }
}

// Remember a query, the newest first; one that is asked again moves up.
export function remember(query) {
  try {
    localStorage.setItem(KEY, JSON.stringify([query, ...kept().filter((one) => one !== query)].slice(0, MOST)));
  } catch {
    // a browser that keeps nothing
  }
}

// Return the list of past queries, as a part of the page that is empty where there are none; `choose` gets the text.
export function past(words, choose) {
  const list = element("ol", {});
  const box = element("details", { class: "past", hidden: true }, element("summary", {}, words.past), list);
  const forget = element("button", { type: "button" }, words.forget);
  const fill = () => {
    list.replaceChildren(
      ...kept().map((query) => {
        const button = element("button", { type: "button" }, firstLine(query));
        button.addEventListener("click", () => choose(query));
        return element("li", {}, button);
      }),
    );
    box.hidden = !list.children.length;
  };
  forget.addEventListener("click", () => {
    localStorage.removeItem(KEY);
    fill();
  });
  box.append(element("p", {}, forget));
  fill();
  return box;
}

function firstLine(query) {
  const line = query.split("\n").find((text) => text.trim() && !/^\s*(PREFIX|BASE|#)/i.test(text)) ?? query;
  return line.trim().slice(0, 80) + (line.trim().length > 80 ? "…" : "");
}

// Give each text to take away a button that copies it.
export function copying(words) {
  for (const text of document.querySelectorAll("[data-copy]")) {
    const button = element("button", { type: "button" }, words.copy);
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text.textContent);
      button.textContent = words.copied;
    });
    (text.closest("pre") ?? text).after(element("p", {}, button));
  }
}
