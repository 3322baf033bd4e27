// The report of `ribbon theme diff`: one page that stands alone, accessible in both schemes.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "@playwright/test";
import { repository, ribbon } from "./lib/sites.mjs";

let folder, page;

test.beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "ribbon-diff-"));
  page = join(folder, "changes.html");
  const made = spawnSync(
    ribbon,
    ["theme", "diff", "united-by-unique", "close-the-care-gap", "--root", repository, "--format", "html", "--out", page],
    { encoding: "utf8" },
  );
  expect(made.status, made.stderr).toBe(0);
});

test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

for (const colorScheme of ["light", "dark"]) {
  for (const width of [360, 1280]) {
    test(`the differences of two themes are accessible, ${colorScheme}, ${width} wide`, async ({ browser }) => {
      const context = await browser.newContext({ colorScheme, viewport: { width, height: 900 } });
      const tab = await context.newPage();
      const asked = [];
      tab.on("request", (request) => asked.push(request.url()));
      await tab.goto(`file://${page}`);
      const { violations } = await new AxeBuilder({ page: tab }).analyze();
      expect(violations.map(({ id, nodes }) => [id, nodes[0].html])).toEqual([]);
      expect(await tab.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width);
      expect(asked, "nothing is fetched").toHaveLength(1);
      await context.close();
    });
  }
}

test("every colour of both themes is painted as it is written", async ({ page: tab }) => {
  await tab.goto(`file://${page}`);
  const chips = await tab.$$eval(".swatch", (found) =>
    found.map((swatch) => [getComputedStyle(swatch.querySelector(".chip")).backgroundColor, swatch.textContent.trim()]),
  );
  expect(chips.length).toBeGreaterThan(100);
  const digits = ([painted]) => `#${painted.match(/\d+/g).map((part) => Number(part).toString(16).padStart(2, "0")).join("")}`;
  for (const chip of chips.filter(([, written]) => /^#[0-9a-f]{6}$/.test(written))) expect(digits(chip)).toBe(chip[1]);
  expect(readFileSync(page, "utf8")).not.toContain("<script");
});
