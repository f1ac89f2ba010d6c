// Starts Python as Pyodide's manual shows, unpacks the engine and answers one request.
// @ts-check

const given = new URL(location.href).searchParams;
const at = (/** @type {string} */ name) => new URL(given.get(name) ?? "", location.origin).href;

const packed = fetch(at("engine")).then((answer) => answer.arrayBuffer());
const { loadPyodide } = await import(at("runtime") + "pyodide.mjs");
const python = await loadPyodide({ indexURL: at("runtime") });
python.unpackArchive(await packed, "zip", { extractDir: "/engine" });
python.runPython("import sys; sys.path.insert(0, '/engine')");
const entry = python.pyimport("calculators.browser");
postMessage({ type: "ready" });
postMessage({ type: "result", reply: entry.answer(given.get("request")) });
