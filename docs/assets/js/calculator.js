// <methodology-calculator>: the form is the page's, the answers are Python's. This module carries text between them.
// @ts-check

/** @typedef {[name: string, value: string]} Pair */
/** @typedef {{field: string, label: string, message: string}} Fault */
/**
 * @typedef {object} Reply
 * @property {boolean} ok
 * @property {Fault[]} faults
 * @property {string} answer
 * @property {string} html
 * @property {Record<string, object>} charts
 * @property {Record<string, string>} summaries
 * @property {Record<string, string>} placeholders
 * @property {object} scenario
 * @property {Pair[]} values
 */

const PATIENCE = 3000; // a start that takes longer than this is spoken of
const REMEMBER = 250; // browsers refuse an address that changes with every key
const SETTLE = 600; // a sentence for screen readers waits until typing rests this long
const CURE = "You can compute on the command line instead (python -m calculators), or reload the page to try again.";

// --- the worker, one for the page's lifetime ---------------------------------------------------------------------

class Engine {
  /** @type {Engine | undefined} */
  static #shared;

  /** @param {DOMStringMap} where */
  static get(where) {
    Engine.#shared ??= new Engine(where);
    return Engine.#shared;
  }

  #last = 0;
  /** @type {Map<number, {resolve: (reply: Reply) => void, reject: (cause: Error) => void}>} */
  #open = new Map();
  #worker;
  /** @type {Promise<void>} */
  ready;

  /** @param {DOMStringMap} where */
  constructor(where) {
    performance.mark("calculator:boot-start");
    const address = (/** @type {string | undefined} */ path) => new URL(path ?? "", document.baseURI).href;
    this.#worker = new Worker(address(where.worker), { type: "module" });
    this.ready = new Promise((resolve, reject) => {
      this.#worker.addEventListener("error", (event) => {
        event.preventDefault();
        reject(new Error(event.message || "its program could not be loaded"));
      });
      this.#worker.addEventListener("message", ({ data }) => {
        if (data.type === "ready") resolve(performance.mark("calculator:ready") && undefined);
        else if (data.type === "broken") reject(new Error(data.cause));
        else this.#settle(data);
      });
    });
    this.ready.catch(() => {
      // a later calculator in the same visit may try anew
      Engine.#shared = undefined;
      this.#worker.terminate();
    });
    const snapshot = where.snapshot && address(where.snapshot);
    this.#worker.postMessage({ type: "boot", runtime: address(where.runtime), engine: address(where.engine), snapshot });
  }

  /** @param {{type: string, id: number, reply: string, cause: string}} data */
  #settle(data) {
    for (const [id, { resolve, reject }] of this.#open) {
      if (id > data.id) continue;
      this.#open.delete(id);
      if (id < data.id) reject(new DOMException("a newer request took its place", "AbortError"));
      else if (data.type === "answer") resolve(JSON.parse(data.reply));
      else reject(new Error(data.cause));
    }
  }

  /** @param {object} request @returns {Promise<Reply>} */
  async ask(request) {
    const id = ++this.#last;
    return new Promise((resolve, reject) => {
      this.#open.set(id, { resolve, reject });
      this.#worker.postMessage({ type: "ask", id, request: JSON.stringify(request) });
      this.ready.catch(reject);
    });
  }
}

// --- the form as names and texts ---------------------------------------------------------------------------------

/** @typedef {HTMLInputElement | HTMLSelectElement | HTMLTextAreaElement} Control */

/** @param {HTMLFormElement} form */
function controls(form) {
  return /** @type {Control[]} */ ([...form.elements].filter((one) => "name" in one && one.name));
}

/** @param {HTMLFormElement} form @returns {Pair[]} */
function read(form) {
  /** @type {Pair[]} */
  const pairs = [];
  for (const one of controls(form)) {
    if (one instanceof HTMLInputElement && one.type === "radio" && !one.checked) continue;
    pairs.push([one.name, one.value]);
  }
  return pairs;
}

/** @param {Element} row @param {number} index */
function number(row, index) {
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
function addRow(form, name) {
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
function write(form, pairs, whole = true) {
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
function applyConditions(form) {
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

// --- state in the address ----------------------------------------------------------------------------------------

const VERSION = "1";

/** @param {Pair[]} pairs */
function toFragment(pairs) {
  return new URLSearchParams([["v", VERSION], ...pairs]).toString();
}

/** @param {string} fragment @returns {{pairs: Pair[], fault: string}} */
function fromFragment(fragment) {
  const params = [...new URLSearchParams(fragment.replace(/^#/, ""))];
  const version = params.find(([name]) => name === "v")?.[1];
  if (version !== VERSION) return { pairs: [], fault: `it is of a form this page does not know (v=${version ?? "missing"}; allowed: v=${VERSION})` };
  return { pairs: params.filter(([name]) => name !== "v"), fault: "" };
}

/** @param {string} fragment */
const holdsState = (fragment) => /^#(.*&)?v=/.test(fragment);

// --- charts ------------------------------------------------------------------------------------------------------

/**
 * Draw every chart in its place, and let go of the drawings before.
 * @param {HTMLElement} result @param {Record<string, object>} specs @param {string} library
 * @param {Map<string, () => void>} drawn how to let go of each drawing, by chart
 */
async function drawCharts(result, specs, library, drawn) {
  const { draw } = await import(new URL(library, document.baseURI).href);
  for (const [name, spec] of Object.entries(specs)) {
    const place = result.querySelector(`[data-chart="${CSS.escape(name)}"] .chart-drawing`);
    if (!(place instanceof HTMLElement)) continue;
    const release = await draw(place, { ...spec, width: Math.max(300, Math.min(place.clientWidth, 760)) });
    drawn.get(name)?.();
    drawn.set(name, release);
  }
}

/** Keep the drawings that stand while new ones are made, and which details were open. @param {HTMLElement} old @param {DocumentFragment} fresh */
function carryOver(old, fresh) {
  for (const figure of fresh.querySelectorAll("[data-chart]")) {
    const drawing = old.querySelector(`[data-chart="${figure.getAttribute("data-chart")}"] .chart-drawing`);
    const place = figure.querySelector(".chart-drawing");
    if (drawing && place) place.append(...drawing.childNodes);
  }
  const was = [...old.querySelectorAll("details")];
  const now = [...fresh.querySelectorAll("details")];
  if (was.length === now.length) now.forEach((one, index) => (one.open = was[index].open));
}

// --- the element -------------------------------------------------------------------------------------------------

class MethodologyCalculator extends HTMLElement {
  /** @type {Pair[]} */
  #defaults = [];
  /** @type {Reply | undefined} */
  #last;
  /** @type {Pair[] | undefined} */
  #beforeReset;
  /** @type {AbortController | undefined} */
  #listening;
  #spoken = 0;
  #patience = 0;
  #remembering = 0;
  #linkFault = "";
  /** @type {Map<string, () => void>} */
  #drawn = new Map();

  /** @param {string} selector */
  #part(selector) {
    return /** @type {HTMLElement} */ (this.querySelector(selector));
  }

  get #form() {
    return /** @type {HTMLFormElement} */ (this.querySelector("form"));
  }

  get calculator() {
    return this.getAttribute("name") ?? "";
  }

  /** @param {"static" | "booting" | "ready" | "busy" | "error"} state */
  #state(state) {
    this.dataset.state = state;
    clearTimeout(this.#patience);
    if (state === "booting") this.#patience = setTimeout(() => this.#say("Starting the calculator …"), PATIENCE);
  }

  connectedCallback() {
    this.#defaults = read(this.#form);
    this.#listening = new AbortController();
    const { signal } = this.#listening;
    this.#form.addEventListener("submit", (event) => event.preventDefault(), { signal });
    this.#form.addEventListener("input", () => this.#changed(), { signal });
    this.#form.addEventListener("change", (event) => this.#chosen(event), { signal });
    this.addEventListener("click", (event) => this.#clicked(event), { signal });
    this.addEventListener("keydown", (event) => this.#pressed(event), { signal });
    addEventListener("hashchange", () => holdsState(location.hash) && this.#load(location.hash), { signal });
    applyConditions(this.#form);
    if (holdsState(location.hash)) this.#load(location.hash);
    else this.#markChanges();
    this.#boot();
  }

  disconnectedCallback() {
    this.#listening?.abort();
    clearTimeout(this.#patience);
    clearTimeout(this.#spoken);
    clearTimeout(this.#remembering);
    for (const release of this.#drawn.values()) release();
    this.#drawn.clear();
  }

  /** @param {string} fragment */
  #load(fragment) {
    const { pairs, fault } = fromFragment(fragment);
    const current = toFragment(read(this.#form));
    if (fragment.slice(1) === current) return;
    this.#linkFault = "";
    const unknown = fault ? [] : write(this.#form, pairs);
    if (fault) this.#linkFault = `The link could not be read: ${fault}.`;
    else if (unknown.length) this.#linkFault = `The link names fields that this calculator does not have: ${unknown.slice(0, 5).join(", ")}.`;
    applyConditions(this.#form);
    this.#changed(false);
  }

  #remember() {
    history.replaceState(history.state, "", "#" + toFragment(read(this.#form)));
  }

  async #boot() {
    this.#state("booting");
    try {
      await Engine.get(this.dataset).ready;
    } catch (error) {
      return this.#broken(error);
    }
    this.#say("");
    this.#state("ready");
    await this.#compute();
  }

  /** @param {unknown} error */
  #broken(error) {
    if (this.dataset.state === "error") return;
    this.#state("error");
    const cause = error instanceof Error ? error.message : String(error);
    this.#say(`The calculator could not start: ${cause}. What you typed is kept, and the result shown is the example's. ${CURE}`);
  }

  #changed(remember = true) {
    this.#markChanges();
    if (remember) {
      this.#linkFault = "";
      clearTimeout(this.#remembering);
      this.#remembering = setTimeout(() => this.#remember(), REMEMBER);
    }
    if (this.dataset.state === "ready" || this.dataset.state === "busy") this.#compute();
  }

  async #compute() {
    this.#state("busy");
    try {
      const reply = await Engine.get(this.dataset).ask({ calculator: this.calculator, values: read(this.#form) });
      this.#show(reply);
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.#state("ready");
      const cause = error instanceof Error ? error.message : String(error);
      this.#showFaults([{ field: "", label: "The calculation", message: `failed: ${cause}` }]);
    }
  }

  /** @param {Reply} reply */
  #show(reply) {
    this.#state("ready");
    performance.mark("calculator:result");
    const result = this.#part(".calculator-result");
    if (!reply.ok) {
      this.#showFaults(reply.faults);
      return;
    }
    this.#last = reply;
    this.#showFaults([]);
    const fresh = document.createRange().createContextualFragment(reply.html);
    carryOver(result, fresh);
    result.replaceChildren(fresh);
    for (const [title, text] of Object.entries(reply.summaries)) {
      for (const group of this.querySelectorAll("details.group")) {
        if (group.querySelector(".group-title")?.textContent === title) {
          const place = group.querySelector(".group-summary");
          if (place) place.textContent = text;
        }
      }
    }
    for (const one of controls(this.#form)) {
      if (one.name in reply.placeholders && "placeholder" in one) one.placeholder = reply.placeholders[one.name];
    }
    drawCharts(result, reply.charts, this.dataset.charts ?? "", this.#drawn).catch((error) =>
      this.#say(`The charts could not be drawn (${error.message}); the tables beneath them hold the same numbers.`),
    );
    clearTimeout(this.#spoken);
    this.#spoken = setTimeout(() => this.#say(reply.answer, true), SETTLE);
  }

  /** @param {Fault[]} faults */
  #showFaults(faults) {
    const box = this.#part(".calculator-faults");
    const result = this.#part(".calculator-result");
    for (const place of this.querySelectorAll(".field-fault")) place.textContent = "";
    for (const one of controls(this.#form)) one.removeAttribute("aria-invalid");
    const all = this.#linkFault ? [{ field: "", label: "Link", message: this.#linkFault }, ...faults] : faults;
    box.hidden = all.length === 0;
    result.toggleAttribute("data-stale", faults.length > 0);
    let note = this.querySelector(".stale-note");
    if (!faults.length) note?.remove();
    else if (!note) {
      note = document.createElement("p");
      note.className = "stale-note";
      const time = new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
      note.textContent = this.#last
        ? `This is the last good result, from before ${time}.`
        : "This is the example’s result. Yours follows when the fault is mended.";
      result.before(note);
    }
    if (!all.length) return;
    const heading = all.length === 1 ? "One thing to mend" : `${all.length} things to mend`;
    /** @type {HTMLElement} */ (box.querySelector("h2")).textContent = heading;
    const list = /** @type {HTMLElement} */ (box.querySelector("ul"));
    list.replaceChildren(...all.map((fault) => this.#faultItem(fault)));
  }

  /** @param {Fault} fault */
  #faultItem({ field, label, message }) {
    const item = document.createElement("li");
    const said = label && message !== this.#linkFault ? `${label}: ${message}` : message;
    const control = controls(this.#form).find((one) => one.name === field);
    const group = this.querySelector(`[data-field="${CSS.escape(field)}"]`);
    const target = control?.id ? control : group;
    if (!target) {
      item.textContent = said;
      return item;
    }
    control?.setAttribute("aria-invalid", "true");
    const place = this.querySelector(`#${CSS.escape(`field-${field.replaceAll(".", "-")}-fault`)}`);
    if (place) place.textContent = said;
    const link = document.createElement("a");
    link.href = "#" + (target.id || field);
    link.textContent = said;
    link.addEventListener("click", (event) => {
      event.preventDefault();
      const closed = target.closest("details");
      if (closed) closed.open = true;
      const focus = target instanceof HTMLElement && target.matches("input, select, textarea, [tabindex]") ? target : target.querySelector("input, textarea");
      if (focus instanceof HTMLElement) focus.focus();
    });
    item.append(link);
    return item;
  }

  /** @param {string} text @param {boolean} quiet for screen readers only */
  #say(text, quiet = false) {
    const status = this.#part(".calculator-status");
    status.classList.toggle("visually-hidden", quiet);
    status.textContent = text;
  }

  /** @param {string} text @param {HTMLElement[]} more */
  #did(text, ...more) {
    this.#part(".calculator-said").replaceChildren(text, ...more);
  }

  #markChanges() {
    const given = new Map(this.#defaults);
    for (const field of this.querySelectorAll(".field[data-field]")) {
      const one = /** @type {Control | null} */ (field.querySelector("[name]"));
      if (!one || field.classList.contains("rows-field")) continue;
      const differs = given.has(one.name) && given.get(one.name) !== one.value;
      field.toggleAttribute("data-changed", differs);
      let back = field.querySelector(".field-default");
      if (!differs) back?.remove();
      else if (!back) {
        back = document.createElement("button");
        back.className = "field-default";
        back.setAttribute("type", "button");
        const shown = one instanceof HTMLSelectElement ? [...one.options].find((o) => o.value === given.get(one.name))?.text : given.get(one.name);
        back.textContent = `back to ${shown || "empty"}`;
        field.querySelector(".control")?.after(back);
      }
    }
  }

  /** @param {Event} event */
  #chosen(event) {
    const { target } = event;
    if (target instanceof HTMLSelectElement && target.hasAttribute("data-presets") && target.value) {
      write(this.#form, JSON.parse(target.value), false);
    }
    applyConditions(this.#form);
    this.#changed();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const { target } = event;
    const table = target instanceof Element && target.closest("table[data-rows]");
    if (event.key !== "Enter" || !table || !(target instanceof HTMLInputElement)) return;
    event.preventDefault();
    const row = /** @type {HTMLTableRowElement} */ (target.closest("tr"));
    const column = [...row.querySelectorAll("input")].indexOf(target);
    const below = row.nextElementSibling ?? this.#newRow(table.getAttribute("data-rows") ?? "");
    below?.querySelectorAll("input")[column]?.focus();
  }

  /** @param {string} name */
  #newRow(name) {
    const row = addRow(this.#form, name);
    this.#changed();
    return row;
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const button = event.target instanceof Element ? event.target.closest("button") : null;
    if (!button) return;
    if (button.matches(".help-toggle")) {
      const help = this.querySelector(`#${CSS.escape(button.getAttribute("aria-controls") ?? "")}`);
      const open = button.getAttribute("aria-expanded") !== "true";
      button.setAttribute("aria-expanded", String(open));
      if (help instanceof HTMLElement) help.hidden = !open;
    } else if (button.matches(".row-add")) {
      this.#newRow(button.dataset.add ?? "")?.querySelector("input")?.focus();
    } else if (button.matches(".row-remove")) {
      this.#removeRow(button);
    } else if (button.matches(".field-default")) {
      const one = /** @type {Control} */ (button.closest(".field")?.querySelector("[name]"));
      one.value = new Map(this.#defaults).get(one.name) ?? "";
      one.focus();
      applyConditions(this.#form);
      this.#changed();
    } else if (button.dataset.action) {
      this.#act(button.dataset.action);
    }
  }

  /** @param {Element} button */
  #removeRow(button) {
    const row = /** @type {HTMLElement} */ (button.closest("[data-row]"));
    const rows = /** @type {HTMLElement} */ (row.parentElement);
    const table = /** @type {HTMLElement} */ (rows.closest("table"));
    const next = row.nextElementSibling ?? row.previousElementSibling;
    const before = read(this.#form);
    row.remove();
    [...rows.children].forEach(number);
    const focus = next?.querySelector("input") ?? this.querySelector(`[data-add="${table.dataset.rows}"]`);
    if (focus instanceof HTMLElement) focus.focus();
    this.#did("Row removed. ", this.#undo(before));
    this.#changed();
  }

  /** @param {Pair[]} pairs */
  #undo(pairs) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = "Undo";
    button.addEventListener("click", () => {
      write(this.#form, pairs);
      applyConditions(this.#form);
      this.#changed();
      this.#did("Undone.");
    });
    return button;
  }

  /** @param {string} action */
  async #act(action) {
    if (action === "copy-link") {
      this.#remember();
      try {
        await navigator.clipboard.writeText(location.href);
        this.#did(this.calculator === "skills" ? "Link copied. It holds the names you typed." : "Link copied.");
      } catch {
        this.#did("The browser would not copy; the address bar holds the link.");
      }
    } else if (action === "print") {
      print();
    } else if (action === "reset") {
      this.#beforeReset = read(this.#form);
      write(this.#form, this.#defaults);
      applyConditions(this.#form);
      this.#changed(false);
      clearTimeout(this.#remembering);
      history.replaceState(history.state, "", location.pathname + location.search);
      this.#did("Back to the example. ", this.#undo(this.#beforeReset));
    } else if (action === "save") {
      this.#save();
    } else if (action === "open") {
      this.#open();
    }
  }

  #save() {
    if (!this.#last) return this.#did("There is nothing to save before the first result.");
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([JSON.stringify(this.#last.scenario, null, 2) + "\n"], { type: "application/json" }));
    link.download = `${this.calculator}.json`;
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href));
    this.#did(`Saved as ${link.download}: the last result that could be computed. The command line reads it too.`);
  }

  #open() {
    const input = /** @type {HTMLInputElement} */ (this.querySelector('input[type="file"]'));
    input.onchange = async () => {
      const file = input.files?.[0];
      input.value = "";
      if (!file) return;
      const before = read(this.#form);
      try {
        const reply = await Engine.get(this.dataset).ask({ calculator: this.calculator, scenario: JSON.parse(await file.text()) });
        if (!reply.ok) throw new Error(reply.faults.map((fault) => `${fault.field}: ${fault.message}`).join("; "));
        write(this.#form, reply.values);
        applyConditions(this.#form);
        this.#changed();
        this.#did(`Opened ${file.name}. `, this.#undo(before));
      } catch (error) {
        this.#did(`${file.name} could not be opened: ${error instanceof Error ? error.message : error}`);
      }
    };
    input.click();
  }
}

if (!customElements.get("methodology-calculator")) customElements.define("methodology-calculator", MethodologyCalculator);
