// Small readers for XML and HTML.

import { SaxesParser } from "saxes";

/// A strict XML reader: throws with line and column where the text is not well-formed.
export function readXml(text) {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const top = node("", "", {});
  const open = [top];
  parser.on("error", (error) => {
    throw error;
  });
  parser.on("opentag", (tag) => {
    const attributes = Object.fromEntries(Object.values(tag.attributes).map((attribute) => [attribute.name, attribute.value]));
    const child = node(tag.local, tag.uri, attributes);
    open.at(-1).children.push(child);
    open.push(child);
  });
  parser.on("closetag", () => open.pop());
  const onText = (part) => (open.at(-1).text += part);
  parser.on("text", onText);
  parser.on("cdata", onText);
  parser.write(text).close();
  return top.children[0];
}

function node(local, uri, attributes) {
  return {
    local,
    uri,
    attributes,
    children: [],
    text: "",
    all(name) {
      return this.children.filter((child) => child.local === name);
    },
    child(name) {
      const found = this.all(name);
      if (found.length !== 1) throw new Error(`<${this.local}> holds ${found.length} <${name}> where one is expected`);
      return found[0];
    },
  };
}

/// Every element of a parsed HTML document in document order, without the contents of `template`.
export function elements(tree) {
  const found = [];
  const visit = (parent) => {
    for (const child of parent.childNodes ?? []) {
      if (child.tagName) {
        found.push({
          tag: child.tagName,
          attributes: Object.fromEntries(child.attrs.map((attribute) => [attribute.name, attribute.value])),
          line: child.sourceCodeLocation?.startLine,
          node: child,
        });
      }
      visit(child);
    }
  };
  visit(tree);
  return found;
}

export function textOf(node) {
  if (node.nodeName === "#text") return node.value;
  return (node.childNodes ?? []).map(textOf).join("");
}
