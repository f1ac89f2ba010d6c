// Firefox over WebDriver BiDi: one JSON request a line on standard input, one JSON answer a line on standard output.
// Usage: node firefox.mjs EXECUTABLE PROFILE
// @ts-nocheck - runs under Node
import { createInterface } from "node:readline";
import puppeteer from "puppeteer-core";

const [executablePath, userDataDir] = process.argv.slice(2);
const say = (answer) => process.stdout.write(JSON.stringify(answer) + "\n");

const browser = await puppeteer.launch({ browser: "firefox", executablePath, userDataDir, headless: true });
try {
  const [page] = await browser.pages();
  page.setDefaultTimeout(0);
  const acts = {
    open: (address) => page.goto(address, { waitUntil: "domcontentloaded" }),
    evaluate: (expression) => page.evaluate(expression),
  };
  say({ value: await browser.version() });
  for await (const line of createInterface({ input: process.stdin })) {
    const [act, text] = JSON.parse(line);
    try {
      const value = await acts[act](text);
      say({ value: act === "evaluate" ? (value ?? null) : null });
    } catch (error) {
      say({ error: String(error.message ?? error) });
    }
  }
} finally {
  await browser.close();
}
