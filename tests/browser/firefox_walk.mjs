// Ask a copy of the site in Firefox by WebDriver BiDi: node --experimental-websocket firefox_walk.mjs PORT ADDRESS QUERY
// prints what stands where the answer belongs, and how long it took from the click.

const [port, address, query] = process.argv.slice(2);

async function connect() {
  for (let left = 300; left; left -= 1) {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/session`);
    const opened = await new Promise((resolve) => {
      socket.onopen = () => resolve(true);
      socket.onerror = () => resolve(false);
    });
    if (opened) return socket;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("Firefox does not listen");
}

const socket = await connect();
const waiting = new Map();
socket.onmessage = ({ data }) => {
  const { id, ...rest } = JSON.parse(data);
  waiting.get(id)?.(rest);
};
let last = 0;
function send(method, params) {
  last += 1;
  socket.send(JSON.stringify({ id: last, method, params }));
  return new Promise((resolve, reject) => {
    waiting.set(last, (answer) => (answer.type === "error" ? reject(new Error(answer.message)) : resolve(answer.result)));
  });
}

await send("session.new", { capabilities: {} });
const { contexts } = await send("browsingContext.getTree", {});
const { context } = contexts[0];
await send("browsingContext.navigate", { context, url: address, wait: "complete" });
const expression = `(async () => {
  const field = document.querySelector("textarea[name=query]");
  field.value = ${JSON.stringify(query)};
  const started = performance.now();
  document.querySelector("main form[data-asks] button").click();
  const box = document.querySelector("[data-engine]");
  while (!box.querySelector(".files, [role=alert]")) await new Promise((resolve) => setTimeout(resolve, 10));
  return JSON.stringify({ text: box.innerText, milliseconds: Math.round(performance.now() - started) });
})()`;
const { result } = await send("script.evaluate", { expression, target: { context }, awaitPromise: true });
console.log(result.value);
await send("browser.close", {});
process.exit(0);
