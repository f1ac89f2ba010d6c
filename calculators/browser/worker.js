// The one worker of a page's lifetime: starts Python, then answers requests one at a time, the newest first.
// @ts-check

import { start } from "./start.js";

/** @typedef {{type: "boot", where: import("./start.js").Where} | {type: "ask", id: number, request: string}} Message */

const PULSE = 500; // milliseconds between signs of life while files arrive

/** @type {Promise<import("./start.js").Answer> | undefined} */
let started;
/** @type {Extract<Message, {type: "ask"}> | undefined} */
let waiting;
let working = false;
let told = 0;

function progress() {
  const now = performance.now();
  if (now - told < PULSE) return;
  told = now;
  postMessage({ type: "progress" });
}

/** The last line of what went wrong: a Python error ends with its message. @param {unknown} error */
function cause(error) {
  return String(error instanceof Error ? error.message : error).trim().split("\n").at(-1);
}

async function work() {
  if (working) return;
  working = true;
  while (waiting) {
    // a turn of the event loop, so that newer requests replace this one
    await new Promise((next) => setTimeout(next));
    const { id, request } = waiting;
    waiting = undefined;
    try {
      const answer = await /** @type {NonNullable<typeof started>} */ (started);
      if (waiting) continue;
      postMessage({ type: "answer", id, reply: answer(request) });
    } catch (error) {
      postMessage({ type: "failed", id, cause: cause(error) });
    }
  }
  working = false;
}

addEventListener("message", ({ data }) => {
  const message = /** @type {Message} */ (data);
  if (message.type === "ask") {
    waiting = message;
    work();
  } else if (!started) {
    started = start(message.where, progress);
    started.then(
      () => postMessage({ type: "ready" }),
      (error) => postMessage({ type: "broken", cause: cause(error) }),
    );
  }
});
