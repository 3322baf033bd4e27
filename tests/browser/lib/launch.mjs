// How Chromium is started: quiet on the network, and without its sandbox where it runs as root, which it refuses otherwise.

const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

export function launchOptions(executablePath) {
  const root = process.getuid?.() === 0;
  return { executablePath, args: root ? [...QUIET, "--no-sandbox"] : QUIET };
}
