// A simple bar chart of a table with one column of numbers: the rows that are shown, up to thirty, named by their first column.

const SVG = "http://www.w3.org/2000/svg";
const MOST = 30;
const ROW = 26;
const LABEL = 280;
const BAR = 360;

function drawn(name, attributes, text = "") {
  const made = document.createElementNS(SVG, name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.textContent = text;
  return made;
}

// Return { label, numbers } of the rows of a table; undefined where it has no column of numbers, or only one row.
export function series(heads, rows, numeric) {
  const column = numeric.findIndex(Boolean);
  const named = numeric.findIndex((isNumber) => !isNumber);
  const found = rows
    .map((row) => ({ label: row[named] ?? "", value: Number(row[column]) }))
    .filter(({ value }, n) => rows[n][column] !== "" && Number.isFinite(value));
  if (column < 0 || named < 0 || found.length < 2 || found.length > MOST || found.some(({ value }) => value < 0)) return undefined;
  return { label: heads[column], bars: found };
}

// Return the chart of a table element; undefined where there is nothing to draw.
export function chart(table) {
  const texts = (row) => [...row.cells].map((cell) => (cell.querySelector(".note") ? "" : cell.textContent.trim()));
  const heads = [...table.tHead.rows[0].cells];
  const found = series(heads.map((cell) => cell.textContent.trim()), [...table.tBodies[0].rows].map(texts), heads.map((cell) => cell.classList.contains("number")));
  if (!found) return undefined;
  const most = Math.max(...found.bars.map(({ value }) => value)) || 1;
  const height = found.bars.length * ROW + 8;
  const svg = drawn("svg", { class: "chart", role: "img", "aria-label": found.label, width: LABEL + BAR + 80, height, viewBox: `0 0 ${LABEL + BAR + 80} ${height}` });
  for (const [n, { label, value }] of found.bars.entries()) {
    const width = Math.max(1, Math.round((BAR * value) / most));
    svg.append(
      drawn("text", { x: LABEL - 8, y: n * ROW + 20, "text-anchor": "end" }, label.length > 20 ? `${label.slice(0, 19)}…` : label),
      drawn("rect", { class: "bar", x: LABEL, y: n * ROW + 6, width, height: ROW - 8 }),
      drawn("text", { x: LABEL + width + 6, y: n * ROW + 20 }, String(value)),
    );
  }
  return svg;
}
