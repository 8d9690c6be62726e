import{loadPyodide as r}from"./pyodide/pyodide.mjs";var a=`
import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, "/engine")
from protocols.page.calls import answer as _answer
def answer(name, arguments):
    return json.dumps(_answer(name, json.loads(arguments)))
answer`;async function o(){postMessage({progress:"fetch"});let e=fetch("engine.zip").then(t=>{if(!t.ok)throw new Error(`engine.zip: ${t.status}`);return t.arrayBuffer()}),s=await r({indexURL:"./pyodide/"});s.unpackArchive(await e,"zip",{extractDir:"/engine"}),postMessage({progress:"start"});let n=s.runPython(a);for(let t of["fetch","XMLHttpRequest","WebSocket","EventSource","importScripts"])self[t]=void 0;return n}var i=o().then(e=>(postMessage({ready:!0}),e),e=>(postMessage({failed:String(e.message??e)}),null));onmessage=async({data:e})=>{let s=await i;s&&postMessage({id:e.id,answer:JSON.parse(s(e.name,e.args))})};
