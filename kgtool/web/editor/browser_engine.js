// Ask the engine in its worker: started when it is first asked, ended at the deadline, and then started anew.

import { form, namesDataset } from "./sparql_text.js";

export class TimeoutError extends Error {}

export class BrowserEngine {
  // `settings` has the addresses of worker, module and dump, the base IRI of queries, and the seconds that a query has.
  constructor(settings) {
    this.settings = settings;
    this.last = 0;
  }

  // Return the answer to a query, as the worker gives it. Throws TimeoutError, or an Error with the engine's words.
  async ask(text, format) {
    this.opened ??= this.#open();
    await this.opened;
    const asked = { does: "ask", text, form: form(text), base: this.settings.base, union: !namesDataset(text), format };
    let timer;
    const late = new Promise((_, reject) => {
      timer = setTimeout(() => {
        this.end();
        reject(new TimeoutError());
      }, this.settings.seconds * 1000);
    });
    return Promise.race([this.#send(asked), late]).finally(() => clearTimeout(timer));
  }

  end() {
    this.worker?.terminate();
    this.opened = this.worker = undefined;
  }

  #open() {
    this.worker = new Worker(this.settings.worker, { type: "module" });
    const { module, dump } = this.settings;
    const opened = this.#send({ does: "open", module, dump });
    opened.catch(() => this.end());
    return opened;
  }

  #send(message) {
    const id = (this.last += 1);
    const { worker } = this;
    return new Promise((resolve, reject) => {
      const done = (settle) => {
        worker.removeEventListener("message", heard);
        worker.removeEventListener("error", failed);
        settle();
      };
      const heard = ({ data }) => {
        if (data.id === id) done(() => ("error" in data ? reject(new Error(data.error)) : resolve(data.value)));
      };
      const failed = (event) => done(() => reject(new Error(event.message || "worker")));
      worker.addEventListener("message", heard);
      worker.addEventListener("error", failed);
      worker.postMessage({ ...message, id });
    });
  }
}
