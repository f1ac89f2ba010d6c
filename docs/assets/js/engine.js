// The page's side of the worker in which Python runs: one for the page's lifetime, across instant navigation.
// @ts-check

import { absolute } from "./absolute.js";
import { addresses } from "./addresses.js";

/** @typedef {[name: string, value: string]} Pair */
/** @typedef {{field: string, label: string, message: string}} Fault */
/**
 * @typedef {object} Reply
 * @property {boolean} ok
 * @property {Fault[]} faults
 * @property {string} answer
 * @property {string} html
 * @property {Record<string, object>} charts
 * @property {Record<string, string>} summaries
 * @property {Record<string, string>} placeholders
 * @property {object} scenario
 * @property {Pair[]} values
 */

/** What Python itself says of a request that it could not answer. */
export class CalculationError extends Error {}

const SILENCE = 30_000; // milliseconds without a sign of life after which nothing more is expected

/** A worker in which Python starts once and then answers. It never leaves anyone waiting: what does not come is an error. */
export class Engine {
  /** @type {Engine | undefined} */
  static #shared;

  /** Whether one runs, or is about to. */
  static get running() {
    return Boolean(Engine.#shared);
  }

  /** The one that runs, or a new one; after a failure the next call tries anew. */
  static get() {
    Engine.#shared ??= new Engine();
    return Engine.#shared;
  }

  #last = 0;
  /** @type {Map<number, {resolve: (reply: Reply) => void, reject: (cause: Error) => void}>} */
  #open = new Map();
  /** @type {Worker | undefined} */
  #worker;
  #watch = 0;
  /** @type {() => void} */
  #succeed = () => {};
  /** @type {(cause: Error) => void} */
  #fail = () => {};
  #started = false;
  /** Resolves when Python answers; rejects with the first thing that went wrong. @type {Promise<void>} */
  ready;

  constructor() {
    performance.mark("calculator:boot-start");
    this.ready = new Promise((resolve, reject) => ([this.#succeed, this.#fail] = [resolve, reject]));
    this.ready.catch(() => this.#end());
    try {
      this.#worker = new Worker(absolute(addresses.worker), { type: "module" });
    } catch (error) {
      this.#fail(new Error(`the browser allows no worker here (${error instanceof Error ? error.message : error})`));
      return;
    }
    this.#worker.addEventListener("error", (event) => {
      event.preventDefault();
      this.#break(event.message || "its program could not be loaded, or may not run here");
    });
    this.#worker.addEventListener("message", ({ data }) => this.#heard(data));
    const { engineBuild, runtime, engine, snapshot } = addresses;
    const where = { build: engineBuild, runtime: absolute(runtime), engine: absolute(engine), snapshot: snapshot && absolute(snapshot) };
    this.#worker.postMessage({ type: "boot", where });
    this.#expect();
  }

  /** Wait for the next sign of life, as long as one is due. */
  #expect() {
    clearTimeout(this.#watch);
    if (this.#started && !this.#open.size) return;
    this.#watch = setTimeout(() => this.#break(`nothing came for ${SILENCE / 1000} seconds`), SILENCE);
  }

  /** @param {{type: string, id: number, reply: string, cause: string}} data */
  #heard(data) {
    if (data.type === "ready") {
      this.#started = true;
      performance.mark("calculator:ready");
      this.#succeed();
    } else if (data.type === "broken") this.#break(data.cause);
    else if (data.type !== "progress") this.#settle(data);
    this.#expect();
  }

  /** @param {string} cause */
  #break(cause) {
    const error = new Error(cause);
    this.#fail(error);
    if (this.#started) this.#end();
    for (const { reject } of this.#open.values()) reject(error);
    this.#open.clear();
  }

  #end() {
    clearTimeout(this.#watch);
    if (Engine.#shared === this) Engine.#shared = undefined;
    this.#worker?.terminate();
  }

  /** @param {{type: string, id: number, reply: string, cause: string}} data */
  #settle(data) {
    for (const [id, { resolve, reject }] of this.#open) {
      if (id > data.id) continue;
      this.#open.delete(id);
      if (id < data.id) reject(new DOMException("a newer request took its place", "AbortError"));
      else if (data.type === "answer") resolve(JSON.parse(data.reply));
      else reject(new CalculationError(data.cause));
    }
  }

  /** @param {object} request @returns {Promise<Reply>} */
  async ask(request) {
    await this.ready;
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#worker?.postMessage({ type: "ask", id, request: JSON.stringify(request) });
      this.#expect();
    });
  }
}

/** Call `start` once the page stands there to be read. @param {() => void} start */
export function afterFirstPaint(start) {
  if (document.visibilityState === "hidden") start(); // a page in the background is not painted
  else if (PerformanceObserver.supportedEntryTypes.includes("paint")) {
    const observer = new PerformanceObserver(() => {
      observer.disconnect();
      start();
    });
    observer.observe({ type: "paint", buffered: true });
  } else requestAnimationFrame(() => setTimeout(start));
}
