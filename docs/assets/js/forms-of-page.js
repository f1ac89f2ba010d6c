// <page-forms>: beside the link to a page's Markdown copy, a button that puts the copy on the clipboard.
// @ts-check

/** @param {string} address */
async function fetched(address) {
  const answer = await fetch(address);
  if (!answer.ok) throw `the server answered ${answer.status}`;
  return answer.text();
}

/**
 * Writes what a promise brings. Safari lets a page write only while it answers the click, so the promise itself is handed over.
 * @param {Promise<string>} text
 */
async function toClipboard(text) {
  if (typeof ClipboardItem === "undefined") return navigator.clipboard.writeText(await text);
  const blob = text.then((all) => new Blob([all], { type: "text/plain" }));
  return navigator.clipboard.write([new ClipboardItem({ "text/plain": blob })]);
}

export class PageForms extends HTMLElement {
  #button = document.createElement("button");
  #said = document.createElement("span");

  connectedCallback() {
    if (this.#button.isConnected) return;
    this.#button.type = "button";
    this.#button.className = "page-forms-copy";
    this.#button.textContent = "Copy page as Markdown";
    this.#button.addEventListener("click", () => this.#copy());
    this.#said.className = "page-forms-said";
    this.#said.setAttribute("role", "status");
    this.append(this.#button, this.#said);
  }

  async #copy() {
    const link = this.querySelector("a");
    if (!link) return;
    this.#said.textContent = "";
    const text = fetched(link.href);
    try {
      await toClipboard(text);
      this.#said.textContent = "Copied";
    } catch {
      const fault = await text.then(() => "your browser does not allow it here. Open “View as Markdown” and copy from there", String);
      this.#said.textContent = `Not copied: ${fault}.`;
    }
  }
}
