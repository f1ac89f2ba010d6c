// A calculator's form as pairs of names and texts, and its tables of rows.
// @ts-check

/** @typedef {import("./engine.js").Pair} Pair */
/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** @param {HTMLFormElement} form */
export function controls(form) {
  return /** @type {Control[]} */ ([...form.elements].filter((one) => "name" in one && one.name));
}

/** @param {HTMLFormElement} form @returns {Pair[]} */
export function read(form) {
  /** @type {Pair[]} */
  const pairs = [];
  for (const one of controls(form)) {
    if (one instanceof HTMLInputElement && one.type === "radio" && !one.checked) continue;
    pairs.push([one.name, one.value]);
  }
  return pairs;
}

/** @param {Element} row @param {number} index */
export function number(row, index) {
  for (const one of row.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
    for (const key of ["name", "id", "for", "aria-describedby"]) {
      const value = one.getAttribute(key);
      if (value) one.setAttribute(key, value.replace(/(^[a-z]+\.|field-[a-z]+-)(\d+|#)/g, `$1${index}`));
    }
  }
  for (const place of row.querySelectorAll("[data-row-number]")) place.textContent = String(index + 1);
}

/** @param {HTMLFormElement} form @param {string} name */
function body(form, name) {
  return form.querySelector(`table[data-rows="${CSS.escape(name)}"] tbody`);
}

/** @param {HTMLFormElement} form @param {string} name */
export function addRow(form, name) {
  const rows = body(form, name);
  const template = form.querySelector(`template[data-row-template="${CSS.escape(name)}"]`);
  if (!rows || !(template instanceof HTMLTemplateElement)) return null;
  const row = template.content.querySelector("tr")?.cloneNode(true);
  if (!(row instanceof HTMLElement)) return null;
  rows.append(row);
  number(row, rows.children.length - 1);
  return row;
}

/**
 * Put pairs into the form, making the rows they need. Returns the names the form does not have.
 * @param {HTMLFormElement} form @param {Pair[]} pairs @param {boolean} whole whether rows that pairs do not name go away
 */
export function write(form, pairs, whole = true) {
  /** @type {Map<string, number>} */
  const needed = new Map();
  for (const table of form.querySelectorAll("table[data-rows]")) needed.set(table.getAttribute("data-rows") ?? "", 0);
  for (const [name] of pairs) {
    const match = /^([a-z_]+)\.(\d{1,3})\./.exec(name);
    if (match && needed.has(match[1])) needed.set(match[1], Math.max(needed.get(match[1]) ?? 0, Number(match[2]) + 1));
  }
  for (const [name, count] of needed) {
    const rows = body(form, name);
    if (!rows || (!whole && count === 0)) continue;
    while (rows.children.length > count) rows.lastElementChild?.remove();
    while (rows.children.length < count) if (!addRow(form, name)) break;
    if (whole) for (const one of rows.querySelectorAll("input")) one.value = "";
  }
  const unknown = [];
  for (const [name, value] of pairs) {
    const named = controls(form).filter((one) => one.name === name);
    if (!named.length) unknown.push(name);
    for (const one of named) {
      if (one instanceof HTMLInputElement && one.type === "radio") one.checked = one.value === value;
      else one.value = value;
    }
  }
  return unknown;
}

/** @param {HTMLFormElement} form */
export function applyConditions(form) {
  for (const part of form.querySelectorAll("[data-when]")) {
    const [name, value] = (part.getAttribute("data-when") ?? "").split("=");
    const chosen = controls(form).find((one) => one.name === name)?.value;
    if (part instanceof HTMLElement) part.hidden = chosen !== value;
  }
  for (const group of form.querySelectorAll("details.group")) {
    const parts = [...group.querySelectorAll(".group-body > .field")];
    if (group instanceof HTMLElement) group.hidden = parts.length > 0 && parts.every((one) => one instanceof HTMLElement && one.hidden);
  }
}
