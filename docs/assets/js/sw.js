// The service worker: files that are named by their content come from the cache, everything else from the network while
// there is one. Each build of the site has a cache of its own, so that no version is mixed from two.
// @ts-check
/// <reference lib="webworker" />

import { absoluteFrom } from "./absolute.js";
import { addresses } from "./addresses.js";

const self = /** @type {ServiceWorkerGlobalScope} */ (/** @type {unknown} */ (globalThis));
const PREFIX = `guide ${self.registration.scope} `; // other sites may share the origin
const OWN = PREFIX + addresses.build;
const LINKED = /\b(?:href|src)="([^"]+)"/g;

/** Whether a file's name, or its folder's, says what is in it. @param {string} address */
const isFixed = (address) => /-[0-9a-f]{12}[./]|\.[0-9a-f]{8}\.min\.(js|css)$/.test(new URL(address).pathname);

/** What the worker fetches: browsers keep compiled code by the answer that came from the network, so that is passed on whole. */
const isRuntime = (/** @type {string} */ address) => /\/assets\/(runtime|engine|snapshot)-/.test(address);

/** The whole guide for paper is large, and readers who want it keep it themselves. @param {string} address */
const isForPaper = (address) => new URL(address).pathname.endsWith(".pdf");

const isOurs = (/** @type {string} */ address) => address.startsWith(self.registration.scope);

async function oldCaches() {
  return (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== OWN);
}

/** Put a file into the cache unless it is there; a fixed one is taken from wherever it lies. @param {Cache} cache @param {string} address */
async function keep(cache, address) {
  if (await cache.match(address)) return;
  const known = isFixed(address) ? await caches.match(address) : undefined;
  const answer = known ?? (await fetch(address, { cache: isFixed(address) ? "force-cache" : "default" }));
  if (answer.ok) await cache.put(address, answer);
}

/** Keep a page with the fixed files that it names. @param {Cache} cache @param {string} address */
async function keepPage(cache, address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) return; // it is not in this build
  const text = await answer.clone().text();
  await cache.put(address, answer);
  for (const [, link] of text.matchAll(LINKED)) {
    const file = new URL(link, address).href;
    if (isOurs(file) && isFixed(file)) await keep(cache, file);
  }
}

/** Fetch anew what the build before this one has kept. A failure leaves that build in place. */
async function takeOver() {
  const cache = await caches.open(OWN);
  for (const name of await oldCaches()) {
    const addressesKept = (await (await caches.open(name)).keys()).map(({ url }) => url);
    for (const address of addressesKept) if (!isFixed(address)) await keepPage(cache, address);
    if (addressesKept.some(isRuntime)) for (const file of addresses.files) await keep(cache, absoluteFrom(self.registration.scope, file));
  }
}

async function forgetOld() {
  for (const name of await oldCaches()) await caches.delete(name);
}

/** @param {Request} request */
async function fromCache(request) {
  const known = await caches.match(request.url);
  if (known) return known;
  const answer = await fetch(request);
  if (answer.ok && !isRuntime(request.url)) await (await caches.open(OWN)).put(request.url, answer.clone());
  return answer;
}

/** @param {Request} request */
async function fromNetwork(request) {
  try {
    const answer = await fetch(request, { cache: "no-cache" }); // whatever the server says of how long a page is good
    if (answer.ok) await (await caches.open(OWN)).put(request.url, answer.clone());
    return answer;
  } catch (error) {
    const known = await caches.match(request.url, { ignoreSearch: request.mode === "navigate" });
    if (known) return known;
    throw error;
  }
}

function serve() {
  self.addEventListener("install", (event) => event.waitUntil(takeOver()));
  self.addEventListener("activate", (event) => event.waitUntil(forgetOld().then(() => self.clients.claim())));
  self.addEventListener("message", (event) => {
    /** @type {string[]} */
    const files = event.data.files;
    const work = async () => {
      const cache = await caches.open(OWN);
      for (const file of files.filter(isOurs)) await keep(cache, file);
    };
    event.waitUntil(work());
  });
  self.addEventListener("fetch", (event) => {
    const { request } = event;
    if (request.method !== "GET" || !isOurs(request.url) || isForPaper(request.url)) return;
    event.respondWith(isFixed(request.url) ? fromCache(request) : fromNetwork(request));
  });
}

/** Where pages are not to be kept any more: let go of everything, and of this worker. */
function retire() {
  self.addEventListener("install", () => self.skipWaiting());
  self.addEventListener("activate", (event) => {
    const work = async () => {
      await forgetOld();
      await caches.delete(OWN);
      await self.registration.unregister();
    };
    event.waitUntil(work());
  });
}

if (addresses.offline) serve();
else retire();
