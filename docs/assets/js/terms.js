// Explains a word of the glossary beside its link: while it is pointed at, while it has the focus, or after a touch.
// The words are those of the link's title, which a browser shows by itself where this cannot run.
// @ts-check

const OPENS = 300;
const CLOSES = 250;
const GAP = 6;
const EDGE = 8;
const ID = "term-card";

/** @type {HTMLElement | undefined} */
let card;
/** @type {HTMLAnchorElement | undefined} the link that is explained */
let shown;
/** @type {HTMLAnchorElement | undefined} the link that was dismissed, until it is left */
let dismissed;
let touching = false;
let timer = 0;

/** @param {EventTarget | null} target */
function termAt(target) {
  const link = target instanceof Element ? target.closest("a.term-link") : null;
  return link instanceof HTMLAnchorElement ? link : undefined;
}

/** The explanation; from now on the browser does not show it by itself. @param {HTMLAnchorElement} link */
function explanation(link) {
  if (link.title) {
    link.dataset.meaning = link.title;
    link.removeAttribute("title");
  }
  return link.dataset.meaning ?? "";
}

function theCard() {
  if (card) return card;
  card = document.createElement("div");
  card.className = "term-card no-print";
  card.popover = "manual";
  card.innerHTML = `<p id="${ID}"><strong></strong> <span></span></p><a tabindex="-1">Open the glossary</a>`;
  document.body.append(card);
  return card;
}

/** Beneath the line of the link that is pointed at, or above it where there is no room. @param {HTMLAnchorElement} link @param {number} y */
function place(link, y) {
  const box = theCard();
  const lines = [...link.getClientRects()];
  const line = lines.find(({ top, bottom }) => top <= y && y <= bottom) ?? lines[0];
  const { offsetWidth: width, offsetHeight: height } = box;
  const right = document.documentElement.clientWidth - EDGE;
  const below = line.bottom + GAP;
  const top = below + height > innerHeight && line.top - GAP - height > 0 ? line.top - GAP - height : below;
  box.style.left = `${scrollX + Math.max(EDGE, Math.min(line.left, right - width))}px`;
  box.style.top = `${scrollY + top}px`;
}

/** @param {HTMLAnchorElement} link @param {number} y */
function open(link, y) {
  clearTimeout(timer);
  if (!link.isConnected || link === shown) return;
  close();
  const box = theCard();
  const [name, text] = box.querySelectorAll("strong, span");
  name.textContent = link.textContent;
  text.textContent = explanation(link);
  /** @type {HTMLAnchorElement} */ (box.querySelector("a")).href = link.href;
  box.showPopover();
  place(link, y);
  link.setAttribute("aria-describedby", ID);
  shown = link;
}

function close() {
  clearTimeout(timer);
  shown?.removeAttribute("aria-describedby");
  shown = undefined;
  card?.hidePopover();
}

/** @param {PointerEvent} event */
function pointed({ target, pointerType, clientY }) {
  if (pointerType === "touch") return;
  const link = termAt(target);
  if (link) explanation(link);
  if (link !== dismissed) dismissed = undefined;
  if (link && link === shown) return clearTimeout(timer);
  if (target instanceof Node && card?.contains(target)) return clearTimeout(timer);
  clearTimeout(timer);
  if (link && link !== dismissed) timer = setTimeout(() => open(link, clientY), OPENS);
  else if (shown && document.activeElement !== shown) timer = setTimeout(close, CLOSES);
}

/** @param {FocusEvent} event */
function focused({ target }) {
  const link = termAt(target);
  if (link?.matches(":focus-visible")) open(link, link.getBoundingClientRect().top);
}

/** @param {FocusEvent} event */
function left({ target, relatedTarget }) {
  if (termAt(target) === shown && !(relatedTarget instanceof Node && card?.contains(relatedTarget))) close();
}

/** @param {MouseEvent} event */
function clicked(event) {
  const link = termAt(event.target);
  if (link && touching && link !== shown) {
    event.preventDefault();
    event.stopImmediatePropagation();
    open(link, event.clientY);
  } else if (event.target instanceof Element && event.target.closest("a[href]")) close();
}

/** @param {PointerEvent} event */
function pressed({ target, pointerType }) {
  touching = pointerType === "touch";
  if (shown && target instanceof Node && !shown.contains(target) && !card?.contains(target)) close();
}

/** @param {KeyboardEvent} event */
function keyed({ key }) {
  if (key !== "Escape" || !shown) return;
  dismissed = shown;
  close();
}

export function explainTerms() {
  if (!("popover" in HTMLElement.prototype)) return;
  addEventListener("pointerover", pointed, { passive: true });
  addEventListener("pointerdown", pressed, { passive: true });
  addEventListener("focusin", focused);
  addEventListener("focusout", left);
  addEventListener("click", clicked, { capture: true });
  addEventListener("keydown", keyed, { capture: true });
  for (const kind of ["popstate", "resize"]) addEventListener(kind, close);
}
