// Brings a page that is open to the newest version of its source, and touches nothing else.
//
// A copy of the page's source is kept beside the live page, each node of it tied to its live twin. A new version is compared with that
// copy, never with the live page, and only what differs is done to both. So whatever the reader or the page's own scripts changed (typed
// text, open details, a class, an added button) stays as it is, and needs no rule of its own.

import { align } from "./align.js";
import { isStylesheet, loaded, swapSheet } from "./assets.js";

const CODE = /^(|module|importmap|speculationrules|(text|application)\/(x-)?(java|ecma)script)$/i;
const NOSCRIPT = /(<noscript\b[^>]*>)[^]*?(<\/noscript>)/gi;

export class Morph {
  #page;
  #copy;
  #twins = new WeakMap();
  #heirs = new WeakMap();
  #mirrored = false;
  #loading = [];

  constructor(page) {
    this.#page = page;
    this.#copy = page.cloneNode(true);
    this.#tie(this.#copy, page);
    for (const element of this.#copy.querySelectorAll("noscript")) element.textContent = "";
  }

  /// Corrects the copy by the source of what is shown now: scripts may have changed the page before it was copied.
  settle(html) {
    this.#mirrored = false;
    this.#patch(this.#copy.documentElement, parse(html).documentElement);
  }

  /// Brings the page to this source. Throws where only a reload can.
  update(html) {
    const next = parse(html);
    if (next.compatMode !== this.#page.compatMode || unchangeable(next) !== unchangeable(this.#copy)) throw new Error("needs a reload");
    this.#mirrored = true;
    this.#loading = [];
    this.#patch(this.#copy.documentElement, next.documentElement);
  }

  #patch(old, next) {
    if (old.isEqualNode(next)) return;
    if (old.nodeType !== Node.ELEMENT_NODE) return this.#text(old, next.data);
    this.#attributes(old, next);
    this.#children(old, next);
  }

  #text(old, data) {
    const before = old.data;
    old.data = data;
    if (!this.#mirrored) return;
    const live = this.#live(old);
    if (live.data !== before) return void (live.data = data);
    // Only the part that differs is replaced, so that a selection beside it stays.
    const most = Math.min(before.length, data.length);
    let start = 0;
    while (start < most && before[start] === data[start]) start++;
    let end = 0;
    while (end < most - start && before.at(-1 - end) === data.at(-1 - end)) end++;
    live.replaceData(start, before.length - start - end, data.slice(start, data.length - end));
  }

  #attributes(old, next) {
    const changes = [];
    for (const { name } of old.attributes) if (!next.hasAttribute(name)) changes.push({ name });
    for (const attribute of next.attributes) {
      if (old.getAttribute(attribute.name) !== attribute.value) changes.push({ name: attribute.name, attribute });
    }
    if (changes.length === 0) return;
    const classes = old.getAttribute("class") ?? "";
    apply(old, changes);
    if (!this.#mirrored) return;
    const live = this.#live(old);
    if (isStylesheet(live) && isStylesheet(next)) {
      const heir = live.cloneNode();
      apply(heir, changes);
      this.replaced(live, heir);
      this.#loading.push(swapSheet(live, heir));
    } else {
      apply(live, changes, classes);
    }
  }

  #children(parent, next) {
    const { pairs, moved } = align([...parent.childNodes], [...next.childNodes]);
    const kept = new Set(pairs.values());
    for (const child of [...parent.childNodes]) if (!kept.has(child)) this.#remove(child);
    let at = parent.firstChild;
    for (const child of next.childNodes) {
      while (moved.has(at)) at = at.nextSibling;
      const old = pairs.get(child);
      if (!old) {
        this.#insert(parent, child, at);
        continue;
      }
      if (old === at) at = at.nextSibling;
      else this.#move(parent, old, at);
      moved.delete(old);
      this.#patch(old, child);
    }
  }

  #insert(parent, node, before) {
    const copy = parent.insertBefore(this.#copy.importNode(node, true), before);
    if (!this.#mirrored) return;
    const scripts = copy.nodeName === "SCRIPT" ? [copy] : (copy.querySelectorAll?.("script") ?? []);
    if ([...scripts].some(isCode)) throw new Error("needs a reload");
    // Cloned and tied while still out of the page, where no custom element runs that could change it.
    const live = copy.cloneNode(true);
    this.#tie(copy, live);
    this.#place(this.#page.adoptNode(live), copy);
    if (isStylesheet(live)) this.#loading.push(loaded(live));
  }

  #move(parent, node, before) {
    parent.insertBefore(node, before);
    if (this.#mirrored) this.#place(this.#live(node), node);
  }

  /// Puts a live node where its copy stands.
  #place(live, { parentNode, previousSibling, nextSibling }) {
    const home = this.#live(parentNode);
    const before = nextSibling ? within(home, this.#live(nextSibling)) : null;
    const after = !before && previousSibling ? within(home, this.#live(previousSibling)) : null;
    const reference = before ?? after?.nextSibling ?? null;
    // Moving in one step keeps focus and playing media.
    if (home.moveBefore && live.isConnected) home.moveBefore(live, reference);
    else home.insertBefore(live, reference);
  }

  #remove(copy) {
    copy.remove();
    if (!this.#mirrored) return;
    const live = this.#twin(copy);
    // The old look stays until the new one is there.
    if (live && isStylesheet(live)) queueMicrotask(() => Promise.all(this.#loading).then(() => live.remove()));
    else live?.remove();
  }

  #live(copy) {
    const live = this.#twin(copy);
    if (!live?.isConnected) throw new Error("a script removed or replaced what is to change");
    return live;
  }

  #twin(copy) {
    let live = this.#twins.get(copy);
    while (this.#heirs.has(live)) live = this.#heirs.get(live);
    return live;
  }

  /// From now on, this element stands where the other stood.
  replaced(live, heir) {
    this.#heirs.set(live, heir);
  }

  #tie(copy, live) {
    const copies = document.createTreeWalker(copy);
    const lives = document.createTreeWalker(live);
    do this.#twins.set(copies.currentNode, lives.currentNode);
    while (copies.nextNode() && lives.nextNode());
  }
}

/// Without what is for browsers without scripts: parsed here it would be elements, while in the page it is text.
function parse(html) {
  return new DOMParser().parseFromString(html.replace(NOSCRIPT, "$1$2"), "text/html");
}

/// What cannot be changed in a page that runs: code, the templates it uses, and what rules over how the page is loaded.
function unchangeable(page) {
  const parts = [...page.querySelectorAll("script, template, base, meta[http-equiv]")];
  return parts.filter((element) => element.nodeName !== "SCRIPT" || isCode(element)).map((element) => element.outerHTML).join("\n");
}

export function isCode(script) {
  return CODE.test(script.type.trim());
}

/// `classes`: those of the source before, so that classes which scripts added stay.
function apply(element, changes, classes) {
  for (const { name, attribute } of changes) {
    if (name === "class" && classes !== undefined && (element.getAttribute("class") ?? "") !== classes) {
      element.classList.remove(...words(classes));
      element.classList.add(...words(attribute?.value ?? ""));
    } else if (attribute) element.setAttributeNode(attribute.cloneNode());
    else element.removeAttribute(name);
  }
}

const words = (text) => text.split(/\s+/).filter(Boolean);

function within(home, node) {
  while (node && node.parentNode !== home) node = node.parentNode;
  if (!node) throw new Error("a script moved what is to change");
  return node;
}
