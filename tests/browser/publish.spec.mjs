// `ribbon publish` to Azure Blob Storage, as Microsoft's own emulator speaks it, looked at as a browser asks for it.

import { execFileSync, spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { appendFileSync, mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { ended } from "./lib/serving.mjs";
import { ribbon } from "./lib/tools.mjs";

// The emulator's account, which its documentation names; no secret.
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

function freePort() {
  return new Promise((resolve) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}

/// Makes a container whose files everybody may read.
async function makeContainer(address) {
  const headers = { "x-ms-blob-public-access": "blob", "x-ms-date": new Date().toUTCString(), "x-ms-version": "2021-08-06" };
  const named = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const signed = ["PUT", ...Array(11).fill(""), ...named, `/${ACCOUNT}/${ACCOUNT}/campaign`, "restype:container"].join("\n");
  const signature = createHmac("sha256", Buffer.from(KEY, "base64")).update(signed, "utf8").digest("base64");
  const authorization = { Authorization: `SharedKey ${ACCOUNT}:${signature}` };
  const made = await fetch(`${address}/campaign?restype=container`, { method: "PUT", headers: { ...headers, ...authorization } });
  expect(made.status).toBe(201);
}

test("a site is published to Azure, changed, and taken back", async () => {
  const folder = mkdtempSync(join(tmpdir(), "ribbon-azure-"));
  const port = await freePort();
  const program = fileURLToPath(new URL("node_modules/azurite/dist/src/blob/main.js", import.meta.url));
  const words = [program, "--silent", "--skipApiVersionCheck", "--disableTelemetry", "--location", join(folder, "data"), "--blobPort", port];
  const emulator = spawn(process.execPath, words.map(String), { stdio: "ignore" });
  try {
    const address = `http://127.0.0.1:${port}/${ACCOUNT}`;
    await expect(async () => fetch(address)).toPass({ timeout: 30_000 });
    await makeContainer(address);
    const site = join(folder, "site");
    execFileSync(ribbon, ["new", "site", site, "--day", "2027-02-04", "--address", "https://day.example"]);
    appendFileSync(join(site, "site.toml"), `\n[publish.live]\nbucket = "az://campaign/2027"\nendpoint = "${address}"\n`);
    const env = { ...process.env, AZURE_STORAGE_ACCOUNT_NAME: ACCOUNT, AZURE_STORAGE_ACCOUNT_KEY: KEY };
    const publish = (...words) => execFileSync(ribbon, ["publish", ...words], { cwd: site, env, encoding: "utf8" });
    const online = (path) => fetch(`${address}/campaign/2027/${path}`);

    publish("--yes");
    const home = await online("index.html");
    expect(home.headers.get("content-type")).toBe("text/html; charset=utf-8");
    expect(home.headers.get("cache-control")).toBe("public, max-age=0, must-revalidate");
    const first = await home.text();
    const files = [...first.matchAll(/(?:href|src)="\/([^"#?]+\.(?:css|svg|js|png))"/g)].map(([, path]) => path);
    expect(files.length).toBeGreaterThan(1);
    for (const path of files) expect((await online(path)).status, path).toBe(200);
    const style = await online(files.find((path) => path.endsWith(".css")));
    expect(style.headers.get("cache-control")).toContain("immutable");

    expect(publish()).toContain("nothing to publish");
    appendFileSync(join(site, "content/_index.md"), "\nGood evening to everybody.\n");
    publish("--yes");
    expect(await (await online("index.html")).text()).toContain("Good evening");
    expect(publish("--list").trim().split("\n")).toHaveLength(2);
    publish("--undo", "--yes");
    expect(await (await online("index.html")).text()).toBe(first);
  } finally {
    await ended(emulator);
    rmSync(folder, { recursive: true, force: true });
  }
});
