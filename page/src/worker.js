// The engine in the browser: CPython in WebAssembly, the package unchanged, no network once it has started.
import { loadPyodide } from "./pyodide/pyodide.mjs";

const START = `
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "/engine")
from protocols.page.calls import answer as _answer
def answer(name, arguments):
    return json.dumps(_answer(name, json.loads(arguments)))
answer`;

async function start() {
  postMessage({ progress: "fetch" });
  const archive = fetch("engine.zip").then((response) => {
    if (!response.ok) throw new Error(`engine.zip: ${response.status}`);
    return response.arrayBuffer();
  });
  const python = await loadPyodide({ indexURL: "./pyodide/" });
  python.unpackArchive(await archive, "zip", { extractDir: "/engine" });
  postMessage({ progress: "start" });
  const answer = python.runPython(START);
  // Nothing that is typed can leave: what is left of the network is taken from the worker itself.
  for (const name of ["fetch", "XMLHttpRequest", "WebSocket", "EventSource", "importScripts"]) self[name] = undefined;
  return answer;
}

const started = start().then(
  (answer) => (postMessage({ ready: true }), answer),
  (error) => (postMessage({ failed: String(error.message ?? error) }), null),
);

onmessage = async ({ data }) => {
  const answer = await started;
  if (answer) postMessage({ id: data.id, answer: JSON.parse(answer(data.name, data.args)) });
};
