// Whole addresses of what lies below the root of the site.
// @ts-check

/** @param {string} root @param {string} path */
export const absoluteFrom = (root, path) => new URL(path, root).href;

/** The bundles of scripts lie two folders below the root. @param {string} path */
export const absolute = (path) => absoluteFrom(new URL("../../", import.meta.url).href, path);
