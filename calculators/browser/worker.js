// The one worker of a page's lifetime: starts Python, then answers requests one at a time, the newest first.
// It starts from a memory snapshot where one is offered and can be used, else the plain way; the reader only waits longer.
// @ts-check

/** @typedef {{type: "boot", runtime: string, engine: string, snapshot: string} | {type: "ask", id: number, request: string}} Message */

const RESTORE_LIMIT = 30_000;
const BOOT_LIMIT = 60_000;

/** @type {Promise<(request: string) => string> | undefined} */
let started;

/** @param {string} cause @returns {never} */
function refuse(cause) {
  throw new Error(cause);
}

/** Whether WebAssembly may be compiled here; a content security policy can forbid it, and Pyodide would then wait for ever. */
function probe() {
  if (typeof WebAssembly !== "object") refuse("this browser has no WebAssembly");
  try {
    new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  } catch {
    refuse("this page's security policy forbids WebAssembly ('wasm-unsafe-eval' is needed)");
  }
}

/** @param {string} address */
async function exists(address) {
  const answer = await fetch(address, { method: "HEAD" }).catch(() => refuse(`the network did not answer for ${address}`));
  if (!answer.ok) refuse(`${address} answered ${answer.status}`);
}

/**
 * Load Pyodide; a file that is missing is an error at once, where Pyodide would wait for ever.
 * @param {string} runtime @param {string[]} files @param {object} options
 */
async function load(runtime, files, options) {
  const loading = import(runtime + "pyodide.mjs").then(({ loadPyodide }) => loadPyodide({ indexURL: runtime, ...options }));
  const [python] = await Promise.all([loading, ...files.map((name) => exists(runtime + name))]);
  return python;
}

/** @param {string} address @returns {Promise<Uint8Array>} */
async function unpack(address) {
  const answer = await fetch(address);
  if (!answer.ok || !answer.body) refuse(`${address} answered ${answer.status}`);
  const bytes = answer.body.pipeThrough(new DecompressionStream("gzip"));
  return new Uint8Array(await new Response(bytes).arrayBuffer());
}

/** The fast way: the memory of a runtime that has started already. @param {string} runtime @param {string} snapshot */
async function restore(runtime, snapshot) {
  const memory = unpack(snapshot);
  const options = { _loadSnapshot: memory, stdLibURL: runtime + "empty.zip" };
  const [python] = await Promise.all([load(runtime, ["pyodide.asm.mjs", "pyodide.asm.wasm", "empty.zip"], options), memory]);
  return python.pyimport("calculators.browser").answer;
}

/** The plain way, which needs nothing but the runtime's files. @param {string} runtime @param {string} engine */
async function boot(runtime, engine) {
  const packed = fetch(engine).then((answer) => (answer.ok ? answer.arrayBuffer() : refuse(`${engine} answered ${answer.status}`)));
  const files = ["pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];
  const [python, archive] = await Promise.all([load(runtime, files, {}), packed]);
  python.unpackArchive(archive, "zip", { extractDir: "/engine" });
  python.runPython("import sys; sys.path.insert(0, '/engine')");
  const entry = python.pyimport("calculators.browser");
  entry.warm();
  return entry.answer;
}

/** @param {Extract<Message, {type: "boot"}>} where */
async function start({ runtime, engine, snapshot }) {
  probe();
  if (snapshot && typeof DecompressionStream === "function") {
    try {
      return await limited(restore(runtime, snapshot), RESTORE_LIMIT);
    } catch (error) {
      console.info("The calculators start the plain way:", error instanceof Error ? error.message : error);
    }
  }
  return limited(boot(runtime, engine), BOOT_LIMIT);
}

/** @template T @param {Promise<T>} work @param {number} time @returns {Promise<T>} */
function limited(work, time) {
  const limit = new Promise((_, fail) => setTimeout(() => fail(new Error(`it did not start within ${time / 1000} seconds`)), time));
  return Promise.race([work, /** @type {Promise<never>} */ (limit)]);
}

/** @type {Extract<Message, {type: "ask"}> | undefined} */
let waiting;
let working = false;

async function work() {
  if (working) return;
  working = true;
  while (waiting) {
    // a turn of the event loop, so that newer requests replace this one
    await new Promise((next) => setTimeout(next));
    const { id, request } = waiting;
    waiting = undefined;
    try {
      const answer = await /** @type {Promise<(request: string) => string>} */ (started);
      if (waiting) continue;
      postMessage({ type: "answer", id, reply: answer(request) });
    } catch (error) {
      postMessage({ type: "failed", id, cause: String(error instanceof Error ? error.message : error).trim().split("\n").at(-1) });
    }
  }
  working = false;
}

addEventListener("message", ({ data }) => {
  const message = /** @type {Message} */ (data);
  if (message.type === "boot") {
    if (started) return;
    started = start(message);
    started.then(
      () => postMessage({ type: "ready" }),
      (error) => postMessage({ type: "broken", cause: error.message }),
    );
  } else {
    waiting = message;
    work();
  }
});
