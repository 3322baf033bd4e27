// Compares the references that Ribbon prints with those of citeproc-js, the processor of Zotero and Mendeley.
// `cargo xtask citeproc` fetches what it needs and starts it:
//   node compare.mjs RIBBON FOLDER [--show N] [STYLE …]
// FOLDER has citeproc-js in node_modules and the CSL project's styles in styles/; a site for each style is built there.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { createRequire } from "node:module";

const here = import.meta.dirname;
const [ribbon, folder, ...words] = process.argv.slice(2);
const CSL = createRequire(path.resolve(folder, "x.js"))("citeproc");
const show = words[0] === "--show" ? Number(words.splice(0, 2)[1]) : 0;

// Numeric and author-date styles that health writers use; the first two are built into Ribbon.
const STYLES = [
  "nlm-citation-sequence", "american-medical-association", "apa", "chicago-author-date", "nature", "ieee", "bmj",
  "the-lancet", "plos", "elsevier-harvard", "harvard-cite-them-right", "springer-basic-author-date", "elsevier-vancouver", "cell",
  "american-sociological-association",
];

const items = ["items.json", ...fs.readdirSync(here).filter((name) => /^more.*\.json$/.test(name))]
  .flatMap((name) => JSON.parse(fs.readFileSync(path.join(here, name), "utf8")));

const locales = path.join(here, "../../src/site/evidence/csl");
const locale = (code) => {
  const file = path.join(locales, `locales-${code}.xml`);
  return fs.readFileSync(fs.existsSync(file) ? file : path.join(locales, "locales-en-US.xml"), "utf8");
};

/** An item as it is meant where citeproc-js takes it by the letter: a range from a page to itself is that page. */
function wanted(item) {
  const page = /^(.+)-\1$/.exec(item.page ?? "")?.[1] ?? item.page;
  return structuredClone(page ? { ...item, page } : item);
}

/** What citeproc-js writes for each item, cited alone. */
function expected(style) {
  return Object.fromEntries(items.map((item) => {
    const system = { retrieveLocale: locale, retrieveItem: () => wanted(item) };
    const engine = new CSL.Engine(system, style, "en-US", true);
    const cited = { citationItems: [{ id: item.id }], properties: { noteIndex: 0 } };
    const [, marks] = engine.processCitationCluster(cited, [], []);
    return [item.id, { entry: engine.makeBibliography()[1].join(""), mark: marks[0][1] }];
  }));
}

/** What Ribbon prints on a page that cites nothing else. */
function printed(name, style) {
  const site = path.join(folder, "site", name);
  fs.rmSync(site, { recursive: true, force: true });
  fs.mkdirSync(path.join(site, "content"), { recursive: true });
  fs.mkdirSync(path.join(site, "data/references"), { recursive: true });
  fs.writeFileSync(path.join(site, "data/style.csl"), style);
  fs.writeFileSync(path.join(site, "data/references/items.json"), JSON.stringify(items));
  fs.writeFileSync(path.join(site, "site.toml"),
    'title = "Comparison"\nbase_url = "https://example.com"\n[citations]\nstyle = "data/style.csl"\n');
  fs.writeFileSync(path.join(site, "content/_index.md"), '+++\ntitle = "Home"\n+++\n');
  for (const { id } of items) fs.writeFileSync(path.join(site, `content/${id}.md`), `+++\ntitle = "${id}"\n+++\nA [@${id}].\n`);
  try {
    execFileSync(ribbon, ["build", "--root", site], { stdio: "pipe" });
  } catch (error) {
    throw new Error(`${name}: ${error.stdout}${error.stderr}`);
  }
  return Object.fromEntries(items.map(({ id }) => {
    const html = fs.readFileSync(path.join(site, "public", id, "index.html"), "utf8");
    const entry = /<li id="ref-[^>]*>([\s\S]*?)<\/li>/.exec(html)?.[1] ?? "";
    const mark = /<p>A(?:\s|&nbsp;|\u00a0|\u2060)*([\s\S]*?)\.<\/p>/.exec(html)?.[1] ?? "";
    return [id, { entry, mark }];
  }));
}

/** One spelling for what two processors may write differently and mean the same. */
function plain(html, item, isEntry) {
  let text = html
    .replace(/<div class="csl-left-margin">[\s\S]*?<\/div>/, "")
    .replace(/<span class="reference-back">[\s\S]*$|<a class="reference-back"[\s\S]*$/, "")
    .replace(/<span style="font-variant:\s*small-caps;">([\s\S]*?)<\/span>/g, "<sc>$1</sc>")
    .replace(/<span class="small-caps">([\s\S]*?)<\/span>/g, "<sc>$1</sc>")
    .replace(/<sup [^>]*>/g, "<sup>")
    .replace(/<\/?(a|span|div|bdi)\b[^>]*>/g, "")
    .replace(/<(\/?)em>/g, "<$1i>").replace(/<(\/?)strong>/g, "<$1b>")
    .replace(/&#38;|&amp;/g, "&").replace(/&lt;|&#60;/g, "‹").replace(/&gt;|&#62;/g, "›").replace(/&quot;|&#34;/g, '"').replace(/&#39;/g, "'")
    .replace(/[\u00a0\u202f\u2009]/g, " ").replace(/[\u2011]/g, "-").replace(/\u200b/g, "")
    .replace(/\s+/g, " ").trim()
    // An entry stands in a list with markers of its own.
    .replace(isEntry ? /^[[(]?1[\]).]*\s*(?=\D)/ : /^$/, "")
    .replace(/<\/(i|b|sup|sub|sc)>(\s*)<\1>/g, "$2");
  // Whether a full stop after italics is itself in italics, nobody sees.
  return text.replace(/\.<\/(i|b)>/g, "</$1>.");
}

/** Whether two entries are the same, but for numbers that a style leaves out and Ribbon adds to each entry. */
function same(ours, theirs, item) {
  const added = [` doi:${item.DOI}.`, ` PMID: ${item.PMID}.`, ` PMCID: ${item.PMCID}.`];
  return [0, 1, 2, 3, 4, 5, 6, 7].some((bits) =>
    added.reduce((text, number, at) => (bits & (1 << at) ? text.replace(number, "") : text), ours) === theirs);
}

let total = 0, agreed = 0;
for (const name of words.length ? words : STYLES) {
  const style = fs.readFileSync(path.join(folder, "styles", `${name}.csl`), "utf8");
  const theirs = expected(style), ours = printed(name, style);
  const differ = { entry: [], mark: [] };
  for (const item of items) {
    for (const what of ["entry", "mark"]) {
      const [a, b] = [plain(ours[item.id][what], item, what === "entry"), plain(theirs[item.id][what], item, what === "entry")];
      if (!same(a, b, item)) differ[what].push(`    ${item.id}\n      ribbon   ${a}\n      citeproc ${b}`);
    }
  }
  const n = items.length, percent = (n_differ) => `${(100 * (n - n_differ) / n).toFixed(1).padStart(5)} %`;
  console.log(`${name.padEnd(40)} entries ${percent(differ.entry.length)}   marks ${percent(differ.mark.length)}`);
  for (const line of [...differ.entry, ...differ.mark].slice(0, show)) console.log(line);
  total += n; agreed += n - differ.entry.length;
}
console.log(`${"all".padEnd(40)} entries ${(100 * agreed / total).toFixed(1).padStart(5)} %`);
