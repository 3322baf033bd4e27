// A static server such as any host offers: index files, the nearest 404 page, true content types, the site's base path.

import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { join } from "node:path";

const TYPES = {
  html: "text/html; charset=utf-8",
  css: "text/css; charset=utf-8",
  js: "text/javascript; charset=utf-8",
  json: "application/json",
  xml: "application/xml; charset=utf-8",
  txt: "text/plain; charset=utf-8",
  csv: "text/csv; charset=utf-8",
  svg: "image/svg+xml",
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  avif: "image/avif",
  gif: "image/gif",
  ico: "image/x-icon",
  webmanifest: "application/manifest+json",
  woff2: "font/woff2",
  pdf: "application/pdf",
};

/// Serves the folder on a free port of this machine; gives back the address of the site's root and how to stop.
export async function serve({ folder, basePath }) {
  const server = createServer((request, response) => answer(folder, basePath, request, response));
  await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
  const origin = `http://127.0.0.1:${server.address().port}`;
  return { origin, root: origin + basePath, stop: () => new Promise((done) => (server.closeAllConnections(), server.close(done))) };
}

function answer(folder, basePath, request, response) {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  const below = path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : undefined;
  if (below === undefined || below.split("/").includes("..")) return send(response, 404);
  const file = join(folder, below, below.endsWith("/") ? "index.html" : "");
  if (existsSync(file) && statSync(file).isFile()) return send(response, 200, file);
  if (existsSync(join(file, "index.html"))) {
    response.writeHead(301, { location: `${basePath}${encodeURI(below)}/` });
    return response.end();
  }
  return send(response, 404, nearest404(folder, below));
}

function nearest404(folder, path) {
  const parts = path.split("/").slice(1, -1);
  for (let length = parts.length; length >= 0; length--) {
    const file = join(folder, ...parts.slice(0, length), "404.html");
    if (existsSync(file)) return file;
  }
}

function send(response, status, file) {
  const type = file && (TYPES[file.split(".").at(-1).toLowerCase()] ?? "application/octet-stream");
  response.writeHead(status, { "content-type": type ?? "text/plain", "cache-control": "no-store" });
  if (file) createReadStream(file).pipe(response);
  else response.end("not found\n");
}
