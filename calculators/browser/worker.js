// The one worker of a page's lifetime: starts Python, then answers requests one at a time, the newest first.
// Gap left knowingly: it starts the runtime the plain way; restoring a memory snapshot comes in at `boot`.
// @ts-check

/** @typedef {{type: "boot", runtime: string, engine: string} | {type: "ask", id: number, request: string}} Message */

const TIME_LIMIT = 60_000;

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

/** @param {string} runtime @param {string} engine */
async function boot(runtime, engine) {
  probe();
  const files = ["pyodide.mjs", "pyodide.asm.mjs", "pyodide.asm.wasm", "python_stdlib.zip", "pyodide-lock.json"];
  await Promise.all(files.map((name) => exists(runtime + name)));
  const packed = fetch(engine).then((answer) => (answer.ok ? answer.arrayBuffer() : refuse(`${engine} answered ${answer.status}`)));
  const { loadPyodide } = await import(runtime + "pyodide.mjs");
  const python = await loadPyodide({ indexURL: runtime });
  python.unpackArchive(await packed, "zip", { extractDir: "/engine" });
  python.runPython("import sys; sys.path.insert(0, '/engine')");
  const entry = python.pyimport("calculators.browser");
  entry.warm();
  return entry.answer;
}

/** @template T @param {Promise<T>} work @returns {Promise<T>} */
function limited(work) {
  const limit = new Promise((_, fail) =>
    setTimeout(() => fail(new Error(`it did not start within ${TIME_LIMIT / 1000} seconds`)), TIME_LIMIT),
  );
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
    started = limited(boot(message.runtime, message.engine));
    started.then(
      () => postMessage({ type: "ready" }),
      (error) => postMessage({ type: "broken", cause: error.message }),
    );
  } else {
    waiting = message;
    work();
  }
});
