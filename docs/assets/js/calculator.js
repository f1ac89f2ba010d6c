// <methodology-calculator>: the form is the page's, the answers are Python's. This carries text between them.
// @ts-check

import morph from "morphdom";

import { addresses } from "./addresses.js";
import { Drawings, idle } from "./drawings.js";
import { CalculationError, Engine } from "./engine.js";
import { addRow, applyConditions, controls, number, read, write } from "./form.js";
import { fromFragment, holdsState, toFragment } from "./link.js";
import { keepCalculators } from "./offline.js";

/** @typedef {import("./engine.js").Pair} Pair */
/** @typedef {import("./engine.js").Fault} Fault */
/** @typedef {import("./engine.js").Reply} Reply */
/** @typedef {import("./form.js").Control} Control */

const PATIENCE = 3000; // milliseconds; a start that takes longer is spoken of
const REMEMBER = 250; // browsers refuse an address that changes with every key
const SETTLE = 600; // a sentence for screen readers waits until typing rests this long
const CURE = "What you typed is kept, and the result shown is the last good one. You can also compute on the command line: python -m calculators.";

/**
 * Make `result` say what `html` says and change nothing else: what has focus, is selected, open or scrolled stays so.
 * @param {HTMLElement} result @param {string} html
 */
function replace(result, html) {
  const fresh = /** @type {HTMLElement} */ (result.cloneNode());
  fresh.innerHTML = html;
  morph(result, fresh, {
    childrenOnly: true,
    getNodeKey: (node) => (node instanceof HTMLElement ? node.dataset.chart || node.id : undefined),
    onBeforeElUpdated(before, after) {
      if (before instanceof HTMLDetailsElement && after instanceof HTMLDetailsElement) after.open = before.open;
      return !before.isEqualNode(after);
    },
    onBeforeElChildrenUpdated: (before) => !before.matches(".chart-drawing"),
  });
}

/** A page that was opened before the site was published anew must not mix the two. @param {string} build */
function reloadOnce(build) {
  try {
    if (sessionStorage.getItem("reloaded-for") === build) return false;
    sessionStorage.setItem("reloaded-for", build);
  } catch {
    return false; // without storage it could go on for ever
  }
  location.reload();
  return true;
}

export class MethodologyCalculator extends HTMLElement {
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
  #asked = "";
  /** @type {Drawings | undefined} */
  #drawings;

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
    const { build = "" } = this.dataset;
    if (build !== addresses.build && reloadOnce(build)) return;
    this.#asked = "";
    this.#drawings = new Drawings(this.#part(".calculator-result"));
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
    this.#drawings?.release();
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
    const { ready } = Engine.get();
    try {
      await ready;
    } catch (error) {
      return this.#broken("The calculator could not start", error);
    }
    if (!this.isConnected) return;
    this.#say("");
    this.#state("ready");
    await this.#compute();
    keepCalculators();
  }

  /** @param {string} what @param {unknown} error */
  #broken(what, error) {
    if (this.dataset.state === "error") return;
    this.#state("error");
    const again = document.createElement("button");
    again.type = "button";
    again.textContent = "Try again";
    again.addEventListener("click", () => {
      this.#say("");
      this.#boot();
    });
    this.#say(`${what}: ${error instanceof Error ? error.message : error}. ${CURE} `);
    this.#part(".calculator-status").append(again);
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

  /** The example as it was built: nothing typed, nothing in the address. */
  get #untouched() {
    return !holdsState(location.hash) && toFragment(read(this.#form)) === toFragment(this.#defaults);
  }

  async #compute() {
    const values = read(this.#form);
    const asked = JSON.stringify(values);
    if (asked === this.#asked) return; // one choice is told twice, as input and as change
    this.#asked = asked;
    this.#state("busy");
    try {
      this.#show(await Engine.get().ask({ calculator: this.calculator, values }));
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return;
      this.#asked = "";
      if (!(error instanceof CalculationError)) return this.#broken("The calculator stopped", error);
      this.#state("ready");
      this.#showFaults([{ field: "", label: "The calculation", message: `failed: ${error.message}` }]);
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
    const first = !this.#last;
    this.#last = reply;
    this.#showFaults([]);
    replace(result, reply.html);
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
    // the example's drawings stand there already: live ones can wait
    const turn = first && this.#untouched ? idle() : Promise.resolve();
    turn
      .then(() => (this.isConnected ? this.#drawings?.show(reply.charts) : undefined))
      .catch((error) => this.#say(`The charts could not be drawn (${error.message}); the tables beneath them hold the same numbers.`));
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
        const reply = await Engine.get().ask({ calculator: this.calculator, scenario: JSON.parse(await file.text()) });
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
