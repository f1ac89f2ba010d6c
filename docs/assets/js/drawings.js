// The charts of one result, drawn live in their places. The chart library is fetched when the first one is asked for.
// @ts-check

import { absolute } from "./absolute.js";
import { addresses } from "./addresses.js";

/** @typedef {typeof import("../../../calculators/browser/charts.js")} Library */
/** @typedef {import("../../../calculators/browser/charts.js").Drawing} Drawing */

const NARROWEST = 300;
const WIDEST = 760;

/** @type {Promise<Library> | undefined} */
let library;

/** @returns {Promise<Library>} */
function load() {
  library ??= import(absolute(addresses.charts));
  return library;
}

/** Resolves when the page has nothing better to do. */
export function idle() {
  return new Promise((resolve) => (typeof requestIdleCallback === "function" ? requestIdleCallback(resolve) : setTimeout(resolve, 200)));
}

export class Drawings {
  #result;
  /** @type {Map<string, {drawing: Drawing, place: HTMLElement}>} */
  #drawn = new Map();
  /** @type {Record<string, object> | undefined} */
  #due;
  #working = false;

  /** @param {HTMLElement} result holds the places */
  constructor(result) {
    this.#result = result;
  }

  /** Draw every chart in its place; while that goes on, only the newest specifications are kept. @param {Record<string, object>} specs */
  async show(specs) {
    this.#due = specs;
    if (this.#working) return;
    this.#working = true;
    try {
      while (this.#due) {
        const next = this.#due;
        this.#due = undefined;
        for (const [name, spec] of Object.entries(next)) await this.#draw(name, spec);
      }
    } finally {
      this.#working = false;
    }
  }

  /** @param {string} name @param {object} spec */
  async #draw(name, spec) {
    const place = this.#result.querySelector(`[data-chart="${CSS.escape(name)}"] .chart-drawing`);
    if (!(place instanceof HTMLElement)) return;
    const sized = { ...spec, width: Math.max(NARROWEST, Math.min(place.clientWidth, WIDEST)) };
    const before = this.#drawn.get(name);
    if (before?.place === place && (await before.drawing.update(sized))) return;
    const { draw } = await load();
    const drawing = await draw(place, sized);
    before?.drawing.release();
    this.#drawn.set(name, { drawing, place });
  }

  release() {
    for (const { drawing } of this.#drawn.values()) drawing.release();
    this.#drawn.clear();
  }
}
