// The sitemap protocol (sitemaps.org, schema 0.9) with the hreflang extension, read as strictly as its XSD.

import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { readXml } from "./markup.mjs";

const SITEMAP = "http://www.sitemaps.org/schemas/sitemap/0.9";
const XHTML = "http://www.w3.org/1999/xhtml";
const W3C_DATE = /^\d{4}(-\d{2}(-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?)?)?$/;
const MOST_URLS = 50_000;
const MOST_BYTES = 50 * 1024 * 1024;

export function readSitemap(folder, base, file = "sitemap.xml") {
  const root = readXml(readFileSync(join(folder, file), "utf8"));
  const problems = [];
  const report = (text) => problems.push(`${file}: ${text}`);
  if (root.uri !== SITEMAP) report(`namespace is ${root.uri}`);
  if (statSync(join(folder, file)).size > MOST_BYTES) report("larger than 50 MB");
  if (root.children.length > MOST_URLS) report(`${root.children.length} entries`);

  if (root.local === "sitemapindex") {
    const parts = root.all("sitemap").map((entry) =>
      entry
        .child("loc")
        .text.trim()
        .slice(base.length + 1),
    );
    const lost = parts.filter((part) => !existsSync(join(folder, part)));
    const read = parts.filter((part) => !lost.includes(part)).map((part) => readSitemap(folder, base, part));
    return {
      entries: read.flatMap(({ entries }) => entries),
      problems: [...problems, ...lost.map((part) => `${file}: ${part} is missing`), ...read.flatMap((part) => part.problems)],
    };
  }
  if (root.local !== "urlset") report(`the root is <${root.local}>`);
  const entries = root.children.map((url) => readUrl(url, base, report));
  const locs = entries.map(({ loc }) => loc);
  locs.filter((loc, index) => locs.indexOf(loc) !== index).forEach((loc) => report(`${loc} twice`));
  return { entries, problems };
}

function readUrl(url, base, report) {
  const loc = url.child("loc").text.trim();
  if (loc !== base && !loc.startsWith(`${base}/`)) report(`${loc} is not below ${base}`);
  if (loc.length > 2048) report(`${loc} is longer than 2,048 characters`);
  if (new URL(loc).href !== loc) report(`${loc} is not in its encoded form`);
  const alternates = [];
  for (const child of url.children) {
    if (child.uri === XHTML && child.local === "link") {
      const { rel, hreflang, href } = child.attributes;
      if (rel !== "alternate" || !hreflang || !href) report(`${loc}: an xhtml:link lacks rel, hreflang or href`);
      alternates.push({ hreflang, href });
    } else if (child.uri !== SITEMAP || !["loc", "lastmod", "changefreq", "priority"].includes(child.local)) {
      report(`${loc}: unexpected <${child.local}>`);
    } else if (child.local === "lastmod" && !W3C_DATE.test(child.text.trim())) {
      report(`${loc}: lastmod “${child.text}” is not a W3C date`);
    }
  }
  return { loc, alternates };
}
