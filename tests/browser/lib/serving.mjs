// `ribbon serve` on a small site of its own, in a folder that is gone when the test ends.

import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ribbon } from "./tools.mjs";

const LONGEST_START = 20_000;

/// Writes a site: text by path.
export function newSite(files) {
  const folder = mkdtempSync(join(tmpdir(), "ribbon-serve-"));
  const site = {
    folder,
    write(name, text) {
      const file = join(folder, name);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, text);
    },
    remove: (name) => rmSync(join(folder, name)),
    end: () => rmSync(folder, { recursive: true, force: true }),
  };
  for (const [name, text] of Object.entries(files)) site.write(name, text);
  return site;
}

/// Starts the server on a folder, and gives back its address once it answers.
export async function startServer(folder, port = 0, more = []) {
  const server = spawn(ribbon, ["serve", "--root", folder, "--port", String(port), ...more], { stdio: ["ignore", "pipe", "pipe"] });
  let told = "";
  const origin = await new Promise((found, failed) => {
    const late = setTimeout(() => failed(new Error(`no address after ${LONGEST_START} ms:\n${told}`)), LONGEST_START);
    const read = (text) => {
      told += text;
      const address = told.match(/http:\/\/127\.0\.0\.1:\d+(?=\/)/);
      if (address) found(address[0]);
      if (address) clearTimeout(late);
    };
    server.stdout.on("data", read);
    server.stderr.on("data", (text) => (told += text));
    server.once("exit", (code) => failed(new Error(`\`ribbon serve\` ended with ${code}:\n${told}`)));
  }).catch(async (error) => {
    await ended(server);
    throw error;
  });
  return {
    origin,
    port: Number(new URL(origin).port),
    pid: server.pid,
    told: () => told,
    stop: () => ended(server),
  };
}

/// Ends a program, and waits until it has: until then it may still write into its folder.
export function ended(program) {
  return new Promise((done) => {
    if (program.exitCode !== null || program.signalCode !== null) return done();
    program.once("exit", done);
    program.kill();
  });
}
