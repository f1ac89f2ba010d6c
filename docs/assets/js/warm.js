// Fetches what a calculator needs when a reader is about to open one, so that it lies in the browser's cache by then.
// @ts-check

import { absolute } from "./absolute.js";
import { addresses } from "./addresses.js";
import { Engine } from "./engine.js";

let warmed = false;

/** Whether the reader asked for few data, or has a slow line. */
function sparing() {
  const { connection } = /** @type {{connection?: {saveData?: boolean, effectiveType?: string}}} */ (navigator);
  return Boolean(connection?.saveData || /2g|3g/.test(connection?.effectiveType ?? "")) || matchMedia("(prefers-reduced-data: reduce)").matches;
}

/** @param {Event} event */
function intend({ target }) {
  if (warmed || Engine.running || !(target instanceof Element)) return;
  const link = target.closest("a[href]");
  if (!(link instanceof HTMLAnchorElement)) return;
  const { origin, pathname } = new URL(link.href, location.href);
  if (!addresses.pages.some((page) => absolute(page) === origin + pathname) || sparing()) return;
  warmed = true;
  for (const path of addresses.files) {
    // read to the end, else the browser keeps nothing; a failure here is told when the calculator starts
    fetch(absolute(path), { priority: "low" }).then((answer) => answer.arrayBuffer(), () => {});
  }
}

export function warmOnIntent() {
  for (const kind of ["pointerover", "focusin", "touchstart"]) addEventListener(kind, intend, { passive: true });
}
