// The memory of a started runtime as a file: what the WebAssembly itself does not bring and is not zero.
// Written under Node, read in the page's worker.
//
// The file, before gzip: an unsigned 32-bit length, a JSON head of that length, then the bytes of the head's runs.
// @ts-check

/**
 * @typedef {object} Head
 * @property {string} build names the engine's content; the page must ask for the same
 * @property {string} pyodide what Pyodide keeps beside the memory, in its own form, as base64
 * @property {import("pyodide").Lockfile} lock of the engine's packages
 * @property {number} length of the memory, in bytes
 * @property {[start: number, length: number][]} runs where the bytes belong
 */

const BLOCK = 1024; // shorter blocks make the file no smaller
const WORD = 4;

/**
 * The runs of blocks in which `memory` differs from `bare`, the memory as the WebAssembly brings it, or in which starting
 * without Python, `begun`, has written.
 * @param {Uint8Array} memory @param {Uint8Array} bare @param {Uint8Array} begun
 */
export function changedRuns(memory, bare, begun) {
  /** @type {[number, number][]} */
  const runs = [];
  for (let start = 0; start < memory.length; start += BLOCK) {
    let changed = false;
    for (let at = start; at < start + BLOCK && !changed; at++) {
      const before = bare[at] ?? 0;
      changed = memory[at] !== before || (begun[at] ?? 0) !== before;
    }
    if (!changed) continue;
    const last = runs.at(-1);
    if (last && last[0] + last[1] === start) last[1] += BLOCK;
    else runs.push([start, BLOCK]);
  }
  return runs;
}

/** @param {Head} head @param {Uint8Array} memory */
export function write(head, memory) {
  const text = new TextEncoder().encode(JSON.stringify(head));
  const size = head.runs.reduce((sum, [, length]) => sum + length, 0);
  const file = new Uint8Array(WORD + text.length + size);
  new DataView(file.buffer).setUint32(0, text.length, true);
  file.set(text, WORD);
  let at = WORD + text.length;
  for (const [start, length] of head.runs) {
    file.set(memory.subarray(start, start + length), at);
    at += length;
  }
  return file;
}

/** A file as it arrives: the head as soon as it is there, the bytes when all of them are. */
export class Arriving {
  /** @type {Uint8Array[]} */
  #chunks = [];
  /** @type {(head: Head) => void} */
  #tell = () => {};
  /** @type {Head | undefined} */
  #head;
  /** @type {Promise<Head>} */
  head;
  /** @type {Promise<void>} resolves when the last byte is here */
  whole;

  /** @param {ReadableStream<Uint8Array>} stream @param {() => void} progress called for each part that arrives */
  constructor(stream, progress) {
    const told = new Promise((resolve) => (this.#tell = resolve));
    this.whole = this.#collect(stream, progress);
    this.head = Promise.race([told, this.whole.then(() => told)]);
    for (const part of [this.head, this.whole]) part.catch(() => {}); // whoever waits for it hears of it
  }

  /** @param {ReadableStream<Uint8Array>} stream @param {() => void} progress */
  async #collect(stream, progress) {
    const reader = stream.getReader();
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      this.#chunks.push(value);
      if (!this.#head) this.#readHead();
      progress();
    }
    const expected = this.#head?.runs.reduce((sum, [, length]) => sum + length, 0);
    const found = this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0);
    if (expected === undefined || found !== expected) throw new Error("the snapshot is incomplete");
  }

  #readHead() {
    const bytes = new Uint8Array(this.#chunks.reduce((sum, chunk) => sum + chunk.length, 0));
    let at = 0;
    for (const chunk of this.#chunks) {
      bytes.set(chunk, at);
      at += chunk.length;
    }
    if (bytes.length < WORD) return;
    const length = new DataView(bytes.buffer).getUint32(0, true);
    if (bytes.length < WORD + length) return;
    this.#head = JSON.parse(new TextDecoder().decode(bytes.subarray(WORD, WORD + length)));
    this.#chunks = [bytes.subarray(WORD + length)];
    this.#tell(/** @type {Head} */ (this.#head));
  }

  /** Put the bytes where they belong; the file must have arrived whole. @param {Uint8Array} memory */
  place(memory) {
    const runs = /** @type {Head} */ (this.#head).runs.values();
    let at = 0;
    let left = 0;
    for (const chunk of this.#chunks) {
      for (let read = 0; read < chunk.length; ) {
        if (!left) [at, left] = /** @type {[number, number]} */ (runs.next().value);
        const part = Math.min(left, chunk.length - read);
        memory.set(chunk.subarray(read, read + part), at);
        at += part;
        left -= part;
        read += part;
      }
    }
    this.#chunks = [];
  }
}
