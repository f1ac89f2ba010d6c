// Elements that only some pages have: their module is loaded when the first of them comes into a page.
// @ts-check

/** @param {string[]} names of elements that are not defined yet @param {string} address of the module that defines them */
export function loadWhenMet(names, address) {
  const met = names.map((name) => `${name}:not(:defined)`).join();
  const observer = new MutationObserver(look);
  function look() {
    if (!document.querySelector(met)) return;
    observer.disconnect();
    import(address).catch((error) => console.info(`The page stays as it is without ${names[0]}:`, error.message));
  }
  observer.observe(document.documentElement, { childList: true, subtree: true });
  look();
}
