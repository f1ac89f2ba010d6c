// Compiles the Python files of archives, in the runtime that will run them.
// Usage: node compile.mjs RUNTIME_FOLDER SOURCE TARGET [SOURCE TARGET …]
// @ts-nocheck - runs under Node
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

const [runtime, ...archives] = process.argv.slice(2);
try {
  const { loadPyodide } = await import(pathToFileURL(join(runtime, "pyodide.mjs")).href);
  const python = await loadPyodide({ indexURL: runtime });
  python.FS.writeFile("/tmp/bytecode.py", readFileSync(new URL("bytecode.py", import.meta.url)));
  python.runPython("import sys; sys.path.insert(0, '/tmp')");
  const { compile_archive } = python.pyimport("bytecode");
  for (let index = 0; index < archives.length; index += 2) {
    python.FS.writeFile("/tmp/source", readFileSync(archives[index]));
    compile_archive("/tmp/source", "/tmp/target");
    writeFileSync(archives[index + 1], python.FS.readFile("/tmp/target"));
  }
} catch (error) {
  // the stack of a Pyodide error quotes a whole bundle
  process.stderr.write(String(error.message).slice(-2000) + "\n");
  process.exit(1);
}
