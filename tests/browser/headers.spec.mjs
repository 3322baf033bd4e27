// The headers that `ribbon serve` sends are those of the published site, and no page breaks the policy in them.

import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { serve } from "./lib/server.mjs";
import { newSite, startServer } from "./lib/serving.mjs";
import { sites } from "./lib/sites.mjs";
import { repository, ribbon, target } from "./lib/tools.mjs";

/// Notes what the policy of a page forbids, from the page's first moment on.
const watch = () => {
  window.violations = [];
  document.addEventListener("securitypolicyviolation", ({ violatedDirective, blockedURI }) =>
    window.violations.push(`${violatedDirective}: ${blockedURI}`),
  );
};

test("no page of the site breaks its policy", async ({ page }) => {
  test.setTimeout(120_000);
  const pages = sites[0].pages.map(({ path }) => path);
  expect(pages.length).toBeGreaterThan(5);
  const server = await startServer(repository);
  try {
    await page.addInitScript(watch);
    for (const path of pages) {
      const response = await page.goto(server.origin + path);
      expect(response.headers()["content-security-policy"], path).toContain("default-src 'none'");
      await page.locator("ribbon-overlay .toggle").waitFor();
      expect(await page.evaluate(() => window.violations), path).toEqual([]);
    }
  } finally {
    await server.stop();
  }
});

test("what a page does not say is forbidden", async ({ page }) => {
  const site = newSite({
    "site.toml": 'title = "Small"\nbase_url = "https://example.org"\nlanguage = "en"\ntheme = "base"\n\n[headers]\nfiles = ["netlify"]\n',
    "content/_index.md": '+++\ntitle = "Home"\n+++\n\nWords.\n\n<script>window.known = true;</script>\n',
  });
  const server = await startServer(site.folder);
  try {
    await page.addInitScript(watch);
    await page.goto(server.origin);
    await page.locator("ribbon-overlay .toggle").waitFor();
    expect(await page.evaluate(() => window.known), "a script of the page runs by its hash").toBe(true);
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.strange = true;";
      document.body.append(script);
    });
    expect(await page.evaluate(() => window.strange)).toBeUndefined();
    expect(await page.evaluate(() => window.violations)).toEqual(["script-src-elem: inline"]);
    const answer = await page.request.get(server.origin, { headers: { Accept: "text/html" } });
    expect(answer.headers()["referrer-policy"]).toBe("strict-origin");
    expect(answer.headers()["content-security-policy"]).not.toContain("upgrade-insecure-requests");
    // A save shows under the policy as well.
    site.write("content/_index.md", '+++\ntitle = "Home"\n+++\n\nOther words.\n');
    await expect(page.getByText("Other words.")).toBeVisible();
  } finally {
    await server.stop();
    site.end();
  }
});

test("a page can have its policy in itself", async ({ page }) => {
  const site = newSite({
    "site.toml": 'title = "Small"\nbase_url = "https://example.org"\nlanguage = "en"\n\n[headers]\nfiles = ["meta"]\n',
    "content/_index.md": '+++\ntitle = "Home"\n+++\n\nWords.\n\n<script>window.known = true;</script>\n',
  });
  execFileSync(ribbon, ["build", "--root", site.folder]);
  const published = await serve({ folder: join(site.folder, "public"), basePath: "" });
  const server = await startServer(site.folder);
  try {
    await page.addInitScript(watch);
    await page.goto(published.origin);
    expect(await page.evaluate(() => window.violations)).toEqual([]);
    expect(await page.evaluate(() => window.known)).toBe(true);
    // That for screens, and that for paper.
    expect(await page.evaluate(() => document.styleSheets.length)).toBe(2);
    await page.evaluate(() => {
      const script = document.createElement("script");
      script.textContent = "window.strange = true;";
      document.body.append(script);
    });
    expect(await page.evaluate(() => window.violations)).toEqual(["script-src-elem: inline"]);
    // The server's own script is not in the policy of the page.
    await page.goto(server.origin);
    await page.locator("ribbon-overlay .toggle").waitFor();
    expect(await page.evaluate(() => window.violations)).toEqual([]);
  } finally {
    await server.stop();
    await published.stop();
    site.end();
  }
});

test("CloudFront would take the policy that is written for it", () => {
  const python = join(target, "emulators/bin/python");
  test.skip(!existsSync(python), `there is no ${python}`);
  const site = newSite({
    "site.toml": 'title = "Small"\nbase_url = "https://example.org"\n\n[headers]\nfiles = ["cloudfront"]\nhsts = true\n',
    "content/_index.md": '+++\ntitle = "Home"\n+++\n\nWords.\n',
  });
  try {
    execFileSync(ribbon, ["build", "--root", site.folder]);
    // Amazon's own description of the call, with its types, names and the values that it allows.
    const judge = `
import json, sys
from botocore.session import get_session
from botocore.validate import ParamValidator
shape = get_session().get_service_model("cloudfront").shape_for("ResponseHeadersPolicyConfig")
def strange(value, shape):
    if shape.type_name == "structure":
        return [key for key in value if key not in shape.members] + [s for key in value if key in shape.members for s in strange(value[key], shape.members[key])]
    if shape.type_name == "list":
        return [s for item in value for s in strange(item, shape.member)]
    return [] if value in (getattr(shape, "enum", None) or [value]) else [value]
policy = json.load(open(sys.argv[1]))
print(ParamValidator().validate(policy, shape).generate_report(), *strange(policy, shape))
`;
    const said = execFileSync(python, ["-c", judge, join(site.folder, "public/headers.cloudfront.json")], { encoding: "utf8" });
    expect(said.trim()).toBe("");
    const policy = JSON.parse(readFileSync(join(site.folder, "public/headers.cloudfront.json"), "utf8"));
    expect(policy.SecurityHeadersConfig.ContentSecurityPolicy.ContentSecurityPolicy).toContain("default-src 'none'");
    expect(policy.SecurityHeadersConfig.StrictTransportSecurity.AccessControlMaxAgeSec).toBe(31_536_000);
  } finally {
    site.end();
  }
});
