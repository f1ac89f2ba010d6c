// Menu and search of a narrow window. The theme opens them by labels of hidden check boxes, which no keyboard reaches.
// @ts-check

const PARTS = "label.md-nav__link[for], label.md-nav__title[for]";

const OPENERS = { __drawer: "Menu", __search: "Search" };

/** What opens menu and search becomes a button with a name. Only a script may say so: HTML allows a label no role. */
function name() {
  for (const [box, said] of Object.entries(OPENERS)) {
    const label = document.querySelector(`.md-header label.md-header__button[for="${box}"]`);
    label?.setAttribute("role", "button");
    label?.setAttribute("tabindex", "0");
    label?.setAttribute("aria-label", said);
  }
}

/** @returns {HTMLInputElement | null} */
const drawer = () => document.querySelector("#__drawer");

/** What opens and closes in the drawer can be reached while it is open. */
function follow() {
  const open = drawer()?.checked ?? false;
  const sidebar = document.querySelector(".md-sidebar--primary");
  for (const label of sidebar?.querySelectorAll(PARTS) ?? []) {
    if (open) {
      label.setAttribute("role", "button");
      label.setAttribute("tabindex", "0");
      const beside = label.parentElement?.querySelector("a")?.textContent?.trim();
      if (!label.textContent?.trim() && beside) label.setAttribute("aria-label", `Pages of ${beside}`);
    } else {
      label.removeAttribute("role");
      label.setAttribute("tabindex", "-1");
    }
  }
  if (open) sidebar?.querySelector("a")?.focus();
}

/** @param {KeyboardEvent} event */
function press(event) {
  // the theme answers Enter itself
  if (event.key === " " && event.target instanceof HTMLElement && event.target.matches('label[role="button"]')) {
    event.preventDefault();
    event.target.click();
  }
  const box = drawer();
  if (event.key === "Escape" && box?.checked) {
    box.click();
    document.querySelector(/** @type {"label"} */ ('.md-header label[for="__drawer"]'))?.focus();
  }
}

export function openByKeyboard() {
  name();
  addEventListener("keydown", press);
  addEventListener("change", (event) => event.target === drawer() && follow());
}
