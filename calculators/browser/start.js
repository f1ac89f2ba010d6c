// Starts Python in the worker: from a snapshot of its memory where that can be used, else the plain way. Either way every
// file is asked for here, because Pyodide waits for ever for a file that does not come.
// @ts-check

import { loadPyodide } from "pyodide";

import { Arriving } from "./memory.js";

/**
 * @typedef {object} Where
 * @property {string} build the site's; the snapshot must be of it
 * @property {string} runtime folder of Pyodide, ends with a slash
 * @property {string} engine folder of the engine's wheels, ends with a slash
 * @property {string} [snapshot] where there is one
 */
/** @typedef {(request: string) => string} Answer */
/** @typedef {() => void} Progress called whenever something has arrived */
/** @typedef {import("pyodide").PyodideConfig} Options */
/** @typedef {any} Module Emscripten's */

const ENGINE = "data-ai-methodology";

/** @param {string} cause @returns {never} */
export function refuse(cause) {
  throw new Error(cause);
}

/** Whether WebAssembly may be compiled here; a security policy can forbid it, and Pyodide would then wait for ever. */
function probe() {
  if (typeof WebAssembly !== "object") refuse("this browser has no WebAssembly");
  try {
    new WebAssembly.Module(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]));
  } catch {
    refuse("this page's security policy forbids WebAssembly ('wasm-unsafe-eval' is needed)");
  }
}

// --- files -------------------------------------------------------------------------------------------------------

/** @type {Map<string, Promise<Response>>} what Pyodide is given when it asks for an address */
const given = new Map();
const fetchFile = self.fetch.bind(self);

self.fetch = (input, options) => {
  const held = given.get(String(input));
  if (!held) return fetchFile(input, options);
  given.delete(String(input));
  return held;
};

/** @param {string} address */
async function open(address) {
  const name = address.split("/").at(-1);
  const answer = await fetchFile(address).catch(() => refuse(`the network did not answer for ${name}`));
  return answer.ok ? answer : refuse(`the server answered ${answer.status} for ${name}`);
}

/** An answer that tells of its progress. Not for WebAssembly: browsers keep compiled code by the answer they were given.
 * @param {Response} answer @param {Progress} progress */
function watched(answer, progress) {
  const tell = new TransformStream({
    transform(chunk, controller) {
      progress();
      controller.enqueue(chunk);
    },
  });
  return new Response(answer.body?.pipeThrough(tell), { headers: answer.headers });
}

/** @param {string} address */
async function compile(address) {
  const answer = await open(address);
  const typed = answer.headers.get("content-type")?.startsWith("application/wasm");
  return typed ? WebAssembly.compileStreaming(answer) : WebAssembly.compile(await answer.arrayBuffer());
}

// --- Pyodide -----------------------------------------------------------------------------------------------------

/** @typedef {{module: Promise<WebAssembly.Module>, script: Promise<{default: (settings: object) => Promise<Module>}>}} Parts */

/** What both ways of starting need; a second try takes up what the first has begun. @param {string} runtime @returns {Parts} */
function fetchParts(runtime) {
  const parts = { module: compile(runtime + "pyodide.asm.wasm"), script: import(runtime + "pyodide.asm.mjs") };
  for (const part of Object.values(parts)) part.catch(() => {}); // whoever needs it hears of it
  return parts;
}

/**
 * Load Pyodide; rejects where it would only warn and wait.
 * @param {Where} where @param {Parts} parts @param {Progress} progress @param {Options} options
 * @param {(module: Module) => Promise<void>} [prepare] what to do with the runtime before Python starts in it
 * @returns {Promise<import("pyodide").PyodideAPI>}
 */
async function load({ runtime }, { module, script }, progress, options, prepare) {
  const { instantiateStreaming } = WebAssembly;
  let fail = (/** @type {unknown} */ _cause) => {};
  const broken = new Promise((_, reject) => (fail = reject));
  // the module compiles while other files arrive; Pyodide would begin after them
  WebAssembly.instantiateStreaming = async (_answer, imports) => {
    try {
      return { module: await module, instance: await WebAssembly.instantiate(await module, imports) };
    } catch (error) {
      fail(error);
      throw error;
    }
  };
  given.set(runtime + "pyodide.asm.wasm", Promise.resolve(new Response()));
  const loading = loadPyodide({
    indexURL: runtime,
    env: { LANG: "C.UTF-8" },
    ...options,
    async createPyodideModule(settings) {
      const { default: create } = await script;
      const made = await create(settings);
      progress();
      await prepare?.(made);
      return made;
    },
  });
  try {
    const [python] = await Promise.race([broken, Promise.all([loading, module.then(progress), script.then(progress)])]);
    return python;
  } finally {
    WebAssembly.instantiateStreaming = instantiateStreaming;
  }
}

/**
 * The fast way: the memory of a runtime that has started already.
 * @param {Where} where @param {string} address @param {Parts} parts @param {Progress} progress @returns {Promise<Answer>}
 */
async function restore(where, address, parts, progress) {
  const packed = await open(address);
  if (!packed.body) refuse(`${address} is empty`);
  const snapshot = new Arriving(packed.body.pipeThrough(new DecompressionStream("gzip")), progress);
  const { build, pyodide, lock, length } = await snapshot.head;
  if (build !== where.build) refuse("the snapshot is of another build");
  const stdLibURL = where.runtime + "python_stdlib.zip";
  given.set(stdLibURL, Promise.resolve(new Response())); // what is needed of it is in the memory
  const state = Uint8Array.from(atob(pyodide), (letter) => letter.charCodeAt(0));
  const options = { stdLibURL, lockFileContents: lock, packageBaseUrl: where.engine, _loadSnapshot: state };
  const loading = load(where, parts, progress, options, async (module) => {
    await snapshot.whole;
    if (module.HEAPU8.length < length) module.growMemory(length);
    const memory = module.HEAPU8;
    memory.fill(0, module.___heap_base, module._sbrk(0)); // what this browser's own start has left there
    // where Python finds a function of JavaScript's in the table; it is another place in each engine, and none on iOS
    const place = (module.__PyRuntime + module.HEAP32[module.__PyEM_EMSCRIPTEN_TRAMPOLINE_OFFSET >> 2]) >> 2;
    const own = module.HEAP32[place];
    snapshot.place(memory);
    module.HEAP32[place] = own;
  });
  const [python] = await Promise.all([loading, snapshot.whole]);
  const engine = python.pyimport("calculators.browser");
  engine.renew();
  return engine.answer;
}

/**
 * The plain way, which needs nothing private of Pyodide.
 * @param {Where} where @param {Parts} parts @param {Progress} progress @returns {Promise<Answer>}
 */
async function boot(where, parts, progress) {
  const lock = await (await open(where.engine + "pyodide-lock.json")).json();
  const stdLibURL = where.runtime + "python_stdlib.zip";
  const wheels = Object.values(lock.packages).map(({ file_name: name }) => where.engine + name);
  const files = [stdLibURL, ...wheels].map((address) => {
    const answer = open(address).then((opened) => watched(opened, progress));
    given.set(address, answer);
    return answer;
  });
  const options = { stdLibURL, lockFileContents: lock, packageBaseUrl: where.engine, packages: [ENGINE] };
  const [python] = await Promise.all([load(where, parts, progress, options), ...files]);
  // Pyodide only logs what it could not load
  for (const name of Object.keys(lock.packages)) {
    if (!(name in python.loadedPackages)) refuse(`the package ${name} could not be loaded`);
  }
  const engine = python.pyimport("calculators.browser");
  engine.warm();
  return engine.answer;
}

/** Start Python the fastest way that works here. @param {Where} where @param {Progress} progress @returns {Promise<Answer>} */
export async function start(where, progress) {
  probe();
  const parts = fetchParts(where.runtime);
  if (where.snapshot && typeof DecompressionStream === "function") {
    try {
      return await restore(where, where.snapshot, parts, progress);
    } catch (error) {
      console.info("The calculators start the plain way:", error instanceof Error ? error.message : error);
    }
  }
  return boot(where, parts, progress);
}
