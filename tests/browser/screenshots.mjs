// Pictures for people to look at: `npm run screenshots [words]` takes the pages whose address holds one of the words, or all.
// They land in target/screenshots with an index.html that shows them side by side.

import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { chromium as playwright } from "@playwright/test";
import { launchOptions } from "./lib/launch.mjs";
import { serve } from "./lib/server.mjs";
import { chromium, sites, target } from "./lib/sites.mjs";

const WIDTHS = [360, 768, 1440];
const VIEWS = [
  ...WIDTHS.map((width) => ({ name: `${width}-light`, width, media: { colorScheme: "light" } })),
  ...WIDTHS.map((width) => ({ name: `${width}-dark`, width, media: { colorScheme: "dark" } })),
  { name: "print", width: 794, media: { media: "print" } },
  { name: "forced-colours", width: 768, media: { forcedColors: "active", colorScheme: "dark" } },
];

const words = process.argv.slice(2);
const folder = join(target, "screenshots");
const rows = [];
const browser = await playwright.launch(launchOptions(chromium));
for (const site of sites) {
  const server = await serve(site);
  const pages = site.pages.filter(({ path }) => words.length === 0 || words.some((word) => `${site.name}${path}`.includes(word)));
  mkdirSync(join(folder, site.name), { recursive: true });
  for (const { path } of pages) {
    const name =
      path === "/"
        ? "home"
        : decodeURI(path)
            .replace(/^\/|\/$/g, "")
            .replaceAll("/", "--");
    for (const view of VIEWS) {
      const context = await browser.newContext({ viewport: { width: view.width, height: 900 }, reducedMotion: "reduce" });
      const page = await context.newPage();
      await page.emulateMedia(view.media);
      await page.goto(server.root + encodeURI(path));
      await page.screenshot({ path: join(folder, site.name, `${name}.${view.name}.png`), fullPage: true });
      await context.close();
    }
    rows.push({ site: site.name, name, path });
    console.log(`${site.name}${path}`);
  }
  await server.stop();
}
await browser.close();

const picture = (row, view) =>
  `<td><a href="${row.site}/${encodeURIComponent(row.name)}.${view.name}.png"><img loading="lazy" width="${view.width / 5}" alt="" src="${row.site}/${encodeURIComponent(row.name)}.${view.name}.png"></a></td>`;
const table = rows.map((row) => `<tr><th>${row.site}${row.path}</th>${VIEWS.map((view) => picture(row, view)).join("")}</tr>`).join("\n");
writeFileSync(
  join(folder, "index.html"),
  `<!doctype html><meta charset="utf-8"><title>Screenshots</title><style>td,th{vertical-align:top;padding:4px;font:12px sans-serif}</style>
<table><tr><th></th>${VIEWS.map(({ name }) => `<th>${name}</th>`).join("")}</tr>
${table}
</table>
`,
);
console.log(join(folder, "index.html"));
