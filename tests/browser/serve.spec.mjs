// `ribbon serve` as an editor meets it: a save in a file, and what the browser shows.

import { AxeBuilder } from "@axe-core/playwright";
import { chromium, expect, test as base } from "@playwright/test";
import { newSite, startServer } from "./lib/serving.mjs";

const PAGE = (title, body) => `+++\ntitle = "${title}"\ndescription = "About ${title}"\n+++\n\n${body}\n`;
const LONG = Array.from({ length: 60 }, (_, index) => `Paragraph ${index} of a long page.`).join("\n\n");
const FORM = '<details><summary>More</summary><p>Inside</p></details>\n\n<label>Name <input name="name"></label>';
const HOME = (first) => PAGE("Home", `${first}\n\n${FORM}\n\n${LONG}`);
const DOT = (colour) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10" viewBox="0 0 1 1"><rect width="1" height="1" fill="${colour}"/></svg>`;

const SITE = {
  "site.toml":
    'title = "Small"\nbase_url = "https://example.org"\nlanguage = "en"\ntheme = "base"\ndescription = "A small site"\nauthor = "Somebody"\n',
  "content/_index.md": HOME("First words."),
  "content/about.md": PAGE("About", "Words about."),
  "content/look.md": PAGE(
    "Look",
    'Words.\n\n<link rel="stylesheet" href="/css/own.css">\n\n<img src="/dot.svg" alt="A dot" width="10" height="10">',
  ),
  "content/code.md": PAGE("Code", 'Words.\n\n<script src="/own.js"></script>\n\n<input name="name">'),
  "static/css/own.css": 'main { --own: one; background-image: url("/ground.svg") }',
  "static/ground.svg": DOT("white"),
  "static/dot.svg": DOT("red"),
  "static/own.js": "window.version = 1;",
};

const BROKEN = PAGE("About", "A [link](nowhere.md) that leads nowhere.");

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
  /// Opens a page and waits until the server knows that it is open; `window.mark` shows later whether it was loaded again.
  open: async ({ page, server }, use) => {
    await use((path) => opened(page, server.origin + path));
  },
});

async function opened(page, url) {
  const told = page.context().waitForEvent("response", { predicate: isTelling, timeout: 3_000 }).catch(() => {});
  await page.goto(url);
  await page.locator("ribbon-overlay .toggle").waitFor();
  await told;
  // The page's source is fetched when all is quiet, and compared with from then on.
  await page.waitForTimeout(150);
  await page.evaluate(() => (window.mark = true));
  return page;
}

const isTelling = (response) => response.url().endsWith("/__ribbon/open");
const notReloaded = (page) => page.evaluate(() => window.mark === true);
const panel = (page) => page.getByRole("dialog");
const scrollOf = (page) => page.evaluate(() => Math.round(scrollY));

test.describe("a saved page", () => {
  test("changes as it stands", async ({ site, page, open }) => {
    await open("/");
    await page.locator("summary").click();
    await page.getByLabel("Name").fill("Somebody");
    await page.evaluate(() => document.querySelector("[name=name]").setSelectionRange(1, 4));
    await page.evaluate(() => scrollTo({ top: 700, behavior: "instant" }));
    const updated = page.evaluate(() => new Promise((done) => document.addEventListener("ribbon:updated", () => done(true), { once: true })));
    site.write("content/_index.md", HOME("Second words."));
    await expect(page.getByText("Second words.")).toHaveCount(1);
    expect(await updated).toBe(true);
    expect(await scrollOf(page)).toBe(700);
    expect(await page.locator("details").evaluate((it) => it.open)).toBe(true);
    expect(await page.evaluate(() => [document.activeElement.value, document.activeElement.selectionStart, document.activeElement.selectionEnd])).toEqual(
      ["Somebody", 1, 4],
    );
    expect(await notReloaded(page)).toBe(true);
  });

  test("changes again and again, and ends with the last words", async ({ site, page, open }) => {
    await open("/about/");
    for (let number = 1; number <= 40; number++) {
      site.write("content/about.md", PAGE("About", `Words number ${number}.`));
      await page.waitForTimeout(number % 7);
    }
    await expect(page.getByText("Words number 40.")).toBeVisible();
    expect(await notReloaded(page)).toBe(true);
  });

  test("shows its new title, and goes back when the words go back", async ({ site, page, open }) => {
    await open("/about/");
    site.write("content/about.md", PAGE("Renamed", "Words about."));
    await expect(page).toHaveTitle(/Renamed/);
    await expect(page.getByRole("heading", { level: 1 })).toHaveText("Renamed");
    site.write("content/about.md", SITE["content/about.md"]);
    await expect(page).toHaveTitle(/About/);
    expect(await notReloaded(page)).toBe(true);
  });

  test("changes nothing in pages that do not show it", async ({ site, page, open }) => {
    await open("/about/");
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    site.write("content/code.md", PAGE("Code", "Other words."));
    site.write("content/look.md", PAGE("Look", "Other words."));
    await page.waitForTimeout(500);
    expect(asked).toEqual([]);
    expect(await notReloaded(page)).toBe(true);
  });

  test("half saved and completed at once shows no error", async ({ site, page, open }) => {
    await open("/about/");
    await page.evaluate(() => {
      window.opened = 0;
      const panel = document.querySelector("ribbon-overlay").shadowRoot.querySelector("#panel");
      new MutationObserver(() => (window.opened += panel.hidden ? 0 : 1)).observe(panel, { attributes: true });
    });
    // A round counts if this test itself was quick enough: the machine may be busy.
    let [counted, expected] = [0, 0];
    for (let round = 1; round <= 60 && counted < 10; round++) {
      const before = await page.evaluate(() => window.opened);
      const start = performance.now();
      site.write("content/about.md", '+++\ntitle = "Abo');
      await new Promise((done) => setTimeout(done, 3));
      site.write("content/about.md", PAGE("About", `Whole again ${round}.`));
      const quick = performance.now() - start < 9;
      await expect(page.getByText(`Whole again ${round}.`)).toBeVisible();
      counted += quick ? 1 : 0;
      if (!quick) expected += (await page.evaluate(() => window.opened)) - before;
    }
    expect(await page.evaluate(() => window.opened)).toBe(expected);
  });

  test("appears where there was none, and makes room when it is gone", async ({ site, page, open }) => {
    await open("/new/");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("cannot find");
    site.write("content/new.md", PAGE("Brand new", "It is here."));
    await expect(page.getByText("It is here.")).toBeVisible();
    site.remove("content/new.md");
    await expect(page.getByRole("heading", { level: 1 })).toContainText("cannot find");
  });
});

test.describe("a saved file", () => {
  test("a stylesheet is swapped in the page as it stands", async ({ site, page, open }) => {
    await open("/look/");
    const own = () => page.evaluate(() => getComputedStyle(document.querySelector("main")).getPropertyValue("--own"));
    expect(await own()).toBe("one");
    site.write("static/css/own.css", "main { --own: two }");
    await expect.poll(own).toBe("two");
    site.write("static/css/own.css", "main { --own: three }");
    await expect.poll(own).toBe("three");
    await expect(page.locator("link[href*='own.css']")).toHaveCount(1);
    expect(await notReloaded(page)).toBe(true);
  });

  test("a picture is fetched anew, in the page and in its style", async ({ site, page, open }) => {
    await open("/look/");
    const asked = [];
    page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    const colour = () =>
      page.evaluate(async () => {
        const image = document.querySelector("main img");
        await image.decode();
        const canvas = Object.assign(document.createElement("canvas"), { width: 10, height: 10 }).getContext("2d");
        canvas.drawImage(image, 0, 0);
        return canvas.getImageData(5, 5, 1, 1).data.join();
      });
    expect(await colour()).toBe("255,0,0,255");
    site.write("static/dot.svg", DOT("blue"));
    await expect.poll(colour).toBe("0,0,255,255");
    asked.length = 0;
    site.write("static/ground.svg", DOT("black"));
    await expect.poll(() => asked).toContain("/ground.svg");
    expect(await notReloaded(page)).toBe(true);
  });

  test("a script loads the page again, with what the reader did", async ({ site, page, open }) => {
    await open("/code/");
    await page.locator("[name=name]").fill("Somebody");
    site.write("static/own.js", "window.version = 2;");
    await expect.poll(() => page.evaluate(() => window.version).catch(() => 0)).toBe(2);
    await expect(page.locator("[name=name]")).toHaveValue("Somebody");
    await expect(page.locator("[name=name]")).toBeFocused();
    expect(await notReloaded(page)).toBe(false);
    site.write("content/code.md", PAGE("Code", "No script any more.\n\n<script>window.version = 3</script>"));
    await expect.poll(() => page.evaluate(() => window.version).catch(() => 0)).toBe(3);
  });

  test("a file that the page does not use is not asked for", async ({ site, page, open }) => {
    await open("/about/");
    const asked = [];
    page.on("request", (request) => asked.push(request.url()));
    site.write("static/dot.svg", DOT("green"));
    site.write("static/css/own.css", "main { --own: four }");
    await page.waitForTimeout(400);
    expect(asked).toEqual([]);
  });
});

test.describe("a problem", () => {
  test("is told in the page until it is fixed", async ({ site, page, open }) => {
    await open("/about/");
    await expect(panel(page)).toBeHidden();
    site.write("content/about.md", BROKEN);
    await expect(panel(page)).toBeVisible();
    await expect(panel(page).getByRole("heading")).toHaveText("Not up to date: 1 error");
    await expect(panel(page)).toContainText("no page at");
    await expect(panel(page)).toContainText("content/about.md:6:");
    await expect(panel(page).locator("pre")).toContainText("A [link](nowhere.md) that leads nowhere.");
    await expect(panel(page).locator("mark")).toContainText("nowhere.md");
    await expect(page.getByRole("status")).toHaveText("1 error");
    // Beneath is the last good version.
    await expect(page.getByText("Words about.")).toHaveCount(1);
    site.write("content/about.md", PAGE("About", "All is well."));
    await expect(panel(page)).toBeHidden();
    await expect(page.getByText("All is well.")).toBeVisible();
    await expect(page.getByRole("status")).toHaveText("all fixed");
    expect(await notReloaded(page)).toBe(true);
  });

  test("stays closed until the list changes", async ({ site, page, open }) => {
    await open("/about/");
    site.write("content/about.md", BROKEN);
    await expect(panel(page)).toBeVisible();
    await page.keyboard.press("Escape");
    await expect(panel(page)).toBeHidden();
    await page.reload();
    await expect(page.getByRole("button", { name: "Ribbon: 1 error" })).toBeVisible();
    await expect(panel(page)).toBeHidden();
    site.write("content/look.md", BROKEN);
    await expect(panel(page)).toBeVisible();
    await expect(panel(page).getByRole("heading")).toHaveText("Not up to date: 2 errors");
    await expect(panel(page).locator("li")).toHaveCount(2);
    await expect(panel(page).locator("li").first()).toContainText("content/about.md");
    await panel(page).getByRole("button", { name: "Close" }).click();
    await expect(panel(page)).toBeHidden();
  });

  test("does not take the focus from a field, and can be reached by keyboard", async ({ site, page, open }) => {
    await open("/");
    await page.getByLabel("Name").focus();
    await page.keyboard.type("Some");
    site.write("content/about.md", BROKEN);
    await expect(panel(page)).toBeVisible();
    await page.keyboard.type("body");
    await expect(page.getByLabel("Name")).toHaveValue("Somebody");
    const inside = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.className);
    for (let stop = 0; stop < 40 && (await inside()) !== "close"; stop++) await page.keyboard.press("Tab");
    expect(await inside()).toBe("close");
    await page.keyboard.press("Enter");
    await expect(panel(page)).toBeHidden();
    expect(await inside()).toBe("toggle");
  });

  test("is shown as text, whatever it quotes", async ({ site, page, open }) => {
    await open("/about/");
    site.write("content/about.md", PAGE("About", '[x](<img src=x onerror=alert(1)>.md) and [y](<b onclick="alert(1)">.md)'));
    site.write("content/look.md", '+++\ntitle = "Look"\n"<img src=x onerror=window.harm=1>" = 1\n+++\n\nWords\n');
    await expect(panel(page)).toBeVisible();
    await expect(panel(page)).toContainText("<img src=x onerror=");
    await expect(panel(page).locator("img, [onclick]")).toHaveCount(0);
    expect(await page.evaluate(() => window.harm)).toBeUndefined();
  });

  test("opens its file in the editor that was named, and names nothing else", async ({ site, page }) => {
    const server = await startServer(site.folder, 0, ["--editor", "vscode"]);
    try {
      site.write("content/about.md", BROKEN);
      await opened(page, `${server.origin}/about/`);
      await expect(panel(page)).toBeVisible();
      const link = panel(page).getByRole("link", { name: "content/about.md:6:" });
      await expect(link).toHaveAttribute("href", `vscode://file${site.folder}/content/about.md:6:10`);
      await expect(panel(page).locator(".ribbon-message code").first()).toHaveText("nowhere.md");
      await expect(panel(page)).not.toContainText("`");
    } finally {
      await server.stop();
    }
  });

  test("far along a line is brought into sight", async ({ site, page, open }) => {
    await page.setViewportSize({ width: 360, height: 640 });
    await open("/about/");
    site.write("content/about.md", PAGE("About", `${"Many words before it. ".repeat(6)} A [link](nowhere.md).`));
    const mark = panel(page).locator("mark");
    await expect(mark).toContainText("nowhere.md");
    await expect(mark).toBeInViewport({ ratio: 1 });
    const inside = () => mark.evaluate((it) => it.getBoundingClientRect().right <= it.closest("pre").getBoundingClientRect().right);
    await expect.poll(inside).toBe(true);
  });

  test("that is only a warning is counted in the corner", async ({ site, page, open }) => {
    await open("/about/");
    site.write("content/about.md", PAGE("About", "Words.\n\n[^note]: A note that no text refers to."));
    const corner = page.getByRole("button", { name: "Ribbon: 1 warning" });
    await expect(corner).toBeVisible();
    await expect(panel(page)).toBeHidden();
    await corner.click();
    await expect(panel(page).getByRole("heading")).toHaveText("1 warning");
    await expect(panel(page).locator(".ribbon-warning")).toHaveCount(1);
    await page.keyboard.press("Escape");
    await expect(corner).toBeFocused();
  });

  for (const colorScheme of ["light", "dark"]) {
    test(`passes axe, open and closed, in ${colorScheme}`, async ({ site, page, open }) => {
      await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
      await page.setViewportSize({ width: 360, height: 640 });
      const problems = async () => {
        const { violations } = await new AxeBuilder({ page }).analyze();
        return violations.flatMap(({ id, nodes }) => nodes.map(({ target, failureSummary }) => `${id}: ${target}: ${failureSummary}`));
      };
      await open("/about/");
      expect(await problems(), "no problem").toEqual([]);
      site.write("content/about.md", BROKEN.replace("that leads", "that with many words and a very_long_word_that_does_not_break leads"));
      await expect(panel(page).locator("pre")).toBeVisible();
      expect(await problems(), "an error").toEqual([]);
      await page.keyboard.press("Escape");
      expect(await problems(), "an error, closed").toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    });
  }

  test("is not printed", async ({ site, page, open }) => {
    await open("/about/");
    site.write("content/about.md", BROKEN);
    await expect(panel(page)).toBeVisible();
    await page.emulateMedia({ media: "print" });
    await expect(panel(page)).toBeHidden();
    await expect(page.locator("ribbon-overlay .toggle")).toBeHidden();
  });
});

test("a tab that follows goes to the page that is saved", async ({ site, page, open }) => {
  await open("/about/");
  site.write("content/look.md", PAGE("Look", "Saved, and nobody follows."));
  await page.waitForTimeout(300);
  expect(new URL(page.url()).pathname).toBe("/about/");
  await page.getByRole("button", { name: "Ribbon" }).click();
  await page.getByLabel("Follow what is being saved").check();
  site.write("content/look.md", PAGE("Look", "Saved and followed."));
  await page.waitForURL("**/look/");
  await expect(page.getByText("Saved and followed.")).toBeVisible();
  await page.locator("ribbon-overlay .toggle").waitFor();
  await page.waitForTimeout(200);
  site.write("content/about.md", PAGE("About", "And back again."));
  await page.waitForURL("**/about/");
  await expect(page.getByText("And back again.")).toBeVisible();
});

test("a server that restarts is found again, and what changed meanwhile is shown", async ({ site, page }) => {
  const first = await startServer(site.folder);
  await opened(page, `${first.origin}/about/`);
  await first.stop();
  await expect(page.getByText("Connection lost, trying again")).toBeVisible();
  site.write("content/about.md", PAGE("About", "Changed while the server was away."));
  const second = await startServer(site.folder, first.port);
  try {
    expect(second.port).toBe(first.port);
    await expect(page.getByText("Changed while the server was away.")).toBeVisible();
    await expect(page.getByText("Connection lost, trying again")).toBeHidden();
    site.write("content/about.md", PAGE("About", "And a change after."));
    await expect(page.getByText("And a change after.")).toBeVisible();
    expect(await notReloaded(page)).toBe(true);
  } finally {
    await second.stop();
  }
});

test("forty tabs and a second browser all see a change", async ({ site, server, browser, launchOptions }) => {
  test.setTimeout(180_000);
  const context = await browser.newContext();
  const tabs = [];
  for (let number = 0; number < 40; number++) {
    tabs.push(await context.newPage());
    await tabs.at(-1).goto(`${server.origin}${["/about/", "/look/", "/"][number % 3]}`);
  }
  const other = await chromium.launch(launchOptions);
  tabs.push(await other.newPage());
  await tabs.at(-1).goto(`${server.origin}/about/`);
  for (const tab of tabs) await tab.locator("ribbon-overlay .toggle").waitFor();
  await tabs[0].waitForTimeout(500);
  site.write("site.toml", SITE["site.toml"].replace('"Small"', '"Seen by all"'));
  for (const tab of tabs) await expect(tab.locator(".site-name")).toHaveText("Seen by all");
  // Tabs that were closed are forgotten, and the rest go on.
  for (const tab of tabs.slice(0, 30)) await tab.close();
  site.write("content/about.md", PAGE("About", "For those who are left."));
  for (const tab of tabs.slice(30).filter((tab) => tab.url().endsWith("/about/"))) {
    await expect(tab.getByText("For those who are left.")).toBeVisible();
  }
  await other.close();
  await context.close();
});

test("a page that comes back from the history is up to date", async ({ site, page, open }) => {
  await open("/about/");
  await page.goto(page.url().replace("/about/", "/look/"));
  site.write("content/about.md", PAGE("About", "Changed while nobody looked."));
  await page.waitForTimeout(300);
  await page.goBack();
  await expect(page.getByText("Changed while nobody looked.")).toBeVisible();
});

test("what is built has no trace of it", async ({ server, request }) => {
  const plain = await request.get(`${server.origin}/about/`, { headers: { Accept: "*/*" } });
  const seen = await request.get(`${server.origin}/about/`, { headers: { Accept: "text/html" } });
  const tag = plain.headers()["x-ribbon-tag"];
  const script = `<script type="module" src="/__ribbon/client.js" data-ribbon="${tag}"></script>`;
  expect(await plain.text()).not.toContain("ribbon/client");
  expect(await seen.text()).toBe((await plain.text()).replace("</body>", `${script}</body>`));
});
