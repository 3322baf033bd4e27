// `ribbon publish` to the three kinds of object stores, as their emulators speak them, looked at as a browser asks.

import { execFile } from "node:child_process";
import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { STORES, startStore } from "./lib/emulators.mjs";
import { ribbon } from "./lib/tools.mjs";

for (const [name, store] of Object.entries(STORES)) {
  for (const isCompressed of [false, true]) {
    const how = isCompressed ? "in gzip" : "as it is";
    test(`a site is published ${how} to ${name}, changed, and taken back`, async () => {
      test.skip(store.missing !== undefined, store.missing);
      const place = await startStore(store);
      try {
        await publishAndGoBack(place, isCompressed);
      } finally {
        await place.stop();
      }
    });
  }
}

async function publishAndGoBack(place, isCompressed) {
  const site = join(place.folder, "site");
  const env = { ...process.env, ...place.env };
  // Not waited for in place: the door to the store stands in this process.
  const run = (cwd, words) =>
    new Promise((done) => {
      execFile(ribbon, words, { cwd, env }, (error, stdout, stderr) => done({ status: error?.code ?? 0, stdout, stderr }));
    });
  const publish = async (...words) => {
    const { status, stdout, stderr } = await run(site, ["publish", ...words]);
    expect(status, stdout + stderr).toBe(0);
    return stdout;
  };
  await run(place.folder, ["new", "site", site, "--day", "2027-02-04", "--address", "https://day.example"]);
  appendFileSync(join(site, "site.toml"), `\n[publish.live]\n${place.lines}compress = ${isCompressed}\n`);

  await publish("--yes");
  const home = await place.online("index.html");
  expect(home.headers.get("content-type")).toBe("text/html; charset=utf-8");
  expect(home.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
  expect(home.headers.get("content-encoding")).toBe(isCompressed ? "gzip" : null);
  const first = await home.text();
  const files = [...first.matchAll(/(?:href|src)="\/([^"#?]+\.(?:css|svg|js|png))"/g)].map(([, path]) => path);
  expect(files.length).toBeGreaterThan(1);
  for (const path of files) expect((await place.online(path)).status, path).toBe(200);
  const style = await place.online(files.find((path) => path.endsWith(".css")));
  expect(style.headers.get("cache-control")).toContain("immutable");

  const before = place.nRequests();
  expect(await publish()).toContain("nothing to publish");
  expect(place.nRequests() - before).toBeLessThanOrEqual(2);

  appendFileSync(join(site, "content/_index.md"), "\nGood evening to everybody.\n");
  place.meddle();
  const told = await run(site, ["publish", "--yes"]);
  expect(told.status, told.stdout).toBe(1);
  expect(told.stderr).toContain("somebody else is publishing to this place right now");
  expect(await (await place.online("index.html")).text()).toBe(first);

  await publish("--yes");
  expect(await (await place.online("index.html")).text()).toContain("Good evening");
  expect((await publish("--list")).trim().split("\n")).toHaveLength(2);
  const undone = place.nRequests();
  await publish("--undo", "--yes");
  expect(place.nRequests() - undone).toBeLessThanOrEqual(12);
  expect(await (await place.online("index.html")).text()).toBe(first);
}
