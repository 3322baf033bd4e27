// The countdown of the home page: right at build time in words, and kept right by its script on whatever day the page is open.

import { expect, test } from "./lib/fixtures.mjs";
import { sites } from "./lib/sites.mjs";

const site = sites.find(({ name }) => name === "site");
const home = { path: "/", status: 200 };

test("the words follow the day where the campaign is, not where the reader is", async ({ browser, servers }) => {
  for (const timezoneId of ["Pacific/Kiritimati", "Pacific/Pago_Pago"]) {
    const context = await browser.newContext({ timezoneId });
    const page = await context.newPage();
    await page.clock.install({ time: "2027-02-03T23:59:30Z" });
    await page.goto(servers.get(site.name).root + "/");
    const countdown = page.locator(".countdown");
    await expect(countdown).toHaveText("1 day to go");
    for (const [time, words] of [
      ["2027-02-04T00:00:10Z", "Today is the day"],
      ["2027-02-04T23:59:50Z", "Today is the day"],
      ["2027-02-05T00:00:00Z", "Thank you for taking part"],
    ]) {
      await page.clock.setSystemTime(time);
      await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
      await expect(countdown, `${time} in ${timezoneId}`).toHaveText(words);
    }
    await context.close();
  }
});

test("without script the words of the build stand", async ({ browser, servers }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  await page.goto(servers.get(site.name).root + "/");
  await expect(page.locator(".countdown")).toHaveText(/\S/);
  await context.close();
});

test("in Arabic the words have their own plural forms", async ({ page, visit }) => {
  await page.clock.install({ time: "2027-02-02T12:00:00Z" });
  await visit(site, { ...home, path: "/ar/" });
  await expect(page.locator(".countdown")).toHaveText("بقي يومان");
});
