// Charts as a reader meets them: one picture at a time, words that can be read, a file that can be had.

import { expect, test } from "./lib/fixtures.mjs";
import { sites } from "./lib/sites.mjs";

const SMALLEST = 12;

for (const site of sites) {
  for (const entry of site.pages.filter(({ file }) => site.documents.get(file)?.text.includes('<figure class="chart'))) {
    test.describe(`${site.name} ${entry.path}`, () => {
      for (const width of [320, 768, 1440]) {
        test(`every chart shows one picture with words of ${SMALLEST} pixels or more at ${width} pixels`, async ({ page, visit }) => {
          await page.setViewportSize({ width, height: 900 });
          await visit(site, entry);
          const charts = await page.evaluate(measured);
          expect(charts.length).toBeGreaterThan(0);
          for (const { title, pictures, smallest, outside, covered } of charts) {
            expect.soft(pictures, `pictures of ${title}`).toBe(1);
            expect.soft(smallest, `the smallest word of ${title}`).toBeGreaterThanOrEqual(SMALLEST);
            expect.soft(outside, `words that leave the picture of ${title}`).toEqual([]);
            expect.soft(covered, `words that cover each other in ${title}`).toEqual([]);
          }
        });
      }

      test("every chart has its table and its file", async ({ page, visit }) => {
        await visit(site, entry);
        for (const chart of await page.locator("figure.chart").all()) {
          await chart.locator("summary").click();
          await expect(chart.locator("table caption")).toBeVisible();
          expect(await chart.locator("tbody tr").count()).toBeGreaterThan(0);
          const response = await page.request.get(new URL(await chart.locator("a[download]").getAttribute("href"), page.url()).href);
          expect(response.status()).toBe(200);
        }
      });
    });
  }
}

function measured() {
  return [...document.querySelectorAll("figure.chart")].map((chart) => {
    const pictures = [...chart.querySelectorAll("svg[role=img]")].filter((svg) => svg.getBoundingClientRect().width > 0);
    const words = pictures.flatMap((svg) => {
      const box = svg.getBoundingClientRect();
      const scale = box.width / svg.viewBox.baseVal.width;
      return [...svg.querySelectorAll("text")].map((text) => {
        const own = text.getBoundingClientRect();
        return {
          size: parseFloat(getComputedStyle(text).fontSize) * scale,
          leaves: own.left < box.left - 3 || own.right > box.right + 3,
          text: text.textContent,
          box: own,
        };
      });
    });
    // Boxes of lines overlap a little in height; words that do by more, and in width too, cover each other.
    const covers = (a, b) =>
      Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 5;
    const pairs = words.flatMap((one, n) => words.slice(n + 1).map((other) => [one, other]));
    return {
      title: chart.querySelector(".chart-title").textContent,
      pictures: pictures.length,
      smallest: Math.min(...words.map(({ size }) => size)),
      covered: pairs.filter(([one, other]) => covers(one.box, other.box)).map(([one, other]) => `${one.text} / ${other.text}`),
      outside: words.filter(({ leaves }) => leaves).map(({ text }) => text),
    };
  });
}
