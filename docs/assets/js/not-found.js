// The page for addresses that are none of the site's: guesses which page was meant.
// @ts-check

const GUESSES = 3;
const FAR = 0.45; // share of letters that may differ

/** Letters to change, add or drop between two words. @param {string} one @param {string} other */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, index) => index);
  for (let i = 1; i <= one.length; i++) {
    const next = [i];
    for (let j = 1; j <= other.length; j++) {
      next[j] = Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + Number(one[i - 1] !== other[j - 1]));
    }
    row = next;
  }
  return row[other.length];
}

/** An address as it reads; one that is badly encoded stays as it is. @param {string} path */
function readable(path) {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}

/** The words of an address in one line. @param {string} path */
function words(path) {
  const plain = readable(path).toLowerCase();
  return plain.replace(/(index)?\.(html?|md|php)$/, "").replace(/[^a-z0-9]+/g, " ").trim();
}

/** How far an address is from a page's, from 0, the same, to 1; the last word or the title may be what was meant.
 * @param {string} asked @param {string} page @param {string} title */
function difference(asked, page, title) {
  const last = asked.split(" ").slice(-2).join(" ");
  const pairs = [[asked, words(page)], [asked, words(page.split("/").slice(-2).join("/"))], [last, words(page.split("/").slice(-2).join("/"))], [asked, words(title)]];
  return Math.min(...pairs.map(([one, other]) => (one && other ? distance(one, other) / Math.max(one.length, other.length) : 1)));
}

function guess() {
  const place = document.querySelector(".not-found-guess");
  if (!place) return;
  const root = new URL(/** @type {HTMLFormElement} */ (document.querySelector(".not-found-search")).action).pathname;
  const { pathname } = location;
  const asked = words(pathname.startsWith(root) ? pathname.slice(root.length) : pathname);
  const address = /** @type {HTMLElement} */ (document.querySelector(".not-found-address"));
  /** @type {HTMLElement} */ (address.querySelector("code")).textContent = readable(pathname);
  address.hidden = false;
  const last = words(pathname.replace(/(index\.html?)?\/*$/, "").split("/").pop() ?? "");
  /** @type {HTMLInputElement} */ (document.querySelector("#not-found-words")).value = last;
  /** @type {Map<string, {title: string, far: number}>} */
  const pages = new Map();
  for (const link of /** @type {NodeListOf<HTMLAnchorElement>} */ (document.querySelectorAll(".md-nav--primary a[href], .home-door"))) {
    const title = link.querySelector(".home-door-name")?.textContent ?? link.textContent ?? "";
    const page = link.pathname.slice(root.length);
    if (page && !pages.has(link.href)) pages.set(link.href, { title: title.replace(/\s+/g, " ").trim(), far: difference(asked, page, title) });
  }
  const near = [...pages].filter(([, { far }]) => far <= FAR).sort(([, a], [, b]) => a.far - b.far);
  if (!near.length) return;
  const links = near.slice(0, near[0][1].far < 0.15 ? 1 : GUESSES).map(([href, { title }]) => Object.assign(document.createElement("a"), { href, textContent: title }));
  const said = document.createElement("p");
  said.append("Perhaps you want ", ...links.flatMap((link, index) => (index ? [index === links.length - 1 ? " or " : ", ", link] : [link])), ".");
  place.replaceChildren(said);
}

if (document.readyState === "loading") addEventListener("DOMContentLoaded", guess);
else guess();
