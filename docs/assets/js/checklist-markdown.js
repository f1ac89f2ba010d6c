// Checklists as Markdown text, with ticks, notes, titles and where they come from.
// @ts-check

/** @typedef {import("./checklist.js").CheckList} CheckList */
/** @typedef {import("./checklist.js").Item} Item */

const INDENT = "    ";

/** @param {string} text */
const escaped = (text) => text.replaceAll(/\s+/g, " ").replaceAll(/[\\*_[\]<>`]/g, "\\$&");

/** The inline content of an element. @param {Node} node @returns {string} */
export function inline(node) {
  if (node instanceof Text) return escaped(node.data);
  const inner = [...node.childNodes].map(inline).join("");
  if (!(node instanceof Element)) return inner;
  if (node.matches("strong")) return `**${inner}**`;
  if (node.matches("em")) return `*${inner}*`;
  if (node.matches("code")) return `\`${node.textContent}\``;
  if (node instanceof HTMLAnchorElement && !node.matches(".term-link")) return `[${inner}](${node.href})`;
  return inner;
}

/** @param {string} note @param {string} indent */
function noteLines(note, indent) {
  return `${indent}- Note: ${note.trim().replaceAll(/\s*\n\s*/g, `\n${indent}  `)}`;
}

/** @param {Item} item */
function itemLines({ ticked, note, label, depth }) {
  const indent = INDENT.repeat(depth);
  const line = `${indent}- [${ticked ? "x" : " "}] ${inline(label).trim()}`;
  return note ? [line, noteLines(note, indent + INDENT)] : [line];
}

/** @param {CheckList} list */
function body(list) {
  const lines = list.items.flatMap(itemLines);
  const earlier = list.orphans.flatMap(({ text, note }) => [`- ${escaped(text)}`, noteLines(note, INDENT)]);
  return earlier.length ? [...lines, "", "Notes on items that have changed since:", "", ...earlier] : lines;
}

const today = () => new Date().toLocaleDateString("en-GB", { day: "numeric", month: "long", year: "numeric" });

/** @param {CheckList} list */
const count = ({ ticked, items }) => `${ticked} of ${items.length} ticked`;

/** One list, as a document of its own. @param {CheckList} list */
export function listMarkdown(list) {
  return [`# ${list.page} – ${list.heading}`, "", `<${list.address}>`, "", `${count(list)} on ${today()}.`, "", ...body(list), ""].join("\n");
}

/** Many lists, with a heading for each page. @param {CheckList[]} lists @param {string} title @param {string} address */
export function collectionMarkdown(lists, title, address) {
  const ticked = lists.reduce((sum, list) => sum + list.ticked, 0);
  const all = lists.reduce((sum, list) => sum + list.items.length, 0);
  const lines = [`# ${title}`, "", `<${address}>`, "", `${ticked} of ${all} ticked on ${today()}.`, ""];
  let page = "";
  for (const list of lists) {
    if (list.page !== page) lines.push(`## ${list.page}`, "");
    page = list.page;
    lines.push(`### ${list.heading}`, "", `<${list.address}>, ${count(list)}`, "", ...body(list), "");
  }
  return lines.join("\n");
}
