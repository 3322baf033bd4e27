import { availableParallelism } from "node:os";
import { join } from "node:path";
import { chromium, target } from "./lib/sites.mjs";
import { launchOptions } from "./lib/launch.mjs";

const results = join(target, "browser");

export default {
  testDir: ".",
  testMatch: "*.spec.mjs",
  outputDir: join(results, "failures"),
  fullyParallel: true,
  forbidOnly: true,
  retries: 0,
  workers: Math.min(4, availableParallelism()),
  timeout: 60_000,
  reporter: [[process.stdout.isTTY ? "line" : "dot"], ["json", { outputFile: join(results, "results.json") }]],
  use: {
    browserName: "chromium",
    launchOptions: launchOptions(chromium),
    trace: "off",
  },
};
