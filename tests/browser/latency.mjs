// How long a save takes to show: `node latency.mjs N_SAVES SITE FILE ADDRESS KIND …` prints one line of JSON a measurement, in milliseconds
// from when the file was written to when the page shows it. Four words name one: the site's folder, the file that is saved, the page that
// is looked at, and what is changed: body, title, template or token.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium as browsers } from "@playwright/test";
import { launchOptions } from "./lib/launch.mjs";
import { startServer } from "./lib/serving.mjs";
import { chromium } from "./lib/tools.mjs";

const LONGEST_WAIT = 10_000;
const WARM_UP = 3;

/// What a save with a number makes of a file's text, and what the page then shows.
const KINDS = {
  body: { changed: (text, word) => `${text}\nThis was ${word}.\n`, shown: (word) => word },
  title: { changed: (text, word) => text.replace('title = "', `title = "${word} `), shown: (word) => word },
  template: { changed: (text, word) => text.replace("<h1>", `<p>${word}</p><h1>`), shown: (word) => word },
  // The longest measure of a line: a property of the page's style, not a text of it.
  token: { changed: (text, word, number) => text.replace("60rem", `${100 + number}rem`), shown: (word, number) => `${100 + number}rem` },
};

const [nSaves, ...words] = process.argv.slice(2);
const browser = await browsers.launch(launchOptions(chromium));
try {
  for (let at = 0; at + 3 < words.length; at += 4) {
    const kind = words[at + 3];
    const times = await measure(words[at], words[at + 1], words[at + 2], KINDS[kind]);
    times.sort((a, b) => a - b);
    const part = (share) => Number(times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(2));
    console.log(JSON.stringify({ site: words[at], kind, median: part(0.5), p95: part(0.95), worst: part(1) }));
  }
} finally {
  await browser.close();
}

async function measure(folder, file, address, kind) {
  const server = await startServer(folder);
  const source = join(folder, file);
  const text = readFileSync(source, "utf8");
  const page = await browser.newPage();
  try {
    await page.goto(server.origin + address);
    await page.locator("ribbon-overlay").waitFor({ state: "attached" });
    await page.evaluate(watch, kind === KINDS.token);
    await pause(1_000);
    const times = [];
    for (let number = 1; number <= Number(nSaves) + WARM_UP; number++) {
      const word = `saved-${number}-time`;
      const seen = page.evaluate((shown) => window.shownAt(shown), kind.shown(word, number));
      // Waiting in the page must have begun before the save, and saves come at no fixed beat.
      await pause(150 + ((number * 37) % 100));
      writeFileSync(source, kind.changed(text, word, number));
      const saved = performance.timeOrigin + performance.now();
      const shown = await Promise.race([seen, pause(LONGEST_WAIT, undefined, { ref: false })]);
      if (!shown) throw new Error(`${folder}: a save did not show within ${LONGEST_WAIT} ms`);
      if (number > WARM_UP) times.push(shown - saved);
    }
    return times;
  } finally {
    writeFileSync(source, text);
    await page.close();
    await server.stop();
  }
}

/// Both clocks count from the same moment of the same machine. A text is seen when the page changes; a style tells nobody that it has
/// changed, so it is asked for every two milliseconds.
function watch(isToken) {
  let expected;
  const look = () => {
    if (!expected) return;
    const shown = isToken
      ? getComputedStyle(document.documentElement).getPropertyValue("--measure-text").trim() === expected.shown
      : document.body.textContent.includes(expected.shown);
    if (!shown) return;
    expected.done(performance.timeOrigin + performance.now());
    expected = undefined;
  };
  window.shownAt = (shown) => new Promise((done) => (expected = { shown, done }));
  if (isToken) setInterval(look, 2);
  else new MutationObserver(look).observe(document.body, { subtree: true, childList: true, characterData: true });
}
