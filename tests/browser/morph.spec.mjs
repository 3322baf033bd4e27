// How an open page is brought to a newer version: what changes, and all that must not.

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { repository } from "./lib/sites.mjs";

const CLIENT = join(repository, "src/edge/serve/client");
const ORIGIN = "http://morph.test";

/// Opens a page with this body, lets `prepare` act as the reader or a script would, and gives what changes its source.
async function opened(page, before) {
  await page.route(`${ORIGIN}/**`, (route) => {
    const { pathname } = new URL(route.request().url());
    if (pathname === "/") return route.fulfill({ contentType: "text/html", body: whole(before) });
    if (pathname.endsWith(".css")) return route.fulfill({ contentType: "text/css", body: `body { --sheet: "${pathname}" }` });
    return route.fulfill({ contentType: "text/javascript", body: readFileSync(join(CLIENT, pathname), "utf8") });
  });
  await page.goto(`${ORIGIN}/`);
  await page.evaluate(async (source) => {
    const { Morph } = await import("/morph.js");
    window.morph = new Morph(document);
    window.morph.settle(source);
    window.touched = [];
    const names = (nodes) => [...nodes].filter((node) => node.nodeType === Node.ELEMENT_NODE).map((node) => node.localName);
    new MutationObserver((records) => {
      for (const { type, target, addedNodes, removedNodes, attributeName } of records) {
        if (type === "characterData") window.touched.push(`text of ${target.parentElement?.localName}`);
        else if (type === "attributes") window.touched.push(`${attributeName} of ${target.localName}`);
        else window.touched.push(...names(removedNodes).map((it) => `-${it}`), ...names(addedNodes).map((it) => `+${it}`));
      }
    }).observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  }, whole(before));
  return (after) =>
    page.evaluate(async (source) => {
      window.touched = [];
      try {
        window.morph.update(source);
      } catch (error) {
        return `reload: ${error.message}`;
      }
      await Promise.resolve();
      return window.touched;
    }, whole(after));
}

function whole(body) {
  return body.includes("<html") ? body : `<!doctype html><html lang="en"><head><title>A page</title></head><body>\n${body}\n</body></html>`;
}

const bodyOf = (page) => page.evaluate(() => document.body.innerHTML.trim());
const paragraphs = (...texts) => texts.map((text) => `<p>${text}</p>`).join("\n");

test("a changed word changes one text", async ({ page }) => {
  const update = await opened(page, paragraphs("One two three.", "Four five six."));
  expect(await update(paragraphs("One two three.", "Four FIVE six."))).toEqual(["text of p"]);
  expect(await bodyOf(page)).toBe(paragraphs("One two three.", "Four FIVE six."));
});

test("a paragraph at the top leaves all below alone", async ({ page }) => {
  const texts = Array.from({ length: 30 }, (_, index) => `Paragraph ${index} of some text.`);
  const update = await opened(page, paragraphs(...texts));
  expect(await update(paragraphs("New.", ...texts))).toEqual(["+p"]);
  expect(await update(paragraphs("New.", ...texts.slice(1)))).toEqual(["-p"]);
});

test("changes at the top and at the bottom leave the middle alone", async ({ page }) => {
  const texts = Array.from({ length: 12 }, (_, index) => `${["red", "green", "blue", "white"][index % 4]} words ${index} here`);
  const update = await opened(page, paragraphs(...texts));
  const after = paragraphs("first of all", ...texts.slice(0, 11), "green words 11 there at last");
  expect(await update(after)).toEqual(["+p", "text of p"]);
  expect(await bodyOf(page)).toBe(after);
});

test("elements are known by their id, wherever they moved", async ({ page }) => {
  const part = (id, text) => `<section id="${id}"><input name="${id}"><p>${text}</p></section>`;
  const update = await opened(page, part("a", "Alpha") + part("b", "Beta") + part("c", "Gamma"));
  await page.fill("[name=a]", "typed into a");
  await page.fill("[name=c]", "typed into c");
  await update(part("c", "Gamma, changed") + part("a", "Alpha, changed") + part("b", "Beta"));
  expect(await page.inputValue("[name=a]")).toBe("typed into a");
  expect(await page.inputValue("[name=c]")).toBe("typed into c");
  expect(await page.locator("section").evaluateAll((all) => all.map(({ id }) => id))).toEqual(["c", "a", "b"]);
});

test("what the reader did stays", async ({ page }) => {
  const form = (text) => `<h1>${text}</h1>
    <details><summary>More</summary><p>${text} inside</p></details>
    <dialog><p>${text} in the dialog</p></dialog>
    <label>Name <input name="name" value="nobody"></label> <input type="checkbox" name="agree">
    <select name="colour"><option>red</option><option>blue</option></select>
    <textarea name="story">Once</textarea>`;
  const update = await opened(page, form("Before"));
  await page.locator("summary").click();
  await page.evaluate(() => document.querySelector("dialog").show());
  await page.check("[name=agree]");
  await page.selectOption("select", "blue");
  await page.fill("textarea", "Once upon a time");
  await page.fill("[name=name]", "Somebody");
  await page.evaluate(() => document.querySelector("[name=name]").setSelectionRange(2, 5));
  expect(await update(form("After"))).toEqual(["text of h1", "text of p", "text of p"]);
  expect(
    await page.evaluate(() => ({
      details: document.querySelector("details").open,
      dialog: document.querySelector("dialog").open,
      agree: document.querySelector("[name=agree]").checked,
      colour: document.querySelector("select").value,
      story: document.querySelector("textarea").value,
      name: document.activeElement.value,
      selection: [document.activeElement.selectionStart, document.activeElement.selectionEnd],
    })),
  ).toEqual({ details: true, dialog: true, agree: true, colour: "blue", story: "Once upon a time", name: "Somebody", selection: [2, 5] });
});

test("selected text stays selected", async ({ page }) => {
  const update = await opened(page, "<p>Some words that are selected, and others.</p>");
  await page.evaluate(() => getSelection().setBaseAndExtent(document.querySelector("p").firstChild, 5, document.querySelector("p").firstChild, 10));
  await update("<p>Some words that are selected, and more besides.</p>");
  expect(await page.evaluate(() => String(getSelection()))).toBe("words");
  await update("<p>Now some words that are selected, and more besides.</p>");
  expect(await page.evaluate(() => String(getSelection()))).toBe("words");
});

test("what scripts did stays", async ({ page }) => {
  const text = (word, name) => `<!doctype html><html lang="en" class="${name}"><head><title>A page</title></head><body>
    <nav><button aria-expanded="false">Menu</button></nav><ul><li>one</li><li>two</li></ul><p>${word}</p></body></html>`;
  const update = await opened(page, text("before", "plain"));
  await page.evaluate(() => {
    document.documentElement.classList.add("js");
    document.documentElement.dataset.theme = "dark";
    document.querySelector("button").setAttribute("aria-expanded", "true");
    document.querySelector("ul").prepend(Object.assign(document.createElement("li"), { textContent: "zero" }));
    document.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: "last" }));
  });
  await update(text("after", "fancy").replace("<li>two</li>", "<li>two</li><li>three</li>"));
  expect(await page.locator("li").allTextContents()).toEqual(["zero", "one", "two", "three", "last"]);
  expect(await page.locator("p").textContent()).toBe("after");
  expect(await page.locator("button").getAttribute("aria-expanded")).toBe("true");
  const root = await page.evaluate(() => [document.documentElement.className, document.documentElement.dataset.theme]);
  expect(root[0].split(" ").sort()).toEqual(["fancy", "js"]);
  expect(root[1]).toBe("dark");
});

test("head and root follow", async ({ page }) => {
  const update = await opened(page, "<p>text</p>");
  const after = `<!doctype html><html lang="ar" dir="rtl"><head><title>Another</title><meta name="description" content="New"></head>
    <body class="wide"><p>text</p></body></html>`;
  await update(after);
  expect(
    await page.evaluate(() => [document.title, document.dir, document.documentElement.lang, document.body.className, document.querySelector("meta").content]),
  ).toEqual(["Another", "rtl", "ar", "wide", "New"]);
});

test("a stylesheet with a new address takes the old one's place without a flash", async ({ page }) => {
  const styled = (file) => `<!doctype html><html lang="en"><head><title>A page</title><link rel="stylesheet" href="${file}"></head><body><p>text</p></body></html>`;
  const update = await opened(page, styled("/a.css"));
  await page.evaluate(() => {
    window.seen = [];
    const look = () => {
      window.seen.push(getComputedStyle(document.body).getPropertyValue("--sheet"));
      requestAnimationFrame(look);
    };
    look();
  });
  await update(styled("/b.css"));
  await expect(page.locator("link")).toHaveAttribute("href", "/b.css");
  await update(styled("/c.css"));
  await expect(page.locator("link[href='/c.css']")).toHaveCount(1);
  await expect(page.locator("link")).toHaveCount(1);
  const seen = await page.evaluate(() => [...new Set(window.seen)]);
  expect(seen).not.toContain("");
});

for (const [what, before, after] of [
  ["a new script", "<p>text</p>", "<p>text</p><script>1</script>"],
  ["a changed script", "<script>1</script>", "<script>2</script>"],
  ["a removed script", "<script src='/a.js' type='text/plain'></script><script>1</script>", "<p></p>"],
  ["a changed template", "<template><p>one</p></template>", "<template><p>two</p></template>"],
]) {
  test(`${what} asks for a reload`, async ({ page }) => {
    const update = await opened(page, before);
    expect(await update(after)).toMatch(/^reload: /);
  });
}

test("data in a script element is no code", async ({ page }) => {
  const update = await opened(page, `<script type="application/ld+json">{"a": 1}</script>`);
  expect(await update(`<script type="application/ld+json">{"a": 2}</script>`)).toEqual(["text of script"]);
});

test("what is for browsers without scripts stays text", async ({ page }) => {
  const update = await opened(page, "<noscript><p>No script</p></noscript><p>one</p>");
  expect(await update("<noscript><p>Changed</p></noscript><p>two</p>")).toEqual(["text of p"]);
});

test("a place that a script took away asks for a reload", async ({ page }) => {
  const update = await opened(page, "<p>one</p><div><b>two</b></div>");
  await page.evaluate(() => document.querySelector("div").remove());
  expect(await update("<p>ONE</p><div><b>two</b></div>")).toEqual(["text of p"]);
  expect(await update("<p>ONE</p><div><b>three</b></div>")).toMatch(/^reload: /);
});

test("drawings keep their namespace and the case of their names", async ({ page }) => {
  const drawing = (box) => `<svg viewBox="${box}"><use xlink:href="#a"></use></svg>`;
  const update = await opened(page, drawing("0 0 1 1"));
  await update(`${drawing("0 0 2 2")}<svg viewBox="0 0 3 3"><circle r="1"/></svg>`);
  expect(await page.evaluate(() => [...document.querySelectorAll("svg")].map((it) => it.viewBox.baseVal.width))).toEqual([2, 3]);
  expect(await page.evaluate(() => document.querySelector("circle") instanceof SVGCircleElement)).toBe(true);
});

test("any change leads to the page as it is made", async ({ page }) => {
  const random = seeded(0x0402);
  let tree = grown(random, 4);
  const update = await opened(page, tree);
  for (let round = 0; round < 60; round++) {
    tree = round % 7 === 0 ? grown(random, 4) : edited(tree, random);
    const touched = await update(tree);
    expect(touched, String(touched)).toBeInstanceOf(Array);
    const expected = await page.evaluate((source) => new DOMParser().parseFromString(source, "text/html").body.innerHTML.trim(), whole(tree));
    expect(await bodyOf(page), `round ${round}`).toBe(expected);
  }
});

/// Mulberry32: the same numbers everywhere.
function seeded(seed) {
  return (limit) => {
    seed = (seed + 0x6d2b79f5) | 0;
    let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % limit;
  };
}

function grown(random, depth) {
  const tags = ["p", "div", "section", "ul", "li", "b", "details", "input", "h2"];
  const parts = Array.from({ length: 2 + random(5) }, () => {
    const tag = tags[random(depth === 0 ? 2 : tags.length)];
    const id = random(4) === 0 ? ` id="id${random(30)}"` : "";
    const mark = random(3) === 0 ? ` class="c${random(4)}"` : "";
    if (tag === "input") return `<input name="n${random(3)}"${mark}>`;
    return `<${tag === "p" ? "article" : tag}${id}${mark}>${depth > 0 ? grown(random, depth - 2) : `word ${random(50)}`}</${tag === "p" ? "article" : tag}>`;
  });
  return parts.join(random(2) ? "\n" : " text ");
}

function edited(text, random) {
  const words = text.split(/(?<=>)|(?=<)/);
  for (let round = 0; round < 3; round++) {
    const at = random(words.length);
    if (!words[at].startsWith("<")) words[at] = ["", " other ", `word ${random(50)}`][random(3)];
    else words.splice(at, 0, `<article>new ${random(9)}</article>`);
  }
  return words.join("");
}
