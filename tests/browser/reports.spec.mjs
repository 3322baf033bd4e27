// What tools read: SARIF against its schema, JSON, GitHub's lines, and the schemas that editors load.

import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "@playwright/test";
import Ajv from "ajv";
import AjvDraft04 from "ajv-draft-04";
import Ajv2020 from "ajv/dist/2020.js";
import addFormats from "ajv-formats";
import { repository, ribbon } from "./lib/sites.mjs";

const require = createRequire(import.meta.url);

// One mistake in each kind of source: front matter, links, components, configuration.
const FAULTY = {
  "site.toml":
    'title = "Faulty"\nbase_url = "https://example.org"\nlanguage = "en"\ntheme = "base"\ndescripton = "a key that is misspelt"\n',
  "content/_index.md": '+++\ntitle = "Home"\n+++\n\nA [link](nowhere.md) and naïve words before a [second](@/lost.md#place).\n',
  "content/about the day.md": '+++\ntitel = "About"\n+++\n\n::: calout\nText\n:::\n',
  "content/fine.md": '+++\ntitle = "Fine"\n+++\n\nNothing wrong here.\n',
};

let faulty;

test.beforeAll(() => {
  faulty = mkdtempSync(join(tmpdir(), "ribbon-faulty-"));
  for (const [name, text] of Object.entries(FAULTY)) {
    mkdirSync(dirname(join(faulty, name)), { recursive: true });
    writeFileSync(join(faulty, name), text);
  }
});

test.afterAll(() => rmSync(faulty, { recursive: true, force: true }));

const check = (root, format) =>
  spawnSync(ribbon, ["check", "--root", root, "--format", format], { encoding: "utf8", env: { ...process.env, NO_COLOR: "1" } });

const sarifSchema = () => {
  const file = join(dirname(require.resolve("@microsoft/jest-sarif/package.json")), "lib/schemas/sarif-2.1.0-rtm.5.json");
  // One of the schema's patterns is no valid expression in Unicode mode.
  const ajv = new AjvDraft04({ strict: false, allErrors: true, unicodeRegExp: false });
  addFormats(ajv);
  return ajv.compile(JSON.parse(readFileSync(file, "utf8")));
};

for (const kind of ["faulty", "sound"]) {
  test(`SARIF of a ${kind} site is valid`, () => {
    const { status, stdout, stderr } = check(kind === "faulty" ? faulty : repository, "sarif");
    expect(status, stderr).toBe(kind === "faulty" ? 1 : 0);
    const log = JSON.parse(stdout);
    const validate = sarifSchema();
    validate(log);
    expect(validate.errors ?? []).toEqual([]);
    const { results, tool } = log.runs[0];
    if (kind === "sound") return expect(results).toEqual([]);
    expect(results.length).toBeGreaterThanOrEqual(4);
    const rules = new Set(tool.driver.rules.map(({ id }) => id));
    for (const { ruleId, locations } of results) {
      expect(rules).toContain(ruleId);
      const { artifactLocation, region } = locations[0].physicalLocation;
      expect(artifactLocation.uri).toMatch(/^(site\.toml|content\/[\w%./-]+)$/);
      expect(region.startLine).toBeGreaterThan(0);
      expect(region.startColumn).toBeGreaterThan(0);
    }
  });
}

test("the other formats name the same places", () => {
  const sarif = JSON.parse(check(faulty, "sarif").stdout).runs[0].results.map(({ ruleId, locations }) => {
    const { artifactLocation, region } = locations[0].physicalLocation;
    return `${ruleId} ${decodeURI(artifactLocation.uri)}:${region.startLine}:${region.startColumn}`;
  });
  const short = check(faulty, "short");
  for (const place of sarif) {
    const [code, ...at] = place.split(" ");
    const told = `${short.stdout}${short.stderr}`.split("\n");
    expect(
      told.some((line) => line.includes(code) && line.includes(at.join(" "))),
      `${place} in\n${told.join("\n")}`,
    ).toBe(true);
  }
  const github = check(faulty, "github");
  const lines = `${github.stdout}${github.stderr}`.split("\n").filter((line) => line.startsWith("::"));
  expect(lines.length).toBe(sarif.length);
  for (const line of lines) expect(line).toMatch(/^::(error|warning|notice) file=[^,]+,line=\d+,.*::.+/);
  const json = check(faulty, "json");
  expect(JSON.parse(json.stdout)).toBeTruthy();
});

for (const file of ["site", "page", "section", "theme", "statistics", "people", "events"]) {
  test(`the schema of ${file} for editors' tools compiles`, () => {
    const { status, stdout, stderr } = spawnSync(ribbon, ["schema", file], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const schema = JSON.parse(stdout);
    const Dialect = /2020-12/.test(schema.$schema) ? Ajv2020 : Ajv;
    const ajv = new Dialect({ strict: true, allowUnionTypes: true });
    addFormats(ajv);
    expect(() => ajv.compile(schema)).not.toThrow();
    expect(ajv.compile(schema)({ titel: "misspelt" })).toBe(false);
  });
}
