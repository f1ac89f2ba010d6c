// Makes what a page starts from: the memory of a runtime in which the engine, its packages, its templates and the site's
// data are loaded and every calculator has run once. The same input gives the same bytes.
// Usage: node snapshot.mjs RUNTIME_FOLDER STANDARD_LIBRARY WHEELS_FOLDER BUILD TARGET
// @ts-nocheck - runs under Node, with options of Pyodide that its types do not name
import crypto from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

import { changedRuns, write } from "./memory.js";

const LARGEST = 1 << 20;
const SMALLEST = 8;
const HEADER = 16; // what an allocator may keep beside a piece

/** The memory as the WebAssembly brings it, once an instance of the runtime is made. */
function watchBareMemory() {
  const { instantiate } = WebAssembly;
  return new Promise((resolve) => {
    WebAssembly.instantiate = async (...given) => {
      const made = await instantiate.apply(WebAssembly, given);
      const memory = made.instance?.exports.memory;
      if (memory?.buffer.byteLength > LARGEST) {
        WebAssembly.instantiate = instantiate;
        resolve(new Uint8Array(memory.buffer.slice(0)));
      }
      return made;
    };
  });
}

/** The memory after the steps that a page takes before it puts the snapshot in place. */
async function begin(loadPyodide, createModule, options) {
  let begun;
  const stop = new Error("enough");
  const createPyodideModule = async (settings) => {
    const module = await createModule({ ...settings, noInitialRun: true });
    begun = module.HEAPU8.slice();
    throw stop;
  };
  await loadPyodide({ ...options, createPyodideModule }).catch((error) => {
    if (error !== stop) throw error;
  });
  return begun;
}

/** Overwrite free memory with zeros: what lay there would only be packed and sent. */
function clearFree(module) {
  const top = module._sbrk(0);
  const held = [];
  for (let size = LARGEST; size >= SMALLEST; size = size > 64 ? size >> 1 : size - 4) {
    for (;;) {
      const piece = module._malloc(size);
      if (piece + size + HEADER >= top) {
        module._free(piece);
        break;
      }
      module.HEAPU8.fill(0, piece, piece + module._malloc_usable_size(piece));
      held.push(piece);
    }
  }
  held.forEach((piece) => module._free(piece));
}

const LOAD = `
import gc, importlib, random
importlib.invalidate_caches()
import calculators.browser
calculators.browser.warm()
random.seed(0)
gc.collect()
`;

const [runtime, stdLibURL, wheels, build, target] = process.argv.slice(2);
try {
  const at = (name) => pathToFileURL(join(runtime, name)).href;
  const [{ loadPyodide }, { default: createModule }] = [await import(at("pyodide.mjs")), await import(at("pyodide.asm.mjs"))];
  // nothing of the machine and the moment may be in it
  Date.now = () => Date.UTC(2000, 0);
  performance.now = () => 0;
  crypto.randomFillSync = (bytes) => bytes.fill(1);
  const options = { indexURL: runtime, stdLibURL, env: { LANG: "C.UTF-8", PYTHONHASHSEED: "0" } };
  const bare = watchBareMemory();
  const begun = await begin(loadPyodide, createModule, options);
  const python = await loadPyodide({ ...options, _makeSnapshot: true });
  const extractDir = python.runPython("import site; site.getsitepackages()[0]"); // where packages of a lock file go
  for (const wheel of readdirSync(wheels).filter((name) => name.endsWith(".whl"))) {
    python.unpackArchive(new Uint8Array(readFileSync(join(wheels, wheel))).buffer, "wheel", { extractDir });
  }
  python.runPython(LOAD);
  clearFree(python._module);

  const taken = python.makeMemorySnapshot();
  const [, offset] = new Uint32Array(taken.buffer, taken.byteOffset, 2);
  const memory = taken.subarray(offset);
  const head = {
    build,
    lock: JSON.parse(readFileSync(join(wheels, "pyodide-lock.json"), "utf8")),
    pyodide: Buffer.from(taken.subarray(0, offset)).toString("base64"),
    length: memory.length,
    runs: changedRuns(memory, await bare, begun),
  };
  writeFileSync(target, gzipSync(write(head, memory), { level: 9 }));
} catch (error) {
  // the stack of a Pyodide error quotes a whole bundle
  process.stderr.write(String(error.message).slice(-2000) + "\n");
  process.exit(1);
}
