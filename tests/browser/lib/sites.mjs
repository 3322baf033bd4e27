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

function readSite(name) {
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
  const pages = [...listed.map((path) => ({ path, file: path.slice(1) + (path.endsWith("/") ? "index.html" : ""), status: 200 })), ...lost];
  return { name, folder, files, documents, base, basePath, pages };
}

/// The World Cancer Day site and the user guide. The guide's address has a path, so that both kinds of address are tested.
export const sites = ["site", "guide"].map(readSite);
