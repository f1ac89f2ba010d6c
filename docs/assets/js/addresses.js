// Where this build of the site keeps what is loaded later.
// @ts-check

/**
 * @typedef {object} Addresses
 * @property {string} build names the content that all of these are of
 * @property {string} engineBuild names the content of the engine, which a snapshot must be of
 * @property {string} worker
 * @property {string} runtime ends with a slash
 * @property {string} engine ends with a slash
 * @property {string | null} snapshot where one was taken
 * @property {string} charts
 * @property {string} checklists
 * @property {string[]} files all that a calculator fetches beside its page
 * @property {string[]} pages of the calculators
 * @property {boolean} offline whether pages are kept for reading without a network
 */

// @ts-expect-error - the build writes it before the bundle
const given = /** @type {Addresses} */ (SITE);

/** All paths are relative to the site's root. */
export const addresses = given;
