// Where the programs that are tested or needed are: Ribbon itself and Chromium.

import { existsSync } from "node:fs";
import { delimiter, dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(here, "../../..");
export const target = process.env.RIBBON_TARGET ?? join(repository, "target");
export const ribbon = process.env.RIBBON ?? join(target, "release", process.platform === "win32" ? "ribbon.exe" : "ribbon");
export const chromium = process.env.CHROMIUM ?? installedChromium();

function installedChromium() {
  const names = ["chromium", "chromium-browser", "google-chrome"];
  const folders = (process.env.PATH ?? "").split(delimiter);
  const found = names.flatMap((name) => folders.map((folder) => join(folder, name))).find((path) => existsSync(path));
  if (!found) throw new Error("no Chromium found: run `cargo xtask test`, or set CHROMIUM to its path");
  return found;
}
