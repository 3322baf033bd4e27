// Themes in `ribbon serve`: another one tried from the panel, and the gallery of each.

import { readFileSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { join } from "node:path";
import { AxeBuilder } from "@axe-core/playwright";
import { expect, test as base } from "@playwright/test";
import { newSite, startServer } from "./lib/serving.mjs";

const TOML = 'title = "Small"\nbase_url = "https://example.org"\ntheme = "base"\n';
const THEME = (name, title, colour) =>
  `name = "${name}"\ntitle = "${title}"\n[tokens.color.light]\ntext = "${colour}"\n[tokens.color.dark]\ntext = "#f0f0f0"\n`;

const SITE = {
  "site.toml": TOML,
  "content/_index.md": '+++\ntitle = "Home"\n+++\n\nFirst words.\n',
  "themes/warm/theme.toml": THEME("warm", "Warm", "#301000"),
  "themes/warm/templates/partials/footer.html": "<footer>Warm regards</footer>",
  "themes/cool/theme.toml": THEME("cool", "Cool & calm", "#001030"),
};

const test = base.extend({
  site: async ({}, use) => {
    const site = newSite(SITE);
    await use(site);
    site.end();
  },
  server: async ({ site }, use) => {
    const server = await startServer(site.folder);
    await use(server);
    await server.stop();
  },
});

test("a theme is tried by keyboard, everywhere, and nothing is written", async ({ page, server, site }) => {
  const lost = [];
  page.on("response", (response) => response.status() >= 400 && lost.push(`${response.status()} ${response.url()}`));
  await page.goto(`${server.origin}/`);
  await page.evaluate(() => (window.mark = true));
  await page.locator("ribbon-overlay .toggle").press("Enter");
  const list = page.locator("ribbon-overlay select");
  await expect(list.locator("option")).toHaveText(["Base", "Cool & calm", "Warm"]);
  await expect(list).toHaveValue("base");
  const other = await page.context().newPage();
  await other.goto(`${server.origin}/`);
  await page.bringToFront();

  await list.focus();
  await page.keyboard.type("Wa");
  for (const shown of [page, other]) await expect(shown.locator("footer").first()).toHaveText("Warm regards");
  await expect(page.locator("ribbon-overlay .tried")).toHaveText("Only tried: site.toml still says base, and nothing was written.");
  await expect.poll(() => page.evaluate(() => getComputedStyle(document.body).color)).toBe("rgb(48, 16, 0)");
  expect(readFileSync(join(site.folder, "site.toml"), "utf8")).toBe(TOML);

  // A save keeps it, and the way back is the same.
  site.write("content/_index.md", '+++\ntitle = "Home"\n+++\n\nOther words.\n');
  await expect(page.locator("main")).toContainText("Other words.");
  await expect(page.locator("footer").first()).toHaveText("Warm regards");
  await list.selectOption("base");
  await expect(page.locator("footer.site-footer")).toBeVisible();
  await expect(page.locator("ribbon-overlay .tried")).toBeHidden();
  expect(lost, "style sheets are there as soon as a page names them").toEqual([]);
});

for (const colorScheme of ["light", "dark"]) {
  test(`the panel with the list passes axe in ${colorScheme}`, async ({ page, server }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto(`${server.origin}/`);
    await page.locator("ribbon-overlay .toggle").click();
    await page.locator("ribbon-overlay select").selectOption("warm");
    await expect(page.locator("ribbon-overlay .tried")).toContainText("Only tried");
    const { violations } = await new AxeBuilder({ page }).include("ribbon-overlay").analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`)).toEqual([]);
  });
}

test("nobody else can change the theme", async ({ page, server, request }) => {
  const ask = (headers, name = "warm") => request.post(`${server.origin}/__ribbon/theme`, { headers, data: { name } });
  const own = { "X-Ribbon-Asks": "theme" };
  expect((await ask({})).status(), "without the header").toBe(403);
  expect((await ask({ ...own, Origin: "https://evil.example" })).status(), "from another site").toBe(403);
  expect((await ask({ ...own, Origin: "null" })).status(), "from a file").toBe(403);
  expect(await statusWithHost(server.port, "evil.example"), "under another name").toBe(403);
  expect((await ask(own, "../warm")).status(), "a way out of the folder").toBe(400);
  expect((await ask(own, "nothing")).status(), "a theme that is not there").toBe(400);
  expect((await request.get(`${server.origin}/__ribbon/theme`)).status(), "by reading").toBe(404);

  // A page elsewhere may send a form, and may ask for more first: both in vain.
  await page.route("https://evil.example/", (route) => route.fulfill({ contentType: "text/html", body: "<h1>Elsewhere</h1>" }));
  await page.goto("https://evil.example/");
  await page.evaluate(async (url) => {
    const body = JSON.stringify({ name: "warm" });
    await fetch(url, { method: "POST", mode: "no-cors", body }).catch(() => {});
    await fetch(url, { method: "POST", headers: { "X-Ribbon-Asks": "theme" }, body }).catch(() => {});
  }, `${server.origin}/__ribbon/theme`);
  const { active } = await (await request.get(`${server.origin}/__ribbon/themes`)).json();
  expect(active).toBe("base");
});

test("the gallery shows every component, passes axe, and follows a save", async ({ page, server, site }) => {
  const lost = [];
  page.on("response", (response) => response.status() >= 400 && lost.push(`${response.status()} ${response.url()}`));
  page.on("console", (message) => message.type() === "error" && lost.push(message.text()));
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.goto(`${server.origin}/__ribbon/gallery/`);
  expect(page.url()).toBe(`${server.origin}/__ribbon/gallery/base/`);
  const frame = page.locator("#component-care-card ~ .frames iframe");
  await expect(frame).toHaveCount(4);
  await frame.first().scrollIntoViewIfNeeded();
  await expect(frame.first().contentFrame().locator(".care-card")).toBeVisible();
  const heights = () => frame.first().evaluate((element) => [element.clientHeight, element.style.blockSize !== ""]);
  await expect.poll(heights).toEqual([expect.any(Number), true]);
  const scheme = (n) => frame.nth(n).contentFrame().locator("body");
  await frame.nth(3).scrollIntoViewIfNeeded();
  expect(await scheme(1).evaluate((body) => getComputedStyle(body).color)).not.toBe(await scheme(0).evaluate((body) => getComputedStyle(body).color));
  expect(await scheme(2).evaluate((body) => getComputedStyle(body).direction)).toBe("rtl");
  // What is in the frames is tested as pages of the sites.
  await page.evaluate(() => document.querySelectorAll("iframe").forEach((frame) => frame.remove()));
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes[0].target}`)).toEqual([]);
  }

  site.write("templates/components/praise.html", '{% component praise() { "doc": "Thanks.", "example": "::praise" } -%}<p>Thank you</p>{%- endcomponent praise %}');
  await expect
    .poll(async () => {
      await page.goto(`${server.origin}/__ribbon/gallery/warm/`);
      return page.locator("#component-praise").count();
    })
    .toBe(1);
  expect(lost).toEqual([]);
});

/// The answer to a request that calls the server by another name, as a page elsewhere whose name leads here would.
function statusWithHost(port, host) {
  return new Promise((found, failed) => {
    const headers = { Host: host, "X-Ribbon-Asks": "theme", "Content-Type": "application/json" };
    const sent = httpRequest({ port, host: "127.0.0.1", path: "/__ribbon/theme", method: "POST", headers }, (response) => found(response.statusCode));
    sent.once("error", failed);
    sent.end('{"name": "warm"}');
  });
}
