// Makes the memory snapshot that lets a page start without starting Python: the runtime with the engine, its packages,
// its templates and the site's data loaded, and every calculator run once.
// Usage: node snapshot.mjs RUNTIME_FOLDER ENGINE_ZIP OUTPUT
// @ts-nocheck - runs under Node, with an option of Pyodide that its types do not name
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { gzipSync } from "node:zlib";

const [runtime, engine, output] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(pathToFileURL(join(runtime, "pyodide.mjs")).href);
  const python = await loadPyodide({ _makeSnapshot: true, indexURL: runtime });
  python.unpackArchive(new Uint8Array(readFileSync(engine)).buffer, "zip", { extractDir: "/engine" });
  python.runPython(`
import gc, sys
sys.path.insert(0, "/engine")
import calculators.browser
calculators.browser.warm()
gc.collect()
`);
  writeFileSync(output, gzipSync(python.makeMemorySnapshot(), { level: 9 }));
} catch (error) {
  // the stack of a Pyodide error quotes a whole bundle
  process.stderr.write(String(error.message).slice(-2000) + "\n");
  process.exit(1);
}
