// <framework-comparison>: filters and sorts the comparison table. Without it the table stands complete, in its first order.
// @ts-check

/** @typedef {{key: string, descending: boolean}} Order */

const collator = new Intl.Collator("en", { numeric: true });

export class FrameworkComparison extends HTMLElement {
  /** @type {Set<string>} families chosen; empty means all */
  #chosen = new Set();
  /** @type {Order | undefined} */
  #order;
  /** @type {HTMLTableRowElement[]} rows in their first order */
  #rows = [];

  connectedCallback() {
    if (this.hasAttribute("data-ready")) return;
    this.#rows = [...this.querySelectorAll("tbody tr")].filter((row) => row instanceof HTMLTableRowElement);
    for (const head of this.#heads()) this.#makeSortable(head);
    for (const chip of this.#chips()) chip.addEventListener("click", () => this.#choose(chip.dataset.family ?? ""));
    this.querySelector("[data-controls]")?.removeAttribute("hidden");
    this.setAttribute("data-ready", "");
  }

  /** @returns {HTMLElement[]} */
  #heads() {
    return [...this.querySelectorAll("th[data-sort]")].filter((head) => head instanceof HTMLElement);
  }

  /** @returns {HTMLElement[]} */
  #chips() {
    return [...this.querySelectorAll("button[data-family]")].filter((chip) => chip instanceof HTMLElement);
  }

  /** @param {HTMLElement} head */
  #makeSortable(head) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "frameworks-sort";
    button.append(...head.childNodes);
    button.addEventListener("click", () => this.#sort(head.dataset.sort ?? ""));
    head.append(button);
    head.setAttribute("aria-sort", "none");
  }

  /** @param {string} family the family to switch on or off; empty shows all */
  #choose(family) {
    if (!family) this.#chosen.clear();
    else if (!this.#chosen.delete(family)) this.#chosen.add(family);
    const chips = this.#chips();
    if (this.#chosen.size === chips.length - 1) this.#chosen.clear();
    for (const chip of chips) {
      const own = chip.dataset.family ?? "";
      chip.setAttribute("aria-pressed", String(own ? this.#chosen.has(own) : this.#chosen.size === 0));
    }
    for (const row of this.#rows) {
      row.hidden = this.#chosen.size > 0 && !this.#chosen.has(row.dataset.family ?? "");
    }
    this.#say();
  }

  /** @param {string} key the column to sort by; the same column again turns the order round */
  #sort(key) {
    this.#order = { key, descending: this.#order?.key === key && !this.#order.descending };
    const { descending } = this.#order;
    const heads = this.#heads();
    const place = heads.findIndex((head) => head.dataset.sort === key);
    const value = (/** @type {HTMLTableRowElement} */ row) => row.cells[place]?.dataset.value ?? "";
    const sorted = this.#rows.toSorted((a, b) => collator.compare(value(a), value(b)) * (descending ? -1 : 1));
    sorted[0]?.parentElement?.append(...sorted);
    for (const head of heads) {
      const state = head.dataset.sort === key ? (descending ? "descending" : "ascending") : "none";
      head.setAttribute("aria-sort", state);
    }
    this.#say();
  }

  #say() {
    const status = this.querySelector("[role=status]");
    if (!status) return;
    const shown = this.#rows.filter((row) => !row.hidden).length;
    const all = this.#rows.length;
    const count = shown === all ? `Showing all ${all} frameworks` : `Showing ${shown} of ${all} frameworks`;
    const head = this.#order && this.#heads().find((one) => one.dataset.sort === this.#order?.key);
    const said = head?.dataset.said ?? head?.textContent?.trim().toLowerCase();
    const order = said ? `, sorted by ${said}${this.#order?.descending ? ", last first" : ""}` : "";
    status.textContent = `${count}${order}.`;
  }
}
