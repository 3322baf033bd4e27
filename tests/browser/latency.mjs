// How long a save takes to show: `node latency.mjs N_SAVES SITE PAGE_FILE ADDRESS …` prints one line of JSON a site, in milliseconds from
// when the file was written to when the page's text has changed. Three words name a site: its folder, the Markdown file that is saved,
// and where its page is.

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { chromium as browsers } from "@playwright/test";
import { launchOptions } from "./lib/launch.mjs";
import { startServer } from "./lib/serving.mjs";
import { chromium } from "./lib/tools.mjs";

const LONGEST_WAIT = 10_000;
const WARM_UP = 3;

const [nSaves, ...words] = process.argv.slice(2);
const browser = await browsers.launch(launchOptions(chromium));
try {
  for (let at = 0; at + 2 < words.length; at += 3) {
    const times = await measure(words[at], words[at + 1], words[at + 2]);
    times.sort((a, b) => a - b);
    const part = (share) => Number(times[Math.min(times.length - 1, Math.floor(share * times.length))].toFixed(2));
    console.log(JSON.stringify({ site: words[at], median: part(0.5), p95: part(0.95), worst: part(1) }));
  }
} finally {
  await browser.close();
}

async function measure(folder, file, address) {
  const server = await startServer(folder);
  const source = join(folder, file);
  const text = readFileSync(source, "utf8");
  const page = await browser.newPage();
  try {
    await page.goto(server.origin + address);
    await page.locator("ribbon-overlay").waitFor({ state: "attached" });
    await page.evaluate(watchText);
    await pause(1_000);
    const times = [];
    for (let number = 1; number <= Number(nSaves) + WARM_UP; number++) {
      const word = `saved-${number}-time`;
      const seen = page.evaluate((word) => window.shownAt(word), word);
      // Waiting in the page must have begun before the save, and saves come at no fixed beat.
      await pause(150 + ((number * 37) % 100));
      writeFileSync(source, `${text}\nThis was ${word}.\n`);
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

/// Both clocks count from the same moment of the same machine.
function watchText() {
  let expected;
  window.shownAt = (word) => new Promise((done) => (expected = { word, done }));
  new MutationObserver(() => {
    if (!expected || !document.body.textContent.includes(expected.word)) return;
    expected.done(performance.timeOrigin + performance.now());
    expected = undefined;
  }).observe(document.body, { subtree: true, childList: true, characterData: true });
}
