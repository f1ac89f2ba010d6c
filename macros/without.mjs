// A style sheet without the rules for some classes, and without those for text that runs from right to left:
// node without.mjs SOURCE TARGET CLASS…
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const { transform } = createRequire(import.meta.url)("lightningcss");
const [source, target, ...unusedSymbols] = process.argv.slice(2);
const isRightToLeft = (part) => part.type === "attribute" && part.name === "dir" && part.operation?.value === "rtl";
const visitor = { Selector: (selector) => (selector.some(isRightToLeft) ? [] : undefined) };
const { code } = transform({ filename: source, code: readFileSync(source), minify: true, unusedSymbols, visitor });
writeFileSync(target, code);
