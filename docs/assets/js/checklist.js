// <check-list>: a task list that keeps what is ticked and noted. <check-lists>: those of the whole guide on one page.
// Without scripts both are plain lists. Marks stay in the browser.
// @ts-check

import { absolute } from "./absolute.js";
import { collectionMarkdown, listMarkdown } from "./checklist-markdown.js";
import { isKept, onForeignChange, read, write } from "./checklist-store.js";

/** @typedef {import("./checklist-store.js").Marks} Marks */
/** @typedef {{id: string, depth: number, label: HTMLElement, ticked: boolean, note: string}} Item */
/** @typedef {{box: HTMLInputElement, label: HTMLElement, text: string, depth: number, button: HTMLElement, field?: HTMLTextAreaElement}} Part */

const KEPT = "What you enter stays in this browser.";
const FOR_THE_VISIT = "This browser does not let the page keep anything: ticks and notes last until you reload or close it.";
const PENCIL = '<svg viewBox="0 0 16 16" aria-hidden="true"><path d="M2.5 13.5l.7-3.2 7.6-7.6 2.5 2.5-7.6 7.6zM9.3 4.2l2.5 2.5"/></svg>';
const TYPING = 300;

let warned = false;

/**
 * An element of a class, holding nodes and texts.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {string} css @param {(Node | string)[]} children
 */
function element(tag, css, ...children) {
  const one = document.createElement(tag);
  if (css) one.className = css;
  one.append(...children);
  return one;
}

/** @param {string} text @param {() => void} act */
function button(text, act) {
  const one = element("button", "", text);
  one.type = "button";
  one.addEventListener("click", act);
  return one;
}

/** @param {number} count @param {string} word */
const counted = (count, word) => `${count} ${word}${count === 1 ? "" : "s"}`;

/** Whether a text could be put on the clipboard. @param {string} text */
async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} name @param {string} text */
function download(name, text) {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href));
}

/** The wrapper repeats the text unseen, and so gives the field its height; paper shows the repetition. @param {HTMLTextAreaElement} field */
function grow(field) {
  field.parentElement?.setAttribute("data-text", field.value);
}

/** How deep an item stands in a list. @param {Element} item @param {Element} list @returns {number} */
function depth(item, list) {
  const above = item.parentElement?.closest("li");
  return above && list.contains(above) ? depth(above, list) + 1 : 0;
}

/** Progress, actions and what they did, for one list or for many. */
class Bar {
  #count = element("span", "checklist-count");
  #share = element("span", "checklist-share");
  #said = element("p", "checklist-said");
  #kept = element("p", "checklist-kept");
  /** @type {() => {text: string, name: string}} */
  #exported;

  /** @param {() => {text: string, name: string}} exported @param {HTMLButtonElement[]} more */
  constructor(exported, ...more) {
    this.#exported = exported;
    this.#said.setAttribute("role", "status");
    this.#share.setAttribute("aria-hidden", "true");
    const format = () => element("span", "checklist-format", " as Markdown");
    const copy = button("Copy", () => this.#copy());
    const save = button("Download", () => this.#download());
    for (const one of [copy, save]) one.append(format());
    const progress = element("p", "checklist-progress", this.#share, this.#count);
    this.element = element("div", "checklist-bar no-print", progress, element("p", "checklist-actions", copy, save, ...more), this.#said, this.#kept);
  }

  /** @param {number} ticked @param {number} all */
  show(ticked, all) {
    this.#count.textContent = ticked === all ? `All ${all} ticked` : `${ticked} of ${all}`;
    this.#share.style.setProperty("--share", String(all ? ticked / all : 0));
    this.#kept.textContent = isKept() ? KEPT : FOR_THE_VISIT;
  }

  /** @param {string} text @param {HTMLElement[]} more */
  say(text, ...more) {
    this.#said.replaceChildren(text, ...more);
  }

  async #copy() {
    const { text } = this.#exported();
    this.say((await copied(text)) ? "Copied as Markdown." : "This browser did not allow copying. Download it instead.");
  }

  #download() {
    const { text, name } = this.#exported();
    download(name, text);
    this.say(`Saved as ${name}.`);
  }
}

export class CheckList extends HTMLElement {
  /** @type {Map<string, Part>} */
  #parts = new Map();
  /** @type {Marks} */
  #marks = {};
  /** @type {Bar | undefined} */
  #bar;
  #gone = new AbortController();
  #typing = 0;

  connectedCallback() {
    if (!this.#bar) this.#build();
    this.#gone = new AbortController();
    const { signal } = this.#gone;
    onForeignChange((key) => key === this.key && this.#restore(), signal);
    addEventListener("pagehide", () => this.#keepTyped(), { signal });
    this.#restore();
    this.setAttribute("data-ready", "");
  }

  disconnectedCallback() {
    this.#keepTyped();
    this.#gone.abort();
  }

  get key() {
    return this.dataset.key ?? "";
  }

  get heading() {
    return this.dataset.title ?? "";
  }

  get page() {
    return this.dataset.page ?? "";
  }

  /** Where the list stands in the guide. */
  get address() {
    return absolute(this.dataset.at ?? "");
  }

  /** @returns {Item[]} */
  get items() {
    return [...this.#parts].map(([id, { label, depth }]) => {
      const { ticked = false, note = "" } = this.#marks[id] ?? {};
      return { id, depth, label, ticked, note };
    });
  }

  get ticked() {
    return this.items.filter(({ ticked }) => ticked).length;
  }

  /** Notes whose item is not in the list any more. */
  get orphans() {
    return Object.entries(this.#marks).flatMap(([id, { note, text = "" }]) => (note && !this.#parts.has(id) ? [{ id, note, text }] : []));
  }

  #build() {
    for (const item of this.querySelectorAll("li[data-item]")) {
      const label = item.querySelector("label");
      const box = label?.querySelector("input");
      if (!(item instanceof HTMLElement) || !label || !box) continue;
      const id = item.dataset.item ?? "";
      const text = label.textContent?.trim() ?? "";
      const pencil = button("", () => this.#editNote(id));
      pencil.className = "checklist-note-button no-print";
      pencil.innerHTML = PENCIL;
      pencil.title = "Note";
      pencil.setAttribute("aria-label", `Note: ${text}`);
      (label.closest("p") ?? label).after(pencil);
      box.addEventListener("change", () => this.#tick(id, box.checked));
      this.#parts.set(id, { box, label, text, depth: depth(item, this), button: pencil });
    }
    const name = `checklist-${this.key.replaceAll(/\W+/g, "-").replaceAll(/^-|-$/g, "")}.md`;
    const clear = button("Clear", () => this.#clear(clear));
    this.#bar = new Bar(() => ({ text: listMarkdown(this), name }), clear);
    this.append(this.#bar.element);
  }

  #restore() {
    this.#marks = read(this.key);
    for (const [id, { box }] of this.#parts) {
      box.checked = Boolean(this.#marks[id]?.ticked);
      this.#showNote(id);
    }
    this.#showOrphans();
    this.#show();
  }

  #show() {
    this.#bar?.show(this.ticked, this.#parts.size);
    this.dispatchEvent(new CustomEvent("checklist:change", { bubbles: true }));
  }

  /** @param {string} id @param {Partial<import("./checklist-store.js").Mark>} change */
  #mark(id, change) {
    this.#marks = { ...this.#marks, [id]: { ...this.#marks[id], ...change } };
    write(this.key, this.#marks);
    if (!isKept() && !warned) {
      warned = true;
      this.#bar?.say(FOR_THE_VISIT);
    }
    this.#show();
  }

  /** @param {string} id @param {boolean} ticked */
  #tick(id, ticked) {
    this.#bar?.say("");
    this.#mark(id, { ticked });
  }

  /** Shows what is kept as the note of an item. @param {string} id */
  #showNote(id) {
    const note = this.#marks[id]?.note ?? "";
    const part = this.#parts.get(id);
    if (!part || (!note && !part.field)) return;
    const field = part.field ?? this.#addField(id, part);
    if (field === document.activeElement) return;
    field.value = note;
    if (note) grow(field);
    else this.#removeField(part);
  }

  /** @param {string} id */
  #editNote(id) {
    const part = this.#parts.get(id);
    if (part) (part.field ?? this.#addField(id, part)).focus();
  }

  /** @param {string} id @param {Part} part */
  #addField(id, part) {
    const field = element("textarea", "");
    field.rows = 1;
    field.setAttribute("aria-label", `Note: ${part.text}`);
    field.addEventListener("input", () => {
      grow(field);
      clearTimeout(this.#typing);
      this.#typing = setTimeout(() => this.#keepTyped(), TYPING);
    });
    field.addEventListener("blur", () => {
      this.#keepTyped();
      if (!field.value.trim()) this.#removeField(part);
    });
    part.button.after(element("div", "checklist-note", field));
    part.field = field;
    return field;
  }

  /** @param {Part} part */
  #removeField(part) {
    const { field } = part;
    part.field = undefined;
    field?.parentElement?.remove();
  }

  /** Takes over what stands in the open notes. */
  #keepTyped() {
    clearTimeout(this.#typing);
    for (const [id, { field, text }] of this.#parts) {
      if (!field) continue;
      const note = field.value.trim();
      if (note !== (this.#marks[id]?.note ?? "")) this.#mark(id, { note, text });
    }
  }

  #showOrphans() {
    this.querySelector(".checklist-orphans")?.remove();
    const { orphans } = this;
    if (!orphans.length) return;
    const entries = orphans.map(({ id, note, text }) => {
      const remove = button("Remove", () => {
        this.#mark(id, { note: "", ticked: false });
        this.#showOrphans();
      });
      return element("li", "", element("em", "", text), ` ${note} `, remove);
    });
    const box = element("div", "checklist-orphans", element("p", "", "Notes on items that have changed since:"), element("ul", "", ...entries));
    this.#bar?.element.before(box);
  }

  /** @param {HTMLElement} clear the button, which gets the focus back from the one that undoes */
  #clear(clear) {
    const before = this.#marks;
    const notes = Object.values(before).filter(({ note }) => note).length;
    const { ticked } = this;
    if (!ticked && !notes) return this.#bar?.say("There is nothing to clear.");
    write(this.key, {});
    this.#restore();
    const undo = button("Undo", () => {
      write(this.key, before);
      this.#restore();
      this.#bar?.say("Brought back.");
      clear.focus();
    });
    const what = [ticked && counted(ticked, "tick"), notes && counted(notes, "note")].filter(Boolean).join(" and ");
    this.#bar?.say(`Cleared ${what}. `, undo);
  }
}

class CheckLists extends HTMLElement {
  /** @type {Bar | undefined} */
  #bar;
  #waiting = false;

  connectedCallback() {
    if (this.#bar) return;
    const title = document.querySelector("h1")?.firstChild?.textContent?.trim() ?? "";
    const address = location.href.split("#")[0];
    this.#bar = new Bar(() => ({ text: collectionMarkdown(listsIn(this), title, address), name: "checklists.md" }));
    this.prepend(this.#bar.element);
    this.addEventListener("checklist:change", () => this.#changed());
    this.#changed();
  }

  /** Many lists may change at once. */
  #changed() {
    if (this.#waiting) return;
    this.#waiting = true;
    queueMicrotask(() => {
      this.#waiting = false;
      this.#show();
    });
  }

  #show() {
    for (const card of this.querySelectorAll(".checklist-card")) {
      const place = card.querySelector("summary .checklist-count");
      const { ticked, all } = sums(listsIn(card));
      if (place) place.textContent = `${ticked} of ${all}`;
      card.toggleAttribute("data-done", ticked === all);
    }
    const { ticked, all } = sums(listsIn(this));
    this.#bar?.show(ticked, all);
    this.setAttribute("data-ready", "");
  }
}

/** @param {Element} place @returns {CheckList[]} */
const listsIn = (place) => [...place.querySelectorAll("check-list")].filter((one) => one instanceof CheckList);

/** @param {CheckList[]} lists */
function sums(lists) {
  const items = lists.flatMap((list) => list.items);
  return { ticked: items.filter(({ ticked }) => ticked).length, all: items.length };
}

customElements.define("check-list", CheckList);
customElements.define("check-lists", CheckLists);
