// Computes one net present value in MicroPython, which can run neither attrs nor Jinja2 and so not the engine.
// @ts-check

const given = new URL(location.href).searchParams;
const runtime = new URL(given.get("runtime") ?? "", location.origin).href;

const { loadMicroPython } = await import(runtime + "micropython.mjs");
const python = await loadMicroPython({ url: runtime + "micropython.wasm" });
postMessage({ type: "ready" });
python.globals.set("request", given.get("request"));
python.runPython(`
import json

asked = json.loads(request)
worth = sum(flow / (1 + asked["rate"]) ** time for time, flow in asked["flows"])
reply = "%.2f" % worth
`);
postMessage({ type: "result", reply: python.globals.get("reply") });

export {}; // a module, and its names its own
