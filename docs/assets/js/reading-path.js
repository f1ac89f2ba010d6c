// The way on from a chapter: shows the reading path that the reader has taken, and offers the others when asked.
// @ts-check

const KEY = "reading path";

/** What is kept for this visit; browsers may refuse. @returns {string | null} */
function taken() {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

/** @param {string} path */
function take(path) {
  try {
    sessionStorage.setItem(KEY, path);
  } catch {
    // the foot of the chapter then shows all paths
  }
}

export class ReadingPath extends HTMLElement {
  connectedCallback() {
    const asked = new URLSearchParams(location.search).get("path");
    if (asked) take(asked);
    const path = taken();
    const ways = /** @type {HTMLElement[]} */ ([...this.querySelectorAll("[data-path]")]);
    if (!ways.some((way) => way.dataset.path === path)) return;
    for (const way of ways) way.hidden = way.dataset.path !== path;
    this.querySelector("details")?.setAttribute("open", "");
  }
}

/** Remember the path whose chapter is opened from the page of paths. */
export function followPaths() {
  addEventListener("click", ({ target }) => {
    const link = target instanceof Element && target.closest("a[data-path]");
    if (link) take(/** @type {HTMLElement} */ (link).dataset.path ?? "");
  });
}
