// The built sites that are tested, and their pages. The list is read from what was built: a new page is tested without being named here.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { parse } from "parse5";
import { elements, readXml } from "./markup.mjs";
import { target } from "./tools.mjs";

export { chromium, repository, ribbon, target } from "./tools.mjs";

/// Every file below a folder, as paths with `/`.
export function filesOf(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) =>
      relative(folder, join(entry.parentPath ?? entry.path, entry.name))
        .split(sep)
        .join("/"),
    )
    .sort();
}

/// The URL path, from the site's root, under which a file is served.
export function urlPathOf(file) {
  return "/" + file.replace(/(^|\/)index\.html$/, "$1");
}

/// The addresses that a sitemap lists; the parts of an index are followed.
export function sitemapUrls(folder, base, file = "sitemap.xml") {
  const root = readXml(readFileSync(join(folder, file), "utf8"));
  const locs = root.children.map((entry) => entry.child("loc").text.trim());
  if (root.local === "urlset") return locs;
  return locs.flatMap((loc) => sitemapUrls(folder, base, loc.slice(base.length + 1)));
}

/// The fewest pages, nearly, that together show everything the site has: each kind of page in each direction, and each class
/// of element. For a site that is tested page by page in another theme already.
function samplesOf(pages, documents) {
  const showsOf = ({ file }) => {
    const { elements } = documents.get(file);
    const root = elements.find(({ tag }) => tag === "html").attributes;
    const kind = elements.find(({ tag }) => tag === "body")?.attributes.class ?? "";
    const classes = elements.flatMap(({ attributes }) => (attributes.class ?? "").split(/\s+/).map((name) => `${root.dir} ${name}`));
    return new Set([`${root.dir} ${kind}`, ...classes]);
  };
  const left = new Map(pages.map((page) => [page, showsOf(page)]));
  const samples = [];
  while (true) {
    const [page, shows] = [...left].reduce((best, next) => (next[1].size > best[1].size ? next : best), [undefined, new Set()]);
    if (!page) return pages.filter((entry) => samples.includes(entry));
    samples.push(page);
    left.delete(page);
    for (const others of left.values()) for (const shown of shows) others.delete(shown);
  }
}

function readSite({ name, isSampled }) {
  const folder = join(target, name);
  if (!existsSync(join(folder, "index.html"))) {
    throw new Error(`${folder} holds no site: run \`cargo xtask test\`, which builds it first`);
  }
  const files = filesOf(folder);
  const documents = new Map(
    files
      .filter((file) => file.endsWith(".html"))
      .map((file) => {
        const text = readFileSync(join(folder, file), "utf8");
        const tree = parse(text, { sourceCodeLocationInfo: true });
        return [file, { file, path: urlPathOf(file), text, tree, elements: elements(tree) }];
      }),
  );
  const home = documents.get("index.html");
  const canonical = home.elements.find((element) => element.tag === "link" && element.attributes.rel === "canonical");
  if (!canonical) throw new Error(`${name}: the home page has no canonical address`);
  const base = canonical.attributes.href.replace(/\/$/, "");
  const basePath = new URL(base).pathname.replace(/\/$/, "");
  const listed = sitemapUrls(folder, base).map((url) => decodeURI(url.slice(base.length)) || "/");
  const lost = [...documents.keys()]
    .filter((file) => /(^|\/)404\.html$/.test(file))
    .map((file) => ({
      path: `/${file.replace(/404\.html$/, "")}no-such-page/`,
      file,
      status: 404,
    }));
  const everyPage = [...listed.map((path) => ({ path, file: path.slice(1) + (path.endsWith("/") ? "index.html" : ""), status: 200 })), ...lost];
  return { name, folder, files, documents, base, basePath, pages: isSampled ? samplesOf(everyPage, documents) : everyPage };
}

/// The World Cancer Day site in its own theme, page by page, and in the others, each kind of page and component; and the user guide,
/// whose address has a path, so that both kinds of address are tested.
export const sites = [
  { name: "site", isSampled: false },
  { name: "site-close-the-care-gap", isSampled: true },
  { name: "site-base", isSampled: true },
  { name: "guide", isSampled: false },
].map(readSite);
