// Pictures of what `ribbon serve` says in a page, for people to look at: `node overlay.mjs` puts them into target/screenshots/serve.

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { chromium as playwright } from "@playwright/test";
import { launchOptions } from "./lib/launch.mjs";
import { newSite, startServer } from "./lib/serving.mjs";
import { chromium, target } from "./lib/tools.mjs";

const CONFIG = `title = "World Cancer Day"
base_url = "https://example.org"
language = "en"
theme = "base"
description = "A small site"
author = "Somebody"

[languages.ar]
title = "اليوم العالمي للسرطان"
`;
const page = (title, body) => `+++\ntitle = "${title}"\ndescription = "${title}"\n+++\n\n${body}\n`;
const WORDS = "Many cancers can be found early, when treatment works best. Ask which screening your region offers.\n\n";
const ARABIC = "يمكن اكتشاف العديد من أنواع السرطان مبكرا، عندما يكون العلاج أكثر فعالية.\n\n";

/// Each state by the text of the page and of its Arabic version.
const STATES = {
  fine: ["", ""],
  warnings: ["[^source]: A note that no text refers to.\n\n[^other]: And one more.\n", "[^source]: ملاحظة.\n"],
  errors: [
    "Read [about the campaign](abuot.md) and :unknown[this]{x=1}.\n\n::: care-card level=\"urgnt\" title=\"Ask for help\"\n- now\n:::\n\n[^note]: A note.\n",
    "اقرأ [عن الحملة](abuot.md) اليوم.\n",
  ],
};

const SIZES = { 360: 720, 1440: 900 };
const ADDRESSES = { en: "/screening/", ar: "/ar/screening/" };

const folder = join(target, "screenshots", "serve");
mkdirSync(folder, { recursive: true });
const site = newSite({
  "site.toml": CONFIG,
  "content/_index.md": page("Home", "Welcome."),
  "content/_index.ar.md": page("الرئيسية", "مرحبا."),
  "content/about.md": page("About", "About us."),
  "content/screening.md": page("Screening", WORDS.repeat(6)),
  "content/screening.ar.md": page("الفحص", ARABIC.repeat(6)),
});
const server = await startServer(site.folder);
const browser = await playwright.launch(launchOptions(chromium));
try {
  for (const [state, [english, arabic]] of Object.entries(STATES)) {
    site.write("content/screening.md", page("Screening", WORDS.repeat(6) + english));
    site.write("content/screening.ar.md", page("الفحص", ARABIC.repeat(6) + arabic));
    for (const [width, height] of Object.entries(SIZES)) {
      for (const colorScheme of ["light", "dark"]) {
        for (const [language, address] of Object.entries(ADDRESSES)) {
          const context = await browser.newContext({ viewport: { width: Number(width), height }, colorScheme, reducedMotion: "reduce" });
          const tab = await context.newPage();
          await tab.goto(server.origin + address);
          await tab.locator("ribbon-overlay .toggle").waitFor();
          await tab.waitForTimeout(400);
          const name = `${state}.${width}-${colorScheme}-${language}`;
          await tab.screenshot({ path: join(folder, `${name}.png`) });
          if (state !== "errors") {
            await tab.locator("ribbon-overlay .toggle").click();
            await tab.waitForTimeout(200);
            await tab.screenshot({ path: join(folder, `${name}-open.png`) });
          }
          await context.close();
        }
      }
    }
  }
} finally {
  await browser.close();
  await server.stop();
  site.end();
}
console.log(folder);
