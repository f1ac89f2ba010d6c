// A calculator's state in the page's address, after the "#", where no server sees it.
// @ts-check

/** @typedef {import("./engine.js").Pair} Pair */

const VERSION = "1";

/** @param {Pair[]} pairs */
export function toFragment(pairs) {
  return new URLSearchParams([["v", VERSION], ...pairs]).toString();
}

/** @param {string} fragment @returns {{pairs: Pair[], fault: string}} */
export function fromFragment(fragment) {
  const params = [...new URLSearchParams(fragment.replace(/^#/, ""))];
  const version = params.find(([name]) => name === "v")?.[1];
  if (version !== VERSION) return { pairs: [], fault: `it is of a form this page does not know (v=${version ?? "missing"}; allowed: v=${VERSION})` };
  return { pairs: params.filter(([name]) => name !== "v"), fault: "" };
}

/** @param {string} fragment */
export const holdsState = (fragment) => /^#(.*&)?v=/.test(fragment);
