// What a reader has ticked and noted, list by list: in the browser's own storage, or, where that is closed, for this visit.
// @ts-check

import { absolute } from "./absolute.js";

/**
 * What was done to an item; `text` is what it said when the note was written.
 * @typedef {{ticked?: boolean, note?: string, text?: string}} Mark
 */
/** @typedef {Record<string, Mark>} Marks */

const PREFIX = `checklist:${new URL(absolute("")).pathname}`;

/** @type {Map<string, Marks>} what could not be stored */
const visit = new Map();
let closed = false;

/** Whether marks outlast this visit. */
export function isKept() {
  return !closed;
}

/** @param {unknown} given @returns {Marks} */
function checked(given) {
  if (typeof given !== "object" || given === null) return {};
  /** @type {Marks} */
  const marks = {};
  for (const [id, mark] of Object.entries(given)) {
    if (typeof mark !== "object" || mark === null) continue;
    const { ticked, note, text } = mark;
    marks[id] = {
      ...(ticked === true && { ticked }),
      ...(typeof note === "string" && note && { note, text: String(text ?? "") }),
    };
  }
  return marks;
}

/** @param {string} key of a list @returns {Marks} */
export function read(key) {
  const given = visit.get(key);
  if (given) return given;
  try {
    return checked(JSON.parse(localStorage.getItem(PREFIX + key) ?? "{}"));
  } catch (error) {
    closed ||= !(error instanceof SyntaxError);
    return {};
  }
}

/** @param {string} key @param {Marks} marks */
export function write(key, marks) {
  const meant = Object.entries(marks).filter(([, { ticked, note }]) => ticked || note);
  try {
    if (meant.length) localStorage.setItem(PREFIX + key, JSON.stringify(Object.fromEntries(meant)));
    else localStorage.removeItem(PREFIX + key);
    visit.delete(key);
    closed = false;
  } catch {
    closed = true;
    visit.set(key, Object.fromEntries(meant));
  }
}

/** Call when another tab has changed one of the lists. @param {(key: string) => void} then @param {AbortSignal} signal */
export function onForeignChange(then, signal) {
  const heard = (/** @type {Event} */ event) => {
    if (event instanceof StorageEvent && event.key?.startsWith(PREFIX)) then(event.key.slice(PREFIX.length));
  };
  addEventListener("storage", heard, { signal });
}
