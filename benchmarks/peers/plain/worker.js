// Starts Python as Pyodide's manual shows, with the engine among the packages it starts with, and answers one request.
// @ts-check

const given = new URL(location.href).searchParams;
const at = (/** @type {string} */ name) => new URL(given.get(name) ?? "", location.origin).href;

const { loadPyodide } = await import(at("runtime") + "pyodide.mjs");
const python = await loadPyodide({ indexURL: at("runtime"), lockFileURL: at("lock"), packages: given.getAll("package") });
const entry = python.pyimport("calculators.browser");
postMessage({ type: "ready" });
postMessage({ type: "result", reply: entry.answer(given.get("request")) });

export {}; // a module, and its names its own
