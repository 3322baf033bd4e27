// Playwright's `test` with a running site and an ear on everything that goes wrong in the page.

import { expect, test as base } from "@playwright/test";
import { serve } from "./server.mjs";
import { sites } from "./sites.mjs";

export { expect };

export const test = base.extend({
  servers: [
    async ({}, use) => {
      const servers = new Map();
      for (const site of sites) servers.set(site.name, await serve(site));
      await use(servers);
      for (const server of servers.values()) await server.stop();
    },
    { scope: "worker" },
  ],

  /// Opens a page of a site. When the test ends, errors on the console and requests that leave the site fail it.
  visit: async ({ page, servers }, use) => {
    const troubles = [];
    let lost = false;
    let origin;
    page.on("console", (message) => {
      const own404 = lost && message.text().includes("404");
      if (message.type() === "error" && !own404) troubles.push(`console: ${message.text()}`);
    });
    page.on("pageerror", (error) => troubles.push(`script: ${error.message}`));
    page.on("request", (request) => {
      const url = request.url();
      if (origin && !url.startsWith(`${origin}/`) && !url.startsWith("data:")) troubles.push(`request to another origin: ${url}`);
    });
    page.on("response", (response) => {
      if (response.status() >= 400 && !response.request().isNavigationRequest()) troubles.push(`${response.status()}: ${response.url()}`);
    });
    await use(async (site, entry) => {
      const server = servers.get(site.name);
      origin = server.origin;
      lost = entry.status === 404;
      const response = await page.goto(server.root + encodeURI(entry.path), { waitUntil: "load" });
      expect(response.status(), `status of ${entry.path}`).toBe(entry.status);
      return page;
    });
    expect(troubles, "troubles in the page").toEqual([]);
  },
});
