// The one engine, reached in one of two ways: over HTTP from `tavns edit`, or in a web worker with Pyodide.
import { W } from "./words.js";

const token = document.querySelector('meta[name="tavns-server"]')?.content;

/** Whether a server holds the file; house policies are then run too. */
export const served = Boolean(token);

export class EngineError extends Error {}

/** Ask the server; path is relative to the page. */
export function ask(path, options = {}) {
  return fetch(path, { cache: "no-store", ...options, headers: { "X-Tavns-Token": token, ...options.headers } });
}

/** Return what the server answers; where that is no JSON, that it refused. */
async function told(response) {
  try {
    return await response.json();
  } catch {
    return { error: W.file.refused(response.status) };
  }
}

/** Save the report of a text as a file of a form that the server can make. */
export async function servedReport(form, args) {
  const response = await ask("report", { method: "POST", headers: { "Content-Type": "application/json" }, body: JSON.stringify({ form, ...args }) });
  if (!response.ok) throw new EngineError((await told(response)).error);
  return response.blob();
}

function overHttp() {
  return async (name, args) => {
    let response;
    try {
      response = await ask("call", {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ name, arguments: args }),
      });
    } catch {
      return { error: W.gone };
    }
    return told(response);
  };
}

function inWorker(progress) {
  const worker = new Worker("worker.js", { type: "module" });
  const waiting = new Map();
  let number = 0;
  const ready = new Promise((resolve, reject) => {
    worker.onmessage = ({ data }) => {
      if (data.progress) progress(data.progress);
      else if (data.ready) resolve();
      else if (data.failed) reject(new EngineError(data.failed));
      else {
        waiting.get(data.id)?.(data.answer);
        waiting.delete(data.id);
      }
    };
    worker.onerror = (event) => reject(new EngineError(event.message || "the worker could not be started"));
  });
  const call = (name, args) =>
    new Promise((resolve) => {
      waiting.set(++number, resolve);
      worker.postMessage({ id: number, name, args: JSON.stringify(args) });
    });
  return { ready, call };
}

/** Start the engine: `call(name, arguments)` returns the value, or throws an EngineError whose message is one sentence. */
export async function connect(progress) {
  let call;
  if (served) call = overHttp();
  else {
    const worker = inWorker(progress);
    await worker.ready;
    call = worker.call;
  }
  return {
    async call(name, args = {}) {
      const answer = await call(name, args);
      if (answer.error !== undefined) throw new EngineError(answer.error);
      return answer.value;
    },
  };
}
