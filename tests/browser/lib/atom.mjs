// What RFC 4287 asks of an Atom feed, as far as a machine can tell.

import { readXml } from "./markup.mjs";

const ATOM = "http://www.w3.org/2005/Atom";
const RFC_3339 = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/;

export function readFeed(text) {
  const problems = [];
  const root = readXml(text);
  const report = (problem) => problems.push(problem);
  if (root.local !== "feed" || root.uri !== ATOM) report(`the root is <${root.local}> in “${root.uri}”`);

  common(root, "feed", report);
  const self = root.all("link").filter((link) => link.attributes.rel === "self");
  if (self.length !== 1) report(`${self.length} links to itself`);
  if (!root.attributes["xml:lang"]) report("no xml:lang");

  const entries = root.all("entry");
  const feedHasAuthor = hasAuthor(root, report);
  const ids = entries.map((entry) => entry.all("id")[0]?.text);
  ids.filter((id, index) => ids.indexOf(id) !== index).forEach((id) => report(`two entries with id ${id}`));
  for (const entry of entries) {
    const name = `entry “${entry.all("title")[0]?.text}”`;
    common(entry, name, report);
    if (!hasAuthor(entry, report) && !feedHasAuthor) report(`${name}: no author here or in the feed`);
    const content = entry.all("content");
    if (content.length > 1) report(`${name}: ${content.length} contents`);
    if (entry.all("summary").length > 1) report(`${name}: more than one summary`);
    const alternates = entry.all("link").filter((link) => (link.attributes.rel ?? "alternate") === "alternate");
    if (content.length === 0 && alternates.length === 0) report(`${name}: neither content nor an alternate link`);
    const kinds = alternates.map((link) => `${link.attributes.type} ${link.attributes.hreflang}`);
    if (new Set(kinds).size !== kinds.length) report(`${name}: two alternate links of one kind`);
    for (const part of entry.all("published")) if (!RFC_3339.test(part.text.trim())) report(`${name}: published is “${part.text}”`);
    for (const part of [...content, ...entry.all("summary"), ...entry.all("title")]) {
      const type = part.attributes.type ?? "text";
      if (!["text", "html", "xhtml"].includes(type)) report(`${name}: <${part.local}> of type ${type}`);
      if (type !== "xhtml" && part.children.length > 0) report(`${name}: unescaped elements in <${part.local}>`);
    }
  }
  const newest = entries
    .map((entry) => entry.all("updated")[0]?.text.trim())
    .sort()
    .at(-1);
  const updated = root.all("updated")[0]?.text.trim();
  if (newest && updated && Date.parse(updated) < Date.parse(newest))
    report(`the feed's updated, ${updated}, is older than its newest entry, ${newest}`);

  const links = [root, ...entries].flatMap((node) => node.all("link").map((link) => link.attributes.href));
  return { problems, feed: { self: self[0]?.attributes.href, links } };
}

function common(node, name, report) {
  for (const required of ["id", "title", "updated"]) {
    const found = node.all(required);
    if (found.length !== 1) report(`${name}: ${found.length} <${required}>`);
    else if (!found[0].text.trim()) report(`${name}: empty <${required}>`);
  }
  const id = node.all("id")[0]?.text.trim() ?? "";
  if (!/^[a-z][a-z0-9+.-]*:/i.test(id)) report(`${name}: id “${id}” is not an absolute IRI`);
  const updated = node.all("updated")[0]?.text.trim() ?? "";
  if (!RFC_3339.test(updated) || Number.isNaN(Date.parse(updated))) report(`${name}: updated is “${updated}”`);
  for (const link of node.all("link")) {
    if (!/^https?:\/\//.test(link.attributes.href ?? "")) report(`${name}: link to “${link.attributes.href}”`);
  }
}

function hasAuthor(node, report) {
  const authors = node.all("author");
  for (const author of authors)
    if (author.all("name").length !== 1 || !author.all("name")[0].text.trim()) report("an author without a name");
  return authors.length > 0;
}
