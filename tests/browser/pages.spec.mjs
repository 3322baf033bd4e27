// What a visitor meets, page by page: with a screen reader, a keyboard, a small phone, a printer, their own colours.

import { AxeBuilder } from "@axe-core/playwright";
import { expect, test } from "./lib/fixtures.mjs";
import { faintText, overflowing } from "./lib/probes.mjs";
import { sites } from "./lib/sites.mjs";

const RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];
const MOST_TAB_STOPS = 80;

for (const site of sites) {
  for (const entry of site.pages) {
    test.describe(`${site.name} ${entry.path}`, () => {
      test("axe finds nothing, in light and in dark", async ({ page, visit }) => {
        await page.emulateMedia({ colorScheme: "light", reducedMotion: "reduce" });
        await visit(site, entry);
        for (const colorScheme of ["light", "dark"]) {
          await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
          const { violations } = await new AxeBuilder({ page }).withTags(RULES).analyze();
          expect.soft(violations.flatMap(told), colorScheme).toEqual([]);
        }
      });

      test("fits 320 pixels without sideways scrolling", async ({ page, visit }) => {
        await page.setViewportSize({ width: 320, height: 640 });
        await visit(site, entry);
        expect(await page.evaluate(overflowing)).toEqual([]);
      });

      test("works by keyboard", async ({ page, visit }) => {
        await page.emulateMedia({ reducedMotion: "reduce" });
        await visit(site, entry);
        await skipLinkComesFirst(page);
        await visit(site, entry);
        await everyStopIsVisible(page);
      });

      test("text can be read in print and in forced colours, and nothing moves when asked not to", async ({ page, visit }) => {
        await visit(site, entry);
        await page.emulateMedia({ media: "print" });
        expect(await page.evaluate(faintText, { paper: true, least: 3 }), "in print").toEqual([]);
        await page.emulateMedia({ media: "screen", forcedColors: "active" });
        expect(await page.evaluate(faintText, { paper: false, least: 4.5 }), "in forced colours").toEqual([]);
        await page.emulateMedia({ forcedColors: "none", reducedMotion: "reduce" });
        const moving = () =>
          document
            .getAnimations()
            .filter((animation) => animation.playState === "running")
            .map((animation) => animation.animationName);
        expect(await page.evaluate(moving), "in motion").toEqual([]);
      });
    });
  }
}

function told(violation) {
  return violation.nodes.map((node) => `${violation.id}: ${node.target.join(" ")}: ${node.failureSummary?.replaceAll("\n", " ")}`);
}

async function skipLinkComesFirst(page) {
  await page.keyboard.press("Tab");
  const first = await page.evaluate(() => {
    const link = document.activeElement;
    const box = link.getBoundingClientRect();
    const middle = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return { tag: link.tagName, href: link.getAttribute("href"), shown: box.width > 20 && box.height > 10 && link.contains(middle) };
  });
  expect(first, "the first stop is a skip link that can be seen").toMatchObject({ tag: "A", shown: true });
  expect(first.href, "the skip link leads to a place on this page").toMatch(/#./);

  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
  const landed = await page.evaluate((href) => {
    const target = document.getElementById(decodeURIComponent(href.slice(href.indexOf("#") + 1)));
    const stop = document.activeElement;
    const after =
      stop === document.body || target.contains(stop) || Boolean(target.compareDocumentPosition(stop) & Node.DOCUMENT_POSITION_FOLLOWING);
    return { inMain: Boolean(target?.closest("main") || target?.querySelector("main")), after };
  }, first.href);
  expect(landed, "after the skip link the next stop lies in or after the main part").toEqual({ inMain: true, after: true });
}

async function everyStopIsVisible(page) {
  const hidden = [];
  for (let stop = 0; stop < MOST_TAB_STOPS; stop++) {
    await page.keyboard.press("Tab");
    const found = await page.evaluate(() => {
      const element = document.activeElement;
      if (!element || element === document.body) return undefined;
      const shape = (style) => [style.boxShadow, style.backgroundColor, style.borderColor, style.textDecoration].join(" | ");
      const focused = getComputedStyle(element);
      const ring = focused.outlineStyle !== "none" && parseFloat(focused.outlineWidth) >= 1 && !/rgba\(.*, 0\)/.test(focused.outlineColor);
      const withFocus = shape(focused);
      const box = element.getBoundingClientRect();
      const inView = box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth && box.width > 0 && box.height > 0;
      element.blur();
      const changed = shape(getComputedStyle(element)) !== withFocus;
      element.focus({ preventScroll: true });
      return { name: element.outerHTML.slice(0, 120), visible: inView && (ring || changed) };
    });
    if (!found) break;
    if (!found.visible) hidden.push(found.name);
  }
  expect(hidden, "every stop shows that it has the focus").toEqual([]);
}
