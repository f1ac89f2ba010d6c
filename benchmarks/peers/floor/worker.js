// Compiles the runtime's WebAssembly, without which no page can run Python.
// @ts-check

const runtime = new URL(location.href).searchParams.get("runtime") ?? "";
await WebAssembly.compileStreaming(fetch(new URL(runtime + "pyodide.asm.wasm", location.origin)));
postMessage("compiled");

export {}; // a module, and its names its own
