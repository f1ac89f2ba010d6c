// Has the service worker keep what a reader has opened, so that it opens again without a network.
// @ts-check

import { absolute } from "./absolute.js";
import { addresses } from "./addresses.js";

/** @type {Promise<ServiceWorkerRegistration> | undefined} */
let registered;

function register() {
  registered ??= navigator.serviceWorker.register(absolute("sw.js")).then(() => navigator.serviceWorker.ready);
  return registered;
}

/** What this page and the ones before it in this visit were made of. */
function fetched() {
  return performance.getEntriesByType("resource").map(({ name }) => name);
}

/** @param {string[]} files */
async function keep(files) {
  if (!addresses.offline || !("serviceWorker" in navigator)) return;
  try {
    const { active } = await register();
    active?.postMessage({ type: "keep", files: [...new Set(files)] });
  } catch (error) {
    console.info("Pages are not kept for reading offline:", error instanceof Error ? error.message : error);
  }
}

/** Keep the page that was opened, when everything it needs is there. */
export function keepForOffline() {
  const here = () => keep([location.href.split("#")[0], ...fetched()]);
  if (document.readyState === "complete") here();
  else addEventListener("load", here, { once: true });
}

/** Keep the calculators, once one has started: they then work without a server. */
export function keepCalculators() {
  return keep([location.href.split("#")[0], ...fetched(), ...[...addresses.pages, ...addresses.files].map(absolute)]);
}
