// A style sheet without the rules for some classes, for text that runs from right to left, and for other colours of the theme:
// node without.mjs SOURCE TARGET COLOURS CLASS…
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { transform } = createRequire(import.meta.url)("lightningcss");
const [source, target, colours, ...unusedSymbols] = process.argv.slice(2);
const isRightToLeft = (part) => part.name === "dir" && part.operation?.value === "rtl";
const used = colours.split(",");
const isOtherColour = (part) => /^data-md-color-(primary|accent)$/.test(part.name) && part.operation && !used.includes(part.operation.value);
const isLeftOut = (part) => part.type === "attribute" && (isRightToLeft(part) || isOtherColour(part));
const visitor = { Selector: (selector) => (selector.some(isLeftOut) ? [] : undefined) };
const { code } = transform({ filename: source, code: readFileSync(source), minify: true, unusedSymbols, visitor });
writeFileSync(target, code);
