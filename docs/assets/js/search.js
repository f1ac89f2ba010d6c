// The search worker: says what a reader asks in the terms that the theme's worker looks up, and loads that one when the
// reader turns to the search. The theme lets a site name a worker of its own.
// @ts-check
/// <reference lib="webworker" />

import { toTerms } from "./query.js";

const self = /** @type {DedicatedWorkerGlobalScope & {lunr: {stemmer: {stemmer(word: string): string} | ((token: any) => any), Token: any}}} */ (
  /** @type {unknown} */ (globalThis)
);

/** What the build puts before this script. @type {{worker: string, synonyms: Record<string, string>}} */
const { worker, synonyms } = /** @type {any} */ (globalThis).SEARCH;

const QUERY = 2; // the number of the theme's message

let loaded = false;

/** @type {Set<string>} */
let added = new Set(); // terms of the last query that the reader has not typed

/** @param {string} word */
function stem(word) {
  const { lunr } = /** @type {any} */ (self);
  return String(lunr.stemmer(new lunr.Token(word)));
}

/** @param {string} asked */
function query(asked) {
  const { typed, more } = toTerms(asked, stem, synonyms);
  added = new Set(more.flatMap((term) => term.split(" ")).map((term) => term.replace(/\^\d+$/, "")));
  for (const term of typed.flatMap((each) => each.split(" "))) added.delete(term.replace(/\^\d+$/, ""));
  return [...typed, ...more].join(" ");
}

self.addEventListener("message", (event) => {
  if (!event.isTrusted) return; // the one that is passed on below
  event.stopImmediatePropagation();
  if (!loaded) self.importScripts(new URL(worker, self.location.href).href);
  loaded = true;
  const { type, data } = event.data;
  const passedOn = type === QUERY ? { type, data: query(data) } : event.data;
  self.dispatchEvent(new MessageEvent("message", { data: passedOn }));
});

// the theme names the terms that a page lacks: only those that the reader has typed
const post = self.postMessage.bind(self);
self.postMessage = (/** @type {any} */ message) => {
  for (const { terms } of message.data?.items?.flat() ?? []) {
    for (const term of Object.keys(terms)) if (!terms[term] && added.has(term)) delete terms[term];
  }
  post(message);
};
