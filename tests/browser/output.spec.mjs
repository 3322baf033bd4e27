// The built folder read as files: links, addresses, sitemap, feeds, and what every HTML file owes its readers.

import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { HtmlValidate } from "html-validate";
import { parse } from "parse5";
import { readFeed } from "./lib/atom.mjs";
import { readXml, textOf } from "./lib/markup.mjs";
import { sites, urlPathOf } from "./lib/sites.mjs";
import { readSitemap } from "./lib/sitemap.mjs";

const LINKS = {
  href: ["a", "area", "link"],
  src: ["img", "script", "iframe", "source", "video", "audio", "track", "embed"],
  poster: ["video"],
  action: ["form"],
};

for (const site of sites) {
  const { base, basePath, documents, files, folder, name } = site;
  const fileSet = new Set(files);
  const htmlFiles = [...documents.values()];
  const isRedirect = (document) =>
    document.elements.some(({ tag, attributes }) => tag === "meta" && attributes["http-equiv"]?.toLowerCase() === "refresh");
  const is404 = (document) => /(^|\/)404\.html$/.test(document.file);
  const real = htmlFiles.filter((document) => !isRedirect(document) && !is404(document));
  const meta = (document, key) =>
    document.elements.find(({ tag, attributes }) => tag === "meta" && (attributes.name === key || attributes.property === key))?.attributes
      .content;
  const link = (document, rel) =>
    document.elements.filter(({ tag, attributes }) => tag === "link" && attributes.rel?.split(/\s+/).includes(rel));
  const isIndexed = (document) => !/noindex/.test(meta(document, "robots") ?? "");

  test.describe(`${name}: files`, () => {
    test("every link and every anchor leads somewhere", () => {
      const broken = htmlFiles.flatMap((document) =>
        referencesOf(document)
          .map(({ url, line }) => [problemWith(document, url), url, line])
          .filter(([problem]) => problem)
          .map(([problem, url, line]) => `${document.file}:${line}: ${url}: ${problem}`),
      );
      expect(broken).toEqual([]);
    });

    test("every address in a style sheet leads somewhere", () => {
      const broken = files
        .filter((file) => file.endsWith(".css"))
        .flatMap((file) => {
          const text = readFileSync(join(folder, file), "utf8").replace(/\/\*[\s\S]*?\*\//g, "");
          const urls = [...text.matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g), ...text.matchAll(/@import\s+["']([^"']+)/g)].map(
            (match) => match[1],
          );
          return urls.filter((url) => problemWith({ path: `/${file}` }, url)).map((url) => `${file}: ${url}`);
        });
      expect(broken).toEqual([]);
    });

    test("every file with an integrity value has those bytes", () => {
      const wrong = htmlFiles.flatMap((document) =>
        document.elements
          .filter(({ attributes }) => attributes.integrity)
          .filter(({ attributes }) => {
            const [algorithm, value] = attributes.integrity.split(/-(.*)/s);
            const file = fileOf(document, attributes.href ?? attributes.src);
            return (
              !file ||
              createHash(algorithm)
                .update(readFileSync(join(folder, file)))
                .digest("base64") !== value
            );
          })
          .map(({ attributes }) => `${document.file}: ${attributes.href ?? attributes.src}`),
      );
      expect(wrong).toEqual([]);
    });

    test("redirects lead to files of the site, without a script", () => {
      const problems = htmlFiles.filter(isRedirect).flatMap((document) => {
        const refresh = document.elements.find(({ attributes }) => attributes["http-equiv"]).attributes.content;
        const url = refresh.match(/url\s*=\s*['"]?([^'"]+)/i)?.[1];
        return url && !problemWith(document, url) && !/<script/i.test(document.text) ? [] : [`${document.file}: ${refresh}`];
      });
      expect(problems).toEqual([]);
      if (!fileSet.has("_redirects")) return;
      const lines = readFileSync(join(folder, "_redirects"), "utf8")
        .split("\n")
        .filter((line) => line.trim() && !line.startsWith("#"));
      const bad = lines.filter((line) => {
        const [from, to, status] = line.trim().split(/\s+/);
        return !from?.startsWith("/") || !to || problemWith({ path: "/" }, to) || !/^30[1278]$/.test(status ?? "301");
      });
      expect(bad).toEqual([]);
    });
  });

  test.describe(`${name}: HTML`, () => {
    test("is free of parse errors", () => {
      const errors = htmlFiles.flatMap((document) => {
        const found = [];
        parse(document.text, {
          onParseError: (error) => found.push(`${document.file}:${error.startLine}:${error.startCol}: ${error.code}`),
        });
        return found;
      });
      expect(errors).toEqual([]);
    });

    test("keeps to the content model of the HTML standard", async () => {
      const validator = new HtmlValidate({ root: true, extends: ["html-validate:standard"] });
      const told = [];
      for (const { file, text } of htmlFiles) {
        const { results } = await validator.validateString(text, file);
        told.push(
          ...results
            .flatMap(({ messages }) => messages)
            .map(({ line, column, message, ruleId }) => `${file}:${line}:${column}: ${ruleId}: ${message}`),
        );
      }
      expect(told).toEqual([]);
    });

    test("has no doubled ids, no unrendered template or component, no script but its own file, kept to its hash", () => {
      const problems = htmlFiles.flatMap((document) => {
        const found = [];
        const ids = document.elements.map(({ attributes }) => attributes.id).filter((id) => id !== undefined);
        found.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `id ${id} twice`));
        found.push(...ids.filter((id) => !id || /\s/.test(id)).map((id) => `bad id “${id}”`));
        const outsideCode = document.text.replace(/<(pre|code|textarea|script)\b[\s\S]*?<\/\1>/g, "");
        found.push(...[...outsideCode.matchAll(/\{\{|\{%|^:::+.*$|__tera|href="@\/|\u{FFFD}/gmu)].map((match) => `left over: ${match[0]}`));
        found.push(
          ...document.elements
            .filter(({ tag, attributes }) => tag === "script" && !/json/.test(attributes.type ?? ""))
            .filter(({ attributes }) => !attributes.integrity || !attributes.src?.startsWith(`${basePath}/js/`))
            .map(() => "a script"),
        );
        found.push(...document.elements.flatMap(({ attributes }) => Object.keys(attributes).filter((key) => /^on[a-z]+$/.test(key))));
        // A paragraph opened around a block is closed early by the parser and leaves an empty one behind.
        found.push(
          ...document.elements
            .filter(({ tag, node }) => tag === "p" && node.childNodes.length === 0)
            .map(({ line }) => `empty paragraph in line ${line}`),
        );
        return found.map((problem) => `${document.file}: ${problem}`);
      });
      expect(problems).toEqual([]);
    });

    test("says its language, direction, title, description and canonical address", () => {
      const titles = new Map();
      const problems = real.flatMap((document) => {
        const found = [];
        const html = document.elements.find(({ tag }) => tag === "html").attributes;
        const language = languageOf(document);
        if (language && html.lang !== language) found.push(`lang is ${html.lang}, the address says ${language}`);
        const direction =
          new Intl.Locale(html.lang || "en").getTextInfo?.().direction ?? new Intl.Locale(html.lang || "en").textInfo?.direction ?? "ltr";
        if ((html.dir ?? "ltr") !== direction) found.push(`dir is ${html.dir}, ${html.lang} is written ${direction}`);
        const title = document.elements.find(({ tag }) => tag === "title");
        const words = title ? textOf(title.node).trim() : "";
        if (!words) found.push("no title");
        if (isIndexed(document) && titles.has(words)) found.push(`same title as ${titles.get(words)}: ${words}`);
        if (isIndexed(document)) titles.set(words, document.file);
        if (!meta(document, "description")?.trim()) found.push("no description");
        if (!meta(document, "viewport")) found.push("no viewport");
        for (const key of ["og:title", "og:type", "og:url", "og:locale"]) if (!meta(document, key)) found.push(`no ${key}`);
        if (!meta(document, "twitter:card")) found.push("no twitter:card");
        const canonicals = link(document, "canonical").map(({ attributes }) => attributes.href);
        if (canonicals.length > 1 || (isIndexed(document) && canonicals.length !== 1))
          found.push(`${canonicals.length} canonical addresses`);
        if (canonicals[0] && problemWith(document, canonicals[0])) found.push(`canonical leads nowhere: ${canonicals[0]}`);
        return found.map((problem) => `${document.file}: ${problem}`);
      });
      expect(problems).toEqual([]);
    });

    test("404 pages keep out of search and name no canonical address", () => {
      const lost = htmlFiles.filter(is404);
      expect(lost.map(({ file }) => file)).toContain("404.html");
      const wrong = lost.filter((document) => isIndexed(document) || link(document, "canonical").length > 0);
      expect(wrong.map(({ file }) => file)).toEqual([]);
    });
  });

  test.describe(`${name}: sitemap and robots`, () => {
    test("the sitemap keeps to its schema, lists every page that wants to be found, and nothing else", () => {
      const { entries, problems } = readSitemap(folder, base);
      expect(problems).toEqual([]);
      const listed = entries.map(({ loc }) => loc).sort();
      const own = (document) => link(document, "canonical")[0]?.attributes.href === urlOf(document);
      // The later parts of a list are found through its first; whether they are listed too is the site's choice.
      const isLaterPart = (document) => /\/page\/\d+\/$/.test(document.path) && !listed.includes(urlOf(document));
      const wanted = real
        .filter((document) => isIndexed(document) && own(document) && !isLaterPart(document))
        .map(urlOf)
        .sort();
      expect(listed).toEqual(wanted);
    });

    test("alternates are absolute, mutual, name themselves, and agree with the pages", () => {
      const { entries } = readSitemap(folder, base);
      const byLoc = new Map(entries.map((entry) => [entry.loc, entry]));
      const problems = entries.flatMap(({ loc, alternates }) => {
        const found = [];
        if (alternates.length > 0) {
          if (!alternates.some(({ href, hreflang }) => href === loc && hreflang !== "x-default")) found.push("does not name itself");
          if (alternates.filter(({ hreflang }) => hreflang === "x-default").length !== 1) found.push("needs exactly one x-default");
          const tongues = alternates.map(({ hreflang }) => hreflang);
          if (new Set(tongues).size !== tongues.length) found.push("names a language twice");
          for (const { href, hreflang } of alternates) {
            if (hreflang !== "x-default" && Intl.getCanonicalLocales(hreflang)[0] !== hreflang) found.push(`odd language code ${hreflang}`);
            const other = byLoc.get(href);
            if (!other) found.push(`${href} is not in the sitemap`);
            else if (!other.alternates.some((alternate) => alternate.href === loc)) found.push(`${href} does not name it in return`);
          }
        }
        const document = documents.get(fileOf({ path: "/" }, loc));
        const inPage = document
          ? link(document, "alternate")
              .filter(({ attributes }) => attributes.hreflang)
              .map(({ attributes }) => `${attributes.hreflang} ${attributes.href}`)
          : [];
        const inSitemap = alternates.map(({ hreflang, href }) => `${hreflang} ${href}`);
        if (inPage.sort().join("\n") !== inSitemap.sort().join("\n"))
          found.push(`the page says ${JSON.stringify(inPage)}, the sitemap ${JSON.stringify(inSitemap)}`);
        return found.map((problem) => `${loc}: ${problem}`);
      });
      expect(problems).toEqual([]);
    });

    test("robots.txt names the sitemap", () => {
      const lines = readFileSync(join(folder, "robots.txt"), "utf8").split("\n");
      expect(lines.some((line) => /^user-agent:/i.test(line))).toBe(true);
      expect(lines).toContain(`Sitemap: ${base}/sitemap.xml`);
    });
  });

  test.describe(`${name}: feeds`, () => {
    const feeds = files.filter((file) => /(^|\/)(atom|feed)\.xml$/.test(file));

    for (const file of feeds) {
      test(`${file} keeps to RFC 4287 and leads to pages of the site`, () => {
        const { feed, problems } = readFeed(readFileSync(join(folder, file), "utf8"));
        expect(problems).toEqual([]);
        expect(feed.self).toBe(`${base}/${file}`);
        const lost = feed.links.filter((url) => problemWith({ path: `/${file}` }, url));
        expect(lost).toEqual([]);
      });
    }

    test("every feed that a page names is there, and every feed is named by a page", () => {
      const named = real.flatMap((document) =>
        link(document, "alternate")
          .filter(({ attributes }) => attributes.type === "application/atom+xml")
          .map(({ attributes }) => fileOf(document, attributes.href) ?? attributes.href),
      );
      expect([...new Set(named)].sort()).toEqual(feeds);
    });

    test("every XML file is well-formed", () => {
      for (const file of files.filter((file) => /\.(xml|svg)$/.test(file)))
        expect(() => readXml(readFileSync(join(folder, file), "utf8")), file).not.toThrow();
    });
  });

  function urlOf(document) {
    return base + encodeURI(document.path);
  }

  function languageOf(document) {
    const prefix = document.path.split("/")[1];
    // An edition of an earlier year has a page of its own for what is lost, too.
    const isLanguage = /^[a-z]{2,3}\b/.test(prefix) && existsSync(join(folder, prefix, "404.html"));
    return prefix && isLanguage ? prefix : undefined;
  }

  function referencesOf(document) {
    return document.elements.flatMap(({ tag, attributes, line }) => {
      const found = Object.entries(LINKS)
        .filter(([key, tags]) => tags.includes(tag) && key in attributes)
        .map(([key]) => attributes[key]);
      if (attributes.srcset) found.push(...attributes.srcset.split(",").map((part) => part.trim().split(/\s+/)[0]));
      if (tag === "meta" && /^(og:image|og:url|twitter:image)$/.test(attributes.property ?? attributes.name ?? ""))
        found.push(attributes.content);
      return found.map((url) => ({ url, line }));
    });
  }

  /// The file that an address of this site stands for; `undefined` for addresses elsewhere and for nothing at all.
  function fileOf(document, url) {
    const absolute = new URL(url, base + encodeURI(document.path));
    const here = new URL(base);
    if (absolute.origin !== here.origin || !`${absolute.pathname}/`.startsWith(`${site.basePath}/`)) return undefined;
    const path = decodeURIComponent(absolute.pathname.slice(site.basePath.length)) || "/";
    return [path.slice(1), `${path.slice(1)}index.html`].find((file) => fileSet.has(file));
  }

  function problemWith(document, url) {
    if (!url.trim()) return "empty address";
    let absolute;
    try {
      absolute = new URL(url, base + encodeURI(document.path));
    } catch {
      return "not an address";
    }
    if (!/^https?:$/.test(absolute.protocol))
      return /^(mailto|tel|sms|data):$/.test(absolute.protocol) ? undefined : `unexpected ${absolute.protocol}`;
    if (absolute.origin !== new URL(base).origin) return undefined;
    if (!`${absolute.pathname}/`.startsWith(`${site.basePath}/`)) return "leaves the base path";
    const file = fileOf(document, url);
    if (!file) return "no such file";
    if (
      urlPathOf(file) !== decodeURIComponent(absolute.pathname.slice(site.basePath.length)) &&
      `/${file}` !== decodeURIComponent(absolute.pathname.slice(site.basePath.length))
    )
      return "needs its closing slash";
    const id = decodeURIComponent(absolute.hash.slice(1));
    if (!id || id === "top" || !documents.has(file)) return undefined;
    return documents.get(file).elements.some(({ attributes }) => attributes.id === id) ? undefined : `no #${id} in ${file}`;
  }
}
